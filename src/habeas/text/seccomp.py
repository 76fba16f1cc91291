"""A seccomp filter: no sockets, no programs, no new processes, no looking at others.

Source: Linux Documentation/userspace-api/seccomp_filter.rst and linux/filter.h. The
filter is a list of refused calls, not of allowed ones: it shuts the ways out of the
process; it does not make the kernel small.
"""

import ctypes
import platform
import struct
from dataclasses import dataclass

_SET_SECCOMP, _MODE_FILTER = 22, 2
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_EPERM, _ENOSYS = 1, 38
_NUMBER, _ARCH = 0, 4  # offsets in struct seccomp_data
_X32 = 0x40000000
_CLONE3 = 435  # refused as 'not there', so that the C library asks for clone instead
_EVERYWHERE = (
    424,  # pidfd_send_signal
    425,  # io_uring_setup: it could open sockets behind the filter's back
    434,  # pidfd_open
    438,  # pidfd_getfd
)


@dataclass(frozen=True, slots=True)
class _Machine:
    """The kernel's number of an architecture and its numbers of the refused calls."""

    audit: int
    refused: tuple[int, ...]


# In the order of each line: socket connect accept sendto sendmsg bind listen socketpair
# accept4 sendmmsg | clone fork vfork execve execveat kill | ptrace process_vm_readv
# process_vm_writev mount unshare setns | add_key request_key keyctl bpf perf_event_open
# userfaultfd memfd_create | the chmod, chown and utimes families | truncate ftruncate
# setxattr lsetxattr fsetxattr. Landlock lets some of the last two lines pass.
_X86_64 = """
41 42 43 44 46 49 50 53 288 307
56 57 58 59 322 62
101 310 311 165 272 308
248 249 250 321 298 323 319
90 91 268 452 92 93 94 260 132 235 261 280
76 77 188 189 190
"""
_AARCH64 = """
198 203 202 206 211 200 201 199 242 269
220 221 281 129
117 270 271 40 97 268
217 218 219 280 241 282 279
52 53 452 54 55 88
45 46 5 6 7
"""


def _numbers(table: str) -> tuple[int, ...]:
    return tuple(int(number) for number in table.split())


_MACHINES = {
    "x86_64": _Machine(0xC000003E, _numbers(_X86_64)),
    "aarch64": _Machine(0xC00000B7, _numbers(_AARCH64)),
}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def forbid_calls(libc: ctypes.CDLL) -> bool:
    """Refuse the calls for good; returns whether the kernel does it.

    Needs no_new_privs. An architecture without a table is left without this layer.
    """
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        return False
    code = _filter(machine)
    program = _Program(len(code) // 8, code)
    done = libc.prctl(_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program), 0, 0)
    return bool(done == 0)


def _filter(machine: _Machine) -> bytes:
    """Return the program: another architecture dies, refused calls get an errno."""
    steps = [
        _step(_LOAD, _ARCH),
        _step(_EQUAL, machine.audit, yes=1),
        _step(_RETURN, _KILL),
        _step(_LOAD, _NUMBER),
        _step(_AT_LEAST, _X32, no=1),
        _step(_RETURN, _ERRNO | _EPERM),
        _step(_EQUAL, _CLONE3, no=1),
        _step(_RETURN, _ERRNO | _ENOSYS),
    ]
    for number in (*machine.refused, *_EVERYWHERE):
        steps += [_step(_EQUAL, number, no=1), _step(_RETURN, _ERRNO | _EPERM)]
    return b"".join([*steps, _step(_RETURN, _ALLOW)])


def _step(code: int, operand: int, yes: int = 0, no: int = 0) -> bytes:
    """Return one struct sock_filter; `yes` and `no` count the steps to skip."""
    return struct.pack("=HBBI", code, yes, no, operand)
