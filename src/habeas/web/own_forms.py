"""Forms of one's own in the pages: in the list, and what stays if one is gone."""

from collections.abc import Iterable, Mapping

from habeas.actions.desk import Desk
from habeas.actions.house import house_of, shelf
from habeas.errors import HabeasError
from habeas.languages import translations
from habeas.papers.engine.form import Form
from habeas.papers.engine.own import Broken
from habeas.views.papers import PaperView, answered
from habeas.views.records import Sound, states
from habeas.web.ask import Ask, Page

Kept = tuple[str, str, str]
"""An answer that stands nowhere: what was asked, what was said, its record."""


def on_shelf(desk: Desk, ask: Ask) -> dict[str, object]:
    """Return the forms for the list: ours, those of the house, and the faulty ones."""
    found = list(shelf(house_of(desk)))
    gettext = translations(ask.language).gettext
    good = [one for one in found if isinstance(one, Form)]
    return {
        "forms": [one for one in good if not one.own],
        "own": [one for one in good if one.own],
        "broken": [
            (one, one.why.say(gettext)) for one in found if isinstance(one, Broken)
        ],
    }


def formless(desk: Desk, ask: Ask, found: PaperView, why: HabeasError) -> Page:
    """Return the page of a paper whose form cannot be had here."""
    return Page(
        "papers/formless.html",
        {
            "view": found.view,
            "why": why.say(translations(ask.language).gettext),
            "answers": _kept(desk, found, found.answers),
        },
        case=ask.id("case"),
    )


def unasked(desk: Desk, found: PaperView, form: Form) -> list[Kept]:
    """Return the answers to what the form asks for no more."""
    asked = {one.key for one in form.asked}
    return _kept(desk, found, [key for key in found.answers if key not in asked])


def _kept(desk: Desk, found: PaperView, keys: Iterable[str]) -> list[Kept]:
    kept = {key: found.answers[key] for key in keys}
    aims = [str(one.fields["aim"]) for one in kept.values() if one.fields.get("aim")]
    aimed = states(desk.views, aims)
    return [(key, _words(one, aimed), one.id) for key, one in kept.items()]


def _words(one: Sound, aimed: Mapping[str, Sound]) -> str:
    said = answered(one)
    return aimed[said].title if said in aimed else said
