"""Makes the example values of the specifications (docs/spec/vectors/*.json).

Everything comes from the name of the value. What no seed can fix is kept if it opens.
"""

import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from carry_vectors import carry_vectors
from hub_lists import access_vector, continuation_vector
from joining_vectors import joining_vectors
from outside_vectors import outside_vectors

from habeas.crypto import age, bech32, boxes, passphrase, sign
from habeas.crypto.aead import lock
from habeas.crypto.digest import hkdf, sha256
from habeas.crypto.failure import OpenError
from habeas.crypto.seal import LABEL, seal_context
from habeas.errors import HabeasError
from habeas.log import cosignature, entry, merkle, note, proof, receipt
from habeas.log.checkpoint import (
    Checkpoint,
    checkpoint_text,
    cosigned_message,
    log_vkeys,
    open_checkpoint,
    origin,
    sign_checkpoint,
)
from habeas.log.stored import as_code, head_hash, leaf_text, receipt_proof
from habeas.wire import pack, request

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "spec" / "vectors"

Values = dict[str, Any]


def seeded(name: str, size: int) -> bytes:
    """Return `size` bytes that depend on the name alone."""
    return hashlib.shake_256(b"habeas spec vectors: " + name.encode()).digest(size)


CASE, UNIT = seeded("case", 16), seeded("unit", 16)
ED_SEED, ML_SEED = seeded("ed25519", 32), seeded("mldsa44", 32)
LOG = sign.ed25519_public(ED_SEED)
VKEYS = log_vkeys(LOG, sign.mldsa44_public(ML_SEED))
BODY = (
    '{"_salt":"'
    + seeded("salt", 32).hex()
    + '","act":"put","at":"2026-11-22T10:00:00+05:00","by":"'
    + seeded("member", 16).hex()
    + '","fields":{"text":{"lang":"en","text":"An invented note."}},"id":"'
    + seeded("record", 16).hex()
    + '","lamport":1,"type":"note","v":1}'
).encode()
CONTEXT = seal_context(CASE, LOG, 0, 2, 1)
UNIT_KEY, NONCE = seeded("unit key", 32), seeded("nonce", 12)
SEAL_KEY = hkdf(UNIT_KEY, LABEL + CONTEXT)
SEALED = lock(SEAL_KEY, NONCE, BODY, CONTEXT)


def kept(
    old: Values, name: str, good: Callable[[str], bool], new: Callable[[], str]
) -> str:
    """Return the stored value if it is still good, else a new one."""
    value = old.get(name)
    return value if isinstance(value, str) and good(value) else new()


def entry_vectors(_old: Values) -> Values:
    """Return an envelope that has seen nothing, one that has, and what is refused."""
    first = entry.Envelope(
        CASE, LOG, 0, 2, 1, sha256(BODY), sha256(SEALED), len(SEALED)
    )
    other = entry.Head(seeded("other log", 32), 12, seeded("other root", 32))
    second = entry.Envelope(
        CASE, LOG, 1, 1, 3, seeded("commit", 32), seeded("body", 32), 1432, (other,)
    )
    texts = [entry.encode(envelope).decode() for envelope in (first, second)]
    good = texts[1]
    return {
        "entries": [
            {"envelope": text, "leaf": merkle.leaf_hash(text.encode()).hex()}
            for text in texts
        ],
        "body of the first": BODY.decode(),
        "refused": {
            "no final newline": good[:-1],
            "CRLF": good.replace("\n", "\r\n"),
            "leading zero": good.replace("index 1\n", "index 01\n"),
            "upper case": good.replace(CASE.hex(), CASE.hex().upper()),
            "trailing space": good.replace("index 1\n", "index 1 \n"),
            "compartment 0": good.replace("compartment 1", "compartment 0"),
            "seen twice": good + good[good.index("seen ") :],
            "seen itself": good.replace(other.log.hex(), LOG.hex()),
            "unknown line": good + "note x\n",
        },
    }


def grown(entries: list[str]) -> tuple[merkle.NodeSource, list[bytes]]:
    """Return the stored nodes of a tree and its root at every size."""
    tree, nodes, roots = merkle.Frontier(), {}, [merkle.EMPTY_ROOT]
    for text in entries:
        tree, completed = tree.append(merkle.leaf_hash(text.encode()))
        nodes.update({(level, at): hash_ for level, at, hash_ in completed})
        roots.append(tree.root())
    return lambda level, position: nodes[level, position], roots


def is_signed(note: str, head: Checkpoint) -> bool:
    """Say whether a stored note still opens to this head."""
    try:
        return open_checkpoint(note.encode(), VKEYS) == head
    except HabeasError:
        return False


def log_vectors(old: Values) -> Values:
    """Return a tree of nine entries, its proofs, and a head signed twice."""
    entries = [f"entry {n}\n" for n in range(9)]
    node, roots = grown(entries)
    head = Checkpoint(origin(LOG), 9, roots[9])
    note = kept(
        old,
        "checkpoint",
        lambda stored: is_signed(stored, head),
        lambda: sign_checkpoint(head, sign.Signer(ED_SEED, ML_SEED)).decode(),
    )
    hashes = merkle.inclusion_proof(6, 9, node)
    return {
        "entries": entries,
        "roots": [root.hex() for root in roots],
        "inclusion of 6 in 9": [hash_.hex() for hash_ in hashes],
        "consistency": {
            f"{old_size} to 9": [
                hash_.hex() for hash_ in merkle.consistency_proof(old_size, 9, node)
            ]
            for old_size in (0, 3, 4, 6, 8, 9)
        },
        "path for a fork, 4 to 9": [
            hash_.hex() for hash_ in merkle.prefix_path(4, 9, node)
        ],
        "ed25519 seed": ED_SEED.hex(),
        "mldsa44 seed": ML_SEED.hex(),
        "vkeys": list(VKEYS),
        "checkpoint text": checkpoint_text(head),
        "cosigned message": cosigned_message(head.origin, head).hex(),
        "checkpoint": note,
        "proof": proof.encode(proof.Proof(6, tuple(hashes), note.encode())).decode(),
    }


def sealed_body_vectors(_old: Values) -> Values:
    """Return one body on its way from JSON to sealed bytes."""
    return {
        "unit key": UNIT_KEY.hex(),
        "context": CONTEXT.decode(),
        "derived key": SEAL_KEY.hex(),
        "nonce": NONCE.hex(),
        "body": BODY.decode(),
        "commit": sha256(BODY).hex(),
        "sealed": SEALED.hex(),
        "sha256 of sealed": sha256(SEALED).hex(),
    }


def exhibit_vectors(old: Values) -> Values:
    """Return a small sealed file with the key that opens it."""
    identity = bech32.encode("AGE-SECRET-KEY-", seeded("exhibit", 32))
    recipient = age.identity_recipient(identity)
    plain = b"An invented photograph.\n"

    def opens(file: str) -> bool:
        try:
            source = io.BytesIO(bytes.fromhex(file))
            return b"".join(age.read_age(source, identity)) == plain
        except HabeasError:
            return False

    def make() -> str:
        pieces: list[bytes] = []
        writer = age.AgeWriter(lambda piece: pieces.append(bytes(piece)), recipient)
        writer.write(plain)
        writer.finish()
        return b"".join(pieces).hex()

    file = kept(old, "file", opens, make)
    name = sha256(bytes.fromhex(file)).hex()
    return {
        "identity": identity,
        "recipient": recipient,
        "plain": plain.decode(),
        "sha256 of plain": sha256(plain).hex(),
        "file": file,
        "stored as": f"exhibits/{name[:2]}/{name}.age",
    }


def passphrase_vectors() -> Values:
    """Return the way from a passphrase to the vault key."""
    params = passphrase.KdfParams(64 * 1024, 3, 4, seeded("kdf salt", 16))
    words = "cafe\u0301 six invented words here"
    typed = passphrase.passphrase_bytes(words)
    key = passphrase.derive(typed, params)
    vault_key, nonce = seeded("vault key", 32), seeded("wrap nonce", 12)
    context = b"habeas.org/vault-key/v1\n"
    return {
        "passphrase as typed": words,
        "passphrase bytes": typed.hex(),
        "argon2id": {
            "memory_kib": params.memory_kib,
            "iterations": params.iterations,
            "lanes": params.lanes,
            "salt": params.salt.hex(),
        },
        "passphrase key": key.hex(),
        "vault key": vault_key.hex(),
        "wrap context": context.decode(),
        "wrapped vault key": lock(key, nonce, vault_key, context).hex(),
    }


def boxed(old: Values, name: str, private: bytes, info: bytes, secret: bytes) -> str:
    """Return a box in hex: the stored one while it opens, else a new one."""

    def opens(sealed: str) -> bool:
        try:
            return boxes.unbox(private, bytes.fromhex(sealed), info) == secret
        except OpenError:
            return False

    public = boxes.box_public(private)
    return kept(old, name, opens, lambda: boxes.box(public, secret, info).hex())


def keys_vectors(old: Values) -> Values:
    """Return every key between a passphrase and the body of an entry."""
    epoch, member = seeded("epoch private", 96), seeded("member private", 96)
    member_public = boxes.box_public(member)
    key_info = boxes.keybox_info(CASE, 2, 1, UNIT)
    epoch_info = boxes.epochbox_info(CASE, 2, 1, member_public)
    return passphrase_vectors() | {
        "member private": member.hex(),
        "member public": member_public.hex(),
        "member fingerprint": boxes.box_fingerprint(member_public).hex(),
        "epoch private": epoch.hex(),
        "epoch public": boxes.box_public(epoch).hex(),
        "epochbox info": epoch_info.decode(),
        "epochbox": boxed(old, "epochbox", member, epoch_info, epoch),
        "unit key": UNIT_KEY.hex(),
        "keybox info": key_info.decode(),
        "keybox": boxed(old, "keybox", epoch, key_info, UNIT_KEY),
    }


def receipt_vectors(_old: Values) -> Values:
    """A receipt of custody that giver and receiver signed (docs/spec/receipt.md)."""
    told = {
        "exhibit": "3",
        "what": "a grey T-shirt, size M",
        "event": "handed",
        "from": "Counsel 1",
        "to": "The laboratory «N»",
        "when": "2026-03-20T14:30+05:00",
        "seal": "K-1",
    }
    made = receipt.Receipt(LOG, 17, seeded("commit", 32), told)
    other = seeded("receiver", 32)
    note = receipt.write_receipt(
        made,
        [
            receipt.signature(
                sign.ed25519_public(seed), sign.ed25519_sign(seed, made.text.encode())
            )
            for seed in (ED_SEED, other)
        ],
    )
    return {
        "giver_seed": ED_SEED.hex(),
        "receiver_seed": other.hex(),
        "note": note.decode(),
        "code": receipt.as_code(note),
        "giver": receipt.fingerprint(LOG),
        "receiver": receipt.fingerprint(sign.ed25519_public(other)),
    }


def request_vector(body: bytes) -> Values:
    """Return what of an append is signed, and the fields that sign it."""
    path = f"/v1/logs/{LOG.hex()}/entries"
    asked = request.Request("POST", "hub.example.org", path, "", sha256(body))
    times = request.Times(1_796_040_000, 1_796_040_120, seeded("nonce of request", 16))
    return {
        "method": asked.method,
        "authority": asked.authority,
        "path": asked.path,
        "query": asked.query,
        "seed": ED_SEED.hex(),
        "headers": request.sign_request(asked, ED_SEED, times),
    }


def hub_vectors(old: Values) -> Values:
    """What a copy sends to a hub (docs/spec/hub.md): a pack, a list, a request."""
    first = entry.Envelope(
        CASE, LOG, 0, 2, 1, sha256(BODY), sha256(SEALED), len(SEALED)
    )
    envelope = entry.encode(first)
    head = Checkpoint(origin(LOG), 1, merkle.leaf_hash(envelope))
    note = kept(
        old,
        "checkpoint",
        lambda stored: is_signed(stored, head),
        lambda: sign_checkpoint(head, sign.Signer(ED_SEED, ML_SEED)).decode(),
    )
    made = pack.Pack(LOG, 0, note.encode(), (pack.Packed(envelope, SEALED),))
    erased = pack.Pack(LOG, 0, note.encode(), (pack.Packed(envelope, None),))
    body = pack.encode(made)
    return {
        "checkpoint": note,
        "pack": body.hex(),
        "pack with an erased body": pack.encode(erased).hex(),
        "lead seed": seeded("lead", 32).hex(),
        "access list": access_vector(CASE, {LOG: sign.mldsa44_public(ML_SEED)}, seeded),
        "continuation": continuation_vector(CASE, LOG, sign.Signer(ED_SEED, ML_SEED)),
        "request": request_vector(body),
        "head hash": head_hash(head).hex(),
        "leaf of the hub's log": leaf_text(head_hash(head)).decode(),
    }


def stored_vectors(_old: Values) -> Values:
    """A receipt for one code, and the policy that judges it (docs/spec/stored.md)."""
    hub = sign.Signer(bytes(32), bytes(32))
    leaves = [merkle.leaf_hash(bytes([number])) for number in range(2)]
    head = Checkpoint(origin(LOG), 2, merkle.root(leaves))
    name = origin(hub.ed25519_public)
    own = note.parse(sign_checkpoint(head, sign.Signer(ED_SEED, ML_SEED)))
    lines = [*own.signatures, *cosignature.cosign(head, name, hub, 1_796_040_000)]
    keys = note.vkey(head.origin, 1, LOG), cosignature.cosigner_vkeys(name, hub)[0]
    receipt_file = receipt_proof(note.serialise(own.text, lines), 1, leaves[:1], keys)
    return {
        "policy": f"log {keys[0]}\nwitness hub {keys[1]}\nquorum hub\n",
        "leaf": leaves[1].hex(),
        "receipt": receipt_file.decode(),
        "code": as_code(receipt_file),
    }


MAKERS: dict[str, Callable[[Values], Values]] = {
    "entry": entry_vectors,
    "log": log_vectors,
    "sealed-body": sealed_body_vectors,
    "exhibit": exhibit_vectors,
    "keys": keys_vectors,
    "receipt": receipt_vectors,
    "hub": hub_vectors,
    "stored": stored_vectors,
    "joining": lambda old: joining_vectors(old, seeded),
    "outside": lambda old: outside_vectors(old, seeded),
    "carry": lambda old: carry_vectors(old, seeded),
}


def stored(name: str) -> Values:
    """Return the values that stand in the file, or none."""
    path = FOLDER / f"{name}.json"
    return dict(json.loads(path.read_bytes())) if path.exists() else {}


def written(values: Values) -> str:
    """Return the values as they stand in a file."""
    return json.dumps(values, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write every file again."""
    for name, make in MAKERS.items():
        (FOLDER / f"{name}.json").write_text(written(make(stored(name))), "utf-8")


if __name__ == "__main__":
    main()
