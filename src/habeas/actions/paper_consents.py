"""Who had to agree before a paper leaves, and what they are recorded to have said."""

from collections.abc import Iterable

from habeas.actions.consents import permissions
from habeas.actions.desk import Desk
from habeas.case.facts.consent import Answer, Use
from habeas.case.facts.people import Role
from habeas.case.rules.consent import Permission
from habeas.papers.engine.check_words import ENDED
from habeas.papers.engine.checked import Agreed
from habeas.papers.engine.compose import Composed
from habeas.papers.engine.model import runs_in
from habeas.views.papers import stamp
from habeas.views.records import Sound, record, records, states

_OWN_WORDS = frozenset({Role.COMPLAINANT, Role.WITNESS, Role.RELATIVE})
"""Whose words are theirs to give: not those of a body or an official."""
_ON_DUTY = frozenset({Role.BODY, Role.OFFICIAL, Role.OFFICER})


def agreed(
    desk: Desk, case: str, use: Use, recipient: str, made: Composed | None
) -> tuple[Agreed, ...]:
    """Return what every complainant answered, and those whose words it prints.

    Witnesses and relatives are asked. Experts, counsel and others who speak for their
    work are not, but one who refused is named. Whoever did not agree to be kept in the
    case at all is named for that too.
    """
    whose = permissions(desk, case, use, recipient)
    given = _consents(desk, case)
    told = [_told(desk, case, one, use, given) for one in whose]
    speakers = _speakers(desk, case, made)
    others = {one.id for one in speakers} - {one.person for one in whose}
    asked = {one.id for one in speakers if _gives(one)}
    for one_use in dict.fromkeys((use, Use.RECORD)) if others else ():
        for one in _of(desk, case, one_use, recipient, others):
            wanted = one_use is use and one.person in asked
            if wanted or one.verdict in ENDED:
                told.append(_told(desk, case, one, one_use, given, speaks=True))
    return tuple(told)


def _of(
    desk: Desk, case: str, use: Use, recipient: str, people: set[str]
) -> tuple[Permission, ...]:
    judged = permissions(desk, case, use, recipient, people)
    return tuple(one for one in judged if one.person in people)


def _speakers(desk: Desk, case: str, made: Composed | None) -> list[Sound]:
    """Return the people whose words stand in a paper, those on duty left out."""
    if made is None:
        return []
    shown = {it.record for run in runs_in(made.paper.blocks) for it in run.sources}
    claims = states(desk.views, sorted(shown)).values()
    said = {str(one.fields.get("speaker", "")) for one in claims}
    people = states(desk.views, sorted(said - {""})).values()
    return [one for one in people if one.case == case and _own(one)]


def _own(one: Sound) -> bool:
    return _gives(one) or one.fields.get("role") not in _ON_DUTY


def _gives(one: Sound) -> bool:
    role, also = one.fields.get("role"), one.fields.get("also")
    return role in _OWN_WORDS or (also in _OWN_WORDS and role not in _ON_DUTY)


def _consents(desk: Desk, case: str) -> list[Sound]:
    """Return every consent, also those that were withdrawn as records."""
    lines = records(desk.views, case, "consent", withdrawn=True)
    found = states(desk.views, [one.id for one in lines])
    return [found[one.id] for one in lines]


def _told(  # noqa: PLR0913 - a verdict, and all that it is told with
    desk: Desk,
    case: str,
    one: Permission,
    use: Use,
    consents: Iterable[Sound],
    *,
    speaks: bool = False,
) -> Agreed:
    asked = [
        each
        for each in consents
        if (each.fields.get("person"), each.fields.get("use")) == (one.person, use)
    ]
    named = [
        (each.fields.get("recipient") or {}).get("text", "")
        for each in asked
        if each.fields.get("answer") == Answer.GIVEN and not each.state.withdrawn
    ]
    return Agreed(
        one.person,
        record(desk.views, case, one.person).title,
        one.verdict,
        one.with_name,
        one.scope,
        tuple(dict.fromkeys(filter(None, named))),
        use,
        speaks=speaks,
        rests=tuple(stamp(each.state) for each in asked),
    )
