"""The page of who is outside of a case: what it takes, shows, and never shows."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from habeas.actions import joining
from habeas.actions.desk import Desk
from habeas.actions.members import Seat, remove, share
from habeas.actions.merging import held, outgoing, outgoing_boxes
from habeas.actions.outsiders import sealed_for
from habeas.actions.record import open_case
from habeas.case.facts.members import Role
from habeas.views.records import records
from habeas.wire.joining import number
from tests.web.conftest import OURS, Door, QuickEntrance, Seed, opened

PASSPHRASE = "seven green bicycles under water"
NONE = Seed(*[""] * 8)


@dataclass
class Away:
    """A door of a device outside of a case, and the desk of who leads that case."""

    door: Door
    ann: Desk
    case: str
    member: str
    token: str

    @property
    def home(self) -> str:
        return f"/outside/{self.case}"

    def reads(self, kind: str) -> list[str]:
        """Return what ann finds once all of it has come to her."""

        away = self.door.keeper._desk
        assert away is not None
        packs = list(outgoing(away, self.case, held(self.ann, self.case)))
        joining.arrive(self.ann, self.case, packs, outgoing_boxes(away, self.case))
        return [one.title for one in records(self.ann.views, self.case, kind)]


def away(role: Role, tmp_path: Path, new_desk: Callable[[str], Desk]) -> Iterator[Away]:
    ann = new_desk("ann")
    case = open_case(ann, {"title": {"lang": "en", "text": "The case of A."}}, "test")
    share(ann, case, "Ann", "laptop")
    desk = QuickEntrance(tmp_path / "away").create(PASSPHRASE)
    asked = joining.ask(desk, "telephone")
    let = joining.let_in(ann, case, asked.note, asked.number, Seat("Eve", role))
    joining.enter(desk, let.welcome, let.number)
    desk.close()
    for door in opened(tmp_path / "away", NONE):
        yield Away(door, ann, case, let.member, door.enter())


@pytest.fixture
def eve(tmp_path: Path, new_desk: Callable[[str], Desk]) -> Iterator[Away]:
    yield from away(Role.CONTRIBUTOR, tmp_path, new_desk)


@pytest.fixture
def oda(tmp_path: Path, new_desk: Callable[[str], Desk]) -> Iterator[Away]:
    yield from away(Role.AUDITOR, tmp_path, new_desk)


def test_a_note_and_what_somebody_said_are_handed_in(eve: Away) -> None:
    page = eve.door.post(eve.home, eve.token, what="note", text="He came twice.")
    assert page.status_code == 200
    assert "He came twice." not in page.text
    assert "only here" in page.text
    said = {"speaker": "A cellmate", "said": "She screamed.", "basis": "heard"}
    page = eve.door.post(eve.home, eve.token, what="said", **said)
    assert "She screamed." not in page.text
    assert eve.reads("note") == ["He came twice."]
    assert eve.reads("claim") == ["She screamed."]


def test_files_are_sealed_as_they_come(eve: Away) -> None:
    page = eve.door.client.post(
        f"{eve.home}/hand-in",
        data={"csrf": eve.token},
        files=[("given", ("one.jpg", b"1")), ("given", ("two.mp4", b"2" * 9999))],
        headers=OURS,
    )
    assert page.status_code == 200
    assert "one.jpg" not in page.text
    assert sorted(eve.reads("document")) == ["one.jpg", "two.mp4"]


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(eve: Away) -> None:
    for sent, words in (
        ({"what": "note", "text": ""}, "is missing"),
        ({"what": "said", "speaker": " ", "said": "x"}, "Say who said so"),
        ({"what": "note", "text": "kept", "when": "yesterday"}, "kept"),
    ):
        page = eve.door.post(eve.home, eve.token, **sent)
        assert page.status_code == 400
        assert words in page.text
        assert "Nothing yet." in page.text


def test_no_page_names_the_case_or_who_is_in_it(eve: Away) -> None:
    for path in ("/cases", eve.home):
        page = eve.door.client.get(path).text
        assert eve.case[:8] in page
        for word in ("The case of A.", "Ann", "Eve"):
            assert word not in page


def test_no_page_of_the_case_itself_opens(eve: Away) -> None:
    for room in ("", "/timeline", "/members", "/copies", "/verify"):
        assert eve.door.client.get(f"/cases/{eve.case}{room}").status_code == 404


def test_removed_by_a_notice_it_says_so_and_takes_nothing(eve: Away) -> None:
    remove(eve.ann, eve.case, eve.member, "")
    (device,) = records(eve.ann.views, eve.case, "device")[1:]
    made = sealed_for(eve.ann, eve.case, device.id)
    page = eve.door.client.post(
        f"{eve.home}/take-notice",
        data={"csrf": eve.token},
        files={"file": ("notice.habeas", made)},
        headers=OURS,
    )
    assert "suspended or removed" in page.text
    assert "Seal and hand in" not in page.text
    page = eve.door.post(eve.home, eve.token, what="note", text="x")
    assert page.status_code == 409


def test_what_is_no_notice_is_refused_in_words(eve: Away) -> None:
    for data in (b"", b"no notice", bytes(16 * 1024)):
        page = eve.door.client.post(
            f"{eve.home}/take-notice",
            data={"csrf": eve.token},
            files={"file": ("notice.habeas", data)},
            headers=OURS,
        )
        assert page.status_code in {400, 404}
        assert "notice" in page.text


def test_an_auditor_checks_and_signs(oda: Away) -> None:
    page = oda.door.post(f"{oda.home}/check", oda.token)
    assert "What is here holds: 1 entry." in page.text
    assert "nothing is here yet" in page.text
    oda.door.post(f"{oda.home}/sign", oda.token)
    page = oda.door.post(f"{oda.home}/check", oda.token)
    assert "What is here holds: 2 entries." in page.text
    assert oda.door.post(oda.home, oda.token, what="note", text="x").status_code == 409


def test_a_lead_gives_a_notice_and_numbers_a_file(eve: Away, tmp_path: Path) -> None:
    test_files_are_sealed_as_they_come(eve)
    folder = eve.ann.vault.folder
    eve.ann.close()
    del tmp_path
    for door in opened(folder, NONE):
        page = door.client.get(f"/open/{door.sessions.mint()}")
        token = re.findall(r'name="csrf" value="([^"]+)"', page.text)[0]
        door.post("/unlock", token, passphrase="seven invented words for tests")
        inbox = f"/cases/{eve.case}/contributions"
        page = door.client.get(inbox)
        assert "Eve" in page.text
        assert "It has no exhibit number yet." in page.text
        for document in re.findall(r'name="document" value="([^"]+)"', page.text):
            door.post(f"{inbox}/number", token, document=document)
        assert "It has no exhibit number yet." not in door.client.get(inbox).text
        member = f"/cases/{eve.case}/members/{eve.member}"
        page = door.client.get(member)
        assert "reads what they add" in page.text
        (device,) = re.findall(r'<option value="([0-9a-f]{32})">telephone', page.text)
        sent = {"device": device}
        page = door.post(f"/cases/{eve.case}/members/notice", token, **sent)
        assert len(re.findall(r'class="digits ltr">([0-9 ]{35})<', page.text)) == 1
        assert number(b"x") not in page.text
        (file,) = set(re.findall(r'name="file" value="([^"]+)"', page.text))
        taken = door.post(f"/cases/{eve.case}/members/notice", token, file=file)
        name = taken.headers["content-disposition"]
        assert re.search(r"notice%2D[0-9a-f]{6}%2Ehabeas", name), name
