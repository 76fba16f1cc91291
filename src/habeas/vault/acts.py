"""Who may do what in a case of this vault: its acts, opened and judged together."""

from base64 import b64decode
from binascii import Error
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from habeas.case.codec import Act as Does
from habeas.case.codec import Body, decode_body
from habeas.case.membership import Act, Authority, Written, authority
from habeas.case.rules.members import sound_act
from habeas.errors import HabeasError
from habeas.log.entry import Envelope, decode
from habeas.vault import read
from habeas.vault.opening import peek
from habeas.vault.own_logs import LogKeys, signer
from habeas.vault.seen import Seen
from habeas.vault.vault import Vault
from habeas.wire.continuation import Continuation
from habeas.wire.pack import Pack


def authority_in(vault: Vault, case: bytes) -> Authority:
    """Return who may do what, from the acts that are here and open.

    Worked out anew when another act came, or what a writer had seen; else remembered
    until the vault is locked.
    """
    with vault.guard:
        ((count,),) = vault.db.all(
            "SELECT count(*) FROM acts WHERE case_id = ?", (case,)
        )
        kept = vault.authorities.get(case)
        if kept is None or kept.acts != count or kept.waits_for_less_than(vault, case):
            kept = _work_out(vault, case, count)
            vault.authorities[case] = kept
    found: Authority = kept.authority
    return found


@dataclass(frozen=True)
class Kept:
    """An answer that was worked out from so many acts.

    `held` is how many entries there were if a writer had seen some that were not.
    """

    acts: int
    authority: Authority
    held: int | None

    def waits_for_less_than(self, vault: Vault, case: bytes) -> bool:
        """Say whether entries came, of which some may be what was waited for."""
        if self.held is None:
            return False
        return sum(one.size for one in read.logs(vault, case)) > self.held


def _work_out(vault: Vault, case: bytes, count: int) -> Kept:
    root = founder(vault, case).hex()
    if not count:
        return Kept(count, authority(root, (), {}), None)
    acts: list[Act] = []
    continued: dict[str, str] = {}
    begun: dict[str, dict[str, int]] = {}
    seen = Seen(vault, case)
    for envelope, body in _opened(vault, case):
        if body.type != "log":
            if body.act is Does.PUT and sound_act(body.type, body.fields):
                acts.append(seen.act(envelope, body))
        elif envelope.index == 0:
            continued.update(_continues(envelope, body))
            begun[envelope.log.hex()] = seen.past(envelope)
    found = authority(root, acts, continued, begun)
    return Kept(count, found, seen.held if seen.waiting else None)


def _opened(vault: Vault, case: bytes) -> list[tuple[Envelope, Body]]:
    """Return the acts of a case; each is read and opened once for an unlock."""
    rows = vault.db.all("SELECT log, position FROM acts WHERE case_id = ?", (case,))
    known = vault.acts.setdefault(case, {})
    for log, position in rows:
        if (log, position) not in known:
            stored = read.entry(vault, bytes(log), position)
            try:
                body = decode_body(read.open_body(vault, stored))
            except HabeasError:
                continue  # a body that is none says nothing
            known[log, position] = decode(stored.envelope), body
    return [known[place] for place in sorted(known)]


def announced(vault: Vault, case: bytes) -> list[tuple[bytes, bytes]]:
    """Return (log, ML-DSA-44 key) of every log that an act names, standing or not.

    What they wrote is taken in, so that all copies hold the same, and judged after.
    """
    found = []
    with vault.guard:
        for _envelope, body in _opened(vault, case):
            fields = body.fields
            if body.type == "device" and sound_act(body.type, fields):
                lines = [f"{fields['log']} {fields['mldsa44']}"]
                for line in (*lines, *fields.get("older", ())):
                    log, _space, mldsa44 = line.partition(" ")
                    found.append((bytes.fromhex(log), b64decode(mldsa44)))
    return found


def acts_named(vault: Vault, case: bytes, kind: str) -> Iterator[tuple[Written, Body]]:
    """Yield the entries of one of these types that are here and open, to be judged."""
    seen = Seen(vault, case)
    for envelope, body in _opened(vault, case):
        if body.type == kind and body.act is Does.PUT:
            yield seen.written(envelope, body), body


def founder(vault: Vault, case: bytes) -> bytes:
    """Return the log that a case began with: what was pinned, or the first one here.

    Empty if the case is not in this vault.
    """
    row = vault.db.one("SELECT founder FROM case_roots WHERE case_id = ?", (case,))
    if row is None:
        row = vault.db.one(
            "SELECT id FROM logs WHERE case_id = ? ORDER BY opened", (case,)
        )
    return bytes(row[0]) if row is not None else b""


def goes_on(vault: Vault, case: bytes, pack: Pack) -> tuple[bytes, bytes] | None:
    """Return (log before, ML-DSA-44 key) of a log that goes on from one known here.

    Its own first entry says so, which the key of the log before signed.
    """
    try:
        body = decode_body(peek(vault, case, pack.entries[0]) or b"")
        envelope = decode(pack.entries[0].envelope)
    except (HabeasError, IndexError):
        return None
    made = _continuation(envelope, body) if body.type == "log" else None
    if pack.start or envelope.log != pack.log or made is None:
        return None
    return made.before, made.mldsa44


def own_continuations(vault: Vault, case: bytes) -> list[Continuation]:
    """Return what a hub is shown of the logs of this vault that go on from another.

    The oldest first, so that each finds the one before let in. A device that only
    contributes can't read what its own log begins with: of that nothing is said.
    """
    found = []
    with vault.guard:
        for row in vault.db.all(
            "SELECT id, mldsa44_public, ed25519_seed, mldsa44_seed FROM logs"
            " WHERE case_id = ? AND ed25519_seed IS NOT NULL ORDER BY opened",
            (case,),
        ):
            log = LogKeys(*map(bytes, row))
            with suppress(HabeasError, StopIteration):
                first = next(read.entries(vault, log.id))
                body = decode_body(read.open_body(vault, first))
                if made := _continuation(decode(first.envelope), body):
                    own = signer(vault, log).ed25519(made.text)
                    found.append(replace(made, own=own))
    return found


def _continuation(envelope: Envelope, body: Body) -> Continuation | None:
    """Return what a log's first entry says of the log before, if that signed it."""
    fields = body.fields
    try:
        mldsa44 = b64decode(str(fields.get("mldsa44", "")), validate=True)
        signature = b64decode(str(fields.get("continues", "")), validate=True)
    except Error:
        return None
    previous = str(fields.get("previous", ""))
    made = Continuation(envelope.case, envelope.log, mldsa44, previous, signature)
    return made if made.before else None


def _continues(envelope: Envelope, body: Body) -> dict[str, str]:
    """Return the log that a new one goes on from, if that one's key says so."""
    made = _continuation(envelope, body)
    return {envelope.log.hex(): made.before.hex()} if made else {}
