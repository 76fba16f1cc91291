"""Members by the page: let in with a number, suspended, back, another role, out."""

import html
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from habeas import app
from habeas.actions import joining
from habeas.actions.desk import Desk
from habeas.actions.members import Seat, lift, members, share, suspend
from habeas.actions.record import open_case, put
from habeas.case.facts.members import Ground, Role
from habeas.vault.hubs import KnownHub, keep_hub
from tests import conftest as common
from tests.actions.copies import Copies
from tests.web.conftest import OURS, Door, Seed, opened, token_of

NewDesk = Callable[[str], Desk]
SEED = Seed("", "", "", "", "", "", "", "")
HUB = KnownHub("https://hub.example.org", "hub.example.org", bytes(32), bytes(1312))


@pytest.fixture
def door(planted: tuple[Path, Seed], tmp_path: Path) -> Iterator[Door]:
    """A door over a vault of this test's own: its case gets members."""
    folder = tmp_path / "planted"
    shutil.copytree(planted[0], folder)
    yield from opened(folder, planted[1])


@pytest.fixture
def home(door: Door) -> str:
    return f"/cases/{door.seed.case}/members"


@pytest.fixture
def token(door: Door) -> str:
    return door.enter()


@pytest.fixture
def asked(new_desk: NewDesk) -> joining.Asked:
    """Return the request of somebody's laptop."""
    return joining.ask(new_desk("beth"), "laptop of Beth")


def _brought(door: Door, path: str, token: str, data: bytes, **more: str) -> str:
    page = door.client.post(
        path,
        data={"csrf": token, **more},
        files={"file": ("a file", data)},
        headers=OURS,
    )
    return f"{page.status_code} {page.text}"


def _field(page: str, name: str = "file") -> str:
    (found,) = set(re.findall(rf'name="{name}" value="([^"]+)"', page))
    return html.unescape(found)


def _number(page: str) -> str:
    (found,) = re.findall(r'class="digits ltr">([0-9 ]+)<', page)
    return str(found)


def _let_in(door: Door, home: str, token: str, asked: joining.Asked, **who: str) -> str:
    door.post(f"{home}/share", token, name="Ann", label="laptop")
    page = _brought(door, f"{home}/look", token, asked.note)
    assert page.startswith("200"), page
    who = {"name": "Beth", "role": "editor", **who}
    sent = {"file": _field(page), "heard": asked.number, **who}
    return str(door.post(f"{home}/let-in", token, **sent).text)


def _member(door: Door, home: str, name: str = "Beth") -> str:
    page = door.client.get(home).text
    (found,) = set(re.findall(rf'{home}/([0-9a-f]{{32}})">{name}', page))
    return str(found)


def test_let_in_with_a_number(
    door: Door, home: str, token: str, asked: joining.Asked
) -> None:
    page = _let_in(door, home, token, asked)
    assert len(_number(page)) == 35
    taken = door.post(f"{home}/welcome", token, file=_field(page))
    assert taken.content.startswith(b"habeas.org/sealed-welcome/v1\n")
    listed = door.client.get(home).text
    assert "Beth" in listed
    assert "laptop of Beth" in listed
    assert "this device" in listed


def test_one_more_device_of_a_member_comes_in_as_what_they_are(
    door: Door, home: str, token: str, asked: joining.Asked, new_desk: NewDesk
) -> None:
    _let_in(door, home, token, asked, role="reader")
    beth, phone = _member(door, home), joining.ask(new_desk("phone"), "phone")
    form = _brought(door, f"{home}/look", token, phone.note)
    assert "what is chosen above is for somebody new" in form
    page = _let_in(door, home, token, phone, name="Carl", member=beth)
    assert "Is it somebody new, or one more device" in page
    assert "phone" not in door.client.get(home).text
    page = _let_in(door, home, token, phone, name="", role="lead", member=beth)
    assert len(_number(page)) == 35
    shown = door.client.get(f"{home}/{beth}").text
    assert "phone" in shown
    assert "Reads</p>" in shown


def _unlock(door: Door) -> None:
    token = token_of(door.client.get(f"/open/{door.sessions.mint()}").text)
    door.post("/unlock", passphrase=common.PASSPHRASE, csrf=token)


def test_what_a_suspended_member_wrote_is_told_where_it_is_missed(
    new_desk: NewDesk,
) -> None:
    made = Copies(new_desk)
    made.begin()
    bob = made.enter("bob")
    ann, beside = made.desks["ann"], f"/cases/{made.case}/members"
    made.meet("ann", "bob")
    suspend(bob, made.case, made.members["bob"], Ground.ASKED)
    put(bob, made.case, "note", {"text": {"lang": "en", "text": "while out"}})
    bob.close()
    for door in opened(bob.vault.folder, SEED):
        _unlock(door)
        page = door.client.get(f"/cases/{made.case}/notes").text
        assert "You are out of this case now." in page
        assert "1 entry that was recorded on this device is held back" in page
    made.desks["bob"] = app.unlock(bob.vault.folder, common.PASSPHRASE)
    made.bring("bob", "ann")
    out = members(ann, made.case)[1].out
    assert out is not None
    lift(ann, made.case, out.id)
    ann.close()
    made.desks["bob"].close()
    for door in opened(ann.vault.folder, SEED):
        _unlock(door)
        for page in (beside, f"{beside}/{made.members['bob']}"):
            assert "1 entry is held back, written since" in door.client.get(page).text
        assert "recorded on this device" not in door.client.get(beside).text


def test_the_text_of_a_request_may_be_pasted(
    door: Door, home: str, token: str, asked: joining.Asked
) -> None:
    door.post(f"{home}/share", token, name="Ann", label="laptop")
    page = _brought(door, f"{home}/look", token, b"", text=asked.note.decode())
    assert "laptop of Beth" in page


def test_another_number_lets_nobody_in_and_forgets_nothing_typed(
    door: Door, home: str, token: str, asked: joining.Asked
) -> None:
    page = _let_in(door, home, token, asked, heard="1 2 3", reads="medical")
    assert "3 digits of 30 were typed." in page
    page = _let_in(door, home, token, asked, heard="1" * 30, reads="medical")
    assert "The numbers differ." in page
    assert 'value="Beth"' in page
    assert re.search(r'value="medical" checked', page)
    assert _field(page)  # the request is still there
    assert "Beth" not in door.client.get(home).text


@pytest.mark.parametrize("data", [b"", b"no request", b"\xff" * 100, b"x" * 100_000])
def test_what_is_no_request_is_refused_in_words(
    door: Door, home: str, token: str, data: bytes
) -> None:
    door.post(f"{home}/share", token, name="Ann", label="laptop")
    page = _brought(door, f"{home}/look", token, data)
    assert page[0] == "4", page[:3]
    assert 'class="say bad' in page or "problem" in page


def test_nobody_is_let_in_before_a_name_is_said(
    door: Door, home: str, token: str, asked: joining.Asked
) -> None:
    page = _brought(door, f"{home}/look", token, asked.note)
    assert page.startswith("409")
    assert "Nobody else is in this case yet." in page


def test_suspended_and_back_and_removed(
    door: Door, home: str, token: str, asked: joining.Asked
) -> None:
    _let_in(door, home, token, asked)
    beth = _member(door, home)
    one = f"{home}/{beth}"
    page = door.post(f"{one}/change", token, act="suspend", ground="seized").text
    assert "the device was seized" in page
    assert "End the suspension" in page
    page = door.post(f"{one}/change", token, act="lift").text
    assert "Suspend them now" in page
    sent = {"act": "role", "role": "reader", "reads": "identity"}
    page = door.post(f"{one}/change", token, **sent).text
    assert "Reads</p>" in page
    assert "may do and read this since" in page
    assert "identity" in page
    refused = door.post(f"{one}/change", token, act="remove", stated="left")
    assert refused.status_code == 400
    assert "was not confirmed" in refused.text
    sent = {"act": "remove", "stated": "left", "sure": "1"}
    page = door.post(f"{one}/change", token, **sent).text
    assert "what they had read stays read" in page
    assert 'value="remove"' not in page


@pytest.mark.parametrize(
    "sent",
    [
        {"act": "lift"},
        {"act": "nothing"},
        {},
        {"act": "suspend", "ground": "whim"},
        {"act": "role", "role": "king"},
    ],
)
def test_what_cannot_be_done_is_said(
    door: Door, home: str, token: str, asked: joining.Asked, sent: dict[str, str]
) -> None:
    _let_in(door, home, token, asked)
    beth = _member(door, home)
    page = door.post(f"{home}/{beth}/change", token, **sent)
    assert page.status_code == 400
    assert "Edits: reads and writes" in page.text


def test_a_request_and_its_welcome(door: Door, token: str, new_desk: NewDesk) -> None:
    page = door.post("/join/ask", token, label="phone").text
    (device,) = set(re.findall(r"/join/([0-9a-f]{64})/request", page))
    taken = door.client.get(f"/join/{device}/request")
    note = taken.content
    assert f"request%2D{device[:6]}%2Etxt" in taken.headers["content-disposition"]
    ann = new_desk("ann")
    case = _case(ann)
    let = joining.let_in(ann, case, note, _number(page), Seat("Beth", Role.READER))
    assert joining.welcome_name(let.welcome) == f"welcome-{device[:6]}.habeas"
    page = _brought(door, "/join/enter", token, let.welcome, heard="0" * 30)
    assert "The numbers differ." in page
    page = _brought(door, "/join/enter", token, let.welcome, heard=let.number)
    assert "nothing of it has come yet" in page
    assert "The welcome named no hub" in page
    assert device not in page


def test_who_was_let_in_is_told_so_before_a_case_of_their_own(
    new_desk: NewDesk,
) -> None:
    desk, ann = new_desk("beth"), new_desk("ann")
    asked, case = joining.ask(desk, "laptop"), _case(ann)
    keep_hub(ann.vault, bytes.fromhex(case), HUB)
    who = Seat("Beth", Role.READER)
    let = joining.let_in(ann, case, asked.note, asked.number, who)
    joining.enter(desk, let.welcome, let.number)
    folder = desk.vault.folder
    desk.close()
    for door in opened(folder, SEED):
        _unlock(door)
        assert "You were let into a case" in door.client.get("/cases").text
        page = door.client.get("/join").text
        assert "fetched from its hub" in page
        assert "The file of the welcome" in page


def test_a_case_without_a_hub_does_not_come_by_itself(
    door: Door, home: str, token: str, asked: joining.Asked
) -> None:
    assert "This case has no hub" in _let_in(door, home, token, asked)
    page = _brought(door, f"{home}/look", token, asked.note)
    assert f'value="{_member(door, home)}" selected' in page


def test_what_takes_oneself_out_of_the_only_lead_is_refused(
    door: Door, home: str, token: str
) -> None:
    door.post(f"{home}/share", token, name="Ann", label="laptop")
    ann = _member(door, home, "Ann")
    page = door.client.get(f"{home}/{ann}").text
    assert "Suspend them now" not in page
    assert 'href="/suspend-me"' in page
    refused = door.post(f"{home}/{ann}/change", token, act="remove", sure="1")
    assert refused.status_code == 409
    assert "nobody would lead this case" in refused.text
    told = door.client.get("/suspend-me").text
    assert "Nobody else leads" in told


def test_a_request_is_given_up(door: Door, token: str) -> None:
    page = door.post("/join/ask", token, label="phone").text
    (device,) = set(re.findall(r"/join/([0-9a-f]{64})/request", page))
    assert device not in door.post(f"/join/{device}/give-up", token).text
    assert door.client.get(f"/join/{device}/request").status_code == 404


@pytest.mark.parametrize("label", ["", "x" * 81])
def test_a_device_needs_a_name(door: Door, token: str, label: str) -> None:
    page = door.post("/join/ask", token, label=label)
    assert page.status_code == 400
    assert "Say in a few words" in page.text


def test_no_welcome_was_chosen(door: Door, token: str) -> None:
    door.post("/join/ask", token, label="phone")
    assert "No welcome was chosen." in _brought(door, "/join/enter", token, b"")


def _case(desk: Desk) -> str:
    case = open_case(desk, {"title": {"lang": "en", "text": "Another."}}, "test")
    share(desk, case, "Ann", "laptop")
    return case
