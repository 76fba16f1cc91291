"""What can be seen or heard of a file, and the copies and remarks made of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from threading import Event
from typing import Any

from habeas.actions.desk import Desk
from habeas.actions.documents import Import, begin_import, file_of
from habeas.actions.identities import photo_of
from habeas.actions.record import put
from habeas.actions.sealed import Item, beginning, look, note, stands, unseen
from habeas.case.facts.access import Look
from habeas.case.facts.documents import Relation
from habeas.errors import BadInputError
from habeas.text import kinds
from habeas.text.extract import Extract
from habeas.text.picture import draw_anew
from habeas.views.documents import document
from habeas.views.records import record
from habeas.words import N_

_MADE = {
    kinds.JPEG: ("pillow", "JPEG, quality 92"),
    kinds.PNG: ("pillow", "PNG"),
    kinds.PDF: ("pypdfium2", "JPEG, quality 92, 150 dpi"),
}
"""By which library a copy is drawn, and how; what a person reads beside it."""
_ENDINGS = {kinds.JPEG: "jpg", kinds.PNG: "png", kinds.PDF: "pdf"}


@dataclass(frozen=True)
class Sight:
    """A file that may be looked at: its kind by its first bytes, and its pages.

    `number` and `name` are the document's; a photo of an identity has none.
    """

    item: Item
    kind: str
    pages: int
    number: int = 0
    name: str = ""

    @property
    def act(self) -> Look | None:
        """How it can be opened in the page: seen, played, or None."""
        if self.kind in kinds.DRAWN:
            return Look.SEEN
        return Look.PLAYED if self.kind in kinds.PLAYED else None


def sight_of(desk: Desk, case: str, document_id: str) -> Sight:
    """Return what can be seen of a document's original.

    Raises:
        NotFoundError: no such document. DamagedError: it is not what was sealed.
    """
    found = document(desk.views, case, document_id)
    fields = found.document.fields
    item = file_of(found.document)
    kind = kinds.sniff(beginning(desk, item, kinds.HEAD), fields["name"])
    starts = found.extract.fields.get("pages", ()) if found.extract else ()
    paged = kind in (kinds.PDF, kinds.TIFF)
    pages = max(1, len(starts)) if paged else 1
    return Sight(item, kind, pages, fields["number"], fields["name"])


def sight_of_photo(desk: Desk, case: str, identity: str) -> Sight:
    """Return what can be seen of the photo of an identity.

    Raises:
        NotFoundError: there is none. DamagedError: it is not what was sealed.
    """
    item = photo_of(desk, case, identity)
    return Sight(item, kinds.sniff(beginning(desk, item, kinds.HEAD), ""), 1)


def to_draw(desk: Desk, sight: Sight) -> tuple[bool, Iterator[bytes]]:
    """Return whether it may be drawn clear now, and the bytes to draw it from.

    It may while a record of its being asked for stands. Else it is drawn blurred, of
    which nobody learns anything.

    Raises:
        BadInputError: it cannot be drawn. NotShownError: it could not be recorded.
    """
    if sight.act is not Look.SEEN:
        raise BadInputError(
            N_("This document is not a picture."),
            advice=N_("Read its text, or take out the original."),
        )
    if stands(desk, sight.item.case, sight.item.record, Look.SEEN):
        return True, look(desk, sight.item, Look.SEEN)
    return False, unseen(desk, sight.item.file)


def ask_for(desk: Desk, sight: Sight, purpose: Mapping[str, str] | None) -> None:
    """Record that a person asks to see or hear a file.

    Raises:
        BadInputError: it can be neither seen nor heard here.
        NotShownError: it could not be recorded.
    """
    if sight.act is None:
        raise BadInputError(
            N_("This kind of file can be neither drawn nor played here."),
            advice=N_("Read its text, or take out the original."),
        )
    note(desk, sight.item.case, sight.item.record, sight.act, purpose)


def make_copy(desk: Desk, case: str, document_id: str) -> str:
    """Make a working copy of a document, without metadata; return its id.

    It is a document of its own with the next number, beside the original, which stays
    as it is.

    Raises:
        BadInputError: it cannot be drawn anew. NotShownError: it could not be recorded.
        RefusedError: this very copy is in the case already.
    """
    copying = Copying(desk, case, document_id)
    try:
        copying.seal(desk, copying.draw())
        return copying.record(copying.read())
    finally:
        copying.abort()


class Copying:
    """A working copy on its way, for a door that must not wait.

    To begin it is recorded. Then `draw`, `seal`, `read`, `record`: `draw` and `read`
    need no database, and `cease` ends them at once. `abort` comes last, always.

    Raises:
        BadInputError, NotShownError, RefusedError: as `make_copy`.
    """

    def __init__(self, desk: Desk, case: str, document_id: str) -> None:
        self._sight = sight_of(desk, case, document_id)
        if self._sight.kind not in kinds.DRAWN:
            raise BadInputError(
                N_("Working copies are made of pictures and of PDF files."),
                advice=N_("Take out the original, or read its text."),
            )
        self._place = record(desk.views, case, document_id).compartment
        self._chunks = look(desk, self._sight.item, Look.COPIED)
        self._over = Event()
        self._kind = ""
        self._incoming: Import | None = None

    def draw(self) -> tuple[str, bytes]:
        """Draw it anew, in a child process; return its media type and its bytes."""
        return draw_anew(self._chunks, self._sight.kind, over=self._over)

    def seal(self, desk: Desk, drawn: tuple[str, bytes]) -> None:
        """Seal what was drawn."""
        self._kind, data = drawn
        item, number = self._sight.item, self._sight.number
        name = f"{number}-copy.{_ENDINGS[self._kind]}"
        self._incoming = begin_import(desk, item.case, name, self._place)
        self._incoming.write(data)
        self._incoming.seal()

    def read(self) -> Extract:
        """Read the text of the copy, in a child process."""
        return self._sealed.read()

    def record(self, found: Extract) -> str:
        """Record the copy and its text; return the id of the document."""
        return self._sealed.record(
            found,
            {
                "parent": self._sight.item.record,
                "relation": Relation.WORKING.value,
                "tool": {"lang": "en", "text": _how(self._kind)},
            },
        )

    def cease(self) -> None:
        """End the drawing or the reading; what it returns then counts for nothing."""
        self._over.set()
        if self._incoming is not None:
            self._incoming.cease()

    def abort(self) -> None:
        """Drop what is not recorded."""
        if self._incoming is not None:
            self._incoming.abort()

    @property
    def _sealed(self) -> Import:
        assert self._incoming is not None  # seal comes first
        return self._incoming


def _how(kind: str) -> str:
    tool, settings = _MADE[kind]
    return f"habeas {version('habeas')}, {tool} {version(tool)}: {settings}"


def annotate(desk: Desk, case: str, fields: Mapping[str, Any]) -> str:
    """Record a remark on a place of a document's page; return its id.

    Raises:
        BadInputError: a field is missing or wrong, or there is no such page.
    """
    sight = sight_of(desk, case, str(fields.get("document", "")))
    if sight.kind not in kinds.DRAWN or (fields.get("page") or 1) > sight.pages:
        raise BadInputError(
            N_("There is no such page to point at."),
            advice=N_("Pictures and the pages of PDF files can be annotated."),
            field="page",
        )
    return put(desk, case, "annotation", fields)
