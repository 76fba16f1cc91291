"""The contact log: the list, the patterns, many of one day, the table to swear to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from habeas.actions import record as acts
from habeas.actions.contacts import Wanted, statement
from habeas.actions.desk import Desk
from habeas.actions.drafting import New
from habeas.actions.interviews import at_time
from habeas.actions.protected import unsearched
from habeas.case.contacts import After, Agreed, Kept
from habeas.case.facts.contacts import CONTACT, Form, Outcome
from habeas.case.forms import fill_form, read_form
from habeas.papers.statement import apart_words
from habeas.views.contacts import (
    ContactLine,
    Filter,
    agreed_contacts,
    contacts,
    refusal_patterns,
)
from habeas.views.spoken import span_words, weekday_names
from habeas.web.addresses import record_page
from habeas.web.ask import Answer, Ask, Go, Page
from habeas.web.dates import locale_of
from habeas.web.inputs import inputs_of
from habeas.web.newcomers import arrive
from habeas.web.paging import part
from habeas.web.strip import strip_of

MOST = 50
"""Contacts on one page of the list."""
KEEPS = ("form", "by", "asked", "where", "privacy", "present", "document")
"""What the form for many contacts of one day keeps from one to the next."""
_DAY = 10


def show_all(desk: Desk, ask: Ask) -> Answer:
    """List the contacts, the newest first, with the calendar of all of them."""
    case = ask.id("case")
    wanted = _filter(ask)
    everything = contacts(desk.views, case)
    found = [one for one in everything if wanted.takes(one)]
    shown = part(ask, len(found), MOST)
    return Page(
        "contacts/list.html",
        {
            "lines": found[shown.skip : shown.skip + shown.most],
            "part": shown,
            "total": len(everything),
            "wanted": wanted,
            "strip": strip_of(desk, case, ask.language, wanted.person),
            "people": _met(everything),
            "missed": missed(desk, case),
        },
        case=case,
    )


def _filter(ask: Ask) -> Filter:
    query = ask.query
    return Filter(
        person=query.get("person"),
        form=query.get("form") if query.get("form") in list(Form) else "",
        outcome=query.get("outcome") if query.get("outcome") in list(Outcome) else "",
    )


def _met(lines: Sequence[ContactLine]) -> list[tuple[str, str]]:
    found = {one.meeting.person.id: one.meeting.person.name for one in lines}
    return sorted(found.items(), key=lambda pair: pair[1])


def missed(desk: Desk, case: str) -> list[Agreed]:
    """Return the agreed contacts that passed without a contact, and those kept late."""
    now = desk.clock.now()
    return [
        one
        for one in agreed_contacts(desk.views, case)
        if one.passed(now) or one.kept is Kept.LATER
    ]


@dataclass(frozen=True, slots=True)
class Came:
    """What a refusal came after: its page, and the days between in words."""

    after: After
    page: str
    between: str


def show_patterns(desk: Desk, ask: Ask) -> Answer:
    """Show what the refusals have in common: counts, and no judgement."""
    case = ask.id("case")
    person = ask.query.get("person")
    found = refusal_patterns(desk.views, case, person)
    names = weekday_names(locale_of(ask.language))
    shown = part(ask, len(found.refused), MOST)
    return Page(
        "contacts/patterns.html",
        {
            "it": found,
            "weekdays": {str(n): word for n, word in enumerate(names)},
            "hours": {str(n): f"{n:02}:00–{n:02}:59" for n in range(24)},
            "refusals": [
                (one.meeting, _came(ask, one.complaint), _came(ask, one.contact))
                for one in found.refused[shown.skip : shown.skip + shown.most]
            ],
            "part": shown,
            "people": _met(contacts(desk.views, case)),
            "person": person,
        },
        case=case,
    )


def _came(ask: Ask, came: After | None) -> Came | None:
    if came is None:
        return None
    kind = {"letter": "letter", "filing": "proceeding", "contact": "contact"}
    page = record_page(ask.id("case"), kind[came.earlier.trace], came.earlier.page)
    within = came.earlier.id != came.earlier.page
    return Came(
        came,
        f"{page}#{came.earlier.id}" if within else page,
        span_words(came.least, came.most, ask.language),
    )


def ask_day(desk: Desk, ask: Ask) -> Answer:
    """Ask for the next of many contacts of one day; what all share is kept."""
    case = ask.id("case")
    before = _before(desk, case, ask)
    filled = ask.form.mapping() if ask.problem else _kept(before)
    day = _day_of(filled)
    same = [one for one in contacts(desk.views, case) if day and _day(one) == day]
    return Page(
        "contacts/day.html",
        {
            "kind": CONTACT,
            "inputs": inputs_of(desk, CONTACT, filled, ask),
            "keeps": ("when", *KEEPS),
            "time": ask.form.get("time"),
            "compartment": ask.form.get("compartment")
            or (before.compartment if before else CONTACT.compartments[0]),
            "same": same[:MOST],
            "count": len(same),
            "day": day,
        },
        case=case,
    )


def _before(desk: Desk, case: str, ask: Ask) -> ContactLine | None:
    after = ask.query.get("after")
    return next((one for one in contacts(desk.views, case) if one.id == after), None)


def _kept(before: ContactLine | None) -> Mapping[str, Sequence[str]]:
    """Return the form as it begins: what the contact before this one shared."""
    if before is None:
        return {}
    kept = {name: one for name, one in before.fields.items() if name in KEEPS}
    form = fill_form(CONTACT, kept)
    if day := _day(before):
        form["when"] = [day]
        form["when.known"] = [before.fields["when"].get("known", "unknown")]
    return form


def _day(one: ContactLine) -> str:
    return one.meeting.day.isoformat() if one.meeting.day else ""


def _day_of(filled: Mapping[str, Sequence[str]]) -> str:
    return "".join(filled.get("when", ()))[:_DAY]


def put_day(desk: Desk, ask: Ask) -> Answer:
    """Record one contact of the day, and ask for the next."""
    case = ask.id("case")
    come = arrive(desk, case, CONTACT, ask.form.mapping(), ask.language)
    time = ask.form.get("time")
    form = {**come.form, "when": [at_time(ask.form.get("when"), time)]}
    fields = read_form(CONTACT, form, ask.language)
    new = New(CONTACT.name, fields, ask.form.get("compartment"))
    acts.put_all(desk, case, [*come.news, new])
    return Go(f"/cases/{case}/contacts/day?after={new.id}")


def ask_statement(desk: Desk, ask: Ask) -> Answer:
    """Ask which contacts go into the table, and in which language."""
    case = ask.id("case")
    return Page(
        "contacts/ask_statement.html",
        {
            "people": _met(contacts(desk.views, case)),
            "wanted": _wanted(ask),
            "apart": sum(
                one.compartment != "case" for one in contacts(desk.views, case)
            ),
            "vague": unsearched(desk, case),
        },
        case=case,
    )


def show_statement(desk: Desk, ask: Ask) -> Answer:
    """Show the table as it is printed."""
    case = ask.id("case")
    made = statement(desk, case, _wanted(ask))
    return Page(
        "contacts/statement.html",
        {
            "it": made,
            "apart": apart_words(made.apart, ask.language),
            "vague": unsearched(desk, case),
        },
        case=case,
    )


def _wanted(ask: Ask) -> Wanted:
    form = ask.form
    return Wanted(
        person=form.get("person") or ask.query.get("person"),
        since=form.get("since"),
        until=form.get("until"),
        language=form.get("into") or ask.language,
        apart="apart" in form,
    )
