"""Entries of a log that somebody else brings: any key of the list, and no other."""

from dataclasses import replace

import pytest

from habeas.wire import pack
from tests.hub.peer import Case, Device, Peer, word
from tests.hub.test_wrong_door import furnish


@pytest.fixture
def furnished(peer: Peer, case: Case) -> Case:
    return furnish(peer, case)


@pytest.mark.parametrize("who", ["lead", "reader", "writer"])
def test_whoever_is_listed_brings_anothers_entries(
    who: str, peer: Peer, case: Case
) -> None:
    other = Device(case.id)
    logs = {**case.listed.logs, other.log: other.keys.mldsa44_public}
    listed = case.next_list(logs=logs)
    peer.send(case.lead, "PUT", case.at + "/access", listed)
    keys = {"lead": case.lead, "reader": case.reader, "writer": other.ed25519_seed}
    at = case.log_at + "/entries"
    body = pack.encode(case.device.write())
    for _ in range(2):  # a second time nothing is new
        assert peer.send(keys[who], "POST", at, body).status_code == 200
    read = pack.decode(peer.send(case.reader, "GET", at + "?from=0").content)
    assert list(read.entries) == case.device.entries


@pytest.mark.parametrize("who", ["lead", "reader"])
def test_who_leads_alone_keeps_anothers_body_from_a_hub(
    who: str, peer: Peer, furnished: Case
) -> None:
    made = furnished.device.write()
    pale = replace(made, entries=(pack.Packed(made.entries[0].envelope, None),))
    key = {"lead": furnished.lead, "reader": furnished.reader}[who]
    at = furnished.log_at + "/entries"
    answer = peer.send(key, "POST", at, pack.encode(pale))
    if who == "lead":
        assert answer.status_code == 200
    else:
        assert (answer.status_code, word(answer)) == (422, "entry")


def test_nobody_brings_what_its_writer_did_not_sign(peer: Peer, case: Case) -> None:
    forged = replace(Device(case.id).write(), log=case.device.log)
    at, made = case.log_at + "/entries", pack.encode(forged)
    for key in (case.lead, case.reader, case.device.ed25519_seed):
        assert word(peer.send(key, "POST", at, made)) == "signature"


def test_nobody_brings_entries_or_forks_of_a_log_that_was_left_out(
    peer: Peer, furnished: Case
) -> None:
    clone = Device(
        furnished.id, furnished.device.ed25519_seed, furnished.device.mldsa44_seed
    )
    fork, more = clone.write(), furnished.device.write()
    left_out = furnished.next_list(logs={})
    peer.send(furnished.lead, "PUT", furnished.at + "/access", left_out)
    at = furnished.log_at
    for key in (furnished.lead, furnished.reader):
        for made in (fork, more):
            answer = peer.send(key, "POST", at + "/entries", pack.encode(made))
            assert word(answer) == "stranger"
    assert peer.send(furnished.lead, "GET", at + "/fork").status_code == 404
