"""The annexes of a paper as one stamped file, and a bundle to check them by.

What is said of an original is worked out and searched before the first byte leaves; the
originals themselves are then drawn one by one, each in a child process of its own.
"""

from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import Final

from habeas.actions.annex_leaves import Found, Search, leaves_of
from habeas.actions.bundles import export
from habeas.actions.choosing import Chosen
from habeas.actions.desk import Desk
from habeas.actions.paper_checks import require_recipient
from habeas.actions.paper_leaving import Despite, Gate, let_go
from habeas.actions.papers import composed, form_of
from habeas.actions.sealed import record_all, unseen
from habeas.case.facts.access import Look
from habeas.errors import LockedError
from habeas.languages import translations
from habeas.papers.annexes.assemble import Spot, assembled
from habeas.papers.annexes.frame import set_frame, set_notice
from habeas.papers.annexes.model import Frame
from habeas.papers.annexes.words import (
    ABOUT,
    NOTICE,
    TITLE,
    check_words,
    frame_words,
)
from habeas.papers.engine.model import Paper, runs_in
from habeas.text.printed import printed_pages
from habeas.views.papers import paper
from habeas.words import N_, Tell, silent

_AT_ONCE: Final = 2
"""Child processes at a time; each may hold as much as the largest file."""
_PIECE: Final = 1 << 18
_DRAWN: Final = N_("Annexes written")


class Annexes:
    """An annex file on its way, for a door that must not wait.

    `typeset`, then `pieces`: neither needs a database, and `cease` ends the drawing.
    Before the first piece is given away, its `gate` is asked again.
    """

    def __init__(
        self,
        desk: Desk,
        frame: Frame,
        found: Sequence[Found],
        search: Search,
        gate: Gate,
    ) -> None:
        self.gate = gate
        self._desk, self._frame = desk, frame
        self._found, self._search = found, search
        self._set, self._first = b"", [0]
        self._over = Event()

    def typeset(self) -> None:
        """Set everything but the pages of the originals."""
        self._set, self._first = set_frame(self._frame)

    def pieces(self, tell: Tell = silent) -> Generator[bytes]:
        """Yield the file; the same paper and case give the same bytes.

        Raises:
            DamagedError: an original is not what was sealed.
            NameStandsError: a protected value stands on a page, where reading the file
                had not met it.
            LockedError: it was ended.
        """
        if not self._set:
            self.typeset()
        drawn = [
            (Spot(page, one.leaf.pages), one)
            for page, one in zip(self._first, self._found, strict=True)
            if one.leaf.pages
        ]
        say = translations(self._frame.language).gettext
        notice = set_notice(self._frame.language, say(NOTICE))
        with closing(self._drawn([one for _spot, one in drawn], tell)) as made:
            spots = [spot for spot, _one in drawn]
            yield from _gathered(assembled(self._set, spots, made, notice))

    def cease(self) -> None:
        """End the drawing."""
        self._over.set()

    def _drawn(self, originals: Sequence[Found], tell: Tell) -> Generator[bytes | None]:
        """Yield what the child makes of each original, a few ahead of its turn."""
        waiting = deque(originals)
        running: deque[Future[bytes | None]] = deque()
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            try:
                done = 0
                while waiting or running:
                    while waiting and len(running) < _AT_ONCE:
                        running.append(pool.submit(self._draw, waiting.popleft()))
                    made = running.popleft().result()
                    if self._over.is_set():
                        raise LockedError(N_("The vault is locked."))
                    done += 1
                    tell(_DRAWN, done)
                    yield made
            finally:
                self._over.set()  # whatever still runs is for nothing

    def _draw(self, one: Found) -> bytes | None:
        """Return the pages of an original; what is marked on them is searched too."""
        assert one.file is not None  # it has pages
        chunks = unseen(self._desk, one.file)
        made = printed_pages(chunks, one.kind, one.leaf.pages, over=self._over)
        if made is None:
            return None
        self._search.refuse(one.leaf, made.words)
        return made.data


def _gathered(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the same bytes in larger pieces."""
    held, size = [], 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= _PIECE:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


def annexed(
    desk: Desk,
    case: str,
    one: str,
    despite: str | Despite = "",
    tell: Tell = silent,
) -> Annexes:
    """Gather the annexes of a paper, and record that they leave.

    Raises:
        NameStandsError: a protected value stands in an annex, or in the index.
        NotShownError: it could not be recorded which files leave.
        DamagedError: an original is not what was sealed.
        And as `habeas.actions.paper_leaving.take_out`: what holds for the paper holds
            here.
    """
    whole = composed(desk, case, one)
    gate = let_go(desk, case, one, whole, despite)
    made = whole.paper
    places = frozenset(form_of(desk, paper(desk.views, case, one)).compartments)
    search = Search(desk, case)
    found = leaves_of(desk, made, places, search, tell)
    annexes = Annexes(desk, _frame(made, found), found, search, gate)
    opened = sorted({leaf.record for leaf in found if leaf.shown})
    why = {"lang": made.language, "text": made.title}
    record_all(desk, case, opened, Look.BUNDLED, why)
    return annexes


def _frame(made: Paper, found: Sequence[Found]) -> Frame:
    say = translations(made.language).gettext
    return Frame(
        language=made.language,
        made=made.made,
        title=say(TITLE).format(title=made.title),
        about=say(ABOUT),
        words=frame_words(say),
        annexes=tuple(one.leaf for one in found),
        check=check_words(say),
    )


def beside(  # noqa: PLR0913 - which paper, to whom, why, where to, who is told
    desk: Desk,
    case: str,
    one: str,
    *,
    recipient: str,
    target: Path,
    despite: str | Despite = "",
    tell: Tell = silent,
) -> str:
    """Write a bundle of what a paper's footnotes and annexes name; return its id.

    Where a redacted copy stands for an original, the original stays out of it.

    Raises:
        BadInputError: the paper is for somebody else.
        And as `habeas.actions.paper_leaving.take_out`: what holds for the paper holds
            here; and as `habeas.actions.bundles.export`, which asks for the consent
            itself, and sets nothing aside.
    """
    found = paper(desk.views, case, one)
    require_recipient(found, recipient)
    whole = composed(desk, case, one)
    let_go(desk, case, one, whole, despite)
    made, form = whole.paper, form_of(desk, found)
    places = frozenset(form.compartments)
    leaves = leaves_of(desk, made, places, Search(desk, case), tell)
    named = {
        source.record for run in runs_in(made.blocks) for source in run.sources
    } - {annex.record for annex in made.annexes}
    named |= {leaf.record for leaf in leaves if leaf.shown}
    chosen = Chosen(form.use, recipient, frozenset(named))
    return export(desk, case, chosen, made.language, target, tell=tell)
