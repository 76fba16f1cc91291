"""What stands between a paper and its leaving: whom it is for, and what is checked."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from habeas.actions.desk import Desk
from habeas.actions.house import readable
from habeas.actions.paper_consents import agreed
from habeas.actions.paper_copies import keep_copy
from habeas.actions.paper_names import naming_of, place_of_sealed, searcher
from habeas.actions.papers import As, composed, form_of, written
from habeas.actions.protected import protected, refuse_names
from habeas.actions.record import New, correct, put_all
from habeas.case.facts.people import Role
from habeas.errors import BadInputError, NotFoundError, RefusedError
from habeas.papers.engine.checked import Check, Situation
from habeas.papers.engine.checks import checks
from habeas.papers.engine.compose import Composed
from habeas.papers.engine.due_terms import rules_of, said_rules, terms
from habeas.papers.engine.form import form_named, our_names
from habeas.papers.engine.model import Kind, runs_in
from habeas.papers.engine.written import words_of_docx, words_of_pdf
from habeas.papers.leaks.errors import NameStandsError
from habeas.views.papers import PaperView, paper, plain, stamp
from habeas.views.records import Sound, record, records, states
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
        NameStandsError: the reason holds a protected name.
    """
    stopping = _stopping(desk, case, one, look(desk, case, one), language)
    found = next((each for each in stopping if each.code == code), None)
    if found is None:
        raise NotFoundError(N_("No such check keeps this paper in."))
    _set_aside(desk, case, one, (found,), why)


def _set_aside(
    desk: Desk, case: str, one: str, stopping: tuple[Check, ...], why: str
) -> None:
    if any(each.firm for each in stopping):
        raise KeptInError(tuple(each for each in stopping if each.firm))
    if not why.strip():
        raise BadInputError(
            N_("It is not said why the paper leaves all the same."),
            advice=N_("Write a reason: it is kept with the paper."),
        )
    pseudonym = N_("Write the pseudonym: whoever reads the paper reads the reason.")
    refuse_names(desk, case, why, N_("in the reason"), pseudonym)
    language = str(paper(desk.views, case, one).view.fields["language"])
    words = {"lang": language, "text": why.strip()}
    news = [
        New("paper_override", {"paper": one, "check": each.code, "why": words})
        for each in stopping
    ]
    put_all(desk, case, news)


def _stopping(
    desk: Desk, case: str, one: str, looked: Looked, language: str
) -> tuple[Check, ...]:
    found = checked(desk, case, one, looked, language)
    return tuple(each for each in found if each.stops)


def take_out(  # noqa: PLR0913, PLR0917 - which paper, how, why, for whom it is said
    desk: Desk, case: str, one: str, how: As, despite: str = "", language: str = "en"
) -> Callable[[], bytes]:
    """Return what writes a paper as it stands now; writing it needs no vault.

    `despite` is why it leaves although checks keep it in; it is kept with the paper,
    check by check. The file is searched for protected values as it is written: all
    but what it may print of the complainant.
    `language` is that of whoever takes it.

    Raises:
        KeptInError: a check keeps it in and no reason is given, or none can be.
        NameStandsError: also from what is returned.
        And as `composed`.
    """
    whole = composed(desk, case, one)
    made = whole.paper
    stopping = _stopping(desk, case, one, Looked(whole), language)
    if stopping and not despite.strip():
        raise KeptInError(stopping)
    if stopping:
        _set_aside(desk, case, one, stopping, despite)
    names = {
        each.record: record(desk.views, case, each.record).title
        for each in protected(desk, case)
    }
    naming = naming_of(desk, case, paper(desk.views, case, one))
    keep_copy(desk, case, one, made, place=place_of_sealed(naming, ""))
    scanner = searcher(desk, case, naming)

    def write() -> bytes:
        content = written(made, how)
        read = words_of_pdf if how is As.PDF else words_of_docx
        hit = next(scanner.scan_text(read(content)), None)
        if hit is not None:
            raise NameStandsError(
                N_("A protected name, date or number of {person} stands in the file."),
                advice=N_("Correct it where it stands. Nothing was written."),
                person=names[hit.record],
            )
        return content

    return write


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
