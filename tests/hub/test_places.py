"""Where a hub keeps its cases: what its folder remembers, and what is refused."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from habeas.crypto.digest import sha256
from habeas.errors import BadInputError, RefusedError, StorageError
from habeas.hub.folder import Hub, create_hub, invite, keep_at, open_hub
from habeas.hub.places import IN_FOLDER, Places
from habeas.hub.postgres import connections
from habeas.hub.postgres.store import open_store
from habeas.hub.refusals import HubRefusal
from habeas.hub.s3 import S3Blobs
from habeas.hub.store import Quota
from tests.hub.conftest import ROOMY
from tests.hub.peer import Case, chance
from tests.hub.process import NAME
from tests.hub.servers import Postgres


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "own"


def opened(hub: Hub) -> Case:
    case, token = Case(), invite(hub, ROOMY, 0)
    assert hub.store.cases.put_access(case.signed(), sha256(token.encode()), 1)
    return case


@pytest.mark.parametrize(
    "address",
    [
        "sqlite://hub",
        "postgresql:/hub",
        "postgresql://[::1/hub",
        "postgresql://db.example.org/hub?unheard-of=1",
        'postgresql://db.example.org/"\nname = "other',
        "postgresql://hub:secret@db.example.org/hub",
        "postgresql://db.example.org/hub?password=secret",
    ],
)
def test_no_address_of_a_database(address: str, place: Path) -> None:
    with pytest.raises(BadInputError) as refused:
        create_hub(place, NAME, Places(database=address))
    assert "secret" not in str(refused.value)
    assert not (place / "hub.toml").exists()


@pytest.mark.parametrize(
    "address", ["", "blobs", "s3://", "s3://B", "s3://blobs/../x\n", "gs://blobs"]
)
def test_no_address_of_a_bucket(address: str, place: Path) -> None:
    if address:
        with pytest.raises(BadInputError):
            create_hub(place, NAME, Places(blobs=address))
    with pytest.raises(ValueError, match="bucket"):
        S3Blobs(address)


def test_the_folder_remembers_where(postgres: Postgres, place: Path) -> None:
    places = Places(postgres.new_database(), "s3://blobs/some/where")
    create_hub(place, NAME, places)
    with open_hub(place) as hub:
        case = opened(hub)
    assert not (place / "hub.db").exists()
    with open_hub(place) as hub:
        assert [one.case for one in hub.store.cases.usage()] == [case.id]
        assert isinstance(hub.blobs, S3Blobs)
    keep_at(place, IN_FOLDER)  # nothing was said: it stays
    keep_at(place, places)
    with pytest.raises(RefusedError):
        keep_at(place, Places(blobs="s3://other"))


def test_a_hub_that_is_new_may_still_be_told_where(
    postgres: Postgres, place: Path
) -> None:
    create_hub(place, NAME)
    keys = (place / "hub.toml").read_text("utf-8").splitlines()
    keep_at(place, Places(postgres.new_database()))
    after = (place / "hub.toml").read_text("utf-8").splitlines()
    assert after[: len(keys)] == keys
    with open_hub(place) as hub:
        opened(hub)
    with pytest.raises(RefusedError):
        keep_at(place, Places(postgres.new_database()))


def test_another_hub_may_not_write_into_a_database(
    postgres: Postgres, place: Path, tmp_path: Path
) -> None:
    places = Places(postgres.new_database())
    create_hub(place, NAME, places)
    with open_hub(place) as hub:
        opened(hub)
    create_hub(tmp_path / "other", NAME)
    with pytest.raises(RefusedError):
        keep_at(tmp_path / "other", places)
    with pytest.raises(RefusedError):
        create_hub(tmp_path / "third", NAME, places)


def test_a_database_that_does_not_answer_or_refuses(
    postgres: Postgres, place: Path
) -> None:
    nobody = "postgresql://hub@127.0.0.1:1/hub"
    with pytest.raises(StorageError):
        create_hub(place, NAME, Places(nobody))
    address = postgres.new_database()
    postgres.ask("CREATE ROLE stranger LOGIN")
    other = address.replace("postgres@", "stranger@")
    with pytest.raises(StorageError):
        create_hub(place, NAME, Places(other))


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM entries",
        "TRUNCATE entries",
        "UPDATE entries SET envelope = 'x'",
        "UPDATE entries SET position = 7",
        "UPDATE entries SET sealed = 'x'",
        "INSERT INTO entries VALUES ('log', 1, 'x', 'x')",
        "UPDATE logs SET size = 0",
        "DELETE FROM logs",
        "UPDATE things SET erased = 0",
        "DELETE FROM things",
    ],
)
def test_what_was_taken_in_is_never_changed_by_a_slip(
    sql: str, postgres: Postgres, tmp_path: Path
) -> None:
    places = Places(postgres.new_database())
    _store, close = places.open_store(tmp_path)
    close()
    with psycopg.connect(places.database, autocommit=True) as line:
        line.execute("INSERT INTO cases VALUES ('c', 1, '', '', 0, 0, 0, 0, 0)")
        line.execute("INSERT INTO logs VALUES ('l', 'c', '', 1)")
        line.execute("INSERT INTO entries VALUES ('l', 0, 'e', 's')")
        line.execute("INSERT INTO things VALUES ('c', 'blob', 'i', 0, NULL, 1)")
        with pytest.raises(psycopg.errors.RaiseException):
            line.execute(sql.encode())
        line.execute("UPDATE entries SET sealed = NULL")


def test_a_bucket_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "nothing")
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    blobs = S3Blobs("s3://blobs", tries=0)
    coming = blobs.receive(chance(16), chance())
    coming.write(b"piece")
    for act in (
        coming.keep,
        lambda: blobs.read(chance(16), chance()),
        lambda: blobs.remove(chance(16), chance()),
    ):
        with pytest.raises(HubRefusal) as refused:
            act()
        assert refused.value.word == "disk"
    coming.drop()


def test_a_blob_in_a_bucket_is_written_once(bucket: Callable[[], str]) -> None:
    blobs, case, hash_ = S3Blobs(bucket()), chance(16), chance()
    for data in (b"first", b"second"):  # whoever comes second changes nothing
        coming = blobs.receive(case, hash_)
        coming.write(data)
        coming.keep()
        coming.drop()
    assert b"".join(blobs.read(case, hash_)) == b"first"
    for _ in range(2):
        blobs.remove(case, hash_)
    with pytest.raises(HubRefusal):
        blobs.read(case, hash_)
    blobs.sweep(0)


def test_a_lock_that_never_comes_breaks_nothing_that_follows(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "_SETTINGS", "SET lock_timeout = '50ms'")
    address = postgres.new_database()
    store, close = open_store(address)
    try:
        with psycopg.connect(address) as other:
            other.execute("SELECT pg_advisory_xact_lock(%s)", (0x48616201,))
            with pytest.raises(HubRefusal) as refused:
                store.cases.invite(chance(), Quota(1, 1), 1)
            assert refused.value.word == "busy"
        assert not store.cases.rights(chance(16), chance()).any
        store.cases.invite(chance(), Quota(1, 1), 1)
    finally:
        close()
