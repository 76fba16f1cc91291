"""Builds the demo: the invented story, told through the actions a person uses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

from habeas import app
from habeas.actions.claims import mark_quote
from habeas.actions.deadlines import done
from habeas.actions.desk import Desk
from habeas.actions.documents import begin_import
from habeas.actions.exhibits import add_exhibit
from habeas.actions.filings import file_as_sealed
from habeas.actions.paper_copies import keep_copy
from habeas.actions.papers import Beginning, answer, begin, composed
from habeas.actions.record import correct, open_case, put, withdraw
from habeas.case.facts.proceedings import PROCEEDING_STEP
from habeas.case.facts.registry import RECORDS
from habeas.case.forms import read_form
from habeas.case.schema import Kind, RecordType
from habeas.clock import Clock, SystemClock
from habeas.crypto.nonce import random_bytes
from habeas.crypto.passphrase import LEAST_MEMORY, KdfParams
from habeas.demo.filed import filed
from habeas.demo.story import Step, document_bytes, story
from habeas.views.cases import case_head
from habeas.views.deadlines import deadlines
from habeas.views.documents import document
from habeas.views.records import record

_LANGUAGE = "en"
_APPEAL = "kz.cmm.appeal"
_PACE = timedelta(seconds=30)
_EVENTS = (
    *("perishable", "custody", "preservation", "plan", "escalation", "contact"),
    *("letter", "letter_step", "proceeding", "proceeding_step", "risk"),
    *("assessment", "alarm", "paper"),
)
"""Told in the order of time, whatever their kind."""


@dataclass
class StoryClock:
    """The author's clock while the story is told; each look is half a minute later."""

    moment: datetime

    def now(self) -> datetime:
        """Return the time of the story and let it go on."""
        self.moment += _PACE
        return self.moment


def build(
    folder: Path, passphrase: str | None = None, clock: Clock | None = None
) -> Desk:
    """Make a demo vault in a new folder and tell the story into it.

    Without a passphrase a random one is taken and forgotten: the vault can be used
    until it is locked, and never opened again. `clock` is the desk's clock afterwards.

    Raises:
        BadInputError: the folder is not empty. StorageError: the disk refuses.
    """
    params = KdfParams(LEAST_MEMORY, 1, 4, random_bytes(16))
    begun = story()["case"][0].at
    assert begun is not None
    desk = app.create(
        folder,
        passphrase or random_bytes(32).hex(),
        clock=StoryClock(begun),
        params=params,
        demo=True,
    )
    try:
        _Teller(desk).tell()
    except BaseException:
        desk.close()
        raise
    desk.clock = clock or SystemClock()
    return desk


@dataclass
class _Teller:
    """Tells the story step by step; `ids` are the records told so far, by key."""

    desk: Desk
    case: str = ""
    ids: dict[str, str] = field(default_factory=dict)

    def tell(self) -> None:
        told = story()
        software = f"habeas {version('habeas')}"
        fields = read_form(RECORDS["case"], told["case"][0].form, _LANGUAGE)
        self.case = open_case(self.desk, fields, software)
        for kind in ("person", "identity", "consent", "incident"):
            for step in told[kind]:
                self._keep(
                    step, put(self.desk, self.case, kind, self._fields(kind, step))
                )
        self._name_subject()
        for step in told["document"]:
            self._bring_in(step)
            self._mark_all(told["claim"], [step.key])
        self._mark_all(told["claim"], None)
        for step in told["note"]:
            self._keep(
                step, put(self.desk, self.case, "note", self._fields("note", step))
            )
        for step in told["correction"]:
            self._correct(step)
        for step in told["withdrawal"]:
            self._at(step)
            withdraw(self.desk, self.case, self.ids[step.record], reason=step.reason)
        self._keep_things(told["exhibit"])
        events = [(kind, step) for kind in _EVENTS for step in told[kind]]
        for kind, step in sorted(events, key=lambda one: str(one[1].at)):
            (self._file if kind == "paper" else self._happen)(kind, step)
        self._decide()

    def _decide(self) -> None:
        """Confirm the appeal’s day, and say by which step it was kept."""
        views, now = self.desk.views, self.desk.clock.now()
        (appeal,) = [
            one
            for one in deadlines(views, self.case, now)
            if one.told.rule == _APPEAL and one.told.start == self.ids["ruling"]
        ]
        seen = appeal.told.proposal.due if appeal.told.proposal else ""
        form = {"shown": [seen], "done_by": [self.ids["appeal"]]}
        done(self.desk, self.case, appeal.id, form, _LANGUAGE)

    def _keep_things(self, exhibits: list[Step]) -> None:
        for step in exhibits:
            self._at(step)
            fields = self._fields("exhibit", step)
            self._keep(step, add_exhibit(self.desk, self.case, fields))

    def _happen(self, kind: str, step: Step) -> None:
        """Record what happened to a thing, in the compartment that the step names."""
        self._at(step)
        fields = self._fields(kind, step)
        self._keep(step, put(self.desk, self.case, kind, fields, step.compartment))

    def _file(self, _kind: str, step: Step) -> None:
        """Make a paper, keep its words as they left, and record how it was filed."""
        self._at(step)
        desk, case = self.desk, self.case
        told = filed(self._named(PROCEEDING_STEP, step), self.ids)
        one = begin(
            desk, case, Beginning(told.form, step.language, recipient=told.recipient)
        )
        answer(desk, case, one, told.answers)
        keep_copy(desk, case, one, composed(desk, case, one).paper)
        filing = file_as_sealed(desk, case, one, told.filed)
        self._keep(step, record(desk.views, case, filing).fields["step"])

    def _name_subject(self) -> None:
        head = case_head(self.desk.views, self.case)
        subject = {"subject": self.ids["aina"]}
        correct(
            self.desk, self.case, head.record, subject, reason="The person is recorded."
        )

    def _bring_in(self, step: Step) -> None:
        self._at(step)
        incoming = begin_import(self.desk, self.case, step.file, step.compartment)
        try:
            incoming.write(document_bytes(step.file))
            made = incoming.finish(self._fields("document", step))
        finally:
            incoming.abort()
        self._keep(step, made)
        self._name_language(made, step.language)

    def _name_language(self, made: str, language: str) -> None:
        extract = document(self.desk.views, self.case, made).extract
        if extract is None or extract.fields.get("language") == language:
            return
        told = {"language": language}
        correct(self.desk, self.case, extract.id, told, reason="Read and named.")

    def _mark_all(self, claims: list[Step], document: list[str] | None) -> None:
        for step in claims:
            if step.form.get("document") == document:
                self._mark(step)

    def _mark(self, step: Step) -> None:
        fields = self._fields("claim", step)
        if not step.quote:
            self._keep(step, put(self.desk, self.case, "claim", fields))
            return
        source = fields["document"]
        self._keep(step, mark_quote(self.desk, self.case, source, fields, step.quote))

    def _correct(self, step: Step) -> None:
        self._at(step)
        correct(
            self.desk,
            self.case,
            self.ids[step.record],
            self._fields(step.type, step),
            reason=step.reason,
        )

    def _fields(self, kind: str, step: Step) -> dict[str, Any]:
        return read_form(RECORDS[kind], self._named(RECORDS[kind], step), _LANGUAGE)

    def _named(self, kind: RecordType, step: Step) -> Mapping[str, list[str]]:
        """Put ids where the story says keys."""
        form = dict(step.form)
        for spec in kind.fields:
            if spec.ask.kind in (Kind.REF, Kind.REFS) and spec.name in form:
                form[spec.name] = [self.ids[key] for key in form[spec.name]]
        return form

    def _keep(self, step: Step, made: str) -> None:
        if step.key:
            self.ids[step.key] = made

    def _at(self, step: Step) -> None:
        if step.at is not None:
            self.desk.clock = StoryClock(step.at)
