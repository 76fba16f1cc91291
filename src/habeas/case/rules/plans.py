"""What a plan and an answer to an alarm must say, so that nothing falls silent."""

from collections.abc import Mapping
from typing import Any

from habeas.case.facts.plans import Answer
from habeas.case.silence import MOST_DAYS
from habeas.errors import BadInputError
from habeas.words import N_


def check_plan(fields: Mapping[str, Any]) -> None:
    """Refuse a rhythm of no days, or of more than ten years.

    Raises:
        BadInputError: as it says.
    """
    _check_days(fields.get("every"), "every")


def check_escalation(fields: Mapping[str, Any]) -> None:
    """Refuse a step on a day that no silence reaches.

    Raises:
        BadInputError: as it says.
    """
    _check_days(fields.get("day"), "day")


def check_alarm(fields: Mapping[str, Any]) -> None:
    """Refuse an answer that does not say what was done, or until when.

    Raises:
        BadInputError: as it says.
    """
    answer = fields.get("answer")
    if answer == Answer.DONE and not fields.get("step"):
        raise BadInputError(
            N_("It is not said which step of the plan was done."),
            advice=N_("Choose the step. Whatever else was done, record as tried."),
            field="step",
        )
    if answer == Answer.PAUSED and not fields.get("until"):
        raise BadInputError(
            N_("It is not said until when the alarm is paused."),
            advice=N_("Fill in the day. Until then the days are counted all the same."),
            field="until",
        )


def _check_days(days: object, name: str) -> None:
    if isinstance(days, int) and not 1 <= days <= MOST_DAYS:
        raise BadInputError(
            N_("The number of days must be from 1 to {most}."),
            advice=N_("For no alarm, leave the days of a plan empty."),
            most=MOST_DAYS,
            field=name,
        )
