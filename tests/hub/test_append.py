"""What is offered to a log and isn't taken in: forks, rollbacks, garbled packs."""

from dataclasses import replace

import pytest

from habeas.crypto.digest import sha256
from habeas.log.checkpoint import Checkpoint, log_vkeys, origin, sign_checkpoint
from habeas.log.entry import decode, encode
from habeas.log.fork import Fork, compare
from habeas.log.note import Signature, parse, serialise
from habeas.wire import pack
from habeas.wire.pack import Pack, Packed
from tests.hub.peer import Case, Device, Peer, chance, word


def held(peer: Peer, case: Case) -> Pack:
    answer = peer.send(case.reader, "GET", case.log_at + "/entries")
    return pack.decode(answer.content)


class TestForks:
    def contradict(self, peer: Peer, case: Case, offered: Pack, device: Device) -> Fork:
        before = held(peer, case)
        answer = peer.append(case, offered, device)
        assert (answer.status_code, word(answer)) == (409, "fork")
        told = answer.json()
        assert told["held"].encode() == before.note
        assert told["offered"].encode() == offered.note
        proof = peer.send(case.reader, "GET", case.log_at + "/fork").json()
        vkeys = log_vkeys(device.log, device.keys.mldsa44_public)
        notes = proof["first"].encode(), proof["second"].encode()
        path = [bytes.fromhex(one) for one in proof["path"]]
        found = compare(*notes, vkeys, path)
        assert isinstance(found, Fork)
        assert held(peer, case) == before
        return found

    def test_the_same_size_and_another_root(self, peer: Peer, case: Case) -> None:
        peer.append(case, case.device.write(3))
        clone = case.device.clone()
        peer.append(case, case.device.write())
        offered = clone.write()
        proof = self.contradict(peer, case, offered, clone)
        assert proof.path == ()
        # whoever of the two comes again, it is over
        for device in (clone, case.device):
            answer = peer.append(case, device.write(), device)
            assert (answer.status_code, word(answer)) == (409, "forked")
        told = peer.send(case.reader, "GET", case.at + "/changes").json()
        assert "fork" in [one["kind"] for one in told["changes"]]

    @pytest.mark.parametrize(
        ("common", "ours", "theirs"), [(3, 4, 2), (0, 5, 1), (8, 9, 7)]
    )
    def test_a_smaller_one_with_another_history(
        self, common: int, ours: int, theirs: int, peer: Peer, case: Case
    ) -> None:
        if common:
            peer.append(case, case.device.write(common))
        clone = case.device.clone()
        peer.append(case, case.device.write(ours))
        self.contradict(peer, case, clone.write(theirs), clone)

    def test_a_larger_one_with_another_history_is_shown_what_is_held(
        self, peer: Peer, case: Case
    ) -> None:
        peer.append(case, case.device.write(3))
        clone = case.device.clone()
        peer.append(case, case.device.write())
        clone.write(2)
        sent = Pack(clone.log, 4, clone.head(), tuple(clone.entries[4:]))
        answer = peer.append(case, sent, clone)
        assert (answer.status_code, word(answer)) == (422, "root")
        assert answer.json()["held"].encode() == held(peer, case).note


def test_a_rollback_is_refused_and_changes_nothing(peer: Peer, case: Case) -> None:
    old = case.device.write(2)
    peer.append(case, old)
    peer.append(case, case.device.write(3))
    before = held(peer, case)
    answer = peer.append(case, old)
    assert (answer.status_code, word(answer)) == (409, "size")
    assert answer.json()["held"].encode() == before.note
    assert held(peer, case) == before


def test_entries_with_a_gap_before_them(peer: Peer, case: Case) -> None:
    peer.append(case, case.device.write())
    case.device.write()
    answer = peer.append(case, case.device.write())
    assert (answer.status_code, word(answer)) == (409, "size")
    assert len(held(peer, case).entries) == 1


def test_an_overlap_is_told_where_to_go_on(peer: Peer, case: Case) -> None:
    device = case.device
    peer.append(case, device.write(2))
    device.write()
    sent = Pack(device.log, 1, device.head(), tuple(device.entries[1:]))
    assert word(peer.append(case, sent)) == "size"


def test_the_first_append_says_size_with_nothing_held(peer: Peer, case: Case) -> None:
    case.device.write()
    answer = peer.append(case, case.device.write())
    assert answer.json()["held"] == ""


def with_entry(made: Pack, number: int, one: Packed) -> Pack:
    entries = list(made.entries)
    entries[number] = one
    return replace(made, entries=tuple(entries))


def other_envelope(one: Packed, **changes: object) -> Packed:
    values = {name: getattr(decode(one.envelope), name) for name in FIELDS}
    envelope = type(decode(one.envelope))(**{**values, **changes})
    return Packed(encode(envelope), one.sealed)


FIELDS = (
    "case", "log", "index", "compartment", "epoch", "commit", "body_hash", "body_size"
)  # fmt: skip


def garbled(name: str, device: Device) -> Pack:  # noqa: C901, PLR0911, PLR0912 - a table
    made = device.write(3)
    first, second, third = made.entries
    match name:
        case "truncated":
            return replace(made, entries=(first, second))
        case "out of order":
            return replace(made, entries=(second, first, third))
        case "one twice":
            return replace(made, entries=(first, first, third))
        case "a flipped bit in a body":
            assert first.sealed
            broken = bytes([first.sealed[0] ^ 1]) + first.sealed[1:]
            return with_entry(made, 0, Packed(first.envelope, broken))
        case "a body cut off":
            assert first.sealed
            return with_entry(made, 0, Packed(first.envelope, first.sealed[:-1]))
        case "no body":
            return with_entry(made, 1, Packed(first.envelope, None))
        case "of another case":
            return with_entry(made, 1, other_envelope(second, case=chance(16)))
        case "of another log":
            return with_entry(made, 1, other_envelope(second, log=chance()))
        case "of another index":
            return with_entry(made, 1, other_envelope(second, index=7))
        case "no envelope":
            return with_entry(made, 1, Packed(b"no envelope", second.sealed))
        case "nothing":
            return replace(made, entries=())
        case _:
            raise AssertionError(name)


@pytest.mark.parametrize(
    "name",
    [
        "truncated",
        "out of order",
        "one twice",
        "a flipped bit in a body",
        "a body cut off",
        "no body",
        "of another case",
        "of another log",
        "of another index",
        "no envelope",
        "nothing",
    ],
)
def test_entries_that_are_not_what_they_say(name: str, peer: Peer, case: Case) -> None:
    peer.append(case, case.device.write())
    before = held(peer, case)
    answer = peer.append(case, garbled(name, case.device))
    assert (answer.status_code, word(answer)) == (422, "entry")
    assert held(peer, case) == before


def test_an_envelope_that_the_root_does_not_hold(peer: Peer, case: Case) -> None:
    made = case.device.write(2)
    other = with_entry(made, 1, other_envelope(made.entries[1], commit=chance()))
    answer = peer.append(case, other)
    assert (answer.status_code, word(answer)) == (422, "root")


def heads(name: str, device: Device) -> bytes:
    made = device.head()
    parsed = parse(made)
    first, second = parsed.signatures
    blob = bytes([first.blob[0] ^ 1]) + first.blob[1:]
    other = Device(device.case)
    elsewhere = Checkpoint(origin(other.log), device.tree.size, device.tree.root())
    notes = {
        "none": b"",
        "no note": b"nothing",
        "unsigned by ML-DSA-44": serialise(parsed.text, [first]),
        "unsigned by Ed25519": serialise(parsed.text, [second]),
        "a wrong signature": serialise(
            parsed.text, [replace(first, blob=blob), second]
        ),
        "another log's head": sign_checkpoint(elsewhere, other.keys),
        "three signatures": serialise(
            parsed.text, [first, second, Signature(first.name, b"abcd", b"x")]
        ),
    }
    return notes[name]


@pytest.mark.parametrize(
    "name",
    [
        "none",
        "no note",
        "unsigned by ML-DSA-44",
        "unsigned by Ed25519",
        "a wrong signature",
        "another log's head",
        "three signatures",
    ],
)
def test_a_head_that_does_not_hold(name: str, peer: Peer, case: Case) -> None:
    made = case.device.write()
    answer = peer.append(case, replace(made, note=heads(name, case.device)))
    assert (answer.status_code, word(answer)) == (422, "signature")
    assert held(peer, case).entries == ()


def test_signatures_of_others_under_a_head_are_not_kept(peer: Peer, case: Case) -> None:
    made = case.device.write()
    parsed = parse(made.note)
    stray = Signature("somebody.example.org", b"abcd", b"anything at all")
    note = serialise(parsed.text, [*parsed.signatures, stray])
    assert peer.append(case, replace(made, note=note)).status_code == 200
    assert held(peer, case).note == made.note


def test_a_pack_of_another_log(peer: Peer, case: Case) -> None:
    other = Device(case.id)
    body = pack.encode(other.write())
    key = case.device.ed25519_seed
    answer = peer.send(key, "POST", case.log_at + "/entries", body)
    assert word(answer) == "stranger"


def test_what_is_no_pack(peer: Peer, case: Case) -> None:
    key = case.device.ed25519_seed
    answer = peer.send(key, "POST", case.log_at + "/entries", b"nothing of the kind")
    assert (answer.status_code, word(answer)) == (422, "form")


def test_a_pack_from_one_hub_goes_to_another_as_it_is(peer: Peer, case: Case) -> None:
    made = case.device.write(2)
    peer.append(case, made)
    assert held(peer, case) == made
    assert sha256(pack.encode(held(peer, case))) == sha256(pack.encode(made))


def test_an_erased_body_may_lack_from_the_logs_own_key(peer: Peer, case: Case) -> None:
    made = case.device.write(2)
    first, second = made.entries
    pale = replace(made, entries=(Packed(first.envelope, None), second))
    assert peer.append(case, pale).status_code == 200
    assert held(peer, case).entries == pale.entries


def test_whoever_has_the_head_asks_for_the_cosignatures_alone(
    peer: Peer, case: Case
) -> None:
    made = case.device.write(2)
    body, at = pack.encode(made), case.log_at + "/entries"
    whole = peer.send(case.device.ed25519_seed, "POST", at, body)
    brief = peer.send(case.device.ed25519_seed, "POST", at + "?brief=1", body)
    under = made.note + brief.content
    names = [one.name for one in parse(whole.content).signatures]
    assert [one.name for one in parse(under).signatures] == names
    assert parse(under).text == parse(whole.content).text
    assert len(brief.content) < len(whole.content) / 2
    for wrong in ("?brief=2x", "?short=1"):
        answer = peer.send(case.device.ed25519_seed, "POST", at + wrong, body)
        assert (answer.status_code, word(answer)) == (400, "request")
