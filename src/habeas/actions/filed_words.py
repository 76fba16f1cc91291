"""What was read in a file that was filed, what in it is protected, where it may lie."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from threading import Event

from habeas.actions.desk import Desk
from habeas.actions.paper_copies import medical_in
from habeas.actions.paper_names import MEDICAL, place_of_words
from habeas.actions.papers import composed
from habeas.actions.protected import protected
from habeas.errors import HabeasError
from habeas.papers.engine.docx import AUTHOR
from habeas.papers.engine.kept import Kept, KeptLine, Kind, plain, words_of
from habeas.papers.leaks.hidden import MOST_BYTES, Room, unpacked
from habeas.papers.leaks.scan import WINDOW, Hit, Scanner
from habeas.text import kinds
from habeas.text.extract import Extract
from habeas.text.word_file import MOST_LETTERS, WordFile
from habeas.views.filings import copies
from habeas.views.papers import PaperView


@dataclass(frozen=True)
class Found:
    """What was read in a file: its lines, and what else its reader will see in it.

    `readable` is false for a scan or a kind of file that has no words. `named` are the
    people of whom a protected name, date or number stands in it. `place` is where its
    words lie: None for nowhere, '' for the compartment of the paper.
    """

    lines: Kept | None = None
    pages: bool = False
    told: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    place: str | None = ""


class FileSearch:
    """Searches a file that was filed for what is protected, wherever it stands in it.

    It holds names: never log it.
    """

    def __init__(self, desk: Desk, view: PaperView, name: str) -> None:
        self._desk, self._view = desk, view
        self._scanner = Scanner(protected(desk, view.view.case))
        self._named: dict[str, None] = {}
        self._short = False
        self._tell(self._scanner.scan_name(name))

    def unpack(self, pieces: Iterable[bytes], over: Event) -> None:
        """Search its parts as they are stored: properties, authors, links, what is hid.

        It needs no database. Pictures are passed over. Setting `over` ends it soon.
        """
        kept = bytearray()
        for piece in pieces:
            kept += piece[: MOST_BYTES + 1 - len(kept)]
        room = Room()
        whole = len(kept) <= MOST_BYTES
        for text in unpacked(bytes(kept) if whole else b"", room):
            self._tell(self._scanner.scan(_until(over, text)))
        self._short = not whole or room.size <= 0 or room.parts <= 0

    def found(self, extract: Extract | None, word: WordFile | None, kind: str) -> Found:
        """Return what is told of a file of this media type, once both were read."""
        words = extract.text if extract else ""
        said = [value for _, value in extract.metadata] if extract else []
        lines = lines_of(word) if word and word.lines else None
        gave_up = word is None and kind == kinds.DOCX
        pages = False
        if lines is None and words.strip() and len(words) <= MOST_LETTERS:
            pages = not gave_up
            lines = _as_pages(words) if pages else None
        own = words_of(lines) if lines else ""
        whole = "\n".join((words, own, word.aside if word else "", *said))
        self._tell(self._scanner.scan_text(whole))
        told = _told(word, pages=lines is not None and pages)
        if self._short or (gave_up and words.strip()):
            told = (*(one for one in told if one != "unread"), "unsearched")
        named = tuple(self._named)
        if named:  # whoever reads the filing must not read a name in it
            told = tuple(one for one in told if not any(self._scanner.scan_text(one)))
        place = self._place(named=bool(named))
        return Found(lines, pages, told, named, place)

    def _tell(self, hits: Iterable[Hit]) -> None:
        self._named |= {hit.record: None for hit in hits}

    def _place(self, *, named: bool) -> str | None:
        """Return where its words may lie: by what is in it, and what its paper tells.

        Which of its words are medical cannot be told by the words.
        """
        desk, view = self._desk, self._view.view
        medical = any(it.compartment == MEDICAL for it in copies(desk.views, view.id))
        try:
            paper = composed(desk, view.case, view.id).paper
            medical = medical or medical_in(desk, paper)
        except HabeasError:  # it cannot be made any more: it has left all the same
            pass
        place = place_of_words(desk, view.case, "", medical=medical, named=named)
        return "" if place == view.compartment else place


def _until(over: Event, text: bytes) -> Iterator[bytes]:
    for at in range(0, len(text), WINDOW):
        if over.is_set():
            return
        yield text[at : at + WINDOW]


def _as_pages(words: str) -> Kept | None:
    texts = (plain(one) for one in words.splitlines())
    kept = tuple(KeptLine(Kind.TEXT, one) for one in texts if one)
    return Kept(kept) if kept else None


def _told(word: WordFile | None, *, pages: bool) -> tuple[str, ...]:
    """Return what else is in a file, as the record of a filing says it."""
    if word is None:
        return ("pages",) if pages else ("unread",)
    counted = (
        ("inserted", word.inserted),
        ("deleted", word.deleted),
        ("comments", word.comments),
        ("macros", int(word.macros)),
    )
    found = [f"{name} {count}" for name, count in counted if count]
    others = (one for one in word.authors if one != AUTHOR)
    return (*found, *(f"author {one}" for one in others))


def lines_of(word: WordFile) -> Kept:
    """Return a Word file in plain lines, as a paper that was kept."""
    body = (
        KeptLine(Kind.CELL if one.cell else Kind.TEXT, one.text or " ", one.notes)
        for one in word.lines
    )
    notes = (KeptLine(Kind.NOTE, one or " ") for one in word.notes)
    return Kept((*body, *notes))
