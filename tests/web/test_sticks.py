"""A case on a stick by the page: out to somebody, in at their place, and back."""

import io
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from habeas.actions import joining
from habeas.actions.bringing import bring
from habeas.actions.carrying import devices_for, load_for, seal_to, sealed_pieces
from habeas.actions.desk import Desk
from habeas.actions.members import Seat, members, share
from habeas.actions.record import put
from habeas.case.facts.members import Role
from habeas.errors import LockedError
from habeas.views.records import records
from tests.web.conftest import OURS, Door, Seed, opened

NewDesk = Callable[[str], Desk]
WORDS = "copper lantern seven birches undertow"


@pytest.fixture
def door(planted: tuple[Path, Seed], tmp_path: Path) -> Iterator[Door]:
    """A door over a vault of this test's own: its case gets members."""
    folder = tmp_path / "planted"
    shutil.copytree(planted[0], folder)
    yield from opened(folder, planted[1])


@pytest.fixture
def home(door: Door) -> str:
    return f"/cases/{door.seed.case}/copies/stick"


@pytest.fixture
def token(door: Door) -> str:
    return door.enter()


@pytest.fixture
def beth(door: Door, token: str, new_desk: NewDesk) -> tuple[Desk, str]:
    """Let Beth in; return her desk and her id as a member."""
    assert token
    desk, ann, case = new_desk("beth"), desk_of(door), door.seed.case
    asked = joining.ask(desk, "laptop of Beth")
    share(ann, case, "Ann", "laptop")
    let = joining.let_in(ann, case, asked.note, asked.number, Seat("Beth", Role.EDITOR))
    joining.enter(desk, let.welcome, let.number)
    return desk, let.member


def desk_of(door: Door) -> Desk:
    desk = door.keeper._desk
    assert desk is not None
    return desk


def brought(
    door: Door, path: str, token: str, *parts: bytes, words: str = ""
) -> tuple[int, str]:
    page = door.client.post(
        path,
        data={"csrf": token, "file-words": words},
        files=[("file", (f"x.{number:03}", part)) for number, part in enumerate(parts)],
        headers=OURS,
    )
    return page.status_code, page.text


def test_out_to_somebody_in_and_back(
    door: Door, home: str, token: str, beth: tuple[Desk, str]
) -> None:
    desk, member = beth
    case = door.seed.case
    assert "Beth" in door.client.get(home).text
    taken = door.post(f"{home}/out", token, to=member, place="case")
    assert taken.status_code == 200
    named = taken.headers["content-disposition"]
    assert re.search(r"''[0-9a-f]{8}%2Eage$", named)
    assert taken.content.startswith(b"age-encryption.org/v1\n-> mlkem768x25519 ")
    came = bring(desk, io.BytesIO(taken.content))
    assert (came.fault, came.writer) == (None, "Ann")
    assert records(desk.views, case, "incident")
    text = {"text": {"lang": "en", "text": "From the other side."}}
    put(desk, case, "note", text)
    ann = next(one.id for one in members(desk, case) if one.name == "Ann")
    devices = devices_for(desk, case, [ann])
    load = load_for(desk, case, devices)
    file = b"".join(sealed_pieces(desk, load, seal_to(desk, case, devices)))
    half = len(file) // 2
    status, page = brought(door, f"{home}/in", token, file[:half], file[half:])
    assert status == 200
    assert "Written by Beth (laptop of Beth)." in page
    assert "From Beth: new entries:" in page
    assert "From the other side." in door.client.get(f"/cases/{case}/notes").text
    status, page = brought(door, f"{home}/in", token, file)
    assert "No entry that is not here already." in page


def test_with_a_passphrase(door: Door, home: str, token: str) -> None:
    taken = door.post(f"{home}/out", token, words=WORDS)
    assert taken.content.startswith(b"age-encryption.org/v1\n-> scrypt ")
    status, page = brought(door, f"{home}/in", token, taken.content)
    assert status == 400
    assert "sealed with a passphrase" in page
    status, page = brought(door, f"{home}/in", token, taken.content, words="other")
    assert "does not open the file" in page
    status, page = brought(door, "/stick/in", token, taken.content, words=WORDS)
    assert status == 200
    assert "No entry that is not here already." in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "not said for whom"),
        ({"words": "password"}, "too easy to guess"),
        ({"to": "00" * 16}, "no such member"),
        ({"to": "00" * 16, "words": WORDS}, "or for whoever knows a passphrase"),
    ],
)
def test_what_cannot_be_taken_out_is_said(
    door: Door, home: str, token: str, fields: dict[str, str], said: str
) -> None:
    page = door.post(f"{home}/out", token, **fields)
    assert page.status_code in {400, 404}
    assert said in page.text


def test_what_is_no_such_file_is_said_and_nothing_stays(
    door: Door, home: str, token: str
) -> None:
    incoming = desk_of(door).vault.exhibits.folder / "incoming"
    for data in (b"", b"PK\x03\x04 a zip", b"x" * 3_000_000):
        for path in (f"{home}/in", "/stick/in"):
            status, page = brought(door, path, token, data)
            assert status == 400
            assert "its beginning was damaged" in page
    assert list(incoming.iterdir()) == []


def test_no_file_is_said(door: Door, home: str, token: str) -> None:
    page = door.post(f"{home}/in", token)
    assert page.status_code == 400
    assert "No file was chosen." in page.text


def test_a_file_that_broke_off_says_what_came(
    door: Door, home: str, token: str
) -> None:
    taken = door.post(f"{home}/out", token, words=WORDS)
    cut = taken.content[: len(taken.content) // 2]
    status, page = brought(door, f"{home}/in", token, cut, words=WORDS)
    assert status == 200
    assert "damaged on its way" in page


def test_a_lock_in_the_middle_leaves_nothing(
    door: Door, home: str, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = door.post(f"{home}/out", token, words=WORDS).content
    store = desk_of(door).vault.exhibits

    def locked(*_args: object, **_settings: object) -> None:
        door.keeper._shut()
        raise LockedError("locked")

    monkeypatch.setattr("habeas.web.sticks.begin", locked)
    status, _page = brought(door, f"{home}/in", token, taken, words=WORDS)
    assert status != 200
    assert list((store.folder / "incoming").iterdir()) == []
