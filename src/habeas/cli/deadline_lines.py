"""Deadlines as lines of a terminal, and which of them a person means."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from habeas.case.deadlines import PROGRESS_WORDS, SETTLED_WORDS, Moved
from habeas.cli.door import At
from habeas.cli.values import Speller, short
from habeas.errors import BadInputError, NotFoundError
from habeas.views.days_left import left
from habeas.views.deadlines import Deadline, deadlines
from habeas.words import N_

_SHORTEST: Final = 4


@dataclass(frozen=True)
class Row:
    """A deadline on one line. `days` is None where no day runs; `due` is EDTF."""

    id: str
    what: str
    due: str
    safe: str
    days: int | None
    left: str
    settled: str
    progress: str
    whose: str
    article: str
    rule: str
    proceeding: str
    record: str
    moved: Moved | None


def rows_of(at: At, language: str) -> list[Row]:
    """Return the deadlines of a case, the most pressing first."""
    now = at.desk.clock.now()
    return [row_of(at, one, language) for one in deadlines(at.desk.views, at.case, now)]


def row_of(at: At, one: Deadline, language: str) -> Row:
    """Return one deadline as a line."""
    told, found = one.told, one.computed
    remaining = left(one.standing, at.desk.clock.now(), language)
    return Row(
        id=one.id,
        what=told.called(language),
        due=one.standing.due,
        safe=one.standing.safe,
        days=one.standing.days if one.standing.runs else None,
        left=remaining.words if remaining else "",
        settled=str(one.standing.settled),
        progress=str(one.standing.progress),
        whose=str(told.whose),
        article=found.term.article[language] if found else "",
        rule=told.rule,
        proceeding=told.matter.id if told.matter else "",
        record=told.record,
        moved=one.standing.moved,
    )


def line_of(speller: Speller, row: Row) -> str:
    """Return a deadline on one line: what, when, how many days, whether proposed."""
    _ = speller.voice.gettext
    parts = (
        speller.when(row.due) if row.due else _("no day"),
        _("to be safe: %(day)s") % {"day": speller.when(row.safe)} if row.safe else "",
        row.left.rstrip(".") or _(PROGRESS[row.progress]),
        _(SETTLED[row.settled]),
        _("the day has moved") if row.moved else "",
        row.article,
    )
    return f"{row.what}: {'; '.join(one for one in parts if one)} ({short(row.id)})"


PROGRESS: Mapping[str, str] = {str(key): word for key, word in PROGRESS_WORDS.items()}
SETTLED: Mapping[str, str] = {str(key): word for key, word in SETTLED_WORDS.items()}


def find_deadline(at: At, name: str) -> Deadline:
    """Return the deadline that a person means: by id, by its beginning, by its name."""
    now, wanted = at.desk.clock.now(), name.strip().casefold()
    hits = []
    for one in deadlines(at.desk.views, at.case, now):
        names = {one.told.title, *one.told.what.values()}
        ids = (one.id, *(it.id for it in one.told.decisions))
        begins = len(wanted) >= _SHORTEST and any(it.startswith(wanted) for it in ids)
        if begins or wanted in {it.casefold() for it in names if it}:
            hits.append(one)
    if not hits:
        raise NotFoundError(
            N_("No deadline of this case is called ‘{name}’."),
            advice=N_("`habeas deadline list` lists them."),
            name=name[:80],
        )
    if len(hits) > 1:
        raise BadInputError(
            N_("More than one deadline is called ‘{name}’."),
            advice=N_("Use the beginning of its id instead."),
            name=name[:80],
        )
    return hits[0]
