"""verify.py and verify.html find the same faults in the same files, whatever is given.

Two programs that judge differently would let a forger choose the one that is shown.
"""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from random import Random  # noqa: TID251 - seeded
from typing import Any, TypeAlias

import pytest

from habeas.log.entry import Head
from habeas.log.merkle import leaf_hash, root
from habeas.papers.bundle.logs import log_streams
from tests.fuzz.strangers import judge, judge_zip
from tests.papers.browsing import CHROMIUM, Files, Verifier, launched
from tests.papers.flipping import UNSIGNED, relisted
from tests.tally import Tally

Make: TypeAlias = Any  # conftest.Maker, which a test cannot import

pytestmark = pytest.mark.browser

if CHROMIUM is None:
    pytest.skip("Chromium is not installed", allow_module_level=True)


@pytest.fixture(scope="module")
def page(small_bundle: Path) -> Iterator[Verifier]:
    with launched() as browser:
        yield Verifier(browser, small_bundle)


def both(page: Verifier, files: Files) -> list[list[str]]:
    """Return the faults that both find; they must not differ."""
    ours, theirs = sorted(judge(files)), sorted(page.judge(files))
    assert ours == theirs
    return ours


def two_logs(make: Make, size: int = 5, seen: int = 5) -> Files:
    """A second log had seen the first at a size; so many of its entries are here."""
    contents = make.bodies()
    first = make.log(contents[:size])
    leaves = [leaf_hash(one.envelope) for one in make.log(contents[:seen]).entries]
    head = Head(first.log_id, seen, root(leaves))
    genesis = [contents[0], (make.body("note", 40), True)]
    second = make.log(genesis, make.other_seed, seen={1: (head,)})
    files: Files = make.files(make.request(logs=(first, second), exhibits=()))
    return files


def test_a_log_that_was_seen_is_enclosed_and_the_same(
    page: Verifier, make: Make, tally: Tally
) -> None:
    assert both(page, two_logs(make)) == []
    older = both(page, two_logs(make, size=3))
    assert [word for word, _ in older] == ["bad_seen"]
    files = two_logs(make)
    mine = make.log_id.hex()
    without = {n: data for n, data in files.items() if f"/{mine}/" not in n}
    (absent,) = both(page, relisted(without))
    assert (absent[0], Path(absent[1]).name) == ("bad_unenclosed", "000001.entry")
    other = [*make.bodies()[:4], (make.body("note", 99), True)]
    forged = make.files(make.request(logs=(make.log(other),), exhibits=()))
    swapped = without | {n: data for n, data in forged.items() if f"/{mine}/" in n}
    (fault,) = both(page, relisted(swapped))
    assert (fault[0], Path(fault[1]).name) == ("bad_seen", "000001.entry")
    tally("hostile inputs tried", 3)


BODIES: dict[str, bytes] = {
    "a fraction": b'{"id":1.0}',
    "an exponent": b'{"id":1e2}',
    "a number too large": b'{"id":9007199254740993}',
    "a very long number": b'{"id":' + b"9" * 5000 + b"}",
    "minus nothing": b'{"id":-0}',
    "no number": b'{"id":NaN}',
    "infinity": b'{"id":Infinity}',
    "nothing": b'{"id":null}',
    "a key twice": b'{"id":"1","id":"2"}',
    "keys out of order": b'{"type":"note","id":"1"}',
    "a key of digits": b'{"1":"a"}',
    "a key in capitals": b'{"Id":"a"}',
    "white space": b'{"id": "1"}',
    "a line at the end": b'{"id":"1"}\n',
    "a byte-order mark": b'\xef\xbb\xbf{"id":"1"}',
    "half a pair": b'{"id":"\\ud800"}',
    "an escape too many": b'{"id":"\\u0041"}',
    "capitals in an escape": b'{"id":"\\u001F"}',
    "a slash escaped": b'{"id":"\\/"}',
    "a control character": b'{"id":"\x01"}',
    "deep": b"[" * 17 + b"]" * 17,
    "very deep": b"[" * 100_000 + b"]" * 100_000,
    "not UTF-8": b'{"id":"\xff"}',
    "empty": b"",
    "two values": b"{}{}",
}
PLAIN: dict[str, bytes] = {
    "a key of prototypes": b'{"__proto__":{"type":"document"}}',
    "a list": b'["a"]',
    "a word": b'"document"',
    "a number": b"7",
    "fields that are a list": b'{"fields":["file"],"id":"1","type":"document"}',
    "fields that are a word": b'{"fields":"file","type":"document"}',
    "a file that is a word": b'{"fields":{"file":"sha256"},"type":"document"}',
    "a hash that is a number": b'{"fields":{"file":{"sha256":7}},"type":"extract"}',
    "a passage that is true": b'{"fields":{"passage":true},"type":"claim"}',
    "sixteen deep": b"[" * 16 + b"]" * 16,
}


@pytest.mark.counts("hostile inputs tried")
@pytest.mark.parametrize("name", [*BODIES, *PLAIN])
def test_a_body_is_in_its_one_form(page: Verifier, make: Make, name: str) -> None:
    """Signed and all: only its form is another."""
    content = (BODIES | PLAIN)[name]
    log = make.log([make.bodies()[0], (content, True)])
    faults = both(page, unchecked(make, log))
    unread = {"bad_form", "bad_stray"}  # its proof is of no content that was read
    assert {word for word, _ in faults} == (unread if name in BODIES else set())


def unchecked(make: Make, log: Any) -> Files:  # noqa: ANN401 - a BundleLog
    """The files of a bundle whose writer does not look at what a body says."""
    files = make.files(make.request(logs=(make.log(make.bodies()[:1]),), exhibits=()))
    own = {one.path: b"".join(one.read()) for one in log_streams(log)}
    return relisted(files | own)


PASSAGES: dict[str, dict[str, Any]] = {
    "without a start": {"end": 4},
    "a start that is true": {"start": True, "end": 4},
    "a start that is a word": {"start": "0", "end": 4},
    "a start below nothing": {"start": -5, "end": 4},
    "an end before the start": {"start": 4, "end": 0},
    "an end far away": {"start": 0, "end": 2**52},
    "another quote": {"start": 1, "end": 5},
}


@pytest.mark.counts("hostile inputs tried")
@pytest.mark.parametrize("name", PASSAGES)
def test_a_passage_stands_where_it_says(page: Verifier, make: Make, name: str) -> None:
    text = "Said \U0001f600 no".encode()
    file = make.sealed_file(text, "text/plain")
    quote = {"version": sha256(text).hexdigest(), "quote": "Said", **PASSAGES[name]}
    claim = make.body("claim", 6, {"passage": quote})
    contents = [(make.body("extract", 4, {"file": file}), True), (claim, True)]
    log = make.log([make.bodies()[0], *contents])
    exhibits = (make.exhibit("1-text", "text.txt", "text/plain", text),)
    files = make.files(make.request(logs=(log,), exhibits=exhibits))
    assert [word for word, _ in both(page, files)] == ["bad_passage"]


def test_a_key_that_fits_many_messages_is_refused(page: Verifier, make: Make) -> None:
    """The neutral point as the log's name: R = S = 0 signs anything under it."""
    weak = (1).to_bytes(32, "little").hex()
    files = make.files(make.request())
    mine = make.log_id.hex()
    forged = {
        name.replace(mine, weak): data.replace(mine.encode(), weak.encode())
        for name, data in files.items()
    }
    words = {word for word, _ in both(page, relisted(forged))}
    assert words & {"bad_ed25519", "bad_form"}


def test_loose_bits_of_base64_are_noticed(page: Verifier, make: Make) -> None:
    """A hash of a proof in a second spelling is the same hash; its file is not."""
    files = make.files(make.request())
    name = next(one for one in sorted(files) if one.endswith("000004.tlog-proof"))
    lines = files[name].split(b"\n")
    letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    last = letters[letters.index(lines[2][42]) + 1]
    lines[2] = lines[2][:42] + bytes([last]) + b"="
    spoiled = relisted(files | {name: b"\n".join(lines)})
    assert both(page, spoiled) == [["bad_proof", name]]


TRICKS: dict[str, Callable[[Files], Files]] = {
    "nothing": lambda files: files,
    "no bagit.txt": lambda files: without(files, "bagit.txt"),
    "no manifest": lambda files: without(files, "manifest-sha256.txt"),
    "no list of tags": lambda files: without(files, "tagmanifest-sha256.txt"),
    "no verifiers": lambda files: relisted(without(files, "verify.py", "verify.html")),
    "a file more": lambda files: files | {"more.txt": b"more"},
    "a file more, listed": lambda files: relisted(files | {"data/more": b""}),
    "a name in capitals": lambda files: renamed(files, "bag-info.txt", "BAG-INFO.txt"),
    "a name in other letters": lambda files: relisted(
        files | {"data/exhibits/e\u0301": b"1", "data/exhibits/\u00e9": b"2"}
    ),
    "a name decomposed": lambda files: relisted(files | {"data/exhibits/e\u0301": b""}),
    "a name with a line end": lambda files: files | {"data/exhibits/a\nb": b""},
    "a name with a percent": lambda files: relisted(
        files | {"data/exhibits/a%41": b""}
    ),
    "a name with a backslash": lambda files: relisted(files | {"data\\x": b""}),
    "a manifest not in UTF-8": lambda files: (
        files
        | {
            "manifest-sha256.txt": files["manifest-sha256.txt"].replace(
                b"data", b"\xff", 1
            )
        }
    ),
    "a manifest with CR": lambda files: (
        files
        | {"manifest-sha256.txt": files["manifest-sha256.txt"].replace(b"\n", b"\r\n")}
    ),
    "a long number": lambda files: relisted(
        files | {f"data/bodies/{'ab' * 32}/{'1' * 5000}.json": b"{}"}
    ),
    "two logs, one empty": lambda files: relisted(
        files | {f"data/logs/{'ab' * 32}/checkpoint": b""}
    ),
}


def without(files: Files, *names: str) -> Files:
    return {name: data for name, data in files.items() if name not in names}


def renamed(files: Files, old: str, new: str) -> Files:
    return {new if name == old else name: data for name, data in files.items()}


@pytest.mark.parametrize("trick", TRICKS)
def test_a_bundle_put_together_in_another_way(
    page: Verifier, make: Make, trick: str
) -> None:
    faults = both(page, TRICKS[trick](make.files(make.request())))
    assert bool(faults) == (trick not in ("nothing", "no verifiers"))


def test_files_spoiled_at_random(page: Verifier, make: Make, tally: Tally) -> None:
    """The same on every run: bytes changed, cut out, doubled, swapped, lists mended."""
    files, chance = two_logs(make), Random(3)
    names = sorted(set(files) - UNSIGNED)
    for _ in range(150):
        one, other = chance.choice(names), chance.choice(names)
        spoiled = files | {one: _spoiled(files[one], files[other], chance)}
        faults = both(page, relisted(spoiled))
        assert bool(faults) == (relisted(spoiled) != relisted(files)), one
        tally("hostile inputs tried", 1)


def _spoiled(one: bytes, other: bytes, chance: Random) -> bytes:
    at, by = chance.randrange(len(one)), chance.randrange(1, 80)
    ways = (
        one[:at] + chance.randbytes(1) + one[at + 1 :],
        one[:at] + one[at + by :],
        one[:at] + one[at : at + by] + one[at:],
        one[:at] + bytes([one[at] ^ 0x20]) + one[at + 1 :],
        other,
        one[:at] + other[at:],
        one.replace(b"\n", b"\r\n", chance.choice((1, -1))),
        one.replace(str(chance.randrange(10)).encode(), b"0", 1),
    )
    return chance.choice(ways)


Pack = Callable[[Files], bytes]


def packed(
    files: Files, more: Callable[[zipfile.ZipFile], object] = str, how: int = 0
) -> bytes:
    """Pack a bundle; `more` puts in what does not belong there."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", how) as archive:
        for name, data in files.items():
            archive.writestr(f"b/{name}", data)
        more(archive)
    return stream.getvalue()


def member(name: str, data: bytes = b"", **fields: int | bytes) -> Pack:
    """Put one more member in, with these fields of its header."""

    def more(archive: zipfile.ZipFile) -> None:
        info = zipfile.ZipInfo(name)
        for key, value in fields.items():
            setattr(info, key, value)
        archive.writestr(info, data)

    return lambda files: packed(files, more)


def edited(at: int, value: bytes) -> Pack:
    """Change the first entry of the directory, and its local header where it has it."""

    def pack(files: Files) -> bytes:
        data = bytearray(packed(files))
        entry = int.from_bytes(data[-6:-2], "little") + at
        data[entry : entry + len(value)] = value
        if 6 <= at < 28:
            data[at - 2 : at - 2 + len(value)] = value
        return bytes(data)

    return pack


def short_size(files: Files) -> bytes:
    """A member deflates to more than its size and its checksum speak of."""
    stream, name = io.BytesIO(), b"b/data/index.html"
    page = files["data/index.html"]
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, data in files.items():
            more = b"<p>more</p>" if one == "data/index.html" else b""
            archive.writestr(f"b/{one}", data + more)
    changed = bytearray(stream.getvalue())
    honest = struct.pack("<L", len(page)), struct.pack("<L", zlib.crc32(page))
    for place, size, crc in ((30, 22, 14), (46, 24, 16)):
        found = changed.find(name) if place == 30 else changed.rfind(name)
        at = found - place
        changed[at + size : at + size + 4], changed[at + crc : at + crc + 4] = honest
    return bytes(changed)


def with_names(*names: str) -> Pack:
    """Put empty members of these names in."""

    def more(archive: zipfile.ZipFile) -> None:
        for name in names:
            archive.writestr(name, b"")

    return lambda files: packed(files, more)


ZIPS: dict[str, Pack] = {
    "words before": lambda files: b"#!/bin/sh\n" + packed(files),
    "words after": lambda files: packed(files) + b"more",
    "a comment": lambda files: packed(
        files, lambda zip_: setattr(zip_, "comment", b"x")
    ),
    "two bundles": lambda files: packed(files)[:-22] + packed(files),
    "cut short": lambda files: packed(files)[:-100],
    "no end": lambda files: packed(files)[:-22],
    "zip64": lambda files: packed(files)[:-12] + b"\xff\xff" + packed(files)[-10:],
    "a name twice": member("b/bagit.txt", b"x"),
    "a name in capitals": member("b/BAGIT.TXT", b"x"),
    "a path upwards": member("../x", b"x"),
    "a path upwards inside": member("b/../x", b"x"),
    "a folder upwards": member("b/../../x/"),
    "a folder that holds bytes": member("b/data/", b"x"),
    "a folder of a file's name": member("b/bagit.txt/"),
    "an absolute path": member("/x", b"x"),
    "a second top folder": member("c/bagit.txt", b"x"),
    "a backslash": member("b/data\\exhibits\\x", b"x"),
    "a control character": member("b/data/exhibits/a\x1b[2J", b"x"),
    "a name decomposed twice": with_names("b/\u00e9", "b/e\u0301"),
    "a link": member("b/data/link", b"/etc/passwd", external_attr=stat.S_IFLNK << 16),
    "a name in another field": member(
        "b/data/x", b"x", extra=b"\x75\x70\x06\0\1" + b"\0" * 5
    ),
    "an extra field of no form": member("b/data/x", b"x", extra=b"\1\2\xff\xff"),
    "encrypted": edited(8, b"\1\0"),
    "patched": edited(8, b"\x20\0"),
    "a method that nobody knows": edited(10, b"\x63\0"),
    "a time of its own": lambda files: (
        edited(12, b"\1\1")(files)[:10]
        + packed(files)[10:14]
        + edited(12, b"\1\1")(files)[14:]
    ),
    "another checksum": edited(16, b"\1\2\3\4"),
    "another size": edited(24, b"\1\0\0\0"),
    "on another disk": edited(34, b"\1\0"),
    "another place": edited(42, b"\1\0\0\0"),
    "bytes beyond the size": short_size,
    "a letter that is no UTF-8": lambda files: packed(
        files, lambda zip_: zip_.writestr("b/data/\u00e9", b"x")
    ).replace(b"\xc3\xa9", b"\xc3\xc3"),
}
HONEST: dict[str, Pack] = {
    "stored": packed,
    "deflated": lambda files: packed(files, how=zipfile.ZIP_DEFLATED),
    "with folders": with_names("b/", "b/data/", "b/data/logs/"),
    "what a Mac adds": member("__MACOSX/b/._bagit.txt", b"x"),
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", [*ZIPS, *HONEST])
def test_a_zip_is_read_in_one_way(
    page: Verifier, make: Make, name: str, tally: Tally
) -> None:
    data = (ZIPS | HONEST)[name](make.files(make.request()))
    ours, theirs = sorted(judge_zip(data)), sorted(page.judge_zip(data))
    assert ours == theirs
    assert bool(ours) == (name in ZIPS)
    tally("hostile inputs tried", int(name in ZIPS))
