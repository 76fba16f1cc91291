"""What a form says of leaving: where it is filed, what is asked first, who may sign.

It stands in `paper.toml` under `[filing]`, `[[admissible]]` and `[signer]`. Every row
names its source and how sure it is; what nobody of us has read is left out.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

import msgspec

from habeas.languages import LANGUAGES, translations
from habeas.law.packs import packs
from habeas.words import N_

Worded = dict[str, str]
"""Words by language."""

YES: Final = "yes"
NO: Final = "no"
UNKNOWN: Final = "unknown"
PLAIN: Final = (YES, NO, UNKNOWN)
"""What a question takes that is not one of the form's own asks."""
WHY: Final = "_why"
"""After the key of a question: what was added in words."""
MEDICAL: Final = "medical_scope"
MAY_SIGN: Final = "may_sign"
_SCOPE = N_("Does what they agreed to cover the medical part?")
_NOT_MEDICAL = N_(
    "The medical part was not agreed to: leave it out, or ask the person first."
)
_SIGNS = N_("May whoever signs sign it, and is what proves it enclosed?")
_NOT_SIGNED = N_("Have it signed by somebody who may, or enclose what proves it.")
_OF_CONSENT: Final = (
    "Murad Code: consent by use and by part; PEC of Kazakhstan 14(6), 48"
)


class Sure(StrEnum):
    """How sure it is that the addressee asks for this."""

    VERIFIED = "verified"
    """Read in the source that is named."""
    MEMORY = "memory"
    """From memory: the paper says on its first page that it is a draft for that."""


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Strict: an unknown field in a file is refused."""


class Row(_Strict, frozen=True, kw_only=True):
    """One thing that is so, by which source."""

    say: Worded
    source: str
    sure: Sure = Sure.VERIFIED


class TermRule(_Strict, frozen=True, kw_only=True):
    """A rule of a pack that the paper has to keep.

    With `ask` only where that ask has one of these `answers`.
    """

    rule: str
    ask: str = ""
    answers: tuple[str, ...] = ()


class FilingRules(_Strict, frozen=True, kw_only=True):
    """Who it must be handed to, in which ways, what proves it, by when.

    `restore` is the form that asks for a term back.
    """

    to: tuple[Row, ...] = ()
    ways: tuple[Row, ...] = ()
    proof: tuple[Row, ...] = ()
    notes: tuple[Row, ...] = ()
    terms: tuple[TermRule, ...] = ()
    restore: str = ""


class Weigh(_Strict, frozen=True, kw_only=True):
    """What an answer means; `stop` keeps the paper in."""

    say: Worded
    stop: bool = True


class Question(Row, frozen=True, kw_only=True):
    """What the addressee asks before it looks at the paper, or what a person must say.

    It is answered by `ask`, one of the form's own choices, or by yes, no or not known.
    `weighs` are the answers that speak against it; it counts only where `given` is
    so: the answers of another ask.
    """

    key: str
    ask: str = ""
    weighs: dict[str, Weigh] = {}
    given: dict[str, tuple[str, ...]] = {}


class SignerRow(Row, frozen=True, kw_only=True):
    """Who may sign, and what proves the right to."""

    proof: Worded = {}


class SignerRules(_Strict, frozen=True, kw_only=True):
    """Who may sign a paper."""

    may: tuple[SignerRow, ...]


def ours(*, medical: bool, signer: SignerRules | None) -> tuple[Question, ...]:
    """Return what is asked of every form that reads or needs such a thing."""
    found = []
    if medical:
        found.append(_ask(MEDICAL, _SCOPE, _NOT_MEDICAL, _OF_CONSENT))
    if signer:
        source = signer.may[0].source
        found.append(_ask(MAY_SIGN, _SIGNS, _NOT_SIGNED, source))
    return tuple(found)


def _ask(key: str, words: str, against: str, source: str) -> Question:
    weighs = {NO: Weigh(say=_in_all(against))}
    return Question(key=key, say=_in_all(words), source=source, weighs=weighs)


def _in_all(words: str) -> Worded:
    return {one: translations(one).gettext(words) for one in LANGUAGES}


def faults(
    filing: FilingRules | None,
    questions: tuple[Question, ...],
    signer: SignerRules | None,
    choices: dict[str, frozenset[str]],
    keys: frozenset[str],
) -> Iterator[str]:
    """Yield what is wrong; `choices` are the answers of the form's own choices."""
    rows: list[Row] = [*questions, *(signer.may if signer else ())]
    if filing:
        rows += [*filing.to, *filing.ways, *filing.proof, *filing.notes]
        yield from _term_faults(filing, choices)
    for row in rows:
        yield from unsaid(row.say)
        if not row.source:
            yield f"no source: {row.say.get('en', '')}"
    for one in signer.may if signer else ():
        yield from unsaid(one.proof) if one.proof else ()
    seen: set[str] = set()
    for question in questions:
        yield from _question_faults(question, choices, keys | seen)
        seen.add(question.key)


def _term_faults(
    filing: FilingRules, choices: dict[str, frozenset[str]]
) -> Iterator[str]:
    known = {rule for pack in packs().values() for rule in pack.terms}
    for one in filing.terms:
        if one.rule not in known:
            yield f"{one.rule} is no rule of a pack"
        if set(one.answers) - choices.get(one.ask, frozenset()):
            yield f"{one.rule}: no such answers of ‘{one.ask}’"


def _question_faults(
    one: Question, choices: dict[str, frozenset[str]], taken: frozenset[str]
) -> Iterator[str]:
    if not one.key.isidentifier() or one.key in taken:
        yield f"{one.key} is no name, or there is another of it"
    if one.ask and one.ask not in choices:
        yield f"{one.key}: {one.ask} is no choice of this form"
    answers = choices.get(one.ask, frozenset(PLAIN))
    for code in sorted(set(one.weighs) - answers):
        yield f"{one.key}: {code} is no answer to it"
    for weigh in one.weighs.values():
        yield from unsaid(weigh.say)
    for ask, codes in one.given.items():
        if not codes or set(codes) - choices.get(ask, frozenset()):
            yield f"{one.key}: no such answers of {ask}"


def unsaid(worded: Worded) -> Iterator[str]:
    """Yield what is wrong with words that lack a language."""
    if not set(worded) >= set(LANGUAGES):
        yield f"not said in every language: {next(iter(worded.values()), '')}"
