"""Claims rest on exact passages, counted in code points."""

from collections.abc import Callable

import pytest

from habeas.actions import sealed
from habeas.actions.claims import mark_claim, mark_quote, passage_stands
from habeas.actions.desk import Desk
from habeas.actions.documents import begin_import, text_of
from habeas.actions.record import correct, put
from habeas.actions.sealed import NotShownError
from habeas.errors import BadInputError, HabeasError, StorageError
from habeas.views.access import openings
from habeas.views.documents import document
from habeas.views.records import record

Add = Callable[..., str]


@pytest.fixture
def fields(her: str) -> dict[str, str]:
    return {"speaker": her, "stance": "alleged"}


def test_a_passage_is_kept_to_the_character(
    desk: Desk, case: str, add: Add, fields: dict[str, str]
) -> None:
    one = add()
    text = text_of(desk, case, one).text
    start = text.index("Қайғы")
    claim = mark_claim(desk, case, one, fields, start=start, end=start + 8)
    passage = record(desk.views, case, claim).fields["passage"]
    assert passage["quote"] == "Қайғы. 😀"
    assert (passage["start"], passage["end"]) == (start, start + 8)
    assert passage["version"] == text_of(desk, case, one).version
    assert passage_stands(desk, case, record(desk.views, case, claim).fields)
    view = document(desk.views, case, one)
    assert view.spans == ((start, start + 8, claim),)
    assert view.claims[0].words == "Қайғы. 😀"
    assert view.claims[0].exact
    assert view.claims[0].source is not None
    assert (view.claims[0].source.number, view.claims[0].source.page) == (1, 1)


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (4, 3), (0, 10**9)])
def test_a_passage_outside_the_text_is_refused(  # noqa: PLR0913, PLR0917 - fixtures
    start: int, end: int, desk: Desk, case: str, add: Add, fields: dict[str, str]
) -> None:
    with pytest.raises(BadInputError, match="not inside"):
        mark_claim(desk, case, add(), fields, start=start, end=end)


def test_a_quote_is_found_by_its_words(
    desk: Desk, case: str, add: Add, fields: dict[str, str]
) -> None:
    one = add()
    claim = mark_quote(desk, case, one, fields, "came at night. The guard")
    quote = record(desk.views, case, claim).fields["passage"]["quote"]
    assert quote == "came at night.\nThe guard"


@pytest.mark.parametrize(
    ("quote", "why"),
    [
        ("the guard slept", "not in the document"),
        ("", "not in the document"),
        (" \n", "not in the document"),
        ("guard", "2 times"),
    ],
)
def test_a_quote_must_be_there_and_only_once(  # noqa: PLR0913, PLR0917 - fixtures
    quote: str, why: str, desk: Desk, case: str, add: Add, fields: dict[str, str]
) -> None:
    with pytest.raises(BadInputError, match=why):
        mark_quote(desk, case, add(), fields, quote)


def test_a_claim_lies_in_the_compartment_of_its_document(
    desk: Desk, case: str, fields: dict[str, str]
) -> None:
    incoming = begin_import(desk, case, "x.txt", "medical")
    incoming.write(b"Bruises on both arms.")
    claim = mark_quote(desk, case, incoming.finish(), fields, "Bruises")
    assert record(desk.views, case, claim).compartment == "medical"


def test_a_document_without_text_has_no_passages(
    desk: Desk, case: str, add: Add, fields: dict[str, str]
) -> None:
    with pytest.raises(BadInputError):
        mark_claim(desk, case, add(b"\0\1", "x.bin"), fields, start=0, end=1)


def test_a_passage_stands_in_its_own_text_even_if_the_document_was_read_anew(
    desk: Desk, case: str, add: Add, fields: dict[str, str]
) -> None:
    one, other = add(), add("Another text altogether.", "other.txt")
    claim = mark_quote(desk, case, one, fields, "came at night")
    second = text_of(desk, case, other).extract
    assert second is not None
    again = {**second.fields, "document": one}
    put(desk, case, "extract", again)
    assert text_of(desk, case, one).text.startswith("Another")
    assert passage_stands(desk, case, record(desk.views, case, claim).fields)
    assert document(desk.views, case, one).spans == ()


def test_a_passage_that_is_not_as_quoted_does_not_stand(
    desk: Desk, case: str, add: Add, fields: dict[str, str]
) -> None:
    one = add()
    claim = mark_quote(desk, case, one, fields, "came at night")
    passage = record(desk.views, case, claim).fields["passage"]
    assert passage_stands(desk, case, {})
    forged = {**passage, "quote": "went at night"}
    assert not passage_stands(desk, case, {"passage": forged})
    assert not passage_stands(desk, case, {"passage": {**passage, "version": "0" * 64}})
    assert not passage_stands(
        desk, case, {"passage": {**passage, "document": "1" * 32}}
    )
    with pytest.raises(HabeasError):
        passage_stands(desk, case, {"passage": {**passage, "extract": one}})


def test_a_corrected_passage_is_checked_again(
    desk: Desk, case: str, add: Add, fields: dict[str, str]
) -> None:
    claim = mark_quote(desk, case, add(), fields, "came at night")
    passage = record(desk.views, case, claim).fields["passage"]
    with pytest.raises(BadInputError):
        correct(
            desk, case, claim, {"passage": {**passage, "quote": "came"}}, reason="x"
        )


def test_what_a_claim_shows_was_read_on_record(
    desk: Desk, case: str, add: Add, fields: dict[str, str]
) -> None:
    by_place, by_words = add(), add(b"She came at night, and they saw her.", "b.txt")
    mark_claim(desk, case, by_place, fields, start=0, end=9)
    mark_quote(desk, case, by_words, fields, "came at night")
    for one in (by_place, by_words):
        assert [line.act for line in openings(desk.views, case, one)] == ["read"]


def test_no_claim_is_made_of_a_text_whose_reading_cannot_be_recorded(
    desk: Desk,
    case: str,
    add: Add,
    fields: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = add()

    def full(*_: object) -> None:
        raise StorageError("full")

    monkeypatch.setattr(sealed, "put_all", full)
    with pytest.raises(NotShownError):
        mark_quote(desk, case, one, fields, "came at night")
    with pytest.raises(NotShownError):
        mark_claim(desk, case, one, fields, start=0, end=9)
    assert document(desk.views, case, one).claims == ()
