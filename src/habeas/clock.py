"""Time as an input, so that a replay is the same every time."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Says what time it is; the device's claim, never a proof."""

    def now(self) -> datetime:
        """Return the current time, aware, in the device's own zone."""
        ...


class SystemClock:
    """The device's own clock, to the second."""

    def now(self) -> datetime:
        """Return the current time with the device's zone offset."""
        moment = datetime.fromtimestamp(int(time.time()), tz=UTC)
        return moment.astimezone()
