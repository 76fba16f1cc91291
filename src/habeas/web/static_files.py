"""Style, script, fonts: public files, cached by a version that is in their address."""

import hashlib
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from habeas.web.refusals import NoPageError

TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "woff2": "font/woff2",
    "txt": "text/plain; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file that anybody may read, with its media type."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class StaticFiles:
    """Every static file in memory (some 300 KB), by its path below static/."""

    version: str
    by_path: dict[str, StaticFile]

    def get(self, version: str, path: str) -> StaticFile:
        """Return a file of this version.

        Raises:
            NoPageError: another version, or no such file.
        """
        found = self.by_path.get(path)
        if found is None or version != self.version:
            raise NoPageError
        return found


def load_static() -> StaticFiles:
    """Read the files that the package carries; the version is a digest of them all."""
    found = dict(sorted(_walk(files("habeas.web") / "static", "")))
    digest = hashlib.sha256()
    for path, one in found.items():
        digest.update(path.encode() + b"\x00" + one.content)
    return StaticFiles(digest.hexdigest()[:16], found)


def _walk(folder: Traversable, prefix: str) -> list[tuple[str, StaticFile]]:
    found: list[tuple[str, StaticFile]] = []
    for one in folder.iterdir():
        kind = TYPES.get(one.name.rpartition(".")[2])
        if one.is_dir():
            found += _walk(one, f"{prefix}{one.name}/")
        elif kind is not None:
            found.append((prefix + one.name, StaticFile(one.read_bytes(), kind)))
    return found
