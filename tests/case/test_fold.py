"""A record's state from its entries, whatever the order they come in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.case.codec import Act, Body
from habeas.case.fold import Ref, State, as_of, fold

OWN, OTHER = "a" * 64, "b" * 64
RECORD = "1" * 32


def body(act: Act, lamport: int, **parts: object) -> Body:
    values: dict[str, Any] = {
        "salt": bytes(32),
        "act": act,
        "type": "note",
        "id": RECORD,
        "by": "2" * 64,
        "at": datetime.fromisoformat("2021-12-07T09:00:00+05:00"),
        "lamport": lamport,
        "fields": {},
    }
    values.update(parts)
    return Body(**values)


def put(lamport: int = 1, **fields: object) -> Body:
    return body(Act.PUT, lamport, fields=fields)


def correct(lamport: int, over: Sequence[Ref], **fields: object) -> Body:
    drop = tuple(name for name, value in fields.items() if value is None)
    kept = {name: value for name, value in fields.items() if value is not None}
    return body(
        Act.CORRECT, lamport, fields=kept, drop=drop, over=tuple(over), reason="misread"
    )


def folded(*entries: tuple[Body, Ref]) -> State:
    state = None
    for one, ref in entries:
        state = fold(state, one, ref)
    assert state is not None
    return state


def test_a_correction_stands_beside_what_it_answers() -> None:
    state = folded(
        (put(a="1", b="x"), (OWN, 0)), (correct(2, [(OWN, 0)], a="2"), (OWN, 1))
    )
    assert state.fields == {"a": "2", "b": "x"}
    assert state.set_by == {"a": ((OWN, 1),), "b": ((OWN, 0),)}
    assert [one.act for one in state.history] == [Act.PUT, Act.CORRECT]
    assert state.history[1].before == {"a": "1"}
    assert state.history[1].fields == {"a": "2"}
    assert not state.conflicts


def test_an_emptied_field_is_gone_and_its_old_value_shown() -> None:
    state = folded((put(a="1"), (OWN, 0)), (correct(2, [(OWN, 0)], a=None), (OWN, 1)))
    assert state.fields == {}
    assert state.history[1].before == {"a": "1"}
    assert state.history[1].fields == {"a": None}
    again = folded(
        (put(a="1"), (OWN, 0)),
        (correct(2, [(OWN, 0)], a=None), (OWN, 1)),
        (correct(3, [(OWN, 1)], a="3"), (OWN, 2)),
    )
    assert again.fields == {"a": "3"}
    assert again.history[2].before == {}


def test_two_corrections_of_one_field_are_a_conflict_and_none_wins() -> None:
    state = folded(
        (put(a="1"), (OWN, 0)),
        (correct(2, [(OWN, 0)], a="2"), (OWN, 1)),
        (correct(2, [(OWN, 0)], a="3"), (OTHER, 0)),
    )
    assert state.conflicts == ("a",)
    assert state.set_by["a"] == ((OWN, 1), (OTHER, 0))
    assert state.fields["a"] == "2"
    assert {one.fields["a"] for one in state.history[1:]} == {"2", "3"}


def test_a_person_settles_a_conflict_by_answering_both() -> None:
    state = folded(
        (put(a="1"), (OWN, 0)),
        (correct(2, [(OWN, 0)], a="2"), (OWN, 1)),
        (correct(2, [(OWN, 0)], a="3"), (OTHER, 0)),
        (correct(3, [(OWN, 1), (OTHER, 0)], a="3"), (OWN, 2)),
    )
    assert not state.conflicts
    assert state.fields["a"] == "3"


def test_answering_one_side_leaves_the_other_standing() -> None:
    state = folded(
        (put(a="1"), (OWN, 0)),
        (correct(2, [(OWN, 0)], a="2"), (OWN, 1)),
        (correct(2, [(OWN, 0)], a="3"), (OTHER, 0)),
        (correct(3, [(OWN, 1)], a="4"), (OWN, 2)),
    )
    assert state.conflicts == ("a",)
    assert state.fields["a"] == "3"


def test_a_correction_after_a_withdrawal_does_not_bring_it_back() -> None:
    state = folded(
        (put(a="1"), (OWN, 0)),
        (body(Act.WITHDRAW, 2, reason="wrong person"), (OWN, 1)),
        (correct(2, [(OWN, 0)], a="2"), (OTHER, 0)),
    )
    assert state.withdrawn
    assert state.fields == {"a": "2"}
    assert state.history[1].reason == "wrong person"


NOTHING_COMES_OF = {
    "a second beginning": put(2, a="other"),
    "another type": body(Act.CORRECT, 2, type="claim", fields={"a": "other"}),
    "a withdrawal as another type": body(Act.WITHDRAW, 2, type="claim"),
}


@pytest.mark.parametrize("later", NOTHING_COMES_OF.values(), ids=NOTHING_COMES_OF)
def test_what_does_not_fit_is_kept_in_the_history_only(later: Body) -> None:
    state = folded((put(a="1"), (OWN, 0)), (later, (OTHER, 5)))
    assert state.fields == {"a": "1"}
    assert not state.withdrawn
    assert [one.entry for one in state.history] == [(OWN, 0), (OTHER, 5)]


def test_a_change_of_nothing_gives_nothing() -> None:
    assert fold(None, correct(2, [], a="1"), (OWN, 0)) is None
    assert fold(None, body(Act.WITHDRAW, 1), (OWN, 0)) is None


def test_the_same_entry_twice_changes_nothing() -> None:
    state = folded((put(a="1"), (OWN, 0)), (correct(2, [(OWN, 0)], a="2"), (OWN, 1)))
    assert fold(state, correct(2, [(OWN, 0)], a="2"), (OWN, 1)) is state


def test_the_earlier_of_two_beginnings_counts_even_if_it_comes_later() -> None:
    first, second = (put(1, a="1"), (OTHER, 0)), (put(2, a="2"), (OWN, 0))
    assert folded(second, first) == folded(first, second)
    assert folded(second, first).fields == {"a": "1"}


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[Body, Ref, set[Ref]]]:
    """Entries of three writers with what each had seen, as an honest program writes."""
    logs = ["a" * 64, "b" * 64, "c" * 64]
    made: list[tuple[Body, Ref, set[Ref]]] = [
        (put(1, f="0", g="0"), (logs[0], 0), set())
    ]
    sizes = dict.fromkeys(logs, 0) | {logs[0]: 1}
    for number in range(draw(st.integers(0, 7))):
        log = draw(st.sampled_from(logs))
        seen = {made[0][1]}
        for _, ref, earlier in made[1:]:
            if ref[0] == log or draw(st.booleans()):
                seen |= {ref} | earlier
        known = [(one, ref) for one, ref, _ in made if ref in seen]
        lamport = max(one.lamport for one, _ in known) + 1
        state = None
        for one, ref in known:
            state = fold(state, one, ref)
        assert state is not None
        if draw(st.integers(0, 9)) == 0:
            new = body(Act.WITHDRAW, lamport, reason="w")
        elif draw(st.integers(0, 9)) == 0:
            new = put(lamport, f=str(number))
        else:
            name = draw(st.sampled_from(["f", "g", "h"]))
            value = draw(st.sampled_from([None, str(number)]))
            new = correct(lamport, state.set_by.get(name, ()), **{name: value})
        made.append((new, (log, sizes[log]), seen))
        sizes[log] += 1
    return made


@given(histories(), st.data())
def test_the_same_entries_in_any_causal_order_give_the_same_state(
    made: list[tuple[Body, Ref, set[Ref]]], chance: st.DataObject
) -> None:
    expected = folded(*((one, ref) for one, ref, _ in made))
    for _ in range(3):
        waiting, arrived, state = list(made), set[Ref](), None
        while waiting:
            ready = [entry for entry in waiting if entry[2] <= arrived]
            entry = ready[chance.draw(st.integers(0, len(ready) - 1))]
            waiting.remove(entry)
            arrived.add(entry[1])
            state = fold(state, entry[0], entry[1])
        assert state == expected


def test_a_record_is_told_as_some_of_its_entries_leave_it() -> None:
    entries = (
        (put(a="1", b="x"), (OWN, 0)),
        (correct(2, [(OWN, 0)], a="2"), (OWN, 1)),
        (correct(2, [(OWN, 0)], a="3"), (OTHER, 0)),
        (correct(3, [(OWN, 1), (OTHER, 0)], a=None), (OWN, 2)),
    )
    whole = folded(*entries)
    for known in ((0,), (0, 1), (0, 2), (0, 1, 2), (0, 3), (0, 1, 2, 3)):
        some = [entries[one] for one in known]
        assert as_of(whole, {ref for _, ref in some}) == folded(*some)
    assert as_of(whole, {(OWN, 1), (OTHER, 0)}) is None
    assert as_of(whole, ()) is None
