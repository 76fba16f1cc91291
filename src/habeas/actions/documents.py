"""Bring in documents: sealed byte for byte first, then read, then recorded."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath, PureWindowsPath
from threading import Event
from typing import Any

from habeas.actions.desk import Desk
from habeas.actions.drafting import New
from habeas.actions.record import correct, put_all
from habeas.actions.sealed import Item, item_of, note, sealed_file, unseen
from habeas.actions.texts import extract_of, seal_text, sealed_value
from habeas.case.dates import UNKNOWN
from habeas.case.facts.access import Look
from habeas.case.values import Known
from habeas.errors import BadInputError, DamagedError, NotFoundError, RefusedError
from habeas.text.extract import Extract
from habeas.text.kinds import sniff
from habeas.text.reader import read_document
from habeas.vault.exhibits import Intake, SealedFile
from habeas.views.documents import DocumentView, by_hash, document, next_number
from habeas.views.records import RecordView
from habeas.words import N_

_CHUNK = 1 << 20
_HEAD = 4096
_LONGEST_NAME = 200


@dataclass(frozen=True)
class DocumentText:
    """The text of a document with what is marked in it.

    `version` is the SHA-256 of the text's UTF-8; offsets are code points.
    """

    text: str
    version: str
    extract: RecordView | None
    view: DocumentView


class Import:
    """A document on its way in: `write` its bytes, then `finish` or `abort`.

    `finish` is `seal`, `read` and `record`, for a door that must not wait: `read` needs
    no database and may run in a thread of its own, and `cease` ends it at once.
    """

    def __init__(self, desk: Desk, case: str, name: str, compartment: str) -> None:
        self._desk, self._case = desk, case
        self._name = plain_name(name)
        self._compartment = compartment
        self._intake: Intake = desk.vault.exhibits.receive()
        self._head = b""
        self._sealed: SealedFile | None = None
        self._over = Event()
        self._before: Callable[[str], object] = lambda _: None

    def note_first(self, before: Callable[[str], object]) -> None:
        """Tell `before` the name of each sealed file before it gets it."""
        self._before = before

    def write(self, data: bytes) -> None:
        """Seal the next piece.

        Raises:
            StorageError: the disk is full; nothing is kept.
        """
        if len(self._head) < _HEAD:
            self._head += data[: _HEAD - len(self._head)]
        self._intake.write(data)

    def abort(self) -> None:
        """Drop what was received and is not recorded; twice is fine."""
        self.cease()
        self._intake.abort()
        sealed, self._sealed = self._sealed, None
        if sealed is not None:
            self._discard(sealed)

    def finish(self, fields: Mapping[str, Any] | None = None) -> str:
        """Make it durable, read its text, record both; return the document's id.

        Whatever is refused leaves no file behind.

        Raises:
            RefusedError: this very file is in the case already; its number is named.
            BadInputError: the file is empty, or a field is wrong.
            StorageError: the disk is full; nothing is recorded.
        """
        self.seal()
        return self.record(self.read(), fields)

    def seal(self) -> None:
        """Make it durable; refuse an empty file and a second copy.

        Raises:
            RefusedError, BadInputError, StorageError: as `finish`.
        """
        self._sealed = self._intake.finish(self._before)
        with self._dropped_if_refused():
            self._refuse_copy(self._sealed)

    def read(self) -> Extract:
        """Read the text of what was sealed, in a child process."""
        with self._dropped_if_refused():
            assert self._sealed is not None  # seal comes first
            chunks = unseen(self._desk, self._sealed)
            kind = sniff(self._head, self._name)
            return read_document(chunks, self._name, kind, over=self._over)

    @property
    def original(self) -> SealedFile | None:
        """What was sealed and is not recorded yet."""
        return self._sealed

    def keep_in(self, compartment: str) -> None:
        """Record it in another compartment: what was read in it asks for that."""
        self._compartment = compartment

    def cease(self) -> None:
        """End the reading; what it returns then counts for nothing."""
        self._over.set()

    def record(
        self,
        found: Extract,
        fields: Mapping[str, Any] | None = None,
        beside: Callable[[str], Sequence[New]] = lambda _: (),
    ) -> str:
        """Record the document and its text; return the document's id.

        `beside` gives what is recorded with them, all or nothing, from that id.

        Raises:
            RefusedError, BadInputError, StorageError: as `finish`.
        """
        original = self._sealed
        assert original is not None  # seal comes first
        with self._dropped_if_refused():
            text = seal_text(self._desk, found.text, self._before)
        self._sealed = None  # from here on an entry may speak of it
        try:
            media_type = sniff(self._head, self._name)
            own = {**(fields or {}), "file": sealed_value(original, media_type)}
            return self._record(own, original, text, found, beside)
        except (BadInputError, RefusedError):  # before anything was appended
            self._discard(original, text)
            raise

    @contextmanager
    def _dropped_if_refused(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self.abort()
            raise

    def _record(
        self,
        fields: Mapping[str, Any],
        original: SealedFile,
        text: SealedFile,
        found: Extract,
        beside: Callable[[str], Sequence[New]],
    ) -> str:
        desk, case = self._desk, self._case
        with desk.vault.guard:
            self._refuse_copy(original)  # another upload may have been faster
            number = next_number(desk.views, case)
            own = {
                **fields,
                "number": number,
                "name": self._name,
                "md5": original.md5,
                "sha1": original.sha1,
            }
            document = New("document", own, self._compartment)
            extract = extract_of(document.id, text, found, self._compartment)
            news = [document, extract, *beside(document.id)]
            return put_all(desk, case, news)[0]

    def _discard(self, *sealed: SealedFile) -> None:
        for one in sealed:
            self._desk.vault.exhibits.discard(one)

    def _refuse_copy(self, sealed: SealedFile) -> None:
        if sealed.size == 0:
            raise BadInputError(
                N_("The file is empty."),
                advice=N_(
                    "Check that it was copied to the end, then bring it in again."
                ),
            )
        number = by_hash(self._desk.views, self._case, sealed.sha256)
        if number is not None:
            raise RefusedError(
                N_("Exactly this file is in the case already, as exhibit {number}."),
                advice=N_("Open that exhibit; there is nothing more to do."),
                number=number,
            )


def begin_import(desk: Desk, case: str, name: str, compartment: str = "") -> Import:
    """Begin to bring in a file that comes in pieces; `name` as its sender wrote it."""
    return Import(desk, case, name, compartment)


def add_file(  # noqa: PLR0913 - where, what, and who is told how far it is
    desk: Desk,
    case: str,
    path: Path,
    fields: Mapping[str, Any] | None = None,
    compartment: str = "",
    *,
    progress: Callable[[int], object] = lambda _: None,
) -> str:
    """Bring in a file of this machine; return the document's id. The file stays.

    `progress` is called with the number of bytes sealed so far.

    Raises:
        BadInputError: it is not a file that can be read.
    """
    sealed = 0
    if not path.is_file():  # a folder, or a pipe that would never end
        raise _unreadable(path)
    found = {"modified": as_found(path.stat().st_mtime), **(fields or {})}
    incoming = begin_import(desk, case, path.name, compartment)
    try:
        for piece in _pieces(path):
            incoming.write(piece)
            sealed += len(piece)
            progress(sealed)
        return incoming.finish(found)
    finally:
        incoming.abort()


def as_found(seconds: float) -> dict[str, str]:
    """Return a time of a file system, in seconds since 1970, as the date of a record.

    A time outside the years 1 to 9999 is not known.
    """
    try:
        moment = datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return {"edtf": UNKNOWN, "known": Known.FILE}
    return {"edtf": f"{moment:%Y-%m-%dT%H:%M:%S}Z".rjust(20, "0"), "known": Known.FILE}


def _pieces(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while piece := file.read(_CHUNK):
                yield piece
    except OSError as error:
        raise _unreadable(path) from error


def _unreadable(path: Path) -> BadInputError:
    return BadInputError(
        N_("The file ‘{name}’ cannot be read."),
        advice=N_("Check its name and that it is a file. Nothing was recorded."),
        name=plain_name(path.name),
    )


def no_folder(named: Path) -> BadInputError:
    """Return the refusal of a folder that is not there, or not any more."""
    return BadInputError(
        N_("The folder ‘{name}’ is not there, or cannot be read."),
        advice=N_(
            "Check that its medium is plugged in, and give the whole path. What was"
            " brought in before is safe; the same import goes on later."
        ),
        name=plain_name(named.name),
    )


def plain_name(name: str) -> str:
    """Return the last part of a file name, without any path or control character."""
    base = PureWindowsPath(PurePosixPath(name).name).name
    clean = "".join(one for one in base if one.isprintable()).strip(". ")
    return clean[:_LONGEST_NAME] or "document"


def text_of(desk: Desk, case: str, document_id: str) -> DocumentText:
    """Return the text of a document, opened and checked against its hash.

    For the program's own use: what is shown comes from `read_text`.

    Raises:
        NotFoundError: no such document. DamagedError: the text is not what was sealed.
    """
    view = document(desk.views, case, document_id)
    if view.extract is None:
        return DocumentText("", "", None, view)
    version = view.extract.fields["file"]["sha256"]
    return DocumentText(text_in(desk, view.extract), version, view.extract, view)


def read_text(
    desk: Desk, case: str, document_id: str, purpose: Mapping[str, str] | None = None
) -> DocumentText:
    """Return the text of a document to be shown; that is recorded first.

    Raises:
        NotFoundError: no such document. DamagedError: the text is not what was sealed.
        NotShownError: it could not be recorded.
    """
    extract = document(desk.views, case, document_id).extract
    if extract is not None and extract.fields["file"]["size"]:
        note(desk, case, document_id, Look.READ, purpose)
    return text_of(desk, case, document_id)


def text_in(desk: Desk, extract: RecordView) -> str:
    """Return the text that an extract's record names, opened and checked.

    Raises:
        NotFoundError: the record names no text.
        DamagedError: it is not what was sealed.
    """
    file = extract.fields.get("file")
    if extract.type != "extract" or file is None:
        raise NotFoundError(N_("This text is not in this case."))
    try:
        return b"".join(unseen(desk, sealed_file(file))).decode("utf-8")
    except UnicodeDecodeError as error:
        raise DamagedError(N_("A sealed file is not what was sealed.")) from error


def file_of(view: RecordView) -> Item:
    """Return the original of a document, to be opened by `habeas.actions.sealed`."""
    return item_of(view.case, view.id, view.fields["file"])


def mark_boilerplate(  # noqa: PLR0913 - where, from, to, on or off
    desk: Desk, case: str, document_id: str, start: int, end: int, *, marked: bool
) -> None:
    """Mark a stretch as not part of the text, or undo it; the text itself stays.

    Raises:
        BadInputError: the stretch is not inside the text.
    """
    found = text_of(desk, case, document_id)
    if found.extract is None or not 0 <= start < end <= len(found.text):
        raise BadInputError(N_("This stretch is not inside the text."))
    spans = [
        span
        for span in found.extract.fields.get("boilerplate", [])
        if not (span["start"] < end and start < span["end"])
    ]
    if marked:
        spans.append({"start": start, "end": end, "why": N_("Marked by a person")})
    spans.sort(key=lambda span: span["start"])
    emptied = () if spans else ("boilerplate",)
    correct(
        desk,
        case,
        found.extract.id,
        {"boilerplate": spans} if spans else {},
        drop=emptied,
        reason=N_("Marked as not part of the text")
        if marked
        else N_("Marked as part of the text again"),
    )
