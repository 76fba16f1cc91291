"""Write down the chain of every exhibit: a report, and the same as CASE/UCO data.

Nothing is taken from the clock or the machine: the same log gives the same bytes.
"""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from habeas.actions.check import head_of
from habeas.actions.desk import Desk
from habeas.actions.protected import refuse_names
from habeas.case.chain import Chain, Remark
from habeas.case.facts.exhibits import EVENT_WORDS, Event
from habeas.case.facts.registry import RECORDS
from habeas.case.fold import Change
from habeas.case.rules.embedded import differences
from habeas.case.schema import FieldSpec, Kind
from habeas.case.values import KNOWN_WORDS, Known
from habeas.errors import BadInputError
from habeas.languages import translations
from habeas.papers.case_uco import Subject, write_case_uco
from habeas.papers.custody.docx import write_docx
from habeas.papers.custody.model import (
    EventPart,
    ExhibitPart,
    Report,
    Row,
    Said,
    Titles,
)
from habeas.papers.custody.pdf import write_pdf
from habeas.views.cases import case_head
from habeas.views.custody import SHOWN, CustodyView, custody
from habeas.views.documents import document
from habeas.views.records import RecordView, Sound, records, states
from habeas.views.spoken import edtf_words
from habeas.words import N_

MOST = 500
"""Exhibits in one report: more would be read by nobody, and take minutes to set."""
_BREAKS = N_(
    "A break is a place where the record does not say how the exhibit came from one"
    " hand, place or seal to the next. It is told here so that nobody has to find it."
)
_CHECK = N_(
    "This report is made from the sealed log. Whoever holds a bundle of the case can"
    " check each entry that is named here, and that none was changed."
)
_SAID_APART = frozenset({"number", "name", "file", "what", "exhibit", "event"})


class Form(StrEnum):
    """What a report is written as; the value is the ending of its file."""

    PDF = "pdf"
    DOCX = "docx"
    CASE = "jsonld"


def custody_report(
    desk: Desk, case: str, form: Form, language: str, exhibits: Sequence[str] = ()
) -> bytes:
    """Return the report of these exhibits, or of all in the ordinary compartment.

    Raises:
        NameStandsError, NotFoundError, BadInputError: as `prepared`.
    """
    return prepared(desk, case, form, language, exhibits)()


def prepared(
    desk: Desk, case: str, form: Form, language: str, exhibits: Sequence[str] = ()
) -> Callable[[], bytes]:
    """Return what writes the report: it takes its time, and needs no vault.

    Raises:
        NameStandsError: a protected name stands in it.
        NotFoundError: an exhibit is not in this case.
        BadInputError: there is no exhibit, or there are too many.
    """
    chosen = exhibits or _all(desk, case)
    if not chosen:
        raise BadInputError(
            N_("There is no exhibit in this case, so there is nothing to report."),
            advice=N_("Bring in a document or record a thing first."),
        )
    if len(chosen) > MOST:
        raise BadInputError(
            N_("A report holds at most {most} exhibits; here are {count}."),
            advice=N_("Name those that it is about."),
            most=MOST,
            count=len(chosen),
        )
    found = [custody(desk.views, case, one) for one in chosen]
    found.sort(key=lambda one: one.exhibit.fields["number"])
    if form is Form.CASE:
        made = case_uco(desk, case, found)
        _refuse(desk, case, made.decode())
        return lambda: made
    report = Teller(desk, case, language).report(found)
    _refuse(desk, case, "\n".join(words_in(report)))
    write = write_pdf if form is Form.PDF else write_docx
    return lambda: write(report)


def _refuse(desk: Desk, case: str, words: str) -> None:
    advice = N_(
        "Correct the record where it stands, or choose exhibits without it. Nothing was"
        " written."
    )
    refuse_names(desk, case, words, N_("in the report"), advice)


def case_uco(desk: Desk, case: str, found: Sequence[CustodyView]) -> bytes:
    """Return these exhibits as CASE/UCO; whether a name stands in it is not asked."""
    title = case_head(desk.views, case).title
    return write_case_uco(case, title, _subjects(desk, found))


def _all(desk: Desk, case: str) -> list[str]:
    """Return every exhibit of the ordinary compartment, those withdrawn too.

    What a newer version recorded in part is left out; the case's own page counts it.
    """
    lines = [
        line.id
        for kind in ("document", "exhibit")
        for line in records(desk.views, case, kind, withdrawn=True)
        if line.compartment == "case"
    ]
    found = states(desk.views, lines)
    return [one for one in lines if readable(found[one].type, found[one].fields)]


def readable(kind: str, fields: Mapping[str, Any]) -> bool:
    """Say whether an exhibit holds what a report of it cannot do without."""
    return SHOWN[kind] <= set(fields)


def words_in(report: Report) -> list[str]:
    """Return every word of a report that somebody typed or a file brought."""
    words = [report.title, *(row.value for row in report.facts)]
    words += [cell for row in report.listing for cell in row]
    for one in report.exhibits:
        words += [one.heading, *one.withdrawn, *one.metadata]
        words += [row.value for row in (*one.rows, *one.standing)]
        words += [said.words for said in one.remarks]
        for event in one.events:
            words += [event.heading, *(row.value for row in event.rows)]
            words += [said.words for said in event.remarks]
    return words


def _subjects(desk: Desk, found: Iterable[CustodyView]) -> list[Subject]:
    subjects = []
    for one in found:
        events = [one.events[link.id] for link in one.chain.links]
        people = {
            value
            for fields in (one.exhibit.fields, *(event.fields for event in events))
            for name in ("giver", "taker", "found_by", "acquired_by", "witnesses")
            for value in _listed(fields.get(name))
        }
        names = {
            each.id: each.title for each in states(desk.views, sorted(people)).values()
        }
        subjects.append(Subject(one.exhibit, tuple(events), names))
    return subjects


def _place(change: Change) -> str:
    log, index = change.entry
    return f"{log[:16]} {index}, {change.at}"


def _listed(value: object) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())  # type: ignore[call-overload]


class Teller:
    """Says what the records hold in the words of one language.

    Where `shown` is given, other records are named by their number alone.
    """

    def __init__(
        self, desk: Desk, case: str, language: str, shown: Container[str] | None = None
    ) -> None:
        self._desk, self._case, self._language = desk, case, language
        self._shown, self._told = shown, frozenset[str]()
        self._say: Callable[[str], str] = translations(language).gettext

    def report(self, found: Sequence[CustodyView]) -> Report:
        """Return the whole report of these exhibits, in their order."""
        say = self._say
        self._told = frozenset(one.exhibit.id for one in found)
        title = case_head(self._desk.views, self._case).title
        heads = head_of(self._desk, self._case)
        made = max(self._moments(found), key=datetime.fromisoformat)
        return Report(
            language=self._language,
            title=say(N_("Custody report")),
            facts=(
                Row(say(N_("Case")), title),
                Row(say(N_("As of the last change, by its author's clock")), made),
                *(
                    Row(say(N_("Head of the log")), f"{log} {size} {root}", code=True)
                    for log, size, root in heads
                ),
            ),
            head=(
                say(N_("No.")),
                say(N_("What it is")),
                say(N_("Held by")),
                say(N_("Seal")),
                say(N_("Breaks")),
            ),
            listing=tuple(self._line(one) for one in found),
            exhibits=tuple(self._exhibit(one) for one in found),
            closing=(say(_BREAKS), say(_CHECK)),
            titles=Titles(
                exhibits=say(N_("Exhibits")),
                chain=say(N_("Chain of custody")),
                no_event=say(N_("No event is recorded yet.")),
                withdrawn=say(N_("Withdrawn events")),
                metadata=say(N_("What the file says of itself")),
                page=say(N_("Page")),
            ),
            made=made,
        )

    def _moments(self, found: Iterable[CustodyView]) -> Iterable[str]:
        for one in found:
            yield one.exhibit.state.history[-1].at
            for event in one.events.values():
                yield event.state.history[-1].at

    def _line(self, one: CustodyView) -> tuple[str, ...]:
        breaks = sum(remark.grave for remark in one.chain.remarks)
        return (
            str(one.exhibit.fields["number"]),
            one.exhibit.title,
            self._holder(one.chain),
            one.chain.seal or "–",
            str(breaks),
        )

    def _holder(self, chain: Chain) -> str:
        if chain.ended is not None:
            return self._say(EVENT_WORDS[chain.ended])
        return chain.holder.name if chain.holder else self._say(N_("not known"))

    def _exhibit(self, one: CustodyView) -> ExhibitPart:
        say, view, chain = self._say, one.exhibit, one.chain
        number = say(N_("Ex. {number}: {what}"))
        withdrawn = view.state.withdrawn
        gone = [Row(say(N_("Withdrawn")), view.state.history[-1].reason)] * withdrawn
        own = self._rows(view.type, view.fields)
        return ExhibitPart(
            heading=number.format(number=view.fields["number"], what=view.title),
            rows=(*gone, *self._file(view), *own),
            standing=(
                Row(say(N_("Held by")), self._holder(chain)),
                Row(say(N_("Last known place")), chain.place or say(N_("not said"))),
                Row(say(N_("Seal")), chain.seal or say(N_("none recorded"))),
            ),
            remarks=(*self._differing(view), *self._remarks(chain, "")),
            events=tuple(
                self._event(one, at, link.id) for at, link in enumerate(chain.links, 1)
            ),
            withdrawn=tuple(self._withdrawn(each) for each in one.withdrawn),
            metadata=self._metadata(view),
        )

    def _event(self, one: CustodyView, at: int, event: str) -> EventPart:
        sound = one.events[event]
        what = self._say(EVENT_WORDS[Event(sound.fields["event"])])
        return EventPart(
            heading=f"{at}. {what}",
            rows=(*self._rows("custody", sound.fields), *self._corrections(sound)),
            remarks=self._remarks(one.chain, event),
            entry=_place(sound.state.history[0]),
        )

    def _corrections(self, sound: Sound) -> tuple[Row, ...]:
        """Return each later change with its reason and where in the log it stands."""
        return tuple(
            Row(self._say(N_("Corrected")), f"{one.reason} ({_place(one)})")
            for one in sound.state.history[1:]
        )

    def _remarks(self, chain: Chain, link: str) -> tuple[Said, ...]:
        return tuple(
            Said(self._remark(one), one.grave)
            for one in chain.remarks
            if one.link == link
        )

    def _remark(self, one: Remark) -> str:
        return one.say(self._say, self._date)

    def _date(self, edtf: str) -> str:
        return edtf_words(edtf, self._language, self._say)

    def _withdrawn(self, view: RecordView) -> str:
        if self._shown is not None and view.id not in self._shown:
            return self._say(N_("An event that is not disclosed here."))
        what = view.fields.get("event", "")
        words = self._say(EVENT_WORDS[Event(what)]) if what else view.id[:8]
        return f"{words}: {view.state.history[-1].reason}"

    def _file(self, view: RecordView) -> tuple[Row, ...]:
        file = view.fields.get("file")
        if file is None:
            return ()
        size = f"{view.fields['name']}, {file['media_type']}, {file['size']} B"
        return (
            Row(self._say(N_("File")), size),
            Row("SHA-256", file["sha256"], code=True),
        )

    def _extract(self, view: RecordView) -> Mapping[str, Any]:
        if view.type != "document":
            return {}
        found = document(self._desk.views, self._case, view.id).extract
        return found.fields if found else {}

    def _metadata(self, view: RecordView) -> tuple[str, ...]:
        told = (
            line.partition(": ") for line in self._extract(view).get("metadata", ())
        )
        return tuple(f"{self._say(key)}: {value}" for key, _, value in told)

    def _differing(self, view: RecordView) -> tuple[Said, ...]:
        metadata = self._extract(view).get("metadata", ())
        found = differences(view.fields, metadata)
        return tuple(Said(one.say(self._say), grave=True) for one in found)

    def _rows(self, kind: str, fields: Mapping[str, Any]) -> tuple[Row, ...]:
        return tuple(
            Row(
                self._say(spec.ask.label),
                self._value(spec, fields[spec.name]),
                spec.ask.kind is Kind.CODE,
            )
            for spec in RECORDS[kind].fields
            if spec.name in fields and spec.name not in _SAID_APART
        )

    def _value(self, spec: FieldSpec, value: Any) -> str:  # noqa: ANN401 - JSON
        match spec.ask.kind:
            case Kind.TEXT | Kind.PROSE:
                return str(value["text"])
            case Kind.WHEN:
                known = self._say(KNOWN_WORDS[Known(value.get("known", "unknown"))])
                note = f"; {value['note']}" if value.get("note") else ""
                return f"{self._date(value['edtf'])} ({known}{note})"
            case Kind.CHOICE:
                return self._say(spec.ask.words[value])
            case Kind.REF | Kind.REFS:
                return ", ".join(self._called(one) for one in _listed(value))
            case _:
                return str(value)

    def _called(self, one: str) -> str:
        view = states(self._desk.views, [one]).get(one)
        if view is None or view.case != self._case:
            return one[:8]
        number, title = view.fields.get("number"), ""
        if view.type in ("person", *SHOWN) and self._shows(view):
            title = view.title
        if number is None:
            return title or one[:8]
        told = self._say(N_("Ex. {number}: {what}"))
        return told.format(number=number, what=title or one[:8])

    def _shows(self, view: Sound) -> bool:
        """Say whether a record may be named: it is told of here, or ordinary."""
        if self._shown is not None:
            return view.id in self._shown
        return view.compartment == "case" or view.id in self._told
