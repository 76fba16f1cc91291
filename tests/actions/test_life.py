"""Signs of life between real copies: shown, missed, and what follows."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest

from habeas.actions.bringing import bring
from habeas.actions.carrying import load_to_send, seal_with, sealed_pieces
from habeas.actions.desk import Desk
from habeas.actions.life import (
    Terms,
    agree,
    late,
    listened,
    look_after,
    show_all_life,
    show_life,
    watched,
)
from habeas.actions.members import Seat, admit, lift, members, suspend
from habeas.actions.merging import held, merge, outgoing
from habeas.actions.record import put
from habeas.case.codec import Act
from habeas.case.facts.members import Ground, Role
from habeas.case.life import Sign
from habeas.errors import BadInputError, RefusedError
from habeas.vault.case_keys import new_keys
from habeas.vault.own_logs import new_log, own_log
from habeas.views.records import records
from tests.actions.copies import Copies, newcomer
from tests.actions.test_members_attacks import forge
from tests.conftest import FixedClock

DAY = Terms(24, 12, "Ann and Bob, by phone")


class Team(Copies):
    """Copies whose clocks a test moves, each its own."""

    def clock(self, name: str) -> FixedClock:
        clock = self.desks[name].clock
        assert isinstance(clock, FixedClock)
        return clock

    def enter(self, name: str, role: Role = Role.EDITOR, *also: str) -> Desk:
        desk = super().enter(name, role, *also)
        desk.clock = FixedClock()
        return desk

    def wait(self, hours: float, *names: str) -> None:
        for name in names or self.desks:
            self.clock(name).at += timedelta(hours=hours)

    def exchange(self, *names: str) -> None:
        """Meet through a hub that holds back nothing."""
        first, *others = names
        for one in others:
            self.bring(one, first)
        for one in others:
            self.bring(first, one)
        for name in names:
            listened(self.desks[name], self.case)

    def id_of(self, name: str) -> str:
        lines = members(self.desks["ann"], self.case)
        return next(line.id for line in lines if line.name == name.title())

    def sign(self, observer: str, name: str) -> Sign:
        (found,) = (
            one
            for one in watched(self.desks[observer], self.case)
            if one.member == self.id_of(name)
        )
        assert found.standing is not None
        return found.standing.sign

    def silent(self, name: str) -> list[str]:
        return look_after(self.desks[name], self.case)


@pytest.fixture
def team(new_desk: Callable[[str], Desk]) -> Team:
    """Return a case with ann, who leads, and bob and eve, who do too."""
    made = Team(new_desk)
    made.begin()
    made.desks["ann"].clock = FixedClock()
    for name in ("bob", "eve"):
        made.enter(name, Role.LEAD)
    agree(made.desks["ann"], made.case, made.id_of("bob"), DAY)
    made.exchange("ann", "bob", "eve")
    return made


def note(desk: Desk, case: str, text: str = "x") -> None:
    put(desk, case, "note", {"text": {"lang": "en", "text": text}})


def hours(team: Team, many: float, *names: str) -> None:
    """Let time pass for these, who meet and write at its end, for four hours."""
    for step in (many - 4, 2, 2):
        team.wait(step)
        for name in names:
            note(team.desks[name], team.case)
        team.exchange(*names)


def test_who_is_heard_of_is_not_silent(team: Team) -> None:
    hours(team, 60, "ann", "bob", "eve")
    assert team.sign("ann", "bob") is Sign.GOOD
    assert team.silent("ann") == team.silent("eve") == []


def test_who_is_silent_is_warned_of_then_suspended_and_comes_back(team: Team) -> None:
    hours(team, 27, "ann", "eve")
    assert team.sign("ann", "bob") is Sign.LATE
    ((case, warned),) = late(team.desks["ann"])
    assert (case, warned.name) == (team.case, "Bob")
    assert team.silent("ann") == []
    hours(team, 12, "ann", "eve")
    assert team.silent("ann") == ["Bob"]
    assert team.silent("ann") == []
    line = members(team.desks["ann"], team.case)[1]
    assert line.out is not None
    assert line.out.fields["ground"] == Ground.SILENT
    assert line.out.kind == "suspension"  # never a removal
    team.exchange("ann", "bob", "eve")
    lift(team.desks["eve"], team.case, line.out.id, "only ill")
    team.exchange("ann", "bob", "eve")
    assert members(team.desks["ann"], team.case)[1].out is None
    assert team.silent("ann") == team.silent("eve") == []
    assert team.sign("ann", "bob") is Sign.GOOD  # counted anew from the lifting


def test_a_writer_whose_clock_is_in_2030_buys_no_time(team: Team) -> None:
    team.wait(24 * 365 * 9, "bob")
    note(team.desks["bob"], team.case, "from the future")
    team.exchange("ann", "bob", "eve")
    hours(team, 39, "ann", "eve")
    assert team.silent("ann") == ["Bob"]


def test_a_copy_that_was_off_for_a_month_suspends_nobody_on_waking(
    team: Team,
) -> None:
    team.wait(24 * 30, "ann")
    assert team.silent("ann") == []  # before it heard from anybody
    assert team.sign("ann", "bob") is Sign.LATE
    note(team.desks["bob"], team.case, "there all the time")
    team.exchange("ann", "bob", "eve")
    assert team.silent("ann") == []
    assert team.sign("ann", "bob") is Sign.GOOD


def test_even_of_somebody_silent_it_listens_for_a_while_first(team: Team) -> None:
    team.wait(24 * 30)
    note(team.desks["eve"], team.case)
    team.exchange("ann", "eve")
    assert team.silent("ann") == []
    hours(team, 4, "ann", "eve")
    assert team.silent("ann") == ["Bob"]


def test_an_observer_whose_clock_leaps_back_forgets_nothing_for_years(
    team: Team,
) -> None:
    team.wait(24 * 365 * 9, "ann")
    note(team.desks["bob"], team.case)
    team.exchange("ann", "bob", "eve")  # taken in 'in 2030'
    team.wait(-24 * 365 * 9, "ann")
    team.exchange("ann", "eve")
    hours(team, 39, "ann", "eve")
    assert team.silent("ann") == ["Bob"]


def test_when_all_are_silent_it_is_the_line_and_a_person_is_asked(team: Team) -> None:
    for step in (40, 2, 2):
        team.wait(step)
        team.exchange("ann")
    assert team.silent("ann") == []
    (found,) = watched(team.desks["ann"], team.case)
    assert found.asked


def test_who_is_held_back_from_one_copy_alone_is_not_silent(team: Team) -> None:
    """The others' entries say that they had heard of him."""
    ann, eve, bob = (team.desks[name] for name in ("ann", "eve", "bob"))
    hidden = own_log(bob.vault.db, bytes.fromhex(team.case)).id
    for step in (20, 16, 2, 2):
        team.wait(step)
        note(team.desks["bob"], team.case)
        team.bring("bob", "eve")
        note(team.desks["eve"], team.case)
        packs = outgoing(eve, team.case, held(ann, team.case))
        merge(ann, team.case, [one for one in packs if one.log != hidden])
        listened(ann, team.case)
    assert team.silent("ann") == []
    assert team.sign("ann", "bob") is Sign.GOOD


def test_a_device_shows_signs_while_it_is_used_and_not_too_many(team: Team) -> None:
    bob = team.desks["bob"]
    shown = 0
    for _ in range(48):
        team.wait(0.5, "bob")
        shown += show_life(bob, team.case)
    assert shown in (3, 4)  # a quarter of the time agreed
    note(bob, team.case)
    assert not show_life(bob, team.case)  # whatever is written is a sign
    team.exchange("ann", "bob")
    assert len(records(team.desks["ann"].views, team.case, "life")) == shown


def test_a_clock_put_back_does_not_stop_the_signs(team: Team) -> None:
    assert not show_all_life(team.desks["ann"])  # nothing was agreed about her
    team.wait(-24 * 30, "bob")
    assert show_all_life(team.desks["bob"]) == 1


def test_who_is_out_shows_none(team: Team) -> None:
    bob = team.desks["bob"]
    suspend(bob, team.case, team.id_of("bob"), Ground.ASKED)
    team.wait(24, "bob")
    assert not show_life(bob, team.case)


def test_one_editor_waits_for_a_second(new_desk: Callable[[str], Desk]) -> None:
    team = Team(new_desk)
    team.begin()
    team.desks["ann"].clock = FixedClock()
    for name in ("bob", "eve", "dan"):
        team.enter(name)
    agree(team.desks["ann"], team.case, team.id_of("bob"), DAY)
    team.exchange("ann", "bob", "eve", "dan")
    hours(team, 39, "ann", "eve", "dan")
    assert team.silent("eve") == ["Bob"]
    assert team.silent("eve") == []  # said, and not again and again
    assert members(team.desks["eve"], team.case)[1].out is None
    team.exchange("ann", "eve", "dan")
    assert team.silent("dan") == ["Bob"]
    assert members(team.desks["dan"], team.case)[1].out is not None


def test_what_is_agreed_about_a_device_is_of_that_device(team: Team) -> None:
    device = members(team.desks["ann"], team.case)[1].devices[0]
    agree(team.desks["eve"], team.case, device.id, Terms(4, 2, "Bob"))
    found = watched(team.desks["eve"], team.case)
    assert [one.name for one in found] == ["Bob", "Bob: bob"]


def test_nobody_loosens_their_own(team: Team) -> None:
    bob, who = team.desks["bob"], team.id_of("bob")
    for terms in (Terms(0), Terms(48, 12)):
        with pytest.raises(RefusedError, match="loosens"):
            agree(bob, team.case, who, terms)
    # past its own program: it is in the log, and counts for nothing
    put(bob, team.case, "watch", {"who": who, "hours": 0, "grace": 0})
    agree(bob, team.case, who, Terms(12, 12, "Bob"))
    team.exchange("ann", "bob")
    (found,) = watched(team.desks["ann"], team.case)
    assert (found.agreement.hours, found.agreement.grace) == (12, 12)
    agree(team.desks["ann"], team.case, who, Terms(0))
    assert watched(team.desks["ann"], team.case) == []


@pytest.mark.parametrize("how", ["corrected", "withdrawn", "begun anew"])
def test_nobody_ends_what_was_agreed_by_another_way(team: Team, how: str) -> None:
    """A program of whoever took the device may write what ours never would."""
    ann, bob, who = team.desks["ann"], team.desks["bob"], team.id_of("bob")
    agree(ann, team.case, who, DAY)
    team.exchange("ann", "bob")
    nothing = {"who": who, "hours": 0, "grace": 0}
    for one in [line.id for line in records(bob.views, team.case, "watch")]:
        if how == "corrected":
            forge(bob, team.case, "watch", nothing, act=Act.CORRECT, one=one)
        elif how == "withdrawn":
            forge(bob, team.case, "watch", {}, act=Act.WITHDRAW, one=one)
        else:
            forge(bob, team.case, "watch", nothing, lamport=1, one=one)
    team.exchange("ann", "bob")
    (found,) = watched(ann, team.case)
    assert (found.agreement.hours, found.agreement.grace) == (24, 12)


def test_only_who_reads_can_agree_and_only_who_edits_can_record(team: Team) -> None:
    ann, rita = team.desks["ann"], team.enter("rita", Role.READER)
    asked = newcomer("phone", new_keys(), new_log())
    carl = admit(ann, team.case, asked, Seat("Carl", Role.CONTRIBUTOR))
    team.exchange("ann", "rita")
    with pytest.raises(RefusedError):
        agree(rita, team.case, team.id_of("rita"), DAY)
    for who in (carl, "00" * 16):
        with pytest.raises(BadInputError):
            agree(ann, team.case, who, DAY)
    agree(ann, team.case, team.id_of("rita"), DAY)
    team.exchange("ann", "rita")
    team.wait(12, "rita")
    assert show_life(rita, team.case)  # a reader's sign counts too


def test_a_case_kept_alone_has_no_signs(desk: Desk, case: str) -> None:
    assert watched(desk, case) == []
    assert look_after(desk, case) == []
    assert not show_life(desk, case)
    with pytest.raises(RefusedError):
        agree(desk, case, "00" * 16, DAY)


def test_what_is_carried_shows_a_sign_of_life(team: Team) -> None:
    """A stick is an exchange: whoever hands one over is there."""
    ann, bob = team.desks["ann"], team.desks["bob"]
    agree(ann, team.case, team.id_of("bob"), DAY)
    team.exchange("ann", "bob")
    team.wait(20)
    before = held(bob, team.case)
    load = load_to_send(bob, team.case)
    file = b"".join(
        sealed_pieces(bob, load, seal_with("six words that nobody guesses"))
    )
    assert sum(held(bob, team.case).values()) == sum(before.values()) + 1
    assert load_to_send(bob, team.case).entries == load.entries  # once is enough
    bring(ann, BytesIO(file), passphrase="six words that nobody guesses")
    assert held(ann, team.case) == held(bob, team.case)
    team.wait(10)
    listened(ann, team.case)
    assert team.sign("ann", "bob") is Sign.GOOD
