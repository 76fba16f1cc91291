"""A hub is asked for all that it holds, once a day: it may have gone back.

Whoever runs it may have put back an old state of it, or a machine of it was lost. What
it said before is nothing to rely on then, and what it lacks is sent again.
"""

from collections.abc import Iterable
from dataclasses import replace

from habeas.actions.desk import Desk
from habeas.copying.line import Line
from habeas.errors import HabeasError, RefusedError
from habeas.sync.answers import Change, Changes
from habeas.sync.refusals import untrue
from habeas.vault.hubs import Holding, holder, holdings, keep_holder
from habeas.vault.looks import hold_only, keep_look, keep_lost, looked, lost
from habeas.words import N_

EVERY = 24 * 60 * 60
"""Seconds after which a hub is asked for everything again."""
_MOST = 1_000_000
"""Things of one case that a hub may say it holds; more is no answer to keep."""


def is_due(desk: Desk, case: bytes, key: bytes) -> bool:
    """Say whether all is to be asked for: not where it is told for the first time."""
    if not holder(desk.vault, case, key).cursor:
        return False
    now, last = int(desk.clock.now().timestamp()), looked(desk.vault, case, key)
    return not last <= now < last + EVERY


def is_less(before: Iterable[Holding], told: Iterable[Change]) -> bool:
    """Say if of some log or list less is told of than before: none ever shrinks."""
    known = {(one.kind, one.id): one.size for one in before}
    return any(
        one.size < known.get((one.kind, one.id), 0)
        for one in told
        if one.kind in ("access", "log")
    )


class Look:
    """All that a hub says it holds, while it is told in pieces."""

    def __init__(self, line: Line) -> None:
        self._line, self._held = line, dict[tuple[str, str], Holding]()
        self._before: list[Holding] = []
        self.cursor = 0

    def begin(self, desk: Desk) -> None:
        """Note what the hub said until now: what it says meanwhile is not lost."""
        self._before = holdings(desk.vault, self._line.id, self._line.key)

    def take(self, told: Changes) -> None:
        """Take a piece in.

        Raises:
            UntrueAnswerError: no case has so much.
        """
        for one in told.changes:
            self._held[one.kind, one.id] = Holding(one.kind, one.id, one.size)
        if len(self._held) > _MOST:
            raise untrue(self._line.place.hub.name)
        self.cursor = told.cursor

    def keep(self, desk: Desk) -> None:
        """Keep it in place of what the hub said before; what it lost is told."""
        line, held = self._line, [*self._held.values()]
        now = int(desk.clock.now().timestamp())
        with desk.vault.transaction() as db:
            less = lost(self._before, held)
            was = holder(desk.vault, line.id, line.key)
            hold_only(db, line.id, line.key, held)
            mark = was.mark if set(held) == set(self._before) else b""
            keep_holder(db, line.id, replace(was, cursor=self.cursor, mark=mark))
            keep_look(db, line.id, line.key, now)
            if less:
                keep_lost(db, line.id, line.key, now)
        if less:
            line.done.fail(_went_back(line.place.hub.name, len(less)))


def _went_back(hub: str, count: int) -> HabeasError:
    return RefusedError(
        N_(
            "{hub} holds less than it said before. Logs, lists, keys or files of which"
            " it lost something: {count}."
        ),
        advice=N_(
            "What is here is sent there again by itself. Tell whoever runs the hub: it"
            " was put back to an older state, or it hides what it has. What was erased"
            " there may have come back with that, and is erased again."
        ),
        hub=hub,
        count=count,
    )
