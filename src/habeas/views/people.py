"""People: who they are in the case, everything each of them said, their identity."""

from dataclasses import dataclass

import msgspec

from habeas.case.fold import State
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
    with views.guard:
        rows = views.db.execute(
            "SELECT id, state, (SELECT count(*) FROM accounts"
            " WHERE speaker = records.id AND case_id = records.case_id) FROM records"
            " WHERE case_id = ? AND type = 'person' AND withdrawn = 0 ORDER BY ordinal",
            (case,),
        ).fetchall()
    found = []
    for person, state, said in rows:
        fields = msgspec.json.decode(state, type=State).fields
        found.append(PersonLine(person, fields["pseudonym"], fields["role"], said))
    return found


def said_by(views: Views, case: str, person: str) -> list[Account]:
    """Return everything this person said, in the order it was said."""
    with views.guard:
        rows = views.db.execute(
            "SELECT claim FROM accounts WHERE case_id = ? AND speaker = ?"
            " ORDER BY said, ordinal",
            (case, person),
        ).fetchall()
    return accounts(views, [row[0] for row in rows])


def identities(views: Views, case: str, person: str = "") -> list[RecordView]:
    """Return the identity records of a person, or of everybody in the case."""
    with views.guard:
        rows = views.db.execute(
            "SELECT id FROM records WHERE case_id = ? AND type = 'identity'"
            " AND withdrawn = 0 AND (subject = ? OR ? = '') ORDER BY ordinal",
            (case, person, person),
        ).fetchall()
    return [record(views, case, row[0]) for row in rows]


def protected_ever(
    views: Views, case: str
) -> list[tuple[str, list[dict[str, object]]]]:
    """Return per person every value any identity record ever held, withdrawn or not.

    A name corrected or withdrawn yesterday must not leak today.
    """
    with views.guard:
        rows = views.db.execute(
            "SELECT subject, state FROM records WHERE case_id = ? AND type = 'identity'"
            " ORDER BY ordinal",
            (case,),
        ).fetchall()
    return [
        (
            subject,
            [one.fields for one in msgspec.json.decode(state, type=State).history],
        )
        for subject, state in rows
    ]
