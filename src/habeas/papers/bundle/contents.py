"""Everything that will stand in a bundle, measured and searched before it exists."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from habeas.papers.bundle.layout import (
    MANIFEST,
    PAGE,
    TAG_MANIFEST,
    exhibit_path,
    paper_path,
    timestamp_path,
)
from habeas.papers.bundle.logs import log_streams
from habeas.papers.bundle.model import BundleRequest, BundleTimestamp
from habeas.papers.bundle.page import render_page
from habeas.papers.bundle.stream import Measure, Meter, Stream, of_bytes
from habeas.papers.bundle.tags import manifest, shipped, tag_streams
from habeas.papers.leaks.errors import Leak
from habeas.papers.leaks.hidden import MOST_BYTES, Room, unpacked
from habeas.papers.leaks.scan import Hit, Scanner

MOST_LEAKS: Final = 200
MOST_IN_A_FILE: Final = 20


@dataclass
class Contents:
    """The streams of a bundle in writing order, their measures, and every leak.

    `shut` are the paths of what was not all unpacked, so not all searched.
    `fingerprint` is the SHA-256 of the tag manifest, which covers every other file.
    """

    streams: list[Stream] = field(default_factory=list)
    measures: dict[str, Measure] = field(default_factory=dict)
    leaks: list[Leak] = field(default_factory=list)
    shut: list[str] = field(default_factory=list)
    fingerprint: str = ""


def survey(request: BundleRequest, scanner: Scanner) -> Contents:
    """Read every stream once: measure it and search it, names included."""
    contents = Contents()
    for label, text in request.texts:
        _note(contents, f"text of {label}", scanner.scan_text(text))
    for stream in payload_streams(request):
        take(contents, scanner, stream)
    payload = dict(contents.measures)
    tags = tag_streams(request, payload)
    tags.append(of_bytes(MANIFEST, manifest(payload)))
    ours = shipped(request)
    for stream in tags:
        data = b"".join(stream.read())
        if data in ours:  # byte for byte, so that no name can stand in it
            _keep(contents, stream, data)
        else:
            take(contents, scanner, stream)
    rest = {path: one for path, one in contents.measures.items() if path not in payload}
    last = of_bytes(TAG_MANIFEST, manifest(rest))
    take(contents, scanner, last)
    contents.fingerprint = contents.measures[TAG_MANIFEST].sha256
    return contents


def _keep(contents: Contents, stream: Stream, data: bytes) -> None:
    """Measure a stream that need not be searched."""
    meter = Meter()
    for _ in meter.through([data]):
        pass
    contents.streams.append(stream)
    contents.measures[stream.path] = meter.measure()


def payload_streams(request: BundleRequest) -> Iterator[Stream]:
    """Yield the page, every log, timestamp, paper and exhibit."""
    yield of_bytes(PAGE, render_page(request))
    for log in request.logs:
        yield from log_streams(log)
    for one in request.timestamps:
        yield from _timestamp_streams(one)
    for paper in request.papers:
        yield of_bytes(paper_path(paper.name), paper.data)
    for exhibit in request.exhibits:
        path = exhibit_path(exhibit.number, exhibit.name)
        yield Stream(path, exhibit.read, f"data/exhibits/{exhibit.number}")


def _timestamp_streams(one: BundleTimestamp) -> Iterator[Stream]:
    files = {"data": one.data, one.suffix: one.token, "pem": one.pem}
    for suffix, data in files.items():
        if data:
            yield of_bytes(timestamp_path(one.log_id, one.index, suffix), data)


def take(contents: Contents, scanner: Scanner, stream: Stream) -> None:
    """Measure and search one stream, its name and what is packed inside it."""
    if stream.path in contents.measures:
        raise ValueError("two files of a bundle have one path")
    meter = Meter()
    kept = bytearray()
    chunks = _keeping(meter.through(stream.read()), kept)
    _note(contents, stream.place, scanner.scan(chunks))
    for _ in chunks:
        pass  # measure the rest, where the search stopped at its fill of leaks
    whole = len(kept) == meter.measure().size
    room = Room(short=not whole)
    for text in unpacked(bytes(kept) if whole else b"", room):
        _note(contents, f"{stream.place} (packed inside)", scanner.scan([text]))
    if room.short:
        contents.shut.append(stream.path)
    _note(contents, f"{stream.place} (its name)", scanner.scan_name(stream.path))
    contents.streams.append(stream)
    contents.measures[stream.path] = meter.measure()


def _keeping(chunks: Iterable[bytes], kept: bytearray) -> Iterator[bytes]:
    """Pass chunks on; keep them all if they fit, for what is packed in them."""
    keep = True
    for chunk in chunks:
        keep = keep and len(kept) + len(chunk) <= MOST_BYTES
        if keep:
            kept += chunk
        else:
            kept.clear()
        yield chunk


def _note(contents: Contents, place: str, hits: Iterable[Hit]) -> None:
    """Keep the first leaks of a file: placing each takes time, and one is enough."""
    room = MOST_LEAKS - len(contents.leaks)
    told = {(leak.place, leak.line, leak.record) for leak in contents.leaks}
    for hit in islice(hits, min(room, MOST_IN_A_FILE)):
        if (place, hit.line, hit.record) not in told:  # two words of one name, say
            told.add((place, hit.line, hit.record))
            contents.leaks.append(Leak(place, hit.line, hit.offset, hit.record))
