"""A register to read: its submissions, filtered, and its figures with their charts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.numbers import format_decimal

from habeas.actions.desk import Desk
from habeas.actions.register_tables import figures_csv
from habeas.case.facts.registers import MATTER
from habeas.errors import BadInputError, NotFoundError
from habeas.languages import locale_named, translations
from habeas.views.records import RecordView, record
from habeas.views.register_figures import TITLES, Counts, Days, Figures, figures
from habeas.views.registers import (
    Wanted,
    choices,
    how_many,
    labels_in,
    last_day,
    matters,
    register_view,
)
from habeas.views.spoken import edtf_words
from habeas.views.terms import explained
from habeas.web.ask import Answer, Ask, Page
from habeas.web.charts import Chart, lying, standing
from habeas.web.dates import locale_of
from habeas.web.names import names_in
from habeas.web.paging import part
from habeas.web.registers import taken
from habeas.web.view import quoted
from habeas.words import N_

MOST = 50
"""Submissions on one page of the list."""
SAYS = {
    "level": N_("Submissions at each level of complaint."),
    "status": N_("Submissions by their latest status."),
    "subject": N_("Submissions by subject, the most frequent first."),
    "facility": N_("Submissions by the facility that they are about."),
    "year": N_("Submissions by the year in which they were received."),
    "reasons": N_(
        "Rejections for which each reason was given; one rejection may have several."
    ),
}
_FILTERS = {"level": "level", "status": "status", "subject": "subject"}
_FILTERS |= {"facility": "facility", "year": "year", "reasons": "reason"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A table of the page with its chart; `filter` is what the list narrows by."""

    table: Counts
    chart: Chart
    title: str
    says: str
    filter: str


def show_matters(desk: Desk, ask: Ask) -> Answer:
    """List what is asked for, a page at a time."""
    case, register = ask.id("case"), ask.id("register")
    view, wanted = register_view(desk.views, case, register), _wanted(desk, ask)
    shown = part(ask, how_many(desk.views, case, register, wanted), MOST)
    found = matters(
        desk.views, case, register, wanted, most=shown.most, skip=shown.skip
    )
    return Page(
        "registers/matters.html",
        {
            "view": view,
            "labels": labels_in(view),
            "matters": found,
            "part": shown,
            "wanted": wanted,
            "asked": "".join(f"{n}={quoted(v)}&" for n, v in wanted.given().items()),
            "day": wanted.day.isoformat(),
            "last": _iso(last_day(desk.views, case, register)),
            "choices": choices(desk.views, case, register),
        },
        case=case,
    )


def show_matter(desk: Desk, ask: Ask) -> Answer:
    """Show a submission: what the source says, and how its due day is worked out."""
    case, register = ask.id("case"), ask.id("register")
    view = register_view(desk.views, case, register)
    matter = record(desk.views, case, ask.id("matter"))
    if matter.type != "matter" or matter.fields.get("register") != register:
        raise NotFoundError(N_("This submission is not in this register."))
    return Page(
        "registers/matter.html",
        {
            "view": view,
            "matter": matter,
            "kind": MATTER,
            "labels": labels_in(view),
            "names": names_in(desk, [matter]),
            "computed": _computed(matter, ask.language),
        },
        case=case,
    )


@dataclass(frozen=True, slots=True)
class Explained:
    """The first term of an answer in words: its end, each step with its article."""

    what: str
    due: str
    article: str
    steps: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]


def _computed(matter: RecordView, language: str) -> Explained | None:
    """Return how the law gives the due day; None if it gives none."""
    received = (matter.fields.get("received") or {}).get("edtf", "")
    named = (matter.fields.get("jurisdiction", ""), matter.fields.get("term", ""))
    try:
        found = explained(*named, date.fromisoformat(received))
    except ValueError:
        return None
    if found is None or found.due is None:
        return None
    gettext, place = translations(language).gettext, locale_of(language)

    def say_day(day: date) -> str:
        return edtf_words(day.isoformat(), place, gettext)

    return Explained(
        found.term.what.get(language, found.term.id),
        say_day(found.due),
        found.term.article.get(language, ""),
        tuple((one.say(language, say_day), one.cite(language)) for one in found.steps),
        tuple(one.say(language, say_day) for one in found.warnings),
    )


def show_statistics(desk: Desk, ask: Ask) -> Answer:
    """Show what the register counts, as of a day."""
    case, register = ask.id("case"), ask.id("register")
    view, day = register_view(desk.views, case, register), _day(desk, ask)
    found = figures(desk.views, case, view, day)
    return Page(
        "registers/statistics.html",
        {
            "view": view,
            "found": found,
            "drawn": [_drawn(one) for one in found.tables],
            "histogram": _histogram(found.days, ask.language),
            "late": _late(found),
            "day": day.isoformat(),
            "last": _iso(last_day(desk.views, case, register)),
        },
        case=case,
    )


def take_table(desk: Desk, ask: Ask) -> Answer:
    """Hand out one table of the statistics as CSV."""
    case, register = ask.id("case"), ask.id("register")
    view = register_view(desk.views, case, register)
    found = figures(desk.views, case, view, _day(desk, ask))
    name = ask.path.get("table", "")
    return taken(figures_csv(found, name), name)


def _wanted(desk: Desk, ask: Ask) -> Wanted:
    names = ("level", "subject", "facility", "year", "status", "reason")
    return Wanted(
        _day(desk, ask),
        **{name: ask.query.get(name) for name in names},
        overdue=ask.query.get("overdue") != "",
        late=ask.query.get("late") != "",
    )


def _day(desk: Desk, ask: Ask) -> date:
    """Return the day that is asked about: today unless another one is given.

    Raises:
        BadInputError: what is given is no day.
    """
    given = ask.query.get("day")
    if not given:
        return desk.clock.now().date()
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise BadInputError(
            N_("This is not a day."), advice=N_("Write it as in 2014-12-31.")
        ) from error


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _drawn(table: Counts) -> Drawn:
    rows = [(_called(one.code, one.label), one.count) for one in table.figures]
    chart = standing(rows) if table.name == "year" else lying(rows)
    name = table.name
    return Drawn(table, chart, TITLES[name], SAYS[name], _FILTERS[name])


def _called(code: str, label: str) -> str:
    return f"{code} {label}".strip()


def _histogram(days: Days, language: str) -> Chart:
    """Return the bars of ten days each, with the median and the ninth tenth."""
    gettext, place = translations(language).gettext, locale_named(locale_of(language))
    rows = [
        (f"{first}–{last}" if last is not None else f"{first}+", count)
        for first, last, count in days.bins
    ]
    told = ((days.median, N_("median {days}")), (days.ninth, N_("90 % {days}")))
    marks = [
        (
            min(value / 10, len(rows)),
            gettext(words).format(days=format_decimal(value, locale=place)),
        )
        for value, words in told
        if value is not None
    ]
    return standing(rows, marks)


def _late(found: Figures) -> Mapping[str, Any]:
    """Return the sums over all levels, and the bars of answers that came late."""
    rows = [(_called(one.level, one.label), one.late) for one in found.punctual]
    return {
        "chart": lying(rows),
        "answered": sum(one.answered for one in found.punctual),
        "late": sum(one.late for one in found.punctual),
        "after_first": sum(one.after_first for one in found.punctual),
    }
