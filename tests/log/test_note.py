import base64

import pytest

from habeas.crypto.sign import ed25519_public, ed25519_sign, ed25519_verify
from habeas.log.note import (
    ED25519,
    MAX_NOTE,
    MLDSA44_COSIGNATURE,
    Note,
    Signature,
    Verifier,
    is_key_name,
    key_id,
    parse,
    parse_vkey,
    serialise,
    vkey,
)
from habeas.log.refusal import NoteError

# The example of the Go package golang.org/x/mod/sumdb/note.
VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
LINE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXg"
    "KvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
NOTE = f"{TEXT}\n{LINE}"
NOT_A_NOTE = "^This is not a signed note. Nothing was taken in."
NOT_A_KEY = "^This is not a verifier key that Habeas knows. Nothing was taken in."


def test_a_note_made_by_go_is_read_and_verifies() -> None:
    note, verifier = parse(NOTE.encode()), parse_vkey(VKEY)
    (signature,) = note.signatures
    assert note.text == TEXT
    assert verifier.name == signature.name == "PeterNeumann"
    assert verifier.key_id() == signature.key_id == bytes.fromhex("c74f20a3")
    assert ed25519_verify(verifier.public, TEXT.encode(), signature.blob)


def test_we_make_the_same_note() -> None:
    public = ed25519_public(SEED)
    assert vkey("PeterNeumann", ED25519, public) == VKEY
    blob = ed25519_sign(SEED, TEXT.encode())
    signature = Signature("PeterNeumann", bytes.fromhex("c74f20a3"), blob)
    assert serialise(TEXT, [signature]) == NOTE.encode()


def test_the_key_id_tells_name_and_kind_apart() -> None:
    ids = {
        key_id(name, kind, bytes(32))
        for name in ("habeas.org/log/1b", "habeas.org/log/1c")
        for kind in (ED25519, MLDSA44_COSIGNATURE)
    }
    assert len(ids) == 4
    assert {len(one) for one in ids} == {4}


def test_a_text_may_hold_empty_lines() -> None:
    note = parse(f"one\n\ntwo\n\n{LINE}".encode())
    assert note.text == "one\n\ntwo\n"


def test_many_signatures_keep_their_order() -> None:
    signatures = tuple(
        Signature(f"witness.example/{n}", bytes([n] * 4), bytes([n]) * 3000)
        for n in range(16)
    )
    assert parse(serialise("text\n", signatures)) == Note("text\n", signatures)


WRONG_NOTES = {
    "empty": "",
    "no signature": TEXT,
    "no signature after the blank line": TEXT + "\n",
    "no blank line": TEXT + LINE,
    "a signature of nothing": LINE,
    "no final newline": NOTE[:-1],
    "blank line at the end": NOTE + "\n",
    "hyphen for the dash": NOTE.replace("—", "-"),
    "no dash": NOTE.replace("— ", ""),
    "dash without its space": NOTE.replace("— ", "—"),
    "no name": NOTE.replace("PeterNeumann ", " "),
    "no signature in the line": NOTE.replace(LINE, "— PeterNeumann\n"),
    "empty signature in the line": NOTE.replace(LINE, "— PeterNeumann \n"),
    "a plus in the name": NOTE.replace("— PeterNeumann", "— Peter+Neumann"),
    "a wide space in the name": NOTE.replace("— PeterNeumann", "— Peter\u2003Neumann"),
    "two spaces": NOTE.replace("— PeterNeumann ", "— PeterNeumann  "),
    "no padding": NOTE.replace("nAM=", "nAM"),
    "loose bits in the base64": NOTE.replace("nAM=", "nAN="),
    "a letter outside base64": NOTE.replace("x08go", "x08g*"),
    "not ASCII in the base64": NOTE.replace("x08go", "x08g\u00e9"),
    "space in the base64": NOTE.replace("x08go", "x08g o"),
    "a key id and nothing else": NOTE.replace(LINE, "— PeterNeumann x08gow==\n"),
    "less than a key id": NOTE.replace(LINE, "— PeterNeumann x08g\n"),
    "a tab in the text": NOTE.replace("If you", "If\tyou"),
    "CRLF": NOTE.replace("\n", "\r\n"),
    "a NUL": NOTE.replace("If", "I\x00f"),
    "other text between signatures": f"{TEXT}\n{LINE}hello\n{LINE}",
}


@pytest.mark.parametrize("text", WRONG_NOTES.values(), ids=WRONG_NOTES.keys())
def test_what_is_no_note_is_refused(text: str) -> None:
    assert text != NOTE
    with pytest.raises(NoteError, match=NOT_A_NOTE):
        parse(text.encode())


def test_what_is_no_utf_8_is_refused() -> None:
    with pytest.raises(NoteError, match=NOT_A_NOTE):
        parse(b"\xff" + NOTE.encode())


def test_a_note_has_at_most_256_kib() -> None:
    padding = "x" * (MAX_NOTE - len(NOTE.encode()) - 1) + "\n"
    assert len((padding + NOTE).encode()) == 256 * 1024
    assert parse((padding + NOTE).encode()).signatures
    with pytest.raises(NoteError, match=NOT_A_NOTE):
        parse(("x" + padding + NOTE).encode())


WRONG_VKEYS = {
    "empty": "",
    "a word": "PeterNeumann",
    "no name": VKEY.removeprefix("PeterNeumann"),
    "a space in the name": VKEY.replace("Peter", "Peter "),
    "another name": VKEY.replace("Peter", "Petra"),
    "another key id": VKEY.replace("c74f20a3", "c74f20a4"),
    "key id in upper case": VKEY.replace("c74f20a3", "C74F20A3"),
    "no key": "PeterNeumann+c74f20a3+",
    "no key id": "PeterNeumann+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    "a letter outside base64": VKEY[:-1] + "*",
    "a newline": VKEY + "\n",
    "key too short": vkey("PeterNeumann", ED25519, bytes(31)),
    "key too long": vkey("PeterNeumann", ED25519, bytes(33)),
    "ML-DSA key too short": vkey("PeterNeumann", MLDSA44_COSIGNATURE, bytes(32)),
    "an ECDSA key": vkey("PeterNeumann", 0x02, bytes(32)),
    "an Ed25519 cosigner's key too short": vkey("PeterNeumann", 0x04, bytes(31)),
    "an empty key": vkey("PeterNeumann", ED25519, b""),
}


@pytest.mark.parametrize("text", WRONG_VKEYS.values(), ids=WRONG_VKEYS.keys())
def test_what_is_no_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(NoteError, match=NOT_A_KEY):
        parse_vkey(text)


def test_an_mldsa_verifier_key_is_read() -> None:
    public = bytes(range(256)) * 5 + bytes(32)
    text = vkey("habeas.org/log/1b", MLDSA44_COSIGNATURE, public)
    assert parse_vkey(text) == Verifier("habeas.org/log/1b", 0x06, public)


NAMES = {
    "habeas.org/log/1b": True,
    "x": True,
    "\u0436": True,
    "": False,
    "a b": False,
    "a+b": False,
    "a\u00a0b": False,
    "a\n": False,
}


@pytest.mark.parametrize("name", NAMES)
def test_names_of_keys(name: str) -> None:
    assert is_key_name(name) == NAMES[name]
