"""A copy's way with a hub, each address once, as docs/spec/hub.md says."""

from habeas.crypto.digest import sha256
from habeas.hub.folder import Hub
from habeas.log import checkpoint, merkle
from habeas.wire import pack
from tests.hub.peer import Case, Peer, chance, word


def test_what_was_appended_is_read_back_as_it_was_signed(
    peer: Peer, case: Case
) -> None:
    first, second = case.device.write(3), case.device.write(2)
    assert peer.append(case, first).status_code == 200
    assert peer.append(case, second).status_code == 200
    answer = peer.send(case.reader, "GET", case.log_at + "/entries?from=1")
    assert answer.status_code == 200
    read = pack.decode(answer.content)
    assert (read.start, read.note) == (1, second.note)
    assert list(read.entries) == case.device.entries[1:]


def test_a_head_comes_back_cosigned_and_stands_in_the_hubs_own_log(
    peer: Peer, case: Case
) -> None:
    made = case.device.write()
    answer = peer.append(case, made)
    told = peer.raw("GET", "/v1/hub", b"", {}).json()
    own = checkpoint.log_vkeys(case.device.log, case.device.keys.mldsa44_public)
    head = checkpoint.open_checkpoint(answer.content, [*own, told["keys"][1]])
    assert head.size == 1
    number = int(answer.headers["habeas-hublog"])
    tree = checkpoint.open_checkpoint(
        peer.raw("GET", "/v1/hublog/checkpoint", b"", {}).content, told["keys"]
    )
    tile = f"/v1/hublog/tile/entries/000.p/{tree.size}"
    entries = peer.raw("GET", tile, b"", {}).content
    text = checkpoint.checkpoint_text(head).encode()
    leaf = f"habeas.org/hub-head/v1\nsha256:{sha256(text).hex()}\n".encode()
    size = len(leaf) + 2
    assert entries[number * size : (number + 1) * size][2:] == leaf
    hashes = peer.raw("GET", f"/v1/hublog/tile/0/000.p/{tree.size}", b"", {}).content
    leaves = [hashes[at : at + 32] for at in range(0, len(hashes), 32)]
    assert leaves[number] == merkle.leaf_hash(leaf)
    assert merkle.root(leaves) == tree.root


def test_the_same_append_twice_is_answered_twice_and_taken_in_once(
    peer: Peer, case: Case
) -> None:
    made = case.device.write(2)
    assert peer.append(case, made).status_code == 200
    again = peer.append(case, made)
    assert again.status_code == 200
    assert "habeas-hublog" not in again.headers


def test_changes_name_each_thing_once_at_its_newest(peer: Peer, case: Case) -> None:
    peer.append(case, case.device.write())
    peer.append(case, case.device.write())
    blob = chance(50)
    at = f"{case.at}/blobs/{sha256(blob).hex()}"
    peer.send(case.lead, "PUT", at, blob)
    told = peer.send(case.reader, "GET", case.at + "/changes").json()
    assert [(c["kind"], c["size"]) for c in told["changes"]] == [
        ("access", 1),
        ("log", 2),
        ("blob", 50),
    ]
    cursor = told["cursor"]
    at_end = f"{case.at}/changes?after={cursor}"
    assert peer.send(case.reader, "GET", at_end).json() == {
        "cursor": cursor,
        "changes": [],
    }


def test_a_blob_is_written_once_read_and_erased_for_good(
    peer: Peer, case: Case
) -> None:
    blob = chance(200_000)
    at = f"{case.at}/blobs/{sha256(blob).hex()}"
    assert peer.send(case.reader, "GET", at).status_code == 404
    assert peer.send(case.device.ed25519_seed, "PUT", at, blob).status_code == 201
    assert peer.send(case.lead, "PUT", at, blob).status_code == 200
    assert peer.send(case.reader, "GET", at).content == blob
    head = peer.send(case.reader, "HEAD", at)
    assert (head.status_code, head.headers["content-length"]) == (200, "200000")
    assert peer.send(case.lead, "DELETE", at).status_code == 204
    assert peer.send(case.lead, "DELETE", at).status_code == 204
    assert word(peer.send(case.reader, "GET", at)) == "erased"
    assert word(peer.send(case.lead, "PUT", at, blob)) == "erased"


def test_a_keybox_is_written_once_read_and_erased_for_good(
    peer: Peer, case: Case
) -> None:
    at = f"{case.at}/keyboxes/{chance(16).hex()}"
    assert peer.send(case.device.ed25519_seed, "PUT", at, b"box").status_code == 201
    assert peer.send(case.device.ed25519_seed, "PUT", at, b"box").status_code == 200
    assert word(peer.send(case.lead, "PUT", at, b"another")) == "keybox"
    assert peer.send(case.reader, "GET", at).content == b"box"
    assert peer.send(case.lead, "DELETE", at).status_code == 204
    assert word(peer.send(case.reader, "GET", at)) == "erased"
    assert word(peer.send(case.lead, "PUT", at, b"box")) == "erased"


def test_an_erased_body_leaves_its_envelope_and_the_log_verifies(
    peer: Peer, case: Case
) -> None:
    made = case.device.write(3)
    peer.append(case, made)
    at = f"{case.log_at}/bodies/1"
    assert word(peer.send(case.reader, "DELETE", at)) == "stranger"
    assert peer.send(case.lead, "DELETE", at).status_code == 204
    assert peer.send(case.lead, "DELETE", at).status_code == 204
    assert word(peer.send(case.lead, "DELETE", f"{case.log_at}/bodies/3")) == "range"
    read = pack.decode(peer.send(case.reader, "GET", case.log_at + "/entries").content)
    assert [one.sealed is None for one in read.entries] == [False, True, False]
    leaves = [merkle.leaf_hash(one.envelope) for one in read.entries]
    assert merkle.root(leaves) == case.device.tree.root()
    # and the log goes on behind it
    assert peer.append(case, case.device.write()).status_code == 200


def test_a_long_log_is_read_in_packs_that_fit(peer: Peer, case: Case) -> None:
    device = case.device
    for size in (400_000, 3_000_000):
        assert peer.append(case, device.write(2, size)).status_code == 200
    got: list[pack.Packed] = []
    asked = 0
    while len(got) < device.tree.size:
        at = f"{case.log_at}/entries?from={len(got)}"
        answer = peer.send(case.reader, "GET", at)
        assert len(answer.content) <= pack.MAX_PACK
        got += pack.decode(answer.content).entries
        asked += 1
    assert got == device.entries
    assert asked == 3  # two that fit into a megabyte, and each larger one alone


def test_the_access_list_is_handed_out_as_it_was_signed(peer: Peer, case: Case) -> None:
    note = case.next_list(readers=frozenset())
    at = case.at + "/access"
    assert peer.send(case.lead, "PUT", at, note).status_code == 200
    assert peer.send(case.device.ed25519_seed, "GET", at).content == note


def test_a_waiting_reader_is_told_soon(peer: Peer, case: Case, hub: Hub) -> None:
    cursor, _ = hub.store.changes.after(case.id, 0, 10)
    at = f"{case.at}/changes?after={cursor}&wait=1"
    assert peer.send(case.reader, "GET", at).json()["changes"] == []
    peer.append(case, case.device.write())
    assert len(peer.send(case.reader, "GET", at).json()["changes"]) == 1
