"""What a parser that a file has taken over can still do: nothing that leaves it.

Each attempt runs in a process of its own that first gives up its rights as the child
does, and then prints what became of it.
"""

import subprocess
import sys
from pathlib import Path

import pytest

CLOSE = """
import sys, os, socket, ctypes
from habeas.text.sandbox import close_doors, limit_resources
limit_resources(1 << 30, 5)
held = close_doors()
def attempt():
    {attempt}
try:
    attempt()
except (OSError, MemoryError, RuntimeError) as error:
    print("refused", type(error).__name__)
else:
    print("done")
"""

linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"),
    reason="Landlock and seccomp are Linux; elsewhere only the limits hold.",
)

ESCAPES = {
    "write a file": "open({folder!r} + '/new', 'w').write('x')",
    "make an empty file": "os.open({folder!r} + '/new', os.O_CREAT | os.O_WRONLY)",
    "append to a file": "open({folder!r} + '/old', 'a').write('x')",
    "empty a file": "os.truncate({folder!r} + '/old', 0)",
    "delete a file": "os.unlink({folder!r} + '/old')",
    "rename a file": "os.rename({folder!r} + '/old', {folder!r} + '/new')",
    "make a folder": "os.mkdir({folder!r} + '/new')",
    "make a link": "os.symlink('/etc', {folder!r} + '/new')",
    "make a file public": "os.chmod({folder!r} + '/old', 0o777)",
    "read a file": "open({folder!r} + '/old').read()",
    "list a folder": "os.listdir({folder!r})",
    "read the password list": "open('/etc/passwd').read()",
    "read the parent's memory": "open(f'/proc/{{os.getppid()}}/mem', 'rb')",
    "open a TCP socket": "socket.socket()",
    "open a UDP socket": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
    "open a local socket": "socket.socket(socket.AF_UNIX)",
    "make a pair of sockets": "socket.socketpair()",
    "start a program": "os.execv('/bin/true', ['true'])",
    "start a process": "os.fork()",
    "start a shell": "__import__('subprocess').run('true', shell=True)",
    "start a thread": "__import__('threading').Thread(target=print).start()",
    "stop another process": "os.kill(os.getppid(), 0)",
    "take much memory": "bytearray(2 << 30)",
    "raise its own limits": (
        "resource = __import__('resource');"
        " resource.prlimit(0, resource.RLIMIT_FSIZE, (-1, -1))"
        " if os.getuid() else open('/etc/passwd')"
    ),
}

STILL = {
    "import a module": "__import__('wave')",
    "use an old encoding": "b'x'.decode('cp866')",
    "use memory": "bytearray(100 << 20)",
}


def _try(attempt: str, folder: Path) -> str:
    (folder / "old").write_text("old")
    script = CLOSE.replace("{attempt}", attempt.format(folder=str(folder)))
    done = subprocess.run(
        [sys.executable, "-I", "-B", "-c", script],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    return done.stdout or f"died {done.returncode} {done.stderr}"


@linux
@pytest.mark.parametrize("name", ESCAPES)
def test_an_escape_is_refused(name: str, tmp_path: Path) -> None:
    assert _try(ESCAPES[name], tmp_path).startswith("refused")
    assert [found.name for found in tmp_path.iterdir()] == ["old"]
    assert (tmp_path / "old").read_text() == "old"


@pytest.mark.parametrize("name", STILL)
def test_what_a_parser_needs_still_works(name: str, tmp_path: Path) -> None:
    assert _try(STILL[name], tmp_path) == "done\n"


@linux
def test_the_same_attempts_succeed_outside(tmp_path: Path) -> None:
    """Else the table above would prove nothing."""
    (tmp_path / "old").write_text("old")
    script = (
        f"import os, socket; {ESCAPES['make a folder'].format(folder=str(tmp_path))}"
    )
    subprocess.run([sys.executable, "-I", "-c", script], check=True)
    assert (tmp_path / "new").is_dir()
