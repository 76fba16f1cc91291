"""The door: who is spoken to, by which way, and what others see of it."""

import gc
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from habeas.crypto.certificates import public_key_hash
from habeas.sync.refusals import UnreachableError, UntrustedError
from tests.sync.certificates import Shown, shown
from tests.sync.copy import ONCE, Copy, head_of, listening, pump, reply
from tests.sync.socks import DOMAIN, Socks

ONION = "a" * 56 + ".onion"
LEFT_OPEN = pytest.mark.filterwarnings(
    # httpcore leaves a connection on which SOCKS failed to the collector of garbage
    "ignore::pytest.PytestUnraisableExceptionWarning"
)
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names that this machine is asked to look up."""
    found: list[str] = []
    real = socket.getaddrinfo

    def look(host: str, *args: object, **kwargs: object) -> object:
        found.append(host)
        return real("127.0.0.1", *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", look)
    return found


def names(looked_up: list[str]) -> list[str]:
    return [one for one in looked_up if one not in {"127.0.0.1", b"127.0.0.1"}]


def near(copy: Copy, socks: int, base: str, user: str = "") -> Copy:
    return copy.at(base, proxy=f"socks5h://{user}127.0.0.1:{socks}", patience=ONCE)


def test_tor_looks_up_the_name_and_this_machine_does_not(
    copy: Copy, looked_up: list[str]
) -> None:
    socks = Socks(int(copy.base.rpartition(":")[2]))
    with listening(socks.serve) as port:
        far = near(copy, port, f"http://{ONION}")
        assert far.ask(lambda hub: hub.info()).name == copy.known.name
    assert socks.asked == [(DOMAIN, ONION.encode(), 80)]
    assert names(looked_up) == []


def test_a_name_and_a_password_keep_a_circuit_apart(copy: Copy) -> None:
    socks = Socks(int(copy.base.rpartition(":")[2]))
    with listening(socks.serve) as port:
        for user in ("one", "two"):
            far = near(copy, port, f"http://{ONION}", f"{user}:x@")
            far.ask(lambda hub: hub.info())
    assert socks.users == [b"one", b"two"]


@LEFT_OPEN
@pytest.mark.parametrize("code", [b"\x01", b"\x05", b"\xff"])
def test_a_proxy_that_makes_no_connection(code: bytes, copy: Copy) -> None:
    socks = Socks(1, refuses=code)
    with listening(socks.serve) as port:
        far = near(copy, port, f"http://{ONION}", "secret-user:secret-word@")
        with pytest.raises(UnreachableError) as caught:
            far.ask(lambda hub: hub.info())
    assert "secret" not in str(caught.value)
    assert "secret" not in repr(far.way)
    del caught
    gc.collect()


@LEFT_OPEN
@pytest.mark.parametrize("bytes_", [b"HTTP/1.1 400 no socks\r\n\r\n", b"\x05", b""])
def test_a_proxy_that_is_none(bytes_: bytes, copy: Copy) -> None:
    def serve(connection: socket.socket) -> None:
        connection.recv(100)
        connection.sendall(bytes_)

    with listening(serve) as port:
        far = near(copy, port, f"http://{ONION}")
        with pytest.raises(UnreachableError):
            far.ask(lambda hub: hub.info())
    gc.collect()


def test_a_proxy_sees_a_name_and_nothing_of_what_is_said(
    copy: Copy, tmp_path: Path, looked_up: list[str]
) -> None:
    key = Ed25519PrivateKey.generate()
    cert = shown(tmp_path, key)
    with tls(copy, cert) as (port, _):
        socks = Socks(port)
        with listening(socks.serve) as proxy:
            far = near(copy, proxy, "https://hub.example.org")
            far.pin = public_key_hash(cert.der)
            assert far.ask(lambda hub: hub.info()).keys == copy.hub_keys
    assert socks.asked == [(DOMAIN, b"hub.example.org", 443)]
    assert socks.passed == [b"\x16"]  # a TLS handshake
    assert names(looked_up) == []


def test_a_proxy_of_a_firm_makes_a_tunnel(copy: Copy, tmp_path: Path) -> None:
    cert = shown(tmp_path, Ed25519PrivateKey.generate())
    heads: list[bytes] = []
    with tls(copy, cert) as (port, _):

        def serve(connection: socket.socket) -> None:
            heads.append(head_of(connection).split(b"\r\n")[0])
            with socket.create_connection(("127.0.0.1", port)) as there:
                connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                pump(connection, there)

        with listening(serve) as proxy:
            far = copy.at("https://hub.example.org:8443")
            far.proxy = f"http://127.0.0.1:{proxy}"
            far.pin = public_key_hash(cert.der)
            assert far.ask(lambda hub: hub.info()).keys == copy.hub_keys
    assert heads == [b"CONNECT hub.example.org:8443 HTTP/1.1"]


def test_a_proxy_of_a_firm_that_says_no(copy: Copy) -> None:
    def serve(connection: socket.socket) -> None:
        head_of(connection)
        connection.sendall(reply("407 Proxy Authentication Required", b""))

    with listening(serve) as proxy:
        far = copy.at("https://hub.example.org", patience=ONCE)
        far.proxy = f"http://127.0.0.1:{proxy}"
        with pytest.raises(UnreachableError, match="proxy"):
            far.ask(lambda hub: hub.info())


def test_what_the_environment_says_of_proxies_counts_for_nothing(
    copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in PROXIES:
        for spelling in (name, name.lower()):
            monkeypatch.setenv(spelling, "http://127.0.0.1:1")
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere")
    assert copy.ask(lambda hub: hub.info()).name == copy.known.name


def test_a_hub_on_this_device_is_reached_without_the_proxy(copy: Copy) -> None:
    here = copy.at(copy.base, proxy="socks5h://127.0.0.1:1")
    assert here.ask(lambda hub: hub.info()).name == copy.known.name


@contextmanager
def tls(copy: Copy, cert: Shown) -> Iterator[tuple[int, list[bytes]]]:
    """Serve the hub behind TLS; yield the port, and what came through."""
    came: list[bytes] = []

    def serve(connection: socket.socket) -> None:
        with cert.context.wrap_socket(connection, server_side=True) as inside:
            head = head_of(inside)
            came.append(head)
            with socket.create_connection(
                ("127.0.0.1", int(copy.base.rpartition(":")[2]))
            ) as hub:
                hub.sendall(head.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n"))
                while piece := hub.recv(65536):
                    inside.sendall(piece)

    with listening(serve) as port:
        yield port, came


def test_a_certificate_that_no_authority_signed_is_not_spoken_to(
    copy: Copy, tmp_path: Path
) -> None:
    cert = shown(tmp_path, Ed25519PrivateKey.generate())
    with tls(copy, cert) as (port, came):
        far = copy.at(f"https://127.0.0.1:{port}")
        with pytest.raises(UntrustedError, match="can not show") as caught:
            far.ask(lambda hub: hub.access(far.reader))
    assert came == []
    assert "Nothing was sent" in str(caught.value)


def test_an_authority_of_the_system_counts_for_nothing(
    copy: Copy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cert = shown(tmp_path, Ed25519PrivateKey.generate())
    own = tmp_path / "system.pem"
    own.write_text(ssl.DER_cert_to_PEM_cert(cert.der))
    monkeypatch.setenv("SSL_CERT_FILE", str(own))
    with tls(copy, cert) as (port, came):
        far = copy.at(f"https://127.0.0.1:{port}")
        with pytest.raises(UntrustedError):
            far.ask(lambda hub: hub.info())
    assert came == []


def test_a_pinned_key_counts_and_no_name_day_or_authority(
    copy: Copy, tmp_path: Path
) -> None:
    key = Ed25519PrivateKey.generate()
    first, renewed = shown(tmp_path, key), shown(tmp_path, key, "else", 2021)
    pin = public_key_hash(first.der)
    for cert in (first, renewed):
        with tls(copy, cert) as (port, _):
            far = copy.at(f"https://127.0.0.1:{port}", pin=pin)
            assert far.ask(lambda hub: hub.info()).name == copy.known.name


def test_another_key_than_the_pinned_one_is_told_nothing(
    copy: Copy, tmp_path: Path
) -> None:
    cert = shown(tmp_path, Ed25519PrivateKey.generate())
    pin = bytes(31) + b"\x01"
    with tls(copy, cert) as (port, came):
        far = copy.at(f"https://127.0.0.1:{port}", pin=pin)
        with pytest.raises(UntrustedError):
            far.ask(lambda hub: hub.access(far.reader))
    assert came == []


def test_what_is_no_certificate_has_no_hash() -> None:
    assert public_key_hash(b"") == public_key_hash(b"no certificate") == b""


def test_who_speaks_no_tls_is_not_spoken_to(copy: Copy) -> None:
    near_ = copy.at(copy.base.replace("http:", "https:"), patience=ONCE)
    with pytest.raises(UnreachableError, match="could not be reached"):
        near_.ask(lambda hub: hub.info())


def test_a_proxy_that_cannot_be_opened(
    copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> object:
        raise ValueError

    monkeypatch.setattr(httpx, "AsyncHTTPTransport", refuse)
    with pytest.raises(UnreachableError, match="proxy"):
        copy.ask(lambda hub: hub.info())
