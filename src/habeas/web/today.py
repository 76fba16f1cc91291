"""What must be done today: the first page over all cases, and that of one case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from habeas.actions import calendars, notifying
from habeas.actions.desk import Desk
from habeas.actions.news import news
from habeas.actions.notices import notices
from habeas.actions.recalling import Reminder, reminders
from habeas.case.rules.today import GROUP_WORDS, PRESSING, SOON, Group, Placed
from habeas.copying.missed import missed
from habeas.languages import translations
from habeas.views.cases import any_case, case_names, only_case
from habeas.views.due_words import due_days, due_note, due_title, due_words
from habeas.views.dues import kinds, today
from habeas.views.spoken import moment_words
from habeas.web import life
from habeas.web.addresses import record_page
from habeas.web.ask import Answer, Ask, Download, Go, Page
from habeas.web.paging import Part, part

FEW, MOST = 12, 50
"""Lines of a group on the page of all groups, and on a page of its own."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: how far away, what, and where a key or a click leads."""

    placed: Placed
    number: str
    counts: str
    what: str
    days: str
    note: str
    page: str


@dataclass(frozen=True, slots=True)
class Section:
    """A group with the lines that are shown of it."""

    group: Group
    title: str
    lines: Sequence[Line]
    total: int


def show_all(desk: Desk, ask: Ask) -> Answer:
    """Show what must be done over all cases; at the start, go on to the only one."""
    if not any_case(desk.views):
        return Go("/cases")
    if "start" not in ask.query:
        return _page(desk, ask, "", [])
    told, only = notices(desk), only_case(desk.views)
    if only and not told:
        return Go(f"/cases/{only}/today")
    gettext = translations(ask.language).gettext
    return _page(desk, ask, "", [(*one.say(gettext), one.serious) for one in told])


def show(desk: Desk, ask: Ask) -> Answer:
    """Show what must be done in one case."""
    return _page(desk, ask, ask.id("case"), [])


def _page(
    desk: Desk, ask: Ask, case: str, told: Sequence[tuple[str, str, bool]]
) -> Page:
    groups = today(desk.views, desk.clock.now(), case)
    alone = next((one for one in Group if one.value == ask.query.get("group")), None)
    shown = part(ask, len(groups[alone]), MOST) if alone else None
    chosen = [alone] if alone else [one for one in Group if one is not Group.LATER]
    found = {one: _shown(groups[one], shown) for one in chosen}
    lines = [one for many in found.values() for one in many]
    types = kinds(desk.views, (one.due.page for one in lines))
    sections = [
        Section(
            group,
            GROUP_WORDS[group],
            [_line(one, types, ask.language) for one in many],
            len(groups[group]),
        )
        for group, many in found.items()
    ]
    context = {
        "sections": sections,
        "names": case_names(desk.views, (one.case for one in lines)),
        "notices": [*told, *life.warnings(desk, ask.language, case)],
        "reminders": [_recalled(one, ask) for one in _reminders(desk, case)],
        "part": shown,
        "here": f"/cases/{case}/today" if case else "/today",
        "pressing": sum(len(groups[one]) for one in PRESSING),
        "later": len(groups[Group.LATER]),
        "soon": SOON,
    }
    return Page("today/show.html", context, case=case)


def _reminders(desk: Desk, case: str) -> list[Reminder]:
    return [*missed(desk, case), *news(desk, case), *reminders(desk, case)]


def _recalled(one: Reminder, ask: Ask) -> tuple[str, str]:
    """Return a reminder in words, and the page that it leads to."""
    said = translations(ask.language).gettext(one.what)
    moment = moment_words(one.moment, ask.language) if one.moment else ""
    return said.format(**one.params, moment=moment), one.page


def _shown(many: Sequence[Placed], shown: Part | None) -> Sequence[Placed]:
    if shown is None:
        return many[:FEW]
    return many[shown.skip : shown.skip + shown.most]


def _line(one: Placed, types: Mapping[str, str], language: str) -> Line:
    number, counts = due_words(one, language)
    page = one.due.page
    below = f"/cases/{one.case}/{page}"
    return Line(
        one,
        number,
        counts,
        due_title(one.due, language),
        due_days(one.due),
        due_note(one, language),
        below if "/" in page else record_page(one.case, types.get(page, ""), page),
    )


def take_calendar(desk: Desk, ask: Ask) -> Answer:
    """Give out the calendar file of all cases, or of one."""
    case = ask.id("case") if "case" in ask.path else ""
    content = calendars.plan(desk, ask.language, case).content()
    return Download(iter([content]), calendars.NAME, "text/calendar")


def ask_reminders(desk: Desk, ask: Ask) -> Answer:
    """Show how a person is reminded outside these pages, and let them change it."""
    place = calendars.kept_at(desk)
    return Page(
        "today/reminders.html",
        {
            "place": place,
            "lost": bool(place) and not calendars.stands(desk),
            "typed": ask.form.get("place", place or f"~/{calendars.NAME}"),
            "notifies": bool(notifying.notifies(desk)),
            "failed": notifying.failed(desk),
            "can": notifying.can_notify(),
            "titles": (calendars.NEUTRAL, notifying.NEUTRAL),
        },
    )


def change_reminders(desk: Desk, ask: Ask) -> Answer:
    """Switch one of the reminders on or off, as the button that was pressed says."""
    act = ask.form.get("act")
    if act == "keep":
        calendars.keep_at(desk, ask.form.get("place"), ask.language)
    elif act == "give_up":
        calendars.give_up(desk)
    elif act in ("notify", "silent"):
        notifying.switch(desk, ask.language if act == "notify" else "")
    return Go("/today/reminders")
