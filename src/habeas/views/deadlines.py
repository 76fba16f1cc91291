"""The deadlines of a case: what the rules propose and what people decided about it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from habeas.case.chain import Party
from habeas.case.deadlines import Decided, Progress, Proposal, Reopened, Standing
from habeas.case.facts.deadlines import Decision, Whose
from habeas.case.moments import reach
from habeas.case.proceedings import Matter, Stage
from habeas.case.rules.deadlines import standing
from habeas.errors import NotFoundError
from habeas.law.happenings import Computed
from habeas.law.packs import Pack, packs
from habeas.law.terms import Words
from habeas.views.cases import case_law
from habeas.views.custody import Names, edtf_of, telling, words_of
from habeas.views.db import Views
from habeas.views.happenings import Worked, worked
from habeas.views.meeting import Meeting, meeting
from habeas.views.proceedings import proceedings
from habeas.views.records import Sound, known, records, states, type_of
from habeas.words import N_

_SHOWN = {"what", "decision", "whose"}
_DONE = frozenset({"done", "done_by"})
_ORDER = {progress: at for at, progress in enumerate(Progress)}


@dataclass(frozen=True)
class Told:
    """What records and rules say of one deadline, without the time of who looks.

    `id` stands in its address, `record` is what was decided last, '' if nothing was.
    `title` is what was recorded, in `lang`; `what` is the name of the rule, by
    language. `start` and `rule` are '' for one that was added by hand.
    """

    id: str
    proposal: Proposal | None
    decided: Decided | None
    whose: Whose
    title: str
    lang: str
    what: Words
    rule: str
    start: str
    record: str
    compartment: str
    matter: Matter | None
    step: Stage | None
    worked: Worked | None
    meeting: Meeting
    responsible: Party | None
    decisions: tuple[Sound, ...]

    def at(self, now: datetime) -> "Deadline":
        """Return it as it stands at a moment."""
        found = standing(self.proposal, self.decided, self.whose, now)
        return Deadline(self, found)

    def called(self, language: str) -> str:
        """Return what is due: as it was recorded, else as the rule is called."""
        return self.title or self.what.get(language, "") or self.what.get("en", "")


@dataclass(frozen=True)
class Deadline:
    """A deadline as it stands at a moment."""

    told: Told
    standing: Standing

    @property
    def id(self) -> str:
        """What stands in its address."""
        return self.told.id

    @property
    def computed(self) -> Computed | None:
        """What is computed now, from the earliest start."""
        return self.told.worked.early if self.told.worked else None


def deadlines(views: Views, case: str, now: datetime) -> list[Deadline]:
    """Return the deadlines of a case, the most pressing first."""
    return sorted((one.at(now) for one in told(views, case)), key=_urgency)


def deadline(views: Views, case: str, name: str, now: datetime) -> Deadline:
    """Return one by the id of its address or of a record about it.

    Raises:
        NotFoundError: there is none.
    """
    for one in told(views, case):
        if name == one.id or name in {it.id for it in one.decisions}:
            return one.at(now)
    raise NotFoundError(
        N_("There is no deadline with this number."),
        advice=N_("Perhaps what it ran from was corrected: look in the list."),
    )


def key_of(start: str, rule: str) -> str:
    """Return what stands in the address of a proposal: it says nothing about it."""
    return sha256(f"{start} {rule}".encode()).hexdigest()[:32]


def pack_of(matter: Matter) -> Pack | None:
    """Return the rules by which a proceeding goes, None if nobody said."""
    return packs().get(matter.law)


def basis_of(computed: Computed, code: str) -> tuple[str, ...]:
    """Return by which rules and which calendar a day was computed, for the record."""
    revision, digest = computed.revision.isoformat(), computed.digest[:16]
    return f"rules {code} {digest} {revision}", f"calendar {computed.calendar}"


def told(views: Views, case: str) -> list[Told]:
    """Return every deadline without the time; kept until something is recorded."""
    return views.kept(("deadlines", case), lambda: list(_all(views, case)))


def _urgency(one: Deadline) -> tuple[int, datetime, str, str]:
    found = one.standing
    rank = _ORDER[Progress.RUNNING if found.runs else found.progress]
    ends = found.ends or datetime.max  # noqa: DTZ901 - as in case/moments.py
    return rank, ends, one.told.rule, one.id


def _all(views: Views, case: str) -> Iterator[Told]:
    matters = {one.matter.id: one.matter for one in proceedings(views, case)}
    where = case_law(views, case)
    proposals: dict[str, tuple[Matter, Worked]] = {}
    for matter in matters.values():
        pack = pack_of(matter)
        for one in worked(matter, pack, where) if pack else ():
            proposals[key_of(one.start, one.early.term.id)] = matter, one
    decisions = _decisions(views, case)
    all_made = [one for several in decisions.values() for one in several]
    facts = [one.fields for one in all_made]
    gone = _gone(views, case, all_made)
    names = Names(views, case, facts, ("responsible",))
    stages = {one.id: one for it in matters.values() for one in it.steps}
    for key in dict.fromkeys((*proposals, *decisions)):
        matter_of, found = proposals.get(key, (None, None))
        made = decisions.get(key, [])
        home = matter_of or matters.get(
            made[-1].fields.get("proceeding", "") if made else ""
        )
        yield _told(key, home, found, made, names, stages, matters, gone)


def _decisions(views: Views, case: str) -> dict[str, list[Sound]]:
    """Return what was decided, oldest first, by the address of the deadline."""
    lines = records(views, case, "deadline")
    found = states(views, [line.id for line in lines])
    made: dict[str, list[Sound]] = {}
    for line in lines:
        one = found[line.id]
        if set(one.fields) >= _SHOWN:
            made.setdefault(_key(one), []).append(one)
    return made


def _key(one: Sound) -> str:
    start, rule = one.fields.get("start", ""), one.fields.get("rule", "")
    return key_of(start, rule) if start and rule else one.id


def _told(  # noqa: PLR0913, PLR0917 - all that one deadline is joined from
    key: str,
    matter: Matter | None,
    found: Worked | None,
    made: Sequence[Sound],
    names: Names,
    stages: Mapping[str, Stage],
    matters: Mapping[str, Matter],
    gone: AbstractSet[str],
) -> Told:
    last = made[-1] if made else None
    fields = last.fields if last else {}
    term = found.early.term if found else None
    whose = Whose(fields["whose"] if last else term.whose if term else Whose.OWN)
    start = found.start if found else fields.get("start", "")
    met = (
        meeting(stages[start], whose, matter, list(matters.values()), found)
        if start in stages and matter
        else Meeting()
    )
    return Told(
        id=key,
        proposal=_proposal(found, matter, met),
        decided=_decided(last, stages, gone) if last else None,
        whose=whose,
        title=last.title if last else "",
        lang=fields["what"]["lang"] if last else "",
        what=term.what if term else {},
        rule=term.id if term else fields.get("rule", ""),
        start=start,
        record=last.id if last else "",
        compartment=last.compartment if last else matter.compartment if matter else "",
        matter=matter,
        step=stages.get(start),
        worked=found,
        meeting=met,
        responsible=names.party(fields.get("responsible", "")),
        decisions=tuple(made),
    )


def _proposal(
    found: Worked | None, matter: Matter | None, met: Meeting
) -> Proposal | None:
    if found is None or matter is None:
        return None
    return Proposal(
        due=found.due,
        basis=basis_of(found.early, matter.law),
        stopped=found.early.stopped is not None,
        met=met.sure.when if met.sure else "",
        planned=met.planned,
        safe=found.safe,
    )


def _decided(
    last: Sound, stages: Mapping[str, Stage], gone: AbstractSet[str]
) -> Decided:
    fields = last.fields
    by = stages.get(fields.get("done_by", ""))
    done = edtf_of(fields.get("done")) or (by.when if by else "")
    reopened = None
    if fields.get("done_by", "") in gone:
        reopened = Reopened.WITHDRAWN
    elif _ahead(last, done, by):
        reopened = Reopened.AHEAD
    said = fields.get("done") or fields.get("done_by")
    return Decided(
        decision=Decision(fields["decision"]),
        due=edtf_of(fields.get("due")),
        computed=fields.get("computed", ""),
        basis=tuple(fields.get("basis") or ()),
        done=done,
        finished=bool(said) and reopened is None,
        reopened=reopened,
        why=words_of(fields.get("why")),
        why_lang=(fields.get("why") or {}).get("lang", ""),
    )


def _ahead(last: Sound, done: str, by: Stage | None) -> bool:
    """Say whether it was recorded as done on a day that was surely to come."""
    told = datetime.fromisoformat(telling(last, _DONE)[-1].at)
    if by and not last.fields.get("done"):
        told = max(told, by.told)
    day = reach(done, told.tzinfo)
    return day is not None and day.start > told.replace(tzinfo=None)


def _gone(views: Views, case: str, made: Iterable[Sound]) -> AbstractSet[str]:
    """Return the steps by which something was said to be done, and that stand no more.

    A step that nobody here ever recorded says nothing against it.
    """
    steps = {one.fields.get("done_by", "") for one in made} - {""}
    standing_now = {one for one in steps if type_of(views, case, one) is not None}
    return {one for one in steps - standing_now if known(views, case, one)}
