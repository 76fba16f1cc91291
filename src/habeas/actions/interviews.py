"""Many contacts of one day at once: what they share, and a line for each person."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from habeas.actions.desk import Desk
from habeas.actions.drafting import New
from habeas.actions.record import put_all
from habeas.case.facts.contacts import CONTACT, Outcome
from habeas.case.forms import read_form
from habeas.errors import BadInputError, HabeasError, NotFoundError
from habeas.views.records import find
from habeas.words import N_

PARTS = ("person", "outcome", "time", "lasted", "words")
"""What a line says, between bars; all but the first may be left out."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_CLOCK = re.compile(r"([01]?\d|2[0-3]):[0-5]\d")
_ADVICE = N_("Write each as: person | outcome | 14:30 | minutes | what happened")


class LineError(BadInputError):
    """A line that cannot be used, with its number; nothing was recorded."""

    def __init__(self, line: int, inner: HabeasError) -> None:
        super().__init__(inner.what, advice=inner.advice, **inner.params)
        self.line = line

    def say(self, translate: Callable[[str], str] = N_) -> tuple[str, str]:
        """Return (sentence with the line, next step)."""
        what, advice = super().say(translate)
        told = translate(N_("Line {line}: {what} Nothing was recorded."))
        return told.format(line=self.line, what=what), advice


@dataclass(frozen=True)
class Day:
    """What all contacts of the day share, as a form holds it.

    `role`: who is not recorded yet is recorded with it; '' refuses them. `language` is
    that of the words.
    """

    form: Mapping[str, Sequence[str]]
    language: str
    role: str = ""
    compartment: str = ""


def record_day(desk: Desk, case: str, day: Day, lines: Sequence[str]) -> list[str]:
    """Record a contact for each line that is not empty; all of them or none.

    Returns the ids of the contacts, in the order of the lines.

    Raises:
        BadInputError: a line (LineError) or what they share cannot be used.
        StorageError: the disk refused; nothing was recorded.
    """
    newcomers: dict[str, New] = {}
    contacts: list[New] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            fields = _fields(desk, case, day, (line, newcomers))
        except HabeasError as error:
            raise LineError(number, error) from None
        contacts.append(New(CONTACT.name, fields, day.compartment))
    if not contacts:
        raise BadInputError(N_("There is no line to record."), advice=_ADVICE)
    put_all(desk, case, [*newcomers.values(), *contacts])
    return [one.id for one in contacts]


def _fields(
    desk: Desk, case: str, day: Day, told: tuple[str, dict[str, New]]
) -> dict[str, Any]:
    line, newcomers = told
    parts = [one.strip() for one in line.split("|", len(PARTS) - 1)]
    said = dict(zip(PARTS, [*parts, *[""] * (len(PARTS) - len(parts))], strict=True))
    outcome = said["outcome"] or Outcome.HELD
    if outcome not in list(Outcome):
        raise BadInputError(
            N_("‘{word}’ is no outcome."),
            advice=N_("Use one of: {choices}."),
            word=outcome[:20],
            choices=", ".join(Outcome),
        )
    form = {
        **day.form,
        "person": [_person(desk, case, day, (said["person"], newcomers))],
        "outcome": [str(outcome)],
        "when": [at_time("".join(day.form.get("when", ())), said["time"])],
        "lasted": [said["lasted"]],
        "words": [said["words"]],
    }
    return read_form(CONTACT, form, day.language)


def _person(desk: Desk, case: str, day: Day, named: tuple[str, dict[str, New]]) -> str:
    name, newcomers = named
    if not name:
        raise BadInputError(N_("It names no person."), advice=_ADVICE)
    try:
        return find(desk.views, case, "person", name)
    except NotFoundError:
        if not day.role:
            raise
    fields = {"pseudonym": name, "role": day.role}
    return newcomers.setdefault(name.casefold(), New("person", fields)).id


def at_time(day: str, time: str) -> str:
    """Return a day with a time of day, both as typed; the day alone without a time.

    Raises:
        BadInputError: it is no time of day, or what it is added to is no day.
    """
    if not time:
        return day
    if not _CLOCK.fullmatch(time):
        raise BadInputError(
            N_("‘{time}’ is no time of day."),
            advice=N_("Write it as 14:30, or leave it out."),
            time=time[:20],
        )
    if not _DAY.fullmatch(day):
        raise BadInputError(
            N_("A time of day needs a day: ‘{day}’ is none."),
            advice=N_("Give the day as 2026-06-02."),
            day=day[:20],
        )
    return f"{day}T{time.zfill(5)}"
