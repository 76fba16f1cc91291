"""What those whose case it is agreed to, for whatever is about to leave."""

from collections.abc import Iterable

from habeas.actions.desk import Desk
from habeas.case.facts.consent import Answer, Use
from habeas.case.fold import begun
from habeas.case.rules.consent import Permission, permission
from habeas.views.cases import case_head
from habeas.views.records import RecordView, record, records


def permissions(
    desk: Desk, case: str, use: Use, recipient: str, others: Iterable[str] = ()
) -> tuple[Permission, ...]:
    """Judge a use for every complainant of a case, and for these other people."""
    head = case_head(desk.views, case)
    people = {*others, head.subject} - {""}
    for line in records(desk.views, case, "person"):
        if record(desk.views, case, line.id).fields.get("role") == "complainant":
            people.add(line.id)
    lines = records(desk.views, case, "consent")
    found = [record(desk.views, case, line.id) for line in lines]
    found.sort(key=lambda one: begun(one.state))  # not as they happened to arrive
    answers = [one.fields for one in found if not _reaches_too_far(one)]
    today = desk.clock.now().date()
    return tuple(
        permission(answers, one, use, recipient, today) for one in sorted(people)
    )


def _reaches_too_far(one: RecordView) -> bool:
    """Say whether a consent was given with a limit that cannot be read here.

    A recipient in a form of another program would be none, and so any; a field of a
    newer version may limit it in a way that this one does not know.
    """
    return one.fields.get("answer") == Answer.GIVEN and bool(one.strange)
