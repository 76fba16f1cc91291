"""The second keys of logs, for whoever gets them from no signed entry: an auditor.

docs/spec/carry.md. A notice names each log with a hash of its ML-DSA-44 key; a file
that is carried brings the key. Nothing of it is believed that such a hash doesn't fit.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Mapping

from habeas.crypto.sign import MLDSA44_PUBLIC_SIZE
from habeas.wire.refusal import WireError
from habeas.words import N_

MAX_WRITERS = 256 * 1024
"""Bytes: more logs than a notice has room for."""
_BEGIN = b"habeas.org/writers/v1\n"
_LINE = re.compile(rb"log ([0-9a-f]{64}) ([A-Za-z0-9+/]{1,2000}={0,2})\n")


def write_writers(keys: Mapping[bytes, bytes]) -> bytes:
    """Return the text of logs and their keys; none of those that have no more room."""
    lines, left = [_BEGIN], MAX_WRITERS - len(_BEGIN)
    for log, key in sorted(keys.items()):
        line = f"log {log.hex()} {b64encode(key).decode()}\n".encode()
        left -= len(line)
        if left < 0:
            break
        lines.append(line)
    return b"".join(lines)


def read_writers(data: bytes) -> dict[bytes, bytes]:
    """Return the keys by log.

    Raises:
        WireError: another form than the one.
    """
    found: dict[bytes, bytes] = {}
    lines = data.removeprefix(_BEGIN).splitlines(keepends=True)
    for line in lines if data.startswith(_BEGIN) else ():
        match = _LINE.fullmatch(line)
        if match:
            found[bytes.fromhex(match[1].decode())] = _key(match[2])
    if len(data) > MAX_WRITERS or write_writers(found) != data:
        raise _no_writers()
    return found


def _key(text: bytes) -> bytes:
    try:
        key = b64decode(text, validate=True)
    except ValueError:
        key = b""
    if len(key) != MLDSA44_PUBLIC_SIZE:
        raise _no_writers()
    return key


def _no_writers() -> WireError:
    return WireError(N_("These are not keys of logs, as Habeas writes them."))
