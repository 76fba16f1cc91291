"""The description is of the addresses that there are, and the hub keeps to it."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import CHECKS

from habeas.clock import SystemClock
from habeas.crypto.digest import sha256
from habeas.hub.app import make_app
from habeas.hub.folder import Hub
from habeas.hub.openapi import document
from habeas.hub.places import IN_FOLDER, Places
from habeas.wire import request
from tests.hub.peer import Case, Peer, chance

TILE = "{level}/{number}"  # OpenAPI has no parameter with a slash
JUDGED = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
]


@pytest.fixture(scope="module")
def places() -> Places:
    """Keep it simple: what lies behind the addresses makes no difference to them."""
    return IN_FOLDER


def test_every_address_is_described_and_no_other(hub: Hub) -> None:
    app = make_app(hub, SystemClock())
    found = {
        (re.sub(r":\w+}", "}", path).replace("{tile}", TILE), method.lower())
        for route in app.routes
        for path in [route.path_format]
        for method in route.methods
        if method != "OPTIONS"
    }
    described = {
        (path, method)
        for path, methods in document()["paths"].items()
        for method in methods
        if method != "parameters"
    }
    assert found == described


class Signing(requests.auth.AuthBase):
    """Signs whatever is sent, as a lead or a log of a case would."""

    def __init__(self, peer: Peer, seed: bytes) -> None:
        self.peer, self.seed = peer, seed

    def __call__(self, prepared: requests.PreparedRequest) -> requests.PreparedRequest:
        parts = urlsplit(prepared.url or "")
        body = prepared.body or b""
        assert isinstance(body, str | bytes)
        raw = body.encode() if isinstance(body, str) else body
        now = int(self.peer.clock.now().timestamp())
        asked = request.Request(
            prepared.method or "", self.peer.name, parts.path, parts.query, sha256(raw)
        )
        times = request.Times(now, now + 60, chance(16))
        prepared.headers.update(request.sign_request(asked, self.seed, times))
        return prepared


@pytest.fixture(scope="module")
def opened(open_case: Callable[[], Case]) -> Case:
    return open_case()


@pytest.fixture(scope="module")
def schema(peer: Peer) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_url(peer.base + "/v1/openapi.json")


@pytest.mark.parametrize(
    ("path", "method"),
    [
        (path, method)
        for path, methods in document()["paths"].items()
        for method in methods
        if method != "parameters"
    ],
)
def test_whatever_is_asked_is_answered_as_described(
    path: str, method: str, schema: schemathesis.BaseSchema, opened: Case, peer: Peer
) -> None:
    checks: list[Any] = [one for one in CHECKS.get_all() if one.__name__ in JUDGED]
    assert len(checks) == len(JUDGED)
    names = {"case": opened.id.hex(), "log": opened.device.log.hex()}

    @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=schema[path][method].as_strategy())
    def ask(case: Any) -> None:  # noqa: ANN401 - schemathesis's own
        case.call_and_validate(checks=checks)
        for name in names.keys() & (case.path_parameters or {}).keys():
            case.path_parameters[name] = names[name]
        case.headers = {}
        if "wait" in (case.query or {}):
            case.query = {}  # a long poll is tried elsewhere
        for seed in (opened.lead, opened.device.ed25519_seed):
            case.call_and_validate(checks=checks, auth=Signing(peer, seed))

    ask()
