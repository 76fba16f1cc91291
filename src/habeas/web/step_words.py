"""What steps are called where one is chosen: by what they are, their day, their place.

One of many hearings is meant, and two proceedings may have a decision each.
"""

from collections.abc import Sequence

from habeas.actions.desk import Desk
from habeas.case.facts.registry import RECORDS
from habeas.languages import translations
from habeas.views.custody import edtf_of
from habeas.views.records import states
from habeas.views.spoken import edtf_words
from habeas.web.dates import locale_of

_HOMES = {"proceeding_step": "proceeding"}
"""The field that says where a step belongs."""


def step_words(
    desk: Desk, ids: Sequence[str], language: str, within: str = ""
) -> dict[str, str]:
    """Return what these steps are called; those of `within` without their place."""
    gettext = translations(language).gettext
    found = states(desk.views, list(ids))
    above = {
        id_: str(one.fields.get(_HOMES.get(one.type, ""), ""))
        for id_, one in found.items()
    }
    homes = states(desk.views, sorted({*above.values()} - {"", within}))
    called: dict[str, str] = {}
    for one in found.values():
        spec = RECORDS[one.type].spec(RECORDS[one.type].title)
        word = gettext(spec.ask.words.get(one.title, one.title)) if spec else one.title
        day = edtf_words(edtf_of(one.fields.get("when")), locale_of(language), gettext)
        place = homes.get(above[one.id])
        called[one.id] = f"{word}, {day}" + (f" – {place.title}" if place else "")
    return called
