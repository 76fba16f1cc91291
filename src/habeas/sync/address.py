"""Where a hub is, and by which way it is reached: read once, in one spelling."""

import re
from dataclasses import dataclass, field

from habeas.errors import BadInputError
from habeas.words import N_

_HOST = r"[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?|\[[0-9a-f:.]{2,45}\]"
_ADDRESS = re.compile(rf"(https?)://({_HOST})(?::([1-9][0-9]{{0,4}}))?/?")
_PROXY = re.compile(
    rf"(?:socks5h|http)://(?:[^@/?#\s]{{1,400}}@)?(?:{_HOST}):[1-9][0-9]{{0,4}}/?"
)
_ONION = re.compile(r"(?:[a-z0-9-]+\.)*[a-z2-7]{56}\.onion")
_HERE = frozenset({"127.0.0.1", "[::1]"})
_PIN_SIZE = 32


@dataclass(frozen=True)
class Way:
    """How to reach one hub.

    `proxy` may hold a name and a password: Tor then keeps a circuit of its own for
    them. `pin` is the SHA-256 of the public key in the hub's certificate (RFC 7469);
    with it, no authority is asked who the hub is. Both are empty where there is none.
    """

    base: str
    host: str
    proxy: str = field(default="", repr=False)
    pin: bytes = b""

    @property
    def secure(self) -> bool:
        """Say whether TLS protects it; if not, the address itself does."""
        return self.base.startswith("https:")


def read_way(address: str, proxy: str = "", pin: bytes = b"") -> Way:
    """Read the address of a hub, the proxy and the pin.

    A hub on this device is reached without the proxy, which could not find it.

    Raises:
        BadInputError: another form; a way that would show names or words to others.
    """
    match = _ADDRESS.fullmatch(address.strip().lower())
    if not match or int(match[3] or 1) > 65535:  # noqa: PLR2004 - the last port
        raise BadInputError(
            N_("This is not the address of a hub."),
            advice=N_("It looks like https://hub.example.org, with nothing behind."),
        )
    scheme, host, port = match.groups()
    here, onion = host in _HERE, _ONION.fullmatch(host) is not None
    if host.rpartition(".")[2] == "onion" and not onion:  # never looked up (RFC 7686)
        raise BadInputError(
            N_("This is not the address of a hub."),
            advice=N_("An .onion address has 56 letters and digits before its end."),
        )
    _require_hidden(scheme, proxy, onion=onion, here=here)
    if proxy and not _PROXY.fullmatch(proxy):
        raise BadInputError(
            N_("This proxy cannot be used."),
            advice=N_(
                "Tor is socks5h://127.0.0.1:9050: so it, and not this device, looks"
                " up names. A proxy of a firm is http://name:port."
            ),
        )
    if pin and (len(pin) != _PIN_SIZE or scheme != "https"):
        raise BadInputError(N_("This is not the hash of a hub's key."))
    base = f"{scheme}://{host}" + (f":{port}" if port else "")
    return Way(base, host, "" if here else proxy, pin)


def _require_hidden(scheme: str, proxy: str, *, onion: bool, here: bool) -> None:
    if onion and not proxy.startswith("socks5h:"):
        raise BadInputError(
            N_("A hub with an .onion address is reached through Tor alone."),
            advice=N_("Start Tor, and give the proxy socks5h://127.0.0.1:9050."),
        )
    if scheme == "http" and not (onion or here):
        raise BadInputError(
            N_("Others could read along on the way to this address."),
            advice=N_("It must begin with https://."),
        )
