"""What the writer of an entry had seen, as far as it fits what is here.

An envelope may claim to have seen what doesn't exist. A line counts once the log that
it names is held to that size and has that root: nobody knows a root before it is made.
"""

from collections.abc import Mapping

from habeas.case.codec import Body
from habeas.case.membership import Act, Written
from habeas.log.entry import Envelope, Head
from habeas.vault import read
from habeas.vault.vault import Vault

_KEPT = 50_000


class Seen:
    """Holds the lines of envelopes of one case against the logs as they stand now.

    `waiting` is true once a line named more of a log than is here.
    """

    def __init__(self, vault: Vault, case: bytes) -> None:
        self._vault = vault
        self._sizes = {one.id: one.size for one in read.logs(vault, case)}
        self._forked = {bytes(row[0]) for row in vault.db.all("SELECT log FROM forks")}
        self.held = sum(self._sizes.values())
        self.waiting = False

    def past(self, envelope: Envelope) -> dict[str, int]:
        """Return how many entries of each log the writer had, its own index for it."""
        found = {head.log.hex(): self._true(head) for head in envelope.seen}
        return {**found, envelope.log.hex(): envelope.index}

    def written(self, envelope: Envelope, body: Body) -> Written:
        """Return an entry as it is judged."""
        return Written(
            (envelope.log.hex(), envelope.index),
            body.lamport,
            self.past(envelope),
            body.type,
            body.act.value,
            self.held,
        )

    def act(self, envelope: Envelope, body: Body) -> Act:
        """Return an entry that says who may do what."""
        one = self.written(envelope, body)
        claimed = _claimed(envelope)
        return Act(
            *(one.ref, one.lamport, one.past, one.kind, one.act, one.held),
            id=body.id,
            fields=body.fields,
            claimed=claimed,
            at=body.at,
        )

    def _true(self, head: Head) -> int:
        """Return how much of a line can be true.

        Of a log with two histories the writer may have seen the other one: as much as
        is here is believed, so that whoever forks shuts nobody else out.
        """
        size = self._sizes.get(head.log, 0)
        if head.log in self._forked:
            return min(size, head.size)
        if size < head.size:
            self.waiting = True
            return 0
        return head.size if self._is(head) else 0

    def _is(self, head: Head) -> bool:
        known, place = self._vault.roots, (head.log, head.size)
        if place not in known:
            if len(known) >= _KEPT:
                known.clear()
            known[place] = read.root_at(self._vault, head.log, head.size)
        return known[place] == head.root


def _claimed(envelope: Envelope) -> Mapping[str, int]:
    lines = {head.log.hex(): head.size for head in envelope.seen}
    return {**lines, envelope.log.hex(): envelope.index}
