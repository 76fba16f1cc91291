"""People: who they are in the case, everything each of them said, their identity."""

from dataclasses import dataclass

import msgspec

from habeas.case.facts.people import Role
from habeas.case.fold import State
from habeas.case.reading import sound_fields
from habeas.views.accounts import Account, accounts
from habeas.views.db import Views
from habeas.views.records import RecordView, record


@dataclass(frozen=True)
class PersonLine:
    """A person in the list."""

    id: str
    pseudonym: str
    role: str
    said: int


def people(views: Views, case: str) -> list[PersonLine]:
    """Return the people of a case as recorded, with how many accounts each gave."""
    return list(views.kept(("people", case), lambda: _people(views, case)))


def _people(views: Views, case: str) -> list[PersonLine]:
    rows = views.db.all(
        "SELECT id, state, (SELECT count(*) FROM accounts"
        " WHERE speaker = records.id AND case_id = records.case_id) FROM records"
        " WHERE case_id = ? AND type = 'person' AND withdrawn = 0 ORDER BY ordinal",
        (case,),
    )
    return [_line(person, raw, said) for person, raw, said in rows]


def _line(person: str, raw: bytes, said: int) -> PersonLine:
    state = msgspec.json.decode(raw, type=State)
    fields = sound_fields("person", state.fields)
    name, role = fields.get("pseudonym", person[:8]), fields.get("role", Role.OTHER)
    return PersonLine(person, name, str(role), said)


def said_by(
    views: Views, case: str, person: str, most: int = -1, skip: int = 0
) -> list[Account]:
    """Return what this person said, in the order it was said, or so much of it."""
    with views.guard:
        rows = views.db.all(
            "SELECT claim FROM accounts WHERE case_id = ? AND speaker = ?"
            " ORDER BY said, ordinal LIMIT ? OFFSET ?",
            (case, person, most, skip),
        )
    return accounts(views, [row[0] for row in rows])


def how_much_said(views: Views, case: str, person: str) -> int:
    """Return how many accounts this person gave."""
    with views.guard:
        ((count,),) = views.db.all(
            "SELECT count(*) FROM accounts WHERE case_id = ? AND speaker = ?",
            (case, person),
        )
    return int(count)


def identities(views: Views, case: str, person: str = "") -> list[RecordView]:
    """Return the identity records of a person, or of everybody in the case."""
    with views.guard:
        rows = views.db.all(
            "SELECT id FROM records WHERE case_id = ? AND type = 'identity'"
            " AND withdrawn = 0 AND (subject = ? OR ? = '') ORDER BY ordinal",
            (case, person, person),
        )
    return [record(views, case, row[0]) for row in rows]


def protected_ever(
    views: Views, case: str
) -> list[tuple[str, list[dict[str, object]]]]:
    """Return per person every value any identity record that stands ever held.

    A name corrected yesterday must not leak today: an old name is still a name. What
    was wrong from the start is withdrawn, and counts no more.
    """
    with views.guard:
        rows = views.db.all(
            "SELECT subject, state FROM records WHERE case_id = ? AND type = 'identity'"
            " AND withdrawn = 0 ORDER BY ordinal",
            (case,),
        )
    return [
        (
            subject,
            [
                sound_fields("identity", _filled(one.fields))
                for one in msgspec.json.decode(state, type=State).history
            ],
        )
        for subject, state in rows
    ]


def _filled(fields: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value is not None}
