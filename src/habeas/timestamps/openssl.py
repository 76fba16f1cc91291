"""The second opinion: the `openssl` of this machine, which is what a stranger runs.

What it reads crosses pipes; nothing is in a file. It is given the hash of what was
stamped, never the bytes themselves.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from threading import Thread
from typing import Final

from habeas.timestamps.verdict import Opinion
from habeas.words import N_

SECONDS: Final = 10.0
_TIME = re.compile(
    rb"^Time stamp: (\w{3} [ \d]\d \d\d:\d\d:\d\d)(?:\.\d+)? (\d{4}) GMT$", re.MULTILINE
)
_ERROR = re.compile(
    r"^[0-9A-Fa-f]+:error:[^:]*:[^:]*:[^:]*:([^:]+):[^:]*:\d+:(?:Verify error:)?(.*)$",
    re.MULTILINE,
)
_SILENT = "it gave no answer"


_ABSENT: Final = N_(
    "The program openssl was not found on this machine, so one tool alone judges what"
    " comes. To install it: sudo apt-get install openssl"
)
_UNABLE: Final = N_(
    "The program openssl of this machine cannot judge timestamps (it is LibreSSL, or"
    " too old), so one tool alone judges what comes. OpenSSL can; to install it: sudo"
    " apt-get install openssl"
)


class _Silence(Exception):  # noqa: N818 - it never leaves this file
    """The program could not be run, or took too long."""


def ask_openssl(
    token: bytes, imprint: bytes, pem: bytes, query: bytes | None = None
) -> tuple[Opinion, datetime | None] | None:
    """Return the opinion of `openssl ts -verify` and the time; None if it has none.

    The chain is judged as of the time that the token states. With `query` the nonce is
    compared as well.
    """
    program = shutil.which("openssl")
    if program is None:
        return None
    try:
        if not _able(program):
            return None
        shown = _run(program, ["version"]).stdout.decode("ascii", "replace")
        tool = shown.partition("(")[0].strip()[:60] or "openssl"
        opinion = _judge(program, tool, (token, imprint, pem, query))
    except _Silence:
        return Opinion("OpenSSL", _SILENT), None
    return opinion


def lacking() -> str:
    """Return why the openssl of this machine is not asked (a message); '' if it is."""
    program = shutil.which("openssl")
    if program is None:
        return _ABSENT
    with suppress(_Silence):
        return "" if _able(program) else _UNABLE
    return ""  # it is asked, and its silence is an opinion


@cache
def _able(program: str) -> bool:
    """Say whether it can judge as of a time: LibreSSL's `ts` knows no -attime."""
    told = _run(program, ["ts", "-help"])
    knows = b"-attime" in told.stdout + told.stderr
    return knows and b"LibreSSL" not in _run(program, ["version"]).stdout


def _judge(
    program: str, tool: str, asked: tuple[bytes, bytes, bytes, bytes | None]
) -> tuple[Opinion, datetime | None]:
    token, imprint, pem, query = asked
    time = _time(program, token)
    if time is None:
        return Opinion(tool, "the answer holds no token"), None
    about: list[str | bytes] = ["-queryfile", query] if query else []
    moment = str(int(time.timestamp()))
    done = _run(
        program,
        [
            *("ts", "-verify", "-in", token, "-CAfile", pem, "-attime", moment),
            *(about or ["-digest", imprint.hex()]),
        ],
    )
    if done.returncode == 0:
        return Opinion(tool), time
    said = _ERROR.findall(done.stderr.decode("utf-8", "replace"))
    reason, more = said[-1] if said else ("refused", "")
    return Opinion(tool, f"{reason}, {more}".strip(", ")[:200]), time


def _time(program: str, token: bytes) -> datetime | None:
    """Return the time in the token: an answer's other texts could forge a line."""
    inner = _run(program, ["ts", "-reply", "-in", token, "-token_out"]).stdout
    if not inner:
        return None
    shown = _run(program, ["ts", "-reply", "-token_in", "-in", inner, "-text"]).stdout
    match = _TIME.search(shown)
    if match is None:
        return None
    words = (match[1] + b" " + match[2]).decode("ascii")
    with suppress(ValueError):
        return datetime.strptime(words, "%b %d %H:%M:%S %Y").replace(tzinfo=UTC)
    return None


def _run(
    program: str, parts: Sequence[str | bytes]
) -> subprocess.CompletedProcess[bytes]:
    """Run openssl; what is bytes among its arguments it reads from a pipe."""
    given, feeds = [], []
    for part in parts:
        if isinstance(part, str):
            given.append(part)
            continue
        out, into = os.pipe()
        given.append(f"/dev/fd/{out}")
        feeds.append((out, into, part))
    writers = [Thread(target=_feed, args=one[1:], daemon=True) for one in feeds]
    for writer in writers:
        writer.start()
    try:
        return subprocess.run(  # noqa: S603 - no shell, arguments of our own
            [program, *given],
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            pass_fds=[one[0] for one in feeds],
            env={"LC_ALL": "C", "OPENSSL_CONF": os.devnull},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _Silence from error
    finally:
        for out, _, _ in feeds:
            os.close(out)
        for writer in writers:
            writer.join()


def _feed(into: int, data: bytes) -> None:
    with suppress(OSError), os.fdopen(into, "wb") as pipe:
        pipe.write(data)  # a program that ended early takes no more
