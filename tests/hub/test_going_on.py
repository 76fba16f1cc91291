"""A log that goes on from one that is let in is let in as that one is."""

from collections.abc import Callable

import pytest

from habeas.hub import store
from habeas.wire.access import MAX_LOGS
from tests.hub.peer import Case, Device, Peer, word


def newer_at(case: Case, new: Device | None = None) -> str:
    return f"{case.at}/logs/{(new or case.newer).log.hex()}"


def shown(peer: Peer, case: Case, note: bytes, new: Device | None = None) -> int:
    address = newer_at(case, new)
    return peer.send(case.reader, "PUT", address, note).status_code


def test_it_takes_entries_and_hands_them_out(peer: Peer, case: Case) -> None:
    note, new = case.goes_on(), case.newer
    made = new.write()
    assert peer.append(case, made, new).status_code == 403
    assert shown(peer, case, note) == 201
    assert shown(peer, case, note) == 200
    assert peer.append(case, made, new).status_code == 200
    told = peer.send(case.lead, "GET", newer_at(case))
    assert (told.status_code, told.content) == (200, note)
    read = f"/v1/logs/{new.log.hex()}/entries?from=0"
    assert peer.send(case.reader, "GET", read).status_code == 200
    assert peer.send(new.ed25519_seed, "GET", read).status_code == 200


def test_it_falls_with_the_log_before(peer: Peer, case: Case) -> None:
    last, new = Device(case.id), case.newer
    assert shown(peer, case, case.goes_on()) == 201
    assert shown(peer, case, case.goes_on(new, last), last) == 201
    logs = dict(case.listed.logs)
    note = case.next_list(logs=logs)
    assert peer.send(case.lead, "PUT", case.at + "/access", note).status_code == 200
    assert peer.append(case, last.write(), last).status_code == 200
    note = case.next_list(logs={})
    assert peer.send(case.lead, "PUT", case.at + "/access", note).status_code == 200
    made = {one.log: one.write() for one in (new, last)}
    for one in (new, last):
        assert peer.append(case, made[one.log], one).status_code == 403
    assert shown(peer, case, case.goes_on()) == 403
    note = case.next_list(logs=logs | {last.log: last.keys.mldsa44_public})
    assert peer.send(case.lead, "PUT", case.at + "/access", note).status_code == 200
    assert peer.append(case, made[last.log], last).status_code == 200


def test_what_nobody_listed_hands_over_to_nobody(peer: Peer, case: Case) -> None:
    stranger, newer = Device(case.id), Device(case.id)
    assert shown(peer, case, case.goes_on(stranger, newer), newer) == 403
    assert shown(peer, case, case.goes_on(newer, stranger), stranger) == 403


def test_of_another_case_it_is_nothing(peer: Peer, case: Case) -> None:
    other = Case()
    other.device = case.device
    assert shown(peer, case, other.goes_on(None, case.newer)) == 403
    assert shown(peer, case, case.goes_on(), Device(case.id)) == 403


def flipped(note: bytes, name: bytes) -> bytes:
    head, _, line = note.rpartition(name + b" ")
    return head + name + b" " + (b"C" if line[:1] == b"B" else b"B") + line[1:]


BAD: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "another's signature": (lambda note: flipped(note, b"signature"), "signature"),
    "not the new log's own": (lambda note: flipped(note, b"own"), "signature"),
    "a line more": (lambda note: note + b"\n", "form"),
    "another spelling": (lambda note: note.replace(b"previous", b"previous "), "form"),
    "no text": (lambda note: b"\xff" + note, "form"),
    "nothing": (lambda _: b"", "form"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_signed_or_not_in_its_form(
    name: str, peer: Peer, case: Case
) -> None:
    change, told = BAD[name]
    answer = peer.send(case.reader, "PUT", newer_at(case), change(case.goes_on()))
    assert (answer.status_code, word(answer)) == (422, told)


def test_no_thief_of_a_key_begins_logs_without_end(
    peer: Peer, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert store.MOST_CONTINUED < MAX_LOGS
    monkeypatch.setattr("habeas.hub.sql.cases.MOST_CONTINUED", 2)
    made = [Device(case.id) for _ in range(3)]
    told = [shown(peer, case, case.goes_on(None, one), one) for one in made]
    assert told == [201, 201, 507]
    assert shown(peer, case, case.goes_on(None, made[0]), made[0]) == 200
