"""Many appends in one transaction: each is judged alone, and all are written together.

What each costs is then a few rows; the statements, the hub's own tree and the sync are
paid once for all who came meanwhile.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from habeas.hub.refusals import HubRefusal, no_room, stranger
from habeas.hub.sql.database import Database, Row, Steps
from habeas.hub.sql.rows import places
from habeas.hub.sql.tree import head_steps, read_tree
from habeas.hub.store import Growth, MovedError
from habeas.log.merkle import Frontier

_STATE = (
    "SELECT logs.id, logs.size, logs.forked, cases.most_bytes - cases.used_bytes,"
    " cases.most_entries - cases.used_entries, cases.cursor,"
    " EXISTS (SELECT 1 FROM keys WHERE case_id = logs.case_id AND key = logs.id"
    " AND kind = 'log'), hub_tree.size, hub_tree.tree"
    " FROM logs JOIN cases ON cases.id = logs.case_id"
    " LEFT JOIN hub_tree ON only_one = 1 WHERE logs.id IN "
)
_ENTRY = "INSERT INTO entries VALUES (?, ?, ?, ?)"
_LOG = "UPDATE logs SET size = ?, tree = ?, note = ?, head_hash = ? WHERE id = ?"
_CASE = (
    "UPDATE cases SET used_bytes = used_bytes + ?, used_entries = used_entries + ?,"
    " cursor = ? WHERE id = ?"
)
_CHANGE = (
    "INSERT INTO changes (case_id, kind, id, cursor, size) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (case_id, kind, id)"
    " DO UPDATE SET cursor = excluded.cursor, size = excluded.size"
)


@dataclass
class _Room:
    """What a case has left, and what this transaction takes of it."""

    bytes_left: int
    entries_left: int
    cursor: int
    taken_bytes: int = 0
    taken_entries: int = 0

    def take(self, size: int, entries: int) -> None:
        """Take room, or raise `quota`."""
        taken_bytes, taken = self.taken_bytes + size, self.taken_entries + entries
        if taken_bytes > self.bytes_left or taken > self.entries_left:
            raise no_room()
        self.taken_bytes, self.taken_entries = taken_bytes, taken
        self.cursor += 1


@dataclass
class _Pages:
    """What will be written, in rows."""

    tree: Frontier
    rooms: dict[bytes, _Room] = field(default_factory=dict)
    sizes: dict[bytes, int] = field(default_factory=dict)
    entries: list[Row] = field(default_factory=list)
    logs: list[Row] = field(default_factory=list)
    changes: list[Row] = field(default_factory=list)
    heads: list[bytes] = field(default_factory=list)

    def add(self, growth: Growth, state: Row | None) -> int:
        """Take in one log's entries; return the number of the hub's own leaf.

        Raises:
            MovedError, HubRefusal: and nothing of it is taken in.
        """
        held = growth.held
        room = self._judged(growth, state)
        new = [
            (held.id, held.tree.size + number, one.envelope, one.sealed)
            for number, one in enumerate(growth.entries)
        ]
        room.take(sum(len(row[2]) + len(row[3] or b"") for row in new), len(new))
        size, hashes = growth.tree.size, b"".join(growth.tree.hashes)
        self.sizes[held.id] = size
        self.entries += new
        self.logs.append((size, hashes, growth.note, growth.head_hash, held.id))
        self.changes.append((held.case, "log", held.id.hex(), room.cursor, size))
        self.heads.append(growth.head_hash)
        return self.tree.size + len(self.heads) - 1

    def _judged(self, growth: Growth, state: Row | None) -> _Room:
        held = growth.held
        if state is None or not state[5]:
            raise stranger()
        size = self.sizes.get(held.id, state[0])
        if size != held.tree.size or state[1]:
            raise MovedError
        return self.rooms.setdefault(held.case, _Room(*state[2:5]))

    def steps(self) -> Steps:
        """Return the statements that write all of it."""
        cases: list[Row] = [
            (room.taken_bytes, room.taken_entries, room.cursor, case)
            for case, room in self.rooms.items()
        ]
        if not self.heads:
            return []
        return [
            (_ENTRY, self.entries),
            (_LOG, self.logs),
            (_CASE, cases),
            (_CHANGE, self.changes),
            *head_steps(self.tree, self.heads),
        ]


def append_all(
    db: Database, growths: Sequence[Growth]
) -> list[int | MovedError | HubRefusal]:
    """Take in each or none of each; inside a transaction.

    Returns the numbers of the hub's own leaves, and what is the matter with the others.
    """
    logs = [one.held.id for one in growths]
    found = {row[0]: row[1:] for row in db.all(_STATE + places(logs), logs)}
    pages = _Pages(read_tree(*next(iter(found.values()))[6:]) if found else Frontier())
    told: list[int | MovedError | HubRefusal] = []
    for growth in growths:
        try:
            told.append(pages.add(growth, found.get(growth.held.id)))
        except (MovedError, HubRefusal) as refusal:
            told.append(refusal)
    db.run_all(pages.steps())
    return told
