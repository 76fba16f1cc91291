"""Bring in a register: rows of a file, group by group, each durable when it is told.

Stopped anywhere, killed too, the same file goes on: which rows are in, the records
themselves say. Brought in to the end, the same file adds nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from threading import Event
from typing import Any

from habeas.actions.batch_run import Far
from habeas.actions.desk import Desk
from habeas.actions.drafting import New
from habeas.actions.record import correct, put, put_all
from habeas.actions.register_source import Read, Source
from habeas.case.register_rows import Fault
from habeas.case.rules.fields import LONGEST_LINE
from habeas.errors import RefusedError
from habeas.views.records import RecordView, record
from habeas.views.registers import registers, rows_kept
from habeas.views.terms import settle
from habeas.words import N_

GROUP = 250
"""Rows that are sealed together under one signed head."""
_MOST_PROBLEMS = 1000


@dataclass
class RegisterRun:
    """One run over a file; `far` counts its rows, `over` asks it to stop soon."""

    id: str
    case: str
    source: Source
    done: set[int]
    far: Far = field(default_factory=Far)
    over: Event = field(default_factory=Event)
    ended: bool = False
    refused: int = 0
    faults: list[Fault] = field(default_factory=list)
    _rows: Iterator[Read] = field(init=False)

    def __post_init__(self) -> None:
        self._rows = self.source.rows()

    def count(self) -> None:
        """Count the rows, so that a person can be told what is left."""
        self.far.all_files = sum(1 for _ in self.source.rows())
        self.far.counted = True

    def group(self) -> list[Read]:
        """Return the next rows to record; touches no vault.

        After the last of the file, `ended` is true.
        """
        found: list[Read] = []
        for read in self._rows:
            self.far.files += 1
            if read.faults:
                self._refuse(read)
            elif read.number not in self.done:
                found.append(read)
            if len(found) >= GROUP or self.over.is_set():
                return found
        self.ended = True
        return found

    def _refuse(self, read: Read) -> None:
        self.refused += 1
        self.faults += islice(read.faults, max(0, _MOST_PROBLEMS - len(self.faults)))


def begin_register(
    desk: Desk, case: str, source: Source, fields: dict[str, Any]
) -> RegisterRun:
    """Begin to bring in a file, or go on with what was begun and not finished.

    `fields` are what a person says of a new one: its name, a note. A run over a file
    that is in the case to its end has `ended`.

    Raises:
        BadInputError: the heading is not the one that the mapping names.
        RefusedError: the case has this file, read by another mapping.
        StorageError: the disk refuses.
    """
    next(source.rows(), None)  # a heading that does not fit is refused before all else
    with desk.vault.guard:
        there = _there(desk, case, source)
        if there is None:
            made = put(desk, case, "register", _fields(source, fields))
            return RegisterRun(made, case, source, set())
        done = rows_kept(desk.views, case, there.id)
        ended = "rows" in there.fields
        return RegisterRun(there.id, case, source, done, ended=ended)


def _there(desk: Desk, case: str, source: Source) -> RecordView | None:
    """Return the register that this file was brought in as, finished or not."""
    for line in registers(desk.views, case):
        view = record(desk.views, case, line.id)
        if view.fields.get("sha256") != source.sha256:
            continue
        if view.fields.get("mapping", {}).get("text") != source.text:
            raise RefusedError(
                N_("This file is in the case already, read by another mapping."),
                advice=N_(
                    "Use that mapping to go on, or withdraw the register with a reason"
                    " and bring the file in anew."
                ),
            )
        return view
    return None


def _fields(source: Source, said: dict[str, Any]) -> dict[str, Any]:
    fields = {
        "name": source.mapping.name,
        **said,
        "file": source.name,
        "sha256": source.sha256,
        "size": len(source.data),
        "mapping": {"lang": "zxx", "text": source.text},
        "jurisdiction": source.mapping.jurisdiction,
        "labels": list(source.labels),
    }
    return {name: value for name, value in fields.items() if value not in ("", [])}


def keep_rows(desk: Desk, run: RegisterRun, group: list[Read]) -> None:
    """Record rows; they are on the disk when this returns.

    Raises:
        StorageError: the disk refused; nothing of the group was recorded.
    """
    news = [
        New("matter", {"register": run.id, "row": read.number, **read.fields})
        for read in group
    ]
    if news:
        put_all(desk, run.case, news)
        run.done.update(read.number for read in group)


def finish_register(desk: Desk, run: RegisterRun) -> None:
    """Record the counts and the first problems, and compute what the law gives.

    Raises:
        StorageError: the disk refuses; the import may be gone on with.
    """
    counted: dict[str, Any] = {
        "rows": run.far.files,
        "kept": len(run.done),
        "refused": run.refused,
    }
    if run.faults:
        counted["problems"] = [str(one)[:LONGEST_LINE] for one in run.faults]
    correct(desk, run.case, run.id, counted, reason=N_("The import is finished"))
    settle(desk.views, run.case, run.id)
