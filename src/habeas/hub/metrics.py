"""How a hub is doing, in numbers without names: for Prometheus, on its own address.

No case, log, key or address of anybody is counted apart: a label is a status, a kind of
route or a limit of time, of which there are few. Each process tells its own numbers.
"""

import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

KIND = "text/plain; version=0.0.4; charset=utf-8"
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Seconds; what takes longer than the last counts as `+Inf`."""

_Asgi = Callable[[Any, Any, Any], Awaitable[None]]
_KINDS = frozenset(
    {"access", "entries", "fork", "bodies", "changes", "blobs", "keyboxes"}
)
_METHODS = frozenset({"GET", "HEAD", "PUT", "POST", "DELETE"})


class Metrics:
    """Counts since the process began."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: Counter[tuple[str, str, int]] = Counter()
        self._times: dict[str, Counter[int]] = {}
        self._seconds: dict[str, float] = {}
        self._bytes: Counter[str] = Counter()
        self._open = 0

    def watch(self, inner: _Asgi) -> _Asgi:
        """Return an application that counts what passes through it."""

        async def watched(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI
            if scope["type"] != "http":
                await inner(scope, receive, send)
                return
            await self._exchange(inner, scope, receive, send)

        return watched

    async def _exchange(
        self,
        inner: _Asgi,
        scope: Any,  # noqa: ANN401 - ASGI
        receive: Any,  # noqa: ANN401
        send: Any,  # noqa: ANN401
    ) -> None:
        said, came, went = [0], [0], [0]

        async def receiving() -> Any:  # noqa: ANN401 - ASGI
            message = await receive()
            came[0] += len(message.get("body", b""))
            return message

        async def sending(message: Any) -> None:  # noqa: ANN401 - ASGI
            said[0] = message.get("status", said[0])
            went[0] += len(message.get("body", b""))
            await send(message)

        begun = time.perf_counter()
        self._add_open(1)
        try:
            await inner(scope, receiving, sending)
        finally:
            self._add_open(-1)
            took = time.perf_counter() - begun
            self._count(route(scope["path"]), scope["method"], said[0], took)
            with self._lock:
                self._bytes["in"] += came[0]
                self._bytes["out"] += went[0]

    def _add_open(self, change: int) -> None:
        with self._lock:
            self._open += change

    def _count(self, kind: str, method: str, status: int, took: float) -> None:
        method = method if method in _METHODS else "other"
        with self._lock:
            self._answers[kind, method, status] += 1
            self._times.setdefault(kind, Counter())[bisect_left(BOUNDS, took)] += 1
            self._seconds[kind] = self._seconds.get(kind, 0.0) + took

    def text(self) -> str:
        """Return every number, in Prometheus' text format."""
        with self._lock:
            return "".join(f"{line}\n" for line in self._lines())

    def _lines(self) -> Iterator[str]:
        yield "# HELP habeas_hub_open Exchanges that have begun and not ended."
        yield "# TYPE habeas_hub_open gauge"
        yield f"habeas_hub_open {self._open}"
        yield "# HELP habeas_hub_body_bytes_total Bytes of bodies that came and went."
        yield "# TYPE habeas_hub_body_bytes_total counter"
        for way in ("in", "out"):
            yield f'habeas_hub_body_bytes_total{{way="{way}"}} {self._bytes[way]}'
        yield "# HELP habeas_hub_answers_total Answers; status 0: it was broken off."
        yield "# TYPE habeas_hub_answers_total counter"
        for (kind, method, status), count in sorted(self._answers.items()):
            labels = f'route="{kind}",method="{method}",status="{status}"'
            yield f"habeas_hub_answers_total{{{labels}}} {count}"
        yield "# HELP habeas_hub_seconds Time from the head of a request to its end."
        yield "# TYPE habeas_hub_seconds histogram"
        for kind in sorted(self._times):
            yield from self._histogram(kind)

    def _histogram(self, kind: str) -> Iterator[str]:
        name, total = f'habeas_hub_seconds_bucket{{route="{kind}",le=', 0
        for number, bound in enumerate((*map(str, BOUNDS), "+Inf")):
            total += self._times[kind][number]
            yield f'{name}"{bound}"}} {total}'
        yield f'habeas_hub_seconds_sum{{route="{kind}"}} {self._seconds[kind]:.6f}'
        yield f'habeas_hub_seconds_count{{route="{kind}"}} {total}'


def route(path: str) -> str:
    """Return the kind of an address, one of a dozen words, and nothing of its names."""
    parts = path.split("/")
    if len(parts) > 4 and parts[1:3] in (["v1", "cases"], ["v1", "logs"]):  # noqa: PLR2004
        return parts[4] if parts[4] in _KINDS else "other"
    if parts[1:3] in (["v1", "hub"], ["v1", "hublog"]):
        return parts[2]
    return "other"


def telling(metrics: Metrics) -> _Asgi:
    """Return an application that answers /metrics and nothing else."""

    async def tell(scope: Any, _receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI
        known = scope["type"] == "http" and scope["path"] == "/metrics"
        body = metrics.text().encode() if known else b""
        headers = [(b"content-type", KIND.encode()), (b"cache-control", b"no-store")]
        status = 200 if known else 404
        start = {"type": "http.response.start", "status": status, "headers": headers}
        await send(start)
        await send({"type": "http.response.body", "body": body})

    return tell
