"""Signs of life of each person in a case: contacts, and letters that arrived."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from habeas.case.dates import stretch
from habeas.case.facts.contacts import Form, Outcome, Privacy
from habeas.case.facts.letters import LetterStep
from habeas.case.reached import SPOKEN
from habeas.case.silence import Sign
from habeas.views.custody import edtf_of, told_on
from habeas.views.db import Views
from habeas.views.records import Sound, records, states

_CONTACTED = {"person", "form", "outcome"}
_LAID_DOWN = frozenset({LetterStep.WRITTEN, LetterStep.HANDED_IN})
_REACHED = frozenset({Outcome.HELD, Outcome.CUT_SHORT})
_DATED = frozenset({"when", "outcome", "step"})


def signs_of(views: Views, case: str) -> Mapping[str, Sequence[Sign]]:
    """Return what is recorded of each person, by their id, in any order.

    Attempts are among them: what counts is for a rule to say.
    """
    found: Mapping[str, Sequence[Sign]] = views.kept(
        ("signs", case), lambda: _signs(views, case)
    )
    return found


def last_contact(views: Views, case: str, person: str, now: datetime) -> str:
    """Return the latest date on which somebody spoke with the person, '' if nobody did.

    With `person` '' with anybody in the case. Of a vague date its first day counts, as
    for a silence.
    """
    signs = signs_of(views, case)
    several = [person] if person else list(signs)
    days: list[tuple[date, str]] = [
        (day, sign.when)
        for one in several
        for sign in signs.get(one, ())
        if sign.form in SPOKEN and sign.outcome in _REACHED
        if (day := stretch(sign.when).first) and day <= now.date()
    ]
    return max(days)[1] if days else ""


def _signs(views: Views, case: str) -> dict[str, list[Sign]]:
    found: dict[str, list[Sign]] = defaultdict(list)
    lines = records(views, case, "contact")
    for one in states(views, [line.id for line in lines]).values():
        if set(one.fields) >= _CONTACTED:
            found[one.fields["person"]].append(_contact(one))
    for sign in _letters(views, case):
        found[sign.person].append(sign)
    return dict(found)


def _contact(one: Sound) -> Sign:
    fields, privacy = one.fields, one.fields.get("privacy")
    return Sign(
        id=one.id,
        person=fields["person"],
        recorded=told_on(one, _DATED),
        when=edtf_of(fields.get("when")),
        form=Form(fields["form"]),
        outcome=Outcome(fields["outcome"]),
        privacy=Privacy(privacy) if privacy else None,
    )


def _letters(views: Views, case: str) -> Iterator[Sign]:
    """Return the letters that arrived, as signs of life of the day they were laid down.

    Of the day on which they came, if nobody knows when they were written.
    """
    lines = records(views, case, "letter_step")
    steps: dict[str, list[Sound]] = defaultdict(list)
    for one in states(views, [line.id for line in lines]).values():
        if set(one.fields) >= {"letter", "step"}:
            steps[one.fields["letter"]].append(one)
    letters = records(views, case, "letter")
    for letter in states(views, [line.id for line in letters]).values():
        sign = _arrived(letter, steps.get(letter.id, []))
        if sign:
            yield sign


def _arrived(letter: Sound, steps: Sequence[Sound]) -> Sign | None:
    writer = letter.fields.get("writer")
    came = [one for one in steps if one.fields["step"] == LetterStep.RECEIVED]
    if not writer or not came:
        return None
    laid = [one for one in steps if one.fields["step"] in _LAID_DOWN]
    dated = _by_day(laid) or _by_day(came)
    if not dated:
        return None
    first = dated[0]
    return Sign(first.id, writer, told_on(first, _DATED), edtf_of(first.fields["when"]))


def _by_day(steps: Sequence[Sound]) -> list[Sound]:
    dated = [
        (day, one.id, one)
        for one in steps
        if (day := stretch(edtf_of(one.fields.get("when"))).first)
    ]
    return [one for _, _, one in sorted(dated, key=lambda found: found[:2])]
