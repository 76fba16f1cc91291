"""The letter that asks for something to be preserved, searched for protected names."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from habeas.actions.desk import Desk
from habeas.actions.protected import refuse_names
from habeas.errors import BadInputError
from habeas.languages import LANGUAGES, translations
from habeas.papers.letter import (
    EARLIER,
    About,
    Earlier,
    Letter,
    Say,
    Typed,
    as_text,
    compose,
)
from habeas.views.custody import edtf_of, words_of
from habeas.views.decay import LosingView, losing_one
from habeas.views.spoken import edtf_words
from habeas.words import N_

_TYPE_IT = N_(
    "Correct the record or the field where it stands. If the addressee must know the"
    " name, type it as the name of the person concerned."
)
LONGEST = 2000
"""Letters of what is typed in one field of a letter."""


def preservation_letter(
    desk: Desk, case: str, perishable: str, typed: Typed, language: str
) -> Letter:
    """Write the letter for something that is being lost; nothing is recorded.

    All of it is searched for protected names, dates and numbers but what was typed as
    the name of the person concerned: that stands there because somebody chose so.

    Raises:
        NotFoundError: no such record in this case.
        BadInputError: the language is none of ours, or too much was typed.
        RefusedError: a protected value stands in it.
    """
    if language not in LANGUAGES:
        raise BadInputError(
            N_("There is no letter in the language ‘{language}’."),
            advice=N_("Use one of: {choices}."),
            language=language[:20],
            choices=", ".join(LANGUAGES),
        )
    if any(len(one) > LONGEST for one in _words(typed)):
        raise BadInputError(
            N_("One of the fields holds more than {most} letters."), most=LONGEST
        )
    now = desk.clock.now()
    found = losing_one(desk.views, case, perishable, now)
    gettext = translations(language).gettext

    def say(edtf: str) -> str:
        return edtf_words(edtf, "en_GB" if language == "en" else language, gettext)

    about = _about(found, now, gettext, say)
    bare = compose(about, replace(typed, person=""), language, say)
    refuse_names(desk, case, as_text(bare), N_("in the letter"), _TYPE_IT)
    return compose(about, typed, language, say)


def _words(typed: Typed) -> tuple[str, ...]:
    lines = (typed.to, typed.person, typed.sender, typed.answer_to, typed.number)
    return (*lines, "\n".join(typed.annexes))


def _about(found: LosingView, now: datetime, gettext: Say, say: Say) -> About:
    fields, span = found.view.fields, found.losing.standing.span
    return About(
        what=found.losing.what,
        matter=found.losing.matter,
        where=words_of(fields.get("where")),
        when=edtf_of(fields.get("when")),
        by=span.earliest.date() if span else None,
        basis=_basis(found, gettext, say),
        general=span.general if span else False,
        past=span is not None and span.earliest <= now.replace(tzinfo=None),
        earlier=tuple(
            Earlier(deed.step, deed.when, _mark(found.steps[deed.id].fields))
            for deed in found.losing.standing.deeds
            if deed.step in EARLIER and deed.when
        ),
    )


def _basis(found: LosingView, gettext: Say, say: Say) -> str:
    """Return who says for how long it is kept: whoever gave the smallest number."""
    fields, deeds = found.view.fields, found.losing.standing.deeds
    said = [one for one in deeds if one.days is not None and one.when]
    if "ends" in fields:
        return ""
    least = min((one.days for one in said if one.days is not None), default=None)
    own = fields.get("days")
    if least is None or (own is not None and own <= least):
        return words_of(fields.get("days_source"))
    day = next(one.when for one in said if one.days == least)
    return gettext(N_("the answer of {day}")).format(day=say(day))


def _mark(fields: Mapping[str, Any]) -> str:
    return str(fields.get("mark", ""))
