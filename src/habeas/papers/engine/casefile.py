"""What a case holds, gathered for one paper: told, in order of time, none left out.

A form says which parts it reads; nothing else is gathered. What is kept in another
compartment than the form may read stays out and is counted, so that whoever makes the
paper learns that there is more.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from habeas.case.dates import sort_key
from habeas.case.facts.claims import Stance
from habeas.case.facts.contacts import Outcome
from habeas.languages import translations
from habeas.papers.engine.dues import open_deadlines
from habeas.papers.engine.events import EVENTS, event
from habeas.papers.engine.identity import NOT_NAMED, Naming, tell_identity
from habeas.papers.engine.model import Kind, Run
from habeas.papers.engine.telling import Facts, Teller, source_of
from habeas.papers.engine.told import NOTHING, Told, told
from habeas.papers.engine.wording import quoted, sentence
from habeas.views.accounts import Account, accounts
from habeas.views.db import Views
from habeas.views.records import Sound, linked, records, states
from habeas.words import N_

LISTED: Final = {
    "assessments": "assessment",
    "consents": "consent",
    "contacts": "contact",
    "deadlines": "deadline",
    "exhibits": "document",
    "letters": "letter",
    "losing": "perishable",
    "people": "person",
    "plans": "plan",
    "preservations": "preservation",
    "proceedings": "proceeding",
    "risks": "risk",
    "things": "exhibit",
}
"""Parts of a case file that are the records of one type."""
STEPS: Final = {
    "letters": ("letter_step", "letter"),
    "losing": ("preservation", "perishable"),
    "proceedings": ("proceeding_step", "proceeding"),
    "things": ("custody", "exhibit"),
}
"""Parts whose records have steps: of which type, and which field points home."""
SPECIAL: Final = frozenset(
    {"accounts", "due", "events", "incidents", "refusals", "statements"}
)
PARTS: Final = SPECIAL | set(LISTED)
_LEFT: Final = {"paper": "sealed", "paper_filing": "document"}
"""What papers left as: no evidence that stays out of the next one."""
_REFUSALS: Final = frozenset({Outcome.REFUSED, Outcome.CUT_SHORT, Outcome.NOT_HELD})
_NUMBERED: Final = frozenset({"document", "exhibit"})
_DATES: Final = ("when", "about", "said", "due", "dated", "received")


@dataclass(frozen=True)
class Scope:
    """Which part of a case a paper may read.

    `chosen` are the incidents that it is about, all if there are none; `now` is when
    it is made: what is still due depends on it.
    """

    case: str
    language: str
    compartments: frozenset[str]
    now: datetime
    chosen: frozenset[str] = frozenset()
    naming: Naming = NOT_NAMED
    """Whom it names."""


@dataclass
class CaseFile:
    """The parts of a case as templates read them; `apart` counts what stayed out."""

    parts: dict[str, Any]
    teller: Teller
    apart: int = 0
    foreign: list[str] = field(default_factory=list)
    """Claims that are told in a language that is not the paper's."""
    named: bool = False
    """Whether it holds who the complainant is."""


def gather(views: Views, scope: Scope, wanted: Iterable[str]) -> CaseFile:
    """Return these parts of a case; `case` and its `complainant` are always there."""
    return _Gathering(views, scope).file(sorted(set(wanted) & PARTS))


class _Gathering:
    def __init__(self, views: Views, scope: Scope) -> None:
        self._views, self._scope = views, scope
        self._ = translations(scope.language).gettext
        with views.guard:
            steps = {kind for kind, _field in STEPS.values()}
            kinds = {*LISTED.values(), *steps, *EVENTS, "case", "claim"}
            ids = [
                line.id
                for kind in sorted(kinds)
                for line in records(views, scope.case, kind)
            ]
            self._found = states(views, ids)
            made = [one for kind in _LEFT for one in records(views, scope.case, kind)]
            left = states(views, [one.id for one in made])
        documents = (one.fields.get(_LEFT[one.type]) for one in left.values())
        self._ours = frozenset(filter(None, documents))
        bare = Teller(self._found, scope.language, self._, scope.compartments)
        self._teller = replace(bare, identities=tell_identity(scope.naming, bare))
        self._made = CaseFile({}, self._teller, named=scope.naming.printed)

    def file(self, wanted: Sequence[str]) -> CaseFile:
        parts = self._made.parts
        ours = [one for one in self._found.values() if one.type == "case"]
        parts["case"] = self._teller.facts(ours[0]) if ours else {}
        parts["complainant"] = parts["case"].get("subject", self._teller.person(""))
        for name in wanted:
            parts[name] = self._part(name)
        return self._made

    def _part(self, name: str) -> Any:  # noqa: ANN401 - lists of facts
        if name in LISTED:
            facts = [self._teller.called(one) for one in self._of(LISTED[name])]
            return self._with_steps(name, facts) if name in STEPS else facts
        special: dict[str, Callable[[], Any]] = {
            "refusals": self._refusals,
            "incidents": self._incidents,
            "accounts": self._accounts,
            "statements": self._statements,
            "events": self._events,
            "due": self._due,
        }
        return special[name]()

    def _of(self, kind: str) -> list[Sound]:
        """Return the records of a type that the paper may read, in order of time."""
        found = [one for one in self._found.values() if one.type == kind]
        readable = [one for one in found if one.compartment in self._scope.compartments]
        allowed = {one.id for one in readable} | self._ours
        self._made.apart += sum(one.id not in allowed for one in found)
        return sorted(readable, key=_number if kind in _NUMBERED else _order)

    def _refusals(self) -> list[Facts]:
        return [
            self._teller.facts(one)
            for one in self._of("contact")
            if one.fields.get("outcome") in _REFUSALS
        ]

    def _with_steps(self, part: str, found: list[Facts]) -> list[Facts]:
        kind, home = STEPS[part]
        steps = self._of(kind)
        for one in found:
            one["steps"] = [
                self._teller.facts(step)
                for step in steps
                if step.fields.get(home) == one["id"]
            ]
        if LISTED[part] in _NUMBERED:
            return found
        begun = list(dict.fromkeys(step.fields.get(home) for step in steps))
        return sorted(
            found,
            key=lambda one: begun.index(one["id"]) if one["steps"] else len(begun),
        )

    def _due(self) -> list[Facts]:
        scope = self._scope
        told_of = (self._teller, scope.compartments)
        found, apart = open_deadlines(self._views, scope.case, scope.now, *told_of)
        self._made.apart += apart
        return found

    def _incidents(self) -> list[Facts]:
        chosen = self._scope.chosen
        found = []
        for one in self._of("incident"):
            if chosen and one.id not in chosen:
                continue
            with self._views.guard:
                claims = linked(self._views, one.id, "incident")
            facts = self._teller.facts(one)
            found.append({**facts, "accounts": self._told(claims)})
        return found

    def _accounts(self) -> list[Facts]:
        """Return the statements that speak of no incident."""
        loose = [one.id for one in self._of("claim") if not one.fields.get("incident")]
        return self._told(loose)

    def _statements(self) -> list[Facts]:
        """Return the statements of all incidents that it is about, and of none."""
        chosen = self._scope.chosen
        return self._told(
            [
                one.id
                for one in self._of("claim")
                if not chosen or one.fields.get("incident", "") in {"", *chosen}
            ]
        )

    def _events(self) -> list[Facts]:
        """Return what has a time, of several kinds, as a chronology has it."""
        found = [one for kind in sorted(EVENTS) for one in self._of(kind)]
        events = []
        for one in sorted(found, key=_order):
            facts = event(one, self._teller)
            claims: list[str] = []
            if one.type == "incident":
                with self._views.guard:
                    claims = linked(self._views, one.id, "incident")
            events.append({**facts, "accounts": self._told(claims)})
        return events

    def _told(self, claims: Sequence[str]) -> list[Facts]:
        allowed = [
            one
            for one in claims
            if one in self._found
            and self._found[one].compartment in self._scope.compartments
        ]
        self._made.apart += len(claims) - len(allowed)
        with self._views.guard:
            found = accounts(self._views, allowed)
        return [self._account(one) for one in found]

    def _account(self, one: Account) -> Facts:
        claim = self._found[one.id]
        facts = self._teller.facts(claim)
        rests = self._words(one, claim)
        speaker = facts["speaker"]["name"] or told(self._(N_("somebody not named")))
        via = told(*_joined([each["name"] for each in facts["via"]]))
        parts = {"speaker": speaker, "words": rests, "via": via, "when": facts["about"]}
        said = sentence(Stance(one.stance), parts, self._)
        return {**facts, "words": rests, "sentence": said}

    def _words(self, one: Account, claim: Sound) -> Told:
        """Return what a claim says: in the recorder's words, the exact ones quoted."""
        language = self._scope.language
        text = claim.fields.get("text") or {}
        gist = self._rests(one, claim, text.get("text", ""), text.get("lang", ""))
        if not one.exact:
            if gist and text.get("lang") != language:
                self._made.foreign.append(one.id)
            return gist
        quote = quoted(self._rests(one, claim, one.words, one.lang), language)
        if one.lang not in ("", language) and text.get("lang") != language:
            self._made.foreign.append(one.id)
        return told(gist, " (", quote, ")") if gist else quote

    def _rests(self, one: Account, claim: Sound, text: str, lang: str) -> Told:
        """Tell words of a claim with its standing and the page they stand on."""
        if not text:
            return NOTHING
        source = source_of(claim, "passage" if one.exact else "text", one.stance)
        if one.source is not None:
            where = (one.source.number, one.source.page)
            source = replace(source, exhibit=where[0], page=where[1])
        foreign = "" if lang in ("", self._scope.language) else lang
        words = " ".join(text.split())  # lines of the page it stood on are not its own
        return Told((Run(words, Kind.FILE, foreign, (source,)),))


def _time(one: Sound) -> str:
    """Return what sorts a record by the first date that it has."""
    for name in _DATES:
        edtf = (one.fields.get(name) or {}).get("edtf", "")
        if edtf:
            return sort_key(edtf)
    return sort_key("")


def _order(one: Sound) -> tuple[str, tuple[str, int]]:
    """Sort by time; what has the same, as it was recorded."""
    return _time(one), one.state.history[0].entry


def _number(one: Sound) -> int:
    number: int = one.fields.get("number", 0)
    return number


def _joined(names: Sequence[Told]) -> list[Told | str]:
    found: list[Told | str] = []
    for number, name in enumerate(names):
        found += [", ", name] if number else [name]
    return found
