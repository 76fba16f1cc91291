"""What a person decides about a computed day: each decision is a record of its own.

The program proposes; nothing here is decided without somebody who decides it. A later
decision stands beside the earlier ones and counts before them (docs/adr/0017).
"""

from collections.abc import Mapping
from typing import Any

from habeas.actions.desk import Desk
from habeas.actions.drafting import New
from habeas.actions.record import correct, put_all
from habeas.case.facts.deadlines import DEADLINE, Decision
from habeas.case.forms import Form, read_form
from habeas.case.moments import reach, sides
from habeas.errors import RefusedError
from habeas.languages import translations
from habeas.views.custody import edtf_of
from habeas.views.deadlines import Deadline, basis_of, deadline
from habeas.words import N_

_CARRIED = ("responsible", "done", "done_by")
"""What a later decision takes over from the one before it."""


def confirm(desk: Desk, case: str, name: str, form: Form, language: str) -> str:
    """Record that the computed day counts; return the address of the deadline.

    Of a stretch the first day is confirmed: it is the safe one. `shown` in the form is
    the day that the person saw, or the first one of the stretch.

    Raises:
        NotFoundError: there is no such deadline.
        RefusedError: no day is computed, or another one than was shown, or it is not
            said which one was shown: nobody confirms a day unseen.
    """
    with desk.vault.guard:
        found = deadline(desk.views, case, name, desk.clock.now())
        due = {"edtf": sides(_seen(found, form))[0], "known": "inferred"}
        _decide(desk, case, found, Decision.CONFIRMED, {"due": due}, language)
        return found.id


def override(desk: Desk, case: str, name: str, form: Form, language: str) -> str:
    """Record that another day counts, and why; return the address of the deadline.

    Raises:
        NotFoundError: there is no such deadline.
        BadInputError: the day or the reason is missing.
        RefusedError: another day is computed than was shown.
    """
    return _with(
        desk, case, name, form, (Decision.OVERRIDDEN, ("due", "why"), language)
    )


def set_aside(desk: Desk, case: str, name: str, form: Form, language: str) -> str:
    """Record that no such term runs, and why; return the address of the deadline.

    Raises:
        NotFoundError: there is no such deadline.
        BadInputError: the reason is missing.
    """
    return _with(desk, case, name, form, (Decision.SET_ASIDE, ("why",), language))


def done(desk: Desk, case: str, name: str, form: Form, language: str) -> str:
    """Record when it was done, or by which step; return the address of the deadline.

    Where nobody has decided about the day, the computed one is confirmed by it, if it
    is the one that was `shown`.

    Raises:
        NotFoundError: there is no such deadline.
        RefusedError: neither a day nor a step is given, or one that is still to come;
            nothing is decided, and no day is computed or it was not shown.
    """
    with desk.vault.guard:
        found = deadline(desk.views, case, name, desk.clock.now())
        given = _read(form, ("done", "done_by"), language)
        if not given:
            raise RefusedError(
                N_("It is not said when it was done, nor by which step."),
                advice=N_("Give the day, or choose the step. Nothing was recorded."),
                field="done",
            )
        _require_come(desk, found, given)
        if not found.told.record:
            due = {"edtf": sides(_seen(found, form))[0], "known": "inferred"}
            decided = {"due": due, **given}
            _decide(desk, case, found, Decision.CONFIRMED, decided, language)
            return found.id
        reason = " ".join(form.get("reason", ())) or translations(language).gettext(
            N_("It is recorded as done.")
        )
        correct(desk, case, found.told.record, given, reason=reason)
        return found.id


def _with(
    desk: Desk,
    case: str,
    name: str,
    form: Form,
    what: tuple[Decision, tuple[str, ...], str],
) -> str:
    decision, asked, language = what
    with desk.vault.guard:
        found = deadline(desk.views, case, name, desk.clock.now())
        _require_shown(found, form)
        _decide(desk, case, found, decision, _read(form, asked, language), language)
        return found.id


def _read(form: Form, asked: tuple[str, ...], language: str) -> dict[str, Any]:
    """Return these fields of a form, without the empty ones."""
    names = [one for one in form if one.partition(".")[0] in asked]
    return read_form(DEADLINE, {name: form[name] for name in names}, language)


def _require_come(desk: Desk, found: Deadline, given: Mapping[str, Any]) -> None:
    """Refuse what is done on a day that is surely still to come."""
    steps = found.told.matter.steps if found.told.matter else ()
    by = next((one.when for one in steps if one.id == given.get("done_by")), "")
    now = desk.clock.now()
    at = reach(edtf_of(given.get("done")) or by, now.tzinfo)
    if at and at.start > now.replace(tzinfo=None):
        raise RefusedError(
            N_("The day on which it is said to be done is still to come."),
            advice=N_("Record it once it is done. Nothing was recorded."),
            field="done",
        )


def _require_shown(found: Deadline, form: Form) -> None:
    """Refuse to decide about another day than the one that is said to be seen."""
    shown, due = "".join(form.get("shown", ())), _due(found)
    if shown and shown not in (due, sides(due)[0]):
        raise RefusedError(
            N_("Another day is computed now than the one that was shown."),
            advice=N_("Look at the day again, and decide then. Nothing was recorded."),
        )


def _seen(found: Deadline, form: Form) -> str:
    """Return the computed day, which whoever decides has seen."""
    _require_shown(found, form)
    due = _due(found)
    if not due:
        raise RefusedError(
            N_("No day is computed for this, so none can be confirmed."),
            advice=N_("Say which day counts, and why; or that no such term runs."),
        )
    if not "".join(form.get("shown", ())):
        raise RefusedError(
            N_("It is not said which day was seen. Computed is: {day}."),
            advice=N_("Look at it, and confirm that day: ‘shown’ names it."),
            day=due,
        )
    return due


def _due(found: Deadline) -> str:
    return found.told.proposal.due if found.told.proposal else ""


def _decide(  # noqa: PLR0913, PLR0917 - about what, which decision, what it says
    desk: Desk,
    case: str,
    found: Deadline,
    decision: Decision,
    given: Mapping[str, Any],
    language: str,
) -> str:
    told, computed = found.told, found.computed
    if told.record and not told.rule:
        return _change(desk, case, told.record, decision, given)
    last = told.decisions[-1].fields if told.decisions else {}
    what = last.get("what") or {"lang": language, "text": told.called(language)}
    fields = {
        "what": what,
        "decision": str(decision),
        "whose": str(told.whose),
        "proceeding": told.matter.id if told.matter else "",
        "start": told.start,
        "rule": told.rule,
        "computed": _due(found),
        **{name: last[name] for name in _CARRIED if name in last},
        **given,
    }
    if computed and told.matter:
        fields["basis"] = list(basis_of(computed, told.matter.law))
    kept = {name: value for name, value in fields.items() if value}
    return put_all(desk, case, [New("deadline", kept, told.compartment)])[0]


def _change(
    desk: Desk, case: str, record: str, decision: Decision, given: Mapping[str, Any]
) -> str:
    """Correct one that was added by hand: no rule proposes another day beside it."""
    why = (given.get("why") or {}).get("text", "")
    fields = dict(given)
    if decision is Decision.SET_ASIDE:
        fields["decision"] = str(decision)
    correct(desk, case, record, fields, reason=why)
    return record
