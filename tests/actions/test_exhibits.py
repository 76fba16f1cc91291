"""Things and documents share one row of numbers; a chain is of either."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from habeas.actions.choosing import everything
from habeas.actions.desk import Desk
from habeas.actions.documents import begin_import
from habeas.actions.exhibits import add_exhibit
from habeas.actions.record import correct, put, withdraw
from habeas.case.reading import sound_fields
from habeas.errors import BadInputError, NewerVersionError, NotFoundError, RefusedError
from habeas.views.custody import custody, exhibits
from habeas.views.records import record
from tests.conftest import FixedClock

Event = Callable[..., str]
SHIRT = {"what": {"lang": "en", "text": "A grey T-shirt"}, "kind": "garment"}


def person(desk: Desk, case: str, name: str) -> str:
    return put(desk, case, "person", {"pseudonym": name, "role": "other"})


def add_document(desk: Desk, case: str, words: bytes) -> str:
    incoming = begin_import(desk, case, "letter.txt")
    incoming.write(words)
    return incoming.finish()


@pytest.fixture
def shirt(desk: Desk, case: str) -> str:
    return add_exhibit(desk, case, SHIRT)


@pytest.fixture
def event(desk: Desk, case: str, shirt: str) -> Event:
    """Return what records an event of the shirt."""

    def happens(what: str, **fields: Any) -> str:  # noqa: ANN401 - of a form
        day = fields.pop("day", None)
        dated = {"when": {"edtf": day, "known": "seen"}} if day else {}
        own = {"exhibit": shirt, "event": what, **dated, **fields}
        return put(desk, case, "custody", own)

    return happens


def number(desk: Desk, case: str, one: str) -> int:
    return int(record(desk.views, case, one).fields["number"])


def test_one_row_of_numbers_and_none_is_given_twice(desk: Desk, case: str) -> None:
    first = add_exhibit(desk, case, SHIRT)
    second = add_document(desk, case, b"One")
    third = add_exhibit(desk, case, SHIRT)
    assert [number(desk, case, one) for one in (first, second, third)] == [1, 2, 3]
    withdraw(desk, case, third, reason="Recorded twice.")
    fourth = add_document(desk, case, b"Two")
    assert number(desk, case, fourth) == 4
    with pytest.raises(RefusedError, match="other things rest on it"):
        correct(desk, case, first, {"number": 9}, reason="Better.")


def test_an_exhibit_without_a_kind_is_refused_and_takes_no_number(
    desk: Desk, case: str
) -> None:
    with pytest.raises(BadInputError, match="Kind of thing"):
        add_exhibit(desk, case, {"what": SHIRT["what"]})
    assert number(desk, case, add_exhibit(desk, case, SHIRT)) == 1


def test_an_event_of_an_exhibit_of_another_case_is_refused(
    desk: Desk, case: str, event: Event, shirt: str
) -> None:
    """A receipt of another case as well: it points to no record of this one."""
    with pytest.raises(BadInputError, match="not in this case"):
        put(desk, case, "custody", {"exhibit": "f" * 32, "event": "moved"})
    with pytest.raises(BadInputError, match="not in this case"):
        event("handed", receipt="f" * 32)
    somebody = person(desk, case, "A.")
    with pytest.raises(BadInputError, match="not in this case"):
        put(desk, case, "custody", {"exhibit": somebody, "event": "moved"})
    assert custody(desk.views, case, shirt).chain.links == ()


def test_a_chain_follows_what_is_recorded_corrected_and_withdrawn(
    desk: Desk, case: str, event: Event, shirt: str
) -> None:
    one, two = person(desk, case, "Counsel 1"), person(desk, case, "Counsel 2")
    signed = {"signed": "signed"}
    event("received", taker=one, day="2021-12-03", seal_after="K-1")
    given = event("handed", giver=one, taker=two, day="2021-12-04", **signed)
    slip = event("moved", giver=two, day="2021-12-05", seal_before="K-7")
    chain = custody(desk.views, case, shirt).chain
    assert chain.holder is not None
    assert chain.holder.name == "Counsel 2"
    (wrong,) = [one for one in chain.remarks if one.grave]
    assert (wrong.link, wrong.blanks) == (slip, {"found": "K-7", "last": "K-1"})
    correct(desk, case, slip, {"seal_before": "K-1"}, reason="A slip of the pen.")
    assert not any(one.grave for one in custody(desk.views, case, shirt).chain.remarks)
    withdraw(desk, case, given, reason="It was another garment.")
    assert [one.id for one in custody(desk.views, case, shirt).withdrawn] == [given]
    chain = custody(desk.views, case, shirt).chain
    assert [one.event.value for one in chain.links] == ["received", "moved"]
    assert any(one.grave for one in chain.remarks)


def test_a_document_has_a_chain_as_well(desk: Desk, case: str) -> None:
    letter, who = add_document(desk, case, b"One"), person(desk, case, "Court")
    fields = {"exhibit": letter, "event": "presented", "giver": who}
    put(desk, case, "custody", fields)
    found = custody(desk.views, case, letter)
    assert [one.event.value for one in found.chain.links] == ["presented"]
    assert exhibits(desk.views, case) == []


def test_a_sample_stands_with_what_it_was_taken_from(
    desk: Desk, case: str, shirt: str
) -> None:
    sample = {"what": {"lang": "en", "text": "A swab"}, "kind": "sample"}
    made = add_exhibit(desk, case, {**sample, "parent": shirt})
    assert [one.id for one in custody(desk.views, case, shirt).parts] == [made]
    assert [one.id for one in exhibits(desk.views, case)] == [made, shirt]


def test_a_withdrawn_exhibit_still_shows_its_chain(
    desk: Desk, case: str, event: Event, shirt: str
) -> None:
    event("received", taker=person(desk, case, "Counsel 1"), day="2021-12-03")
    withdraw(desk, case, shirt, reason="She takes her consent back.")
    found = custody(desk.views, case, shirt)
    assert found.exhibit.state.withdrawn
    assert len(found.chain.links) == 1


def test_events_stay_in_the_compartment_of_their_exhibit(desk: Desk, case: str) -> None:
    """So that nothing medical goes along with a bundle of the ordinary facts."""
    swab = add_exhibit(desk, case, {**SHIRT, "kind": "sample"}, "medical")
    moved = put(desk, case, "custody", {"exhibit": swab, "event": "moved"})
    assert record(desk.views, case, moved).compartment == "medical"
    with pytest.raises(BadInputError, match="compartment ‘medical’"):
        put(desk, case, "custody", {"exhibit": swab, "event": "lost"}, "case")
    assert not {swab, moved} & everything(desk, case)


def test_events_of_a_withdrawn_exhibit_are_not_offered(
    desk: Desk, case: str, event: Event, shirt: str
) -> None:
    moved = event("moved")
    assert {shirt, moved} <= everything(desk, case)
    withdraw(desk, case, shirt, reason="She takes her consent back.")
    assert not {shirt, moved} & everything(desk, case)


def test_an_exhibit_is_not_taken_from_itself(desk: Desk, case: str, shirt: str) -> None:
    with pytest.raises(BadInputError, match="cannot point to itself"):
        correct(desk, case, shirt, {"parent": shirt}, reason="A slip.")


def test_a_change_long_after_counts_as_told_then(
    desk: Desk, case: str, event: Event, shirt: str, clock: FixedClock
) -> None:
    moved = event("moved", giver=person(desk, case, "A."), day="2021-12-06")
    assert custody(desk.views, case, shirt).chain.remarks == ()
    clock.at += timedelta(days=400)
    correct(desk, case, moved, {"seal_before": "K-1"}, reason="Remembered.")
    (told,) = custody(desk.views, case, shirt).chain.remarks
    assert told.blanks == {"days": 401}


def test_what_is_no_exhibit_has_no_chain(desk: Desk, case: str) -> None:
    with pytest.raises(NotFoundError, match="not in this case"):
        custody(desk.views, case, person(desk, case, "A."))


@pytest.mark.parametrize("lacking", ["number", "what", "kind"])
def test_an_exhibit_of_a_newer_version_is_told_of(
    desk: Desk, case: str, shirt: str, lacking: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def known(kind: str, fields: dict[str, Any]) -> dict[str, Any]:
        sound = sound_fields(kind, fields)
        return {name: value for name, value in sound.items() if name != lacking}

    monkeypatch.setattr("habeas.views.records.sound_fields", known)
    with pytest.raises(NewerVersionError, match="newer Habeas"):
        custody(desk.views, case, shirt)
