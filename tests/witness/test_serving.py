"""The witness over HTTP, and as a process that is killed."""

import asyncio
import os
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from litestar.testing import TestClient

from habeas.log.checkpoint import open_checkpoint
from habeas.witness import app as witness_app
from habeas.witness.cosigning import MAX_REQUEST, WitnessRefusal, held_head
from habeas.witness.folder import Witness
from tests.hub.peer import SetClock
from tests.witness.conftest import NOW, GrowingLog

RUN = (
    "import sys, pathlib, habeas.witness.app as s;"
    "s.serve(pathlib.Path(sys.argv[1]), '127.0.0.1:0',"
    " lambda address: print(address, flush=True))"
)


@pytest.fixture
def client(witness: Witness) -> Iterator[httpx.Client]:
    with TestClient(witness_app.make_app(witness, SetClock(NOW))) as made:
        yield made


def test_answers_as_c2sp_says(
    client: httpx.Client, witness: Witness, log: GrowingLog
) -> None:
    good = client.post("/add-checkpoint", content=log.request(0, 3))
    assert (good.status_code, good.headers["cache-control"]) == (200, "no-store")
    note = log.note(3) + good.content
    assert open_checkpoint(note, [*witness.vkeys(), *log.vkeys]) == log.head(3)
    late = client.post("/add-checkpoint", content=log.request(0, 4))
    assert (late.status_code, late.content) == (409, b"3\n")
    assert late.headers["content-type"] == "text/x.tlog.size"
    assert client.get("/").text.splitlines() == [*witness.vkeys()]


def test_other_answers_say_nothing(client: httpx.Client) -> None:
    other = GrowingLog(7).request(0, 3)
    for body, status in ((other, 404), (b"", 400), (b"x" * (MAX_REQUEST + 1), 413)):
        answer = client.post("/add-checkpoint", content=body)
        assert (answer.status_code, answer.content) == (status, b"")
    assert client.get("/add-checkpoint").status_code == 405
    assert client.get("/nothing").status_code == 404


def test_a_slow_request_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witness_app, "_PATIENCE_SECONDS", 0.01)

    class Slow:
        async def stream(self) -> AsyncIterator[bytes]:
            yield b"old"
            await asyncio.sleep(30)

    with pytest.raises(WitnessRefusal, check=lambda one: one.status == 408):
        asyncio.run(witness_app._body(Slow()))  # type: ignore[arg-type]


def test_a_fault_tells_its_place_alone(
    client: httpx.Client,
    witness: Witness,
    log: GrowingLog,
    caplog: pytest.LogCaptureFixture,
) -> None:
    (witness.folder / "logs.txt").write_text("nonsense\n")
    answer = client.post("/add-checkpoint", content=log.request(0, 3))
    assert (answer.status_code, answer.content) == (500, b"")
    assert "nonsense" not in caplog.text
    assert "PolicyError at policy.py:" in caplog.text


@contextmanager
def process(folder: Path) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    run = subprocess.Popen(
        [sys.executable, "-c", RUN, str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"LANG": "C.UTF-8"},
    )
    assert run.stdout
    try:
        base = run.stdout.readline().strip()
        with httpx.Client(base_url=base, verify=False, trust_env=False) as client:
            yield run, client
    finally:
        run.kill()
        run.wait()
        run.stdout.close()


def grow(client: httpx.Client, log: GrowingLog, answered: list[int]) -> None:
    """Have one head more cosigned until nobody answers."""
    size = answered[-1]
    try:
        while size < 250:
            answer = client.post("/add-checkpoint", content=log.request(size, size + 1))
            if answer.status_code == 409:
                size = int(answer.text)
                continue
            assert answer.status_code == 200
            size += 1
            answered.append(size)
    except httpx.HTTPError:
        pass


def test_killed_at_any_moment_it_knows_all_that_it_cosigned(
    witness: Witness, log: GrowingLog
) -> None:
    answered = [0]
    for seconds in (0.1, 0.23, 0.37):
        with process(witness.folder) as (run, client):
            ender = threading.Timer(seconds, run.kill)
            ender.start()
            grow(client, log, answered)
            ender.join()
            with witness.head(log.head(1).origin) as head:
                held = held_head(head)
        assert held
        assert held == log.head(held.size)
        assert held.size - answered[-1] in {0, 1}  # written, and not answered yet
    assert answered[-1] > 3


def test_two_processes_cosign_one_history(witness: Witness) -> None:
    histories = [GrowingLog(salt=bytes([n])) for n in range(2)]
    told: list[list[int]] = [[0], [0]]
    with process(witness.folder) as (_, one), process(witness.folder) as (_, two):
        start = time.monotonic() + 0.05

        def ask(number: int, client: httpx.Client) -> None:
            time.sleep(max(0.0, start - time.monotonic()))
            for size in range(1, 20):
                body = histories[number].request(size - 1, size)
                if client.post("/add-checkpoint", content=body).status_code == 200:
                    told[number].append(size)

        threads = [
            threading.Thread(target=ask, args=pair) for pair in enumerate((one, two))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(map(len, told)) == [1, 20]
