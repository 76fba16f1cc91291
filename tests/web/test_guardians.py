"""Guardians by the page: chosen, asked, an answer from elsewhere, a no."""

import html
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from habeas.actions import answering, joining
from habeas.actions.desk import Desk
from habeas.clock import SystemClock
from habeas.web.small_files import handed_on
from tests.web.conftest import OURS, Door, Seed, opened
from tests.web.test_members import _field as field
from tests.web.test_members import _let_in as let_in

NewDesk = Callable[[str], Desk]


@pytest.fixture
def door(planted: tuple[Path, Seed], tmp_path: Path) -> Iterator[Door]:
    """A door over a vault of this test's own: its case gets members."""
    folder = tmp_path / "planted"
    shutil.copytree(planted[0], folder)
    yield from opened(folder, planted[1])


@pytest.fixture
def token(door: Door) -> str:
    return door.enter()


@pytest.fixture
def gul(door: Door, token: str, new_desk: NewDesk) -> Desk:
    """Return the vault of a guardian who was let in, and holds no copy."""
    desk = new_desk("gul")
    desk.clock = SystemClock()
    asked = joining.ask(desk, "telephone")
    page = let_in(door, home(door), token, asked, name="Beth", role="guardian")
    (digits,) = re.findall(r'class="digits ltr">([0-9 ]+)<', page)
    taken = door.post(f"{home(door)}/welcome", token, file=field(page))
    joining.enter(desk, taken.content, digits)
    return desk


def home(door: Door) -> str:
    return f"/cases/{door.seed.case}/members"


def members(door: Door) -> list[str]:
    page = door.client.get(home(door)).text
    return list(dict.fromkeys(re.findall(rf'{home(door)}/([0-9a-f]{{32}})">', page)))


def post(door: Door, token: str, what: str, **form: str) -> str:
    answer = door.post(f"{home(door)}/recovery/{what}", token, **form)
    return html.unescape(f"{answer.status_code} {answer.text}")


def choosing(
    door: Door, token: str, who: list[str], need: str = "2", hours: str = "72"
) -> str:
    form = {"csrf": token, "guardian": who, "need": need, "hours": hours}
    path = f"{home(door)}/recovery/choose"
    answer = door.client.post(path, data=form, headers=OURS)
    return html.unescape(f"{answer.status_code} {answer.text}")


def choose(door: Door, token: str) -> None:
    """Choose ann and the one who was let in first."""
    choosing(door, token, members(door)[:2])
    page = door.client.get(f"{home(door)}/recovery").text
    assert "0 of 2 guardians were there" in page


@pytest.mark.usefixtures("gul")
def test_chosen_with_numbers_that_fit(door: Door, token: str) -> None:
    for need, hours, said in (
        ("1", "72", "These numbers of guardians do not fit."),
        ("two", "72", "This is not a number."),
        ("2", "1", "too short or too long"),
    ):
        page = choosing(door, token, members(door), need, hours)
        assert page.startswith("400")
        assert said in page
        assert page.count("checked>") >= 2  # nobody has to be chosen again
    choose(door, token)


def test_asked_agreed_elsewhere_and_a_no(
    door: Door, token: str, gul: Desk, new_desk: NewDesk
) -> None:
    dana = let_dana_in(door, token, new_desk)
    choose(door, token)
    asked = joining.ask(new_desk("fresh"), "new laptop")
    form = {"text": asked.note.decode(), "member": dana, "stated": "the river"}
    assert post(door, token, "begin", heard="1", **form).startswith("400")
    post(door, token, "begin", heard=asked.number, **form)
    page = door.client.get(f"{home(door)}/recovery").text
    assert "Agreed: 1 of 2" in page
    assert "asks to become that of" in door.client.get(home(door)).text
    for address in ("/today", f"/cases/{door.seed.case}/today"):
        assert "A device asks to become that of Dana." in door.client.get(address).text
    (recovery,) = set(re.findall(r'name="recovery" value="([0-9a-f]{32})"', page))
    question = door.post(
        f"{home(door)}/recovery/act", token, recovery=recovery, act="question"
    ).content
    given = answering.answer(gul, question, asked.number).decode()
    assert post(door, token, "keep", answer="nothing").startswith("400")
    post(door, token, "keep", answer=given)
    assert "Agreed: 2 of 2" in door.client.get(f"{home(door)}/recovery").text
    early = post(door, token, "act", recovery=recovery, act="let_in")
    assert early.startswith("409")
    assert "still say no" in early
    post(door, token, "act", recovery=recovery, act="no", stated="not her")
    page = door.client.get(f"{home(door)}/recovery").text
    assert "It is over: nobody was let in." in page
    assert "asks to become that of" not in door.client.get(home(door)).text


@pytest.mark.usefixtures("gul")
def test_nobody_is_chosen_beforehand_as_who_lost_a_device(
    door: Door, token: str, new_desk: NewDesk
) -> None:
    choose(door, token)
    fresh = door.client.get(f"{home(door)}/recovery").text
    assert " selected" not in fresh.partition('<select id="member"')[2]
    asked = joining.ask(new_desk("fresh"), "new laptop")
    form = {"text": asked.note.decode(), "heard": asked.number}
    page = post(door, token, "begin", member="", **form)
    assert page.startswith("400")
    assert "Choose whose device it is." in page


def let_dana_in(door: Door, token: str, new_desk: NewDesk) -> str:
    """Let in somebody who is no guardian; return their id."""
    before = set(members(door))
    asked = joining.ask(new_desk("dana"), "laptop")
    form = {"file": handed_on(asked.note), "heard": asked.number}
    door.post(f"{home(door)}/let-in", token, name="Dana", role="editor", **form)
    (fresh,) = set(members(door)) - before
    return fresh


def test_a_guardian_says_that_it_stands(door: Door, token: str, gul: Desk) -> None:
    choose(door, token)
    said = answering.say_here(gul, door.seed.case).decode()
    post(door, token, "keep", answer=said)
    post(door, token, "here")
    page = door.client.get(f"{home(door)}/recovery").text
    assert "2 of 2 guardians were there" in page
    assert "nobody can open any more" in page  # ann alone has the keys


def test_what_nobody_sends_is_refused(door: Door, token: str) -> None:
    page = door.post("/guardian", token, act="read", text="nothing")
    assert page.status_code == 400
    assert door.post("/guardian", token, act="x").status_code == 400
    assert "guardian" in door.client.get("/guardian").text
