"""The protected values of a case, as the leak check searches for them."""

from collections.abc import Iterable

from habeas.actions.desk import Desk
from habeas.errors import Word
from habeas.papers.leaks.errors import NameStandsError
from habeas.papers.leaks.protected import Part, Protected, ProtectedName
from habeas.papers.leaks.scan import Scanner, unsearchable
from habeas.views.people import protected_ever
from habeas.views.records import record
from habeas.words import N_


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
            ProtectedName(one["text"], Part(one.get("kind", Part.FULL)))
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


def refuse_names(desk: Desk, case: str, text: str, where: str, advice: str) -> None:
    """Refuse a paper in whose text a protected value stands.

    `where` is a message id: 'in the letter'.

    Raises:
        NameStandsError: names the person by the pseudonym, and nothing else.
    """
    hit = next(Scanner(protected(desk, case)).scan_text(text), None)
    if hit is not None:
        raise name_stands(desk, case, hit.record, where, advice)


def name_stands(
    desk: Desk, case: str, person: str, where: str, advice: str
) -> NameStandsError:
    """Return the refusal of what holds a protected value of this person.

    It names them by the pseudonym.
    """
    return NameStandsError(
        N_("A protected name, date or number of {person} stands {where}."),
        advice=advice,
        person=record(desk.views, case, person).title,
        where=Word(where),
    )


def unsearched(desk: Desk, case: str) -> bool:
    """Say whether some protected values are too short or too vague to be searched."""
    return bool(unsearchable(protected(desk, case)))
