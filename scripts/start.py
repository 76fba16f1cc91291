"""What `./run` does: prepare the environment, then hand over to the command.

The standard library alone, because it runs before anything is installed.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from environment import (
    ROOT,
    StopError,
    call,
    compile_ours,
    install_from_debian,
    prepare,
    say,
)

USAGE = """\
Usage: ./run [COMMAND]

  ./run               start Habeas and open its page
  ./run demo          start it with an invented case in a throwaway vault
  ./run test [ARGS]   run every test; ARGS go to pytest
  ./run check         run the linters, the type checker and the import contracts
  ./run bench [ARGS]  run the measurements that docs/benchmarks.md records
  ./run mutation      change log and crypto in every small way; the tests must notice
  ./run simulate [ARGS]  histories by chance: --seeds 0..1000 --steps 40 --vaults
  ./run lock          renew uv.lock and requirements/ after a dependency changed
  ./run habeas ARGS   run the `habeas` command itself, from any folder (also: -- ARGS)
"""
CHECKS = (
    ("ruff", "check"),
    ("ruff", "format", "--check"),
    ("mypy",),
    ("lint-imports",),
    ("vulture",),
    ("deptry", "src"),
)
MEMORY = Path("/dev") / "shm"
ROOM = 12 << 30
"""Bytes: several times what the tests' files take, since they take memory as well."""

PROGRAMS = {
    "chromium": "the browser tests",
    "openssl": "the tests with openssl",
    "bwrap": "the tests with bubblewrap",
    "soffice": "the tests with LibreOffice",
}
PACKAGES = {"bwrap": "bubblewrap", "soffice": "libreoffice-writer-nogui"}
"""Debian's packages, where they are not named as the program."""

QUICKER = ("chromium-headless-shell",)
"""Programs that only make the tests quicker: not every Debian has them."""


def run_test(arguments: list[str]) -> int:
    """Run pytest with what it needs; name what could not run, before and after."""
    python = prepare("test")
    compile_ours(python.parent.parent)  # the tests' reading children find it so
    side_by_side = _side_by_side(arguments)
    missing = _programs(whole=bool(side_by_side))
    notice = [
        f"{PROGRAMS[program]} do not run, because {program} is not installed."
        f" On Debian: sudo apt-get install {PACKAGES.get(program, program)}"
        for program in missing
    ]
    if notice and os.environ.get("HABEAS_PROGRAMS") == "required":
        raise StopError("\nhabeas: ".join(notice))
    environment = dict(os.environ)
    # Hundreds of tests start a process; each would compile every module once more.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if "chromium" not in missing:
        environment["HABEAS_BROWSER"] = "required"
    for line in notice:
        say(line)
    pytest = [str(python), "-m", "pytest", *side_by_side, *arguments]
    with _in_memory(wanted=bool(side_by_side)) as place:
        environment |= place
        code = subprocess.run(pytest, cwd=ROOT, env=environment, check=False).returncode
    for line in notice:
        say(line)
    return code


def _programs(*, whole: bool) -> list[str]:
    """Return what the tests need and is not there, nor could be installed.

    What only makes them quicker is asked for where all of them run.
    """
    for wanted in (PROGRAMS, QUICKER if whole else ()):
        missing = [one for one in wanted if not shutil.which(one)]
        if missing:
            install_from_debian(*(PACKAGES.get(one, one) for one in missing))
    return [program for program in PROGRAMS if not shutil.which(program)]


def _side_by_side(arguments: list[str]) -> list[str]:
    """Return what lets every processor work, where all the tests are run.

    A file's tests stay together: they share a browser and a vault. The files keep the
    order of tests/conftest.py, long ones first; else those of few tests come last.
    """
    chosen = any(not one.startswith("-") for one in arguments)
    together = ["--dist", "loadfile", "--no-loadscope-reorder"]
    return [] if chosen else ["-n", "auto", *together]


@contextmanager
def _in_memory(*, wanted: bool) -> Iterator[dict[str, str]]:
    """Give the tests a folder in memory for their files, where there is room for it.

    They make thousands of vaults, and each waits for the disk a hundred times. A killed
    process loses nothing there, and a power cut is what no test makes.
    """
    place = None
    if wanted and "TMPDIR" not in os.environ and _room(MEMORY) >= ROOM:
        with suppress(OSError):
            place = tempfile.mkdtemp(prefix="habeas-", dir=MEMORY)
            Path(place).chmod(0o711)  # the tests' servers run as somebody else
    try:
        yield {"TMPDIR": place} if place else {}
    finally:
        if place:
            shutil.rmtree(place, ignore_errors=True)


def _room(folder: Path) -> int:
    """Return how many bytes may be kept in a folder that lies in memory."""
    with suppress(OSError, ValueError, StopIteration):
        lines = Path("/proc/meminfo").read_text("ascii").splitlines()
        found = next(one for one in lines if one.startswith("MemAvailable:"))
        return min(int(found.split()[1]) * 1024, shutil.disk_usage(folder).free)
    return 0


def run_check() -> int:
    """Run every linter to its end, so that one run shows all there is to mend."""
    tools = prepare("test", "lint").parent
    failed: list[str] = []
    for name, *arguments in CHECKS:
        say(" ".join((name, *arguments)))
        command = [str(tools / name), *arguments]
        if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
            failed.append(name)
    say(f"to mend: {', '.join(failed)}" if failed else "all checks passed.")
    return 1 if failed else 0


def run_lock() -> int:
    """Renew uv.lock and the hashed requirements that pip installs from."""
    export = ["uv", "export", "--quiet", "--frozen", "--no-emit-project", "--no-header"]
    picks = {"start": ["--no-default-groups", "--group=build"]}
    picks |= {
        group: [f"--only-group={group}"] for group in ("test", "lint", "mutation")
    }
    if call(["uv", "lock"]) != 0:
        raise StopError("uv could not renew uv.lock; is uv installed?")
    for group, pick in picks.items():
        target = f"requirements/{group}.lock"
        if call([*export, *pick, f"--output-file={target}"], quiet=True) != 0:
            raise StopError(f"uv could not export {target}.")
    return 0


def hand_over(command: list[str]) -> int:
    """Become the command, so that signals and exit codes are its own."""
    os.execv(command[0], command)  # noqa: S606 - a shell would only be in the way


def run_habeas(arguments: list[str]) -> int:
    """Become the `habeas` command, in the folder the person is in."""
    return hand_over([str(prepare()), "-I", "-m", "habeas", *arguments])


def run_bench(arguments: list[str]) -> int:
    """Become the measurements."""
    return hand_over([str(prepare("test")), "-I", str(ROOT / "bench"), *arguments])


def run_mutation(arguments: list[str]) -> int:
    """Become the mutation tests."""
    python = prepare("test", "mutation")
    return hand_over([str(python), str(ROOT / "scripts" / "mutation.py"), *arguments])


def run_simulate(arguments: list[str]) -> int:
    """Become the simulator of histories."""
    python = prepare("test")
    return hand_over([str(python), str(ROOT / "scripts" / "simulate.py"), *arguments])


def usage(stream: TextIO, code: int) -> int:
    """Say what can be asked for."""
    stream.write(USAGE)
    return code


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "serve": lambda rest: run_habeas(["serve", *rest]),
    "demo": lambda rest: run_habeas(["demo", *rest]),
    "habeas": run_habeas,
    "--": run_habeas,
    "test": run_test,
    "check": lambda _: run_check(),
    "bench": run_bench,
    "mutation": run_mutation,
    "simulate": run_simulate,
    "lock": lambda _: run_lock(),
    "--help": lambda _: usage(sys.stdout, 0),
}


def main(arguments: list[str]) -> int:
    """Do what the first word says; no word starts Habeas."""
    command, *rest = arguments or ["serve"]
    if command in COMMANDS:
        return COMMANDS[command](rest)
    if command.startswith("-"):
        return run_habeas(["serve", *arguments])  # an option of the pages
    return usage(sys.stderr, 2)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except StopError as stop:
        say(str(stop))
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
