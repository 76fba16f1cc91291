"""Two devices at one table, by the page of either."""

import asyncio
import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from habeas.actions import joining
from habeas.actions.desk import Desk
from habeas.actions.members import Seat, share
from habeas.actions.record import put
from habeas.case.facts.members import Role
from habeas.copying.desks import directly
from habeas.copying.table import visit
from habeas.views.records import records
from habeas.web import tables
from habeas.wire.table import read_code
from tests.web.conftest import Door, Seed, opened

NewDesk = Callable[[str], Desk]


@pytest.fixture
def door(
    planted: tuple[Path, Seed], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Door]:
    """A door over a vault of this test's own: its case gets members."""
    monkeypatch.setattr(tables, "own_address", lambda: "127.0.0.1")
    folder = tmp_path / "planted"
    shutil.copytree(planted[0], folder)
    yield from opened(folder, planted[1])


@pytest.fixture
def token(door: Door) -> str:
    return door.enter()


@pytest.fixture
def home(door: Door) -> str:
    return f"/cases/{door.seed.case}/copies/table"


@pytest.fixture
def beth(door: Door, token: str, new_desk: NewDesk) -> Desk:
    """Let Beth in; nothing of the case is at her desk yet."""
    assert token
    ann, case = door.keeper._desk, door.seed.case
    assert ann is not None
    desk = new_desk("beth")
    asked = joining.ask(desk, "laptop of Beth")
    share(ann, case, "Ann", "laptop")
    seat = Seat("Beth", Role.EDITOR)
    let = joining.let_in(ann, case, asked.note, asked.number, seat)
    joining.enter(desk, let.welcome, let.number)
    return desk


def code_on(page: str) -> str:
    (found,) = re.findall(r"HABEAS-MEET-1/[0-9A-Z./]+", page)
    return str(found)


def test_somebody_comes_who_has_nothing_yet(
    door: Door, home: str, token: str, beth: Desk
) -> None:
    page = door.post(f"{home}/host", token)
    assert page.status_code == 200
    assert "<svg" in page.text
    place = read_code(code_on(page.text))
    came = asyncio.run(visit(directly(beth), place, 10.0))
    assert (came.writer, came.fault) == ("Ann", None)
    assert records(beth.views, door.seed.case, "incident")
    until = time.monotonic() + 10
    while "Written by Beth" not in (page := door.client.get(home)).text:
        assert time.monotonic() < until
        time.sleep(0.1)
    assert "HABEAS-MEET" not in page.text
    put(beth, door.seed.case, "note", {"text": {"lang": "en", "text": "Later."}})
    page = door.post(f"{home}/host", token)
    asyncio.run(visit(directly(beth), read_code(code_on(page.text)), 10.0))


def test_waiting_can_be_stopped_and_a_lock_ends_it(
    door: Door, home: str, token: str
) -> None:
    assert code_on(door.post(f"{home}/host", token).text)
    assert "HABEAS-MEET" not in door.post(f"{home}/stop", token).text
    place = read_code(code_on(door.post(f"{home}/host", token).text))
    assert place.host == "127.0.0.1"
    door.post("/lock", token)
    assert door.client.get(home, follow_redirects=False).status_code == 303


WHOLE = f"HABEAS-MEET-1/127.0.0.1/9/{'0' * 32}/{'A' * 52}/{'A' * 26}"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("", "This is not the code of a table."),
        ("HABEAS-MEET-1/127.0.0.1/9/" + "0" * 32, "has 3 parts behind its name, not 5"),
        (WHOLE.replace("127.0.0.1", "127.0.0.300"), "Look at the address."),
        (WHOLE.replace("/9/", "/99999/"), "Look at the number behind the address."),
        (WHOLE.replace("0" * 32, "0" * 31), "Look at the part of the case"),
        (WHOLE.replace("A" * 52, "A" * 51 + "0"), "Look at the part of the key"),
        (WHOLE[:-1], "Look at the word at the end"),
        (WHOLE[:-1] + "B", "Look at the word at the end"),
    ],
)
def test_what_is_no_code_is_said(
    door: Door, home: str, token: str, code: str, said: str
) -> None:
    page = door.post(f"{home}/join", token, code=code)
    assert page.status_code == 400
    assert said in page.text
