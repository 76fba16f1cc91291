"""Addresses of hubs, ways to them, and how long to be patient."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.errors import BadInputError
from habeas.sync.address import read_way
from habeas.sync.asking import Caller, Patience, chance
from habeas.sync.network import Call

ONION = "b" * 56 + ".onion"
TOR = "socks5h://127.0.0.1:9050"

GOOD = [
    ("https://hub.example.org", "", "https://hub.example.org"),
    (" HTTPS://Hub.Example.org/ ", "", "https://hub.example.org"),
    ("https://hub.example.org:8443", TOR, "https://hub.example.org:8443"),
    ("https://192.0.2.1", "http://proxy.example.org:3128", "https://192.0.2.1"),
    ("https://[2001:db8::1]:8443", "", "https://[2001:db8::1]:8443"),
    ("http://127.0.0.1:8000", "", "http://127.0.0.1:8000"),
    ("http://[::1]:8000", "", "http://[::1]:8000"),
    (f"http://{ONION}", TOR, f"http://{ONION}"),
    (f"http://{ONION}:81", "socks5h://a:b@127.0.0.1:9050", f"http://{ONION}:81"),
    (f"https://{ONION}", TOR, f"https://{ONION}"),
]
BAD = [
    ("", ""),
    ("hub.example.org", ""),
    ("ftp://hub.example.org", ""),
    ("https://", ""),
    ("https://hub.example.org/path", ""),
    ("https://hub.example.org?x=1", ""),
    ("https://hub.example.org#x", ""),
    ("https://user:word@hub.example.org", ""),
    ("https://hub.example.org:0", ""),
    ("https://hub.example.org:65536", ""),
    ("https://hub example.org", ""),
    ("https://hub.example.org\nhost: x", ""),
    ("https://\u0445\u0430\u0431.example.org", ""),
    ("https://-hub.example.org", ""),
    ("http://hub.example.org", ""),  # in the clear
    ("http://hub.example.org", TOR),  # in the clear behind the exit
    ("http://127.0.0.2:80", ""),
    ("http://localhost:80", ""),
    ("http://127.0.0.1.example.org", ""),
    ("http://short.onion", TOR),
    (f"http://{ONION}", ""),  # never looked up without Tor
    (f"https://{ONION}", ""),
    ("https://short.onion", ""),  # no resolver is asked for these (RFC 7686)
    ("https://short.onion", TOR),
    ("https://hub.short.onion:8443", ""),
    ("https://onion", ""),
    (f"http://{ONION}", "http://127.0.0.1:3128"),
    ("https://hub.example.org", "socks5://127.0.0.1:9050"),  # looks names up here
    ("https://hub.example.org", "socks4://127.0.0.1:9050"),
    ("https://hub.example.org", "127.0.0.1:9050"),
    ("https://hub.example.org", "socks5h://127.0.0.1"),
    ("https://hub.example.org", "socks5h://127.0.0.1:9050/x"),
]


@pytest.mark.parametrize(("address", "proxy", "base"), GOOD)
def test_an_address(address: str, proxy: str, base: str) -> None:
    way = read_way(address, proxy)
    assert way.base == base
    assert way.secure == base.startswith("https")
    assert way.proxy == ("" if "127.0.0.1" in base or "::1]" in base else proxy) or (
        "db8" in base
    )


@pytest.mark.parametrize(("address", "proxy"), BAD)
def test_no_address(address: str, proxy: str) -> None:
    with pytest.raises(BadInputError) as caught:
        read_way(address, proxy)
    assert "word" not in str(caught.value)


@pytest.mark.parametrize("pin", [b"x", bytes(31), bytes(33)])
def test_no_pin(pin: bytes) -> None:
    with pytest.raises(BadInputError):
        read_way("https://hub.example.org", pin=pin)


def test_a_pin_needs_tls() -> None:
    with pytest.raises(BadInputError):
        read_way("http://127.0.0.1:80", pin=bytes(32))
    assert read_way("https://hub.example.org", pin=bytes(32)).pin == bytes(32)


@given(failed=st.integers(1, 40), asked=st.floats(0, 1e5), luck=st.floats(0, 0.999999))
def test_a_pause_grows_to_a_limit(failed: int, asked: float, luck: float) -> None:
    patience = Patience(first=1, longest=60, chance=lambda: luck)
    pause = patience.pause(failed, asked)
    assert min(asked, 60) <= pause <= 60
    assert pause <= max(2.0 ** (failed - 1), asked)
    assert patience.pause(failed + 1, asked) >= pause


def test_copies_do_not_come_back_at_one_moment() -> None:
    pauses = Counter(round(Patience().pause(5), 3) for _ in range(200))
    assert len(pauses) > 150
    assert all(0 <= chance() < 1 for _ in range(200))


def test_no_secret_is_shown_by_what_holds_one() -> None:
    shown = repr(Caller(bytes(16), b"\x07" * 32))
    shown += repr(Call("GET", "/", 1, {"authorization": "x07"}, b"x07"))
    shown += repr(read_way("https://hub.example.org", "http://x07:x07@p.org:1"))
    assert "x07" not in shown
