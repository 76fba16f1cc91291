"""An exchange that breaks off is taken up again, and loses and doubles nothing.

Every question that the client asks is cut in turn: before the hub hears it, and after
the hub has done it and before the answer is back.
"""

import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from habeas.actions.documents import add_file
from habeas.copying.exchange import exchange
from habeas.copying.files import missing_files
from habeas.sync.network import Call, Network
from habeas.sync.refusals import UnreachableError
from habeas.vault.hubs import keep_hub
from habeas.vault.opening import boxes
from habeas.views.db import unread
from habeas.words import N_
from tests.copying.conftest import MANNER, Team
from tests.sync.copy import ONCE, listening, pump

IMPATIENT = replace(MANNER, patience=ONCE)


class Cut:
    """Cuts the connection at each question in turn, and lets the next one through."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, before: bool) -> None:
        real, self.seen, self.at = Network.exchange, 0, 0

        async def exchange(network: Network, call: Call) -> object:
            self.seen += 1
            if self.seen != self.at:
                return await real(network, call)
            if not before:
                await real(network, call)
            raise UnreachableError(N_("{hub} could not be reached."), hub="it")

        monkeypatch.setattr(Network, "exchange", exchange)

    def until_whole(self, go: Callable[[], bool]) -> int:
        """Exchange with a cut at the first question, the second, …; return how many."""
        for at in range(1, 200):
            self.at, self.seen = at, 0
            if go():
                return at
        pytest.fail("it never came to an end")


@pytest.mark.parametrize("before", [True, False], ids=["unheard", "unanswered"])
def test_a_cut_at_every_question(
    before: bool,  # noqa: FBT001 - a parameter
    team: Team,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ann, case = team.copies.desks["ann"], team.copies.case
    (tmp_path / "a.txt").write_text("What she wrote.")
    add_file(ann, case, tmp_path / "a.txt")
    team.note("ann", "first")
    cut = Cut(monkeypatch, before=before)

    def go(name: str) -> bool:
        return exchange(team.copies.desks[name], case, IMPATIENT).whole

    assert cut.until_whole(lambda: go("ann")) > 3
    bob = team.enter("bob")
    cut.until_whole(lambda: go("ann"))
    cut.until_whole(lambda: go("bob"))
    team.note("bob", "second")
    cut.until_whole(lambda: go("bob"))
    cut.until_whole(lambda: go("ann"))
    cut.until_whole(lambda: go("bob"))
    assert team.notes("ann") == team.notes("bob") == {"first", "second"}
    id_ = bytes.fromhex(case)
    assert boxes(ann.vault, id_).keys() == boxes(bob.vault, id_).keys()
    assert missing_files(bob, case) == []
    assert unread(ann.views, case) == unread(bob.views, case) == []


def test_a_line_that_breaks_every_few_bytes(team: Team) -> None:
    """The way breaks after so many bytes, each time a little later."""
    ann, case = team.copies.desks["ann"], team.copies.case
    budgets = [300, 2_000, 6_000, 9_000, 14_000, 20_000]
    port = int(team.server.base.rpartition(":")[2])

    def serve(connection: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as hub:
            if not budgets:
                pump(connection, hub)
                return
            left = budgets.pop(0)
            while left > 0 and (piece := connection.recv(min(left, 4096))):
                hub.sendall(piece)
                left -= len(piece)

    team.note("ann", "by a bad line")
    with listening(serve) as near:
        known = team.server.known(invited=True)
        keep_hub(
            ann.vault,
            bytes.fromhex(case),
            replace(known, address=f"http://127.0.0.1:{near}"),
        )
        wholes = [
            exchange(ann, case, replace(IMPATIENT, seconds=0.5)).whole
            for _ in range(len(budgets) + 1)
        ]
    assert wholes[-1]
    assert not wholes[0]
    team.enter("bob")
    team.sync("ann", "bob")
    assert team.notes("bob") == {"by a bad line"}
