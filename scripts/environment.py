"""Habeas's own environment: set up once, found again at once.

The standard library alone, because it runs before anything is installed. It never
touches the system's Python: everything goes to .venv in the checkout, or, where the
checkout cannot be written to, to the user's cache folder. A stamp in the environment
says what it was set up from, so that the next start neither asks the network nor waits.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
import venv
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STAMP = "habeas-setup.json"
PATIENCE = 300.0
"""Seconds for apt-get: without a network it would try for long."""


class StopError(Exception):
    """What went wrong and what to do next, for the person at the keyboard."""


def say(line: str) -> None:
    """Tell the person in one line; standard output belongs to the command."""
    print(f"habeas: {line}", file=sys.stderr, flush=True)


def environment_folder() -> Path:
    """Return where the environment lives: the checkout if it can be written to."""
    if os.access(ROOT, os.W_OK):
        return ROOT / ".venv"
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    name = hashlib.sha256(bytes(ROOT)).hexdigest()[:16]
    return Path(cache) / "habeas" / name / "venv"


def digest() -> str:
    """Return what an environment depends on, as one hash."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    told = json.dumps([project, sys.version_info[:2], str(ROOT)], sort_keys=True)
    return hashlib.sha256((ROOT / "uv.lock").read_bytes() + told.encode()).hexdigest()


def installed(env: Path) -> set[str]:
    """Return the groups that this environment holds, none if it is out of date."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        stamp = json.loads((env / STAMP).read_text("utf-8"))
        if stamp["digest"] == digest() and python_in(env).exists():
            return set(stamp["groups"])
    return set()


def python_in(env: Path) -> Path:
    """Return the environment's own Python."""
    return env / "bin" / "python"


def prepare(*wanted: str) -> Path:
    """Return the environment's Python, with these groups installed.

    Raises:
        StopError: it could not be set up.
    """
    env = environment_folder()
    groups = {"start", *wanted}
    if groups <= installed(env):
        return python_in(env)
    with one_at_a_time():
        held = installed(env)
        if not groups <= held:
            say(f"setting up its own environment in {env} (once; takes a minute) ...")
            install(env, sorted(groups | held))
            say("ready.")
    return python_in(env)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let a second `./run` wait for the first; the lock dies with its process."""
    with (ROOT / "uv.lock").open("rb") as file:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def install(env: Path, groups: list[str]) -> None:
    """Fill the environment and stamp it last, so that a broken try is repeated.

    All of it is compiled, once: a child that reads a document may write nothing, and
    would compile its parser for each document anew.
    """
    (env / STAMP).unlink(missing_ok=True)
    if not (shutil.which("uv") and install_with_uv(env, groups)):
        install_with_pip(env, groups)
    compile_ours(env)
    stamp = json.dumps({"digest": digest(), "groups": groups})
    (env / STAMP).write_text(stamp, "utf-8")


def compile_ours(env: Path) -> None:
    """Compile what changed in the checkout, where that can be written to."""
    compiler = [str(python_in(env)), "-I", "-m", "compileall", "-q"]
    call([*compiler, str(ROOT / "src")], quiet=True)


def install_with_uv(env: Path, groups: list[str]) -> bool:
    """Install exactly what uv.lock says; say so and return False if uv cannot."""
    extra = [f"--group={group}" for group in groups if group != "start"]
    if not works(env):
        extra.append(f"--python={sys.executable}")
    sync = ["uv", "sync", "--quiet", "--frozen", "--inexact", "--no-default-groups"]
    sync.append("--compile-bytecode")  # as pip does
    if call([*sync, *extra], UV_PROJECT_ENVIRONMENT=str(env), VIRTUAL_ENV="") == 0:
        return True
    say("uv could not do it; trying pip.")
    return False


def install_with_pip(env: Path, groups: list[str]) -> None:
    """Install the hashed requirements, then the project itself without any other.

    Raises:
        StopError: no pip to be had, or the download failed.
    """
    if not works(env):
        venv.create(env, clear=True, symlinks=True, with_pip=False)
    pip = [*find_pip(env), "install", "--quiet", "--no-input"]
    pip.append("--disable-pip-version-check")
    locks = [f"--requirement={ROOT}/requirements/{group}.lock" for group in groups]
    itself = ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    for what in (["--require-hashes", *locks], itself):
        if call([*pip, *what], PIP_USER="0", PIP_REQUIRE_VIRTUALENV="0") != 0:
            raise StopError(
                "the packages it needs could not be installed (see above). Connect"
                " to the internet, this once, and repeat the command."
            )


def find_pip(env: Path) -> list[str]:
    """Return a command that runs some pip on the environment, without changing any.

    Debian leaves ensurepip out and marks its Python as externally managed (PEP 668),
    so take pip from a wheel that lies ready, then from the system's own pip, and
    only then from the package python3-venv, where this may install it.

    Raises:
        StopError: there is none; the sentence names the command to run.
    """
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    for attempt in ("as it is", "with apt-get"):
        if attempt == "with apt-get" and not install_from_debian(package):
            break
        if wheel := pip_wheel():
            return [str(python_in(env)), "-I", f"{wheel}/pip"]
        system = [sys.executable, "-I", "-m", "pip", f"--python={python_in(env)}"]
        if call([*system, "--version"], quiet=True) == 0:
            return system
    remedy = f"install pip for {sys.executable}"
    if shutil.which("apt-get"):
        remedy = f"sudo apt-get install {package}"
    elif shutil.which("dnf"):
        remedy = "sudo dnf install python3-pip"
    raise StopError(f"this Python has no pip. Run this, then repeat: {remedy}")


def pip_wheel() -> Path | None:
    """Return a pip wheel that came with Python or with the distribution."""
    bundled = Path(os.__file__).parent / "ensurepip" / "_bundled"
    for folder in (bundled, Path("/usr/share/python-wheels")):
        for wheel in sorted(folder.glob("pip-*.whl")):
            return wheel
    return None


def install_from_debian(*packages: str) -> bool:
    """Install Debian packages where that needs no password; say what happens."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say(f"installing with apt-get: {' '.join(packages)} ...")
    call(["apt-get", "update", "-qq"], quiet=True, seconds=PATIENCE)
    get = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    settings = {"DEBIAN_FRONTEND": "noninteractive"}
    return call(get, quiet=True, seconds=PATIENCE, **settings) == 0


def works(env: Path) -> bool:
    """Tell whether the environment's Python starts and is new enough."""
    code = "import sys; sys.exit(sys.version_info < (3, 11))"
    return call([str(python_in(env)), "-I", "-c", code], quiet=True) == 0


def call(
    command: list[str],
    *,
    quiet: bool = False,
    seconds: float | None = None,
    **settings: str,
) -> int:
    """Run a helper without standard input; return its exit code, 127 if absent.

    One that takes longer than so many seconds is ended: 124.
    """
    stream = subprocess.DEVNULL if quiet else sys.stderr
    try:
        return subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, **settings},
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            check=False,
            timeout=seconds,
        ).returncode
    except subprocess.TimeoutExpired:
        return 124
    except OSError:
        return 127
