"""A hub's folder: its keys, what is erased from it, and what a back-up brings back."""

import os
from pathlib import Path

import pytest

from habeas.crypto.digest import sha256
from habeas.errors import BadInputError, NotFoundError, StorageError
from habeas.hub.folder import begin_again, create_hub, invite, open_hub, sweep
from habeas.hub.service import Brought, Service
from habeas.serving import parse_listen
from habeas.wire.pack import encode
from tests.hub.conftest import ROOMY, serving
from tests.hub.peer import Case, Peer, SetClock, chance
from tests.hub.process import NAME


@pytest.fixture
def place(tmp_path: Path) -> Path:
    create_hub(tmp_path / "own", NAME)
    return tmp_path / "own"


def test_only_its_owner_reads_its_keys(place: Path) -> None:
    assert (place / "hub.toml").stat().st_mode & 0o777 == 0o600
    assert place.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    "name",
    ["", "Hub", "hub.example.org/", "-hub", "hub:0", "hub example", "hub\n", "xn--é"],
)
def test_a_name_that_no_address_has(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadInputError):
        create_hub(tmp_path / "hub", name)


@pytest.mark.parametrize("name", ["hub", "hub.example.org:8443", "127.0.0.1:8480"])
def test_a_name_that_an_address_has(name: str, tmp_path: Path) -> None:
    create_hub(tmp_path / "hub", name)
    with open_hub(tmp_path / "hub") as hub:
        assert hub.name == name


def test_no_hub_and_a_spoiled_one(place: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError), open_hub(tmp_path):
        pass
    for text in ("", "name = 1", "no toml", 'name = "x"\ned25519_seed = "00"'):
        (place / "hub.toml").write_text(text)
        with pytest.raises(StorageError), open_hub(place):
            pass


def test_a_folder_in_use_is_left_alone(place: Path) -> None:
    before = (place / "hub.toml").read_bytes()
    with pytest.raises(BadInputError):
        create_hub(place, NAME)
    assert (place / "hub.toml").read_bytes() == before


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("127.0.0.1:8480", ("127.0.0.1", 8480)),
        ("[::1]:0", ("::1", 0)),
        ("0.0.0.0:65535", ("0.0.0.0", 65535)),
    ],
)
def test_where_to_listen(text: str, place: tuple[str, int]) -> None:
    assert parse_listen(text) == place


@pytest.mark.parametrize(
    "text",
    ["", "8480", ":8480", "localhost:8480", "127.0.0.1:", "127.0.0.1:65536", "::1:x"],
)
def test_where_nobody_listens(text: str) -> None:
    with pytest.raises(BadInputError):
        parse_listen(text)


def bytes_below(place: Path) -> bytes:
    return b"".join(one.read_bytes() for one in place.rglob("*") if one.is_file())


def test_what_was_erased_is_in_no_file_any_more(place: Path) -> None:
    blob, box = chance(5000), chance(500)
    with open_hub(place) as hub, serving(hub, SetClock()) as base:
        peer = Peer(base, NAME, SetClock())
        case = peer.open_case(invite(hub, ROOMY, int(peer.clock.seconds)))
        made = case.device.write(2, 3000)
        sealed = made.entries[1].sealed
        assert sealed
        peer.append(case, made)
        at = f"{case.at}/blobs/{sha256(blob).hex()}"
        box_at = f"{case.at}/keyboxes/{'ab' * 16}"
        peer.send(case.lead, "PUT", at, blob)
        peer.send(case.lead, "PUT", box_at, box)
        parts = [blob[:100], box[:100], sealed[:100], sealed[-100:]]
        assert all(part in bytes_below(place) for part in parts)
        for address in (at, box_at, f"{case.log_at}/bodies/1"):
            assert peer.send(case.lead, "DELETE", address).status_code == 204
        assert not any(part in bytes_below(place) for part in parts)
        peer.client.close()


def test_what_a_killed_process_left_is_swept(place: Path) -> None:
    with open_hub(place) as hub:
        clock = SetClock()
        service, case, blob = Service(hub, clock), Case(), chance(50)
        hash_ = sha256(blob)
        for name, age in (("old", 7200), ("new", 60)):
            half = place / "incoming" / name
            half.write_bytes(b"half")
            seconds = half.stat().st_mtime - age
            os.utime(half, (seconds, seconds))
        hub.store.cases.invite(sha256(b"token"), ROOMY, int(clock.seconds) + 1)
        hub.store.cases.put_access(case.signed(), sha256(b"token"), int(clock.seconds))
        coming = service.expect_blob(case.id, hash_, len(blob))
        assert coming
        coming.write(blob)
        service.keep_blob(case.id, hash_, len(blob), coming)
        hub.store.things.erase(
            case.id, "blob", hash_
        )  # and killed before the file went
        sweep(hub)
        left = {one.name for one in place.rglob("*") if one.is_file()}
        assert hash_.hex() not in left
        assert "old" not in left
        assert "new" in left


def test_a_restored_hub_has_new_keys_and_a_new_log_with_every_head(place: Path) -> None:
    clock = SetClock()
    with open_hub(place) as hub:
        service, case = Service(hub, clock), Case()
        hub.store.cases.invite(sha256(b"token"), ROOMY, int(clock.seconds) + 1)
        hub.store.cases.put_access(case.signed(), sha256(b"token"), int(clock.seconds))
        for _ in range(3):
            made = case.device.write()
            held = hub.store.logs.log(case.device.log)
            assert held
            service.append(Brought(held, encode(made), lacking=False))
        keys = service.vkeys()
        head = hub.store.hub_tree.heads(2, 1)
    begin_again(place)
    with open_hub(place) as hub:
        assert Service(hub, clock).vkeys() != keys
        assert hub.name == NAME
        assert hub.store.hub_tree.heads(0, 9) == head
        held = hub.store.logs.log(case.device.log)
        assert held
        assert held.tree == case.device.tree
