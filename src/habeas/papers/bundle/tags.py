"""The files around the payload: the BagIt tags and the three ways to verify.

BagIt 1.0, RFC 8493: bagit.txt (§2.1.1), manifests (§2.1.3), bag-info.txt (§2.2.2).
"""

from collections.abc import Mapping
from importlib.metadata import version

from habeas.papers.bundle.layout import PAYLOAD
from habeas.papers.bundle.model import BundleRequest
from habeas.papers.bundle.stranger.build import verify_html, verify_py, verify_txt
from habeas.papers.bundle.stream import Measure, Stream, of_bytes

_BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def tag_streams(request: BundleRequest, payload: Mapping[str, Measure]) -> list[Stream]:
    """Return every tag file but the two manifests."""
    return [
        of_bytes("bagit.txt", _BAGIT),
        of_bytes("bag-info.txt", _bag_info(request, payload)),
        of_bytes("verify.html", verify_html(request.language)),
        of_bytes("verify.py", verify_py(request.language)),
        of_bytes("VERIFY.txt", verify_txt(request)),
    ]


def shipped(request: BundleRequest) -> frozenset[bytes]:
    """Return the tag files that hold the program's own words and hold no case's.

    VERIFY.txt fills in ids and numbers of entries, which name searched files too.
    """
    language = request.language
    texts = verify_html(language), verify_py(language), verify_txt(request)
    return frozenset((_BAGIT, *texts))


def manifest(measures: Mapping[str, Measure]) -> bytes:
    """Return a manifest that `sha256sum -c` reads (RFC 8493 §2.1.3)."""
    lines = (f"{measures[path].sha256}  {path}\n" for path in sorted(measures))
    return "".join(lines).encode()


def _bag_info(request: BundleRequest, payload: Mapping[str, Measure]) -> bytes:
    files = {path: one for path, one in payload.items() if path.startswith(PAYLOAD)}
    size = sum(one.size for one in files.values())
    return (
        f"Bagging-Date: {request.created:%Y-%m-%d}\n"
        f"Payload-Oxum: {size}.{len(files)}\n"
        f"Bag-Software-Agent: habeas {version('habeas')}\n"
        "External-Description: Part of a case; open data/index.html, then VERIFY.txt\n"
    ).encode()
