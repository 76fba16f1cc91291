"""Preview a bundle, or write it: a zip whose name ends in .zip, or a folder.

Two passes. The first measures and searches every byte and writes nothing. The second
writes to `<target>.partial`, refuses any stream that is not byte for byte what was
searched, and renames at the end; on any failure nothing stays behind.
"""

import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from habeas.errors import BadInputError, DamagedError, StorageError
from habeas.papers.bundle.contents import Contents, survey
from habeas.papers.bundle.layout import exhibit_path
from habeas.papers.bundle.logs import fingerprint
from habeas.papers.bundle.model import BundleRequest
from habeas.papers.bundle.sound import require_sound
from habeas.papers.bundle.stream import Meter, Stream
from habeas.papers.leaks.errors import Leak, LeakFoundError
from habeas.papers.leaks.scan import Scanner
from habeas.words import N_

_READABLE: Final = ("text/", "message/")
_UNIX: Final = 3


@dataclass(frozen=True)
class PreviewFile:
    """One file that would be written; size in bytes."""

    path: str
    size: int


@dataclass(frozen=True)
class Preview:
    """What a bundle would hold, and what stands against it.

    `disclosed` and `withheld` count entries. `leaks` stop the export. `look` are the
    exhibits of which no search can read all (pictures, what is encrypted or packed too
    deep): a person must look. `unsearchable`
    are protected records with a value too short or too vague to search for.
    `fingerprints` are the heads', one per log.
    """

    files: tuple[PreviewFile, ...]
    disclosed: int
    withheld: int
    leaks: tuple[Leak, ...]
    look: tuple[str, ...]
    unsearchable: tuple[str, ...]
    fingerprints: tuple[str, ...]

    @property
    def size(self) -> int:
        """All bytes together."""
        return sum(file.size for file in self.files)


@dataclass(frozen=True)
class Written:
    """A bundle that exists: where, how large, and the fingerprint of its whole."""

    path: Path
    size: int
    fingerprint: str


def preview_bundle(request: BundleRequest) -> Preview:
    """Say what would be written; reads every byte, writes nothing.

    Raises:
        DamagedError: the log or an exhibit does not verify.
    """
    require_sound(request)
    scanner = Scanner(request.protected, request.allowed)
    contents = survey(request, scanner)
    exhibits = [
        (exhibit_path(o.number, o.name), o.media_type) for o in request.exhibits
    ]
    bodies = [entry.body for log in request.logs for entry in log.entries]
    return Preview(
        files=tuple(
            PreviewFile(path, one.size) for path, one in contents.measures.items()
        ),
        disclosed=sum(body is not None for body in bodies),
        withheld=sum(body is None for body in bodies),
        leaks=tuple(contents.leaks),
        look=tuple(
            path
            for path, media_type in exhibits
            if not media_type.startswith(_READABLE) or path in contents.shut
        ),
        unsearchable=scanner.unsearchable,
        fingerprints=tuple(fingerprint(log) for log in request.logs),
    )


def write_bundle(
    request: BundleRequest, target: Path, before: Callable[[], object] = lambda: None
) -> Written:
    """Write the bundle to `target`, which must not exist.

    `before` is called when all is written and checked, before it has its name; if it
    raises, nothing stays.

    Raises:
        LeakFoundError: a protected value stands in a file, or in a name.
        BadInputError: `target` exists, or its folder does not.
        DamagedError: the log or an exhibit does not verify, or a stream changed
            between the search and the writing.
        StorageError: the disk is full or failing.
    """
    _require_free(target)
    require_sound(request)
    scanner = Scanner(request.protected, request.allowed)
    contents = survey(request, scanner)
    for hit in scanner.scan_name(target.name):
        contents.leaks.append(Leak("the name of the bundle", 1, hit.offset, hit.record))
    if contents.leaks:
        raise LeakFoundError(tuple(contents.leaks))
    to_disk = _write_zip if target.suffix.lower() == ".zip" else _write_folder
    with _all_or_nothing(target) as partial:
        to_disk(partial, contents, request)
        before()
    size = sum(one.size for one in contents.measures.values())
    return Written(target, size, contents.fingerprint)


def _require_free(target: Path) -> None:
    if target.exists() or target.is_symlink():
        raise BadInputError(
            N_("There is already a file or folder of this name."),
            advice=N_("Choose another name. Nothing was written."),
        )
    if not target.absolute().parent.is_dir():
        raise BadInputError(
            N_("The folder for the bundle does not exist."),
            advice=N_("Create it or choose another. Nothing was written."),
        )


@contextmanager
def _all_or_nothing(target: Path) -> Iterator[Path]:
    partial = target.with_name(target.name + ".partial")
    _remove(partial)
    try:
        yield partial
        partial.rename(target)
        _sync(target.absolute().parent)
    except OSError as error:
        raise StorageError(N_("The bundle could not be written.")) from error
    finally:
        _remove(partial)


def _remove(partial: Path) -> None:
    if partial.is_dir() and not partial.is_symlink():
        shutil.rmtree(partial, ignore_errors=True)
    else:
        partial.unlink(missing_ok=True)


def _write_folder(partial: Path, contents: Contents, request: BundleRequest) -> None:
    del request
    for stream in contents.streams:
        file = partial / stream.path
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("xb") as out:
            _copy(stream, contents, out.write)
            _flush(out)
    for folder in [partial, *(one for one in partial.rglob("*") if one.is_dir())]:
        _sync(folder)


def _write_zip(partial: Path, contents: Contents, request: BundleRequest) -> None:
    """Stored, in fixed order, with one time for all: the same zip each time."""
    top = f"habeas-{contents.fingerprint[:8]}/"
    made = request.created
    moment = (made.year, made.month, made.day, made.hour, made.minute, made.second)
    with partial.open("xb") as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            for stream in contents.streams:
                info = zipfile.ZipInfo(top + stream.path, moment)
                info.create_system, info.external_attr = _UNIX, 0o100644 << 16
                large = contents.measures[stream.path].size > zipfile.ZIP64_LIMIT
                with archive.open(info, "w", force_zip64=large) as member:
                    _copy(stream, contents, member.write)
        _flush(out)


def _copy(stream: Stream, contents: Contents, write: Callable[[bytes], int]) -> None:
    """Write a stream, and refuse it unless it is what was searched."""
    meter = Meter()
    for chunk in meter.through(stream.read()):
        write(chunk)
    if meter.measure() != contents.measures[stream.path]:
        raise DamagedError(
            N_("A file changed while the bundle was being written."),
            advice=N_("Close what changes it and export again. Nothing was written."),
        )


def _flush(out: BinaryIO) -> None:
    out.flush()
    os.fsync(out.fileno())


def _sync(folder: Path) -> None:
    """Make the names in a folder durable, where the system can (not on Windows)."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
