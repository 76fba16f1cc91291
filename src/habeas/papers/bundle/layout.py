"""Where everything stands in a bundle: paths with '/', relative to the bag."""

import re
import unicodedata
from typing import Final

PAGE: Final = "data/index.html"
PAYLOAD: Final = "data/"
MANIFEST: Final = "manifest-sha256.txt"
TAG_MANIFEST: Final = "tagmanifest-sha256.txt"

_LONGEST: Final = 60
_UNSAFE = re.compile(r"[^\w.\-]+")
_DOTS = re.compile(r"\.{2,}")
_RESERVED: Final = frozenset(
    ["con", "prn", "aux", "nul"]
    + [f"{one}{n}" for one in ("com", "lpt") for n in "123456789"]
)


def log_folder(log_id: bytes) -> str:
    """Return the folder of a log, with its final slash."""
    return f"data/logs/{log_id.hex()}/"


def entry_path(log_id: bytes, index: int) -> str:
    """Return the path of an envelope."""
    return f"{log_folder(log_id)}{index:06}.entry"


def proof_path(log_id: bytes, index: int) -> str:
    """Return the path of the proof that a disclosed entry stands in its log."""
    return f"{log_folder(log_id)}proofs/{index:06}.tlog-proof"


def body_path(log_id: bytes, index: int) -> str:
    """Return the path of a disclosed body."""
    return f"data/bodies/{log_id.hex()}/{index:06}.json"


def timestamp_path(log_id: bytes, index: int, suffix: str) -> str:
    """Return the path of a file of the timestamp that an entry holds.

    `suffix` is 'data' (what is covered), 'tsr' or 'ots' (the token), 'pem' (the root).
    """
    return f"data/timestamps/{log_id.hex()}/{index:06}.{suffix}"


def paper_path(name: str) -> str:
    """Return the path of a paper that was made from the case."""
    return f"data/papers/{name}"


def exhibit_path(number: str, name: str) -> str:
    """Return the path of an exhibit; the name is made safe for every file system."""
    return f"data/exhibits/{safe_name(f'{number}-{name}')}"


def safe_name(name: str) -> str:
    """Return a file name of letters, digits, '.', '-' and '_', with its extension."""
    name = _UNSAFE.sub("_", unicodedata.normalize("NFC", name))
    name = _DOTS.sub(".", name).strip("._") or "file"
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > len("geojson"):
        stem, suffix = name, ""
    stem = stem[:_LONGEST].strip("._") or "file"
    if stem.lower() in _RESERVED:
        stem += "_"
    return f"{stem}.{suffix}" if suffix else stem
