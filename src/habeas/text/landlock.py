"""Landlock: the Linux kernel's way for a process to give up files and TCP for good.

Source: Linux Documentation/userspace-api/landlock.rst; ABI 1 is Linux 5.13, ABI 4
(TCP) 6.7, ABI 6 (signals and abstract sockets) 6.12.
"""

import ctypes
import os
from collections.abc import Iterable

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # the same numbers on every architecture
_VERSION, _PATH_BENEATH = 1, 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
_TCP, _TCP_SINCE = 0b11, 4
_SCOPES, _SCOPES_SINCE = 0b11, 6


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("files", ctypes.c_uint64),
        ("network", ctypes.c_uint64),
        ("scopes", ctypes.c_uint64),
    )


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def forbid_files(libc: ctypes.CDLL, readable: Iterable[str]) -> bool:
    """Forbid this process every file except reading beneath `readable`, and TCP.

    Open descriptors stay usable. Returns whether the kernel does it; needs
    no_new_privs, and cannot be undone.
    """
    version = libc.syscall(_CREATE, None, ctypes.c_size_t(0), _VERSION)
    if version < 1:
        return False
    rules = _rules(version)
    handle = libc.syscall(
        _CREATE, ctypes.byref(rules), ctypes.c_size_t(ctypes.sizeof(rules)), 0
    )
    if handle < 0:
        return False
    try:
        for folder in readable:
            _allow(libc, handle, folder)
        return bool(libc.syscall(_RESTRICT, handle, 0) == 0)
    finally:
        os.close(handle)


def _rules(version: int) -> _Ruleset:
    known = max(known for known in _FILE_RIGHTS if known <= version)
    return _Ruleset(
        files=_FILE_RIGHTS[known],
        network=_TCP if version >= _TCP_SINCE else 0,
        scopes=_SCOPES if version >= _SCOPES_SINCE else 0,
    )


def _allow(libc: ctypes.CDLL, handle: int, folder: str) -> None:
    parent = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = _Beneath(allowed=_READ_FILE | _READ_DIR, parent=parent)
        # A folder that cannot be allowed is only forbidden: the safe side.
        libc.syscall(_ADD, handle, _PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(parent)
