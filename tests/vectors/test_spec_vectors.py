"""The values printed in docs/spec are those that the code makes."""

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from habeas.crypto import aead, boxes, passphrase
from habeas.crypto.digest import sha256
from habeas.crypto.seal import open_sealed
from habeas.log import checkpoint, entry, merkle, proof
from habeas.log.policy import parse_policy
from habeas.log.refusal import EntryError
from habeas.log.stored import check_stored
from habeas.wire import access, continuation, joining, notice, pack, request

REPOSITORY = Path(__file__).parents[2]
FOLDER = REPOSITORY / "docs" / "spec" / "vectors"
NAMES = [
    *("carry", "entry", "exhibit", "hub", "joining", "keys"),
    *("log", "outside", "receipt", "sealed-body", "stored"),
]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    path = REPOSITORY / "scripts" / "make_vectors.py"
    spec = importlib.util.spec_from_file_location("make_vectors", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(path.parent))
        spec.loader.exec_module(module)
    return module


def values(name: str) -> dict[str, Any]:
    return dict(json.loads((FOLDER / f"{name}.json").read_bytes()))


@pytest.mark.parametrize("name", NAMES)
def test_the_script_makes_what_is_there(name: str, script: ModuleType) -> None:
    text = script.written(script.MAKERS[name](values(name)))
    assert text == (FOLDER / f"{name}.json").read_text("utf-8")


def test_every_file_is_made_by_the_script(script: ModuleType) -> None:
    assert sorted(script.MAKERS) == NAMES


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("log", "checkpoint"),
        ("hub", "checkpoint"),
        ("keys", "keybox"),
        ("exhibit", "file"),
    ],
)
def test_a_kept_value_that_does_not_open_is_made_anew(
    name: str, key: str, script: ModuleType
) -> None:
    make: Callable[[dict[str, Any]], dict[str, Any]] = script.MAKERS[name]
    stored = values(name)
    made = make(stored | {key: "00"})
    assert made[key] not in {"00", stored[key]}
    assert make(made) == made


def test_the_entries_are_read_and_the_others_refused() -> None:
    found = values("entry")
    for one in found["entries"]:
        data = one["envelope"].encode()
        assert entry.encode(entry.decode(data)) == data
        assert merkle.leaf_hash(data).hex() == one["leaf"]
    for text in found["refused"].values():
        with pytest.raises(EntryError):
            entry.decode(text.encode())


def test_a_stranger_checks_a_disclosed_body_with_sha256_alone() -> None:
    found = values("entry")
    envelope = entry.decode(found["entries"][0]["envelope"].encode())
    assert sha256(found["body of the first"].encode()) == envelope.commit


def test_the_sealed_body_opens_with_the_keys_of_the_other_file() -> None:
    keys, sealed = values("keys"), values("sealed-body")
    typed = passphrase.passphrase_bytes(keys["passphrase as typed"])
    cost = keys["argon2id"] | {"salt": bytes.fromhex(keys["argon2id"]["salt"])}
    derived = passphrase.derive(typed, passphrase.KdfParams(**cost))
    wrapped, context = keys["wrapped vault key"], keys["wrap context"]
    opened = aead.unlock(derived, bytes.fromhex(wrapped), context.encode())
    assert opened.hex() == keys["vault key"]
    member = bytes.fromhex(keys["member private"])
    epoch = unboxed(keys, "epochbox", member)
    unit_key = unboxed(keys, "keybox", epoch)
    body = open_sealed(
        unit_key, sealed["context"].encode(), bytes.fromhex(sealed["sealed"])
    )
    assert body == sealed["body"].encode()
    assert sha256(body).hex() == sealed["commit"]


def unboxed(keys: dict[str, Any], name: str, private: bytes) -> bytes:
    info = keys[f"{name} info"].encode()
    return boxes.unbox(private, bytes.fromhex(keys[name]), info)


def test_the_proof_holds() -> None:
    found = values("log")
    read = proof.decode(found["proof"].encode())
    leaf = merkle.leaf_hash(found["entries"][read.index].encode())
    checkpoint = proof.verify(read, leaf, found["vkeys"])
    assert checkpoint.root.hex() == found["roots"][9]


def test_what_is_sent_to_a_hub_is_read_and_holds() -> None:
    found, log = values("hub"), values("log")
    made = pack.decode(bytes.fromhex(found["pack"]))
    (one,) = made.entries
    assert one.sealed == bytes.fromhex(values("sealed-body")["sealed"])
    head = checkpoint.open_checkpoint(made.note, log["vkeys"])
    assert (head.size, head.root) == (1, merkle.leaf_hash(one.envelope))
    erased = pack.decode(bytes.fromhex(found["pack with an erased body"]))
    assert erased.entries == (pack.Packed(one.envelope, None),)
    newer = continuation.read_continuation(found["continuation"].encode())
    assert newer.before == made.log
    signed = access.read_access(found["access list"].encode())
    assert signed.signer in signed.listed.leads
    assert made.log in signed.listed.logs
    asked = found["request"]
    fields = asked["headers"]
    digest = request.read_digest(fields["content-digest"])
    assert digest == sha256(bytes.fromhex(found["pack"]))
    opened = request.open_request(
        request.Request(
            asked["method"], asked["authority"], asked["path"], asked["query"], digest
        ),
        fields["signature-input"],
        fields["signature"],
        1_796_040_000,
    )
    assert opened.key == made.log


def test_the_receipt_is_judged_by_its_policy() -> None:
    told = values("stored")
    policy, leaf = parse_policy(told["policy"].encode()), bytes.fromhex(told["leaf"])
    for form in ("receipt", "code"):
        found = check_stored(told[form].encode(), leaf, policy)
        assert (found.index, found.verdict.safe) == (1, True)


def test_a_welcome_opens_with_the_key_of_its_request() -> None:
    told = values("joining")
    request, sealed = told["request"].encode(), bytes.fromhex(told["sealed welcome"])
    assert joining.number(request) == told["number of the request"]
    assert joining.number(sealed) == told["number of the welcome"]
    asking = joining.read_request(request)
    assert joining.device_of(sealed) == asking.device
    welcome, _signer = joining.open_welcome(
        sealed, bytes.fromhex(told["box private key"])
    )
    assert welcome.text == told["welcome"]
    assert welcome.request == sha256(request)


def test_a_notice_opens_with_the_key_of_its_device() -> None:
    told = values("outside")
    sealed = bytes.fromhex(told["sealed notice"])
    note = notice.open_notice(sealed, bytes.fromhex(told["box private key"]))
    assert note == told["notice"].encode()
    found, signer = notice.read_notice(note)
    assert signer in found.leads
    assert found.state().hex() == told["state"]
    assert notice.notice_head(sealed) == (found.case, found.state())
    assert joining.number(sealed) == told["number of the sealed notice"]
    auditor, _signer = notice.read_notice(told["notice of an auditor"].encode())
    assert (auditor.role, len(auditor.logs)) == ("auditor", 1)
