"""Starts the child, feeds it a file, and takes its answer or nothing.

Plaintext crosses two pipes and is never in a file, an argument or the environment.
"""

import signal
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from threading import Event, Thread
from time import monotonic

import msgspec

from habeas.text.bubblewrap import wrapped
from habeas.text.job import Job

_COMMAND = ("-I", "-B", "-m", "habeas.text.child")
_OUT_OF_TIME = (-signal.SIGXCPU, 128 + signal.SIGXCPU)
"""How a child ends whose processor time was over; the second is bubblewrap's word."""
_LOOK = 0.1
"""Seconds between two looks whether somebody ended a reading."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one reading may use: seconds, bytes, code points."""

    seconds: float = 40.0
    cpu_seconds: int = 30
    memory: int = 1 << 30
    input_bytes: int = 256 << 20
    output_bytes: int = 128 << 20
    text_length: int = 30_000_000


LIMITS = Limits()


class NoAnswerError(Exception):
    """The child failed, was stopped or said too much."""


class TooLargeError(NoAnswerError):
    """The file is longer than a child may be given."""


class TooSlowError(NoAnswerError):
    """The child's time was over."""


def ask_child(
    job: Job, chunks: Iterable[bytes], limits: Limits, over: Event | None = None
) -> bytes:
    """Return what the child answers to the job about the file in `chunks`.

    What `chunks` raises passes through: a damaged exhibit is no parser's failure.
    Whoever sets `over` ends the child at once; it may serve for many children.

    Raises:
        NoAnswerError: there is no whole answer; its subclasses say why if it is known.
    """
    child = subprocess.Popen(  # noqa: S603 - our own interpreter, fixed arguments
        wrapped([sys.executable, *_COMMAND]),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a parser may print what it read
        cwd="/",
        env={},
    )
    ended, out_of_time = Event(), Event()
    watched = (child, limits.seconds, over or Event(), ended, out_of_time)
    watch = Thread(target=_stop, args=watched, daemon=True)
    watch.start()
    try:
        _feed(child, job, chunks, limits.input_bytes)
        answer = _listen(child, limits.output_bytes)
        code = child.wait()
    finally:
        ended.set()
        child.kill()
        _close(child)
        child.wait()
    if out_of_time.is_set() or code in _OUT_OF_TIME:
        raise TooSlowError
    if code != 0:
        raise NoAnswerError
    return answer


def _stop(
    child: "subprocess.Popen[bytes]",
    seconds: float,
    over: Event,
    ended: Event,
    out_of_time: Event,
) -> None:
    """End the child when its time or its purpose is over."""
    end = monotonic() + seconds
    while (left := end - monotonic()) > 0:
        if over.is_set() or ended.wait(min(left, _LOOK)):
            break
    else:
        out_of_time.set()
    child.kill()


def _feed(
    child: "subprocess.Popen[bytes]", job: Job, chunks: Iterable[bytes], most: int
) -> None:
    """Send the job and the file; a child that died early tells by its exit code."""
    assert child.stdin is not None
    left = most
    with suppress(BrokenPipeError):
        child.stdin.write(msgspec.json.encode(job) + b"\n")
        for chunk in chunks:
            left -= len(chunk)
            if left < 0:
                raise TooLargeError
            child.stdin.write(chunk)
        child.stdin.close()


def _listen(child: "subprocess.Popen[bytes]", most: int) -> bytes:
    assert child.stdout is not None
    answer = child.stdout.read(most + 1)
    if len(answer) > most:
        raise NoAnswerError
    return answer


def _close(child: "subprocess.Popen[bytes]") -> None:
    for pipe in (child.stdin, child.stdout):
        with suppress(BrokenPipeError):
            assert pipe is not None
            pipe.close()
