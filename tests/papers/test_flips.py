"""Every byte of every file of a small bundle, changed one at a time, is noticed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

import pytest

from tests.papers.flipping import (
    LISTS,
    MASKS,
    UNSIGNED,
    changed,
    files_of,
    free_places,
    mended,
    verifier,
    zipped,
)
from tests.tally import Tally

Verifier: TypeAlias = Any  # the module verify.py

pytestmark = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="the program openssl is not installed"
)


class Memory:
    """A bundle whose files stand in memory."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.names = files

    def chunks(self, name: str) -> Iterator[bytes]:
        yield self.names[name]


@pytest.fixture(scope="module")
def verify(small_bundle: Path) -> ModuleType:
    """Return the program of the bundle, warm; it asks openssl once for each question.

    Whether openssl knows a kind of signature is looked up once.
    """
    module: Any = verifier(small_bundle / "verify.py")
    module.openssl_verify = cache(module.openssl_verify)
    module.can_check = cache(module.can_check)
    module._read_list = reading_once(module)
    return module  # type: ignore[no-any-return]


def reading_once(verify: Verifier) -> Callable[..., dict[str, str]]:
    """Read each content of a list once: most changes leave both as they were."""
    read = verify._read_list

    @lru_cache(4)
    def known(path: str, data: bytes, there: str) -> tuple[Any, Any]:
        bag = verify.Bag(Memory({}), verify.Report())
        bag.small, bag.hashes = {path: data}, ({there: ""} if there else {})
        return read(bag, bag.report, path), bag.report.faults

    def again(bag: Verifier, report: Verifier, path: str) -> dict[str, str]:
        there = path if path in bag.hashes else ""
        listed, faults = known(path, bag.read(path), there)
        report.faults += [dict(fault) for fault in faults]
        return dict(listed)

    return again


@pytest.fixture(scope="module")
def files(small_bundle: Path) -> dict[str, bytes]:
    return files_of(small_bundle)


def again(verify: Verifier, whole: Verifier, name: str, data: bytes) -> Verifier:
    """Return a bag as if it had been read with another content of one file."""
    bag = verify.Bag(Memory({}), verify.Report())
    bag.hashes, bag.small = dict(whole.hashes), dict(whole.small)
    bag.source = Memory({name: data})
    bag._read(name)
    return bag


def test_every_byte_of_every_file_is_guarded_by_the_lists(
    verify: Verifier, files: dict[str, bytes], tally: Tally
) -> None:
    whole = verify.Bag(Memory(files), verify.Report())
    count = 0
    for name, data in files.items():
        for at in range(len(data)):
            bag = again(verify, whole, name, changed(data, at, MASKS[at % 4]))
            verify.check_files(bag, bag.report)
            assert _names(bag.report, name), (name, at)
            count += 1
    tally("bytes flipped and detected", count)


def _names(report: Verifier, name: str) -> bool:
    """The lists themselves are named, or the file that they no longer fit."""
    return any(
        name in (fault["file"], fault.get("list") if name in LISTS else "")
        for fault in report.faults
    )


def test_every_byte_that_is_signed_is_guarded_though_the_lists_are_mended(
    verify: Verifier, files: dict[str, bytes], tally: Tally
) -> None:
    whole = verify.Bag(Memory(files), verify.Report())
    verify.check_bag(whole, whole.report)
    assert not whole.report.faults
    count = 0
    for name in sorted(set(files) - UNSIGNED):
        for at in range(len(files[name])):
            spoiled = mended(files, name, changed(files[name], at, MASKS[at % 4]))
            bag = again(verify, whole, name, spoiled[name])
            for one in LISTS:
                bag.source = Memory({one: spoiled[one]})
                bag._read(one)
            verify.check_bag(bag, bag.report)
            words = {fault["word"] for fault in bag.report.faults}
            assert words, (name, at)
            assert not words & {"bad_changed", "bad_extra", "bad_missing"}, (name, at)
            count += 1
    tally("bytes flipped and detected", count)


def test_every_byte_of_a_zip_is_guarded(
    verify: Verifier, small_bundle: Path, tmp_path: Path, tally: Tally
) -> None:
    path = zipped(small_bundle, tmp_path / "b.zip")
    data, source = path.read_bytes(), verify.Zip(str(path), verify.Report())
    inside = {
        one.start + at: name
        for name, one in source.names.items()
        for at in range(one.packed)
    }
    whole = verify.Bag(source, verify.Report())
    free = free_places(data)
    count = 0
    with path.open("r+b") as file:
        for at, byte in enumerate(data):
            os.pwrite(file.fileno(), bytes([byte ^ MASKS[at % 4]]), at)
            found = (
                _member(verify, whole, inside[at])
                if at in inside
                else _container(verify, path)
            )
            os.pwrite(file.fileno(), bytes([byte]), at)
            assert found or at in free, at
            count += found
    tally("bytes flipped and detected", count)


def _member(verify: Verifier, whole: Verifier, name: str) -> bool:
    bag = verify.Bag(Memory({}), verify.Report())
    bag.source = whole.source
    bag._read(name)
    return bool(bag.report.faults) and bag.hashes[name] != whole.hashes[name]


def _container(verify: Verifier, path: Path) -> bool:
    try:
        return bool(verify.check(str(path)).faults)
    except verify.NotABundleError:
        return True


def test_the_command_agrees(small_bundle: Path, tmp_path: Path, tally: Tally) -> None:
    """One byte of each file, by the program as a stranger runs it."""
    bag = Path(shutil.copytree(small_bundle, tmp_path / "bag"))
    program = Path(shutil.copy(bag / "verify.py", tmp_path))  # had from elsewhere
    for number, (name, data) in enumerate(files_of(bag).items()):
        (bag / name).write_bytes(changed(data, number * 7919 % len(data), 1))
        command = [sys.executable, "-I", str(program), str(bag)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (1, ""), name
        assert name in done.stdout
        (bag / name).write_bytes(data)
        tally("bytes flipped and detected", 1)
