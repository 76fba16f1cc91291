"""A bundle that would not verify is never written: the same checks, before."""

import json
from base64 import b64encode

from habeas.crypto.digest import sha256
from habeas.errors import DamagedError, HabeasError
from habeas.log.checkpoint import log_vkeys, open_checkpoint
from habeas.log.entry import decode
from habeas.log.merkle import Frontier, leaf_hash
from habeas.log.note import MLDSA44_COSIGNATURE, parse_vkey
from habeas.papers.bundle.model import BundleLog, BundleRequest
from habeas.words import N_


def require_sound(request: BundleRequest) -> None:
    """Check everything that a stranger will check.

    Raises:
        DamagedError: an entry is missing, a hash or a signature is wrong, or an
            exhibit has no disclosed entry that names its hash.
    """
    try:
        for log in request.logs:
            _require_log(log)
    except DamagedError:
        raise
    except HabeasError as error:
        raise _damaged() from error
    vouched = {
        _file_hash(entry.body)
        for log in request.logs
        for entry in log.entries
        if entry.body is not None
    }
    if not {exhibit.sha256 for exhibit in request.exhibits} <= vouched:
        raise DamagedError(
            N_("An exhibit was chosen without the entry that names its hash."),
            advice=N_("Choose the document's entry too. Nothing was written."),
        )


def mldsa44_key(log: BundleLog) -> bytes:
    """Return the log's ML-DSA-44 public key, from its verifier keys."""
    keys = [parse_vkey(one) for one in log.vkeys]
    return next((one.public for one in keys if one.kind == MLDSA44_COSIGNATURE), b"")


def _require_log(log: BundleLog) -> None:
    checkpoint = open_checkpoint(log.checkpoint, log.vkeys)
    tree = Frontier()
    for index, entry in enumerate(log.entries):
        envelope = decode(entry.envelope)
        if (envelope.log, envelope.index) != (log.log_id, index):
            raise _damaged()
        if entry.body is not None and sha256(entry.body) != envelope.commit:
            raise _damaged()
        tree, _ = tree.append(leaf_hash(entry.envelope))
    if (checkpoint.size, checkpoint.root) != (tree.size, tree.root()):
        raise _damaged()
    key = mldsa44_key(log)
    genesis = _fields(log.entries[0].body) if log.entries else {}
    if log.vkeys != log_vkeys(log.log_id, key) or genesis.get("mldsa44") != (
        b64encode(key).decode()
    ):
        raise _damaged()


def _file_hash(body: bytes) -> str:
    file = _fields(body).get("file")
    return str(file.get("sha256", "")) if isinstance(file, dict) else ""


def _fields(body: bytes | None) -> dict[str, object]:
    fields = json.loads(body).get("fields") if body is not None else None
    return fields if isinstance(fields, dict) else {}


def _damaged() -> DamagedError:
    return DamagedError(
        N_("The log does not verify, so no bundle can be made from it."),
    )
