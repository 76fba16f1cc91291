"""Read the text of documents that were brought in without: many at once, or one.

Each file has a child process of its own, which costs a tenth of a second: one for many
would let a hostile file see, and forge, the texts of the files after it.
"""

from collections.abc import Callable
from threading import Event

from habeas.actions.desk import Desk
from habeas.actions.record import put_all
from habeas.actions.sealed import sealed_file, unseen
from habeas.actions.texts import extract_of, seal_text
from habeas.errors import RefusedError
from habeas.text.extract import Extract
from habeas.text.reader import read_document
from habeas.views.batches import without_text
from habeas.views.documents import document
from habeas.words import N_


def read_text(desk: Desk, case: str, document_id: str) -> str:
    """Read the text of a document that has none yet and record it; return its id.

    Raises:
        RefusedError: it was read already. DamagedError: the original is not whole.
    """
    reading = Reading(desk, case, document_id)
    return reading.record(desk, reading.read())


class Reading:
    """One document's text on its way: `read` needs no database, `record` does."""

    def __init__(self, desk: Desk, case: str, document_id: str) -> None:
        view = document(desk.views, case, document_id)
        _refuse_read(view.extract is not None)
        self._case, self._id = case, document_id
        self._place = view.document.compartment
        self._name = view.document.fields["name"]
        self._file = view.document.fields["file"]
        self._desk = desk
        self.over = Event()

    def read(self) -> Extract:
        """Read it in a child process; setting `over` ends that at once."""
        chunks = unseen(self._desk, sealed_file(self._file))
        kind = self._file["media_type"]
        return read_document(chunks, self._name, kind, over=self.over)

    def record(self, desk: Desk, found: Extract) -> str:
        """Seal and record the text; return the id of its record."""
        text = seal_text(desk, found.text)
        with desk.vault.guard:
            there = document(desk.views, self._case, self._id).extract
            _refuse_read(there is not None)
            new = extract_of(self._id, text, found, self._place)
            return put_all(desk, self._case, [new])[0]


def _refuse_read(known: bool) -> None:  # noqa: FBT001 - one question
    if known:
        raise RefusedError(
            N_("The text of this document was read already."),
            advice=N_("Open the document: it stands there. Nothing was changed."),
        )


def read_texts(
    desk: Desk,
    case: str,
    batch: str = "",
    progress: Callable[[int], object] = lambda _: None,
) -> int:
    """Read every text of a case, or of an import, that nobody read; return how many.

    Stopped, it is gone on with by calling it again.
    """
    waiting = without_text(desk.views, case, batch)
    for done, one in enumerate(waiting, 1):
        read_text(desk, case, one)
        progress(done)
    return len(waiting)
