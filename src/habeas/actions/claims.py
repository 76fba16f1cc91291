"""Mark a passage of a document as a claim, with the exact span checked."""

from collections.abc import Mapping, Sequence
from typing import Any

from habeas.actions.desk import Desk
from habeas.actions.documents import DocumentText, read_text, text_in
from habeas.actions.drafting import New
from habeas.actions.record import put_all
from habeas.errors import BadInputError
from habeas.text.passage import find_loosely, find_quote
from habeas.views.records import RecordView, record
from habeas.words import N_


def mark_claim(  # noqa: PLR0913 - the place, the span, what it says
    desk: Desk,
    case: str,
    document_id: str,
    fields: Mapping[str, Any],
    *,
    start: int,
    end: int,
    before: Sequence[New] = (),
) -> str:
    """Record a claim that rests on code points start..end of a document's text.

    `before` is recorded with it, all or nothing: people whom the claim names. That the
    text is read is recorded first: the claim shows what stands there.

    Raises:
        NotShownError: it could not be recorded that the text is read.
        BadInputError: the span is not inside the text, or a field is wrong.
    """
    found = read_text(desk, case, document_id)
    if found.extract is None or not 0 <= start < end <= len(found.text):
        raise BadInputError(
            N_("This passage is not inside the document's text."),
            advice=N_("Select it again on the document's page. Nothing was recorded."),
        )
    claim = New("claim", {**fields, **_passage(found, start, end)}, _place(found))
    return put_all(desk, case, [*before, claim])[-1]


def mark_quote(  # noqa: PLR0913 - the place, the words, what it says
    desk: Desk,
    case: str,
    document_id: str,
    fields: Mapping[str, Any],
    quote: str,
    *,
    before: Sequence[New] = (),
) -> str:
    """Record a claim that rests on a passage given by its words.

    Line breaks and runs of spaces need not match; the words must, and only once.
    `before` is recorded with it, all or nothing: people whom the claim names. That the
    text is read is recorded first: the claim shows what stands there.

    Raises:
        NotShownError: it could not be recorded that the text is read.
        BadInputError: the words are not in the text, or more than once.
    """
    found = read_text(desk, case, document_id)
    spans = find_quote(found.text, quote) or find_loosely(found.text, quote)
    if not spans:
        raise BadInputError(
            N_("These words are not in the document's text."),
            advice=N_("Copy them from the text exactly as they stand there."),
            field="quote",
        )
    if len(spans) > 1:
        raise BadInputError(
            N_("These words stand in the document {count} times."),
            advice=N_("Give a longer passage, so that only one place fits."),
            field="quote",
            count=len(spans),
        )
    start, end = spans[0].start, spans[0].end
    return mark_claim(
        desk, case, document_id, fields, start=start, end=end, before=before
    )


def _passage(found: DocumentText, start: int, end: int) -> dict[str, Any]:
    assert found.extract is not None
    return {
        "document": found.view.document.id,
        "passage": {
            "document": found.view.document.id,
            "extract": found.extract.id,
            "version": found.version,
            "start": start,
            "end": end,
            "quote": found.text[start:end],
        },
    }


def _place(found: DocumentText) -> str:
    return found.view.document.compartment


def passage_stands(desk: Desk, case: str, claim_fields: Mapping[str, Any]) -> bool:
    """Say whether a claim's passage still stands, to the character, in its own text.

    The text is the one that the passage names, even if the document was read anew.

    Raises:
        NotFoundError: that text is not in this case.
        DamagedError: it is not what was sealed.
    """
    passage = claim_fields.get("passage")
    if passage is None:
        return True
    extract = record(desk.views, case, passage["extract"])
    return stands_in(text_in(desk, extract), extract, passage)


def stands_in(text: str, extract: RecordView, passage: Mapping[str, Any]) -> bool:
    """Say whether a passage stands in a text that was opened and checked."""
    return bool(
        extract.fields["file"]["sha256"] == passage["version"]
        and extract.fields.get("document") == passage["document"]
        and text[passage["start"] : passage["end"]] == passage["quote"]
    )
