"""Who the complainant is, in a paper whose addressee may know: a rule, and its words.

A name is printed only if everything that may forbid it is out of the way: what the form
lists, what the person agreed to, who makes the paper, what they chose for this one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from habeas.case.rules.consent import Permission, Verdict
from habeas.case.values import NameKind
from habeas.papers.engine.telling import Facts, Teller
from habeas.papers.engine.told import NOTHING, Told, told
from habeas.views.records import Sound
from habeas.words import N_

FIELDS: Final = ("names", "born", "numbers", "address")
"""Fields of an identity that a form may list; a photo and a note are never printed."""
PRINTED: Final = frozenset(
    {NameKind.FULL, NameKind.FAMILY, NameKind.GIVEN, NameKind.PATRONYMIC}
)
"""Kinds of names that a paper prints: a former name or an alias stays protected."""
_CYRILLIC: Final = frozenset({"ru", "kk"})
_UNKNOWN: Final = "und"


class Lack(StrEnum):
    """Why the pseudonym stands."""

    NOT_ASKED = "not_asked"
    NOBODY = "nobody"
    NO_CONSENT = "no_consent"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ASK_AGAIN = "ask_again"
    WITHOUT_NAME = "without_name"
    NOT_READ = "not_read"
    NOT_RECORDED = "not_recorded"
    UNSETTLED = "unsettled"
    NOT_CHOSEN = "not_chosen"


LACK_WORDS: Final = {
    Lack.NOT_ASKED: N_("This paper asks for no name: the pseudonym is enough."),
    Lack.NOBODY: N_("Nobody is recorded as the complainant of this case."),
    Lack.NO_CONSENT: N_("No consent to this use and this recipient is recorded."),
    Lack.REFUSED: N_("The complainant refused this use or this recipient."),
    Lack.WITHDRAWN: N_("The complainant withdrew the consent to this use."),
    Lack.ASK_AGAIN: N_("The consent was to be asked for again by now."),
    Lack.WITHOUT_NAME: N_(
        "The consent that stands doesn’t say that the name may be used."
    ),
    Lack.NOT_READ: N_("You may not read who the people of this case are."),
    Lack.NOT_RECORDED: N_("The complainant’s name is not recorded."),
    Lack.UNSETTLED: N_(
        "What is recorded of the complainant’s identity says two things: settle it."
    ),
    Lack.NOT_CHOSEN: N_("‘With the name’ is not chosen for this paper."),
}
_OF_VERDICT: Final = {
    Verdict.MISSING: Lack.NO_CONSENT,
    Verdict.REFUSED: Lack.REFUSED,
    Verdict.WITHDRAWN: Lack.WITHDRAWN,
    Verdict.ASK_AGAIN: Lack.ASK_AGAIN,
}


@dataclass(frozen=True)
class Naming:
    """What of an identity a paper prints: `fields`, none of them if something lacks.

    `person` is the complainant's id, `records` the identities that stand of them.
    """

    person: str = ""
    fields: frozenset[str] = frozenset()
    lacking: tuple[Lack, ...] = ()
    records: tuple[Sound, ...] = ()

    @property
    def printed(self) -> bool:
        """Whether the paper holds the name."""
        return bool(self.fields)

    def field(self, name: str) -> Any:  # noqa: ANN401 - a JSON value
        """Return the value of a field of the identity, None if it is not recorded."""
        return next((one.fields[name] for one in _having(self.records, name)), None)


NOT_NAMED: Final = Naming()


def naming(
    listed: Iterable[str],
    permission: Permission | None,
    records: Sequence[Sound] | None,
    *,
    chosen: bool,
) -> Naming:
    """Judge whether a paper prints who the complainant is.

    Args:
        listed: the fields of an identity that its form asks for.
        permission: what the complainant said of this use and recipient; None if there
            is no complainant.
        records: the identities that stand of them; None if whoever makes the paper may
            not read any.
        chosen: whether ‘with the name’ was chosen for this paper.
    """
    wanted = frozenset(listed)
    if not wanted:
        return Naming(lacking=(Lack.NOT_ASKED,))
    if permission is None:
        return Naming(lacking=(Lack.NOBODY,))
    lacking = [
        *_of_consent(permission),
        *_of_records(records, wanted),
        *([] if chosen else [Lack.NOT_CHOSEN]),
    ]
    if lacking or records is None:
        return Naming(permission.person, lacking=tuple(lacking))
    there = frozenset(one for one in wanted if _having(records, one))
    return Naming(permission.person, there, records=tuple(records))


def _of_consent(found: Permission) -> list[Lack]:
    if found.verdict is not Verdict.GIVEN:
        return [_OF_VERDICT[found.verdict]]
    return [] if found.with_name else [Lack.WITHOUT_NAME]


def _of_records(records: Sequence[Sound] | None, wanted: Iterable[str]) -> list[Lack]:
    if records is None:
        return [Lack.NOT_READ]
    if not _printable(_names(records)):
        return [Lack.NOT_RECORDED]
    return [Lack.UNSETTLED] if any(_torn(records, one) for one in wanted) else []


def _having(records: Iterable[Sound], field: str) -> list[Sound]:
    return [one for one in records if one.fields.get(field)]


def _torn(records: Iterable[Sound], field: str) -> bool:
    """Say whether a field was written twice, and nobody said which one holds."""
    found = _having(records, field)
    values = [one.fields[field] for one in found]
    if any(field in one.state.conflicts for one in found):
        return True
    return any(value != values[0] for value in values)


def _names(records: Iterable[Sound]) -> list[Mapping[str, str]]:
    found = _having(records, "names")
    return list(found[0].fields["names"]) if found else []


def _printable(names: Iterable[Mapping[str, str]]) -> list[Mapping[str, str]]:
    return [one for one in names if _kind(one) in PRINTED]


def _kind(name: Mapping[str, str]) -> str:
    return name.get("kind", NameKind.FULL)


def tell_identity(found: Naming, teller: Teller) -> dict[str, Facts]:
    """Return what a template reads of the complainant's identity, by the person's id.

    Nothing of a field that is not to be printed; nothing at all without the name.
    """
    if not found.printed:
        return {}
    facts: Facts = {"named": True, **_tell_names(found, teller)}
    for field in found.fields - {"names"}:
        one = _having(found.records, field)[0]
        facts[TOLD_AS[field]] = teller.facts(one)[field]
    return {found.person: facts}


TOLD_AS: Final = {"born": "born", "numbers": "documents", "address": "address"}
"""How templates call the fields of an identity but its names."""


def _tell_names(found: Naming, teller: Teller) -> Facts:
    one = _having(found.records, "names")[0]
    names = _names([one])

    def tell(*kinds: NameKind) -> Told:
        parts: list[Told | str] = []
        for kind in kinds:
            name = _fitting([each for each in names if _kind(each) == kind], teller)
            if name is not None:
                parts += [" "] * bool(parts)
                lang = _lang(name)
                if lang == _UNKNOWN and _reads(name, teller.language):
                    lang = ""
                parts.append(teller.words(one, "names", name["text"], lang))
        return told(*parts)

    family = tell(NameKind.FAMILY)
    given = tell(NameKind.GIVEN, NameKind.PATRONYMIC)
    joined = told(family, " " if family and given else NOTHING, given)
    facts: Facts = {"full_name": tell(NameKind.FULL) or joined}
    if family and given:  # one alone would tell half of a name where both are asked for
        facts |= {"family_name": family, "given_name": given}
    return facts


def _fitting(
    names: Sequence[Mapping[str, str]], teller: Teller
) -> Mapping[str, str] | None:
    """Return the name as the paper's language has it, or else as it was recorded.

    Where nobody said in which language a name is, its script decides. Nothing is
    written in other letters than it was recorded in.
    """
    language = teller.language
    for fits in (
        lambda one: _lang(one).partition("-")[0] == language,
        lambda one: _lang(one) == _UNKNOWN and _reads(one, language),
    ):
        if found := next(filter(fits, names), None):
            return found
    return names[0] if names else None


def _lang(name: Mapping[str, str]) -> str:
    return name.get("lang", _UNKNOWN)


def _reads(name: Mapping[str, str], language: str) -> bool:
    """Say whether a name stands in the letters of a language."""
    is_cyrillic = any("\u0400" <= one <= "\u04ff" for one in name["text"])
    return is_cyrillic == (language in _CYRILLIC)
