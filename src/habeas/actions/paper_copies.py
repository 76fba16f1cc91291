"""The words of a paper as they left: kept with it, to compare what comes back."""

from dataclasses import dataclass
from enum import StrEnum

from habeas.actions.desk import Desk
from habeas.actions.paper_names import IDENTITY, MEDICAL, place_of_words
from habeas.actions.record import put
from habeas.case.codec import Act
from habeas.case.facts.registry import RECORDS
from habeas.papers.engine.comparing import nearest
from habeas.papers.engine.kept import Kept, keep, marks_of, read, words_of
from habeas.papers.engine.layout import lay_out
from habeas.papers.engine.model import Paper, runs_in
from habeas.views.filings import copies
from habeas.views.records import Sound, states

_TOLD = ("claim", "person")
_ASIDE = frozenset({"answers", "reliability", "credibility"})
"""Fields that no paper tells: a change of them changes nothing in it."""


class Fate(StrEnum):
    """What happened to a record after a paper told of it."""

    WITHDRAWN = "withdrawn"
    CORRECTED = "corrected"


@dataclass(frozen=True)
class Changed:
    """A record that a paper rests on and that is not what it was.

    `fields` are the labels of what was corrected, as message ids. `stance` is '' for a
    record that is no statement.
    """

    record: str
    type: str
    title: str
    stance: str
    fate: Fate
    fields: tuple[str, ...] = ()


def keep_copy(  # noqa: PLR0913, PLR0917 - which paper, as what, where it lies
    desk: Desk, case: str, one: str, made: Paper, document: str = "", place: str = ""
) -> None:
    """Record the words of a paper that leaves, unless the newest copy says the same.

    `document` is the exhibit that it was sealed as, `place` the compartment that its
    name needs: '' if it holds none. Words of medical records lie where those lie. What
    holds both is kept only where all who may read the one may read the other.

    Raises:
        StorageError: the disk refused; nothing was recorded.
    """
    apart = {"medical": medical_in(desk, made), "named": place == IDENTITY}
    where = place_of_words(desk, case, place, **apart)
    if where is None:
        return
    ids = {it.record for run in runs_in(made.blocks) for it in run.sources}
    found = states(desk.views, sorted(ids))
    changes = {it.id: len(it.state.history) for it in found.values()}
    kept = keep(made, lay_out(made), changes)
    words = {"lang": made.language, "text": words_of(kept)}
    fields: dict[str, object] = {"paper": one, "words": words, "marks": marks_of(kept)}
    rests = [one for one in ids if one in found and found[one].type in _TOLD]
    fields["rests"] = sorted(rests)
    if document:
        fields["document"] = document
    before = next(iter(copies(desk.views, one)), None)
    if before is None or any(
        before.fields.get(name) != value for name, value in fields.items()
    ):
        put(desk, case, "paper_copy", fields, where)


def medical_in(desk: Desk, made: Paper) -> bool:
    """Say whether a paper prints a record of the medical part, or of an annex of it."""
    shown = {it.record for run in runs_in(made.blocks) for it in run.sources}
    shown |= {one.record for one in made.annexes}
    found = states(desk.views, sorted(shown)).values()
    return any(one.compartment == MEDICAL for one in found)


def kept_copies(desk: Desk, one: str) -> list[Kept]:
    """Return the last copies of a paper, the newest first."""
    return [text for text in map(kept_in, copies(desk.views, one)) if text]


def kept_in(found: Sound) -> Kept | None:
    """Return the lines that a copy or a filing holds, None if it holds none."""
    words = found.fields.get("words")
    return read(words["text"], found.fields.get("marks", ())) if words else None


def made_of(desk: Desk, one: str, filed: Kept | None) -> Kept | None:
    """Return the copy that a filed file was made of, else the newest; None of none."""
    found = kept_copies(desk, one)
    if not found:
        return None
    return found[(nearest(found, filed) or 0) if filed else 0]


def changed_since(desk: Desk, case: str, kept: Kept) -> tuple[Changed, ...]:
    """Return what a paper rests on and was withdrawn or corrected since."""
    rests = {one.record: one for one in reversed([*kept.rests])}
    found = states(desk.views, list(rests))
    told: list[Changed] = []
    for id_ in dict.fromkeys(one.record for one in kept.rests):
        one, rest = found.get(id_), rests[id_]
        if one is None or one.case != case:
            continue
        if one.state.withdrawn:
            about = (one.id, one.type, one.title, rest.stance)
            told.append(Changed(*about, Fate.WITHDRAWN))
        elif fields := _corrected(one, rest.changes):
            about = (one.id, one.type, one.title, rest.stance)
            told.append(Changed(*about, Fate.CORRECTED, fields))
    return tuple(told)


def _corrected(one: Sound, before: int) -> tuple[str, ...]:
    """Return what of a record was corrected after so many of its entries."""
    later = [it for it in one.state.history[before:] if it.act is Act.CORRECT]
    names = dict.fromkeys(name for it in later for name in it.fields)
    kind = RECORDS[one.type]
    specs = (kind.spec(name) for name in names if name not in _ASIDE)
    return tuple(spec.ask.label for spec in specs if spec)
