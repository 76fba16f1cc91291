"""Oracles for verify.py: it judges anything, and does not believe what is not whole."""

import importlib.util
import tempfile
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[2]
PROGRAM = REPOSITORY / "src/habeas/papers/bundle/stranger/verify.py"
BUNDLE = REPOSITORY / "docs/spec/vectors/bundle.zip"
_PLACE = Path(tempfile.mkdtemp(prefix="habeas-fuzz-"))


class Memory:
    """A bundle whose files stand in memory, with the names that it may have."""

    def __init__(self, files: dict[str, bytes], report: Any) -> None:  # noqa: ANN401
        self.names: dict[str, str] = {}
        taken: set[str] = set()
        for name in files:
            program()._admit(self.names, name, f"b/{name}", report, taken)
        self._files = files

    def chunks(self, name: str) -> Iterator[bytes]:
        yield self._files[self.names[name].removeprefix("b/")]


@cache
def program() -> Any:  # noqa: ANN401 - the module verify.py
    """Return verify.py, warm; it asks openssl once for each question."""
    spec = importlib.util.spec_from_file_location("verify", PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.openssl_verify = cache(module.openssl_verify)
    module.can_check = cache(module.can_check)
    return module


@cache
def whole() -> dict[str, bytes]:
    """Return the files of the bundle in the specification."""
    with zipfile.ZipFile(BUNDLE) as archive:
        return {
            one.filename.partition("/")[2]: archive.read(one)
            for one in archive.infolist()
        }


def judge(files: dict[str, bytes]) -> list[list[str]]:
    """Return the faults that verify.py finds, as [word, file]."""
    report = program().Report()
    try:
        program().check_bag(program().Bag(Memory(files, report), report), report)
    except program().NotABundleError as error:
        return [[error.word, ""]]
    return [[fault["word"], fault["file"]] for fault in report.faults]


def judge_zip(data: bytes) -> list[list[str]]:
    """Return the faults in a zip; a zip refused has the one that says why."""
    path = _PLACE / "b.zip"
    path.write_bytes(data)
    try:
        report = program().check(str(path))
    except program().NotABundleError as error:
        return [[error.word, ""]]
    return [[fault["word"], fault["file"]] for fault in report.faults]


def signed() -> list[str]:
    """Return the paths that a bundle's own signatures and hashes cover."""
    folders = ("data/logs/", "data/bodies/")
    return sorted(name for name in whole() if name.startswith(folders))


def file(data: bytes) -> None:
    """The first two bytes choose a file of a whole bundle, the rest replace it."""
    names, at = sorted(whole()), int.from_bytes(data[:2], "big")
    name = names[at % len(names)]
    faults = judge(whole() | {name: data[2:]})
    assert bool(faults) == (data[2:] != whole()[name])


def zipped(data: bytes) -> None:
    """Whatever zip is believed, another reader unpacks the same files from it."""
    if judge_zip(data):
        return
    with zipfile.ZipFile(_PLACE / "b.zip") as archive:
        files = [one for one in archive.infolist() if not one.is_dir()]
        read = {one.filename.partition("/")[2]: archive.read(one) for one in files}
    assert judge(read) == []


def body(data: bytes) -> None:
    """What a verifier takes for a body has one form."""
    try:
        value = program().read_body(data)
    except (ValueError, RecursionError):
        return
    text = program().json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    assert text.encode() == data
