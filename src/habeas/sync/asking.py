"""Signed questions to a hub, asked again when that may help.

Every request of docs/spec/hub.md changes nothing when it comes twice, so whatever
broke off is asked again; each time it is signed anew, since a nonce counts once.
"""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

import msgspec

from habeas.clock import Clock
from habeas.crypto.digest import sha256
from habeas.crypto.nonce import random_bytes
from habeas.sync.network import Answer, Call, Network
from habeas.sync.refusals import HubRefusedError, UnreachableError, refusal
from habeas.wire.request import NONCE_SIZE, Request, Times, sign_request

_LIFE: Final = 120
"""Seconds that a signature holds: a slow line, and a clock that is a little wrong."""
_GOOD: Final = frozenset({200, 201, 204})
_TYPE: Final = "habeas.org/hub/"
_WORD: Final = re.compile(r"[a-z]{1,20}")
_BARE: Final = {401: "time", 403: "stranger", 404: "blob", 410: "erased"}
"""What a refusal of HEAD most likely is: it comes without words."""
_SECONDS: Final = re.compile(r"[0-9]{1,5}")


def chance() -> float:
    """Return a number from 0 up to 1 that nobody foresees."""
    return int.from_bytes(random_bytes(4), "big") / 2**32


@dataclass(frozen=True)
class Patience:
    """How often, and how soon, something that failed is tried again.

    The pause is any time up to a limit that doubles, so that many copies that lost
    their hub at one moment don't come back at one moment.
    """

    tries: int = 5
    first: float = 1.0
    longest: float = 60.0
    chance: Callable[[], float] = chance

    def pause(self, failed: int, asked: float = 0.0) -> float:
        """Return the seconds before the next try, after so many that failed.

        Never less than the hub `asked` for, unless that is longer than the longest.
        """
        limit = min(self.longest, self.first * 2.0 ** (failed - 1))
        return max(self.chance() * limit, min(asked, self.longest))


@dataclass(frozen=True)
class Caller:
    """Who asks, in which case: the seed of a log's key, a lead's or a reader's."""

    case: bytes
    seed: bytes = field(repr=False)


class Asker:
    """Asks one hub, by the name that requests to it are signed for."""

    def __init__(
        self, network: Network, name: str, clock: Clock, patience: Patience
    ) -> None:
        self._network, self._name, self._clock = network, name, clock
        self._patience = patience
        self._behind = 0
        """Seconds to add to this device's clock, for signatures to this hub alone."""

    @property
    def host(self) -> str:
        """Return what a person knows the hub by."""
        return self._network.way.host

    async def ask(self, call: Call, caller: Caller | None = None) -> Answer:
        """Return the answer to a request that was done; sign it if somebody asks.

        Raises:
            SyncError: it was not done, or nobody knows; every kind of it.
        """
        failed, healed = 0, False
        while True:
            try:
                return await self._once(call, caller)
            except _ClockError as error:
                if healed:
                    raise error.refused from None
                self._behind, healed = error.behind, True
            except (UnreachableError, HubRefusedError) as error:
                failed += 1
                if not error.again or failed >= self._patience.tries:
                    raise
                asked = error.wait if isinstance(error, HubRefusedError) else 0.0
                await asyncio.sleep(self._patience.pause(failed, asked))

    async def _once(self, call: Call, caller: Caller | None) -> Answer:
        headers = {**call.headers, **(self._signed(call, caller) if caller else {})}
        answer = await self._network.exchange(
            Call(call.method, call.target, call.most, headers, call.body, call.wait)
        )
        if answer.status in _GOOD:
            return answer
        refused = self._refused(answer, bare=call.method == "HEAD")
        if refused.word == "time" and (there := _date(answer)) is not None:
            behind = int((there - self._clock.now()).total_seconds())
            raise _ClockError(refused, behind)
        raise refused

    def _signed(self, call: Call, caller: Caller) -> dict[str, str]:
        path, _, query = call.target.partition("?")
        now = int(self._clock.now().timestamp()) + self._behind
        asked = Request(call.method, self._name, path, query, sha256(call.body))
        times = Times(now, now + _LIFE, random_bytes(NONCE_SIZE))
        return sign_request(asked, caller.seed, times)

    def _refused(self, answer: Answer, *, bare: bool) -> HubRefusedError:
        told = (
            _Problem(_TYPE + _BARE.get(answer.status, "")) if bare else _problem(answer)
        )
        word = told.type.removeprefix(_TYPE)
        known = told.type.startswith(_TYPE) and _WORD.fullmatch(word)
        refused = refusal(self.host, answer.status, word if known else "")
        refused.held, refused.offered = told.held.encode(), told.offered.encode()
        later = answer.headers.get("retry-after", "")
        refused.wait = float(later) if _SECONDS.fullmatch(later) else 0.0
        return refused


class _ClockError(Exception):
    """The hub says that it is another time, and which."""

    def __init__(self, refused: HubRefusedError, behind: int) -> None:
        super().__init__()
        self.refused, self.behind = refused, behind


class _Problem(msgspec.Struct, frozen=True):
    type: str = ""
    held: str = ""
    offered: str = ""


def _problem(answer: Answer) -> _Problem:
    """Return what a refusal says of itself: nothing, when it is not a hub's."""
    try:
        return msgspec.json.decode(answer.body, type=_Problem)
    except msgspec.MsgspecError:  # a proxy's page, an empty answer to HEAD
        return _Problem()


def _date(answer: Answer) -> datetime | None:
    try:
        there = parsedate_to_datetime(answer.headers.get("date", ""))
    except ValueError:
        return None
    return there if there.tzinfo else there.replace(tzinfo=UTC)
