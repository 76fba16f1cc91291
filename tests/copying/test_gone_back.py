"""A hub that was put back to an older state: noticed, told, and brought up to date."""

import asyncio
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from habeas.actions.desk import Desk
from habeas.actions.documents import add_file
from habeas.actions.members import remove
from habeas.actions.merging import held
from habeas.actions.record import put
from habeas.case.facts.members import Role
from habeas.copying import anew
from habeas.copying.adding import Wanted, add_hub
from habeas.copying.adding import told as fingerprint_of
from habeas.copying.anew import EVERY
from habeas.copying.desks import directly
from habeas.copying.exchange import exchange
from habeas.copying.files import missing_files
from habeas.copying.missed import LONG
from habeas.copying.places import places
from habeas.copying.telling import copies as told
from habeas.errors import RefusedError
from habeas.hub.folder import begin_again, create_hub, open_hub
from habeas.sync.refusals import UnreachableError
from habeas.vault.hubs import KnownHub, holder, keep_hub
from habeas.views.records import records
from habeas.words import N_
from tests.actions.copies import Copies
from tests.actions.test_erasure import Her
from tests.conftest import FixedClock
from tests.copying.conftest import MANNER, Server
from tests.copying.test_erasing import everything_in
from tests.copying.test_restored import on_today
from tests.hub.conftest import serving
from tests.sync.copy import listening, pump

ELSE = "http://127.0.0.1:9"
LESS = "hub.example.org holds less than it said before"


class Office:
    """A case of two, and a hub at one address whose folder is copied and put back."""

    def __init__(self, copies: Copies, folder: Path, clock: FixedClock) -> None:
        self.copies, self.folder, self.clock = copies, folder, clock
        self.base, self.at = "", 0
        self._stack = ExitStack()
        create_hub(folder / "hub", "hub.example.org")

    def begin(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.start()
        self.copies.begin()
        self.copies.enter("bob")
        for one in ("ann", "bob"):
            vault, case = self.copies.desks[one].vault, bytes.fromhex(self.copies.case)
            keep_hub(vault, case, self.known(invited=one == "ann"))
        self.sync("ann", "bob")

    def start(self) -> None:
        hub = self._stack.enter_context(open_hub(self.folder / "hub"))
        base = self._stack.enter_context(serving(hub, self.clock))
        self.server, self.at = Server(hub, base, self.clock), int(base.split(":")[2])

    def known(self, *, invited: bool = False) -> KnownHub:
        return replace(self.server.known(invited=invited), address=self.base)

    def pass_on(self, connection: socket.socket) -> None:
        """Carry a connection to wherever the hub listens now."""
        with socket.create_connection(("127.0.0.1", self.at), timeout=10) as hub:
            pump(connection, hub)

    def stop(self) -> None:
        self._stack.close()

    def keep(self) -> None:
        self.stop()
        shutil.copytree(self.folder / "hub", self.folder / "old")
        self.start()

    def put_back(self, *, as_told: bool = False) -> None:
        """Put the old folder back; `as_told`: the way the how-to says."""
        self.stop()
        shutil.rmtree(self.folder / "hub")
        shutil.copytree(self.folder / "old", self.folder / "hub")
        if as_told:
            begin_again(self.folder / "hub")
        self.start()

    def sync(self, *names: str) -> list[str]:
        """Return what went wrong, in the order of names."""
        case = self.copies.case
        reports = [exchange(self.copies.desks[one], case, MANNER) for one in names]
        return [hub.said(str) for report in reports for hub in report.hubs]

    def note(self, name: str, text: str) -> str:
        words = {"text": {"lang": "en", "text": text}}
        return put(self.copies.desks[name], self.copies.case, "note", words)

    def notes(self, name: str) -> set[str]:
        views = self.copies.desks[name].views
        return {one.title for one in records(views, self.copies.case, "note")}


@pytest.fixture
def office(
    new_desk: Callable[[str], Desk], tmp_path: Path, clock: FixedClock
) -> Iterator[Office]:
    office = Office(Copies(new_desk), tmp_path, clock)
    with listening(office.pass_on) as port:
        office.begin(port)
        yield office
        office.stop()


def test_what_it_lost_is_told_and_sent_again(office: Office, tmp_path: Path) -> None:
    ann, case = office.copies.desks["ann"], office.copies.case
    office.keep()
    (tmp_path / "a.txt").write_text("What she wrote.")
    add_file(ann, case, tmp_path / "a.txt")
    office.note("ann", "one")
    office.note("ann", "two")
    assert office.sync("ann") == [""]
    office.put_back()
    assert told(ann, case).safe == told(ann, case).written
    assert LESS in office.sync("ann")[0]
    assert office.sync("ann", "bob") == ["", ""]
    assert ["held less than it had said" in one for one in on_today(ann)] == [True]
    office.clock.at += LONG
    assert on_today(ann) == []
    assert office.notes("bob") == {"one", "two"}
    assert missing_files(office.copies.desks["bob"], case) == []


def test_one_that_grew_again_meanwhile_is_noticed_within_a_day(office: Office) -> None:
    office.keep()
    office.note("ann", "hers")
    office.sync("ann")
    office.put_back()
    for number in range(6):  # beyond what ann was told of
        office.note("bob", f"his {number}")
        office.sync("bob")
    assert office.sync("ann") == [""]
    office.clock.at += timedelta(seconds=EVERY)
    assert LESS in office.sync("ann")[0]
    assert office.sync("ann", "bob") == ["", ""]
    assert office.notes("ann") == office.notes("bob")
    assert len(office.notes("bob")) == 7


def test_one_that_lacks_nothing_by_now_and_has_more_is_noticed_too(
    office: Office,
) -> None:
    """Its cursor is where it was: bob brought in one go what ann had sent in two."""
    ann, id_ = office.copies.desks["ann"], bytes.fromhex(office.copies.case)
    office.note("ann", "first")
    office.sync("ann", "bob", "ann")
    office.keep()
    for words in ("lost", "lost too"):
        office.note("ann", words)
        office.sync("ann")
    office.put_back()
    office.copies.bring("ann", "bob")
    office.note("bob", "his")
    office.sync("bob")
    cursor, _ = office.server.hub.store.changes.after(id_, 0, 1000)
    assert cursor == holder(ann.vault, id_, office.known().key).cursor
    office.clock.at += timedelta(seconds=EVERY)
    assert office.sync("ann") == [""]
    assert office.notes("ann") == {"first", "lost", "lost too", "his"}


def test_what_it_lost_counts_for_nothing_before_it_is_there_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line breaks right after the hub said what it has."""
    ann, case = office.copies.desks["ann"], office.copies.case
    office.keep()
    office.note("ann", "one")
    office.sync("ann")
    office.put_back()
    keep = anew.Look.keep

    def broken(self: anew.Look, desk: Desk) -> None:
        keep(self, desk)
        raise UnreachableError(N_("{hub} could not be reached."), hub="it")

    with monkeypatch.context() as patch:
        patch.setattr(anew.Look, "keep", broken)
        office.sync("ann")
    assert told(ann, case).safe < told(ann, case).written
    assert office.sync("ann") == [""]
    assert told(ann, case).safe == told(ann, case).written


def test_a_list_that_went_back_is_made_anew(office: Office) -> None:
    office.keep()
    cat = office.copies.enter("cat", Role.READER)
    id_ = bytes.fromhex(office.copies.case)
    keep_hub(cat.vault, id_, office.known())
    office.sync("ann", "cat")
    office.put_back()
    assert "does not know this device" in office.sync("cat")[0]
    assert LESS in office.sync("ann")[0]
    office.note("ann", "news")
    office.sync("ann", "cat")
    assert office.sync("ann", "cat") == ["", ""]
    assert office.notes("cat") == {"news"}


def test_a_list_that_another_lead_made_on_the_older_one_is_noticed(
    office: Office,
) -> None:
    eve = office.copies.enter("eve", Role.LEAD)
    ann, case = office.copies.desks["ann"], office.copies.case
    keep_hub(eve.vault, bytes.fromhex(case), office.known())
    office.sync("ann", "eve", "ann")
    office.keep()
    for name in ("cat", "dan"):
        desk = office.copies.enter(name)
        keep_hub(desk.vault, bytes.fromhex(case), office.known())
        office.sync("ann")
    office.put_back()
    remove(eve, case, office.copies.members["bob"], "gone")
    for number in range(6):
        put(eve, case, "note", {"text": {"lang": "en", "text": f"hers {number}"}})
        office.sync("eve")
    assert LESS in office.sync("ann")[0]
    office.sync("eve", "ann", "cat", "dan")
    assert office.sync("ann", "eve", "cat", "dan") == [""] * 4
    assert held(ann, case) == held(office.copies.desks["dan"], case)


def test_what_was_erased_there_is_erased_again(office: Office, tmp_path: Path) -> None:
    her = Her(office.copies.desks["ann"], office.copies.case, tmp_path)
    her.answer("withdrawn")
    office.sync("ann")
    file = her.desk.vault.exhibits.path(her.stored).read_bytes()
    office.keep()
    her.erase()
    office.sync("ann")
    assert file not in everything_in(tmp_path / "hub")
    office.put_back()
    assert file in everything_in(tmp_path / "hub")
    office.sync("ann", "ann")
    assert file not in everything_in(tmp_path / "hub")


def test_one_with_other_keys_is_told_and_taken_in_its_place(office: Office) -> None:
    ann, case = office.copies.desks["ann"], office.copies.case
    wanted = Wanted(office.base, fingerprint_of(office.known()))
    asyncio.run(add_hub(directly(ann), case, wanted, MANNER))
    office.keep()
    office.put_back(as_told=True)
    office.note("ann", "one")
    assert "its keys are others" in office.sync("ann")[0]
    assert told(ann, case).safe == 0
    assert told(ann, case).hubs[0].holding.has == {}
    assert ["has other keys than before" in one for one in on_today(ann)] == [True]
    assert "its keys are others" in office.sync("ann")[0]
    wanted = Wanted(office.base, fingerprint_of(office.known()))
    asyncio.run(add_hub(directly(ann), case, wanted, MANNER))
    (place,) = places(ann, case)
    assert place.hub.key == office.server.hub.keys.ed25519_public
    assert office.sync("ann") == [""]
    bob = office.copies.desks["bob"]
    office.clock.at += timedelta(seconds=EVERY)
    assert "its keys are others" in office.sync("bob")[0]
    for strange in (replace(wanted, fingerprint="0"), replace(wanted, address=ELSE)):
        with pytest.raises(RefusedError):
            asyncio.run(add_hub(directly(bob), case, strange, MANNER))
    asyncio.run(add_hub(directly(bob), case, wanted, MANNER))
    assert office.sync("bob") == [""]
    assert office.notes("bob") == {"one"}
    assert [one.hub.key for one in places(bob, case)] == [place.hub.key]


def test_it_is_asked_for_all_once_a_day_and_not_more(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[object] = []
    take = anew.Look.take

    def counted(self: anew.Look, answer: object) -> None:
        looks.append(answer)
        take(self, answer)  # type: ignore[arg-type]

    monkeypatch.setattr(anew.Look, "take", counted)
    office.note("ann", "one")
    office.sync("ann", "ann", "ann")
    assert looks == []
    for _ in range(2):
        office.clock.at += timedelta(seconds=EVERY)
        office.sync("ann", "ann")
    assert len(looks) == 2
    office.clock.at -= timedelta(days=400)  # a clock that was wrong is put right
    office.sync("ann", "ann")
    assert len(looks) == 3
    ann, key = office.copies.desks["ann"], office.known().key
    assert holder(ann.vault, bytes.fromhex(office.copies.case), key).cursor
