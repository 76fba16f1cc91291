"""The hub's own log in SQL."""

from habeas.hub.hublog import TILE_LEVELS
from habeas.hub.sql.database import Database, Steps, Values
from habeas.log.merkle import HASH_SIZE, Frontier
from habeas.log.stored import head_leaf

_TREE = (
    "INSERT INTO hub_tree VALUES (1, ?1, ?2)"
    " ON CONFLICT (only_one) DO UPDATE SET size = ?1, tree = ?2"
)


class SqlHubTree:
    """The hub's own log."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def tree(self) -> Frontier:
        """Return the tree as it is."""
        return hub_tree(self._db)

    def hashes(self, level: int, start: int, count: int) -> list[bytes]:
        """Return hashes of a row of the tree; of levels that are multiples of 8."""
        rows = self._db.all(
            "SELECT hash FROM hub_hashes WHERE level = ? AND position >= ?"
            " ORDER BY position LIMIT ?",
            (level, start, count),
        )
        return [hash_ for (hash_,) in rows]

    def heads(self, start: int, count: int) -> list[bytes]:
        """Return what the leaves hash: 32 bytes each."""
        rows = self._db.all(
            "SELECT head_hash FROM hub_heads WHERE position >= ?"
            " ORDER BY position LIMIT ?",
            (start, count),
        )
        return [head for (head,) in rows]

    def begin_again(self) -> None:
        """Forget the tree and begin another with every head that is held."""
        self._db.write(self._begin_again)

    def _begin_again(self) -> None:
        for table in ("hub_tree", "hub_hashes", "hub_heads"):
            self._db.run(f"DELETE FROM {table}")  # noqa: S608 - three names of ours
        found = self._db.all("SELECT head_hash FROM logs WHERE size > 0 ORDER BY id")
        heads = [head_hash for (head_hash,) in found]
        self._db.run_all(head_steps(Frontier(), heads))


def hub_tree(db: Database) -> Frontier:
    """Return the hub's own tree."""
    return read_tree(*(db.one("SELECT size, tree FROM hub_tree") or (None, None)))


def head_steps(tree: Frontier, heads: list[bytes]) -> Steps:
    """Return what adds these leaves to the hub's own tree, which is `tree` so far."""
    first, hashes = tree.size, list[Values]()
    for head_hash in heads:
        tree, completed = tree.append(head_leaf(head_hash))
        hashes += [one for one in completed if one.level % TILE_LEVELS == 0]
    return [
        ("INSERT INTO hub_heads VALUES (?, ?)", [*enumerate(heads, first)]),
        ("INSERT INTO hub_hashes VALUES (?, ?, ?)", hashes),
        (_TREE, [(tree.size, b"".join(tree.hashes))]),
    ]


def read_tree(size: int | None, hashes: bytes | None) -> Frontier:
    """Return a tree from the columns that keep it; of nothing, the empty one."""
    return Frontier(size or 0, split(hashes or b""))


def split(joined: bytes) -> tuple[bytes, ...]:
    """Return hashes that stand one behind the other."""
    starts = range(0, len(joined), HASH_SIZE)
    return tuple(joined[at : at + HASH_SIZE] for at in starts)
