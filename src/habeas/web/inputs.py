"""Form inputs from a record's schema: what each field asks, offers and holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from habeas.actions.desk import Desk
from habeas.case.facts.people import Role
from habeas.case.schema import FieldSpec, Kind, RecordType
from habeas.views.records import counts, latest, states
from habeas.views.steps import steps_in
from habeas.web.ask import Ask
from habeas.web.newcomers import Newcomer, typed
from habeas.web.step_words import step_words

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
        choices=_choices(desk, ask, spec, filled),
        newcomers=typed(spec, filled, values),
        more=_left_out(desk, ask.path.get("case", ""), spec),
    )


def _choices(
    desk: Desk,
    ask: Ask,
    spec: FieldSpec,
    filled: Mapping[str, Sequence[str]],
) -> tuple[Choice, ...]:
    case, values = ask.path.get("case", ""), tuple(filled.get(spec.name, ()))
    if spec.ask.kind is Kind.CHOICE:
        return tuple(
            Choice(str(value), word, str(value) in values, translate=True)
            for value, word in spec.ask.words.items()
        )
    if spec.ask.kind not in (Kind.REF, Kind.REFS) or not case:
        return ()
    kinds = _kinds(spec)
    within = _first(filled, "proceeding") if spec.name == "about" else ""
    found = _offered(desk, case, spec, within)
    for one in states(desk.views, [one for one in values if one not in found]).values():
        if one.case == case and one.type in kinds and not one.state.withdrawn:
            found[one.id] = Choice(one.id, one.title, chosen=True)
    found |= {
        one: replace(found[one], chosen=True) for one in found.keys() & set(values)
    }
    if any(kind.endswith("_step") for kind in kinds):
        called = step_words(desk, list(found), ask.language, within)
        found = {id_: replace(found[id_], word=word) for id_, word in called.items()}
    rank = _ranks(desk, list(found)) if spec.name == "person" else {}
    return tuple(
        sorted(
            found.values(),
            key=lambda one: (_place(values, one.value), rank.get(one.value, 0)),
        )
    )


def _offered(desk: Desk, case: str, spec: FieldSpec, within: str) -> dict[str, Choice]:
    """Return what may be chosen; of steps only those of the proceeding `within`."""
    kinds = _kinds(spec)
    if within and kinds == ("proceeding_step",):
        steps = states(desk.views, steps_in(desk.views, case, within)[-OFFERED:])
        return {
            one.id: Choice(one.id, one.title, chosen=False) for one in steps.values()
        }
    found = {
        line.id: Choice(line.id, line.title, chosen=False)
        for kind in (() if spec.name in _CHOSEN_ONLY else kinds)
        for line in latest(desk.views, case, kind, _most(kind))[::-1]
    }
    if "exhibit" in kinds and spec.ask.to != "*":  # two grey T-shirts are told apart
        for one in states(desk.views, list(found)).values():
            word = f"{one.fields.get('number', '?')}. {one.title}"
            found[one.id] = replace(found[one.id], word=word)
    return found


def _ranks(desk: Desk, people: Sequence[str]) -> dict[str, int]:
    """Put first who may be in custody: those who complain, then those who saw it."""
    return {
        one.id: _FIRST.get(str(one.fields.get("role", "")), len(_FIRST))
        for one in states(desk.views, people).values()
    }


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
