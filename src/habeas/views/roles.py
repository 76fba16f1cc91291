"""What the people of a case may do by the law of the place: entry and letters."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from habeas.case.chain import Party
from habeas.case.facts.people import Role
from habeas.law.packs import Pack, packs
from habeas.law.terms import Exclusion, Words
from habeas.law.terms import Role as Lawful
from habeas.views.cases import case_law
from habeas.views.db import Views
from habeas.views.records import records, states

_IN_LAW: Final = {
    Role.COUNSEL: "advocate",
    Role.MONITOR: "npm_participant",
    Role.RELATIVE: "relative",
}
"""What a role of the case is called in a pack. Counsel is taken for an advocate."""


@dataclass(frozen=True)
class Clash:
    """Two roles that one person may not hold, with the article."""

    exclusion: Exclusion
    article: Words
    roles: tuple[Lawful, ...]


@dataclass(frozen=True)
class Held:
    """A person with the rights of each role that they are reported in."""

    person: Party
    rights: tuple[Lawful, ...]
    clash: Clash | None


def roles(views: Views, case: str) -> tuple[Held, ...]:
    """Return the people whose role has rights in the law of the case, as recorded."""
    return views.kept(("roles", case), lambda: tuple(_all(views, case)))


def role_of(views: Views, case: str, person: str) -> Held | None:
    """Return one of them, None if the law of the case says nothing of their role."""
    return next((one for one in roles(views, case) if one.person.id == person), None)


def _all(views: Views, case: str) -> Iterator[Held]:
    pack = packs().get(case_law(views, case))
    if pack is None:
        return
    lines = records(views, case, "person")
    found = states(views, [line.id for line in lines])
    for line in lines:
        names = _names(found[line.id].fields)
        rights = tuple(pack.roles[name] for name in names if name in pack.roles)
        if rights:
            clash = _clash(pack, names)
            yield Held(Party(line.id, line.title or line.id[:8]), rights, clash)


def _names(fields: Mapping[str, str]) -> list[str]:
    held = (fields.get("role", ""), fields.get("also", ""))
    names = [_IN_LAW.get(Role(one), "") for one in held if one]
    return list(dict.fromkeys(name for name in names if name))


def _clash(pack: Pack, names: list[str]) -> Clash | None:
    if len(names) < 2:  # noqa: PLR2004 - two roles
        return None
    found = pack.excluded(names[0], names[1])
    if found is None:
        return None
    both = tuple(pack.roles[name] for name in names if name in pack.roles)
    return Clash(found, pack.latest(found.rule).article, both)
