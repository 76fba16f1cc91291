"""What an annex file says of each annex, and whether it may leave."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from babel.numbers import format_decimal

from habeas.actions.desk import Desk
from habeas.actions.documents import text_of
from habeas.actions.protected import protected
from habeas.actions.sealed import sealed_file, unseen
from habeas.case.facts.documents import Relation
from habeas.languages import translations
from habeas.papers.annexes import words
from habeas.papers.annexes.model import Leaf
from habeas.papers.engine.layout import apart
from habeas.papers.engine.model import Annex, Paper
from habeas.papers.leaks.errors import NameStandsError
from habeas.papers.leaks.scan import Scanner
from habeas.text import kinds, notes
from habeas.text.extract import Extract
from habeas.text.job import MOST_PRINTED
from habeas.text.printed import LARGEST
from habeas.text.reader import read_document
from habeas.vault.exhibits import SealedFile
from habeas.views.db import Views
from habeas.views.records import RecordView, linked, record
from habeas.views.spoken import edtf_words
from habeas.words import N_, Tell

_LANGUAGE = re.compile(r"[a-z]{2,3}(?=-|\Z)")
LONGEST: Final = 400_000
"""Letters of a text that is set page by page."""
_SET: Final = frozenset((kinds.TEXT, kinds.HTML, kinds.MAIL))
_SHUT: Final = {
    notes.PASSWORD: words.LOCKED,
    notes.UNREADABLE: words.DAMAGED,
    notes.TOO_LARGE: words.TOO_LONG,
    notes.TOO_SLOW: words.DAMAGED,
}
"""What reading said of a file that cannot be printed either."""
_SEARCHED: Final = N_("Annexes searched")


@dataclass(frozen=True)
class Found:
    """An annex: what is printed of it, of which document, and its sealed original.

    `shown` is False for one that stays with those who may read it.
    """

    leaf: Leaf
    record: str
    file: SealedFile | None = None
    kind: str = ""

    @property
    def shown(self) -> bool:
        """Whether anything of it leaves."""
        return self.file is not None


class Search:
    """Finds what is protected in a case; it needs no database once it is made."""

    def __init__(self, desk: Desk, case: str) -> None:
        found = protected(desk, case)
        self.case = case
        self._scanner = Scanner(found)
        self._people = {
            one.record: record(desk.views, case, one.record).title for one in found
        }

    def refuse(self, leaf: Leaf, text: str) -> None:
        """Refuse words of an annex in which a protected value stands.

        Raises:
            NameStandsError: names the person by the pseudonym, and nothing else.
        """
        hit = next(self._scanner.scan_text(text), None)
        if hit is not None:
            raise NameStandsError(
                N_(
                    "A protected name, date or number of {person} stands in annex"
                    " {number} (Ex. {exhibit})."
                ),
                advice=N_(
                    "Bring in a redacted copy and say on its page that it is one, and"
                    " of which document: it is then taken in its place. Nothing was"
                    " written."
                ),
                person=self._people[hit.record],
                number=leaf.number,
                exhibit=leaf.exhibit,
            )


def leaves_of(
    desk: Desk, paper: Paper, places: frozenset[str], search: Search, tell: Tell
) -> list[Found]:
    """Return the annexes of a paper of a case, each searched for what is protected.

    `places` are the compartments that its form may read.

    Raises:
        NameStandsError: a protected value stands in one; its number is said.
        DamagedError: a text or an original is not what was sealed.
    """
    gathering = _Gathering(desk, paper.language, places, search)
    found = []
    for done, annex in enumerate(paper.annexes, 1):
        found.append(gathering.found(annex))
        tell(_SEARCHED, done)
    return found


class _Gathering:
    def __init__(
        self, desk: Desk, language: str, places: frozenset[str], search: Search
    ) -> None:
        self._desk, self._case, self._places = desk, search.case, places
        self._language, self._search = language, search
        self._say = translations(language).gettext

    def found(self, annex: Annex) -> Found:
        original = record(self._desk.views, self._case, annex.record)
        copy = _redacted(self._desk.views, original)
        view = copy or original
        readable = view.compartment in self._places and not view.state.withdrawn
        if not readable or "file" not in view.fields:
            return self._held(annex)
        leaf, text = self._leaf(annex, view)
        if copy is not None:
            told = self._say(words.REDACTED).format(copy=copy.fields["number"])
            leaf = replace(leaf, facts=(*leaf.facts, told))
        self._search.refuse(leaf, "\n".join((*_words_in(leaf), text)))
        file = view.fields["file"]
        return Found(leaf, view.id, sealed_file(file), file["media_type"])

    def _held(self, annex: Annex) -> Found:
        held = self._say(words.HELD)
        heading = self._heading(annex.number, held)
        leaf = Leaf(annex.number, annex.exhibit, heading, held, "", (), "")
        return Found(leaf, annex.record)

    def _heading(self, number: int, title: str) -> str:
        return self._say(words.HEADING).format(annex=number, title=title)

    def _leaf(self, annex: Annex, view: RecordView) -> tuple[Leaf, str]:
        """Return what is printed of a document, and all its words, to be searched."""
        text, read, pages, lang = self._read(view)
        fields, kind = view.fields, view.fields["file"]["media_type"]
        leaf = Leaf(
            number=annex.number,
            exhibit=annex.exhibit,
            heading=self._heading(annex.number, apart(annex.title)),
            title=apart(annex.title),
            date=self._date(fields),
            facts=(self._file(fields),),
            sha256=fields["file"]["sha256"],
        )
        shut = [self._say(_SHUT[one]) for one in read if one in _SHUT]
        beside = self._say(words.BESIDE)
        if shut or fields["file"]["size"] > LARGEST or pages > MOST_PRINTED:
            why = shut or [self._say(words.TOO_LONG)]
            return replace(leaf, notes=(*why, beside)), text
        if kind in kinds.DRAWN:
            return replace(leaf, pages=pages), text
        if kind not in _SET:
            return replace(leaf, notes=(beside,)), text
        if not text.strip() or len(text) > LONGEST:
            why = [self._say(words.TOO_LONG if text.strip() else words.NO_WORDS)]
            return replace(leaf, notes=(*why, beside)), text
        told = (self._say(words.SET), *(self._say(one) for one in read))
        return replace(leaf, notes=told, text=text, lang=lang), text

    def _read(self, view: RecordView) -> tuple[str, tuple[str, ...], int, str]:
        """Return a document's text, what reading it said, its pages, its language.

        One that was brought in unread is read now; nothing of that is recorded.
        """
        known = text_of(self._desk, self._case, view.id)
        if known.extract is not None:
            fields = known.extract.fields
            said = tuple(fields.get("notes", ()))
            pages = max(1, len(fields.get("pages", ())))
            return known.text, said, pages, self._lang(fields.get("language", ""))
        file = view.fields["file"]
        chunks = unseen(self._desk, sealed_file(file))
        found: Extract = read_document(chunks, view.fields["name"], file["media_type"])
        lang = self._lang(found.language)
        return found.text, found.notes, len(found.pages), lang

    def _lang(self, tag: str) -> str:
        """Return the first part of a language tag, the paper's language without one."""
        found = _LANGUAGE.match(tag)
        return found[0] if found else self._language

    def _date(self, fields: Mapping[str, dict[str, str]]) -> str:
        edtf = (fields.get("dated") or {}).get("edtf", "")
        return edtf_words(edtf, self._language, self._say) if edtf else ""

    def _file(self, fields: Mapping[str, object]) -> str:
        file = fields["file"]
        assert isinstance(file, dict)  # no document is recorded without
        size = format_decimal(file["size"], locale=self._language)
        told = self._say(words.FILE)
        name = apart(str(fields["name"]))
        return told.format(name=name, kind=file["media_type"], size=size)


def _words_in(leaf: Leaf) -> Iterator[str]:
    yield from (leaf.heading, leaf.date, *leaf.facts, *leaf.notes)


def _redacted(views: Views, original: RecordView) -> RecordView | None:
    """Return the redacted copy that was brought in last, or the last copy of that one.

    Wherever it lies: one that the paper may not read is no leave to print the original.
    """
    seen, last = {original.id}, original
    while True:
        ids = linked(views, last.id, "parent", kind="document")
        found = (record(views, original.case, one) for one in ids if one not in seen)
        redacted = Relation.REDACTED
        copies = [one for one in found if one.fields.get("relation") == redacted]
        if not copies:
            return last if last is not original else None
        last = copies[-1]
        seen.add(last.id)
