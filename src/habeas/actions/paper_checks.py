"""What stands between a paper and its leaving: whom it is for, and what is checked."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from habeas.actions.desk import Desk
from habeas.actions.drafting import New
from habeas.actions.house import readable
from habeas.actions.paper_consents import agreed
from habeas.actions.papers import composed, form_of
from habeas.actions.protected import refuse_names
from habeas.actions.record import correct, put_all
from habeas.actions.settling import right_in
from habeas.case.facts.people import Role
from habeas.case.rules.consent import plain
from habeas.case.standing import may_write
from habeas.errors import BadInputError, NotFoundError, RefusedError
from habeas.papers.engine.checked import Check, Situation
from habeas.papers.engine.checks import checks
from habeas.papers.engine.compose import Composed
from habeas.papers.engine.due_terms import rules_of, said_rules, terms
from habeas.papers.engine.form import form_named, our_names
from habeas.papers.engine.model import Kind, runs_in
from habeas.papers.leaks.errors import NameStandsError
from habeas.vault.acts import authority_in
from habeas.views.papers import PaperView, paper, stamp
from habeas.views.records import Sound, records, states
from habeas.words import N_

_OPEN_TO_ALL = frozenset({"case", "identity"})
"""Compartments that every form may tell of; identities have a check of their own."""
_KEEPS_IN = N_("It does not leave yet. {number} check(s) keep it in, first: {first}")
_HOW = N_(
    "Answer what they ask; or say why the paper leaves all the same: that is kept with"
    " it. Nothing was written."
)


class KeptInError(RefusedError):
    """Checks keep a paper in; `checks` are those that stop it."""

    def __init__(self, stopping: tuple[Check, ...]) -> None:
        super().__init__(
            _KEEPS_IN, advice=_HOW, number=len(stopping), first=stopping[0].words
        )
        self.checks = stopping


@dataclass(frozen=True)
class Looked:
    """A paper as it is made now, None if a protected name stands in it, and whose."""

    made: Composed | None
    leaking: str = ""


def address(desk: Desk, case: str, one: str, recipient: str) -> bool:
    """Record who receives a paper, or with '' that it is open; say if it changed.

    Consents are judged for them from then on.

    Raises:
        NotFoundError: there is no such paper.
    """
    found, wanted = paper(desk.views, case, one), recipient.strip()
    if found.recipient == wanted and "recipient" not in found.torn:
        return False
    words = {"lang": str(found.view.fields["language"]), "text": wanted}
    said, gone = ({"recipient": words}, ()) if wanted else ({}, ("recipient",))
    correct(desk, case, one, said, reason=N_("who receives it"), drop=gone)
    return True


def require_recipient(found: PaperView, given: str) -> None:
    """Refuse to give what stands beside a paper to others than its recipient.

    Raises:
        BadInputError: the paper is for somebody else.
    """
    if found.recipient and plain(found.recipient) != plain(given):
        raise BadInputError(
            N_("The paper is for somebody else: {recipient}."),
            advice=N_(
                "Name the same recipient, or change first who receives the paper."
                " Nothing was written."
            ),
            field="recipient",
            recipient=found.recipient,
        )


def look(desk: Desk, case: str, one: str) -> Looked:
    """Make a paper for the checks; a protected name in it is one of them.

    Raises:
        NotFoundError, BadInputError: it cannot be made.
    """
    try:
        return Looked(composed(desk, case, one))
    except NameStandsError as error:
        return Looked(None, str(error.params["person"]))


def checked(
    desk: Desk, case: str, one: str, looked: Looked, language: str
) -> tuple[Check, ...]:
    """Return every check of a paper as the case and its answers stand now."""
    return checks(_situation(desk, case, one, looked, language), language)


def set_aside(  # noqa: PLR0913, PLR0917 - which check of which paper, why
    desk: Desk, case: str, one: str, code: str, why: str, language: str
) -> None:
    """Record why a paper leaves although a check keeps it in.

    Raises:
        NotFoundError: no such check stops it.
        BadInputError: no reason.
        KeptInError: nobody can set this check aside.
        RefusedError: the role of whoever says so does not let them.
        NameStandsError: the reason holds a protected name.
    """
    stopping = stopping_now(desk, case, one, look(desk, case, one), language)
    found = next((each for each in stopping if each.code == code), None)
    if found is None:
        raise NotFoundError(N_("No such check keeps this paper in."))
    set_all_aside(desk, case, one, (found,), why)


def set_all_aside(
    desk: Desk, case: str, one: str, stopping: tuple[Check, ...], why: str
) -> None:
    """Record one reason for which a paper leaves although these checks keep it in.

    Raises:
        As `set_aside`.
    """
    if any(each.firm for each in stopping):
        raise KeptInError(tuple(each for each in stopping if each.firm))
    if not why.strip():
        raise BadInputError(
            N_("It is not said why the paper leaves all the same."),
            advice=N_("Write a reason: it is kept with the paper."),
        )
    _require_writer(desk, case)
    pseudonym = N_("Write the pseudonym: whoever reads the paper reads the reason.")
    refuse_names(desk, case, why, N_("in the reason"), pseudonym)
    language = str(paper(desk.views, case, one).view.fields["language"])
    words = {"lang": language, "text": why.strip()}
    news = [
        New("paper_override", {"paper": one, "check": each.code, "why": words})
        for each in stopping
    ]
    put_all(desk, case, news)


def _require_writer(desk: Desk, case: str) -> None:
    """Refuse a reason that would count for nothing."""
    authority = authority_in(desk.vault, bytes.fromhex(case))
    if authority.alone:
        return
    if not may_write(right_in(desk, case, authority).left, "paper_override", "put"):
        raise RefusedError(
            N_("Your role does not let you set a check aside."),
            advice=N_("Ask somebody who edits the case. Nothing was written."),
        )


def stopping_now(
    desk: Desk, case: str, one: str, looked: Looked, language: str
) -> tuple[Check, ...]:
    """Return the checks that keep a paper in as things stand now."""
    found = checked(desk, case, one, looked, language)
    return tuple(each for each in found if each.stops)


def _situation(
    desk: Desk, case: str, one: str, looked: Looked, language: str
) -> Situation:
    found = paper(desk.views, case, one)
    form, now, made = form_of(desk, found), desk.clock.now(), looked.made
    matter = str(found.view.fields.get("proceeding", ""))
    shown = _compartments(desk, made)
    counted = {place: len(found_in) for place, found_in in shown.items()}
    own = readable(form, found.view.fields.get("reads", ())) | _OPEN_TO_ALL
    back = form.filing.restore if form.filing else ""
    return Situation(
        form=form,
        made=made,
        recipient=found.recipient,
        agreed=agreed(desk, case, form.use, found.recipient, made),
        answers=found.held(form.leaving),
        elsewhere=found.elsewhere(form.leaving),
        terms=terms(desk.views, case, form, found.given, matter, now, language),
        rules=said_rules(rules_of(form, found.given), language),
        restore=form_named(back).title[language] if back in our_names() else "",
        medical=counted.get("medical", 0),
        privileged=counted.get("counsel", 0) if "counsel" in own else 0,
        outside=sum(n for place, n in counted.items() if place not in own),
        twice=_twice(desk, case, found, made),
        torn=(*found.torn, *(f"answer:{key}" for key in found.torn_answers)),
        doubled=tuple(str(one.fields["key"]) for one in found.doubled),
        leaking=looked.leaking,
        asides={code: each.title for code, each in found.asides.items()},
        rests=_rests(desk, case, found, shown.get("medical", ())),
    )


def _rests(
    desk: Desk, case: str, found: PaperView, medical: Sequence[Sound]
) -> dict[str, tuple[str, ...]]:
    """Return the entries that what is checked rests on."""
    said = {f"answer:{key}": (stamp(one.state),) for key, one in found.answers.items()}
    to = found.view.state.set_by.get("recipient", ())
    named: dict[str, tuple[str, ...]] = {}
    for one in sorted(_bodies(desk, case), key=lambda one: one.id):
        key = f"twice:{plain(one.title)}"
        named[key] = (*named.get(key, ()), one.id)
    return {
        **said,
        **named,
        "recipient": tuple(f"{log}.{index}" for log, index in to),
        "medical": tuple(sorted(stamp(one.state) for one in medical)),
    }


def _bodies(desk: Desk, case: str) -> list[Sound]:
    people = states(desk.views, [one.id for one in records(desk.views, case, "person")])
    return [one for one in people.values() if one.fields.get("role") == Role.BODY]


def _compartments(desk: Desk, made: Composed | None) -> dict[str, list[Sound]]:
    """Return the records that stand in a paper, by compartment."""
    if made is None:
        return {}
    sources = (source for run in runs_in(made.paper.blocks) for source in run.sources)
    shown = {source.record for source in sources}
    shown |= {annex.record for annex in made.paper.annexes}
    found: dict[str, list[Sound]] = {}
    for each in states(desk.views, sorted(shown)).values():
        found.setdefault(each.compartment, []).append(each)
    return found


def _twice(
    desk: Desk, case: str, found: PaperView, made: Composed | None
) -> tuple[str, ...]:
    """Return the names that two bodies of the case have and this paper says."""
    bodies = _bodies(desk, case)
    called = {plain(one.title): one.title for one in bodies}
    counted = Counter(plain(one.title) for one in bodies)
    double = {name for name, number in counted.items() if number > 1}
    said = {plain(found.recipient), *(plain(each) for each in found.given.values())}
    if made and double:
        runs = runs_in(made.paper.blocks)
        said |= {plain(run.text) for run in runs if run.kind is Kind.FILE}
    return tuple(sorted(called[name] for name in double & said))
