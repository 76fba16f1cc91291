"""What Tella and auto-archiver write beside the files that they export.

Tella for Android (`VerificationMetadataCsv`, `PublicMetadataMapper`): a CSV of two
lines named after the file, values unquoted, every comma in them made a space.
auto-archiver (`Metadata.to_dict`, `hash_enricher`): JSON with `status`, `metadata` and
`media`, each medium with `properties.hash` 'SHA-256:…'; a CSV of the same; a page of
HTML. A storage may rename what it stores, so a hash counts more than a name there.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import msgspec

from habeas.text.lists import HashList, Stated
from habeas.text.siblings import Siblings

TELLA, ARCHIVER = "Tella", "auto-archiver"
LARGEST_JSON = 8 << 20
LARGEST_CSV = 64 << 10
_LONGEST = 400
_MOST = 60
_DEEPEST = 8
_HASH = re.compile(r"\s*(?:SHA-256:)?([0-9a-fA-F]{64})\s*\Z")
_STATED = re.compile(rb"\b(SHA-256|SHA3-512):\s*([0-9a-f]{64}(?:[0-9a-f]{64})?)\b")
_ALGORITHMS = {"SHA-256": ("sha256", 64), "SHA3-512": ("sha3_512", 128)}
_STATIC = 24
"""Digits of the hash that auto-archiver's 'static' file names keep."""


class _Medium(msgspec.Struct):
    filename: str = ""
    key: str | None = None
    kept: str | None = msgspec.field(default=None, name="_key")
    properties: dict[str, Any] = {}


class _Archive(msgspec.Struct):
    status: str
    metadata: dict[str, Any]
    media: list[_Medium]


def tella(name: bytes, data: bytes, siblings: Siblings) -> HashList | None:
    """Read Tella's CSV of one file; None if it is none."""
    if not name.lower().endswith(b".csv") or len(data) > LARGEST_CSV:
        return None
    rows = data.decode("utf-8", "replace").removeprefix("\ufeff").splitlines()
    heads = rows[0].split(",") if rows else []
    if heads[:1] != ["File hash"] or "File name" not in heads or len(rows) < 2:  # noqa: PLR2004
        return None
    values = dict(zip(heads, rows[1].split(","), strict=False))
    found = HashList(TELLA)
    about = _sibling(values.get("File name", "").encode(), name, siblings)
    if hit := _HASH.match(values["File hash"]):
        found.state(about, Stated("sha256", hit[1].lower()))
    found.about[about] = tuple(_lines(values))
    return found


def _sibling(told: bytes, csv: bytes, siblings: Siblings) -> bytes:
    """Return the file that is meant: commas in its name were made spaces."""
    if told in siblings.without_commas:
        return siblings.without_commas[told]
    stem = csv.rpartition(b".")[0]
    alike = [one for one in siblings.by_stem.get(stem, ()) if one != csv]
    return alike[0] if len(alike) == 1 else told


def archiver(name: bytes, data: bytes, siblings: Siblings) -> HashList | None:
    """Read what auto-archiver says of its media; None if it is none."""
    lower = name.lower()
    if lower.endswith(b".json") and len(data) <= LARGEST_JSON:
        return _archive(data, siblings)
    if lower.endswith(b".csv") and data.startswith(b"status,metadata,media"):
        return _unnamed(data)
    if lower.endswith((b".html", b".htm")) and b"bellingcat/auto-archiver" in data:
        return _unnamed(data)
    return None


def _archive(data: bytes, siblings: Siblings) -> HashList | None:
    try:
        read = msgspec.json.decode(data, type=_Archive)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    found = HashList(ARCHIVER)
    lines = tuple(_lines({"status": read.status, **_plain(read.metadata)}))
    for medium in read.media:
        for path, stated in _stated(medium, siblings):
            if path is None:
                found.contents.append(stated)
            else:
                found.state(path, stated)
                found.about[path] = lines
    return found


def _stated(
    medium: _Medium, siblings: Siblings, depth: int = _DEEPEST
) -> Iterator[tuple[bytes | None, Stated]]:
    """Yield what a medium and those made from it state, each with its file."""
    stated = _hash(medium.properties.get("hash"))
    if stated is not None:
        names = (medium.key or "", medium.kept or "", medium.filename)
        wanted = [one.rpartition("/")[2].encode("utf-8", "replace") for one in names]
        wanted += siblings.starting(stated.digest[:_STATIC].encode())
        yield next((one for one in wanted if one in siblings), None), stated
    for inner in _inner(medium.properties.values()) if depth else ():
        yield from _stated(inner, siblings, depth - 1)


def _inner(values: Collection[Any]) -> Iterator[_Medium]:
    for value in values:
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict) and "filename" in one:
                try:
                    yield msgspec.convert(one, _Medium)
                except msgspec.ValidationError:
                    continue


def _hash(value: object) -> Stated | None:
    name, _, digest = value.partition(":") if isinstance(value, str) else ("", "", "")
    algorithm, length = _ALGORITHMS.get(name, ("", 0))
    if not algorithm or len(digest) != length or re.search(r"[^0-9a-f]", digest):
        return None
    return Stated(algorithm, digest)


def _unnamed(data: bytes) -> HashList:
    """Gather the hashes that a page or a table states, whosever they are."""
    found = HashList(ARCHIVER)
    for name, digest in sorted(set(_STATED.findall(data))):
        stated = _hash(f"{name.decode()}:{digest.decode()}")
        if stated is not None:
            found.contents.append(stated)
    return found


def _plain(values: Mapping[str, Any]) -> dict[str, str]:
    return {
        key: str(value)
        for key, value in values.items()
        if isinstance(value, str | int | float)
    }


def _lines(values: Mapping[str, str]) -> Iterator[str]:
    """Yield 'name: value' of what says anything, each on one line."""
    for key, value in list(values.items())[:_MOST]:
        words = " ".join("".join(map(_shown, f"{key}: {value}")).split())
        if value.strip() and key.strip():
            yield words[:_LONGEST]


def _shown(letter: str) -> str:
    return letter if letter.isprintable() else " "
