"""Whatever stands in a log, no page crashes, and nothing of another case is shown."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from habeas.actions.check import verify_case
from habeas.actions.desk import Desk
from habeas.actions.record import open_case, put
from habeas.case.codec import Act
from habeas.case.facts.registry import RECORDS
from habeas.errors import HabeasError
from habeas.views.accounts import accounts
from habeas.views.db import rebuild, unread
from habeas.views.documents import document
from habeas.views.incidents import versions
from habeas.views.people import people, said_by
from habeas.views.records import counts, find, record
from habeas.views.search import search
from habeas.views.timeline import Filter, item, items, months, stance_counts
from tests.views.looking import LOOKED_AT, look_at_everything

Write = Callable[..., str]
HEX, HASH = "7" * 32, "0" * 64


JSON = st.recursive(
    st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
    | st.sampled_from([HEX, HASH, "2021", "2021-06", "given", "full", "A"]),
    lambda one: (
        st.lists(one, max_size=2)
        | st.dictionaries(
            st.sampled_from(["lang", "text", "edtf", "known", "quote", "kind"]),
            one,
            max_size=3,
        )
    ),
    max_leaves=4,
)
BODIES = st.sampled_from(LOOKED_AT).flatmap(
    lambda kind: st.tuples(
        st.just(kind),
        st.dictionaries(
            st.sampled_from(
                [one.name for one in RECORDS[kind].fields] + ["fresh"]
                if kind in RECORDS
                else ["fresh", "text"]
            ),
            JSON,
            max_size=4,
        ),
        st.sampled_from([1, 2, 3, 4]),
    )
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    max_examples=40,
    deadline=None,
)
@given(st.lists(BODIES, min_size=1, max_size=4))
def test_odd_bodies_are_shown_and_crash_nothing(
    desk: Desk, case: str, write: Write, bodies: list[tuple[str, dict[str, Any], int]]
) -> None:
    for kind, fields, place in bodies:
        one = write(kind, fields, place=place)
        assert record(desk.views, case, one).state.fields == fields
    look_at_everything(desk, case)


TEXT = {"lang": "en", "text": "x"}
FILE = {
    "sha256": HASH,
    "size": 1,
    "media_type": "text/plain",
    "stored": "../../../etc/passwd",
    "identity": "AGE-SECRET-KEY-1",
}
PASSAGE = {
    "document": HEX,
    "extract": HEX,
    "version": HASH,
    "start": 5,
    "end": 2,
    "quote": "x",
}
ODD: dict[str, tuple[str, dict[str, Any]]] = {
    "a type of a newer version": ("hearing", {"room": 7, "text": TEXT}),
    "a person without a pseudonym": ("person", {"role": "witness"}),
    "a person of a new role": ("person", {"pseudonym": "A.", "role": "ghost"}),
    "a case without a title": ("case", {}),
    "a second case record": ("case", {"title": TEXT}),
    "an incident without a title": ("incident", {}),
    "an incident in no time": ("incident", {"title": TEXT, "when": {"edtf": "soon"}}),
    "an incident in year 0": ("incident", {"title": TEXT, "when": {"edtf": "0000"}}),
    "an incident in the year -9": (
        "incident",
        {"title": TEXT, "when": {"edtf": "-9999"}},
    ),
    "an incident in Y17E7": ("incident", {"title": TEXT, "when": {"edtf": "Y17E7"}}),
    "a claim without anything": ("claim", {}),
    "a claim of a new stance": ("claim", {"speaker": HEX, "stance": "recanted"}),
    "a claim of nobody": ("claim", {"speaker": HEX, "stance": "alleged"}),
    "a claim of no incident": ("claim", {"stance": "denied", "incident": HEX}),
    "a claim in no text": ("claim", {"stance": "ruled", "passage": PASSAGE}),
    "a claim about an unreadable date": ("claim", {"about": {"edtf": "\u0661"}}),
    "a document without a file": ("document", {"number": 1, "name": "x"}),
    "a document without a number": ("document", {"file": FILE, "name": "x"}),
    "a document with a number of words": ("document", {"number": "one", "name": "x"}),
    "a document with a file that leads away": (
        "document",
        {"number": 1, "name": "../x", "file": FILE},
    ),
    "two documents of one number": (
        "document",
        {"number": 1, "name": "x", "file": FILE},
    ),
    "a text without a file": ("extract", {"document": HEX, "tool": "x"}),
    "an identity of nobody": ("identity", {"names": [{"text": "x", "kind": "new"}]}),
    "a consent to something new": ("consent", {"use": "broadcast"}),
    "a case under two laws": ("case", {"title": TEXT, "law": "KZ"}),
    "a proceeding of a new kind": ("proceeding", {"title": TEXT, "track": "moon"}),
    "a proceeding from nothing": (
        "proceeding",
        {"title": TEXT, "track": "court", "law": "KZ", "parent": HEX, "counsel": [HEX]},
    ),
    "a proceeding of a new law": (
        "proceeding",
        {"title": TEXT, "track": "court", "law": "MARS"},
    ),
    "a step of nothing": (
        "proceeding_step",
        {"proceeding": HEX, "step": "served", "about": HEX},
    ),
    "a deadline of no step": (
        "deadline",
        {
            "what": TEXT,
            "decision": "confirmed",
            "whose": "own",
            "start": HEX,
            "rule": "kz.nothing",
            "computed": "soon",
            "basis": ["x"],
            "due": {"edtf": "soon"},
        },
    ),
    "a deadline that is done by nothing": (
        "deadline",
        {"what": TEXT, "decision": "added", "whose": "authority", "done_by": HEX},
    ),
    "a deadline of a new decision": ("deadline", {"what": TEXT, "decision": "maybe"}),
    "a note with markers of the search": (
        "note",
        {"text": {"lang": "en", "text": "a\x02b\x03c\0d"}},
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_record_is_kept_and_shown(
    name: str, desk: Desk, case: str, write: Write
) -> None:
    kind, fields = ODD[name]
    one = write(kind, fields)
    write(kind, fields)
    assert record(desk.views, case, one).state.fields == fields
    look_at_everything(desk, case)
    rebuild(desk.vault, desk.views)
    look_at_everything(desk, case)


def test_what_speaks_of_nothing_is_listed_as_unread(
    desk: Desk, case: str, write: Write
) -> None:
    write("note", {}, act=Act.CORRECT, reason="x")
    write("note", {}, act=Act.WITHDRAW, reason="x")
    assert [index for _, index, _ in unread(desk.views, case)] == [2, 3]
    rebuild(desk.vault, desk.views)
    assert [index for _, index, _ in unread(desk.views, case)] == [2, 3]


def test_a_record_does_not_move_to_another_compartment(
    desk: Desk, case: str, write: Write
) -> None:
    """Or the words of an identity would become searchable."""
    one = write("identity", {"note": {"lang": "en", "text": "secretname"}}, place=2)
    write("identity", {"note": TEXT}, act=Act.CORRECT, id=one, reason="x", place=1)
    assert record(desk.views, case, one).compartment == "identity"
    assert len(unread(desk.views, case)) == 1
    write("note", {"text": {"lang": "en", "text": "secretname"}}, place=2)
    assert search(desk.views, case, "secretname") == []


class TestTwoCases:
    """What is in one case never shows in another."""

    @pytest.fixture
    def other(self, desk: Desk) -> str:
        return open_case(desk, {"title": {"lang": "en", "text": "Other"}}, "test")

    def test_a_reference_across_cases_is_refused(
        self, desk: Desk, case: str, other: str
    ) -> None:
        person = put(desk, other, "person", {"pseudonym": "Elsewhere", "role": "other"})
        claim = {"speaker": person, "stance": "alleged", "text": TEXT}
        with pytest.raises(HabeasError, match="not in this case"):
            put(desk, case, "claim", claim)

    def test_a_reference_across_cases_that_is_there_all_the_same_shows_nothing(
        self, desk: Desk, case: str, other: str, write: Write
    ) -> None:
        person = put(desk, other, "person", {"pseudonym": "Elsewhere", "role": "other"})
        incident = put(
            desk, other, "incident", {"title": {"lang": "en", "text": "There"}}
        )
        claim = write(
            "claim",
            {
                "speaker": person,
                "via": [person],
                "said_to": person,
                "stance": "denied",
                "incident": incident,
            },
        )
        (account,) = accounts(desk.views, [claim])
        assert "Elsewhere" not in str(account)
        assert account.incident == ""
        (card,) = items(desk.views, case, "", Filter())
        assert (card.id, card.incident) == (claim, None)
        (theirs,) = items(desk.views, other, "", Filter())
        assert theirs.lead is None
        assert not theirs.disputed
        assert said_by(desk.views, other, person) == []
        assert [line.said for line in people(desk.views, other)] == [0]
        look_at_everything(desk, case)
        look_at_everything(desk, other)

    def test_an_entry_cannot_change_a_record_of_another_case(
        self, desk: Desk, case: str, other: str, write: Write
    ) -> None:
        person = put(desk, other, "person", {"pseudonym": "Elsewhere", "role": "other"})
        for act in Act:
            write("person", {"pseudonym": "Changed"}, act=act, id=person, reason="x")
        view = record(desk.views, other, person)
        assert view.fields["pseudonym"] == "Elsewhere"
        assert not view.state.withdrawn
        assert len(unread(desk.views, case)) == 3
        assert unread(desk.views, other) == []

    def test_no_question_of_one_case_is_answered_with_the_other(
        self, desk: Desk, case: str, other: str
    ) -> None:
        words = {"lang": "en", "text": "watchtower"}
        made = {
            "person": put(desk, other, "person", {"pseudonym": "B.", "role": "other"}),
            "incident": put(desk, other, "incident", {"title": words}),
            "note": put(desk, other, "note", {"text": words}),
        }
        put(
            desk,
            other,
            "claim",
            {"speaker": made["person"], "stance": "alleged", "text": words},
        )
        assert search(desk.views, case, "watchtower") == []
        assert len(search(desk.views, other, "watchtower")) == 3
        assert counts(desk.views, case) == {"case": 1, "log": 1}
        assert months(desk.views, case, Filter()) == []
        assert months(desk.views, case, Filter(words="watchtower")) == []
        assert sum(stance_counts(desk.views, case).values()) == 0
        assert said_by(desk.views, case, made["person"]) == []
        for one in made.values():
            assert item(desk.views, case, one) is None
            for ask in (record, document, versions):
                with pytest.raises(HabeasError):
                    ask(desk.views, case, one)
            with pytest.raises(HabeasError):
                find(desk.views, case, "*", one)
        assert verify_case(desk, case).clean
