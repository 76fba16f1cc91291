"""The timeline: every event with all that is said of it, by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from habeas.actions.desk import Desk
from habeas.case.facts.claims import Stance
from habeas.languages import translations
from habeas.views import documents, people
from habeas.views.timeline import (
    Filter,
    Item,
    Month,
    items,
    months,
    stance_counts,
    strip,
)
from habeas.web.activity import Strip, draw, undated
from habeas.web.ask import Answer, Ask, Page
from habeas.web.dates import locale_of
from habeas.web.deadlines import PANEL, pressing
from habeas.web.forms import Form
from habeas.web.strip import strip_of

CARDS = 24
"""Cards on a page: whole months until there are so many."""
_RAIL = 6


@dataclass(frozen=True, slots=True)
class Section:
    """A month on the page with the cards shown of it."""

    month: str
    cards: tuple[Item, ...]


def filter_of(query: Form) -> Filter:
    """Return what the reader asked to see; all standings means no choice."""
    stances = frozenset(query.all("stance")) & set(map(str, Stance))
    return Filter(
        stances=frozenset() if len(stances) == len(Stance) else stances,
        who=query.get("who"),
        words=query.get("q")[:200],
        disputed="disputed" in query,
    )


def show(desk: Desk, ask: Ask) -> Answer:
    """Show the timeline from a month on."""
    case = ask.id("case")
    wanted = filter_of(ask.query)
    found = months(desk.views, case, wanted)
    start = _start(found, ask.query.get("from", "first"))
    skip = _number(ask.query.get("skip"))
    sections, after = _sections(desk, case, found[start:], wanted, skip)
    counts = stance_counts(desk.views, case)
    everybody = people.people(desk.views, case)
    speakers = sorted(everybody, key=lambda one: -one.said)
    return Page(
        "timeline/show.html",
        {
            "wanted": wanted,
            "chosen": wanted.stances or frozenset(map(str, Stance)),
            "counts": counts,
            "strip": desk.views.kept(
                ("strip", case, ask.language), lambda: _strip(desk, ask, counts)
            ),
            "months": found,
            "here": {section.month for section in sections},
            "sections": sections,
            "after": after,
            "before": start > 0 or skip > 0,
            "earlier": (found[start].month, max(skip - CARDS, 0))
            if skip and found
            else None,
            "total": sum(month.items for month in found),
            "people": everybody,
            "speakers": [one for one in speakers if one.said][:_RAIL],
            "documents": documents.latest(desk.views, case, _RAIL),
            "filters": _kept(ask.query),
            "pressing": pressing(desk, case, ask.language),
            "pressing_shown": PANEL,
            "access": strip_of(desk, case, ask.language),
        },
        case=case,
    )


def _strip(desk: Desk, ask: Ask, counts: dict[str, int]) -> Strip | None:
    bars = strip(desk.views, ask.id("case"))
    place, gettext = locale_of(ask.language), translations(ask.language).gettext
    return draw(bars, undated(counts, bars), place, gettext)


def _sections(
    desk: Desk, case: str, found: Sequence[Month], wanted: Filter, skip: int
) -> tuple[list[Section], tuple[str, int] | None]:
    """Return the months that fit on a page with their cards, read in one go."""
    skip = min(skip, found[0].items) if found else 0
    shown, after = fitting(found, skip)
    if shown and shown[0].month != found[0].month:
        skip = 0  # all of the first was passed over
    most = sum(month.items for month in shown)
    names = [month.month for month in shown]
    cards = iter(items(desk.views, case, names, wanted, (skip, most)))
    sections = [
        Section(month.month, tuple(islice(cards, month.items))) for month in shown
    ]
    return sections, after


def fitting(
    found: Sequence[Month], skip: int
) -> tuple[list[Month], tuple[str, int] | None]:
    """Return whole months up to `CARDS`, and where the next page begins.

    `skip` cards of the first are left out. A month larger than a page is cut.
    """
    shown: list[Month] = []
    room = CARDS
    for month in found:
        left, skipped, skip = month.items - skip, skip, 0
        if not left:
            continue
        if shown and left > room:
            return shown, (month.month, 0)
        shown.append(Month(month.month, min(left, room)))
        if left > room:
            return shown, (month.month, skipped + room)
        room -= left
    return shown, None


def _start(found: Sequence[Month], month: str) -> int:
    return next((place for place, one in enumerate(found) if one.month == month), 0)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0  # noqa: PLR2004


def _kept(query: Form) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, value)
        for name, value in query.pairs
        if name in ("stance", "who", "find", "disputed")
    )
