"""Recording one entry, durable, beside a bare SQLite commit and a signed git commit."""

import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from measure import Mark, Run, Table, alternate, command, figure, seconds_of, spread

from habeas import app
from habeas.actions.record import open_case, put

PASSPHRASE = "an invented passphrase for measuring"  # noqa: S105 - a throwaway vault
WORDS = "What was seen on that day, in the words of the one who wrote it down. " * 5
OURS, BARE, JOURNAL = "one note recorded", "SQLite commit, WAL", "SQLite commit"
GIT = "signed git commit"
WARM = 20
ROW = 1400  # bytes: an envelope, a sealed body and the tree's nodes


def measure(folder: Path, appends: int) -> Table:
    """Measure so many appends of each in `folder`, in turn."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        place = Path(name)
        os.environ["XDG_STATE_HOME"] = name
        desk = app.create(place / "vault", PASSPHRASE)
        case = open_case(desk, {"title": _text("Measured")}, "bench")
        contenders = {
            OURS: timed(lambda: put(desk, case, "note", {"text": _text(WORDS)})),
            BARE: timed(_commit(place / "wal.db", "WAL")),
            JOURNAL: timed(_commit(place / "journal.db", "DELETE")),
        }
        alternate_quietly(contenders, WARM)
        found = alternate_quietly(contenders, appends)
        if shutil.which("git"):
            found |= alternate({GIT: timed(_git(place / "git"))}, max(5, appends // 20))
        desk.close()
    ours = seconds_of(found[OURS])
    cpu = sorted(run.numbers["cpu"] for run in found[OURS])[appends // 2]
    rows = [
        [
            name,
            spread([run.seconds * 1000 for run in runs], "ms"),
            f"{seconds_of(runs) / ours:.2f}",
        ]
        for name, runs in found.items()
    ]
    return Table(
        "Recording one entry, on the disk when it returns",
        ["", "median (range)", "this ÷ ours"],
        rows,
        f"{appends} of each, in turn (git: fewer, signed with an Ed25519 SSH key,"
        " `core.fsync=all`, `git add` and `git commit`). SQLite with `synchronous=FULL`"
        f" and a row of {ROW} bytes. Ours also seals, grows the tree, signs a head with"
        " Ed25519 and ML-DSA-44, notes that head outside the vault (a second sync), and"
        f" folds it into the pages: {figure(cpu * 1000)} ms of processor time.",
        _marks(found, cpu),
    )


def _marks(found: dict[str, list[Run]], cpu: float) -> list[Mark]:
    ours = seconds_of(found[OURS])
    took, marks = f"{figure(ours * 1000)} ms", []
    for name in (BARE, JOURNAL):
        ratio = ours / seconds_of(found[name])
        because = (
            f"a sync of this disk takes a fraction of a millisecond, and an entry"
            f" {figure(cpu * 1000)} ms of processor time (two signatures, one of them"
            " after quantum computers; sealing; the pages), besides a second sync for"
            " the note outside the vault"
        )
        marks.append(
            Mark(
                "record one entry, durable",
                f"under 3x a bare {name} (synchronous=FULL)",
                took,
                f"{ratio:.2f}x",
                ratio < 3,  # noqa: PLR2004 - the mark
                because,
            )
        )
    if GIT in found:
        ratio = seconds_of(found[GIT]) / ours
        marks.append(
            Mark(
                "record one entry, durable",
                "20x faster than a signed git commit",
                took,
                f"{ratio:.1f}x faster",
                ratio >= 20,  # noqa: PLR2004 - the mark
                "syncs are cheap on this disk, and starting git's programs is most of"
                " its time",
            )
        )
    return marks


def alternate_quietly(
    contenders: dict[str, Callable[[], Run]], runs: int
) -> dict[str, list[Run]]:
    """As `alternate`, for hundreds of runs of milliseconds."""
    found: dict[str, list[Run]] = {name: [] for name in contenders}
    for _ in range(runs):
        for name, contender in contenders.items():
            found[name].append(contender())
    return found


def timed(work: Callable[[], object]) -> Callable[[], Run]:
    """Return a contender that does this once in this process."""

    def run() -> Run:
        began, used = time.perf_counter(), time.process_time()
        work()
        seconds = time.perf_counter() - began
        return Run(seconds, 0, {"cpu": time.process_time() - used})

    return run


def _commit(path: Path, journal: str) -> Callable[[], object]:
    db = sqlite3.connect(path, isolation_level=None)
    db.execute(f"PRAGMA journal_mode = {journal}")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("CREATE TABLE entries (position INTEGER PRIMARY KEY, body BLOB)")
    return lambda: db.execute(
        "INSERT INTO entries (body) VALUES (?)", (os.urandom(ROW),)
    )


def _git(folder: Path) -> Callable[[], object]:
    folder.mkdir()
    key = folder.with_name("key")
    command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key)
    settings = (
        "core.fsync=all",
        "user.name=bench",
        "user.email=bench@example.org",
        "gpg.format=ssh",
        f"user.signingKey={key}.pub",
    )
    git = ["git", "-C", str(folder), *(x for one in settings for x in ("-c", one))]
    command(*git, "init", "-q")

    def commit() -> None:
        with (folder / "log.txt").open("a", encoding="utf-8") as file:
            file.write(WORDS + "\n")
        command(*git, "add", "log.txt")
        command(*git, "commit", "-q", "-S", "-m", "entry")

    return commit


def _text(words: str) -> dict[str, str]:
    return {"lang": "en", "text": words}
