"""The acts of a case that the law protects: complaints, letters, visits, statements."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from habeas.case.facts.contacts import FORM_WORDS, Form, Outcome
from habeas.case.facts.letters import LETTER_STEP_WORDS, Addressee, LetterStep
from habeas.case.facts.people import ROLE_WORDS, Role
from habeas.case.facts.proceedings import STEP_WORDS, Step, Track
from habeas.case.retaliation import PROTECTED_WORDS, Act, Protected
from habeas.views.custody import edtf_of, words_of
from habeas.views.db import Views
from habeas.views.records import Sound, ids_of, states
from habeas.words import N_

_THEIRS = frozenset({Role.BODY, Role.OFFICIAL, Role.OFFICER, Role.EXPERT, Role.PRESS})
"""Whose letters are answers, and no complaints."""
_SPEAK = frozenset({Role.COMPLAINANT, Role.RELATIVE, Role.WITNESS})
_WENT = (
    *(LetterStep.HANDED_IN, LetterStep.CARRIED, LetterStep.NOT_TAKEN),
    *(LetterStep.SENT, LetterStep.WRITTEN, LetterStep.RECEIVED),
)
"""The step whose day is the day of the letter: what others could see comes first."""
_TAKEN = frozenset({Step.FILED, Step.HANDED_IN, Step.RECEIVED, Step.REPORTED})
_HELD = frozenset({Outcome.HELD, Outcome.CUT_SHORT})
_AT_ONCE = 500


@dataclass(frozen=True)
class Acts:
    """The protected acts of a case, and every record that an event may be tied to."""

    protected: tuple[Act, ...]
    by_record: Mapping[str, Act]
    complainants: frozenset[str]


def acts(views: Views, case: str) -> Acts:
    """Return them, in any order; kept until something is recorded."""
    found: Acts = views.kept(("acts", case), lambda: _Gathering(views, case).acts())
    return found


class _Gathering:
    """Reads each kind of record of one case once."""

    def __init__(self, views: Views, case: str) -> None:
        self._views, self._case = views, case
        people = list(self._all("person", {"pseudonym", "role"}))
        self._names = {one.id: one.title for one in people}
        self._roles = {
            one.id: {one.fields["role"], one.fields.get("also")} - {None}
            for one in people
        }

    def acts(self) -> Acts:
        protected = list[Act]()
        by_record = dict[str, Act]()
        for kind in (self._letters, self._contacts, self._filings, self._statements):
            for act, alone in kind():
                if act:
                    protected.append(act)
                by_record |= {one.id: one for one in alone}
        for one in self._all("incident", {"title"}):
            by_record[one.id] = _plain(one, Protected.OTHER, N_("incident"), one)
        complainants = frozenset(
            one for one, roles in self._roles.items() if Role.COMPLAINANT in roles
        )
        return Acts(tuple(protected), by_record, complainants)

    def _of(self, act: Act, person: str) -> Act:
        """Say whose act it is, if that is a complainant: counsel acts for others."""
        if Role.COMPLAINANT not in self._roles.get(person, set()):
            return act
        return replace(act, person=person, whom=self._names[person])

    def _all(self, kind: str, needed: set[str]) -> Iterator[Sound]:
        """Yield them in order, few in memory at a time: a large case has very many."""
        ids = ids_of(self._views, self._case, kind)
        for start in range(0, len(ids), _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            found = states(self._views, some)
            yield from (
                found[one] for one in some if found[one].fields.keys() >= needed
            )

    def _beside(self, kind: str, field: str) -> dict[str, list[Sound]]:
        found: dict[str, list[Sound]] = defaultdict(list)
        for one in self._all(kind, {"step", field}):
            found[one.fields[field]].append(one)
        return found

    def _letters(self) -> Iterator[tuple[Act | None, list[Act]]]:
        steps = self._beside("letter_step", "letter")
        for letter in self._all("letter", {"what", "addressee"}):
            kind = self._kind_of(letter.fields)
            told, first = list[Act](), dict[str, Act]()
            for step in steps.get(letter.id, []):
                what = LetterStep(step.fields["step"])
                word = LETTER_STEP_WORDS[what]
                told.append(_plain(step, kind or Protected.OTHER, word, letter))
                first.setdefault(what, told[-1])
            main = next((first[one] for one in _WENT if one in first), None)
            whole = replace(
                main or _plain(letter, kind or Protected.OTHER, "", letter),
                id=letter.id,
                type=letter.type,
                covers=frozenset({letter.id, *(one.id for one in told)}),
            )
            whole = self._of(whole, letter.fields.get("writer", ""))
            yield whole if kind and main else None, [whole, *told]

    def _kind_of(self, fields: Mapping[str, Any]) -> Protected | None:
        """Return what a letter is, None for one of the authority."""
        addressee = Addressee(fields["addressee"])
        theirs = self._roles.get(fields.get("writer", ""), set()) & _THEIRS
        if theirs or addressee is Addressee.PERSON:
            return None
        if addressee is Addressee.NPM:
            return Protected.MONITORS
        return Protected.COMPLAINT if fields.get("complaint") else Protected.LETTER

    def _contacts(self) -> Iterator[tuple[Act | None, list[Act]]]:
        for one in self._all("contact", {"person", "form", "outcome"}):
            by = one.fields.get("by", "")
            roles = self._roles.get(by, set())
            monitors = roles == {Role.MONITOR}
            kind = Protected.MONITORS if monitors else Protected.CONTACT
            several = sorted(roles) if Role.MONITOR in roles and not monitors else []
            act = Act(
                id=one.id,
                kind=kind,
                when=edtf_of(one.fields.get("when")),
                covers=frozenset({one.id}),
                word=FORM_WORDS[Form(one.fields["form"])],
                name=self._names.get(by, ""),
                type=one.type,
                roles=tuple(ROLE_WORDS[Role(role)] for role in several),
            )
            act = self._of(act, one.fields["person"])
            yield act if one.fields["outcome"] in _HELD else None, [act]

    def _filings(self) -> Iterator[tuple[Act | None, list[Act]]]:
        steps = self._beside("proceeding_step", "proceeding")
        for proceeding in self._all("proceeding", {"title", "track"}):
            monitors = proceeding.fields["track"] == Track.NPM
            kind = Protected.MONITORS if monitors else Protected.FILED
            for step in steps.get(proceeding.id, []):
                what = Step(step.fields["step"])
                taken = what in _TAKEN
                act = _plain(
                    step,
                    kind if taken else Protected.OTHER,
                    STEP_WORDS[what],
                    proceeding,
                )
                act = self._of(act, proceeding.fields.get("person", ""))
                yield act if taken else None, [act]

    def _statements(self) -> Iterator[tuple[Act | None, list[Act]]]:
        """Return what one person said on one day as one statement."""
        together: dict[tuple[str, str], list[str]] = defaultdict(list)
        for one in self._all("claim", {"speaker"}):
            said = edtf_of(one.fields.get("said"))
            together[one.fields["speaker"], said].append(one.id)
        for (speaker, said), claims in together.items():
            act = Act(
                id=claims[0],
                kind=Protected.STATEMENT,
                when=said,
                covers=frozenset(claims),
                word=PROTECTED_WORDS[Protected.STATEMENT],
                name=self._names.get(speaker, speaker[:8]),
                type="claim",
            )
            act = self._of(act, speaker)
            theirs = self._roles.get(speaker, set()) & _SPEAK
            yield (
                act if theirs and said else None,
                [replace(act, id=one) for one in claims],
            )


def _plain(one: Sound, kind: Protected, word: str, named: Sound) -> Act:
    """Return one record as an act, called by the whole that it belongs to."""
    title = named.fields.get("what") or named.fields.get("title")
    return Act(
        id=one.id,
        kind=kind,
        when=edtf_of(one.fields.get("when")),
        covers=frozenset({one.id}),
        word=word,
        name=words_of(title),
        lang=title["lang"] if title else "",
        type=one.type,
    )
