"""What the two verifiers are given: a bundle with one byte of one file changed."""

import zipfile
from hashlib import sha256
from pathlib import Path
from types import ModuleType

# Signed by nobody, and read by no verifier: only the lists of hashes guard them.
UNSIGNED = {
    *("VERIFY.txt", "bag-info.txt", "verify.html", "verify.py"),
    *("data/index.html", "manifest-sha256.txt", "tagmanifest-sha256.txt"),
}
# One bit; the bit between capitals and small letters; the highest; all of them.
MASKS = (0x01, 0x20, 0x80, 0xFF)
# Of an entry in the directory of a zip, what says nothing about a file's bytes or its
# name: who packed it (4-5), whether it is a text (36-37), and rights and marks (38-41).
FREE = {*range(4, 6), *range(36, 42)}
LISTS = ("manifest-sha256.txt", "tagmanifest-sha256.txt")


def files_of(bundle: Path) -> dict[str, bytes]:
    """Return the files of a bundle in a folder by their paths in it."""
    found = sorted(one for one in bundle.rglob("*") if one.is_file())
    return {one.relative_to(bundle).as_posix(): one.read_bytes() for one in found}


def changed(data: bytes, at: int, mask: int) -> bytes:
    return data[:at] + bytes([data[at] ^ mask]) + data[at + 1 :]


def mended(files: dict[str, bytes], name: str, data: bytes) -> dict[str, bytes]:
    """Return the files with one of them replaced and the lists made right again."""
    spoiled = files | {name: data}
    if name.startswith("data/"):
        _relist(files, spoiled, name, LISTS[0])
        name = LISTS[0]
    _relist(files, spoiled, name, LISTS[1])
    return spoiled


def _relist(
    files: dict[str, bytes], spoiled: dict[str, bytes], name: str, into: str
) -> None:
    old, new = (sha256(one[name]).hexdigest().encode() for one in (files, spoiled))
    spoiled[into] = spoiled[into].replace(old, new)


def zipped(bundle: Path, path: Path) -> Path:
    """Pack a bundle without compressing it."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files_of(bundle).items():
            archive.writestr(f"b/{name}", data)
    return path


def free_places(data: bytes) -> set[int]:
    """Return the places of a zip that say nothing about its files."""
    start = int.from_bytes(data[-6:-2], "little")
    entries = [at for at in range(start, len(data)) if data[at : at + 4] == b"PK\1\2"]
    return {at + one for at in entries for one in FREE}


def relisted(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the files with both lists written anew, as a forger would."""
    rest = {name: data for name, data in files.items() if name not in LISTS}
    inside = {name for name in rest if name.startswith("data/")}
    rest[LISTS[0]] = _list({name: rest[name] for name in inside})
    rest[LISTS[1]] = _list({n: data for n, data in rest.items() if n not in inside})
    return rest


def _list(files: dict[str, bytes]) -> bytes:
    lines = (f"{sha256(data).hexdigest()}  {n}\n" for n, data in sorted(files.items()))
    return "".join(lines).encode()


def verifier(program: Path) -> ModuleType:
    """Load a bundle's verify.py into this process, to call it often."""
    module = ModuleType("verify")
    module.__file__ = str(program)
    # Not imported: that would leave a file beside it, and the bundle would not hold.
    exec(compile(program.read_bytes(), program, "exec"), module.__dict__)
    return module
