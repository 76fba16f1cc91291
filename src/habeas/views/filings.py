"""How a paper left, what has come of it, and by when an answer is due."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from habeas.case.facts.deadlines import Whose
from habeas.case.facts.letters import LETTER_STEP_WORDS, LetterStep
from habeas.case.facts.proceedings import STEP_WORDS, Step
from habeas.case.proceedings import Matter, Stage
from habeas.views.custody import edtf_of
from habeas.views.db import Views
from habeas.views.deadlines import Deadline, told
from habeas.views.proceedings import proceedings
from habeas.views.records import Sound, linked, states

_NEWEST = 10
"""Copies that are looked at: a file that comes back was made of one of the last."""
_ARRIVED = frozenset({Step.RECEIVED, Step.REGISTERED, Step.FORWARDED})
"""What says that a paper is there; terms may run from it, and it answers nothing."""


@dataclass(frozen=True)
class Came:
    """Something that came of a filing: `what` is a message id, `when` EDTF or ''.

    `document` is '' where no paper was recorded; `answers` is false for what only says
    that it arrived.
    """

    record: str
    page: str
    what: str
    when: str
    document: str
    answers: bool


@dataclass(frozen=True)
class FilingView:
    """One time that a paper left.

    `how` is a message id. `clocks` are the deadlines of the authority that run from it;
    `answer_by` the day that it asked for itself. `mark` and `tracking` prove the day.
    `readable` is false where the words of its file may not be read here, or are none.
    """

    id: str
    fields: Sound
    number: int
    page: str
    how: str
    when: str
    who: str
    to: str
    mark: str
    tracking: str
    letter: str
    matter: Matter | None
    answer_by: str
    clocks: tuple[Deadline, ...]
    came: tuple[Came, ...]
    readable: bool

    @property
    def answered(self) -> bool:
        """Whether something came that is more than a sign of arrival."""
        return any(one.answers for one in self.came)


def filings(views: Views, case: str, paper: str, now: datetime) -> list[FilingView]:
    """Return the filings of a paper that stand, the oldest first."""
    with views.guard:
        ids = linked(views, paper, "paper", kind="paper_filing")
        found = states(views, ids)
        return [_filing(views, case, found[one], now) for one in ids]


def copies(views: Views, paper: str) -> list[Sound]:
    """Return the last copies of a paper's words that were kept, the newest first."""
    with views.guard:
        ids = linked(views, paper, "paper", kind="paper_copy")
        found = states(views, ids)
    made = [found[one] for one in reversed(ids) if "filing" not in found[one].fields]
    return made[:_NEWEST]


def words_filed(views: Views, filing: Sound) -> Sound:
    """Return what holds the words of a filed file: its filing, or a copy beside it."""
    with views.guard:
        ids = linked(views, filing.id, "filing", kind="paper_copy")[-1:]
        return states(views, ids)[ids[0]] if ids else filing


def _filing(views: Views, case: str, one: Sound, now: datetime) -> FilingView:
    step, letter = one.fields.get("step", ""), one.fields.get("letter", "")
    matter, stage = _stage(views, case, step)
    posted = _posted(views, letter)
    document = states(views, [one.fields.get("document", "")])
    own = states(views, [step]).get(step) or (posted[0] if posted else None)
    fields = own.fields if own else {}
    return FilingView(
        id=one.id,
        fields=one,
        number=next((it.fields.get("number", 0) for it in document.values()), 0),
        page=_page(stage, matter, letter),
        how=_how(stage, own),
        when=edtf_of(fields.get("when")),
        who=fields.get("who", ""),
        to=fields.get("to", ""),
        mark=fields.get("number", "") or fields.get("mark", ""),
        tracking=posted[0].fields.get("mark", "") if stage and posted else "",
        letter=letter,
        matter=matter,
        answer_by=stage.answer_by if stage else "",
        clocks=tuple(_clocks(views, case, stage, matter, posted, now)),
        came=tuple(_came(views, stage, matter, letter, posted)),
        readable="words" in words_filed(views, one).fields,
    )


def _stage(
    views: Views, case: str, step: str
) -> tuple[Matter, Stage] | tuple[None, None]:
    for one in proceedings(views, case) if step else ():
        for stage in one.matter.steps:
            if stage.id == step:
                return one.matter, stage
    return None, None


def _posted(views: Views, letter: str) -> list[Sound]:
    """Return the steps of the letter that it went by, as they were recorded."""
    ids = linked(views, letter, "letter", kind="letter_step") if letter else []
    found = states(views, ids)
    return [found[one] for one in ids if "step" in found[one].fields]


def _page(stage: Stage | None, matter: Matter | None, letter: str) -> str:
    if stage and matter:
        return f"proceedings/{matter.id}#{stage.id}"
    return f"letters/{letter}" if letter else ""


def _how(stage: Stage | None, own: Sound | None) -> str:
    if stage:
        return STEP_WORDS[stage.step]
    step = own.fields.get("step", "") if own else ""
    return LETTER_STEP_WORDS[LetterStep(step)] if step else ""


def _clocks(  # noqa: PLR0913, PLR0917 - all that a term may run from
    views: Views,
    case: str,
    stage: Stage | None,
    matter: Matter | None,
    posted: Sequence[Sound],
    now: datetime,
) -> Iterator[Deadline]:
    starts = {one.id for one in posted}
    if stage and matter:
        about = (one for one in matter.steps if one.about == stage.id)
        starts |= {stage.id, *(one.id for one in about if one.step in _ARRIVED)}
    for one in told(views, case) if starts else ():
        if one.start in starts and one.whose is Whose.AUTHORITY:
            yield one.at(now)


def _came(
    views: Views,
    stage: Stage | None,
    matter: Matter | None,
    letter: str,
    posted: Sequence[Sound],
) -> Iterator[Came]:
    if stage and matter:
        about = [one for one in matter.steps if one.about == stage.id]
        papers = states(views, [one.id for one in about])
        for one in about:
            if one.id in papers and not one.letter:
                yield _of_step(one, matter, papers[one.id])
    for later in posted[1:]:
        yield _of_letter_step(later, letter)
    ids = linked(views, letter, "replies") if letter else []
    replies = states(views, ids)
    for id_ in ids:
        yield _of_reply(views, replies[id_])


def _of_step(one: Stage, matter: Matter, found: Sound) -> Came:
    return Came(
        record=one.id,
        page=f"proceedings/{matter.id}#{one.id}",
        what=STEP_WORDS[one.step],
        when=one.when,
        document=found.fields.get("document", ""),
        answers=one.step not in _ARRIVED,
    )


def _of_letter_step(one: Sound, letter: str) -> Came:
    step = LetterStep(one.fields["step"])
    return Came(
        record=one.id,
        page=f"letters/{letter}#{one.id}",
        what=LETTER_STEP_WORDS[step],
        when=edtf_of(one.fields.get("when")),
        document="",
        answers=step is LetterStep.ANSWERED,
    )


def _of_reply(views: Views, one: Sound) -> Came:
    steps = _posted(views, one.id)
    dated = [edtf_of(it.fields.get("when")) for it in steps]
    return Came(
        record=one.id,
        page=f"letters/{one.id}",
        what=LETTER_STEP_WORDS[LetterStep.ANSWERED],
        when=next((it for it in reversed(dated) if it), ""),
        document=one.fields.get("document", ""),
        answers=True,
    )
