"""Words and drawings of proceedings and deadlines, handed to the templates by name."""

from collections.abc import Mapping
from typing import Any

from habeas.case.deadlines import (
    PROGRESS_WORDS,
    REOPENED_WORDS,
    SETTLED_WORDS,
    WHY_WORDS,
)
from habeas.case.facts.deadlines import WHOSE_WORDS
from habeas.case.facts.proceedings import (
    LAW_WORDS,
    PRESENCE_WORDS,
    RULING_WORDS,
    STEP_WORDS,
    TRACK_WORDS,
)

_SETTLED = {
    "proposed": "pen",
    "confirmed": "checked",
    "overridden": "pen",
    "set_aside": "cross",
    "added": "plus",
}
_PROGRESS = {
    "past": "alert",
    "doubtful": "alert",
    "running": "hourglass",
    "stopped": "hourglass",
    "endless": "clock",
    "met": "info",
    "done_late": "tick",
    "done_unsure": "tick",
    "done": "checked",
    "aside": "cross",
}
_STEPS = {
    "filed": "mail",
    "handed_in": "hands",
    "received": "download",
    "registered": "sheet",
    "forwarded": "arrow",
    "hearing": "court",
    "decision": "court",
    "served": "hands",
    "learned": "eye",
    "in_force": "court",
    "refused": "cross",
    "refused_registration": "cross",
    "reply": "quote",
    "no_reply": "hourglass",
    "extended": "hourglass",
    "suspended": "hourglass",
    "resumed": "undo",
    "restored": "undo",
    "detained": "lock",
    "placed": "lock",
    "closed": "checked",
}
"""The drawing that stands for a step; the others have the sign of a note."""


def proceeding_words() -> dict[str, dict[str, Any]]:
    """Return the lists by the names that templates use: message ids, for |tr."""
    lists: dict[str, Mapping[Any, str]] = {
        "SETTLED": SETTLED_WORDS,
        "PROGRESS": PROGRESS_WORDS,
        "WHY_MOVED": WHY_WORDS,
        "REOPENED": REOPENED_WORDS,
        "WHOSE": WHOSE_WORDS,
        "LAWS": LAW_WORDS,
        "TRACKS": TRACK_WORDS,
        "STEPS_IN": STEP_WORDS,
        "RULINGS": RULING_WORDS,
        "PRESENCES": PRESENCE_WORDS,
        "SETTLED_DRAWN": _SETTLED,
        "PROGRESS_DRAWN": _PROGRESS,
        "STEPS_IN_DRAWN": _STEPS,
    }
    return {
        name: {str(key): word for key, word in words.items()}
        for name, words in lists.items()
    }
