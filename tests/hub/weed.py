"""A real SeaweedFS, from PyPI: in one process, or a process for each part."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from habeas.hub.refusals import HubRefusal
from habeas.hub.s3 import S3Blobs
from tests.hub.servers import free_ports, kill_group, wait_until

_NOTHING_ELSE = ("-s3.port.iceberg=0", "-s3.port.lance=0")  # fixed ports of their own
KEY, SECRET = "an-invented-key", "an-invented-secret"
VOLUMES = ("volume1", "volume2", "volume3")


@dataclass
class Weed:
    """SeaweedFS: one process of it, or a part each."""

    place: Path
    runs: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    words: dict[str, Sequence[str]] = field(default_factory=dict)
    s3: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.s3}"

    def start(self, name: str, words: Sequence[str] | None = None) -> None:
        """Start a part, or start it again as it was."""
        self.words[name] = words or self.words[name]
        with (self.place / f"{name}.log").open("ab") as log:
            self.runs[name] = subprocess.Popen(
                [self.program(), "-logtostderr=true", *self.words[name]],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.place,
                start_new_session=True,
            )

    def program(self) -> str:
        return str(Path(sys.executable).parent / "weed")

    def kill(self, name: str) -> None:
        kill_group(self.runs.pop(name))

    def stop(self) -> None:
        for name in list(self.runs):
            self.kill(name)

    def environment(self) -> dict[str, str]:
        """Return what a program that writes to its S3 is told."""
        return {
            "AWS_ENDPOINT_URL": self.address,
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
        }

    def answers(self) -> bool:
        """Say whether its S3 takes something in and gives it back."""
        blobs, id_ = S3Blobs("s3://blobs", tries=1), os.urandom(32)
        coming = blobs.receive(bytes(16), id_)
        coming.write(id_)
        try:
            coming.keep()
            return b"".join(blobs.read(bytes(16), id_)) == id_
        except HubRefusal:
            return False

    def keys(self) -> str:
        """Write who may do what at its S3, and return where."""
        path = self.place / "s3.json"
        path.write_text(
            '{"identities": [{"name": "hub", "credentials": [{"accessKey": '
            f'"{KEY}", "secretKey": "{SECRET}"}}], '
            '"actions": ["Admin", "Read", "Write", "List"]}]}'
        )
        return str(path)


def one_weed(place: Path) -> Weed:
    """Start SeaweedFS in one process."""
    weed = Weed(place)
    master, volume, filer, weed.s3 = free_ports(4)
    (place / "data").mkdir()
    weed.start(
        "all",
        [
            *("server", f"-dir={place / 'data'}", "-ip=127.0.0.1", "-s3", "-filer"),
            f"-master.port={master}",
            f"-volume.port={volume}",
            f"-filer.port={filer}",
            f"-s3.port={weed.s3}",
            f"-s3.config={weed.keys()}",
            "-master.volumeSizeLimitMB=64",
            "-volume.max=60",
            *("-master.telemetry=false", "-master.peers=none", *_NOTHING_ELSE),
        ],
    )
    return weed


def started(new_place: Callable[[], Path]) -> Weed:
    """Return one that answers; a port may be taken while it starts.

    Raises:
        TimeoutError: it never answers, with the end of what it said.
    """
    said = ""
    for _attempt in range(3):
        weed = one_weed(new_place())
        with pytest.MonkeyPatch.context() as patched, suppress(TimeoutError):
            for name, value in weed.environment().items():
                patched.setenv(name, value)
            wait_until(weed.answers, 40)
            return weed
        weed.stop()
        said = (weed.place / "all.log").read_text(errors="replace")[-3000:]
        shutil.rmtree(weed.place)
    raise TimeoutError(said)


def many_weeds(place: Path) -> Weed:
    """Start a master, three volume servers and a filer; two hold each file (001)."""
    weed = Weed(place)
    master, filer, weed.s3, *volumes = free_ports(6)
    here = ("-ip=127.0.0.1", f"-master=127.0.0.1:{master}")
    for name in ("master", "filer", *VOLUMES):
        (place / name).mkdir()
    weed.start(
        "master",
        [
            *("master", "-ip=127.0.0.1", f"-port={master}", "-telemetry=false"),
            *(f"-mdir={place / 'master'}", "-defaultReplication=001"),
            *("-volumeSizeLimitMB=64", "-peers=none"),
        ],
    )
    for name, port in zip(VOLUMES, volumes, strict=True):
        words = ["volume", *here, f"-port={port}", f"-dir={place / name}", "-max=60"]
        weed.start(name, words)
    weed.start(
        "filer",
        [
            *("filer", *here, f"-port={filer}", f"-defaultStoreDir={place / 'filer'}"),
            *("-s3", f"-s3.port={weed.s3}", f"-s3.config={weed.keys()}"),
            *_NOTHING_ELSE,
        ],
    )
    return weed
