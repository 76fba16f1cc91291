"""A consent is withdrawn, by the page: looked at, asked twice, done; the rest works."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from habeas.actions import joining
from habeas.actions.desk import Desk
from habeas.actions.members import Seat, share
from habeas.actions.record import put
from habeas.case.facts.members import Role
from habeas.views.records import records
from tests.web.conftest import Door, Seed, opened
from tests.web.walk import ROOMS


@pytest.fixture
def door(planted: tuple[Path, Seed], tmp_path: Path) -> Iterator[Door]:
    """A door over a vault of this test's own: somebody is erased from it."""
    folder = tmp_path / "planted"
    shutil.copytree(planted[0], folder)
    yield from opened(folder, planted[1])


@pytest.fixture
def token(door: Door) -> str:
    return door.enter()


@pytest.fixture
def page(door: Door) -> str:
    return f"/cases/{door.seed.case}/people/{door.seed.person}/erase"


def answer(door: Door, said: str, **more: object) -> None:
    """Record what she answers to being kept in the case."""
    desk = door.keeper._desk
    assert desk is not None
    fields = {"person": door.seed.person, "use": "record", "answer": said, **more}
    put(desk, door.seed.case, "consent", fields)


def seal(door: Door, page: str) -> str:
    (found,) = re.findall(
        r'name="seal" value="([0-9a-f]+)"', door.client.get(f"{page}?sure=1").text
    )
    return str(found)


def test_nothing_is_offered_before_she_says_so(
    door: Door, token: str, page: str
) -> None:
    shown = door.client.get(page).text
    assert "No answer of the person allows it" in shown
    assert "sure=1" not in shown
    assert door.post(page, token, seal=seal(door, page)).status_code == 409
    assert door.client.get(page).status_code == 200


def test_looked_at_asked_twice_and_done(door: Door, token: str, page: str) -> None:
    answer(door, "withdrawn", scope={"lang": "en", "text": "also the photographs"})
    first = door.client.get(page).text
    assert "also the photographs" in first
    assert "sure=1" in first
    second = door.client.get(f"{page}?sure=1").text
    assert "There is no way back" in second
    assert "Back-ups of this vault" in second
    refused = door.post(page, token, seal="0" * 64, sure="1")
    assert "since you looked" in refused.text
    assert "Goes, on every device" in refused.text  # all of it is shown again
    assert "There is no way back" not in refused.text
    done = door.post(page, token, seal=seal(door, page), sure="1")
    assert done.status_code == 200
    assert "this device" in done.text
    assert door.client.get(page).status_code == 404


def test_who_has_not_said_that_they_erased_is_named(
    door: Door, token: str, page: str, new_desk: Callable[[str], Desk]
) -> None:
    desk, case = door.keeper._desk, door.seed.case
    assert desk is not None
    asked = joining.ask(new_desk("beth"), "laptop of Beth")
    share(desk, case, "Ann", "laptop")
    who = Seat("Beth", Role.EDITOR)
    joining.let_in(desk, case, asked.note, asked.number, who)
    answer(door, "withdrawn")
    told = door.post(page, token, seal=seal(door, page), sure="1").text
    assert "1 device has not said that it erased." in told
    beth = told.split("laptop of Beth")[1].split("</li>")[0]
    assert "has not said that it erased" in beth
    mine = told.split("<bdi>laptop</bdi>")[1].split("</li>")[0]
    assert "erased" in mine
    assert "has not said" not in mine


def test_a_withdrawal_leads_to_what_would_be_erased(
    door: Door, token: str, page: str
) -> None:
    case, person = door.seed.case, door.seed.person
    said = {"person": person, "use": "court", "answer": "withdrawn"}
    new = f"/cases/{case}/records/new/consent"
    shown = door.post(new, token, compartment="case", **said).text
    assert "The next step" not in shown
    shown = door.post(new, token, compartment="case", **{**said, "use": "record"}).text
    assert "The consent to keep it was withdrawn." in shown
    for one in (shown, door.client.get(f"/cases/{case}/people/{person}").text):
        assert "Nothing is erased by that alone. The next step:" in one
        assert f'The next step: <a href="{page}">' in one
    looked = door.client.get(page).text
    assert "the texts were not searched" in looked.lower() or "Searched for" in looked
    door.post(page, token, seal=seal(door, page), sure="1")
    assert "The next step" not in door.client.get(f"/cases/{case}/people/{person}").text


def test_every_other_page_works_after_it(door: Door, token: str, page: str) -> None:
    answer(door, "refused")
    door.post(page, token, seal=seal(door, page), sure="1")
    desk = door.keeper._desk
    assert desk is not None
    case = door.seed.case
    pages = [f"/cases/{case}{room}" for room in ROOMS]
    pages += [f"/cases/{case}/people/{door.seed.person}"]
    rows = desk.views.db.all("SELECT id FROM records WHERE case_id = ?", (case,))
    pages += [f"/cases/{case}/records/{row[0]}" for row in rows]
    titles = {one.title for one in records(desk.views, case, "claim")}
    assert "No officer entered the ward that night." in titles  # the prison's
    for one in pages:
        shown = door.client.get(one)
        assert shown.status_code == 200, one
        assert "Zarina" not in shown.text
        assert "duty officer came" not in shown.text
    assert "was erased" in door.client.get(f"/cases/{case}/consents").text
    erased = door.client.get(f"/cases/{case}/people/{door.seed.person}").text
    assert "This person was erased" in erased
