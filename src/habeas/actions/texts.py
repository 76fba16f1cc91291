"""What a tool read in a file: sealed as a file of its own, recorded beside it."""

from collections.abc import Callable
from typing import Any

from habeas.actions.desk import Desk
from habeas.actions.drafting import New
from habeas.case.rules.fields import LONGEST_LINE
from habeas.text.extract import Extract
from habeas.vault.exhibits import ExhibitStore, Held, SealedFile


def extract_of(document_id: str, text: SealedFile, found: Extract, place: str) -> New:
    """Return the record of a document's text, to be put beside it."""
    fields: dict[str, Any] = {
        "document": document_id,
        "file": sealed_value(text, "text/plain"),
        "tool": f"{found.tool} {found.tool_version}".strip(),
        "pages": list(found.pages),
        "language": found.language,
        "boilerplate": [
            {"start": span.start, "end": span.end, "why": span.why}
            for span in found.boilerplate
        ],
        "proposed_dates": [one.edtf for one in found.dates],
        "proposed_title": " ".join(found.title.split())[:LONGEST_LINE],
        "notes": list(found.notes),
        "metadata": [f"{key}: {value}"[:LONGEST_LINE] for key, value in found.metadata],
    }
    kept = {name: value for name, value in fields.items() if value not in ("", [])}
    return New("extract", kept, place)


def seal_text(
    desk: Desk, text: str, before: Callable[[str], object] = lambda _: None
) -> SealedFile:
    """Seal a text, durably; `before` is told its name before it gets it.

    Raises:
        StorageError: the disk is full; nothing is kept.
    """
    intake = desk.vault.exhibits.receive()
    try:
        intake.write(text.encode("utf-8"))
        return intake.finish(before)
    finally:
        intake.abort()


def held_text(store: ExhibitStore, text: str) -> Held:
    """Seal a text, to be made durable with others.

    Raises:
        StorageError: the disk is full; nothing is kept.
        LockedError: the vault was locked; nothing is kept.
    """
    intake = store.receive()
    try:
        intake.write(text.encode("utf-8"))
        return intake.hold()
    except BaseException:
        intake.abort()
        raise


def sealed_value(sealed: SealedFile, media_type: str) -> dict[str, Any]:
    """Return a sealed file as the `Sealed` value that a record holds."""
    return {
        "sha256": sealed.sha256,
        "size": sealed.size,
        "media_type": media_type,
        "stored": sealed.stored,
        "identity": sealed.identity,
    }
