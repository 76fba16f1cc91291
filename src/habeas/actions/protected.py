"""The protected values of a case, as the leak check searches for them."""

from collections.abc import Iterable

from habeas.actions.desk import Desk
from habeas.papers.leaks.protected import Part, Protected, ProtectedName
from habeas.views.people import protected_ever
from habeas.views.records import record


def protected(desk: Desk, case: str) -> tuple[Protected, ...]:
    """Return every protected value of the case, as a standing identity ever held it."""
    found: list[Protected] = []
    for person, versions in protected_ever(desk.views, case):
        found.extend(_protected(person, fields) for fields in versions)
    return tuple(one for one in found if one.names or one.born or one.numbers)


def _protected(person: str, fields: dict[str, object]) -> Protected:
    names = fields.get("names") or []
    numbers = fields.get("numbers") or []
    born = fields.get("born")
    return Protected(
        record=person,
        names=tuple(
            ProtectedName(one["text"], Part(one["kind"]))
            for one in (names if isinstance(names, list) else [])
        ),
        born=str(born.get("edtf", "")) if isinstance(born, dict) else "",
        numbers=tuple(numbers) if isinstance(numbers, list) else (),
    )


def allowed(desk: Desk, case: str, names: Iterable[str]) -> frozenset[ProtectedName]:
    """Return the names of these identities, which somebody chose to disclose."""
    return frozenset(
        name
        for one in names
        for name in _protected("", dict(record(desk.views, case, one).fields)).names
    )
