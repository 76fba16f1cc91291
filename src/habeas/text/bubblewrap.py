"""Bubblewrap, where the system has it: the child sees an almost empty machine.

Its own file system, network, processes and users, beside what the child itself gives
up (habeas.text.sandbox). Where bubblewrap is missing, or the system forbids it to work,
the child starts without it.
"""

import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

_PLACES = ("/usr/bin/bwrap", "/bin/bwrap", "/usr/local/bin/bwrap")
"""Fixed: what a person's own search path says is not asked."""
_SYSTEM = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/share/fonts")
_LOADER = "/etc/ld.so.cache"
_PATIENCE = 10
_ALONE = (
    *("--unshare-all", "--die-with-parent", "--clearenv"),
    *("--cap-drop", "ALL", "--chdir", "/"),
)


def wrapped(command: Sequence[str]) -> list[str]:
    """Return the command as bubblewrap runs it, or as it is where that cannot be."""
    return [*_before(), *command]


@cache
def _before() -> tuple[str, ...]:
    """Return what stands before the command; tried once in each run of the program."""
    for place in _PLACES:
        before = (place, *_ALONE, *_bound(), "--remount-ro", "/", "--")
        if Path(place).is_file() and _works([*before, sys.executable, "-I", "-c", ""]):
            return before
    return ()


def _works(command: Sequence[str]) -> bool:
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter, fixed arguments
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={},
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _bound() -> list[str]:
    """Return the arguments that show Python and the system's libraries, to be read."""
    python = str(Path(sys.executable).resolve().parent)
    folders = {sys.prefix, sys.base_prefix, python, *sys.path, *_SYSTEM}
    shown = sorted(one for one in folders if one and Path(one).is_dir())
    found = ["--ro-bind-try", _LOADER, _LOADER]
    for one in shown:  # a folder before what lies in it
        found += ["--ro-bind", one, one]
    return found
