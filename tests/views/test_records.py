"""Records in lists, by the names people know them by, and in the search."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from habeas.actions.desk import Desk
from habeas.actions.record import correct, open_case, put, withdraw
from habeas.errors import BadInputError, HabeasError, NotFoundError
from habeas.vault.case_keys import device_in
from habeas.views.cases import case_head, case_heads
from habeas.views.people import identities, protected_ever
from habeas.views.records import (
    counts,
    find,
    linked,
    record,
    records,
    states,
    type_of,
)
from habeas.views.search import match, search
from habeas.views.timeline import Filter, months


def text(words: str, lang: str = "en") -> dict[str, str]:
    return {"lang": lang, "text": words}


@pytest.fixture
def her(desk: Desk, case: str) -> str:
    fields = {"pseudonym": "Ә. Straße", "role": "complainant"}
    return put(desk, case, "person", fields)


def test_a_record_with_its_history(desk: Desk, case: str, her: str) -> None:
    correct(desk, case, her, {"pseudonym": "B."}, reason="safer")
    view = record(desk.views, case, her)
    assert (view.title, view.type, view.compartment) == ("B.", "person", "case")
    assert view.fields == {"pseudonym": "B.", "role": "complainant"}
    assert view.strange == {}
    assert [(one.act, one.reason) for one in view.state.history] == [
        ("put", ""),
        ("correct", "safer"),
    ]
    assert view.state.history[1].before == {"pseudonym": "Ә. Straße"}
    assert view.state.history[0].at == "2021-12-07T09:00:03+05:00"
    assert view.state.history[0].by == device_in(desk.vault, bytes.fromhex(case)).hex()


def test_lists_leave_out_the_withdrawn_unless_asked(
    desk: Desk, case: str, her: str
) -> None:
    withdraw(desk, case, her, reason="twice")
    assert records(desk.views, case, "person") == []
    (line,) = records(desk.views, case, "person", withdrawn=True)
    assert (line.id, line.withdrawn) == (her, True)
    assert counts(desk.views, case) == {"case": 1, "log": 1}
    assert type_of(desk.views, case, her) is None
    assert states(desk.views, [her, "0" * 32, "\ud800"]).keys() == {her}


def test_what_points_to_a_record(desk: Desk, case: str, her: str) -> None:
    fields = {
        "speaker": her,
        "stance": "alleged",
        "via": [her, her],
        "text": text("x"),
    }
    one, other = (put(desk, case, "claim", fields) for _ in range(2))
    assert linked(desk.views, her, "speaker") == [one, other]
    assert linked(desk.views, her, "via") == [one, other]
    withdraw(desk, case, one, reason="twice")
    correct(desk, case, other, {}, drop=("via",), reason="direct")
    assert linked(desk.views, her, "via") == []


class TestFind:
    def test_by_id_or_its_beginning(self, desk: Desk, case: str, her: str) -> None:
        for name in (her, her[:4], her[:20].upper(), f" {her} "):
            assert find(desk.views, case, "person", name) == her

    def test_by_name_whatever_the_case_of_its_letters(
        self, desk: Desk, case: str, her: str
    ) -> None:
        for name in ("Ә. Straße", "ә. STRASSE", "  ә. straße "):
            assert find(desk.views, case, "person", name) == her
            assert find(desk.views, case, "*", name) == her

    def test_by_number(self, desk: Desk, case: str) -> None:
        fields = {"pseudonym": "Tall one", "role": "officer", "number": 12}
        officer = put(desk, case, "person", fields)
        assert find(desk.views, case, "person", "12") == officer
        assert find(desk.views, case, "person", "012") == officer

    def test_of_another_type(self, desk: Desk, case: str, her: str) -> None:
        with pytest.raises(NotFoundError):
            find(desk.views, case, "incident", her)

    def test_the_withdrawn_if_asked(self, desk: Desk, case: str, her: str) -> None:
        withdraw(desk, case, her, reason="twice")
        with pytest.raises(NotFoundError):
            find(desk.views, case, "person", her)
        assert find(desk.views, case, "person", her, withdrawn=True) == her

    @pytest.mark.usefixtures("her")
    def test_two_of_one_name(self, desk: Desk, case: str) -> None:
        put(desk, case, "person", {"pseudonym": "ә. straße", "role": "other"})
        with pytest.raises(BadInputError, match="More than one"):
            find(desk.views, case, "person", "Ә. Straße")

    @pytest.mark.parametrize(
        "name", ["", " ", "0", "abc", "²", "٣", "9" * 50, "%", "_", "\ud800", "\0", "'"]
    )
    @pytest.mark.usefixtures("her")
    def test_nothing(
        self, name: str, desk: Desk, case: str, write: Callable[..., str]
    ) -> None:
        # a log entry of nothing has no title: nothing empty may find it
        write("log", {})
        with pytest.raises(HabeasError):
            find(desk.views, case, "*", name)


class TestSearch:
    def test_words_with_a_piece_around_them(self, desk: Desk, case: str) -> None:
        note = put(
            desk, case, "note", {"text": text("He locked the shower room door.")}
        )
        (hit,) = search(desk.views, case, "SHOWER roo")
        assert (hit.id, hit.type) == (note, "note")
        assert "\x02shower\x03 \x02room\x03" in hit.piece.replace(
            "\x03 \x02", "\x03 \x02"
        )

    @pytest.mark.parametrize(
        ("written", "typed"),
        [
            ("Қызылорда қаласы", "қызыл"),
            ("больница", "БОЛЬНИЦ"),
            ("naïve", "naive"),
            ("co-operate", "co-operate"),
            ("isn't", "isn't"),
            ("12/2021", "12/2021"),
        ],
    )
    def test_in_every_script(
        self, written: str, typed: str, desk: Desk, case: str
    ) -> None:
        put(desk, case, "note", {"text": text(written, "kk")})
        assert len(search(desk.views, case, typed)) == 1

    def test_corrected_words_replace_the_old(self, desk: Desk, case: str) -> None:
        note = put(desk, case, "note", {"text": text("Monday")})
        correct(desk, case, note, {"text": text("Tuesday")}, reason="misheard")
        assert search(desk.views, case, "Monday") == []
        assert len(search(desk.views, case, "Tuesday")) == 1
        withdraw(desk, case, note, reason="twice")
        assert search(desk.views, case, "Tuesday") == []

    def test_identities_are_never_in_it(self, desk: Desk, case: str, her: str) -> None:
        fields = {"person": her, "names": [{"text": "Invented Secretname"}]}
        put(desk, case, "identity", fields)
        assert search(desk.views, case, "Secretname") == []

    def test_a_limit(self, desk: Desk, case: str) -> None:
        for _ in range(3):
            put(desk, case, "note", {"text": text("door")})
        assert len(search(desk.views, case, "door", 2)) == 2

    @settings(
        suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
    )
    @given(st.text(st.sampled_from("a\"'*()^:-+{}NOTANDORNEAR \0\ud800\n\u0301ә_")))
    @example('"')
    @example("NEAR(a b, 2)")
    @example("text: a")
    @example("a AND")
    @example("^a*")
    @example("\u0301")
    @example("x" * 100_000)
    @example("a " * 10_000)
    def test_nothing_typed_is_an_operator_or_an_error(
        self, desk: Desk, case: str, typed: str
    ) -> None:
        search(desk.views, case, typed)
        months(desk.views, case, Filter(words=typed))

    def test_the_query(self) -> None:
        assert match('say "it* (NOT)') == '"say" "it" "NOT"*'
        assert match(" \t*") == ""


class TestIdentities:
    def test_of_one_and_of_all(self, desk: Desk, case: str, her: str) -> None:
        other = put(desk, case, "person", {"pseudonym": "C.", "role": "other"})
        made = [
            put(desk, case, "identity", {"person": one, "numbers": [one[:5]]})
            for one in (her, other)
        ]
        assert [one.id for one in identities(desk.views, case)] == made
        assert [one.id for one in identities(desk.views, case, other)] == made[1:]
        assert identities(desk.views, case)[0].compartment == "identity"

    def test_a_name_stays_protected_until_its_identity_is_withdrawn(
        self, desk: Desk, case: str, her: str
    ) -> None:
        def names(*words: str) -> list[dict[str, str]]:
            return [{"text": one, "kind": "full", "lang": "en"} for one in words]

        first, second = names("Old Name"), names("New Name")
        one = put(desk, case, "identity", {"person": her, "names": first})
        correct(desk, case, one, {"names": second}, reason="married")
        correct(desk, case, one, {}, drop=("names",), reason="unsure")
        ((subject, held),) = protected_ever(desk.views, case)
        assert subject == her
        assert [fields.get("names") for fields in held] == [first, second, None]
        withdraw(desk, case, one, reason="wrong person")
        assert protected_ever(desk.views, case) == []


class TestCases:
    def test_the_head(self, desk: Desk, case: str, her: str) -> None:
        row = record(desk.views, case, records(desk.views, case, "case")[0].id)
        fields = {
            "number": "12",
            "subject": her,
            "held_at": text("ward"),
            "status": text("remand"),
        }
        correct(desk, case, row.id, fields, reason="known now")
        head = case_head(desk.views, case)
        assert (head.id, head.record) == (case, row.id)
        assert (head.title, head.lang, head.number) == ("The case of A.", "en", "12")
        assert (head.subject, head.held_at, head.status) == (her, "ward", "remand")
        assert head.counts == {"case": 1, "log": 1, "person": 1}

    def test_all_in_the_order_they_were_opened(self, desk: Desk, case: str) -> None:
        other = open_case(desk, {"title": text("Other")}, "test")
        assert [one.id for one in case_heads(desk.views)] == [case, other]

    def test_none(self, desk: Desk) -> None:
        assert case_heads(desk.views) == []
        with pytest.raises(NotFoundError):
            case_head(desk.views, "0" * 32)
