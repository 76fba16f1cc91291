"""The proceedings of a case, their steps in order of time, what comes of what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from habeas.case.chain import Party, Remark
from habeas.case.facts.proceedings import (
    Filing,
    Law,
    Level,
    Presence,
    Ruling,
    Step,
    Track,
)
from habeas.case.proceedings import Matter, Stage, in_time
from habeas.case.rules.proceedings import review
from habeas.errors import NewerVersionError, NotFoundError
from habeas.views.cases import case_law
from habeas.views.custody import Names, edtf_of, telling
from habeas.views.db import Views
from habeas.views.records import (
    RecordView,
    Sound,
    grouped,
    linked,
    record,
    records,
    states,
)
from habeas.words import N_

_SHOWN = {"title", "track"}
_ONE = ("who", "to", "excluded_by", "body", "person")
_FLAGS = ("in_custody", "minor", "exceptional", "emergency", "inquiry")
_LEVELS = {str(one): f"at_{one}" for one in Level}
_LETTERS = {
    "handed_in": Step.HANDED_IN,
    "received": Step.RECEIVED,
    "answered": Step.REPLY,
}
"""The steps of a letter from which terms run; the others are no events of a law."""


@dataclass(frozen=True)
class Proceeding:
    """A proceeding, what is to be said of its steps, how deep below another it is."""

    matter: Matter
    remarks: tuple[Remark, ...]
    depth: int = 0


@dataclass(frozen=True)
class ProceedingView:
    """One in full, with the records of its steps by id; `withdrawn` count no more."""

    view: RecordView
    proceeding: Proceeding
    steps: Mapping[str, RecordView]
    withdrawn: tuple[RecordView, ...]
    above: Matter | None
    below: tuple[Matter, ...]


def proceedings(views: Views, case: str) -> list[Proceeding]:
    """Return the proceedings, each below what it comes from, else as recorded."""
    return views.kept(("proceedings", case), lambda: _all(views, case))


def proceeding(views: Views, case: str, one: str) -> ProceedingView:
    """Return one of them with its steps.

    Raises:
        NotFoundError: no such record in this case.
        NewerVersionError: it is recorded in a way that this version cannot show.
    """
    view = record(views, case, one)
    if view.type != "proceeding":
        raise NotFoundError(N_("This is not a proceeding."))
    if not set(view.fields) >= _SHOWN:
        raise NewerVersionError(N_("This was recorded by a newer Habeas."))
    standing = {found.matter.id: found for found in proceedings(views, case)}
    found = standing.get(one) or _withdrawn(views, case, one)
    return ProceedingView(
        view,
        found,
        {
            stage.id: record(views, case, stage.id)
            for stage in found.matter.steps
            if not stage.letter
        },
        tuple(
            gone
            for step in linked(views, one, "proceeding", withdrawn=True)
            if (gone := record(views, case, step)).type == "proceeding_step"
        ),
        standing[found.matter.parent].matter
        if found.matter.parent in standing
        else None,
        tuple(it.matter for it in standing.values() if it.matter.parent == one),
    )


def _withdrawn(views: Views, case: str, one: str) -> Proceeding:
    found = states(views, [one])
    matters = _matters(views, case, list(found.values()))
    return Proceeding(matters[0], review(matters[0]))


def _all(views: Views, case: str) -> list[Proceeding]:
    lines = records(views, case, "proceeding")
    found = states(views, [line.id for line in lines])
    sound = [found[line.id] for line in lines]
    matters = _matters(views, case, [it for it in sound if set(it.fields) >= _SHOWN])
    return [Proceeding(it, review(it), depth) for it, depth in _chained(matters)]


def _chained(matters: Sequence[Matter]) -> list[tuple[Matter, int]]:
    """Put each below what it comes from; what stands in a ring comes last."""
    ids = {one.id for one in matters}
    below: dict[str, list[Matter]] = {}
    for one in matters:
        below.setdefault(one.parent if one.parent in ids else "", []).append(one)
    found: list[tuple[Matter, int]] = []
    waiting = [(one, 0) for one in reversed(below.get("", []))]
    while waiting:
        one, depth = waiting.pop()
        found.append((one, depth))
        waiting += [(it, depth + 1) for it in reversed(below.get(one.id, []))]
    told = {one.id for one, _ in found}
    return [*found, *((one, 0) for one in matters if one.id not in told)]


def _matters(views: Views, case: str, found: Sequence[Sound]) -> list[Matter]:
    ids = {one.id for one in found}
    steps = grouped(views, case, "proceeding_step", "proceeding", ids)
    letters = _letter_steps(views, case, ids)
    told = [one for many in (*steps.values(), *letters.values()) for one in many]
    several = [one.fields for one in (*found, *told)]
    several += [{"who": it} for one in several for it in one.get("counsel") or ()]
    names = Names(views, case, several, _ONE)
    law = case_law(views, case)
    return [
        _matter(one, steps.get(one.id, []), letters.get(one.id, []), names, law)
        for one in found
    ]


def _letter_steps(views: Views, case: str, wanted: set[str]) -> dict[str, list[Sound]]:
    """Return what happened to the letters that belong to each proceeding."""
    letters = grouped(views, case, "letter", "proceeding", wanted)
    home = {one.id: to for to, several in letters.items() for one in several}
    steps = grouped(views, case, "letter_step", "letter", set(home))
    found: dict[str, list[Sound]] = {}
    for letter, several in steps.items():
        kept = [it for it in several if it.fields.get("step") in _LETTERS]
        found.setdefault(home[letter], []).extend(kept)
    return found


def _matter(
    found: Sound,
    steps: Sequence[Sound],
    letters: Sequence[Sound],
    names: Names,
    law: str,
) -> Matter:
    fields = found.fields
    track = Track(fields["track"])
    own = fields.get("law", "") or (Law.UN if track is Track.UN else "")
    whole = [one for one in steps if "step" in one.fields]
    stages = [_stage(one, names) for one in whole]
    stages += _letter_stages(letters, names)
    zone = stages[0].told.tzinfo if stages else None
    return Matter(
        id=found.id,
        title=found.title,
        lang=fields["title"]["lang"],
        track=track,
        law=str(own or law),
        own_law=bool(own),
        compartment=found.compartment,
        body=names.party(fields.get("body", "")),
        number=fields.get("number", ""),
        person=names.party(fields.get("person", "")),
        counsel=_parties(fields, names),
        parent=fields.get("parent", ""),
        flags=_flags(fields),
        steps=in_time(stages, zone),
        unread=len(steps) - len(whole),
    )


def _flags(fields: Mapping[str, Any]) -> frozenset[str]:
    """Return the facts of the packs that were recorded of a proceeding."""
    level = _LEVELS.get(fields.get("level", ""))
    told = (one for one in _FLAGS if fields.get(one))
    return frozenset([*told, level] if level else told)


def _parties(fields: Mapping[str, Any], names: Names) -> tuple[Party, ...]:
    several = (names.party(one) for one in fields.get("counsel") or ())
    return tuple(one for one in several if one)


def _stage(found: Sound, names: Names) -> Stage:
    fields = found.fields
    ruling, presence = fields.get("ruling"), fields.get("presence")
    filing = fields.get("filing")
    return Stage(
        id=found.id,
        step=Step(fields["step"]),
        told=_told(found),
        when=edtf_of(fields.get("when")),
        ruling=Ruling(ruling) if ruling else None,
        filing=Filing(filing) if filing else None,
        presence=Presence(presence) if presence else None,
        about=fields.get("about", ""),
        answer_by=edtf_of(fields.get("answer_by")),
        who=names.party(fields.get("who", "")),
        to=names.party(fields.get("to", "")),
        excluded_by=names.party(fields.get("excluded_by", "")),
        counsel=_parties(fields, names),
        new_evidence=bool(fields.get("new_evidence")),
    )


def _letter_stages(letters: Sequence[Sound], names: Names) -> list[Stage]:
    """Return the steps of letters: those of one letter are about its first."""
    first: dict[str, str] = {}
    found = []
    for one in letters:
        begun = first.setdefault(one.fields["letter"], one.id)
        found.append(_letter_stage(one, "" if begun == one.id else begun, names))
    return found


def _letter_stage(found: Sound, about: str, names: Names) -> Stage:
    fields = found.fields
    return Stage(
        id=found.id,
        step=_LETTERS[fields["step"]],
        told=_told(found),
        when=edtf_of(fields.get("when")),
        about=about,
        who=names.party(fields.get("who", "")),
        to=names.party(fields.get("to", "")),
        letter=True,
    )


def _told(found: Sound) -> datetime:
    """Return when the day was recorded: a clock without a zone is by this one."""
    return datetime.fromisoformat(telling(found, frozenset({"when"}))[-1].at)
