"""Starts the child, feeds it a file, and takes its answer or nothing.

Plaintext crosses two pipes and is never in a file, an argument or the environment.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from select import POLLIN, POLLOUT, poll
from threading import Event, Thread
from time import monotonic

import msgspec

from habeas.text.bubblewrap import wrapped
from habeas.text.job import Job

_COMMAND = ("-I", "-B", "-m", "habeas.text.child")
_OUT_OF_TIME = (-signal.SIGXCPU, 128 + signal.SIGXCPU)
"""How a child ends whose processor time was over; the second is bubblewrap's word."""
_PIECE = 1 << 16
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
        start_new_session=True,  # a group of its own, to be ended whole; no terminal
    )
    halt = _Halt(child, limits.seconds, over or Event())
    watch = Thread(target=halt.watch, daemon=True)
    watch.start()
    try:
        _feed(child, job, chunks, limits.input_bytes, halt.done)
        answer = _listen(child, limits.output_bytes, halt.done)
        code = child.wait()
    finally:
        halt.ended.set()
        _kill(child)
        _close(child)
        child.wait()
    if halt.out_of_time or code in _OUT_OF_TIME:
        raise TooSlowError
    if code != 0:
        raise NoAnswerError
    return answer


class _Halt:
    """Ends a child when its time or its purpose is over.

    `done` tells whoever talks with the child to give up, whoever else may still hold
    the other ends of our pipes.
    """

    def __init__(
        self, child: "subprocess.Popen[bytes]", seconds: float, over: Event
    ) -> None:
        self._child, self._seconds, self._over = child, seconds, over
        self.ended, self.done = Event(), Event()
        self.out_of_time = False

    def watch(self) -> None:
        """Wait for the end, and see to it."""
        end = monotonic() + self._seconds
        while (left := end - monotonic()) > 0:
            if self._over.is_set() or self.ended.wait(min(left, _LOOK)):
                break
        else:
            self.out_of_time = True
        _kill(self._child)
        self.done.set()


def _kill(child: "subprocess.Popen[bytes]") -> None:
    """End the child and whatever it has started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)


def _feed(
    child: "subprocess.Popen[bytes]",
    job: Job,
    chunks: Iterable[bytes],
    most: int,
    done: Event,
) -> None:
    """Send the job and the file; a child that died early tells by its exit code."""
    assert child.stdin is not None
    left = most
    with suppress(BrokenPipeError):
        _send(child.stdin.fileno(), msgspec.json.encode(job) + b"\n", done)
        for chunk in chunks:
            left -= len(chunk)
            if left < 0:
                raise TooLargeError
            _send(child.stdin.fileno(), chunk, done)
        child.stdin.close()


def _send(pipe: int, data: bytes, done: Event) -> None:
    os.set_blocking(pipe, False)
    rest = memoryview(data)
    while rest:
        if not _ready(pipe, POLLOUT, done):
            raise BrokenPipeError
        with suppress(BlockingIOError):
            rest = rest[os.write(pipe, rest) :]


def _listen(child: "subprocess.Popen[bytes]", most: int, done: Event) -> bytes:
    assert child.stdout is not None
    pipe, answer = child.stdout.fileno(), bytearray()
    while _ready(pipe, POLLIN, done) and (piece := os.read(pipe, _PIECE)):
        answer += piece
        if len(answer) > most:
            raise NoAnswerError
    return bytes(answer)


def _ready(pipe: int, wanted: int, done: Event) -> bool:
    """Wait until there is something to do at a pipe; False if nobody waits any more."""
    waiting = poll()
    waiting.register(pipe, wanted)
    while not waiting.poll(_LOOK * 1000):
        if done.is_set():
            return False
    return True


def _close(child: "subprocess.Popen[bytes]") -> None:
    for pipe in (child.stdin, child.stdout):
        with suppress(BrokenPipeError):
            assert pipe is not None
            pipe.close()
