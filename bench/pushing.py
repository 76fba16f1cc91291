"""New records to another copy: ours by a hub, and signed commits by a git server."""

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from copies import Place, note, whole
from hubs import NAME, served
from measure import Mark, Run, Table, command, figure, load, say, seconds_of, spread
from recording import timed

from habeas.actions.desk import Desk
from habeas.actions.members import share
from habeas.actions.record import put
from habeas.hub.folder import create_hub

MANY = 500
_OURS, _GIT = "Habeas", "git"
_WAIT_SECONDS = 10.0


@dataclass
class Git:
    """Two clones of one repository on a server, and the key that signs commits."""

    folder: Path
    address: str

    def __post_init__(self) -> None:
        self._key = self.folder / "key"
        command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self._key)
        public = self._key.with_suffix(".pub").read_text("utf-8")
        signers = self.folder / "signers"
        signers.write_text(f"bench@example.org {public}", "utf-8")
        self._settings = (
            *("core.fsync=all", "transfer.fsckObjects=true", "gc.auto=0"),
            *("user.name=bench", "user.email=bench@example.org", "gpg.format=ssh"),
            f"user.signingKey={self._key}.pub",
            f"gpg.ssh.allowedSignersFile={signers}",
        )
        self._number = 0
        self.git("ann", "init", "-q", "-b", "main")
        self.git("ann", "remote", "add", "origin", self.address)
        self.record(1)
        self.push()
        command("git", "clone", "-q", self.address, self.folder / "bob")

    def git(self, who: str, *words: str) -> Run:
        """Run git in a clone."""
        place = self.folder / who
        place.mkdir(exist_ok=True)
        more = (x for one in self._settings for x in ("-c", one))
        return command("git", "-C", place, *more, *words)

    def record(self, count: int) -> None:
        """Write each record as a file, in a signed commit of its own."""
        for _ in range(count):
            self._number += 1
            text = note(self._number).fields["text"]["text"]
            name = f"{self._number}.txt"
            (self.folder / "ann" / name).write_text(text, "utf-8")
            self.git("ann", "add", name)
            self.git("ann", "commit", "-q", "-S", "-m", "entry")

    def push(self) -> Run:
        """Send what the server lacks."""
        return self.git("ann", "push", "-q", "-u", "origin", "main")

    def pull(self) -> Run:
        """Fetch it, check the newest signature and all objects, and write the files."""
        return self.git("bob", "pull", "-q", "--ff-only", "--verify-signatures")


@contextmanager
def git_server(folder: Path) -> Iterator[str]:
    """Serve an empty repository by git's own protocol, and yield its address."""
    repository = folder / "server" / "case.git"
    command("git", "init", "-q", "--bare", "-b", "main", repository)
    command("git", "-C", repository, "config", "core.fsync", "all")
    command("git", "-C", repository, "config", "transfer.fsckObjects", "true")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    words = ["git", "daemon", "--listen=127.0.0.1", f"--port={port}", "--export-all"]
    words += [
        "--reuseaddr",
        "--enable=receive-pack",
        f"--base-path={folder / 'server'}",
    ]
    with subprocess.Popen(words, stderr=subprocess.DEVNULL) as run:
        try:
            _wait_for(port)
            yield f"git://127.0.0.1:{port}/case.git"
        finally:
            run.terminate()


def _wait_for(port: int) -> None:
    end = time.monotonic() + _WAIT_SECONDS
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("git daemon does not answer")


def measure(folder: Path, runs: int) -> Table:
    """Measure one record and many, sent and fetched, in turn."""
    found: dict[tuple[int, str, str], list[Run]] = {}
    with tempfile.TemporaryDirectory(dir=folder) as name:
        os.environ["XDG_STATE_HOME"] = name  # this machine need not remember it
        create_hub(Path(name) / "hub", NAME)
        with (
            served(Path(name) / "hub") as (port, _pid),
            git_server(Path(name)) as address,
        ):
            place = Place(Path(name), f"http://127.0.0.1:{port}")
            ann = place.desk("ann's")
            case = place.begin(ann)
            share(ann, case, "Ann", "laptop")
            desks = ann, place.enter(ann, case, "bob's")
            git = Git(Path(name), address)
            for turn in range(runs):
                for count in (1, MANY):
                    _ours(desks, case, count, found)
                    _gits(git, count, found)
                    say(f"run {turn + 1}: {count} sent and fetched")
            for desk in desks:
                desk.close()
    return _table(found, runs)


def _ours(
    desks: tuple[Desk, Desk],
    case: str,
    count: int,
    found: dict[tuple[int, str, str], list[Run]],
) -> None:
    for number in range(count):
        put(desks[0], case, "note", note(number).fields)
    for way, desk in zip(("sent", "fetched"), desks, strict=True):
        run = timed(lambda desk=desk: whole(desk, case))()  # type: ignore[misc]
        found.setdefault((count, way, _OURS), []).append(run)


def _gits(git: Git, count: int, found: dict[tuple[int, str, str], list[Run]]) -> None:
    git.record(count)
    found.setdefault((count, "sent", _GIT), []).append(git.push())
    found.setdefault((count, "fetched", _GIT), []).append(git.pull())


def _words(count: int) -> str:
    return "one new record" if count == 1 else f"{count} new records"


def _table(found: dict[tuple[int, str, str], list[Run]], runs: int) -> Table:
    rows, marks = [], list[Mark]()
    for (count, way, name), kept in found.items():
        other = found[count, way, _OURS]
        ratio = seconds_of(kept) / seconds_of(other)
        used = min(run.numbers["cpu"] for run in kept)
        rows.append(
            [
                f"{_words(count)} {way}: {name}",
                spread([run.seconds * 1000 for run in kept], "ms"),
                f"{figure(used * 1000)} ms",
                f"{ratio:.2f}",
            ]
        )
        if name == _GIT:
            marks.append(
                Mark(
                    f"{_words(count)} {way}",
                    "faster than git, signed commits",
                    f"{figure(seconds_of(other) * 1000)} ms",
                    f"{ratio:.2f}x faster",
                    ratio > 1,
                    f"measured while the load was {load()}",
                )
            )
    return Table(
        "Against git: the same records as files in signed commits",
        ("", "median (range)", "processor time, least", "this ÷ ours"),
        rows,
        f"{runs} runs, in turn, over loopback: ours by a hub (HTTP, SQLite), git by"
        " `git daemon`. Each record was saved, signed and synced alone, before; only"
        " sending and fetching are timed. git with `core.fsync=all` and"
        " `transfer.fsckObjects`; `git pull --verify-signatures` checks the newest"
        " signature alone, as ours checks that of the newest head, and writes files;"
        " ours opens each entry and folds it into the pages and the search, and the hub"
        " cosigns. git starts programs, ours is one that runs; processor time is that"
        " of the client alone.",
        marks,
    )
