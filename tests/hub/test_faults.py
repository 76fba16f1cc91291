"""What goes wrong inside is told by its place, and leaves nothing half done."""

import asyncio
import logging
import socket
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from habeas import serving
from habeas.crypto.digest import sha256
from habeas.hub.blobs import FolderBlobs
from habeas.hub.folder import Hub
from habeas.hub.incoming import Turnstile
from habeas.hub.refusals import HubRefusal
from habeas.hub.service import Brought, Service
from habeas.hub.store import MovedError
from habeas.wire import pack
from tests.hub.peer import Case, Device, Peer, chance, word

MOST_POLLS = 32
"""Long polls of one case at a time (docs/spec/hub.md, 'Limits')."""
SECRET = "a word that stands in no log"
IN_ITS_FOLDER = pytest.mark.parametrize(
    "places", ["folder"], indirect=True, scope="module"
)


def test_a_fault_tells_its_place_and_no_words(
    peer: Peer,
    case: Case,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: object) -> bytes:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(Service, "access", broken)
    with caplog.at_level(logging.ERROR):
        answer = peer.send(case.reader, "GET", case.at + "/access")
    assert (answer.status_code, word(answer)) == (500, "fault")
    assert "RuntimeError at test_faults.py:" in caplog.text
    for told in (caplog.text, answer.text):
        assert SECRET not in told
        assert case.id.hex() not in told


@IN_ITS_FOLDER
def test_who_hangs_up_while_waiting_leaves_room_for_others(
    peer: Peer, case: Case, hub: Hub
) -> None:
    """A device that goes through a tunnel asks anew, and again, and each one waits."""
    cursor, _ = hub.store.changes.after(case.id, 0, 10)
    waiting = f"{case.at}/changes?after={cursor}&wait=25"
    host, port = peer.base.removeprefix("http://").split(":")
    for _ in range(MOST_POLLS):
        fields = {"Host": host, **peer.headers(case.reader, "GET", waiting)}
        lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        with socket.create_connection((host, int(port)), 5) as line:
            line.sendall(f"GET {waiting} HTTP/1.1\r\n{lines}\r\n".encode())
            time.sleep(0.02)
    here = f"{case.at}/changes?after={cursor}"
    end = time.monotonic() + 10
    while (answer := peer.send(case.reader, "GET", here)).status_code == 503:
        assert time.monotonic() < end
        time.sleep(0.1)
    assert answer.status_code == 200


@IN_ITS_FOLDER
def test_a_blob_that_the_disk_lost_is_not_said_to_be_erased(
    peer: Peer, case: Case, folder: Path
) -> None:
    blob = chance(50)
    at = f"{case.at}/blobs/{sha256(blob).hex()}"
    assert peer.send(case.lead, "PUT", at, blob).status_code == 201
    (path,) = folder.rglob(sha256(blob).hex())
    path.unlink()
    answer = peer.send(case.reader, "GET", at)
    assert (answer.status_code, word(answer)) == (507, "disk")


@IN_ITS_FOLDER
def test_a_disk_that_refuses_a_blob_leaves_nothing(
    peer: Peer, case: Case, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    blob = chance(50)
    at = f"{case.at}/blobs/{sha256(blob).hex()}"
    with monkeypatch.context() as broken:
        broken.setattr("habeas.hub.blobs.os.fsync", full)
        answer = peer.send(case.lead, "PUT", at, blob)
        assert (answer.status_code, word(answer)) == (507, "disk")
    assert list((folder / "incoming").iterdir()) == []
    assert word(peer.send(case.reader, "GET", at)) == "blob"
    assert peer.send(case.lead, "PUT", at, blob).status_code == 201


@pytest.mark.parametrize("what", ["receive", "write", "remove"])
def test_a_folder_that_refuses(what: str, tmp_path: Path) -> None:
    blobs, case = FolderBlobs(tmp_path), chance(16)
    coming = blobs.receive(case, chance())
    if what == "write":
        coming.drop()  # closed
        with pytest.raises(ValueError, match="closed"):
            coming.write(b"x")
    elif what == "receive":
        coming.drop()
        (tmp_path / "incoming").rmdir()
        with pytest.raises(HubRefusal):
            blobs.receive(case, chance())
    else:
        coming.drop()
        hash_ = chance()
        path = tmp_path / "blobs" / case.hex() / hash_.hex()[:2] / hash_.hex()
        path.mkdir(parents=True)
        with pytest.raises(HubRefusal):
            blobs.remove(case, hash_)


def test_a_blob_that_was_erased_while_it_came_is_not_on_the_disk(
    hub: Hub, peer: Peer, case: Case, folder: Path
) -> None:
    service, blob = Service(hub, peer.clock), chance(60)
    hash_ = sha256(blob)
    coming = service.expect_blob(case.id, hash_, len(blob))
    assert coming
    coming.write(blob)
    service.erase(case.id, "blob", hash_)
    with pytest.raises(HubRefusal):
        service.keep_blob(case.id, hash_, len(blob), coming)
    assert list(folder.rglob(hash_.hex())) == []


def test_a_blob_of_which_nobody_knows_whether_it_is_counted_keeps_its_bytes(
    hub: Hub, peer: Peer, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob = chance(60)
    at = f"{case.at}/blobs/{sha256(blob).hex()}"
    note = hub.store.things.note_blob

    def unheard(*values: Any) -> bool:  # noqa: ANN401 - passed on
        note(*values)
        raise HubRefusal(503, "busy", "It is kept, or it isn't.")

    with monkeypatch.context() as broken:
        broken.setattr(hub.store.things, "note_blob", unheard)
        assert peer.send(case.lead, "PUT", at, blob).status_code == 503
    assert peer.send(case.lead, "PUT", at, blob).status_code == 200
    assert peer.send(case.reader, "GET", at).content == blob


@IN_ITS_FOLDER
def test_a_blob_that_the_disk_lost_is_taken_in_again(
    peer: Peer, case: Case, folder: Path
) -> None:
    blob = chance(50)
    at = f"{case.at}/blobs/{sha256(blob).hex()}"
    for _ in range(2):
        assert peer.send(case.lead, "PUT", at, blob).status_code == 201
        assert peer.send(case.reader, "GET", at).content == blob
        (path,) = folder.rglob(sha256(blob).hex())
        path.unlink()


def test_who_was_put_out_while_a_body_came_leaves_nothing(
    hub: Hub, peer: Peer, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob, box = chance(60), f"{case.at}/keyboxes/{chance(16).hex()}"
    at, writer = f"{case.at}/blobs/{sha256(blob).hex()}", case.device.ed25519_seed
    admit, now = Service.admit, int(peer.clock.seconds)
    case.next_list(logs={})

    def then_put_out(service: Service, *values: Any) -> None:  # noqa: ANN401 - passed on
        admit(service, *values)
        hub.store.cases.put_access(case.signed(), b"", now)

    monkeypatch.setattr(Service, "admit", then_put_out)
    assert word(peer.send(writer, "PUT", at, blob)) == "stranger"
    monkeypatch.setattr(Service, "admit", admit)
    assert word(peer.send(case.lead, "GET", at)) == "blob"
    assert word(peer.send(writer, "PUT", box, b"box")) == "stranger"


class Unsettled:
    """Logs that moved whenever something is appended."""

    def __init__(self, logs: object) -> None:
        self.logs = logs

    def __getattr__(self, name: str) -> object:
        return getattr(self.logs, name)

    def append(self, growths: Sequence[object]) -> list[MovedError]:
        return [MovedError() for _ in growths]


def test_a_log_that_never_holds_still_is_given_up(
    hub: Hub, peer: Peer, case: Case
) -> None:
    service = Service(hub, peer.clock)
    object.__setattr__(
        service, "_store", _Like(hub.store, logs=Unsettled(hub.store.logs))
    )
    held = hub.store.logs.log(case.device.log)
    assert held
    with pytest.raises(HubRefusal) as refused:
        service.append(Brought(held, pack.encode(case.device.write()), lacking=False))
    assert refused.value.word == "size"


class _Like:
    def __init__(self, store: object, **other: object) -> None:
        self._store = store
        self.__dict__.update(other)

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


def test_too_many_at_once_are_told_to_come_again() -> None:
    gate, one, two = Turnstile(3, 2), chance(16), chance(16)
    with gate.turn(one), gate.turn(one):
        with pytest.raises(HubRefusal), gate.turn(one):
            pass
        with gate.turn(two), pytest.raises(HubRefusal), gate.turn(chance(16)):
            pass
    with gate.turn(one):
        pass


def test_an_exchange_that_takes_too_long_is_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(serving, "_WHOLE_EXCHANGE_SECONDS", 0.01)
    went_on: list[bool] = []

    async def slow(*_: object) -> None:
        await asyncio.sleep(30)
        went_on.append(True)

    limited = serving.Limited(slow)
    asyncio.run(limited({}, None, None))
    assert went_on == []


def test_a_log_of_another_case_under_the_right_key_is_no_log(
    peer: Peer, case: Case
) -> None:
    other = Device(case.id)
    address = f"/v1/logs/{other.log.hex()}/entries"
    body = pack.encode(other.write())
    assert word(peer.send(other.ed25519_seed, "POST", address, body)) == "stranger"
