import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from habeas.log.entry import MAX_ENVELOPE, Envelope, Head, decode, encode
from habeas.log.merkle import leaf_hash
from habeas.log.refusal import EntryError

CASE, LOG = "4f1c" * 8, "9d20" * 16
COMMIT, BODY, ROOT = "c0" * 32, "b0" * 32, "aa" * 32
LOG_A, LOG_B = "1b7a" * 16, "2c8b" * 16

TEXT = (
    "habeas.org/entry/v1\n"
    f"case {CASE}\n"
    f"log {LOG}\n"
    "index 17\n"
    "compartment 2 epoch 1\n"
    f"commit sha256:{COMMIT}\n"
    f"body sha256:{BODY} 1432\n"
    f"seen {LOG_A} 12 {ROOT}\n"
    f"seen {LOG_B} 1 {ROOT}\n"
)
ENVELOPE = Envelope(
    case=bytes.fromhex(CASE),
    log=bytes.fromhex(LOG),
    index=17,
    compartment=2,
    epoch=1,
    commit=bytes.fromhex(COMMIT),
    body_hash=bytes.fromhex(BODY),
    body_size=1432,
    seen=(
        Head(bytes.fromhex(LOG_A), 12, bytes.fromhex(ROOT)),
        Head(bytes.fromhex(LOG_B), 1, bytes.fromhex(ROOT)),
    ),
)
SENTENCE = "^This entry is not in the form that Habeas writes. Nothing was taken in."


def test_the_form() -> None:
    assert encode(ENVELOPE) == TEXT.encode()
    assert decode(TEXT.encode()) == ENVELOPE


def test_an_entry_that_has_seen_nothing_has_seven_lines() -> None:
    alone = replace(ENVELOPE, seen=())
    assert encode(alone).count(b"\n") == 7
    assert decode(encode(alone)) == alone


OTHER_SPELLINGS = {
    "empty": "",
    "no final newline": TEXT[:-1],
    "one newline too many": TEXT + "\n",
    "CRLF": TEXT.replace("\n", "\r\n"),
    "one CRLF": TEXT.replace("v1\n", "v1\r\n"),
    "another version": TEXT.replace("/v1", "/v2"),
    "another dot": TEXT.replace("habeas.org", "habeasXorg"),
    "byte order mark": "\ufeff" + TEXT,
    "leading newline": "\n" + TEXT,
    "case in upper case": TEXT.replace(CASE, CASE.upper()),
    "case too short": TEXT.replace(CASE, CASE[:-2]),
    "case too long": TEXT.replace(CASE, CASE + "00"),
    "log in upper case": TEXT.replace(f"log {LOG}", f"log {LOG.upper()}"),
    "log too short": TEXT.replace(f"log {LOG}", f"log {LOG[:-2]}"),
    "index with a zero in front": TEXT.replace("index 17", "index 017"),
    "index with a plus": TEXT.replace("index 17", "index +17"),
    "index negative": TEXT.replace("index 17", "index -17"),
    "index empty": TEXT.replace("index 17", "index "),
    "index in other digits": TEXT.replace("index 17", "index \u0661\u0667"),
    "index with an underscore": TEXT.replace("index 17", "index 1_7"),
    "index past 2^63": TEXT.replace("index 17", f"index {2**63}"),
    "index past every integer": TEXT.replace("index 17", "index " + "9" * 5000),
    "compartment zero": TEXT.replace("compartment 2", "compartment 0"),
    "epoch zero": TEXT.replace("epoch 1", "epoch 0"),
    "two spaces": TEXT.replace("compartment 2 ", "compartment 2  "),
    "a tab": TEXT.replace("index 17", "index\t17"),
    "a space at the end": TEXT.replace("index 17\n", "index 17 \n"),
    "commit in upper case": TEXT.replace(COMMIT, COMMIT.upper()),
    "commit of another hash": TEXT.replace("commit sha256", "commit sha512"),
    "commit too short": TEXT.replace(COMMIT, COMMIT[:-2]),
    "body too short": TEXT.replace(BODY, BODY[:-2]),
    "body without a size": TEXT.replace(f"{BODY} 1432", BODY),
    "body size with a zero in front": TEXT.replace(" 1432", " 01432"),
    "body size past 2^63": TEXT.replace(" 1432", f" {2**63}"),
    "lines in another order": TEXT.replace("index 17\n", "").replace(
        "commit", "index 17\ncommit"
    ),
    "a line twice": TEXT.replace("index 17\n", "index 17\nindex 17\n"),
    "a line missing": TEXT.replace("index 17\n", ""),
    "an unknown line": TEXT + "note hello\n",
    "an empty line": TEXT.replace("index 17\n", "index 17\n\n"),
    "seen before the body": TEXT.replace("body ", f"seen {LOG_A} 1 {ROOT}\nbody ", 1),
    "seen unsorted": TEXT.replace(LOG_A, "3" * 64),
    "seen twice": TEXT.replace(LOG_B, LOG_A),
    "seen itself": TEXT.replace(LOG_B, LOG),
    "seen nothing": TEXT.replace(f"{LOG_B} 1 ", f"{LOG_B} 0 "),
    "seen size with a zero in front": TEXT.replace(" 12 ", " 012 "),
    "seen size past 2^63": TEXT.replace(" 12 ", f" {2**63} "),
    "seen log in upper case": TEXT.replace(LOG_A, LOG_A.upper()),
    "seen log too short": TEXT.replace(LOG_A, LOG_A[:-2]),
    "seen root too short": TEXT.replace(f"12 {ROOT}", f"12 {ROOT[:-2]}"),
    "seen root with more": TEXT.replace(f"12 {ROOT}", f"12 {ROOT} 1"),
}


@pytest.mark.counts("hostile inputs tried")
@pytest.mark.parametrize("text", OTHER_SPELLINGS.values(), ids=OTHER_SPELLINGS.keys())
def test_another_spelling_is_refused(text: str) -> None:
    assert text != TEXT
    with pytest.raises(EntryError, match=SENTENCE):
        decode(text.encode())


def many_heads(count: int) -> Envelope:
    heads = (Head(n.to_bytes(32, "big"), 10**8, bytes(32)) for n in range(count))
    return replace(ENVELOPE, seen=tuple(heads))


def test_an_envelope_has_at_most_64_kib() -> None:
    line = len(f"seen {LOG_A} {10**8} {ROOT}\n")
    room = MAX_ENVELOPE - len(encode(many_heads(0)))
    most, rest = divmod(room, line)
    # widen the numbers of the other lines until the largest one is exactly full
    fits = replace(many_heads(most), index=int("1" * (2 + min(rest, 17))))
    rest -= min(rest, 17)
    fits = replace(fits, body_size=int("1" * (4 + min(rest, 15))))
    rest -= min(rest, 15)
    fits = replace(fits, epoch=int("1" * (1 + min(rest, 18))))
    rest -= min(rest, 18)
    fits = replace(fits, compartment=int("2" * (1 + min(rest, 18))))
    rest -= min(rest, 18)
    sizes = [head.size for head in fits.seen]
    for at in range(len(sizes)):
        extra = min(rest, 10)
        sizes[at] *= 10**extra
        rest -= extra
    heads = [
        Head(head.log, size, head.root)
        for head, size in zip(fits.seen, sizes, strict=True)
    ]
    fits = replace(fits, seen=tuple(heads))
    assert len(encode(fits)) == MAX_ENVELOPE == 65536
    last = Head(heads[-1].log, 10**9, heads[-1].root)
    over = replace(fits, seen=(*heads[:-1], last))
    with pytest.raises(EntryError, match=SENTENCE):
        encode(over)


BAD_VALUES = {
    "short case": replace(ENVELOPE, case=bytes(15)),
    "long log": replace(ENVELOPE, log=bytes(33)),
    "short commit": replace(ENVELOPE, commit=bytes(31)),
    "short body hash": replace(ENVELOPE, body_hash=bytes(31)),
    "negative index": replace(ENVELOPE, index=-1),
    "compartment zero": replace(ENVELOPE, compartment=0),
    "epoch zero": replace(ENVELOPE, epoch=0),
    "negative size": replace(ENVELOPE, body_size=-1),
    "unsorted": replace(ENVELOPE, seen=ENVELOPE.seen[::-1]),
    "twice": replace(ENVELOPE, seen=ENVELOPE.seen[:1] * 2),
    "itself": replace(ENVELOPE, seen=(Head(ENVELOPE.log, 1, bytes(32)),)),
    "short root": replace(ENVELOPE, seen=(Head(bytes(32), 1, bytes(31)),)),
}


@pytest.mark.parametrize("envelope", BAD_VALUES.values(), ids=BAD_VALUES.keys())
def test_values_without_a_spelling_are_refused(envelope: Envelope) -> None:
    with pytest.raises(EntryError, match=SENTENCE):
        encode(envelope)


@pytest.mark.parametrize("number", [2**63 - 1, 10**18, 1])
def test_numbers_up_to_2_to_the_63_are_held(number: int) -> None:
    big = replace(
        ENVELOPE,
        index=number,
        compartment=number,
        epoch=number,
        body_size=number,
        seen=(Head(bytes(32), number, bytes(32)),),
    )
    assert decode(encode(big)) == big


def test_index_and_size_may_be_zero() -> None:
    zero = replace(ENVELOPE, index=0, body_size=0)
    assert decode(encode(zero)) == zero


hashes = st.binary(min_size=32, max_size=32)
numbers = st.integers(0, 2**63 - 1)
counts = st.integers(1, 2**63 - 1)
heads = st.dictionaries(hashes, st.tuples(counts, hashes), max_size=5)


@st.composite
def envelopes(draw: st.DrawFn) -> Envelope:
    log = draw(hashes)
    seen = [
        Head(other, size, root)
        for other, (size, root) in sorted(draw(heads).items())
        if other != log
    ]
    return Envelope(
        case=draw(st.binary(min_size=16, max_size=16)),
        log=log,
        index=draw(numbers),
        compartment=draw(counts),
        epoch=draw(counts),
        commit=draw(hashes),
        body_hash=draw(hashes),
        body_size=draw(numbers),
        seen=tuple(seen),
    )


@given(envelopes())
def test_what_is_written_is_read(envelope: Envelope) -> None:
    assert decode(encode(envelope)) == envelope


@given(st.binary(max_size=200))
def test_noise_is_refused(noise: bytes) -> None:
    with pytest.raises(EntryError, match=SENTENCE):
        decode(noise)


def test_every_flipped_bit_is_refused_or_another_entry() -> None:
    """One entry, one leaf: no other bytes are read as the same envelope."""
    data = TEXT.encode()
    read = 0
    for bit in range(8 * len(data)):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        try:
            envelope = decode(bytes(changed))
        except EntryError:
            continue
        read += 1
        assert envelope != ENVELOPE
        assert leaf_hash(encode(envelope)) != leaf_hash(data)
    assert read > 500
