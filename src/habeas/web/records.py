"""Any record: its fields, its history, its forms. The schema says what stands there."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from habeas.actions import record as acts
from habeas.actions.desk import Desk
from habeas.actions.drafting import New
from habeas.actions.erasure import ground
from habeas.case.facts.consent import Use
from habeas.case.facts.erasure import BASIS_WORDS
from habeas.case.facts.exhibits import CUSTODY
from habeas.case.facts.guardians import GUARDING
from habeas.case.facts.life import SIGNS
from habeas.case.facts.members import MEMBERSHIP
from habeas.case.facts.registry import RECORDS
from habeas.case.facts.timestamps import AUTHORITY
from habeas.case.forms import fill_form, read_form
from habeas.case.rules.records import BESIDE, require_changeable
from habeas.case.schema import RecordType
from habeas.copying.telling import where
from habeas.errors import BadInputError, HabeasError, NotFoundError
from habeas.languages import translations
from habeas.views.custody import custody
from habeas.views.records import RecordView, record, type_of
from habeas.views.spoken import edtf_words
from habeas.web.addresses import record_page
from habeas.web.ask import Answer, Ask, Go, Page
from habeas.web.dates import locale_of
from habeas.web.inputs import inputs_of
from habeas.web.meanwhile import edited, refilled, seen
from habeas.web.names import names_in
from habeas.web.newcomers import arrive
from habeas.words import N_

_MADE_ELSEWHERE = frozenset(
    {
        *("case", "log", "document", "extract", "exhibit"),
        *("batch", "bundle", "timestamp", "access", "register", "matter"),
        *("hub", "erasure", "erased", "rehearsal", "paper", "paper_answer"),
        "paper_override",
        *("paper_copy", "paper_filing"),
        *(one.name for one in (*MEMBERSHIP, *GUARDING, *SIGNS)),
    }
)


def show(desk: Desk, ask: Ask) -> Answer:
    """Show a record in full, with everything it was before."""
    view = _view(desk, ask)
    return Page(
        "records/show.html",
        {
            "view": view,
            "kind": RECORDS.get(view.type),
            "names": names_in(desk, [view]),
            "where": _where(desk, ask, view),
            "ground": _ground(desk, view),
        },
        case=view.case,
    )


def _ground(desk: Desk, view: RecordView) -> str:
    """Say in a message id why its person may be erased now, if this answer says so."""
    fields = view.fields
    if view.type != "consent" or fields.get("use") != Use.RECORD:
        return ""
    found = ground(desk, view.case, str(fields.get("person", "")))
    return BASIS_WORDS[found] if found else ""


def _where(desk: Desk, ask: Ask, view: RecordView) -> str:
    """Say which other copies are known to have the newest entry of a record."""
    gettext, place = translations(ask.language).gettext, locale_of(ask.language)

    def day(at: datetime) -> str:
        return edtf_words(at.date().isoformat(), place, gettext)

    return where(desk, view.case, view.state.history[-1].entry, gettext, day)


def ask_new(desk: Desk, ask: Ask) -> Answer:
    """Show the empty form of a record type; the query may fill fields in."""
    kind, case = _kind(ask), ask.id("case")
    filled = (ask.form if ask.problem else ask.query).mapping()
    thing = _beside(desk, case, kind, filled)
    usual = thing.compartment if thing else kind.compartments[0]
    return Page(
        "records/new.html",
        {
            "kind": kind,
            "thing": custody(desk.views, case, thing.id)
            if thing and kind is CUSTODY
            else None,
            "inputs": inputs_of(desk, kind, filled, ask),
            "compartment": ask.form.get("compartment") or usual,
        },
        case=case,
    )


def _beside(
    desk: Desk, case: str, kind: RecordType, filled: Mapping[str, Sequence[str]]
) -> RecordView | None:
    """Return what the new record is about, if that decides where it is kept."""
    spec = kind.spec(BESIDE.get(kind.name, ""))
    chosen = (filled.get(spec.name) or [""])[0] if spec else ""
    if spec is None or type_of(desk.views, case, chosen) not in spec.ask.aims:
        return None
    return record(desk.views, case, chosen)


def put(desk: Desk, ask: Ask) -> Answer:
    """Record it; go to its page."""
    kind, case = _kind(ask), ask.id("case")
    come = arrive(desk, case, kind, ask.form.mapping(), ask.language)
    fields = read_form(kind, come.form, ask.language)
    new = New(kind.name, fields, ask.form.get("compartment"))
    acts.put_all(desk, case, [*come.news, new])
    if kind is AUTHORITY:
        return Go(f"/cases/{case}/timestamps")
    return Go(_page(case, kind.name, new.id, fields))


def _page(case: str, kind: str, one: str, fields: Mapping[str, Any]) -> str:
    """Return where a record is shown: an event stands on the page of its exhibit."""
    spec = RECORDS[kind].spec(BESIDE.get(kind, ""))
    if spec is None or spec.name not in fields:
        return record_page(case, kind, one)
    return f"{record_page(case, spec.ask.aims[0], fields[spec.name])}#{one}"


def ask_correct(desk: Desk, ask: Ask) -> Answer:
    """Show the form of a record as it stands."""
    view = _view(desk, ask)
    require_changeable(view.type)
    kind = RECORDS[view.type]
    return Page(
        "records/correct.html",
        {
            "seen": seen(view),
            "view": view,
            "kind": kind,
            "inputs": inputs_of(desk, kind, _filled(view, kind, ask), ask, fresh=False),
            "names": names_in(desk, [view]),
            "reason": ask.form.get("reason"),
            "back": record_page(view.case, view.type, view.id),
        },
        case=view.case,
    )


def _filled(
    view: RecordView, kind: RecordType, ask: Ask
) -> Mapping[str, Sequence[str]]:
    """Return what stands; after a refusal what was typed, beside others' changes."""
    if not ask.problem:
        return fill_form(kind, view.fields)
    typed = ask.form.mapping()
    try:
        fields = read_form(kind, typed, ask.language)
    except HabeasError:  # it is shown to be mended
        return typed
    found = edited(view, kind, ask.form.get("seen"), fields)
    return refilled(view, kind, typed, found)


def correct(desk: Desk, ask: Ask) -> Answer:
    """Put the new values beside the old, with the reason.

    Raises:
        BadInputError: somebody else changed the same field while the form was open.
    """
    view = _view(desk, ask)
    kind = RECORDS[view.type]
    fields = read_form(kind, ask.form.mapping(), ask.language)
    found = edited(view, kind, ask.form.get("seen"), fields)
    if found.both:
        raise _changed_meanwhile(kind, found.both, ask)
    acts.correct(
        desk,
        view.case,
        view.id,
        found.changed,
        reason=ask.form.get("reason"),
        drop=found.emptied,
    )
    return Go(_page(view.case, view.type, view.id, view.fields))


def _changed_meanwhile(
    kind: RecordType, names: Sequence[str], ask: Ask
) -> BadInputError:
    labels = (spec.ask.label for spec in kind.fields if spec.name in names)
    return BadInputError(
        N_("Somebody else changed this while the form was open: {fields}."),
        advice=N_(
            "The history has their value, the form has yours. Record it again to put"
            " yours in its place. Nothing was recorded."
        ),
        fields=", ".join(translations(ask.language).gettext(one) for one in labels),
        field=names[0],
    )


def ask_withdraw(desk: Desk, ask: Ask) -> Answer:
    """Ask why a record is withdrawn."""
    view = _view(desk, ask)
    require_changeable(view.type)
    return Page(
        "records/withdraw.html",
        {
            "view": view,
            "kind": RECORDS.get(view.type),
            "reason": ask.form.get("reason"),
            "back": record_page(view.case, view.type, view.id),
        },
        case=view.case,
    )


def withdraw(desk: Desk, ask: Ask) -> Answer:
    """Withdraw a record; it stays in the log and on its page."""
    view = _view(desk, ask)
    acts.withdraw(desk, view.case, view.id, reason=ask.form.get("reason"))
    return Go(f"/cases/{view.case}/records/{view.id}")


def _view(desk: Desk, ask: Ask) -> RecordView:
    return record(desk.views, ask.id("case"), ask.id("record"))


def _kind(ask: Ask) -> RecordType:
    kind = RECORDS.get(ask.path.get("type", ""))
    if kind is None or kind.name in _MADE_ELSEWHERE:
        raise NotFoundError(N_("There is no form for this kind of record."))
    return kind
