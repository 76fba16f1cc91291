"""Takes the child's rights away, layer by layer, before it sees a byte of a file.

What holds where is said in docs/spec/text.md, section 'The child'. Each layer is best
effort except the resource limits: an old kernel or another system has fewer layers.
"""

import ctypes
import resource
import sys
from collections.abc import Iterable
from pathlib import Path

from habeas.text.landlock import forbid_files
from habeas.text.seccomp import forbid_calls

_SET_PDEATHSIG, _SET_DUMPABLE, _SET_NO_NEW_PRIVS = 1, 4, 38
_SIGKILL = 9
_OPEN_FILES = 64
_READABLE = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/share/fonts")


def limit_resources(memory: int, cpu_seconds: int) -> None:
    """Bound memory (bytes) and processor time; no core dump, no byte to any file."""
    for kind, wanted in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
    ):
        _lower(kind, wanted)
    # One second between them: the parent sees SIGXCPU and can say 'too long'.
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))


def _lower(kind: int, wanted: int) -> None:
    _, hard = resource.getrlimit(kind)
    limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    try:
        resource.setrlimit(kind, (limit, limit))
    except (ValueError, OSError):
        # macOS refuses RLIMIT_AS; every other refusal leaves the child too strong.
        if not (sys.platform == "darwin" and kind == resource.RLIMIT_AS):
            raise


def close_doors() -> tuple[str, ...]:
    """Forbid files, network and programs as far as this system can; say which holds.

    Call it after the parser is imported: libraries cannot be found afterwards except
    under Python's own folders.
    """
    if not sys.platform.startswith("linux"):
        return ()
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
    libc.prctl(_SET_DUMPABLE, 0, 0, 0, 0)
    if libc.prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return ()
    held = (
        ("files", forbid_files(libc, _readable())),
        ("calls", forbid_calls(libc)),
    )
    return tuple(name for name, done in held if done)


def _readable() -> Iterable[str]:
    """Return the folders a lazy import, a codec or a font may still be read from."""
    folders = {sys.prefix, sys.base_prefix, *sys.path, *_READABLE}
    return sorted(folder for folder in folders if folder and Path(folder).is_dir())
