"""Hosts in network namespaces: a line that is cut, in one exchange or for a while."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from habeas.actions.desk import Desk
from habeas.actions.documents import add_file
from habeas.clock import SystemClock
from habeas.crypto.certificates import public_key_hash
from habeas.hub.folder import create_hub, invite, open_hub
from habeas.vault.hubs import KnownHub, keep_hub
from tests.actions.copies import Copies
from tests.hub.conftest import ROOMY
from tests.sync.certificates import shown

IP = shutil.which("ip")
HUB, PORT = "10.83.0.1", 8443
MEGABYTES = 3
ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.timeout(300)


def ip(*words: str) -> None:
    subprocess.run([str(IP), *words], check=True, capture_output=True)


@dataclass
class Network:
    """A hub and two copies, each a host with a line of its own to the hub."""

    name: str

    def begin(self) -> None:
        for host in ("hub", "ann", "bob"):
            ip("netns", "add", f"{self.name}-{host}")
            self.within(host, "link", "set", "lo", "up")
        self.within("hub", "addr", "add", f"{HUB}/32", "dev", "lo")
        for number, host in enumerate(("ann", "bob"), 1):
            hub = f"{self.name}-hub"
            there = ("peer", "name", host, "netns", hub)
            self.within(host, "link", "add", "line", "type", "veth", *there)
            self.within(host, "addr", "add", f"10.83.{number}.2/24", "dev", "line")
            self.within("hub", "addr", "add", f"10.83.{number}.1/24", "dev", host)
            self.within("hub", "link", "set", host, "up")
            self.within(host, "link", "set", "line", "up")
            self.route(host, number)

    def route(self, host: str, number: int) -> None:
        self.within(host, "route", "replace", HUB, "via", f"10.83.{number}.1")

    def end(self) -> None:
        for host in ("hub", "ann", "bob"):
            subprocess.run(
                [str(IP), "netns", "del", f"{self.name}-{host}"],
                check=False,
                capture_output=True,
            )

    def within(self, host: str, *words: str) -> None:
        ip("-n", f"{self.name}-{host}", *words)

    def cut(self, host: str) -> None:
        """Cut the line at the hub's end: whoever sends there hears nothing more."""
        self.within("hub", "link", "set", host, "down")

    def heal(self, host: str) -> None:
        self.within("hub", "link", "set", host, "up")

    def slow(self, host: str, rate: str) -> None:
        words = ("tc", "qdisc", "replace", "dev", "line", "root", "tbf", "rate", rate)
        more = ("burst", "16kb", "latency", "400ms")
        subprocess.run(
            [str(IP), "netns", "exec", f"{self.name}-{host}", *words, *more], check=True
        )

    def fast(self, host: str) -> None:
        words = ("tc", "qdisc", "del", "dev", "line", "root")
        subprocess.run(
            [str(IP), "netns", "exec", f"{self.name}-{host}", *words], check=True
        )

    def run(self, host: str, *words: str) -> subprocess.Popen[str]:
        command = [str(IP), "netns", "exec", f"{self.name}-{host}", sys.executable]
        return subprocess.Popen(
            [*command, "-m", "tests.copying.host", *words],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )


@pytest.fixture
def network() -> Iterator[Network]:
    if not (IP and hasattr(os, "geteuid") and os.geteuid() == 0):
        pytest.skip("Network namespaces need the program ip, and to be root.")
    made = Network(f"habeas-{os.getpid()}")
    try:
        made.begin()
    except subprocess.CalledProcessError as error:
        made.end()
        pytest.skip(f"This machine makes no network namespaces: {error.stderr!r}")
    yield made
    made.end()


@dataclass
class Hosts:
    """A case that Ann and Bob share, with a hub that both know."""

    network: Network
    folder: Path
    case: str

    def begin_sync(self, who: str, note: str = "") -> subprocess.Popen[str]:
        more = (note,) if note else ()
        return self.network.run(who, "sync", str(self.folder / who), self.case, *more)

    def sync(self, who: str, note: str = "") -> dict[str, Any]:
        return ended(self.begin_sync(who, note))


def ended(run: subprocess.Popen[str]) -> dict[str, Any]:
    out, _ = run.communicate(timeout=120)
    assert run.returncode == 0
    told: dict[str, Any] = json.loads(out)
    return told


@pytest.fixture
def hosts(
    network: Network, new_desk: Callable[[str], Desk], tmp_path: Path
) -> Iterator[Hosts]:
    clock, copies = SystemClock(), Copies(new_desk)
    cert = shown(tmp_path, Ed25519PrivateKey.generate())
    create_hub(tmp_path / "hub", "hub.example.org")
    with open_hub(tmp_path / "hub") as hub:
        known = KnownHub(
            f"https://{HUB}:{PORT}",
            hub.name,
            hub.keys.ed25519_public,
            hub.keys.mldsa44_public,
            public_key_hash(cert.der),
            invite(hub, ROOMY, int(clock.now().timestamp())),
        )
    copies.begin()
    bob = copies.enter("bob")
    keep_hub(copies.desks["ann"].vault, bytes.fromhex(copies.case), known)
    keep_hub(bob.vault, bytes.fromhex(copies.case), replace(known, invitation=""))
    film = tmp_path / "film.bin"
    film.write_bytes(os.urandom(MEGABYTES * 1024 * 1024))
    add_file(bob, copies.case, film)
    for desk in copies.desks.values():
        desk.close()
    certificate = next(tmp_path.glob("*.pem"))
    words = (str(tmp_path / "hub"), str(certificate), HUB, str(PORT))
    with ExitStack() as stack:
        run = network.run("hub", "hub", *words)
        stack.callback(run.communicate)
        stack.callback(run.kill)
        made = Hosts(network, tmp_path, copies.case)
        wait_for_hub(made)
        yield made


def wait_for_hub(hosts: Hosts) -> None:
    """Ask until the hub answers: it is in another network than this test."""
    probe = "import socket, sys; socket.create_connection((sys.argv[1], sys.argv[2]))"
    words = ["netns", "exec", f"{hosts.network.name}-ann", sys.executable, "-c", probe]
    for _ in range(300):
        done = subprocess.run(
            [str(IP), *words, HUB, str(PORT)], check=False, capture_output=True
        )
        if done.returncode == 0:
            return
        time.sleep(0.1)
    raise AssertionError("the hub did not answer")


def test_a_line_that_was_cut_loses_nothing_and_doubles_nothing(hosts: Hosts) -> None:
    network = hosts.network
    assert hosts.sync("ann", "before") == {
        "faults": [],
        "notes": ["before"],
        "files_missing": 0,
    }
    # Bob's line is slow, and is cut while his film travels.
    network.slow("bob", "8mbit")
    run = hosts.begin_sync("bob", "from Bob")
    wait_until_it_travels(network)
    network.cut("bob")
    assert ended(run)["faults"] == ["UnreachableError"]
    # As long as it is cut both go on alone, and Ann goes on with the hub.
    assert hosts.sync("bob", "alone")["faults"] == ["UnreachableError"]
    assert hosts.sync("ann", "meanwhile")["faults"] == []
    network.heal("bob")
    network.route("bob", 2)
    network.fast("bob")
    every = ["alone", "before", "from Bob", "meanwhile"]
    assert hosts.sync("bob") == {"faults": [], "notes": every, "files_missing": 0}
    assert hosts.sync("ann") == {"faults": [], "notes": every, "files_missing": 0}
    assert films(hosts) == 1


def wait_until_it_travels(network: Network) -> None:
    """Wait until a megabyte of the film has left Bob's host."""
    for _ in range(600):
        words = ["-n", f"{network.name}-bob", "-j", "-s", "link", "show", "line"]
        told = subprocess.run([str(IP), *words], check=True, capture_output=True)
        if json.loads(told.stdout)[0]["stats64"]["tx"]["bytes"] > 1024 * 1024:
            return
        time.sleep(0.05)
    raise AssertionError("nothing travelled")


def films(hosts: Hosts) -> int:
    """Return how many blobs of the size of the film the hub keeps."""
    found = (one for one in (hosts.folder / "hub").rglob("*") if one.is_file())
    return sum(one.stat().st_size > MEGABYTES * 1024 * 1024 for one in found)
