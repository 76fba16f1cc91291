"""The addresses of a hub for programs: OpenAPI 3.1, written out by hand.

A test compares it with the addresses that there are, and another one asks the hub
everything that it describes.
"""

import json
from functools import cache
from typing import Any

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

Described = dict[str, Any]

_PROBLEM: Described = {
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "pattern": "^habeas\\.org/hub/[a-z]+$"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "held": {"type": "string"},
        "offered": {"type": "string"},
    },
}
_CHANGES: Described = {
    "type": "object",
    "required": ["cursor", "changes"],
    "properties": {
        "cursor": {"type": "integer", "minimum": 0},
        "changes": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["kind", "id", "size"],
                "properties": {
                    "kind": {"type": "string"},
                    "id": {"type": "string"},
                    "size": {"type": "integer"},
                },
            },
        },
    },
}
_FORK: Described = {
    "type": "object",
    "required": ["first", "second", "path"],
    "properties": {
        "first": {"type": "string"},
        "second": {"type": "string"},
        "path": {"type": "array", "items": {"type": "string"}},
    },
}
_HUB: Described = {
    "type": "object",
    "required": ["name", "keys", "limits", "versions"],
}
_BYTES, _TEXT, _JSON = "application/octet-stream", "text/plain", "application/json"
_PUT, _GONE = {200: "", 201: ""}, {204: ""}
_SIGNED = (400, 401, 403, 404, 408, 411, 413, 503, 507)
_NAMES = {
    "case": "^[0-9a-f]{32}$",
    "box": "^[0-9a-f]{32}$",
    "log": "^[0-9a-f]{64}$",
    "blob": "^[0-9a-f]{64}$",
    "level": "^(entries|[0-9]{1,2})$",
    "number": "^[0-9]{3}$",  # and longer ones, with a slash
}
_HEADERS = {
    "Content-Digest": r"^sha-256=:[A-Za-z0-9+/]{43}=:$",
    "Signature-Input": r"^habeas=\(",
    "Signature": r"^habeas=:[A-Za-z0-9+/]{86}==:$",
}


def describe() -> HTTPRouteHandler:
    """Return the handler that shows the description."""

    @get("/v1/openapi.json")
    async def openapi() -> Response[bytes]:
        return Response(
            json.dumps(document()).encode(),
            media_type="application/json",
            headers={"cache-control": "no-store"},
        )

    return openapi


@cache
def document() -> Described:
    """Return the description."""
    paths = {**_of_cases(), **_of_logs(), **_of_the_hub()}
    for path, methods in paths.items():
        methods["parameters"] = [
            _in_path(part[1:-1]) for part in path.split("/") if part.startswith("{")
        ]
    info = {"title": "A Habeas hub", "version": "v1"}
    return {"openapi": "3.1.0", "info": info, "paths": paths}


def _of_cases() -> dict[str, Described]:
    case = "/v1/cases/{case}"
    return {
        case + "/access": {
            "put": _signed("Put a new access list", _PUT, (409, 422), _TEXT),
            "get": _signed("The access list that is held", {200: _TEXT}),
        },
        case + "/logs/{log}": {
            "put": _signed(
                "Let a log in that goes on from another", _PUT, (409, 422), _TEXT
            ),
            "get": _signed("What was shown of such a log", {200: _TEXT}),
        },
        case + "/changes": {
            "get": _signed(
                "What changed", {200: _JSON}, query=("after", "wait"), of=_CHANGES
            )
        },
        case + "/blobs/{blob}": {
            "put": _signed("Put a blob", _PUT, (410, 422), _BYTES),
            "get": _signed("A blob", {200: _BYTES}, (410,)),
            "head": _signed("Whether a blob is here", {200: _BYTES}, (410,)),
            "delete": _signed("Erase a blob", _GONE),
        },
        case + "/keyboxes/{box}": {
            "put": _signed("Put a keybox", _PUT, (409, 410, 422), _BYTES),
            "get": _signed("A keybox", {200: _BYTES}, (410,)),
            "delete": _signed("Erase a keybox", _GONE),
        },
    }


def _of_logs() -> dict[str, Described]:
    log = "/v1/logs/{log}"
    return {
        log + "/entries": {
            "post": _signed(
                "Append a pack", {200: _TEXT}, (409, 422), _BYTES, query=("brief",)
            ),
            "get": _signed("A pack from a number on", {200: _BYTES}, query=("from",)),
        },
        log + "/fork": {"get": _signed("The proof of a fork", {200: _JSON}, of=_FORK)},
        log + "/bodies/{index}": {"delete": _signed("Erase a sealed body", _GONE)},
    }


def _of_the_hub() -> dict[str, Described]:
    tile = "/v1/hublog/tile/{level}/{number}"
    return {
        "/v1/hub": {"get": _open("What the hub says of itself", _JSON, of=_HUB)},
        "/v1/hublog/checkpoint": {"get": _open("The head of the hub's log", _TEXT)},
        tile: {"get": _open("A tile of the hub's log", _BYTES)},
        "/v1/openapi.json": {"get": _open("This description", _JSON)},
    }


def _signed(  # noqa: PLR0913 - a table's columns
    words: str,
    good: dict[int, str],
    refused: tuple[int, ...] = (),
    body: str = "",
    *,
    query: tuple[str, ...] = (),
    of: Described | None = None,
) -> Described:
    made: Described = {
        "summary": words,
        "parameters": [
            *(_header(name, form) for name, form in _HEADERS.items()),
            *(_number(name) for name in query),
        ],
        "responses": _responses(good, (*_SIGNED, *refused), of),
    }
    if body:
        content = {body: {"schema": {"type": "string", "format": "binary"}}}
        made["requestBody"] = {"required": True, "content": content}
    return made


def _open(words: str, media: str, of: Described | None = None) -> Described:
    return {
        "summary": words,
        "responses": _responses({200: media}, (400, 404, 503), of),
    }


def _responses(
    good: dict[int, str], refused: tuple[int, ...], of: Described | None
) -> Described:
    made: Described = {}
    for status, media in good.items():
        made[str(status)] = {"description": "done"}
        if media:
            schema = of or ({} if media == _JSON else {"type": "string"})
            made[str(status)]["content"] = {media: {"schema": schema}}
    problem = {"application/problem+json": {"schema": _PROBLEM}}
    for status in refused:
        made[str(status)] = {"description": "refused", "content": problem}
    return made


def _in_path(name: str) -> Described:
    schema: Described = {"type": "string", "pattern": _NAMES.get(name)}
    if name == "index":
        schema = {"type": "integer", "minimum": 0, "maximum": 2**63 - 1}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _header(name: str, form: str) -> Described:
    schema = {"type": "string", "pattern": form}
    return {"name": name, "in": "header", "required": True, "schema": schema}


def _number(name: str) -> Described:
    schema = {"type": "integer", "minimum": 0, "maximum": 2**63 - 1}
    if name == "wait":
        schema = {"type": "integer", "minimum": 0, "maximum": 25}
    return {"name": name, "in": "query", "required": False, "schema": schema}
