"""Access lists, invitations and quotas in SQL."""

from collections.abc import Iterable, Mapping, Sequence

from habeas.hub.refusals import HubRefusal, no_room, stranger, uninvited
from habeas.hub.sql.database import Database
from habeas.hub.sql.gathering import Gathering, Job
from habeas.hub.sql.rows import together
from habeas.hub.store import MOST_CONTINUED, Change, Nonce, Quota, Rights, Usage
from habeas.wire.access import AccessList, SignedList
from habeas.wire.continuation import Continuation

_REMEMBER = (
    "INSERT INTO nonces VALUES (?, ?, ?) ON CONFLICT (key, nonce)"
    " DO UPDATE SET expires = excluded.expires WHERE nonces.expires <= ?"
    " RETURNING key, nonce"
)
_SWEEP_SECONDS = 30


class SqlNonces:
    """Nonces: one statement for all who come at once, and now and then a sweep."""

    def __init__(self, db: Database) -> None:
        self._db, self._swept = db, 0
        self._asked: Gathering[tuple[Nonce, int], bool] = Gathering(self._remember_all)

    def are_new(self, asked: Sequence[Nonce], now: int) -> list[bool]:
        """Say of each whether it is met for the first time, and remember it."""
        told = self._asked.do_all([(one, now) for one in asked])
        for one in told:
            if isinstance(one, BaseException):  # the disk: none is remembered
                raise one
        return [one is True for one in told]

    def _remember_all(self, jobs: Sequence[Job[tuple[Nonce, int]]]) -> None:
        now = min(job.item[1] for job in jobs)
        if abs(now - self._swept) >= _SWEEP_SECONDS:
            self._db.run("DELETE FROM nonces WHERE expires <= ?", (now,))
            self._swept = now
        # in one order, so that two processes never wait for each other
        asked = sorted({job.item[0][:2]: job.item[0] for job in jobs}.values())
        new = {
            (key, nonce)
            for sql, values in together(_REMEMBER, asked)
            for key, nonce in self._db.all(sql, [*values, now])
        }
        for job in jobs:  # of two that are the same, one is new
            job.value = job.item[0][:2] in new
            new.discard(job.item[0][:2])


class SqlCases:
    """Who may do what, and how much."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def invite(self, token_hash: bytes, quota: Quota, until: int) -> None:
        """Let whoever has the token open one case until then."""
        values = (token_hash, quota.most_bytes, quota.most_entries, until)
        sql = "INSERT INTO invitations VALUES (?, ?, ?, ?)"
        self._db.write(lambda: self._db.run(sql, values))

    def is_invited(self, invitation: bytes, now: int) -> bool:
        """Say whether this token opens a case."""
        sql = "SELECT 1 FROM invitations WHERE token_hash = ? AND until > ?"
        return self._db.one(sql, (invitation, now)) is not None

    def access(self, case: bytes) -> bytes | None:
        """Return the signed list that is held."""
        row = self._db.one("SELECT access FROM cases WHERE id = ?", (case,))
        return row[0] if row else None

    def put_access(self, new: SignedList, invitation: bytes, now: int) -> bool:
        """Hold this list in place of the one before it; say whether the case is new."""
        return self._db.write(lambda: self._put_access(new, invitation, now))

    def _put_access(self, new: SignedList, invitation: bytes, now: int) -> bool:
        listed = new.listed
        held = self._db.one(
            "SELECT version, list_hash FROM cases WHERE id = ?", (listed.case,)
        )
        if held == (listed.version, listed.hash()):
            return False
        if held is None:
            self._open(new, invitation, now)
        else:
            self._require_next(new, *held)
            self._db.run(
                "UPDATE cases SET version = ?, list_hash = ?, access = ? WHERE id = ?",
                (listed.version, listed.hash(), new.note, listed.case),
            )
        self._bind(listed.case, listed.logs)
        self._name(listed)
        self._let_in_what_goes_on(listed.case)
        change = Change("access", listed.case.hex(), listed.version)
        note_change(self._db, listed.case, change)
        return held is None

    def go_on(self, made: Continuation) -> bool:
        """Let a log in as the one that it goes on from is; say whether it is new."""
        return self._db.write(lambda: self._go_on(made))

    def _go_on(self, made: Continuation) -> bool:
        if not self.rights(made.case, made.before).log:
            raise stranger()
        if self.continuation(made.case, made.log) is not None:
            return False
        sql = "SELECT count(*) FROM continued WHERE case_id = ?"
        if self._db.all(sql, (made.case,))[0][0] >= MOST_CONTINUED:
            raise no_room()
        self._bind(made.case, {made.log: made.mldsa44})
        self._db.run(
            "INSERT INTO continued (log, case_id, before, note) VALUES (?, ?, ?, ?)",
            (made.log, made.case, made.before, made.encode()),
        )
        self._let_in_what_goes_on(made.case)
        return True

    def continuation(self, case: bytes, log: bytes) -> bytes | None:
        """Return what was shown of a log of this case that goes on from another."""
        sql = "SELECT note FROM continued WHERE case_id = ? AND log = ?"
        row = self._db.one(sql, (case, log))
        return row[0] if row else None

    def rights(self, case: bytes, key: bytes) -> Rights:
        """Return what the list that is held lets this key do."""
        rows = self._db.all(
            "SELECT kind FROM keys WHERE case_id = ? AND key = ?", (case, key)
        )
        return rights_of(kind for (kind,) in rows)

    def usage(self) -> list[Usage]:
        """Return what each case keeps."""
        rows = self._db.all(
            "SELECT id, used_bytes, used_entries, most_bytes, most_entries"
            " FROM cases ORDER BY id"
        )
        return [
            Usage(id_, size, count, Quota(most_size, most_count))
            for id_, size, count, most_size, most_count in rows
        ]

    def set_quota(self, case: bytes, quota: Quota) -> bool:
        """Let a case keep so much; say whether there is such a case."""
        sql = "UPDATE cases SET most_bytes = ?, most_entries = ? WHERE id = ?"
        values = (quota.most_bytes, quota.most_entries, case)
        return bool(self._db.write(lambda: self._db.run(sql, values)))

    def _open(self, new: SignedList, invitation: bytes, now: int) -> None:
        """Begin a case with its first list; the invitation is used up."""
        listed = new.listed
        row = self._db.one(
            "SELECT most_bytes, most_entries FROM invitations"
            " WHERE token_hash = ? AND until > ?",
            (invitation, now),
        )
        if row is None or listed.version != 1 or new.signer not in listed.leads:
            raise uninvited()
        self._db.run("DELETE FROM invitations WHERE token_hash = ?", (invitation,))
        self._db.run(
            "INSERT INTO cases (id, version, list_hash, access, most_bytes,"
            " most_entries) VALUES (?, 1, ?, ?, ?, ?)",
            (listed.case, listed.hash(), new.note, *row),
        )

    def _require_next(self, new: SignedList, version: int, list_hash: bytes) -> None:
        listed = new.listed
        if not self.rights(listed.case, new.signer).lead:
            raise stranger()
        if (listed.version, listed.previous) != (version + 1, list_hash):
            raise HubRefusal(
                409, "version", "This list doesn't follow on the one that is held."
            )

    def _let_in_what_goes_on(self, case: bytes) -> None:
        """Let in each log that goes on from one that is let in, and from that one."""
        sql = "SELECT log, before FROM continued WHERE case_id = ?"
        closed: dict[bytes, bytes] = dict(self._db.all(sql, (case,)))
        while opened := [
            log for log, before in closed.items() if self.rights(case, before).log
        ]:
            for log in opened:
                del closed[log]
                if not self.rights(case, log).log:
                    self._db.run("INSERT INTO keys VALUES (?, ?, 'log')", (case, log))

    def _bind(self, case: bytes, logs: Mapping[bytes, bytes]) -> None:
        """Bind each log that is new to the case and its second key, for good."""
        for log, mldsa44 in logs.items():
            held = self._db.one(
                "SELECT case_id, mldsa44 FROM logs WHERE id = ?", (log,)
            )
            if held is None:
                self._db.run(
                    "INSERT INTO logs (id, case_id, mldsa44) VALUES (?, ?, ?)",
                    (log, case, mldsa44),
                )
            elif held != (case, mldsa44):
                raise HubRefusal(409, "bound", "A log is bound otherwise already.")

    def _name(self, listed: AccessList) -> None:
        kinds = {"lead": listed.leads, "log": listed.logs, "read": listed.readers}
        self._db.run("DELETE FROM keys WHERE case_id = ?", (listed.case,))
        self._db.run_many(
            "INSERT INTO keys VALUES (?, ?, ?)",
            [(listed.case, key, kind) for kind, keys in kinds.items() for key in keys],
        )


class SqlChanges:
    """What happened in a case."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def after(self, case: bytes, cursor: int, most: int) -> tuple[int, list[Change]]:
        """Return the next cursor and the changes behind this one, oldest first.

        A smaller one than was asked for: this is an older state than it was told of.
        """
        rows = self._db.all(
            "SELECT cursor, kind, id, size FROM changes"
            " WHERE case_id = ? AND cursor > ? ORDER BY cursor LIMIT ?",
            (case, cursor, most),
        )
        if not rows:
            rows_of = self._db.all("SELECT cursor FROM cases WHERE id = ?", (case,))
            return min([cursor, *(row[0] for row in rows_of)]), []
        return rows[-1][0], [Change(*row[1:]) for row in rows]


def rights_of(kinds: Iterable[str | None]) -> Rights:
    """Return what a key may do that stands in a list as these."""
    found = set(kinds)
    return Rights("lead" in found, "log" in found, "read" in found)


def note_change(db: Database, case: bytes, change: Change) -> None:
    """Put a thing's newest change at the end; inside a transaction."""
    db.run("UPDATE cases SET cursor = cursor + 1 WHERE id = ?", (case,))
    db.run(
        "INSERT INTO changes (case_id, kind, id, cursor, size)"
        " SELECT id, ?, ?, cursor, ? FROM cases WHERE id = ?"
        " ON CONFLICT (case_id, kind, id)"
        " DO UPDATE SET cursor = excluded.cursor, size = excluded.size",
        (change.kind, change.id, change.size, case),
    )


def forget_change(db: Database, case: bytes, kind: str, id_: str) -> None:
    """Take away a change that another one answers; inside a transaction."""
    db.run(
        "DELETE FROM changes WHERE case_id = ? AND kind = ? AND id = ?",
        (case, kind, id_),
    )


def use(db: Database, case: bytes, size: int, entries: int = 0) -> None:
    """Count bytes and entries; inside a transaction.

    Raises:
        HubRefusal: `quota`, and the transaction must not go on.
    """
    fits = db.run(
        "UPDATE cases SET used_bytes = used_bytes + ?1,"
        " used_entries = used_entries + ?2 WHERE id = ?3"
        " AND used_bytes + ?1 <= most_bytes AND used_entries + ?2 <= most_entries",
        (size, entries, case),
    )
    if not fits:
        raise no_room()


def give_back(db: Database, case: bytes, size: int) -> None:
    """Count fewer bytes; inside a transaction."""
    db.run("UPDATE cases SET used_bytes = used_bytes - ? WHERE id = ?", (size, case))
