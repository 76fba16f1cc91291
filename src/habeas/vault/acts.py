"""Who may do what in a case of this vault: its acts, opened and judged together."""

from base64 import b64decode
from binascii import Error

from habeas.case.codec import Body, decode_body
from habeas.case.membership import Act, Authority, Written, authority
from habeas.case.standing import CUTS, GIVES
from habeas.errors import HabeasError
from habeas.log.continued import continues_text, previous_log
from habeas.log.entry import Envelope, decode
from habeas.vault import read
from habeas.vault.opening import peek
from habeas.vault.vault import Vault
from habeas.wire.pack import Pack


def authority_in(vault: Vault, case: bytes) -> Authority:
    """Return who may do what, from the acts that are here and open.

    Worked out anew when another act came, else remembered until the vault is locked.
    """
    with vault.guard:
        rows = vault.db.all(
            "SELECT log, position FROM acts WHERE case_id = ? ORDER BY log, position",
            (case,),
        )
        kept = vault.authorities.get(case)
        if kept is None or kept[0] != len(rows):
            acts, continued = [], {}
            for log, position in rows:
                stored = read.entry(vault, bytes(log), position)
                try:
                    body = decode_body(read.open_body(vault, stored))
                except HabeasError:
                    continue  # a body that is none says nothing
                envelope = decode(stored.envelope)
                if body.type == "log":
                    continued.update(_continues(envelope, body))
                elif body.type in GIVES or body.type in CUTS:
                    acts.append(_act(envelope, body))
            found = authority(founder(vault, case).hex(), acts, continued)
            kept = (len(rows), found)
            vault.authorities[case] = kept
    return kept[1]


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


def written(envelope: Envelope, body: Body) -> Written:
    """Return an entry as it is judged."""
    return Written(
        (envelope.log.hex(), envelope.index),
        body.lamport,
        _past(envelope),
        body.type,
        body.act.value,
    )


def _act(envelope: Envelope, body: Body) -> Act:
    return Act(
        (envelope.log.hex(), envelope.index),
        body.lamport,
        _past(envelope),
        body.type,
        body.act.value,
        body.id,
        body.fields,
        body.at,
    )


def _past(envelope: Envelope) -> dict[str, int]:
    seen = {head.log.hex(): head.size for head in envelope.seen}
    return {**seen, envelope.log.hex(): envelope.index}


def goes_on(vault: Vault, case: bytes, pack: Pack) -> tuple[bytes, bytes] | None:
    """Return (log before, ML-DSA-44 key) of a log that goes on from one known here.

    Its own first entry says so, which the key of the log before signed.
    """
    try:
        body = decode_body(peek(vault, case, pack.entries[0]) or b"")
        envelope = decode(pack.entries[0].envelope)
    except (HabeasError, IndexError):
        return None
    before = _continues(envelope, body) if body.type == "log" else {}
    if pack.start or envelope.log != pack.log or not before:
        return None
    mldsa44 = b64decode(str(body.fields["mldsa44"]))
    return bytes.fromhex(before[pack.log.hex()]), mldsa44


def _continues(envelope: Envelope, body: Body) -> dict[str, str]:
    """Return the log that a new one goes on from, if that one's key says so."""
    fields = body.fields
    try:
        mldsa44 = b64decode(str(fields.get("mldsa44", "")), validate=True)
        signature = b64decode(str(fields.get("continues", "")), validate=True)
    except Error:
        return {}
    previous = str(fields.get("previous", ""))
    text = continues_text(envelope.case, envelope.log, mldsa44, previous)
    before = previous_log(previous, text, signature)
    return {envelope.log.hex(): before} if before else {}
