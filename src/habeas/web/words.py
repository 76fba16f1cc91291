"""Words for the values that records hold, handed to the templates by name."""

from collections.abc import Callable, Mapping
from typing import Any

from habeas.actions.danger import OUT, OUT_ADVICE
from habeas.case.batch import OUTCOME_WORDS
from habeas.case.compartments import COMPARTMENT_WORDS
from habeas.case.dues import SORT_WORDS
from habeas.case.facts.access import LOOK_WORDS
from habeas.case.facts.annotations import SHAPE_WORDS
from habeas.case.facts.claims import (
    BASIS_WORDS,
    CREDIBILITY_WORDS,
    RELIABILITY_WORDS,
    STANCE_WORDS,
)
from habeas.case.facts.consent import ANSWER_WORDS, HOW_WORDS, USE_WORDS
from habeas.case.facts.contacts import (
    FORM_WORDS,
    PRIVACY_WORDS,
    WRITTEN_WORDS,
)
from habeas.case.facts.contacts import OUTCOME_WORDS as CONTACT_WORDS
from habeas.case.facts.decay import CHANNEL_WORDS, MATTER_WORDS, STEP_WORDS
from habeas.case.facts.exhibits import EVENT_WORDS, THING_WORDS
from habeas.case.facts.letters import ADDRESSEE_WORDS, LETTER_STEP_WORDS
from habeas.case.facts.people import ROLE_WORDS
from habeas.case.facts.plans import ANSWER_WORDS as ALARM_WORDS
from habeas.case.facts.plans import COUNTING_WORDS
from habeas.case.facts.registry import RECORDS
from habeas.case.facts.risks import HARM_WORDS, LEVEL_WORDS
from habeas.case.facts.timestamps import SCHEME_WORDS
from habeas.case.register_rows import NEXT_WORDS, PROBLEM_WORDS
from habeas.case.retaliation import PROTECTED_WORDS
from habeas.case.rules.records import UNCHANGED
from habeas.case.values import KNOWN_WORDS, NAME_WORDS
from habeas.views.alarm_words import ALERT_WORDS
from habeas.views.countdown import STATE_WORDS
from habeas.views.letters import PLACE_WORDS
from habeas.views.records import RecordLine, RecordView
from habeas.web.proceeding_words import proceeding_words
from habeas.words import N_

ACT_WORDS = {
    "put": N_("recorded"),
    "correct": N_("corrected"),
    "withdraw": N_("withdrawn"),
}


HANDS = {
    "received": "download",
    "handed": "hands",
    "moved": "arrow",
    "opened": "opened",
    "sampled": "opened",
    "sent": "parcel",
    "examined": "lens",
    "returned": "undo",
    "presented": "court",
    "destroyed": "cross",
    "lost": "cross",
}
"""The drawing that stands for each custody event."""
SANDS = {
    "any_day": "alert",
    "running": "hourglass",
    "open": "eye",
    "past": "undo",
    "said_lost": "quote",
    "never": "quote",
    "found_lost": "cross",
    "secured": "checked",
}
"""The drawing that stands for how something that is being lost stands."""
SORTS_DRAWN = {
    "silence": "hidden",
    "deadline": "clock",
    "decay": "hourglass",
    "hearing": "court",
    "contact": "people",
    "reply": "mail",
    "sending": "mail",
    "review": "undo",
    "unread": "alert",
}
"""The drawing that stands for each sort of what has its time."""
STEPS_DRAWN = {
    "asked": "mail",
    "reminded": "mail",
    "promised": "quote",
    "refused": "cross",
    "silence": "hourglass",
    "secured": "checked",
    "said_lost": "quote",
    "found_lost": "cross",
    "never": "quote",
}
"""The drawing that stands for each step of preservation."""
ACTS_DRAWN = {
    "complaint": "mail",
    "letter": "mail",
    "contact": "people",
    "monitors": "eye",
    "statement": "quote",
    "filed": "court",
    "other": "incident",
}
"""The drawing that stands for each kind of protected act."""
ALERTS_DRAWN = {
    "silent": "alert",
    "paused": "hourglass",
    "explained": "quote",
    "quiet": "checked",
    "none": "info",
    "ended": "info",
}
"""The drawing that stands for how a plan of contact stands."""
PLACES_DRAWN = {
    "answered": "checked",
    "received": "download",
    "never": "cross",
    "returned": "undo",
    "sent": "mail",
    "carried": "hands",
    "handed_in": "hourglass",
    "not_taken": "cross",
    "written": "pen",
    "unknown": "info",
}
"""The drawing that stands for where a letter is."""
LETTER_STEPS_DRAWN = {
    "written": "pen",
    "handed_in": "hands",
    "not_taken": "cross",
    "carried": "arrow",
    "opened": "opened",
    "sent": "mail",
    "returned": "undo",
    "received": "download",
    "answered": "checked",
    "not_received": "alert",
}
"""The drawing that stands for each step of a letter."""


def called(one: RecordLine | RecordView, gettext: Callable[[str], str]) -> str:
    """Return what a record is called in a list; if a choice says it, in words."""
    kind = RECORDS.get(one.type)
    spec = kind.spec(kind.title) if kind else None
    words = spec.ask.words.get(one.title) if spec else None
    return gettext(words) if words else one.title


def _plain(words: Mapping[Any, str]) -> dict[str, str]:
    return {str(key): word for key, word in words.items()}


def for_templates() -> dict[str, dict[str, Any]]:
    """Return the word lists as templates name them: each a message id, for |tr."""
    return {
        "STANCES": _plain(STANCE_WORDS),
        "ROLES": _plain(ROLE_WORDS),
        "BASES": _plain(BASIS_WORDS),
        "RELIABILITY": _plain(RELIABILITY_WORDS),
        "CREDIBILITY": _plain(CREDIBILITY_WORDS),
        "USES": _plain(USE_WORDS),
        "ANSWERS": _plain(ANSWER_WORDS),
        "HOWS": _plain(HOW_WORDS),
        "THINGS": _plain(THING_WORDS),
        "EVENTS": _plain(EVENT_WORDS),
        "HANDS": HANDS,
        "OUTCOMES": _plain(OUTCOME_WORDS),
        "MATTERS": _plain(MATTER_WORDS),
        "STEPS": _plain(STEP_WORDS),
        "CHANNELS": _plain(CHANNEL_WORDS),
        "STATES": _plain(STATE_WORDS),
        "SANDS": SANDS,
        "STEPS_DRAWN": STEPS_DRAWN,
        **_of_the_clock(),
        "SCHEMES": _plain(SCHEME_WORDS),
        "LOOKS": _plain(LOOK_WORDS),
        "SHAPES": _plain(SHAPE_WORDS),
        "KNOWN": _plain(KNOWN_WORDS),
        "NAMES": _plain(NAME_WORDS),
        "COMPARTMENTS": dict(COMPARTMENT_WORDS),
        "ACTS": ACT_WORDS,
        "KINDS": dict(RECORDS),
        "OUT": {"what": OUT, "advice": OUT_ADVICE},
        "UNCHANGED": dict.fromkeys(UNCHANGED, ""),
    }


def _of_the_clock() -> dict[str, dict[str, Any]]:
    """Return those of registers, risks, alarms, contacts, letters and proceedings."""
    return {
        "PROBLEMS": _plain(PROBLEM_WORDS),
        "NEXTS": _plain(NEXT_WORDS),
        "HARMS": _plain(HARM_WORDS),
        "LEVELS": _plain(LEVEL_WORDS),
        "PROTECTED": _plain(PROTECTED_WORDS),
        "ACTS_DRAWN": ACTS_DRAWN,
        "ALERTS": _plain(ALERT_WORDS),
        "ALERTS_DRAWN": ALERTS_DRAWN,
        "ALARMS": _plain(ALARM_WORDS),
        "COUNTINGS": _plain(COUNTING_WORDS),
        "SORTS": _plain(SORT_WORDS),
        "SORTS_DRAWN": SORTS_DRAWN,
        "FORMS": _plain(FORM_WORDS),
        "CONTACTS": _plain(CONTACT_WORDS),
        "WRITTEN": _plain(WRITTEN_WORDS),
        "PRIVACY": _plain(PRIVACY_WORDS),
        "ADDRESSEES": _plain(ADDRESSEE_WORDS),
        "LETTER_STEPS": _plain(LETTER_STEP_WORDS),
        "LETTER_STEPS_DRAWN": LETTER_STEPS_DRAWN,
        "PLACES": _plain(PLACE_WORDS),
        "PLACES_DRAWN": PLACES_DRAWN,
        **proceeding_words(),
    }
