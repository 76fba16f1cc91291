"""Keyboxes, and the list of blobs, in SQL."""

from habeas.hub.refusals import HubRefusal, erased
from habeas.hub.sql.cases import forget_change, give_back, note_change, use
from habeas.hub.sql.database import Database
from habeas.hub.store import Change


class SqlThings:
    """Each is written once, and what was erased never comes back."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put_keybox(self, case: bytes, id_: bytes, box: bytes) -> bool:
        """Keep a box; say whether it is new."""
        return self._db.write(lambda: self._put_keybox(case, id_, box))

    def _put_keybox(self, case: bytes, id_: bytes, box: bytes) -> bool:
        held = self._held(case, "keybox", id_)
        if held is None:
            self._add(case, "keybox", id_, len(box), box)
        elif held[1] != box:
            raise HubRefusal(409, "keybox", "Another keybox stands there.")
        return held is None

    def keybox(self, case: bytes, id_: bytes) -> bytes | None:
        """Return a box."""
        held = self._held(case, "keybox", id_)
        return held[1] if held else None

    def has_room(self, case: bytes, size: int) -> bool:
        """Say whether so many bytes more fit into what a case may keep."""
        sql = "SELECT used_bytes + ? <= most_bytes FROM cases WHERE id = ?"
        row = self._db.one(sql, (size, case))
        return bool(row and row[0])

    def note_blob(self, case: bytes, hash_: bytes, size: int) -> bool:
        """Count a blob whose bytes are on the disk; say whether it is new."""
        return self._db.write(lambda: self._note_blob(case, hash_, size))

    def _note_blob(self, case: bytes, hash_: bytes, size: int) -> bool:
        held = self._held(case, "blob", hash_)
        if held is None:
            self._add(case, "blob", hash_, size, None)
        return held is None

    def blob_size(self, case: bytes, hash_: bytes) -> int | None:
        """Return the size of a blob."""
        held = self._held(case, "blob", hash_)
        return held[0] if held else None

    def erase(self, case: bytes, kind: str, id_: bytes) -> None:
        """Forget a thing for good, whether or not it ever came."""
        self._db.write(lambda: self._erase(case, kind, id_))
        self._db.forget()

    def _erase(self, case: bytes, kind: str, id_: bytes) -> None:
        where = (case, kind, id_)
        row = self._db.one(
            "SELECT size, erased FROM things WHERE case_id = ? AND kind = ? AND id = ?",
            where,
        )
        if row and row[1]:
            return
        if row is None:  # a name that is kept takes room as well
            use(self._db, case, 0, 1)
        self._db.run(
            "INSERT INTO things VALUES (?, ?, ?, 0, NULL, 1)"
            " ON CONFLICT (case_id, kind, id)"
            " DO UPDATE SET size = 0, box = NULL, erased = 1",
            where,
        )
        if row:
            give_back(self._db, case, row[0])
        forget_change(self._db, case, kind, id_.hex())
        note_change(self._db, case, Change(f"{kind}-erased", id_.hex(), 0))

    def erased_blobs(self) -> list[tuple[bytes, bytes]]:
        """Return case and hash of every blob that must not be on the disk."""
        rows = self._db.all(
            "SELECT case_id, id FROM things WHERE kind = 'blob' AND erased = 1"
        )
        return [(case, id_) for case, id_ in rows]

    def _held(self, case: bytes, kind: str, id_: bytes) -> tuple[int, bytes] | None:
        row = self._db.one(
            "SELECT size, box, erased FROM things"
            " WHERE case_id = ? AND kind = ? AND id = ?",
            (case, kind, id_),
        )
        if row and row[2]:
            raise erased()
        return (row[0], row[1]) if row else None

    def _add(
        self, case: bytes, kind: str, id_: bytes, size: int, box: bytes | None
    ) -> None:
        use(self._db, case, size)
        self._db.run(
            "INSERT INTO things VALUES (?, ?, ?, ?, ?, 0)", (case, kind, id_, size, box)
        )
        note_change(self._db, case, Change(kind, id_.hex(), size))
