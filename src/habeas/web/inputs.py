"""Form inputs from a record's schema: what each field asks, offers and holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from habeas.actions.desk import Desk
from habeas.case.facts.people import Role
from habeas.case.facts.registry import RECORDS
from habeas.case.schema import FieldSpec, Kind, RecordType
from habeas.languages import translations
from habeas.views.custody import edtf_of
from habeas.views.records import counts, latest, states
from habeas.views.spoken import edtf_words
from habeas.web.ask import Ask
from habeas.web.dates import locale_of
from habeas.web.newcomers import Newcomer, typed

_ABOUT_ANY = ("incident", "person", "document", "exhibit", "claim")
OFFERED = 100
"""Records of one kind that a form offers: the newest, and what is chosen already."""
_CHOSEN_ONLY = frozenset({"answers"})
"""What is chosen on another page: a form offers nothing else, and hides it if empty."""
_FIRST = {str(Role.COMPLAINANT): 0, str(Role.WITNESS): 1}


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a select or one box of a set."""

    value: str
    word: str
    chosen: bool
    translate: bool = False


@dataclass(frozen=True, slots=True)
class Input:
    """One field as a form shows it; `values` is what it holds now."""

    spec: FieldSpec
    values: tuple[str, ...]
    lang: str
    known: str
    note: str
    choices: tuple[Choice, ...] = ()
    newcomers: tuple[Newcomer, ...] = ()
    """What was typed for those who are not among the choices, place by place."""
    fresh: bool = False
    """Whether somebody new may be named here."""
    more: bool = False
    """Whether the case has more to choose from than is offered."""

    @property
    def filled(self) -> bool:
        """Whether something was typed or chosen here."""
        return any(self.values) or any(new.name for new in self.newcomers)

    @property
    def value(self) -> str:
        """The first value, '' if there is none."""
        return self.values[0] if self.values else ""


def inputs_of(
    desk: Desk,
    kind: RecordType,
    filled: Mapping[str, Sequence[str]],
    ask: Ask,
    *,
    fresh: bool = True,
) -> list[Input]:
    """Return the inputs of a record type, filled with what was typed or stands.

    `fresh` says whether people may be named who are not recorded yet.
    """
    return [
        replace(_input(desk, spec, filled, ask), fresh=fresh)
        for spec in kind.fields
        if spec.ask.form and (spec.name not in _CHOSEN_ONLY or filled.get(spec.name))
    ]


def _input(
    desk: Desk, spec: FieldSpec, filled: Mapping[str, Sequence[str]], ask: Ask
) -> Input:
    values = tuple(filled.get(spec.name, ()))
    return Input(
        spec=spec,
        values=values,
        lang=_first(filled, f"{spec.name}.lang") or ask.language,
        known=_first(filled, f"{spec.name}.known"),
        note=_first(filled, f"{spec.name}.note"),
        choices=_choices(desk, ask, spec, values),
        newcomers=typed(spec, filled, values),
        more=_left_out(desk, ask.path.get("case", ""), spec),
    )


def _choices(
    desk: Desk, ask: Ask, spec: FieldSpec, values: Sequence[str]
) -> tuple[Choice, ...]:
    case = ask.path.get("case", "")
    if spec.ask.kind is Kind.CHOICE:
        return tuple(
            Choice(str(value), word, str(value) in values, translate=True)
            for value, word in spec.ask.words.items()
        )
    if spec.ask.kind not in (Kind.REF, Kind.REFS) or not case:
        return ()
    kinds = _kinds(spec)
    found = {
        line.id: Choice(line.id, line.title, line.id in values)
        for kind in (() if spec.name in _CHOSEN_ONLY else kinds)
        for line in latest(desk.views, case, kind, _most(kind))[::-1]
    }
    if "exhibit" in kinds and spec.ask.to != "*":  # two grey T-shirts are told apart
        for one in states(desk.views, list(found)).values():
            word = f"{one.fields.get('number', '?')}. {one.title}"
            found[one.id] = replace(found[one.id], word=word)
    for one in states(desk.views, [one for one in values if one not in found]).values():
        if one.case == case and one.type in kinds and not one.state.withdrawn:
            found[one.id] = Choice(one.id, one.title, chosen=True)
    if any(kind.endswith("_step") for kind in kinds):
        found = _steps(desk, found, ask.language)
    rank = _ranks(desk, list(found)) if spec.name == "person" else {}
    return tuple(
        sorted(
            found.values(),
            key=lambda one: (_place(values, one.value), rank.get(one.value, 0)),
        )
    )


def _ranks(desk: Desk, people: Sequence[str]) -> dict[str, int]:
    """Put first who may be in custody: those who complain, then those who saw it."""
    return {
        one.id: _FIRST.get(str(one.fields.get("role", "")), len(_FIRST))
        for one in states(desk.views, people).values()
    }


def _steps(desk: Desk, found: Mapping[str, Choice], language: str) -> dict[str, Choice]:
    """Call steps by what they are and their day: one of many hearings is meant."""
    gettext = translations(language).gettext
    called = dict(found)
    for one in states(desk.views, list(found)).values():
        kind = RECORDS[one.type]
        spec = kind.spec(kind.title)
        word = gettext(spec.ask.words.get(one.title, one.title)) if spec else one.title
        day = edtf_words(edtf_of(one.fields.get("when")), locale_of(language), gettext)
        called[one.id] = replace(found[one.id], word=f"{word}, {day}")
    return called


def _left_out(desk: Desk, case: str, spec: FieldSpec) -> bool:
    """Say whether there is more to choose from than is offered."""
    if spec.ask.kind not in (Kind.REF, Kind.REFS) or not case:
        return False
    if spec.name in _CHOSEN_ONLY:
        return False
    standing = counts(desk.views, case)
    return any(standing.get(kind, 0) > _most(kind) > 0 for kind in _kinds(spec))


def _kinds(spec: FieldSpec) -> tuple[str, ...]:
    return _ABOUT_ANY if spec.ask.to == "*" else spec.ask.aims


def _most(kind: str) -> int:
    """Return how many are offered: of people all, for they have no page to begin on."""
    return -1 if kind == "person" else OFFERED


def _place(values: Sequence[str], value: str) -> int:
    """Put what is chosen first, in its own order: it may mean something ('via')."""
    return values.index(value) if value in values else len(values)


def _first(filled: Mapping[str, Sequence[str]], name: str) -> str:
    values = filled.get(name, ())
    return values[0] if values else ""
