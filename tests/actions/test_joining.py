"""A device asks, is let in, comes in, and begins to write: with two files alone."""

from collections.abc import Callable

import pytest

from habeas.actions import joining
from habeas.actions.desk import Desk
from habeas.actions.members import Seat, members, remove
from habeas.actions.merging import held, outgoing, outgoing_boxes
from habeas.actions.record import put
from habeas.case.facts.members import Role
from habeas.errors import BadInputError, HabeasError, NotFoundError, RefusedError
from habeas.vault.case_keys import new_keys
from habeas.vault.foreign import Writer, join
from habeas.vault.hubs import KnownHub, keep_hub, known_hubs
from habeas.views.records import record, records
from tests.actions.copies import Copies

HUB = KnownHub("https://hub.example.org", "hub.example.org", bytes(32), bytes(1312))


@pytest.fixture
def copies(new_desk: Callable[[str], Desk]) -> Copies:
    """Return a case that ann leads."""
    made = Copies(new_desk)
    made.begin()
    return made


def _bring(copies: Copies, source: Desk, target: Desk) -> None:
    case = copies.case
    packs = list(outgoing(source, case, held(target, case)))
    joining.arrive(target, case, packs, outgoing_boxes(source, case))


def _join(copies: Copies, name: str, role: Role = Role.EDITOR) -> Desk:
    ann, desk = copies.desks["ann"], copies.new_desk(name)
    asked = joining.ask(desk, f"laptop of {name}")
    asking, number = joining.look(ann, copies.case, asked.note)
    assert (asking.label, number) == (f"laptop of {name}", asked.number)
    let = joining.let_in(ann, copies.case, asked.note, asked.number, Seat(name, role))
    assert joining.enter(desk, let.welcome, let.number) == copies.case
    _bring(copies, ann, desk)
    return desk


def _notes(desk: Desk, case: str) -> list[str]:
    found = [
        record(desk.views, case, one.id) for one in records(desk.views, case, "note")
    ]
    return [one.fields["text"]["text"] for one in found]


def test_two_files_let_a_device_in_and_it_writes(copies: Copies) -> None:
    ann, beth = copies.desks["ann"], _join(copies, "beth")
    put(beth, copies.case, "note", {"text": {"lang": "en", "text": "She has come."}})
    _bring(copies, beth, ann)
    assert _notes(ann, copies.case) == ["She has come."]
    assert [(one.name, one.own) for one in members(beth, copies.case)] == [
        ("Ann", False),
        ("beth", True),
    ]
    assert joining.asked(beth) == []


def test_a_messenger_may_change_the_ends_of_lines(copies: Copies) -> None:
    desk = copies.new_desk("beth")
    note = (asked := joining.ask(desk, "laptop")).note
    changed = b"\r\n\r\n" + note.strip().replace(b"\n", b"\r\n")
    let = joining.let_in(
        copies.desks["ann"],
        copies.case,
        changed,
        asked.number,
        Seat("Beth", Role.READER),
    )
    assert joining.enter(desk, let.welcome, let.number) == copies.case


def test_the_hubs_of_the_case_are_in_the_welcome(copies: Copies) -> None:
    ann, desk = copies.desks["ann"], copies.new_desk("beth")
    keep_hub(ann.vault, bytes.fromhex(copies.case), HUB)
    asked, seat = joining.ask(desk, "laptop"), Seat("Beth", Role.EDITOR)
    let = joining.let_in(ann, copies.case, asked.note, asked.number, seat)
    joining.enter(desk, let.welcome, let.number)
    assert known_hubs(desk.vault, bytes.fromhex(copies.case)) == [HUB]


def test_a_second_device_of_a_member_reads_what_they_may(copies: Copies) -> None:
    ann = copies.desks["ann"]
    beth = _join(copies, "beth")
    put(beth, copies.case, "note", {"text": {"lang": "en", "text": "Hers."}})
    _bring(copies, beth, ann)
    (member,) = (one for one in members(ann, copies.case) if one.name == "beth")
    phone = copies.new_desk("phone")
    asked = joining.ask(phone, "telephone")
    let = joining.let_in(ann, copies.case, asked.note, asked.number, member.id)
    joining.enter(phone, let.welcome, let.number)
    _bring(copies, ann, phone)
    assert _notes(phone, copies.case) == ["Hers."]
    (line,) = (one for one in members(phone, copies.case) if one.name == "beth")
    assert [one.fields["label"] for one in line.devices] == [
        "laptop of beth",
        "telephone",
    ]
    assert line.own


def test_a_welcome_is_made_anew_for_a_device_that_is_in(copies: Copies) -> None:
    ann, desk = copies.desks["ann"], copies.new_desk("beth")
    asked, seat = joining.ask(desk, "laptop"), Seat("Beth", Role.READER)
    first = joining.let_in(ann, copies.case, asked.note, asked.number, seat)
    joining.let_in(ann, copies.case, asked.note, asked.number, seat)
    again = joining.let_in(ann, copies.case, asked.note, asked.number, first.member)
    assert again.member == first.member
    assert [one.name for one in members(ann, copies.case)] == ["Ann", "Beth"]
    assert joining.enter(desk, again.welcome, again.number) == copies.case


@pytest.mark.parametrize(
    "other",
    [
        Seat("Somebody", Role.READER),
        Seat("Beth", Role.LEAD),
        Seat("Beth", Role.READER, ["medical"]),
        "",
    ],
)
def test_a_device_that_is_in_does_not_come_as_somebody_else(
    copies: Copies, other: Seat | str
) -> None:
    ann, asked = copies.desks["ann"], joining.ask(copies.new_desk("beth"), "laptop")
    seat = Seat("Beth", Role.READER)
    joining.let_in(ann, copies.case, asked.note, asked.number, seat)
    with pytest.raises(RefusedError, match="as somebody else"):
        joining.let_in(ann, copies.case, asked.note, asked.number, other)


def test_a_device_that_was_removed_gets_no_welcome(copies: Copies) -> None:
    ann, asked = copies.desks["ann"], joining.ask(copies.new_desk("beth"), "laptop")
    seat = Seat("Beth", Role.READER)
    let = joining.let_in(ann, copies.case, asked.note, asked.number, seat)
    remove(ann, copies.case, let.member, "another name was meant")
    for who in (seat, let.member):
        with pytest.raises(RefusedError, match="was put out"):
            joining.let_in(ann, copies.case, asked.note, asked.number, who)


@pytest.mark.parametrize("name", ["Ann", " ann "])
def test_nobody_comes_in_under_the_name_of_another(copies: Copies, name: str) -> None:
    ann, asked = copies.desks["ann"], joining.ask(copies.new_desk("beth"), "laptop")
    with pytest.raises(BadInputError, match="is called so already"):
        joining.let_in(
            ann, copies.case, asked.note, asked.number, Seat(name, Role.READER)
        )
    assert len(members(ann, copies.case)) == 1


def test_who_was_removed_comes_in_anew_by_the_same_name(copies: Copies) -> None:
    ann, seat = copies.desks["ann"], Seat("Beth", Role.READER)
    for place in ("beth", "later"):
        asked = joining.ask(copies.new_desk(place), "laptop")
        let = joining.let_in(ann, copies.case, asked.note, asked.number, seat)
        remove(ann, copies.case, let.member, "")
    assert [one.left for one in members(ann, copies.case)] == [False, True, True]


def test_a_newer_welcome_names_the_hub_that_was_added_since(copies: Copies) -> None:
    ann, beth, seat = copies.desks["ann"], copies.new_desk("beth"), "Beth"
    asked, id_ = joining.ask(beth, "laptop"), bytes.fromhex(copies.case)
    who = Seat(seat, Role.EDITOR)
    let = joining.let_in(ann, copies.case, asked.note, asked.number, who)
    joining.enter(beth, let.welcome, let.number)
    assert known_hubs(beth.vault, id_) == []
    keep_hub(ann.vault, id_, HUB)
    again = joining.let_in(ann, copies.case, asked.note, asked.number, who)
    assert joining.enter(beth, again.welcome, again.number) == copies.case
    assert [one.address for one in known_hubs(beth.vault, id_)] == [HUB.address]
    _bring(copies, ann, beth)
    assert [one.own for one in members(beth, copies.case)] == [False, True]


@pytest.mark.parametrize("heard", ["", "00000 00000", "1" * 30, "no number"])
def test_another_number_lets_nobody_in(copies: Copies, heard: str) -> None:
    ann, beth = copies.desks["ann"], copies.new_desk("beth")
    asked, seat = joining.ask(beth, "laptop"), Seat("Beth", Role.READER)
    with pytest.raises(BadInputError) as refused:
        joining.let_in(ann, copies.case, asked.note, heard, seat)
    assert refused.value.params["field"] == "heard"
    assert len(members(ann, copies.case)) == 1
    let = joining.let_in(ann, copies.case, asked.note, asked.number, seat)
    with pytest.raises(BadInputError):
        joining.enter(beth, let.welcome, heard)
    assert len(joining.asked(beth)) == 1


def test_a_device_of_nobody_is_refused(copies: Copies) -> None:
    asked = joining.ask(copies.new_desk("beth"), "laptop")
    with pytest.raises(NotFoundError):
        joining.let_in(
            copies.desks["ann"], copies.case, asked.note, asked.number, "0" * 32
        )


def test_who_does_not_lead_lets_nobody_in(copies: Copies) -> None:
    beth = _join(copies, "beth")
    note = joining.ask(copies.new_desk("carl"), "laptop").note
    with pytest.raises(RefusedError):
        joining.look(beth, copies.case, note)


def test_a_welcome_opens_only_in_the_vault_that_asked(copies: Copies) -> None:
    asked = joining.ask(copies.new_desk("beth"), "laptop")
    let = joining.let_in(
        copies.desks["ann"],
        copies.case,
        asked.note,
        asked.number,
        Seat("Beth", Role.READER),
    )
    with pytest.raises(NotFoundError):
        joining.enter(copies.new_desk("carl"), let.welcome, let.number)


def test_a_request_that_was_given_up_opens_nothing(copies: Copies) -> None:
    beth = copies.new_desk("beth")
    asked = joining.ask(beth, "laptop")
    let = joining.let_in(
        copies.desks["ann"],
        copies.case,
        asked.note,
        asked.number,
        Seat("Beth", Role.READER),
    )
    joining.give_up(beth, asked.device)
    assert joining.asked(beth) == []
    with pytest.raises(NotFoundError):
        joining.enter(beth, let.welcome, let.number)


def test_an_answered_request_cannot_be_given_up(copies: Copies) -> None:
    beth = copies.new_desk("beth")
    asked = joining.ask(beth, "laptop")
    seat = Seat("Beth", Role.READER)
    let = joining.let_in(
        copies.desks["ann"], copies.case, asked.note, asked.number, seat
    )
    joining.enter(beth, let.welcome, let.number)
    with pytest.raises(RefusedError):
        joining.give_up(beth, asked.device)


def test_a_welcome_taken_twice_changes_nothing(copies: Copies) -> None:
    beth = copies.new_desk("beth")
    asked = joining.ask(beth, "laptop")
    seat = Seat("Beth", Role.EDITOR)
    let = joining.let_in(
        copies.desks["ann"], copies.case, asked.note, asked.number, seat
    )
    for _ in range(2):
        joining.enter(beth, let.welcome, let.number)
    _bring(copies, copies.desks["ann"], beth)
    assert [one.name for one in members(beth, copies.case)] == ["Ann", "Beth"]
    with pytest.raises(NotFoundError):
        joining.enter(beth, let.welcome, let.number)


def test_what_is_in_the_vault_is_not_joined_again(copies: Copies) -> None:
    ann = copies.desks["ann"]
    with pytest.raises(RefusedError):
        join(
            ann.vault,
            bytes.fromhex(copies.case),
            Writer(bytes(32), bytes(1312)),
            new_keys(),
        )


@pytest.mark.parametrize("label", ["", "   ", "x" * 81, "a\x00b"])
def test_a_device_needs_a_name(copies: Copies, label: str) -> None:
    with pytest.raises(BadInputError):
        joining.ask(copies.desks["ann"], label)


def test_a_case_of_which_nothing_came_yet_is_no_error(copies: Copies) -> None:
    beth = copies.new_desk("beth")
    asked = joining.ask(beth, "laptop")
    seat = Seat("Beth", Role.EDITOR)
    let = joining.let_in(
        copies.desks["ann"], copies.case, asked.note, asked.number, seat
    )
    case = joining.enter(beth, let.welcome, let.number)
    assert not joining.begin_waiting(beth, case)
    with pytest.raises(HabeasError):
        put(beth, case, "note", {"text": {"lang": "en", "text": "Too early."}})


def test_somebody_removed_before_they_came_writes_nothing_that_counts(
    copies: Copies,
) -> None:
    ann, beth = copies.desks["ann"], copies.new_desk("beth")
    asked = joining.ask(beth, "laptop")
    seat = Seat("Beth", Role.EDITOR)
    let = joining.let_in(ann, copies.case, asked.note, asked.number, seat)
    joining.enter(beth, let.welcome, let.number)
    remove(ann, copies.case, let.member, "a mistake")
    _bring(copies, ann, beth)
    _bring(copies, beth, ann)
    assert [one.out is not None for one in members(ann, copies.case)] == [False, True]
    assert records(ann.views, copies.case, "note") == []
