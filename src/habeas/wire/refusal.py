"""Why bytes on their way between a copy and a hub are not taken in."""

from habeas.errors import BadInputError
from habeas.words import N_


class WireError(BadInputError):
    """Bytes in another form than the one of docs/spec/hub.md."""

    default_advice = N_(
        "Nothing was taken in. Both sides may need the same version of Habeas."
    )


class UnsignedError(WireError):
    """A request without the one signature that it must have, or with a wrong one."""


class UntimelyError(UnsignedError):
    """A request whose time is over or has not come: somebody's clock is wrong."""
