"""Every page of a case that a test can ask for, whatever its log holds."""

from contextlib import suppress
from datetime import UTC, datetime

from habeas.actions import calendars
from habeas.actions.contacts import Wanted, statement
from habeas.actions.desk import Desk
from habeas.case.facts.registry import RECORDS
from habeas.errors import HabeasError
from habeas.views.accounts import accounts
from habeas.views.cases import case_head, case_heads
from habeas.views.contacts import agreed_contacts, contacts, refusal_patterns
from habeas.views.contacts import dues as met
from habeas.views.custody import custody, exhibits
from habeas.views.deadline_dues import dues
from habeas.views.deadlines import deadline, deadlines
from habeas.views.decay import losing, losing_one
from habeas.views.documents import document, documents
from habeas.views.dues import ROOMS, refresh, today
from habeas.views.incidents import versions
from habeas.views.letters import dues as to_go_on
from habeas.views.letters import letter_one, letters
from habeas.views.people import identities, people, protected_ever, said_by
from habeas.views.proceedings import proceeding
from habeas.views.records import counts, find, record, records
from habeas.views.register_figures import figures
from habeas.views.registers import choices, last_day, register_view, registers
from habeas.views.risks import board, risk_one
from habeas.views.roles import roles
from habeas.views.search import search
from habeas.views.silence import alarms, plan_one, silences
from habeas.views.timeline import Filter, item, items, months, stance_counts, strip

LOOKED_AT = (*RECORDS, "hearing")
NOW = datetime(2026, 4, 10, 12, tzinfo=UTC)


def look_at_everything(desk: Desk, case: str) -> None:
    views = desk.views
    case_heads(views)
    case_head(views, case)
    counts(views, case)
    people(views, case)
    identities(views, case)
    protected_ever(views, case)
    stance_counts(views, case)
    strip(views, case)
    documents(views, case)
    search(views, case, "a")
    for month in months(views, case, Filter()):
        assert len(items(views, case, [month.month], Filter())) == month.items
    exhibits(views, case)
    losing(views, case, NOW)
    contacts(views, case)
    refusal_patterns(views, case)
    [one.passed(NOW) for one in agreed_contacts(views, case)]
    met(views, case)
    [one.life.overdue(NOW) for one in letters(views, case)]
    to_go_on(views, case)
    deadlines(views, case, NOW)
    dues(views, case)
    roles(views, case)
    look_at_times(desk, case)
    for kind in LOOKED_AT:
        for line in records(views, case, kind, withdrawn=True):
            look_at(desk, case, kind, line.id)


def look_at_times(desk: Desk, case: str) -> None:
    views = desk.views
    for room in ROOMS:
        room(views, case)
    refresh(views)
    today(views, NOW, case)
    silences(views, case, NOW)
    alarms(views, case, NOW)
    board(views, case)
    registers(views, case)
    calendars.plan(desk, "en").content()
    with suppress(HabeasError):
        statement(desk, case, Wanted())


def look_at(desk: Desk, case: str, kind: str, one: str) -> None:
    views = desk.views
    view = record(views, case, one)
    assert {**view.fields, **view.strange} == view.state.fields
    accounts(views, [one])
    item(views, case, one)
    said_by(views, case, one)
    identities(views, case, one)
    assert find(views, case, kind, one, withdrawn=True) == one
    for ask in (document, versions, custody, letter_one):
        with suppress(HabeasError):
            ask(views, case, one)
    with suppress(HabeasError):
        losing_one(views, case, one, NOW)
    with suppress(HabeasError):
        proceeding(views, case, one)
    with suppress(HabeasError):
        deadline(views, case, one, NOW)
    with suppress(HabeasError):
        plan_one(views, case, one, NOW)
    with suppress(HabeasError):
        risk_one(views, case, one)
    with suppress(HabeasError):
        register = register_view(views, case, one)
        figures(views, case, register, NOW.date())
        choices(views, case, one)
        last_day(views, case, one)
