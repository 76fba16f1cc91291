"""Nothing that reached a hub says a word: not on the wire, nor in anything it keeps."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from habeas.actions.desk import Desk
from habeas.case.codec import decode_body
from habeas.copying.exchange import exchange
from habeas.demo.build import build
from habeas.sync.network import Call, Network
from habeas.vault import read
from habeas.vault.hubs import keep_hub
from habeas.views.cases import case_heads
from habeas.views.files import named_files
from tests.copying.conftest import MANNER, Server
from tests.hub.peer import SetClock
from tests.hub.process import Now

LEAST = 5
"""Letters of a word that is looked for: shorter ones come up by chance."""
ASKED = {"after"}
"""Words of the questions themselves."""
OURS = re.compile(r"\A[0-9a-f]{32,}\Z|\A(?:habeas|https?:)")


@pytest.fixture
def clock() -> SetClock:
    return Now()


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Desk]:
    desk = build(tmp_path / "demo")
    yield desk
    desk.close()


def words_in(value: object) -> Iterator[str]:
    """Yield every text that a record holds, and each word of it."""
    if isinstance(value, str):
        yield value
        yield from value.split()
    elif isinstance(value, dict):
        for one in value.values():
            yield from words_in(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from words_in(one)


def secrets_of(desk: Desk, case: str) -> set[bytes]:
    """Return what a hub must not see: each word of each record, each key, each hash."""
    found: set[str] = set()
    for log in read.logs(desk.vault, bytes.fromhex(case)):
        for stored in read.entries(desk.vault, log.id):
            body = decode_body(read.open_body(desk.vault, stored))
            if body.type != "log":  # its public keys stand in the access list
                found |= {body.id, body.reason, *words_in(dict(body.fields))}
    found |= {one.identity for one in named_files(desk.views, case)}
    return {
        form
        for word in found - ASKED
        if len(word) >= LEAST and not OURS.match(word)
        for form in (word.encode(), word.encode("utf-16-le"))
    }


def kept_by_hub(folder: Path) -> bytes:
    """Return everything that the hub keeps: its database, its blobs, its keys."""
    found = sorted(one for one in (folder / "hub").rglob("*") if one.is_file())
    return b"\n".join(one.read_bytes() for one in found)


def test_no_word_of_the_demo_reaches_a_hub(
    demo: Desk, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (head,) = case_heads(demo.views)
    empty, sent = kept_by_hub(tmp_path), list[bytes]()
    real: Callable[..., object] = Network.exchange

    async def listen(network: Network, call: Call) -> object:
        told = [call.target, *map(str, call.headers.items())]
        sent.extend([*(one.encode() for one in told), call.body])
        return await real(network, call)  # type: ignore[misc]

    monkeypatch.setattr(Network, "exchange", listen)
    keep_hub(demo.vault, bytes.fromhex(head.id), server.known(invited=True))
    report = exchange(demo, head.id, MANNER)
    assert report.whole, report.hubs[0].faults
    assert report.hubs[0].sent.files > 3
    reached = b"\n".join([*sent, kept_by_hub(tmp_path)])
    every = secrets_of(demo, head.id)
    secrets = {one for one in every if one not in empty}
    assert len(every - secrets) < 50  # words of the tables' own descriptions
    assert len(secrets) > 1000
    assert len(reached) > 100_000
    assert [one for one in secrets if one in reached] == []
    # the test can fail: what the hub may see is found by the same search
    assert head.id.encode() in reached
