"""A member's vault is put back from a back-up, and what the others have is ahead."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from habeas import app
from habeas.actions.desk import Desk
from habeas.actions.merging import merge, outgoing
from habeas.actions.record import put
from habeas.vault import read
from habeas.vault.acts import authority_in
from habeas.vault.append import superseded
from habeas.vault.foreign import ForkError, forks
from habeas.vault.own_logs import own_log
from habeas.views.db import unread
from habeas.views.records import records
from tests.actions.copies import Copies


class Machine:
    """Bob's computer: his vault, and what the computer remembers of it outside."""

    def __init__(self, copies: Copies, passphrase: str, state: Path) -> None:
        self.copies, self.passphrase, self.state = copies, passphrase, state
        self.folder = copies.desks["bob"].vault.folder
        self.kept = self.folder.parent / "kept"

    def back_up(self) -> None:
        self.copies.desks["bob"].close()
        shutil.copytree(self.folder, self.kept / "vault")
        shutil.copytree(self.state, self.kept / "state")
        self.start()

    def restore(self, *, state: bool = False) -> None:
        """Put the vault back; with `state` the whole disk, which nothing notices."""
        self.copies.desks["bob"].close()
        shutil.rmtree(self.folder)
        shutil.copytree(self.kept / "vault", self.folder)
        if state:
            shutil.rmtree(self.state)
            shutil.copytree(self.kept / "state", self.state)
        self.start()

    def start(self) -> None:
        self.copies.desks["bob"] = app.unlock(self.folder, self.passphrase)


@pytest.fixture
def copies(new_desk: Callable[[str], Desk]) -> Copies:
    made = Copies(new_desk)
    made.begin()
    made.enter("bob")
    made.meet("ann", "bob")
    return made


@pytest.fixture
def machine(copies: Copies, passphrase: str, state_home: Path) -> Machine:
    """Return bob's computer, backed up; he wrote one more entry, which ann has."""
    made = Machine(copies, passphrase, state_home)
    made.back_up()
    note(copies, "bob", "after the back-up")
    copies.meet("ann", "bob")
    return made


def note(copies: Copies, who: str, text: str) -> None:
    put(copies.desks[who], copies.case, "note", {"text": {"lang": "en", "text": text}})


def notes(copies: Copies, who: str) -> set[str]:
    lines = records(copies.desks[who].views, copies.case, "note")
    return {line.title for line in lines}


def logs_of_bob(copies: Copies) -> list[str]:
    """Return the logs that ann's copy knows to be of bob's device."""
    desk, id_ = copies.desks["ann"], bytes.fromhex(copies.case)
    held = authority_in(desk.vault, id_)
    names = [one.id.hex() for one in read.logs(desk.vault, id_)]
    found = [(log, held.device_of(log)) for log in names]
    return [
        log for log, one in found if one is not None and one.fields["label"] == "bob"
    ]


def own(copies: Copies) -> str:
    return own_log(copies.desks["bob"].vault.db, bytes.fromhex(copies.case)).id.hex()


def whole(copies: Copies, expected: set[str]) -> None:
    for who in ("ann", "bob"):
        assert notes(copies, who) == expected
        assert not unread(copies.desks[who].views, copies.case)


def test_who_writes_before_hearing_from_others_begins_a_log(
    copies: Copies, machine: Machine
) -> None:
    before = own(copies)
    machine.restore()
    note(copies, "bob", "put back")
    assert own(copies) != before
    copies.meet("ann", "bob")
    whole(copies, {"after the back-up", "put back"})
    assert set(logs_of_bob(copies)) == {before, own(copies)}


def test_who_hears_from_others_first_has_all_and_goes_on(
    copies: Copies, machine: Machine
) -> None:
    """The very head that this computer signed last is back: nothing can fork."""
    before = own(copies)
    machine.restore()
    copies.bring("ann", "bob")
    note(copies, "bob", "put back")
    copies.meet("ann", "bob")
    whole(copies, {"after the back-up", "put back"})
    assert own(copies) == before


def test_on_another_computer_a_log_begins_whatever_came_first(
    copies: Copies, machine: Machine
) -> None:
    before = own(copies)
    machine.restore()
    shutil.rmtree(machine.state)
    copies.bring("ann", "bob")
    assert superseded(copies.desks["bob"].vault, bytes.fromhex(copies.case))
    note(copies, "bob", "put back")
    copies.meet("ann", "bob")
    whole(copies, {"after the back-up", "put back"})
    assert own(copies) != before


def test_a_whole_disk_put_back_is_noticed_when_others_are_ahead(
    copies: Copies, machine: Machine
) -> None:
    """Nothing here shows it; what the others hold of this log does."""
    before = own(copies)
    machine.restore(state=True)
    copies.bring("ann", "bob")
    note(copies, "bob", "put back")
    copies.meet("ann", "bob")
    whole(copies, {"after the back-up", "put back"})
    assert own(copies) != before


def test_a_log_with_two_histories_is_given_up(copies: Copies, machine: Machine) -> None:
    """A whole disk put back, and written to before the others were heard."""
    before, id_ = own(copies), bytes.fromhex(copies.case)
    machine.restore(state=True)
    note(copies, "bob", "of the second history")
    packs = list(outgoing(copies.desks["ann"], copies.case, {}))
    done = merge(copies.desks["bob"], copies.case, packs)
    assert isinstance(done.refused[bytes.fromhex(before)], ForkError)
    assert [log.hex() for log, _ in forks(copies.desks["bob"].vault, id_)] == [before]
    note(copies, "bob", "in a log of its own")
    assert own(copies) != before
    copies.meet("ann", "bob")
    assert "in a log of its own" in notes(copies, "ann")
    assert "after the back-up" in notes(copies, "ann")
