"""The walls on systems that this one is not: older kernels, other machines."""

import ctypes
import os
import platform
import resource
import struct
import sys

import pytest

from habeas.text.landlock import forbid_files
from habeas.text.sandbox import close_doors, limit_resources
from habeas.text.seccomp import forbid_calls

CREATE, ADD, RESTRICT = 444, 445, 446


class Kernel:
    """A simulated kernel: knows Landlock up to a version, and what was asked of it."""

    def __init__(self, version: int, *, refuses: int = 0) -> None:
        self.version = version
        self.refuses = refuses
        self.rights: tuple[int, ...] = ()
        self.allowed = 0
        self.filter = b""
        self.options: list[int] = []

    def syscall(self, number: int, *given: object) -> int:
        if number == self.refuses:
            return -1
        if number == CREATE and given[0] is None:
            return self.version
        if number == CREATE:
            self.rights = struct.unpack("=QQQ", bytes(given[0]._obj))  # type: ignore[attr-defined]
            return os.open(os.devnull, os.O_RDONLY)
        self.allowed += number == ADD
        return 0

    def prctl(self, option: int, *given: object) -> int:
        self.options.append(option)
        if option == self.refuses:
            return -1
        if option == 22:
            program = given[1]._obj  # type: ignore[attr-defined]
            field = ctypes.addressof(program) + type(program).filter.offset
            start = ctypes.c_void_p.from_address(field).value or 0
            self.filter = ctypes.string_at(start, 8 * program.length)
        return 0


VERSIONS = {
    -1: (),
    0: (),
    1: ((1 << 13) - 1, 0, 0),
    2: ((1 << 14) - 1, 0, 0),
    3: ((1 << 15) - 1, 0, 0),
    4: ((1 << 15) - 1, 3, 0),
    5: ((1 << 16) - 1, 3, 0),
    6: ((1 << 16) - 1, 3, 3),
    99: ((1 << 16) - 1, 3, 3),
}


@pytest.mark.parametrize("version", VERSIONS)
def test_a_kernel_is_asked_only_for_what_it_knows(version: int) -> None:
    kernel = Kernel(version)
    held = forbid_files(kernel, ["/", "/tmp"])  # type: ignore[arg-type]
    assert held is (version > 0)
    assert kernel.rights == VERSIONS[version]
    assert kernel.allowed == (2 if held else 0)


@pytest.mark.parametrize("refused", [CREATE, RESTRICT])
def test_a_kernel_that_refuses_is_not_claimed_to_hold(refused: int) -> None:
    kernel = Kernel(1, refuses=refused)
    assert not forbid_files(kernel, ["/"])  # type: ignore[arg-type]


def test_a_kernel_that_refuses_the_rules_only(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = Kernel(1)
    asked = iter([1, -1])
    monkeypatch.setattr(kernel, "syscall", lambda *_: next(asked))
    assert not forbid_files(kernel, ["/"])  # type: ignore[arg-type]


SOCKET = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}


@pytest.mark.parametrize("machine", SOCKET)
def test_the_filter_speaks_of_the_machine(
    machine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "machine", lambda: machine)
    kernel = Kernel(0)
    assert forbid_calls(kernel)  # type: ignore[arg-type]
    audit, socket = SOCKET[machine]
    assert _answer(kernel.filter, audit, socket) == 0x00050001
    assert _answer(kernel.filter, audit, 63) == 0x7FFF0000
    assert _answer(kernel.filter, audit, 435) == 0x00050026
    assert _answer(kernel.filter, audit, 0x40000000 + 41) == 0x00050001
    assert _answer(kernel.filter, 0x40000003, 63) == 0x80000000


def _answer(code: bytes, audit: int, number: int) -> int:
    """Run the filter as the kernel would: load, compare and jump, return."""
    loaded, at = 0, 0
    while True:
        what, yes, no, operand = struct.unpack_from("=HBBI", code, 8 * at)
        at += 1
        if what == 0x20:
            loaded = {0: number, 4: audit}[operand]
        elif what == 0x15:
            at += yes if loaded == operand else no
        elif what == 0x35:
            at += yes if loaded >= operand else no
        else:
            assert what == 0x06
            return int(operand)


def test_an_unknown_machine_has_no_filter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "sparc64")
    assert not forbid_calls(Kernel(0))  # type: ignore[arg-type]


def test_another_system_has_limits_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert close_doors() == ()


SYSTEMS = {
    "a new kernel": (Kernel(7), ("files", "calls")),
    "an old kernel": (Kernel(-1), ("calls",)),
    "a kernel that keeps privileges": (Kernel(7, refuses=38), ()),
    "a kernel without filters": (Kernel(7, refuses=22), ("files",)),
}


@pytest.mark.parametrize("name", SYSTEMS)
def test_what_holds_is_said(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kernel, held = SYSTEMS[name]
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: kernel)
    assert close_doors() == held
    assert {1, 4, 38} <= set(kernel.options)


def test_limits_are_only_ever_lowered(monkeypatch: pytest.MonkeyPatch) -> None:
    set_to: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "getrlimit", lambda _: (10, 40))
    monkeypatch.setattr(resource, "setrlimit", set_to.__setitem__)
    limit_resources(1 << 30, 7)
    assert set_to[resource.RLIMIT_AS] == (40, 40)
    assert set_to[resource.RLIMIT_FSIZE] == (0, 0)
    assert set_to[resource.RLIMIT_CORE] == (0, 0)
    assert set_to[resource.RLIMIT_CPU] == (7, 8)


def test_only_a_mac_may_refuse_the_bound_on_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(kind: int, _: tuple[int, int]) -> None:
        if kind == resource.RLIMIT_AS:
            raise ValueError("not here")

    monkeypatch.setattr(resource, "setrlimit", refuse)
    monkeypatch.setattr(sys, "platform", "darwin")
    limit_resources(1 << 30, 7)
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(ValueError, match="not here"):
        limit_resources(1 << 30, 7)
