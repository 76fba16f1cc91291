"""A paper on its way out: what lets it go, and what searches the file that leaves."""

from collections.abc import Mapping
from dataclasses import dataclass

from habeas.actions.desk import Desk
from habeas.actions.paper_checks import (
    KeptInError,
    Looked,
    look,
    set_all_aside,
    stopping_now,
)
from habeas.actions.paper_copies import keep_copy
from habeas.actions.paper_names import naming_of, place_of_sealed, searcher
from habeas.actions.papers import As, composed, written
from habeas.actions.protected import protected
from habeas.errors import RefusedError
from habeas.papers.engine.checked import Check
from habeas.papers.engine.compose import Composed
from habeas.papers.engine.identity import Naming
from habeas.papers.engine.model import Paper
from habeas.papers.engine.written import words_of_docx, words_of_pdf
from habeas.papers.leaks.errors import NameStandsError
from habeas.views.papers import paper
from habeas.views.records import record
from habeas.words import N_


@dataclass(frozen=True)
class Despite:
    """Why a paper leaves although checks keep it in, said by a reader of `language`.

    `shown` are the codes of the checks that whoever says so has seen: the reason is for
    them alone. None: for all there are, and the door says each.
    """

    why: str = ""
    shown: frozenset[str] | None = None
    language: str = "en"


@dataclass(frozen=True)
class Gate:
    """What was let go: which paper, and what it prints of the complainant.

    `aside` are the checks that were set aside just now.
    """

    case: str
    paper: str
    language: str
    naming: Naming
    aside: tuple[Check, ...] = ()

    def again(self, desk: Desk) -> None:
        """Ask once more, last before anything is given away.

        Raises:
            KeptInError: a check keeps it in by now.
            RefusedError: what it may print of the complainant has changed.
        """
        case, one = self.case, self.paper
        stopping = stopping_now(desk, case, one, look(desk, case, one), self.language)
        if stopping:
            raise KeptInError(stopping)
        now = naming_of(desk, case, paper(desk.views, case, one))
        if _printed(now) != _printed(self.naming):
            raise RefusedError(
                N_("What it may print of the complainant has changed in the meantime."),
                advice=N_("Look at it, and take it out again. Nothing was written."),
            )


def _printed(found: Naming) -> Mapping[str, object]:
    return {name: found.field(name) for name in sorted(found.fields)}


def let_go(
    desk: Desk, case: str, one: str, made: Composed, despite: str | Despite
) -> Gate:
    """Ask whether a paper leaves, and whatever leaves with it; record a reason given.

    Raises:
        KeptInError: a check keeps it in and no reason is given for it, or none can be,
            or none that counts.
        RefusedError, NameStandsError: as `set_aside`.
    """
    said = despite if isinstance(despite, Despite) else Despite(despite)
    stopping = stopping_now(desk, case, one, Looked(made), said.language)
    if stopping:
        _let(desk, case, one, stopping, said)
        still = stopping_now(desk, case, one, Looked(made), said.language)
        if still:
            raise KeptInError(still)
    naming = naming_of(desk, case, paper(desk.views, case, one))
    return Gate(case, one, said.language, naming, stopping)


def _let(
    desk: Desk, case: str, one: str, stopping: tuple[Check, ...], said: Despite
) -> None:
    if not said.why.strip():
        raise KeptInError(stopping)
    shown = said.shown
    unshown = tuple(it for it in stopping if shown is not None and it.code not in shown)
    if unshown:
        raise KeptInError(unshown)
    set_all_aside(desk, case, one, stopping, said.why)


class Leaving:
    """A paper on its way out: `write`, which needs no vault, then `leave`."""

    def __init__(self, desk: Desk, made: Paper, how: As, gate: Gate) -> None:
        self.gate = gate
        self._made, self._how = made, how
        self._scanner = searcher(desk, gate.case, gate.naming)
        self._names = {
            each.record: record(desk.views, gate.case, each.record).title
            for each in protected(desk, gate.case)
        }

    def write(self) -> bytes:
        """Return the file, searched for what may not stand in it.

        Raises:
            NameStandsError: a protected value does.
        """
        content = written(self._made, self._how)
        read = words_of_pdf if self._how is As.PDF else words_of_docx
        hit = next(self._scanner.scan_text(read(content)), None)
        if hit is not None:
            raise NameStandsError(
                N_("A protected name, date or number of {person} stands in the file."),
                advice=N_("Correct it where it stands. Nothing was written."),
                person=self._names[hit.record],
            )
        return content

    def leave(self, desk: Desk) -> None:
        """Ask the gate again, and record that its words leave; then give it away.

        Raises:
            KeptInError, RefusedError: as `Gate.again`.
            StorageError: it could not be recorded.
        """
        gate = self.gate
        gate.again(desk)
        place = place_of_sealed(gate.naming, "")
        keep_copy(desk, gate.case, gate.paper, self._made, place=place)


def take_out(
    desk: Desk, case: str, one: str, how: As, despite: str | Despite = ""
) -> Leaving:
    """Let a paper go as it stands now; return what writes it.

    `despite` is why it leaves although checks keep it in; it is kept with the paper,
    check by check. The file is searched for protected values as it is written: all
    but what it may print of the complainant.

    Raises:
        KeptInError, RefusedError: as `let_go`.
        And as `composed`.
    """
    made = composed(desk, case, one)
    gate = let_go(desk, case, one, made, despite)
    return Leaving(desk, made.paper, how, gate)
