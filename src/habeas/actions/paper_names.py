"""Who the complainant is, in a paper: whether it may be printed, and what else may not.

Everything is judged anew each time a paper is made: a consent that was withdrawn in the
meantime, or a compartment that one may no longer read, puts the pseudonym back.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from habeas.actions.consents import permissions
from habeas.actions.desk import Desk
from habeas.actions.house import form_called, house_of
from habeas.actions.protected import name_stands, protected
from habeas.actions.record import correct
from habeas.actions.settling import right_in
from habeas.errors import RefusedError
from habeas.papers.engine.form import Form
from habeas.papers.engine.identity import LACK_WORDS, PRINTED, Naming, naming
from habeas.papers.leaks.protected import Part, Protected, ProtectedName
from habeas.papers.leaks.scan import Scanner
from habeas.vault.acts import authority_in
from habeas.views.cases import case_head
from habeas.views.papers import PaperView, paper
from habeas.views.people import identities
from habeas.views.records import Sound, states
from habeas.words import N_

IDENTITY: Final = "identity"
MEDICAL: Final = "medical"
_WHERE = N_("in the paper")
_CORRECT_IT = N_(
    "Correct the record or the answer where it stands. Nothing was written."
)
_ON = N_("made with the name")
_OFF = N_("made with the pseudonym")


def name_it(desk: Desk, case: str, one: str, *, on: bool) -> Naming:
    """Choose ‘with the name’ for a paper, or take it back; return what comes of it.

    Raises:
        RefusedError: something else lacks; the first of it is said. Nothing was
            recorded.
        NotFoundError: it is no paper of this case.
    """
    found = paper(desk.views, case, one)
    would = _judged(desk, case, found, chosen=True)
    if on and would.lacking:
        raise RefusedError(
            LACK_WORDS[would.lacking[0]],
            advice=N_("The pseudonym stands. Nothing was recorded."),
        )
    if found.named != on or "named" in found.torn:
        correct(desk, case, one, {"named": on}, reason=_ON if on else _OFF)
    return naming_of(desk, case, paper(desk.views, case, one))


def naming_of(desk: Desk, case: str, found: PaperView) -> Naming:
    """Judge now whether a paper prints who the complainant is."""
    return _judged(desk, case, found, chosen=found.named)


def _judged(desk: Desk, case: str, found: PaperView, *, chosen: bool) -> Naming:
    form = form_called(house_of(desk), str(found.view.fields["form"]))
    return judged(desk, case, form, found.recipient, chosen=chosen)


def judged(
    desk: Desk, case: str, form: Form, recipient: str, *, chosen: bool
) -> Naming:
    """Judge whether a paper of a form prints who the complainant is, for a recipient.

    Raises:
        NotFoundError: the case is not in this vault.
    """
    subject = case_head(desk.views, case).subject
    said = permissions(desk, case, form.use, recipient) if subject else ()
    permission = next((one for one in said if one.person == subject), None)
    records: list[Sound] | None = None
    if reads_identities(desk, case):
        records = [] if permission is None else _records(desk, case, subject)
    return naming(form.identifies, permission, records, chosen=chosen)


def _records(desk: Desk, case: str, person: str) -> list[Sound]:
    ids = [one.id for one in identities(desk.views, case, person)]
    found = states(desk.views, ids)
    return [found[one] for one in ids]


def reads_identities(desk: Desk, case: str) -> bool:
    """Say whether whoever uses this device may read who the people of a case are.

    Of a case that nobody else is in, its owner reads everything.
    """
    authority = authority_in(desk.vault, bytes.fromhex(case))
    if authority.alone:
        return True
    device = right_in(desk, case, authority).device
    return any(one.id == device for one in authority.readers(IDENTITY))


def searcher(desk: Desk, case: str, found: Naming) -> Scanner:
    """Return what searches a paper for every protected value that it may not hold.

    What the paper prints of the complainant passes, in every spelling; their other
    fields, and whatever is anybody else's, do not.
    """
    return Scanner(_parted(desk, case, found), _released(found))


def _released(found: Naming) -> list[ProtectedName]:
    names = found.field("names") if "names" in found.fields else None
    return [
        ProtectedName(one["text"], Part(one.get("kind", Part.FULL)))
        for one in names or ()
        if one.get("kind", Part.FULL) in PRINTED
    ]


def _parted(desk: Desk, case: str, found: Naming) -> Iterator[Protected]:
    """Yield names apart from dates and numbers, so that one may pass alone."""
    born = _value(found, "born") or {}
    numbers = frozenset(_value(found, "numbers") or ())
    for one in protected(desk, case):
        yield replace(one, born="", numbers=())
        rest = tuple(each for each in one.numbers if each not in numbers)
        day = "" if one.born == born.get("edtf", "") else one.born
        yield Protected(one.record, born=day, numbers=rest)


def _value(found: Naming, field: str) -> Any:  # noqa: ANN401 - a JSON value
    return found.field(field) if field in found.fields else None


def refuse_other_names(desk: Desk, case: str, found: Naming, text: str) -> None:
    """Refuse a paper in which a protected value stands that it may not hold.

    Raises:
        NameStandsError: names the person by the pseudonym, and nothing else.
    """
    hit = next(searcher(desk, case, found).scan_text(text), None)
    if hit is not None:
        raise name_stands(desk, case, hit.record, _WHERE, _CORRECT_IT)


def with_names(desk: Desk, case: str, answers: Mapping[str, str]) -> frozenset[str]:
    """Return which of these answers hold a protected value: they lie with identities.

    Whoever may not read a name must not read it in an answer.
    """
    search = Scanner(protected(desk, case))
    return frozenset(
        key for key, text in answers.items() if next(search.scan_text(text), None)
    )


def place_of_sealed(found: Naming, usual: str) -> str:
    """Return the compartment of a paper as it was rendered, by the name alone."""
    return IDENTITY if found.printed else usual


def place_of_words(
    desk: Desk, case: str, usual: str, *, medical: bool, named: bool
) -> str | None:
    """Return the compartment of words that may hold a name, or the medical part.

    None is for what holds both, in a case where somebody who may read identities may
    not read the medical part: no compartment is right for it.
    """
    if not named:
        return MEDICAL if medical else usual
    return IDENTITY if not medical or _all_read_medical(desk, case) else None


def _all_read_medical(desk: Desk, case: str) -> bool:
    authority = authority_in(desk.vault, bytes.fromhex(case))
    medical = {one.id for one in authority.readers(MEDICAL)}
    return authority.alone or {one.id for one in authority.readers(IDENTITY)} <= medical
