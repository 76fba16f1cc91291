"""What a hub tells of itself on another address: numbers, and nobody's name."""

import asyncio
import re
from pathlib import Path

import httpx
import pytest

from habeas.crypto.digest import sha256
from habeas.errors import BadInputError
from habeas.hub.folder import create_hub, invite, open_hub
from habeas.hub.metrics import Metrics, route
from habeas.hub.serve import serve
from tests.hub.conftest import ROOMY
from tests.hub.peer import chance
from tests.hub.process import NAME, Now, process
from tests.hub.servers import free_ports

LINE = re.compile(r'habeas_hub_[a-z_]+(\{([a-z]+="[A-Za-z0-9.+]*",?)+\})? [0-9.]+')


def serving_with(port: int) -> tuple[str, str]:
    return (
        "-c",
        (
            "import sys, pathlib, habeas.hub.serve as s;"
            "s.serve(pathlib.Path(sys.argv[1]), '127.0.0.1:0',"
            f" lambda at: print(at, flush=True), '127.0.0.1:{port}')"
        ),
    )


def test_numbers_are_told_on_another_address_and_name_nobody(tmp_path: Path) -> None:
    folder, (port,) = tmp_path / "hub", free_ports(1)
    create_hub(folder, NAME)
    with open_hub(folder) as hub:
        token = invite(hub, ROOMY, int(Now().now().timestamp()))
    with process(folder, serving_with(port)) as (_, peer):
        case = peer.open_case(token)
        for _ in range(3):
            assert peer.append(case, case.device.write()).status_code == 200
        blob = chance(5000)
        at = f"{case.at}/blobs/{sha256(blob).hex()}"
        assert peer.send(case.lead, "PUT", at, blob).status_code == 201
        assert peer.send(chance(), "GET", at).status_code == 403
        told = httpx.get(f"http://127.0.0.1:{port}/metrics")
        assert told.headers["content-type"].startswith("text/plain; version=0.0.4")
        assert httpx.get(f"http://127.0.0.1:{port}/").status_code == 404
        assert peer.raw("GET", "/metrics", b"", {}).status_code == 404
    numbers = [one for one in told.text.splitlines() if not one.startswith("#")]
    assert all(LINE.fullmatch(one) for one in numbers)
    for line in (
        'habeas_hub_answers_total{route="entries",method="POST",status="200"} 3',
        'habeas_hub_answers_total{route="blobs",method="GET",status="403"} 1',
        'habeas_hub_seconds_bucket{route="entries",le="+Inf"} 3',
        'habeas_hub_seconds_count{route="access"} 1',
        "habeas_hub_open 0",
    ):
        assert line in numbers
    came = re.search(r'bytes_total\{way="in"\} ([0-9]+)', told.text)
    assert came
    assert int(came[1]) > 5000
    keys = (case.lead, case.reader, case.device.log, case.id, sha256(blob))
    for name in (*(one.hex() for one in keys), "127.0.0.1", NAME):
        assert name not in told.text


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/v1/cases/00/access", "access"),
        ("/v1/logs/00/entries", "entries"),
        ("/v1/cases/00/secret", "other"),
        ("/v1/cases/00", "other"),
        ("/v1/hub", "hub"),
        ("/v1/hublog/tile/0/000", "hublog"),
        ("/v1/hubs", "other"),
        ("/a-name", "other"),
        ("", "other"),
    ],
)
def test_a_label_is_one_of_few_words(path: str, kind: str) -> None:
    assert route(path) == kind


def test_what_breaks_off_is_counted_and_what_a_stranger_calls_is_not() -> None:
    counted = Metrics()

    async def broken(_scope: object, _receive: object, _send: object) -> None:
        raise RuntimeError

    async def nothing(*_: object) -> dict[str, object]:
        return {}

    app = counted.watch(broken)
    scope = {"type": "http", "path": "/v1/hub", "method": "BREW"}
    for one in (scope, {"type": "lifespan"}):
        with pytest.raises(RuntimeError):
            asyncio.run(app(one, nothing, nothing))  # type: ignore[arg-type]
    told = counted.text()
    assert 'route="hub",method="other",status="0"} 1' in told
    assert "habeas_hub_open 0" in told
    assert 'le="+Inf"} 1' in told


def test_where_nobody_can_listen(tmp_path: Path) -> None:
    create_hub(tmp_path / "hub", NAME)
    with pytest.raises(BadInputError):
        serve(tmp_path / "hub", "127.0.0.1:0", print, "nowhere")
