"""What has a time in a case, of several kinds, told as a chronology has it.

An event says what was recorded. What somebody only says is told as theirs.
"""

from collections.abc import Callable, Mapping
from typing import Final

from habeas.case.facts.claims import Stance
from habeas.case.values import KNOWN_WORDS, Known
from habeas.papers.engine.model import Kind, Run
from habeas.papers.engine.telling import Facts, Teller, source_of
from habeas.papers.engine.told import NOTHING, Told, told
from habeas.papers.engine.wording import sentence
from habeas.views.records import Sound

Tell = Callable[[Sound, Facts, Teller], Told]


def event(one: Sound, teller: Teller) -> Facts:
    """Return one event: `when`, `known` (how that is known), `what`, `where`."""
    facts = teller.facts(one)
    return {
        "id": one.id,
        "when": facts["when"],
        "known": _known(one, teller),
        "what": _TOLD_BY[one.type](one, facts, teller),
        "where": facts.get("where") or facts.get("place") or NOTHING,
    }


def _known(one: Sound, teller: Teller) -> Told:
    """Say how a date is known."""
    value = one.fields.get("when") or {}
    if value.get("edtf", "") in ("", "XXXX"):
        return NOTHING
    words = KNOWN_WORDS[Known(value.get("known", Known.UNKNOWN))]
    run = Run(teller.gettext(words), Kind.FILE, sources=(source_of(one, "when"),))
    return Told((run,))


def _incident(_one: Sound, facts: Facts, _teller: Teller) -> Told:
    title: Told = facts["title"]
    return title


def _step(one: Sound, facts: Facts, teller: Teller) -> Told:
    who = _bracketed(facts["who"]["name"])
    said = _after(facts["outcome"])
    return told(_of(one, "proceeding", "title", teller), facts["step"], who, said)


def _contact(_one: Sound, facts: Facts, _teller: Teller) -> Told:
    who = told(facts["form"], ", ", facts["person"]["name"])
    stated = _after(facts["stated"])
    return told(who, ": ", facts["outcome"], _bracketed(facts["by"]["name"]), stated)


def _letter(one: Sound, facts: Facts, teller: Teller) -> Told:
    who, said = _bracketed(facts["who"]["name"]), _after(facts["words"])
    return told(_of(one, "letter", "what", teller), facts["step"], who, said)


def _preservation(one: Sound, facts: Facts, teller: Teller) -> Told:
    who, said = _bracketed(facts["who"]["name"]), _after(facts["words"])
    return told(_of(one, "perishable", "what", teller), facts["step"], who, said)


def _custody(one: Sound, facts: Facts, teller: Teller) -> Told:
    hands = [one for one in (facts["giver"]["name"], facts["taker"]["name"]) if one]
    who = told(" (", *_between(hands, " → "), ")") if hands else NOTHING
    return told(_of(one, "exhibit", "what", teller), facts["event"], who)


def _risk(_one: Sound, facts: Facts, teller: Teller) -> Told:
    words = told(facts["harm"], _after(facts["words"]))
    parts = {"speaker": facts["told_by"]["name"], "words": words}
    return sentence(Stance.ALLEGED, parts, teller.gettext)


_TOLD_BY: Final[Mapping[str, Tell]] = {
    "incident": _incident,
    "proceeding_step": _step,
    "contact": _contact,
    "letter_step": _letter,
    "preservation": _preservation,
    "custody": _custody,
    "risk": _risk,
}
EVENTS: Final = frozenset(_TOLD_BY)
"""The types that are events."""


def _of(one: Sound, field: str, name: str, teller: Teller) -> Told:
    """Tell what an event belongs to, before it."""
    found = teller.records.get(one.fields.get(field, ""))
    if found is None:
        return NOTHING
    title = teller.facts(found).get(name) or NOTHING
    return told(title, ": ") if title else NOTHING


def _bracketed(name: Told) -> Told:
    return told(" (", name, ")") if name else NOTHING


def _after(words: Told) -> Told:
    return told(". ", words) if words else NOTHING


def _between(parts: list[Told], mark: str) -> list[Told | str]:
    found: list[Told | str] = []
    for number, one in enumerate(parts):
        found += [mark, one] if number else [one]
    return found
