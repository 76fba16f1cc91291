"""A log as files: envelopes, signed head, keys, and proofs of what is disclosed."""

from base64 import encodebytes
from collections.abc import Iterator

from habeas.crypto.digest import sha256
from habeas.log import proof
from habeas.log.checkpoint import cosigned_message, parse_checkpoint_text
from habeas.log.merkle import Frontier, NodeSource, inclusion_proof, leaf_hash
from habeas.log.note import MLDSA44_COSIGNATURE, parse, parse_vkey
from habeas.papers.bundle.layout import body_path, entry_path, log_folder, proof_path
from habeas.papers.bundle.model import BundleLog
from habeas.papers.bundle.sound import mldsa44_key
from habeas.papers.bundle.stream import Stream, of_bytes

# SubjectPublicKeyInfo before the key itself: RFC 8410 (Ed25519), RFC 9881 (ML-DSA-44).
_ED25519_SPKI = bytes.fromhex("302a300506032b6570032100")
_MLDSA44_SPKI = bytes.fromhex("30820532300b06096086480165030403110382052100")
_TIMESTAMP = 8


def log_streams(log: BundleLog) -> Iterator[Stream]:
    """Yield the files of one log, in the order of their paths' meaning."""
    folder = log_folder(log.log_id)
    node = _tree(log)
    size = len(log.entries)
    for index, entry in enumerate(log.entries):
        yield of_bytes(entry_path(log.log_id, index), entry.envelope)
        if entry.body is None:
            continue
        yield of_bytes(body_path(log.log_id, index), entry.body)
        path = tuple(inclusion_proof(index, size, node))
        proven = proof.encode(proof.Proof(index, path, log.checkpoint))
        yield of_bytes(proof_path(log.log_id, index), proven)
    yield of_bytes(folder + "checkpoint", log.checkpoint)
    yield of_bytes(folder + "vkeys", "".join(f"{key}\n" for key in log.vkeys).encode())
    for name, data in _for_openssl(log).items():
        yield of_bytes(folder + name, data)


def fingerprint(log: BundleLog) -> str:
    """Return the SHA-256 of the head's signed text: what two people read out."""
    return sha256(parse(log.checkpoint).text.encode()).hex()


def _for_openssl(log: BundleLog) -> dict[str, bytes]:
    """Return the head cut into what `openssl pkeyutl -verify` takes."""
    note = parse(log.checkpoint)
    kinds = {key.key_id(): key.kind for key in map(parse_vkey, log.vkeys)}
    blobs = {
        kinds[one.key_id]: one.blob for one in note.signatures if one.key_id in kinds
    }
    checkpoint = parse_checkpoint_text(note.text)
    ml_dsa = next(blob for kind, blob in blobs.items() if kind == MLDSA44_COSIGNATURE)
    ed25519 = next(blob for kind, blob in blobs.items() if kind != MLDSA44_COSIGNATURE)
    return {
        "checkpoint.body": note.text.encode(),
        "checkpoint.ed25519.sig": ed25519,
        "ed25519.pem": _pem(_ED25519_SPKI + log.log_id),
        "checkpoint.mldsa44.body": cosigned_message(checkpoint.origin, checkpoint),
        "checkpoint.mldsa44.sig": ml_dsa[_TIMESTAMP:],
        "mldsa44.pem": _pem(_MLDSA44_SPKI + mldsa44_key(log)),
    }


def _pem(der: bytes) -> bytes:
    text = encodebytes(der).replace(b"\n", b"")
    lines = [text[start : start + 64] for start in range(0, len(text), 64)]
    return b"\n".join(
        [b"-----BEGIN PUBLIC KEY-----", *lines, b"-----END PUBLIC KEY-----", b""]
    )


def _tree(log: BundleLog) -> NodeSource:
    """Return the complete subtrees of a log, computed from its envelopes."""
    nodes: dict[tuple[int, int], bytes] = {}
    tree = Frontier()
    for entry in log.entries:
        tree, completed = tree.append(leaf_hash(entry.envelope))
        nodes.update({(node.level, node.position): node.hash for node in completed})
    return lambda level, position: nodes[level, position]
