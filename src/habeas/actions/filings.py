"""What really left: the file, the step or letter it went by, and what differs in it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Event
from typing import Any

from habeas.actions.desk import Desk
from habeas.actions.documents import Import, begin_import, file_of
from habeas.actions.drafting import New
from habeas.actions.filed_words import FileSearch, Found
from habeas.actions.filing_doubts import reason_for
from habeas.actions.paper_copies import Changed, changed_since, kept_in, made_of
from habeas.actions.paper_names import IDENTITY
from habeas.actions.papers import form_of
from habeas.actions.record import put_all
from habeas.actions.sealed import note, unseen
from habeas.case.facts.access import Look
from habeas.case.facts.decay import Channel
from habeas.case.facts.letters import LetterStep
from habeas.case.facts.proceedings import Step
from habeas.errors import BadInputError, HabeasError, NotFoundError
from habeas.papers.engine.comparing import Compared, compare, unfound
from habeas.papers.engine.kept import Kept, KeptLine, marks_of, words_of
from habeas.text import kinds
from habeas.text.extract import Extract
from habeas.text.reader import read_document
from habeas.text.word_file import WordFile, read_word
from habeas.vault.exhibits import SealedFile
from habeas.views.custody import edtf_of
from habeas.views.documents import document, document_with
from habeas.views.filings import copies, filings, words_filed
from habeas.views.papers import PaperView, paper
from habeas.views.records import record, states, type_of
from habeas.words import N_

_WAYS = {
    Channel.HAND: LetterStep.RECEIVED,
    Channel.MAIL: LetterStep.SENT,
    Channel.LETTER: LetterStep.SENT,
}
"""What a letter of no proceeding is said to have met first, by the way it went."""
LEAVING = (Step.FILED, Step.HANDED_IN)
"""The steps of a proceeding by which a paper leaves."""


@dataclass(frozen=True)
class Filed:
    """How a paper left.

    `step` are fields of a step in `proceeding`, of which one without a proceeding
    knows `when`, `who`, `to` and `number`. `way`, `tracking` and `addressee` are of the
    letter that it went by. `despite` is why it is recorded whatever speaks against it.
    """

    step: Mapping[str, Any]
    proceeding: str = ""
    way: str = ""
    tracking: str = ""
    addressee: str = ""
    despite: str = ""

    @property
    def posted(self) -> bool:
        """Whether a letter is recorded: it has tracking, or there is no proceeding."""
        by_post = self.way == Channel.LETTER or bool(self.tracking)
        return by_post or not self.proceeding


@dataclass(frozen=True)
class Differences:
    """How a filed file differs from what Habeas rendered.

    `compared` is None where there is nothing to compare, or a PDF, which has no
    paragraphs: then `unfound` are the lines that do not stand in it word for word.
    `exact` is the very file that was sealed.
    """

    compared: Compared | None
    unfound: tuple[KeptLine, ...]
    pages: bool
    told: Mapping[str, tuple[str, ...]]
    comparable: bool
    exact: bool = False


class Coming:
    """A file that was filed, on its way in: `write`, `seal`, `read`, `record`.

    `read` needs no database and may run in a thread of its own; `cease` ends it.
    A file that is in the case already is not sealed twice.
    """

    def __init__(self, desk: Desk, case: str, one: str, name: str) -> None:
        self._desk, self._case = desk, case
        self._paper = paper(desk.views, case, one)
        place = self._paper.view.compartment
        self._import: Import = begin_import(desk, case, name, place)
        self._hash, self._over = hashlib.sha256(), Event()
        self._name, self._head = name, b""
        self._search = FileSearch(desk, self._paper, name)
        self._there = ""
        self._sealed: SealedFile | None = None
        self._extract: Extract | None = None
        self._word: WordFile | None = None

    def write(self, data: bytes) -> None:
        """Seal the next piece.

        Raises:
            StorageError: the disk is full; nothing is kept.
        """
        self._hash.update(data)
        self._head = self._head or data[: kinds.HEAD]
        self._import.write(data)

    def seal(self) -> None:
        """Make it durable.

        Raises:
            BadInputError: it is empty. StorageError: the disk is full.
        """
        views, case = self._desk.views, self._case
        there = document_with(views, case, self._hash.hexdigest())
        if there is None:
            self._import.seal()
            self._sealed = self._import.original
            return
        self._import.abort()
        self._there = there
        self._sealed = file_of(document(views, case, there).document).file

    def read(self) -> None:
        """Read its words, in child processes; whatever is in it, nothing is refused."""
        assert self._sealed is not None  # seal comes first
        self._search.unpack(unseen(self._desk, self._sealed), self._over)
        if self._head.startswith(kinds.ZIP_SIGN):
            pieces = unseen(self._desk, self._sealed)
            self._word = read_word(pieces, over=self._over)
        if self._there:
            pieces = unseen(self._desk, self._sealed)
            self._extract = read_document(pieces, self._name, "", over=self._over)
        else:
            self._extract = self._import.read()

    @property
    def _kind(self) -> str:
        return kinds.sniff(self._head, self._name)

    def cease(self) -> None:
        """End the reading; what was read then counts for nothing."""
        self._over.set()
        self._import.cease()

    def abort(self) -> None:
        """Drop what was received and is not recorded; twice is fine."""
        self.cease()
        self._import.abort()

    def record(self, filed: Filed) -> str:
        """Record the file and how it left, all or nothing; return the filing's id.

        Raises:
            BadInputError: a field is missing or wrong; nothing was recorded.
            DoubtfulFilingError, NameStandsError: as `reason_for`; nothing either.
            StorageError: the disk refused; nothing was recorded.
        """
        desk, case, view = self._desk, self._case, self._paper
        found = self._search.found(self._extract, self._word, self._kind)
        if self._there:
            news = filing_of(desk, view, filed, self._there, found)
            put_all(desk, case, news)
            return _filing_in(news)
        assert self._extract is not None  # read comes before
        if found.place != "":
            self._import.keep_in(found.place or IDENTITY)
        made: list[New] = []

        def beside(id_: str) -> Sequence[New]:
            made.extend(filing_of(desk, view, filed, id_, found))
            return made

        fields = view.view.fields
        title = {"title": fields["title"]} if "title" in fields else {}
        self._import.record(self._extract, title, beside)
        return _filing_in(made)


def filing_of(
    desk: Desk, view: PaperView, filed: Filed, document_id: str, found: Found
) -> list[New]:
    """Return the records of a filing; all of them are put at once.

    Raises:
        BadInputError: nothing says how it left, or by a step that is none.
        DoubtfulFilingError, NameStandsError: as `reason_for`.
    """
    if filed.step.get("step") not in set(LEAVING):
        raise BadInputError(
            N_("A paper leaves by being filed, or handed to the administration."),
            advice=N_("Choose one of them. Nothing was recorded."),
            field="step",
        )
    when = edtf_of(filed.step.get("when"))
    fields: dict[str, Any] = {"paper": view.view.id}
    fields |= reason_for(desk, view, when, filed.despite)
    news: list[New] = []
    if document_id:
        fields["document"] = document_id
    if filed.posted:
        news += _letter(desk, view, filed, document_id, _place(desk, view, filed))
        fields["letter"] = news[0].id
    if filed.proceeding:
        step = {**filed.step, "proceeding": filed.proceeding}
        more = {"letter": fields.get("letter", ""), "document": document_id}
        own = {name: value for name, value in more.items() if value}
        news.append(New("proceeding_step", {**step, **own}))
        fields["step"] = news[-1].id
    told = [*found.told, *(f"named {one}" for one in found.named)]
    if told:
        fields["found"] = told
    return [*news, *_with_words(view, fields, found)]


def _with_words(view: PaperView, fields: dict[str, Any], found: Found) -> list[New]:
    """Return the filing, and beside it the words that fewer may read than itself."""
    words: dict[str, Any] = {}
    if found.lines is not None:
        lang = str(view.view.fields["language"])
        words["words"] = {"lang": lang, "text": words_of(found.lines)}
        words["marks"] = marks_of(found.lines)
    own = words if found.place == "" else {}
    filing = New("paper_filing", {**fields, **own}, view.view.compartment)
    if not words or not found.place:
        return [filing]
    words |= {"paper": view.view.id, "filing": filing.id}
    return [filing, New("paper_copy", words, found.place)]


def _filing_in(news: Sequence[New]) -> str:
    return next(one.id for one in news if one.type == "paper_filing")


def _place(desk: Desk, view: PaperView, filed: Filed) -> str:
    """Return where the letter lies: with its proceeding, else with the paper."""
    case, home = view.view.case, filed.proceeding
    if home and type_of(desk.views, case, home) == "proceeding":
        return record(desk.views, case, home).compartment
    return view.view.compartment


def _letter(
    desk: Desk, view: PaperView, filed: Filed, document_id: str, place: str
) -> list[New]:
    """Return the letter that it went by, and the first thing that it met."""
    if not filed.addressee:
        raise BadInputError(
            N_("A letter is recorded with it, and it is not said whom that is for."),
            advice=N_("Say to whom it went: a court, a prosecutor, a monitor …"),
            field="addressee",
        )
    fields: dict[str, Any] = {"what": _called(desk, view), "addressee": filed.addressee}
    if filed.step.get("to"):
        fields["to"] = filed.step["to"]
    if filed.proceeding:
        fields["proceeding"] = filed.proceeding
    if document_id:
        fields["document"] = document_id
    letter = New("letter", fields, place)
    step: dict[str, Any] = {"letter": letter.id, "step": _first(filed)}
    mark = filed.tracking or filed.step.get("number", "")
    own = {name: filed.step.get(name) for name in ("when", "who", "to")}
    own |= {"how": filed.way, "mark": mark}
    step |= {name: value for name, value in own.items() if value}
    return [letter, New("letter_step", step, place)]


def _called(desk: Desk, view: PaperView) -> dict[str, str]:
    """Return what a paper's form is called.

    The title of a paper lies with counsel; its letter may lie where others read it.
    """
    language = str(view.view.fields["language"])
    try:
        title = form_of(desk, view).title[language]
    except HabeasError:  # a form that is gone: the paper has left all the same
        title = str(view.view.fields["form"])
    return {"lang": language, "text": title}


def _first(filed: Filed) -> LetterStep:
    if not filed.proceeding and filed.step.get("step") == Step.HANDED_IN:
        return LetterStep.HANDED_IN
    if filed.proceeding:  # its own step says the rest: no term starts twice
        return LetterStep.SENT
    way = Channel(filed.way) if filed.way in set(Channel) else Channel.LETTER
    return _WAYS.get(way, LetterStep.SENT)


def file_as_sealed(desk: Desk, case: str, one: str, filed: Filed) -> str:
    """Record that a paper left as Habeas sealed it, or by a file nobody has here.

    Raises:
        BadInputError: a field is missing or wrong; nothing was recorded.
        DoubtfulFilingError, NameStandsError: as `reason_for`.
    """
    view = paper(desk.views, case, one)
    sealed = str(view.view.fields.get("sealed", ""))
    news = filing_of(desk, view, filed, sealed, Found())
    put_all(desk, case, news)
    return _filing_in(news)


def differences(desk: Desk, case: str, one: str, filing: str) -> Differences:
    """Return how a filed file differs; that its words are read is recorded first.

    Raises:
        NotFoundError: it is no filing of this paper.
        NotShownError: it could not be recorded.
    """
    view = record(desk.views, case, filing)
    if view.type != "paper_filing" or view.fields.get("paper") != one:
        raise NotFoundError(N_("This is not a filing of this paper."))
    found = states(desk.views, [filing])[filing]
    filed = kept_in(words_filed(desk.views, found))
    if "document" in found.fields and filed is not None:
        note(desk, case, found.fields["document"], Look.READ)
    told = told_in(found.fields.get("found", ()))
    sealed = {it.fields.get("document") for it in copies(desk.views, one)}
    if found.fields.get("document", "") in sealed - {None}:
        return Differences(None, (), pages=True, told=told, comparable=True, exact=True)
    pages = "pages" in told
    kept = made_of(desk, one, None if pages else filed)
    if filed is None or kept is None:
        return Differences(None, (), pages, told, comparable=False)
    if pages:
        missing = unfound(kept, words_of(filed))
        return Differences(None, missing, pages, told, comparable=True)
    return Differences(compare(kept, filed), (), pages, told, comparable=True)


def filed_lines(desk: Desk, case: str, one: str) -> Kept | None:
    """Return the lines of the file that a paper left as last, None if it has none."""
    last = filings(desk.views, case, one, desk.clock.now())[-1:]
    return kept_in(words_filed(desk.views, last[0].fields)) if last else None


def since(desk: Desk, case: str, one: str) -> tuple[Changed, ...]:
    """Return what a paper that left rests on and is not what it was."""
    kept = made_of(desk, one, filed_lines(desk, case, one))
    return changed_since(desk, case, kept) if kept else ()


def told_in(lines: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return what a filing says of its file, by what it speaks of."""
    found: dict[str, tuple[str, ...]] = {}
    for line in lines:
        name, _, rest = line.partition(" ")
        found[name] = (*found.get(name, ()), rest)
    return found
