import base64
import hashlib
import io
import shutil
import subprocess
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyrage  # type: ignore[import-untyped]
import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from hypothesis import given, settings
from hypothesis import strategies as st

from habeas.crypto import age_header, bech32
from habeas.crypto.age import (
    BATCH,
    AgeWriter,
    fresh_keys,
    identity_recipient,
    read_age,
    read_age_range,
)
from habeas.crypto.digest import hkdf
from habeas.errors import BadInputError, DamagedError

CHUNK = 64 * 1024
IDENTITY = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
RECIPIENT = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 17]

NOT_A_HEADER = "This sealed file does not begin as an age file does."
NOT_FOR_US = "This sealed file cannot be opened with this key."
HEADER_CHANGED = "The header of this sealed file was changed."
DAMAGED = "This sealed file was changed or cut short."


def sealed(data: bytes, step: int = 10_000) -> bytes:
    pieces: list[bytes] = []
    writer = AgeWriter(lambda piece: pieces.append(bytes(piece)), RECIPIENT)
    for at in range(0, len(data), step):
        writer.write(data[at : at + step])
    writer.finish()
    return b"".join(pieces)


def opened(file: bytes, identity: str = IDENTITY) -> bytes:
    return b"".join(read_age(io.BytesIO(file), identity))


def pattern(size: int) -> bytes:
    return hashlib.shake_128(b"pattern").digest(size)


def test_identities_are_those_of_age() -> None:
    identity, public = fresh_keys()
    assert identity != fresh_keys()[0]
    theirs = pyrage.x25519.Identity.from_str(identity)
    assert bech32.encode("age", public) == str(theirs.to_public())
    assert identity_recipient(identity) == str(theirs.to_public())
    assert identity_recipient(IDENTITY) == RECIPIENT
    pieces: list[bytes] = []
    writer = AgeWriter(lambda piece: pieces.append(bytes(piece)), public)
    writer.write(b"to the raw key")
    writer.finish()
    assert opened(b"".join(pieces), identity) == b"to the raw key"


NOT_IDENTITIES = {
    "a recipient": RECIPIENT,
    "lower case": IDENTITY.lower(),
    "one letter changed": IDENTITY.replace("GFPY", "GFPQ", 1),
    "empty": "",
    "a word": "passphrase",
    "31 bytes": (
        "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGGEGVYQK"
    ),
    "a hybrid key": (
        "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR"
    ),
}


@pytest.mark.parametrize("text", NOT_IDENTITIES.values(), ids=NOT_IDENTITIES.keys())
def test_what_is_no_identity_is_refused(text: str) -> None:
    with pytest.raises(BadInputError, match=r"^This is not an age X25519 key\."):
        next(read_age(io.BytesIO(sealed(b"")), text))


NOT_RECIPIENTS = {
    "an identity": IDENTITY,
    "upper case": RECIPIENT.upper(),
    "one letter changed": RECIPIENT.replace("zv", "zw", 1),
    "empty": "",
    "a point of small order": (
        "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z"
    ),
}


@pytest.mark.parametrize("text", NOT_RECIPIENTS.values(), ids=NOT_RECIPIENTS.keys())
def test_nothing_is_sealed_to_what_is_no_recipient(text: str) -> None:
    pieces: list[bytes] = []
    with pytest.raises(BadInputError, match=r"^This is not an age X25519 key\."):
        AgeWriter(lambda piece: pieces.append(bytes(piece)), text)
    assert pieces == []


@pytest.mark.parametrize("size", SIZES)
def test_we_open_what_we_seal(size: int) -> None:
    assert opened(sealed(pattern(size))) == pattern(size)


@pytest.mark.parametrize("size", SIZES)
def test_rage_opens_what_we_seal(size: int) -> None:
    identity = pyrage.x25519.Identity.from_str(IDENTITY)
    assert pyrage.decrypt(sealed(pattern(size)), [identity]) == pattern(size)


@pytest.mark.parametrize("size", SIZES)
def test_we_open_what_rage_seals(size: int) -> None:
    recipient = pyrage.x25519.Recipient.from_str(RECIPIENT)
    assert opened(pyrage.encrypt(pattern(size), [recipient])) == pattern(size)


@pytest.mark.parametrize("size", SIZES)
def test_age_opens_what_we_seal_and_the_reverse(size: int, tmp_path: Path) -> None:
    tool = shutil.which("age")
    if tool is None:
        pytest.skip("the age tool is not installed")
    (tmp_path / "key").write_text(IDENTITY)
    decrypt = [tool, "--decrypt", "--identity", str(tmp_path / "key")]
    encrypt = [tool, "--recipient", RECIPIENT]
    plain = pattern(size)
    made = subprocess.run(decrypt, input=sealed(plain), capture_output=True, check=True)
    assert made.stdout == plain
    made = subprocess.run(encrypt, input=plain, capture_output=True, check=True)
    assert opened(made.stdout) == plain


@settings(max_examples=40)
@given(st.lists(st.integers(0, 18 * CHUNK), max_size=5))
def test_the_pieces_of_the_input_do_not_matter(sizes: list[int]) -> None:
    plain = pattern(sum(sizes))
    pieces: list[bytes] = []
    writer = AgeWriter(lambda piece: pieces.append(bytes(piece)), RECIPIENT)
    start = 0
    for size in sizes:
        writer.write(memoryview(plain)[start : start + size])
        start += size
    writer.finish()
    header, *chunks = pieces
    assert header.startswith(b"age-encryption.org/v1\n-> X25519 ")
    assert all(len(chunk) % (CHUNK + 16) == 0 for chunk in chunks[:-1])
    assert all(len(chunk) <= BATCH * (CHUNK + 16) for chunk in chunks)
    assert opened(b"".join(pieces)) == plain


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_whole_chunks_given_at_once_end_in_a_full_chunk(count: int) -> None:
    """An empty chunk behind full ones would be refused by every reader."""
    plain = pattern(count * CHUNK)
    file = sealed(plain, step=len(plain))
    assert opened(file) == plain
    assert len(file) == len(sealed(b"")) + count * (CHUNK + 16) - 16


def test_chunks_are_handed_on_as_soon_as_they_cannot_be_the_last() -> None:
    pieces: list[bytes] = []
    writer = AgeWriter(lambda piece: pieces.append(bytes(piece)), RECIPIENT)
    handed = [len(pieces)]
    start = len(pieces[0])
    for data in (bytes(CHUNK), b"x", bytes(CHUNK - 1), b"x", bytearray(35 * CHUNK)):
        writer.write(data)
        handed.append((sum(map(len, pieces)) - start) // (CHUNK + 16))
    assert handed == [1, 0, 1, 1, 2, 37]
    assert len(pieces) == 6  # the header, twice one chunk, then 16, 16 and 3
    writer.finish()
    assert len(pieces) == 7


def test_a_finished_file_takes_no_more() -> None:
    writer = AgeWriter(lambda _: None, RECIPIENT)
    writer.finish()
    with pytest.raises(ValueError, match=r"^this age file is finished$"):
        writer.write(b"more")
    with pytest.raises(ValueError, match=r"^this age file is finished$"):
        writer.finish()


def test_two_files_share_nothing() -> None:
    first, second = sealed(b"same"), sealed(b"same")
    assert first.splitlines()[1] != second.splitlines()[1]
    assert first[-20:] != second[-20:]


def test_every_cut_is_noticed() -> None:
    file = sealed(b"short")
    for size in range(len(file)):
        with pytest.raises(DamagedError):
            opened(file[:size])


def test_every_changed_byte_is_noticed() -> None:
    file = sealed(b"short")
    for at in range(len(file)):
        with pytest.raises(DamagedError):
            opened(file[:at] + bytes([file[at] ^ 1]) + file[at + 1 :])


def test_a_file_cut_between_chunks_is_noticed_at_its_end() -> None:
    file = sealed(pattern(3 * CHUNK))
    header = file.index(b"\n", file.index(b"--- ")) + 1 + 16
    reading = read_age(io.BytesIO(file[: header + 2 * (CHUNK + 16)]), IDENTITY)
    assert next(reading) == pattern(CHUNK)
    with pytest.raises(DamagedError, match="cut short"):
        next(reading)


def test_chunks_in_another_order_are_noticed() -> None:
    file = sealed(pattern(3 * CHUNK))
    start = file.index(b"\n", file.index(b"--- ")) + 1 + 16
    size = CHUNK + 16
    head, one, two, three = (
        file[:start],
        file[start : start + size],
        file[start + size : start + 2 * size],
        file[start + 2 * size :],
    )
    assert opened(head + one + two + three) == pattern(3 * CHUNK)
    with pytest.raises(DamagedError, match=DAMAGED):
        opened(head + two + one + three)


def part(file: bytes, start: int, stop: int) -> bytes:
    return b"".join(read_age_range(io.BytesIO(file), IDENTITY, start, stop))


PLACES = sorted(
    {
        place
        for edge in range(0, 4 * CHUNK, CHUNK)
        for place in (edge - 1, edge, edge + 1, edge + 17)
        if place >= 0
    }
)


@pytest.mark.parametrize("size", SIZES)
def test_a_part_is_the_slice_of_the_whole_at_every_border(size: int) -> None:
    data = pattern(size)
    file = sealed(data)
    for start in PLACES:
        for stop in PLACES:
            if start <= stop <= size:
                assert part(file, start, stop) == data[start:stop]
    assert part(file, 0, size) == data


@given(st.integers(0, 3 * CHUNK + 17), st.integers(0, 3 * CHUNK + 17))
def test_a_part_is_the_slice_of_the_whole(one: int, other: int) -> None:
    data = pattern(3 * CHUNK + 17)
    start, stop = sorted((one, other))
    assert part(LONG, start, stop) == data[start:stop]


LONG = sealed(pattern(3 * CHUNK + 17))


@pytest.mark.parametrize(
    ("start", "stop"), [(-1, 4), (5, 4), (0, 3 * CHUNK + 18), (4 * CHUNK, 4 * CHUNK)]
)
def test_no_part_lies_outside(start: int, stop: int) -> None:
    with pytest.raises(DamagedError, match=DAMAGED):
        part(LONG, start, stop)


def test_a_changed_byte_of_a_part_or_of_the_end_is_noticed() -> None:
    """What lies between is not looked at: it is not given out either."""
    begin = len(LONG) - 3 * (CHUNK + 16) - 17 - 16
    chunk = CHUNK + 16
    seen = {}
    for place in (0, 1, 2, 3):
        for at in (0, 16):
            changed = bytearray(LONG)
            changed[begin + place * chunk + at] ^= 1
            try:
                part(bytes(changed), CHUNK, 2 * CHUNK)
                seen[place] = False
            except DamagedError:
                seen[place] = True
    assert seen == {0: False, 1: True, 2: False, 3: True}


@pytest.mark.parametrize("left", [0, 1, 16, CHUNK + 16, 2 * (CHUNK + 16)])
def test_a_part_of_a_file_that_was_cut_is_refused(left: int) -> None:
    begin = len(LONG) - 3 * (CHUNK + 16) - 17 - 16
    with pytest.raises(DamagedError):
        part(LONG[: begin + left], 0, 1)
    with pytest.raises(DamagedError):
        part(LONG + bytes(left + 1), 0, 1)


def test_a_part_of_a_file_without_a_payload_is_refused() -> None:
    header = LONG.index(b"---") + 3 + 1 + 43 + 1
    for size in (0, 5):
        with pytest.raises(DamagedError):
            part(LONG[: header + size], 0, 0)


def test_an_empty_last_chunk_behind_others_is_refused_in_part_as_well() -> None:
    unwrap = age_header.x25519_key(bech32.decode(IDENTITY)[1])
    file_key = age_header.read_header(io.BytesIO(LONG), unwrap)
    header = LONG.index(b"---") + 3 + 1 + 43 + 1
    nonce, body = LONG[header : header + 16], LONG[header + 16 :]
    aead = ChaCha20Poly1305(hkdf(file_key, b"payload", salt=nonce))
    end = aead.encrypt((1).to_bytes(11, "big") + b"\x01", b"", None)
    cut = LONG[: header + 16] + body[: CHUNK + 16] + end
    with pytest.raises(DamagedError, match=DAMAGED):
        part(cut, 0, 1)


def test_another_identity_does_not_open_it() -> None:
    with pytest.raises(DamagedError, match=NOT_FOR_US):
        opened(sealed(b"x"), fresh_keys()[0])


def header_of(file_key: bytes) -> bytes:
    recipient = bech32.decode(RECIPIENT)[1]
    stanza = age_header.x25519_stanza(file_key, recipient)
    return age_header.write_header(file_key, [stanza])


def test_a_stanza_body_is_all_its_lines() -> None:
    """With the MAC of its sender: a long body is refused, not read from its end."""
    file_key = bytes(16)
    header = header_of(file_key)
    version, stanza, body, _ = header.split(b"\n", 3)
    longer = b"\n".join([version, stanza, 64 * b"A", body, b"---"])
    mac = age_header.encode_base64(age_header._mac(file_key, longer))
    with pytest.raises(DamagedError, match=NOT_A_HEADER):
        opened(longer + b" " + mac + b"\n" + bytes(32))


def with_stanza(body: bytes) -> bytes:
    """A sealed nothing whose header begins with a stanza for somebody else."""
    file_key, nonce = bytes(16), bytes(16)
    header = header_of(file_key)
    version, own, wrapped, _ = header.split(b"\n", 3)
    text = base64.b64encode(body).rstrip(b"=")
    lines = b"\n".join(text[at : at + 64] for at in range(0, len(text) + 1, 64))
    signed = b"\n".join([version, b"-> other a b", lines, own, wrapped, b"---"])
    mac = base64.b64encode(age_header._mac(file_key, signed)).rstrip(b"=")
    cipher = ChaCha20Poly1305(hkdf(file_key, b"payload", salt=nonce))
    end = cipher.encrypt(bytes(11) + b"\1", b"", None)
    return signed + b" " + mac + b"\n" + nonce + end


@pytest.mark.parametrize("size", [*range(14), 46, 47, 48, 49, 95, 96])
def test_a_stanza_for_somebody_else_may_say_anything(size: int) -> None:
    """Of any length, and ending in any letter: 0xd7 at the end of three is an X."""
    for body in (bytes(size), b"\xd7" * size):
        assert opened(with_stanza(body)) == b""


def test_a_header_is_not_read_without_end() -> None:
    for endless in (b"-> grease ", b"-> grease\n" + 900 * (64 * b"A" + b"\n")):
        file = b"age-encryption.org/v1\n" + endless + 70_000 * b"A" + b"\n"
        source = io.BytesIO(file)
        with pytest.raises(DamagedError, match=NOT_A_HEADER):
            next(read_age(source, IDENTITY))
        assert source.tell() <= 64 * 1024


class Trickle(io.BytesIO):
    """A source that gives less than it is asked for, as a pipe does."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size or 0, 1000))


def test_a_source_that_gives_little_at_once_is_read_whole() -> None:
    plain = pattern(2 * CHUNK + 5)
    assert b"".join(read_age(Trickle(sealed(plain)), IDENTITY)) == plain


@dataclass(frozen=True)
class Vector:
    """One file of the CCTV age test kit (its README says the format)."""

    name: str
    fields: dict[str, str]
    file: bytes

    def scope(self) -> str:
        """Say why our reader is not meant for it, or 'ours'."""
        if "armored" in self.fields:
            return "armored: exhibits are binary"
        if "passphrase" in self.fields:
            return "passphrase: exhibits have a key"
        if "-PQ-" in self.fields.get("identity", ""):
            return "hybrid: exhibits have an X25519 key"
        return "ours"


def read_vector(path: Path) -> Vector:
    head, _, file = path.read_bytes().partition(b"\n\n")
    fields = dict(line.split(": ", 1) for line in head.decode().splitlines())
    file = zlib.decompress(file) if "compressed" in fields else file
    return Vector(path.name, fields, file)


def outcome(vector: Vector) -> tuple[str, bytes]:
    identity = vector.fields.get("identity", IDENTITY)
    plain = b""
    try:
        for piece in read_age(io.BytesIO(vector.file), identity):
            plain += piece
    except (BadInputError, DamagedError) as error:
        return error.what, plain
    return "success", plain


SENTENCES = {
    "success": {"success"},
    "no match": {NOT_FOR_US},
    "HMAC failure": {HEADER_CHANGED},
    "payload failure": {DAMAGED},
    # a payload without its nonce counts as the header's failure in the kit
    "header failure": {NOT_A_HEADER, DAMAGED},
}

# Files that go on after a chunk marked as the last: the kit's reader gives that chunk
# away before it fails; ours looks ahead, fails first, and gives one chunk less.
SOONER = {
    "stream_no_final_full",
    "stream_no_final_two_chunks_full",
    "stream_trailing_garbage_long",
    "stream_trailing_garbage_short",
    "stream_two_final_chunks",
    "stream_two_final_chunks_full",
    "stream_two_final_chunks_second",
}


def test_the_cctv_kit_in_scope_has_its_expected_outcome(
    vectors: Callable[[str], Path],
) -> None:
    kit = [read_vector(path) for path in sorted(vectors("cctv-age").iterdir())]
    ours = [vector for vector in kit if vector.scope() == "ours"]
    sooner = set()
    for vector in ours:
        expected = vector.fields["expect"]
        found, plain = outcome(vector)
        assert found in SENTENCES[expected], vector.name
        digest = hashlib.sha256(plain).hexdigest()
        if expected == "success":
            assert digest == vector.fields["payload"], vector.name
        if expected == "payload failure" and digest != vector.fields["payload"]:
            sooner.add(vector.name)
    assert len(ours) == 67
    assert sooner == SOONER


def test_the_cctv_kit_out_of_scope_is_refused(vectors: Callable[[str], Path]) -> None:
    kit = [read_vector(path) for path in vectors("cctv-age").iterdir()]
    others = [vector for vector in kit if vector.scope() != "ours"]
    for vector in others:
        found, plain = outcome(vector)
        assert found != "success", vector.name
        assert plain == b"", vector.name
    assert Counter(vector.scope() for vector in others) == {
        "armored: exhibits are binary": 33,
        "passphrase: exhibits have a key": 25,
        "hybrid: exhibits have an X25519 key": 18,
    }
