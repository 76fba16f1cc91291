"""Sets a template of ours with Typst: here, or in a process of its own.

Typst keeps what it worked out for as long as its process lives: hundreds of megabytes
for thousands of pages. In a process of its own they are gone when it ends. What is set
crosses two pipes and is never in a file, an argument or the environment.
"""

import subprocess
import sys
from importlib.resources import files

import msgspec

from habeas.papers.engine.typesetting import NotSetError, typeset

_COMMAND = ("-I", "-B", "-m", "habeas.papers.annexes.setting")


class Setting(msgspec.Struct, frozen=True):
    """Which template of ours is set, and what it is given."""

    template: str
    inputs: dict[str, str]


def set_here(setting: Setting) -> bytes:
    """Return the PDF; only the typefaces that come with Typst are used.

    Raises:
        NotSetError: Typst cannot set it.
    """
    template = files(__package__).joinpath(setting.template).read_bytes()
    return typeset(
        template, format="pdf", sys_inputs=setting.inputs, ignore_system_fonts=True
    )


def set_apart(setting: Setting) -> bytes:
    """Return the same, made in a process of its own.

    Raises:
        NotSetError: Typst cannot set it, or the process came to another end.
    """
    done = subprocess.run(  # noqa: S603 - our own interpreter, fixed arguments
        [sys.executable, *_COMMAND],
        input=msgspec.json.encode(setting),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # it may name what it could not set
        cwd="/",
        env={},
        check=False,
    )
    if done.returncode:
        raise NotSetError
    return done.stdout


def main() -> None:
    """Do what standard input asks for."""
    setting = msgspec.json.decode(sys.stdin.buffer.read(), type=Setting)
    sys.stdout.buffer.write(set_here(setting))


if __name__ == "__main__":  # pragma: no cover - only the process apart runs it
    main()
