"""The peers: restic and Borg, where they are installed, each with a new repository.

What a run leaves is removed at the end of the whole measurement, never between runs:
file systems are slow for minutes where thousands of files were just removed.
"""

import shutil
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from measure import Run, command

PASSWORD = "an invented password for measuring"  # noqa: S105 - throwaway repositories
NUMBERS = count()


@dataclass(frozen=True)
class Repository:
    """A repository of one peer, and how it is told what to do."""

    tool: str
    folder: Path
    env: dict[str, str]

    def backup(self, source: Path) -> Run:
        """Take in a file or a folder; durable when it returns."""
        if self.tool == "restic":
            return self._restic("backup", "--quiet", source)
        return command("borg", "create", f"{self.folder}::one", source, env=self.env)

    def check(self) -> Run:
        """Check every byte."""
        if self.tool == "restic":
            return self._restic("check", "--quiet", "--read-data")
        return command("borg", "check", "--verify-data", self.folder, env=self.env)

    def _restic(self, *parts: str | Path) -> Run:
        return command("restic", "--repo", self.folder, *parts, env=self.env)


def installed() -> list[str]:
    """Return which peers are on this machine."""
    return [tool for tool in ("restic", "borg") if shutil.which(tool)]


def missing() -> str:
    """Say which peers are not on this machine."""
    lacking = [tool for tool in ("restic", "borg") if not shutil.which(tool)]
    return f" Not installed here: {', '.join(lacking)}." if lacking else ""


def repository(tool: str, place: Path) -> Repository:
    """Make a new repository, encrypted as its manual proposes."""
    folder = place / f"{tool}{next(NUMBERS)}"
    env = {
        "RESTIC_PASSWORD": PASSWORD,
        "RESTIC_CACHE_DIR": str(place / "restic-cache"),
        "BORG_PASSPHRASE": PASSWORD,
        "BORG_BASE_DIR": str(place / "borg-base"),
        "BORG_DISPLAY_PASSPHRASE": "no",
    }
    made = Repository(tool, folder, env)
    if tool == "restic":
        command("restic", "--repo", folder, "init", "--quiet", env=env)
    else:
        command("borg", "--critical", "init", "-e", "repokey-blake2", folder, env=env)
    return made
