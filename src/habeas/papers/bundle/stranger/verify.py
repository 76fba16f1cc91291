#!/usr/bin/env python3
"""Check a bundle of Habeas: verify.py [FOLDER or ZIP] [--json] [--lang en|ru|kk].

Needs Python 3.8 or later and the program `openssl`; imports nothing else and connects
to nothing. Formats: docs/spec/bundle.md of Habeas. Exit code: 0 all holds, 1 something
does not (the file is named), 2 a signature could not be checked or this is no bundle.
"""

from __future__ import annotations

import argparse
import base64
import calendar
import hashlib
import json
import os
import re
import shutil
import stat
import struct
import subprocess
import sys
import tempfile
import time
import unicodedata
import zlib
from typing import Any, Iterator

WORDS: dict[str, dict[str, str]] = {}  # filled in when the bundle is written
LANGUAGE = "en"

SMALL = 16 * 1024 * 1024  # no file but an exhibit is larger
IGNORED = (".DS_Store", "Thumbs.db", "desktop.ini")
NUMBER = rb"(0|[1-9][0-9]{0,18})"
ENVELOPE = re.compile(
    rb"habeas\.org/entry/v1\ncase [0-9a-f]{32}\nlog ([0-9a-f]{64})\nindex "
    + NUMBER
    + rb"\ncompartment [1-9][0-9]{0,18} epoch [1-9][0-9]{0,18}\n"
    rb"commit sha256:([0-9a-f]{64})\nbody sha256:[0-9a-f]{64} "
    + NUMBER
    + rb"\n((?:seen [0-9a-f]{64} [1-9][0-9]{0,18} [0-9a-f]{64}\n)*)"
)
NOTE = re.compile(
    "(habeas\\.org/log/([0-9a-f]{64})\n(0|[1-9][0-9]{0,18})\n([A-Za-z0-9+/]{43}=)\n)\n"
    "\u2014 habeas\\.org/log/\\2 ([A-Za-z0-9+/]+={0,2})\n"
    "\u2014 habeas\\.org/log/\\2 ([A-Za-z0-9+/]+={0,2})\n"
)
PROOF = re.compile(
    "c2sp\\.org/tlog-proof@v1\nindex (0|[1-9][0-9]{0,18})\n"
    "((?:[A-Za-z0-9+/]{43}=\n){0,63})\n"
)
LIST_LINE = re.compile("([0-9a-f]{64})  ([^\\x00-\\x1f%]+)")
IN_LOG = re.compile(
    r"data/logs/([0-9a-f]{64})/(?:[0-9]{6,19}\.entry|proofs/[0-9]{6,19}\.tlog-proof|vkeys"
    r"|checkpoint(?:\.body|\.ed25519\.sig|\.mldsa44\.body|\.mldsa44\.sig)?"
    r"|(?:ed25519|mldsa44)\.pem)"
)
IN_STAMPS = re.compile(
    r"data/timestamps/([0-9a-f]{64})/[0-9]{6,19}\.(?:data|tsr|ots|pem)"
)
COVERS = re.compile("(head|entry) ([0-9a-f]{64}) (0|[1-9][0-9]{0,15}) ([0-9a-f]{64})")
STAMPED = re.compile(
    rb"^Time stamp: (\w{3} [ \d]\d \d\d:\d\d:\d\d)(?:\.\d+)? (\d{4}) GMT$", re.MULTILINE
)
ELSEWHERE = re.compile(
    r"data/index\.html|data/exhibits/[^/]+|bagit\.txt|bag-info\.txt|VERIFY\.txt"
    r"|verify\.(?:py|html)|(?:tag)?manifest-sha256\.txt"
    r"|data/papers/custody-report\.(?:pdf|docx|jsonld)"
)
UNREADABLE = (OSError, EOFError, ValueError, zlib.error)
KEY = re.compile("[a-z_][a-z0-9_]*")
DEEPEST = 16  # of a body, as docs/spec/body.md says
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
IN_BODIES = re.compile(r"data/bodies/([0-9a-f]{64})/([0-9]{6,19})\.json")
ED25519_SPKI = bytes.fromhex("302a300506032b6570032100")
MLDSA44_SPKI = bytes.fromhex("30820532300b06096086480165030403110382052100")
# The y of the points of small order: such a key would have signed anything.
SMALL_ORDER = (
    *(0, 1, 2**255 - 20),
    0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826,
    0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7,
)
# RFC 8032 section 7.1, test 2: asks whether this openssl can check Ed25519 at all.
KNOWN_KEY = bytes.fromhex(
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
)
KNOWN_SIGNATURE = bytes.fromhex(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)


class NotABundleError(Exception):
    """There is no bagit.txt."""

    word = "not_a_bundle"


class UnsoundZipError(NotABundleError):
    """Two programs could read two bundles out of this zip."""

    word = "bad_zip"


class LargeZipError(NotABundleError):
    """The zip is of the zip64 kind, which is not read here."""

    word = "too_large"


class Report:
    """What holds, what does not, what was not checked; each with its file."""

    def __init__(self) -> None:
        self.holds: list[dict[str, Any]] = []
        self.faults: list[dict[str, Any]] = []
        self.notes: list[dict[str, Any]] = []
        self.logs: list[dict[str, Any]] = []
        self.whole = ""
        self.unsigned = False

    def ok(self, word: str, **params: Any) -> None:
        """Something holds."""
        self.holds.append({"word": word, **params})

    def bad(self, word: str, file: str, **params: Any) -> None:
        """Something does not hold; `file` is the damaged file."""
        self.faults.append({"word": word, "file": file, **params})

    def note(self, word: str, **params: Any) -> None:
        """Something was not checked."""
        self.notes.append({"word": word, **params})


class Folder:
    """A bundle as a folder. Links are never followed."""

    def __init__(self, path: str, report: Report) -> None:
        self.names: dict[str, str] = {}
        taken: set[str] = set()
        for folder, folders, files in os.walk(path):
            for name in folders + files:
                full = os.path.join(folder, name)
                shown = os.path.relpath(full, path).replace(os.sep, "/")
                mode = os.lstat(full).st_mode
                if stat.S_ISREG(mode):
                    _admit(self.names, shown, full, report, taken)
                elif not stat.S_ISDIR(mode):
                    report.bad("bad_name", shown)

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a file."""
        with open(self.names[name], "rb") as stream:
            yield from iter(lambda: stream.read(1 << 20), b"")


class Member:
    """One file of a zip, as its entry in the directory tells (APPNOTE.TXT 4.3.12)."""

    def __init__(self, head: bytes, name: bytes) -> None:
        self.head, self.raw, self.path = head, name, _text_of(name)
        self.flags: int
        self.method: int
        self.flags, self.method = struct.unpack("<2H", head[8:12])
        self.crc: int
        self.packed: int
        self.size: int
        self.crc, self.packed, self.size = struct.unpack("<3L", head[16:28])
        self.kind = stat.S_IFMT(int.from_bytes(head[40:42], "little"))
        self.local = int.from_bytes(head[42:46], "little")
        self.start = 0  # of its bytes, after its local header

    def plain(self) -> bool:
        """Say whether it is a file or folder, stored or deflated, not encrypted."""
        known = self.kind in (0, stat.S_IFREG, stat.S_IFDIR)
        return bool(known and self.method in (0, 8) and not self.flags & ~0x80E)

    def hollow(self) -> bool:
        """Say whether it is as empty as a folder (two bytes deflate to nothing)."""
        return self.size == 0 and self.packed <= 2


class Zip:
    """A bundle as a zip file with one top folder; nothing is unpacked to disk."""

    def __init__(self, path: str, report: Report) -> None:
        self.names: dict[str, Member] = {}
        self._path = path
        with open(path, "rb") as stream:
            members = _sound_members(stream)
        top = _top([one.path for one in members])
        taken: set[str] = set()
        for one in members:
            junk = one.path.startswith("__MACOSX/")
            folder = one.path.endswith("/")
            inside = one.plain() and (one.path + "/").startswith(top)
            if not inside or (folder and not one.hollow()):
                _admit(self.names, one.path if junk else "", one, report, taken)
            elif not folder:
                _admit(self.names, one.path[len(top) :], one, report, taken)
            elif one.path != top:  # it holds nothing, but must not hide anything
                _admit({}, one.path[len(top) : -1], one, report, taken)

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a member.

        Raises:
            ValueError, EOFError, zlib.error: not what its headers say.
        """
        one, crc, size = self.names[name], 0, 0
        with open(self._path, "rb") as stream:
            stream.seek(one.start)
            for chunk in _unpacked(stream, one):
                crc, size = zlib.crc32(chunk, crc), size + len(chunk)
                if size > one.size:
                    break
                yield chunk
        if (crc, size) != (one.crc, one.size):
            raise ValueError


def _unpacked(stream: Any, one: Member) -> Iterator[bytes]:
    left, inflate = one.packed, zlib.decompressobj(-15)
    while left:
        data = stream.read(min(left, 1 << 20))
        if not data:
            raise EOFError
        left -= len(data)
        if one.method == 0:
            yield data
            continue
        while data:
            yield inflate.decompress(data, 1 << 20)
            data = inflate.unconsumed_tail
    if one.method == 8:
        yield inflate.flush()
        if not inflate.eof or inflate.unused_data:
            raise EOFError


def _text_of(name: bytes) -> str:
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        raise UnsoundZipError from None


def _sound_members(stream: Any) -> list[Member]:
    """Return the members of a zip that has one reading only.

    APPNOTE.TXT 4.3: the end record comes last, the directory right before it, and the
    members fill all the rest from the first byte on.
    """
    place = stream.seek(0, os.SEEK_END) - 22
    stream.seek(max(0, place - 65535))
    tail = stream.read()
    found = tail[: max(0, len(tail) - 18)].rfind(b"PK\5\6")
    if found < 0:
        raise NotABundleError
    if found != len(tail) - 22:
        raise UnsoundZipError
    disk, first, here, count = struct.unpack("<4H", tail[-18:-10])
    size, start, comment = struct.unpack("<2LH", tail[-10:])
    if 0xFFFF in (disk, first, here, count, comment) or 0xFFFFFFFF in (size, start):
        raise LargeZipError
    if tail[-42:-38] == b"PK\6\7":
        raise LargeZipError
    if disk or first or here != count or comment or start + size != place:
        raise UnsoundZipError
    stream.seek(start)
    members = _directory(stream.read(size), count)
    _require_no_gap(stream, members, start)
    return members


def _require_no_gap(stream: Any, members: list[Member], start: int) -> None:
    """Only a data descriptor (flag bit 3) may stand between two members."""
    at = described = 0
    for one in sorted(members, key=lambda one: one.local):
        if not _fits(one.local - at, described):
            raise UnsoundZipError
        at, described = _end_of_member(stream, one), one.flags & 8
    if not _fits(start - at, described):
        raise UnsoundZipError


def _fits(gap: int, described: int) -> bool:
    return gap == 0 or bool(described and 12 <= gap <= 24)


def _directory(data: bytes, count: int) -> list[Member]:
    """Return exactly `count` members, whose entries fill the directory."""
    members, at = [], 0
    for _ in range(count):
        head = data[at : at + 46]
        if len(head) < 46 or head[:4] != b"PK\1\2":
            raise UnsoundZipError
        size, extra, comment, disk = struct.unpack("<4H", head[28:36])
        name = data[at + 46 : at + 46 + size]
        at += 46 + size + extra
        odd = b"\0" in name or (max(name, default=0) > 127 and not head[9] & 8)
        if at > len(data) or comment or disk or odd or _renames(data[at - extra : at]):
            raise UnsoundZipError
        if b"\xff" * 4 in (head[20:24], head[24:28], head[42:46]):
            raise LargeZipError
        members.append(Member(head, name))
    if at != len(data):
        raise UnsoundZipError
    return members


def _end_of_member(stream: Any, one: Member) -> int:
    """Return where a member ends whose local header says what the directory says."""
    stream.seek(one.local)
    local = stream.read(30)
    if len(local) < 30 or local[:4] != b"PK\3\4" or local[4:14] != one.head[6:16]:
        raise UnsoundZipError
    size, extra = struct.unpack("<2H", local[26:30])
    same = stream.read(size) == one.raw and not _renames(stream.read(extra))
    if not same or not (one.flags & 8 or local[14:26] == one.head[16:28]):
        raise UnsoundZipError
    one.start = int(one.local + 30 + size + extra)
    return int(one.start + one.packed)


def _renames(extra: bytes) -> bool:
    """Say whether an extra field gives another name (0x7075), or has no form."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack("<2H", extra[at : at + 4])
        if kind == 0x7075:
            return True
        at += 4 + size
    return at != len(extra)


def _top(paths: list[str]) -> str:
    """Return the folder, with its final slash, in which the zip has bagit.txt."""
    found = [path for path in paths if re.fullmatch("(?:[^/]+/)?bagit\\.txt", path)]
    if not found:
        raise NotABundleError
    return min(found, key=len)[: -len("bagit.txt")]


def _admit(
    names: dict[str, Any], name: str, held: Any, report: Report, taken: set[str]
) -> None:
    """Take a name that no other has, in capitals or not, and what it stands for."""
    where = held.path if isinstance(held, Member) else held
    name = unicodedata.normalize("NFC", name)
    parts = name.split("/")
    bad = "\\" in name or any(part in ("", ".", "..") for part in parts)
    bad = bad or name.lower() in taken
    if where.startswith("__MACOSX/") or parts[-1] in IGNORED:
        report.note("note_ignored", file=name)
    elif bad or any(ord(letter) < 32 for letter in name):
        report.bad("bad_name", where)
    else:
        names[name] = held
        taken.add(name.lower())


class Bag:
    """The files of a bundle: hashes of all, contents of the small ones."""

    def __init__(self, source: Any, report: Report) -> None:
        self.source, self.report = source, report
        self.hashes: dict[str, str] = {}
        self.small: dict[str, bytes] = {}
        for name in sorted(source.names):
            self._read(name)

    def _read(self, name: str) -> None:
        digest, held, size = hashlib.sha256(), [], 0
        try:
            for chunk in self.source.chunks(name):
                digest.update(chunk)
                size += len(chunk)
                if size <= SMALL:
                    held.append(chunk)
        except UNREADABLE:
            self.report.bad("bad_form", name)
            self.hashes[name] = ""
            return
        self.hashes[name] = digest.hexdigest()
        if size <= SMALL:
            self.small[name] = b"".join(held)

    def read(self, name: str) -> bytes:
        """Return a small file, empty if it is absent or large."""
        return self.small.get(name, b"")

    def under(self, folder: str) -> list[str]:
        """Return the sorted paths in a folder."""
        return sorted(name for name in self.hashes if name.startswith(folder))


def check_files(bag: Bag, report: Report) -> None:
    """BagIt, RFC 8493: every file is in its manifest, with that hash, and no other."""
    if (
        bag.read("bagit.txt")
        != b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    ):
        report.bad("bad_form", "bagit.txt")
    before = len(report.faults)
    tags = {name for name in bag.hashes if not name.startswith("data/")}
    payload = set(bag.hashes) - tags
    _check_list(bag, report, "manifest-sha256.txt", payload)
    _check_list(
        bag, report, "tagmanifest-sha256.txt", tags - {"tagmanifest-sha256.txt"}
    )
    report.whole = bag.hashes.get("tagmanifest-sha256.txt", "")
    if len(report.faults) == before:
        report.ok("ok_files", count=len(bag.hashes))


def _check_list(bag: Bag, report: Report, path: str, present: set[str]) -> None:
    listed = _read_list(bag, report, path)
    for name in sorted(set(listed) | present):
        if name not in present:
            report.bad("bad_missing", name, list=path)
        elif name not in listed:
            report.bad("bad_extra", name, list=path)
        elif bag.hashes[name] != listed[name]:
            report.bad("bad_changed", name, list=path)


def _read_list(bag: Bag, report: Report, path: str) -> dict[str, str]:
    listed: dict[str, str] = {}
    try:
        text = bag.read(path).decode("utf-8")
    except UnicodeDecodeError:
        text = "?"
    if not text.endswith("\n") or path not in bag.hashes:
        report.bad("bad_form", path)
    for number, line in enumerate(text.split("\n")[:-1], 1):
        match = LIST_LINE.fullmatch(line)
        name = unicodedata.normalize("NFC", match.group(2)) if match else ""
        if not match or name in listed:
            report.bad("bad_list", path, line=number)
        else:
            listed[name] = match.group(1)
    return listed


class Log:
    """One log of the bundle: what its files say, before it is believed."""

    def __init__(self, log_id: str) -> None:
        self.id = log_id
        self.folder = "data/logs/%s/" % log_id
        self.envelopes: list[bytes] = []
        self.commits: dict[int, str] = {}
        self.seen: list[tuple[int, str, int, str]] = []
        self.bodies: dict[int, Any] = {}

    def entry(self, index: int) -> str:
        """Return the path of an envelope."""
        return "%s%06d.entry" % (self.folder, index)

    def body(self, index: int) -> str:
        """Return the path of a body."""
        return "data/bodies/%s/%06d.json" % (self.id, index)

    def proof(self, index: int) -> str:
        """Return the path of a proof."""
        return "%sproofs/%06d.tlog-proof" % (self.folder, index)


def check_log(bag: Bag, report: Report, log: Log) -> None:
    """Envelopes, tree, head, signatures, contents, proofs."""
    before = len(report.faults)
    count = sum(1 for name in bag.under(log.folder) if name.endswith(".entry"))
    _check_envelopes(bag, report, log, count)
    note = NOTE.fullmatch(
        bag.read(log.folder + "checkpoint").decode("utf-8", "replace")
    )
    if note is None or note.group(2) != log.id:
        report.bad("bad_form", log.folder + "checkpoint")
        return
    size, root = int(note.group(3)), base64.b64decode(note.group(4))
    for index in range(min(size, count + 1000)):
        if log.entry(index) not in bag.hashes:
            report.bad("bad_gap", log.entry(index))
    if size != count:
        report.bad("bad_size", log.folder + "checkpoint", size=size, count=count)
    leaves = [hashlib.sha256(b"\0" + one).digest() for one in log.envelopes]
    if tree_root(leaves) != root:
        report.bad("bad_root", log.folder + "checkpoint")
    if len(report.faults) == before:
        report.ok("ok_log", log=log.id[:8], size=size)
    _check_bodies(bag, report, log)
    _check_signatures(bag, report, log, note)
    _check_proofs(bag, report, log, (size, root, note.group(0)))
    _describe(report, log, note.group(1), size)


def _check_envelopes(bag: Bag, report: Report, log: Log, count: int) -> None:
    for index in range(count):
        data = bag.read(log.entry(index))
        match = ENVELOPE.fullmatch(data) if len(data) <= 65536 else None
        seen = (
            [line.split(b" ")[1] for line in match.group(5).splitlines()]
            if match
            else []
        )
        log.envelopes.append(data)
        if match is None or seen != sorted(set(seen)) or log.id.encode() in seen:
            if log.entry(index) in bag.hashes:
                report.bad("bad_form", log.entry(index))
            continue
        if (match.group(1).decode(), int(match.group(2))) != (log.id, index):
            shown = match.group(1).decode()[:8]
            report.bad(
                "bad_place", log.entry(index), index=int(match.group(2)), log=shown
            )
        log.commits[index] = match.group(3).decode()
        for line in match.group(5).decode().splitlines():
            _, other, size, root = line.split(" ")
            log.seen.append((index, other, int(size), root))


def tree_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, from the leaf hashes."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    while len(leaves) > 1:
        pairs = [leaves[at : at + 2] for at in range(0, len(leaves), 2)]
        leaves = [
            hashlib.sha256(b"\1" + b"".join(pair)).digest()
            if len(pair) == 2
            else pair[0]
            for pair in pairs
        ]
    return leaves[0]


def _check_bodies(bag: Bag, report: Report, log: Log) -> None:
    before = len(report.faults)
    for name in bag.under("data/bodies/%s/" % log.id):
        match = IN_BODIES.fullmatch(name)
        index = int(match.group(2)) if match else -1
        if name != log.body(index) or index not in log.commits:
            report.bad("bad_stray", name)
        elif bag.hashes[name] != log.commits[index]:
            report.bad("bad_body", name, entry=log.entry(index))
        else:
            try:
                log.bodies[index] = read_body(bag.read(name))
            except (ValueError, RecursionError):
                report.bad("bad_form", name)
    if len(report.faults) == before:
        report.ok("ok_bodies", count=len(log.bodies))


def read_body(data: bytes) -> Any:
    """Read canonical JSON (docs/spec/body.md): one value has one form.

    Raises:
        ValueError, RecursionError: it has another.
    """
    text = data.decode("utf-8")
    value = json.loads(text, parse_float=_none, parse_constant=_none)
    _require_plain(value, DEEPEST)
    if json.dumps(value, ensure_ascii=False, separators=(",", ":")) != text:
        raise ValueError
    return value


def _none(_: str) -> None:
    """Stand for a number that no body has; `_require_plain` refuses it."""


def _require_plain(value: Any, depth: int) -> None:
    ok = isinstance(value, (bool, str))
    ok = ok or (isinstance(value, int) and abs(value) < 2**53)
    inner: list[Any] = []
    if isinstance(value, dict) and depth:
        ok = list(value) == sorted(value) and all(map(KEY.fullmatch, value))
        inner = list(value.values())
    elif isinstance(value, list) and depth:
        ok, inner = True, value
    if not ok:
        raise ValueError
    if isinstance(value, str):
        value.encode()  # refuses half of a surrogate pair
    for one in inner:
        _require_plain(one, depth - 1)


def _check_signatures(bag: Bag, report: Report, log: Log, note: re.Match[str]) -> None:
    text, name = note.group(1).encode(), "habeas.org/log/" + log.id
    second = genesis_key(log)
    if second is None:
        report.bad("bad_genesis", log.entry(0))
        return
    keys = {1: bytes.fromhex(log.id), 6: second}
    ids = {kind: key_id(name, kind, key) for kind, key in keys.items()}
    vkeys = "".join(
        "%s+%s+%s\n" % (name, ids[kind].hex(), encode(bytes([kind]) + key))
        for kind, key in keys.items()
    )
    if bag.read(log.folder + "vkeys") != vkeys.encode():
        report.bad("bad_keys", log.folder + "vkeys")
    blobs = [decode(note.group(5)), decode(note.group(6))]
    good = (encode(blobs[0]), encode(blobs[1])) == (note.group(5), note.group(6))
    heads = [blobs[0][:4], blobs[1][:12]]
    if (
        not good
        or heads != [ids[1], ids[6] + bytes(8)]
        or len(blobs[1]) != 4 + 8 + 2420
    ):
        report.bad("bad_form", log.folder + "checkpoint")
        return
    short = bytes([len(name)]) + name.encode()
    size = int(note.group(3)).to_bytes(8, "big")
    root = base64.b64decode(note.group(4))
    message = b"subtree/v1\n\0" + short + bytes(8) + short + bytes(8) + size + root
    pieces = {
        "checkpoint.body": text,
        "checkpoint.ed25519.sig": blobs[0][4:],
        "ed25519.pem": pem(ED25519_SPKI + keys[1]),
        "checkpoint.mldsa44.body": message,
        "checkpoint.mldsa44.sig": blobs[1][12:],
        "mldsa44.pem": pem(MLDSA44_SPKI + keys[6]),
    }
    for piece, wanted in pieces.items():
        if bag.read(log.folder + piece) != wanted:
            report.bad("bad_derived", log.folder + piece)
    _ask_openssl(report, log, "ed25519", (pieces["ed25519.pem"], text, blobs[0][4:]))
    _ask_openssl(
        report, log, "mldsa44", (pieces["mldsa44.pem"], message, blobs[1][12:])
    )


def genesis_key(log: Log) -> bytes | None:
    """Return the ML-DSA-44 key that entry 0 names, if it is disclosed and sound."""
    body = log.bodies.get(0)
    kind = body.get("type") if isinstance(body, dict) else ""
    text = fields_of(body).get("mldsa44") if kind == "log" else None
    key = decode(text) if isinstance(text, str) else b""
    return key if len(key) == 1312 and encode(key) == text else None


def fields_of(body: Any) -> dict[str, Any]:
    """Return the fields of a disclosed body, whatever it is."""
    fields = body.get("fields") if isinstance(body, dict) else None
    return fields if isinstance(fields, dict) else {}


def _ask_openssl(
    report: Report, log: Log, kind: str, check: tuple[bytes, bytes, bytes]
) -> None:
    if kind == "ed25519" and not sound_key(bytes.fromhex(log.id)):
        report.bad("bad_ed25519", log.folder + "checkpoint")
    elif not can_check(kind):
        report.note("note_" + kind, log=log.id[:8])
        report.unsigned = report.unsigned or kind == "ed25519"
    elif openssl_verify(*check):
        report.ok("ok_" + kind, log=log.id[:8])
    else:
        report.bad("bad_" + kind, log.folder + "checkpoint")


def sound_key(key: bytes) -> bool:
    """Say whether a signature under this key fits one message only (RFC 8032 5.1.7)."""
    y = int.from_bytes(key, "little") % 2**255
    return y < 2**255 - 19 and y not in SMALL_ORDER


def can_check(kind: str) -> bool:
    """Say whether the openssl of this machine can check a kind of signature.

    It is asked what it knows, never judged by how a check fails: a forger could word
    that. LibreSSL's `ts` knows no -attime, and calls every token bad.
    """
    program = shutil.which("openssl")
    if program is None:
        return False
    if kind == "ed25519":
        return openssl_verify(pem(ED25519_SPKI + KNOWN_KEY), b"\x72", KNOWN_SIGNATURE)
    shown = _shown(program, "version")
    if kind == "rfc3161":
        known = b"-attime" in _shown(program, "ts", "-help")
        return known and b"LibreSSL" not in shown
    version = re.match(rb"OpenSSL (\d+)\.(\d+)", shown)
    return version is not None and tuple(map(int, version.groups())) >= (3, 5)


def _shown(*command: str) -> bytes:
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    ).stdout


def openssl_verify(key: bytes, message: bytes, signature: bytes) -> bool:
    """Ask `openssl pkeyutl -verify`."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, name) for name in ("key", "message", "signature")]
        for path, data in zip(paths, (key, message, signature)):
            with open(path, "wb") as out:
                out.write(data)
        command = [
            "openssl",
            "pkeyutl",
            "-verify",
            "-pubin",
            "-inkey",
            paths[0],
            "-rawin",
        ]
        command += ["-in", paths[1], "-sigfile", paths[2]]
        done = subprocess.run(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
        )
    return done.returncode == 0


def key_id(name: str, kind: int, key: bytes) -> bytes:
    """C2SP signed-note: SHA-256(name || LF || kind || key)[:4]."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + key).digest()[:4]


def encode(data: bytes) -> str:
    """Return standard base64 with padding."""
    return base64.b64encode(data).decode()


def decode(text: str) -> bytes:
    """Read standard base64; nothing comes of what is not."""
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return b""


def pem(der: bytes) -> bytes:
    """Return a public key as PEM."""
    text = encode(der)
    lines = [text[at : at + 64] for at in range(0, len(text), 64)]
    middle = "\n".join(lines)
    return (
        "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n" % middle
    ).encode()


def _check_proofs(
    bag: Bag, report: Report, log: Log, head: tuple[int, bytes, str]
) -> None:
    size, root, note = head
    before = len(report.faults)
    wanted = {log.proof(index): index for index in log.bodies}
    for name in sorted(set(wanted) | set(bag.under(log.folder + "proofs/"))):
        index = wanted.get(name)
        if index is None:
            report.bad("bad_stray", name)
            continue
        text = bag.read(name).decode("utf-8", "replace")
        match = PROOF.match(text)
        lines = match.group(2).split() if match else []
        hashes = [base64.b64decode(line) for line in lines]
        climbed = climb(log.envelopes[index], index, size, hashes)
        if (
            not match
            or text[match.end() :] != note
            or int(match.group(1)) != index
            or [encode(one) for one in hashes] != lines
            or climbed != root
        ):
            report.bad("bad_proof", name)
    if len(report.faults) == before:
        report.ok("ok_proofs", count=len(wanted))


def climb(envelope: bytes, index: int, size: int, hashes: list[bytes]) -> bytes | None:
    """RFC 9162 section 2.1.3.2: return the root that a proof gives."""
    last, here = size - 1, hashlib.sha256(b"\0" + envelope).digest()
    for one in hashes:
        if last == 0:
            return None
        if index & 1 or index == last:
            here = hashlib.sha256(b"\1" + one + here).digest()
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            here = hashlib.sha256(b"\1" + here + one).digest()
        index, last = index >> 1, last >> 1
    return here if last == 0 else None


def _describe(report: Report, log: Log, head: str, size: int) -> None:
    here = range(min(size, len(log.envelopes)))
    hidden = [index for index in here if index not in log.bodies]
    runs: list[list[int]] = []
    for index in hidden:
        if runs and runs[-1][1] == index - 1:
            runs[-1][1] = index
        else:
            runs.append([index, index])
    ranges = ", ".join(str(a) if a == b else "%d\u2013%d" % (a, b) for a, b in runs)
    fingerprint = hashlib.sha256(head.encode()).hexdigest()
    report.logs.append(
        {
            "log": log.id,
            "size": size,
            "withheld": len(hidden),
            "ranges": ranges,
            "fingerprint": fingerprint,
        }
    )


def check_seen(report: Report, logs: list[Log]) -> None:
    """Every log that an entry had seen is here, and had that root at that size."""
    sizes: dict[str, set[int]] = {}
    for log in logs:
        for _, other, size, _ in log.seen:
            sizes.setdefault(other, set()).add(size)
    roots = {log.id: roots_at(log.envelopes, sizes.get(log.id, set())) for log in logs}
    missing: set[str] = set()
    for log in logs:
        for index, other, size, root in log.seen:
            if other in roots and roots[other].get(size) != root:
                report.bad("bad_seen", log.entry(index), log=other[:8], size=size)
            elif other not in roots and other not in missing:
                missing.add(other)
                report.bad("bad_unenclosed", log.entry(index), log=other[:8])


def roots_at(envelopes: list[bytes], sizes: set[int]) -> dict[int, str]:
    """Return the roots (RFC 6962) of the first so many envelopes, in one pass."""
    roots: dict[int, str] = {}
    trees: list[bytes] = []  # the complete subtrees, largest first
    for size, one in enumerate(envelopes, 1):
        trees.append(hashlib.sha256(b"\0" + one).digest())
        left = size
        while left % 2 == 0:
            right = trees.pop()
            trees[-1] = hashlib.sha256(b"\1" + trees[-1] + right).digest()
            left //= 2
        if size in sizes:
            root = trees[-1]
            for tree in reversed(trees[:-1]):
                root = hashlib.sha256(b"\1" + tree + root).digest()
            roots[size] = root.hex()
    return roots


def named_files(logs: list[Log]) -> tuple[dict[str, set[str]], dict[str, str]]:
    """Return which records name a hash, and which body wants its file enclosed."""
    named: dict[str, set[str]] = {}
    wanted: dict[str, str] = {}
    for log in logs:
        for index, body in sorted(log.bodies.items()):
            file = fields_of(body).get("file")
            digest = file.get("sha256") if isinstance(file, dict) else None
            if isinstance(digest, str):
                record = body.get("id")
                named.setdefault(digest, set()).add(
                    record if isinstance(record, str) else ""
                )
                if body.get("type") in ("document", "extract"):
                    wanted.setdefault(digest, log.body(index))
    return named, wanted


def check_exhibits(bag: Bag, report: Report, logs: list[Log]) -> None:
    """Every exhibit is named by its hash in a disclosed entry, once for each record."""
    named, wanted = named_files(logs)
    exhibits = bag.under("data/exhibits/")
    strangers = [name for name in exhibits if bag.hashes[name] not in named]
    for name in strangers:
        report.bad("bad_exhibit", name)
    twice = [
        name
        for at, name in enumerate(exhibits)
        if [bag.hashes[one] for one in exhibits[: at + 1]].count(bag.hashes[name])
        > len(named.get(bag.hashes[name], exhibits))
    ]
    for name in twice:
        report.bad("bad_twice", name)
    held = {bag.hashes[name] for name in exhibits}
    for digest, name in wanted.items():
        if digest not in held:
            report.note("note_exhibit", file=name)
    if not strangers and not twice:
        report.ok("ok_exhibits", count=len(exhibits))


def check_passages(bag: Bag, report: Report, logs: list[Log]) -> None:
    """Every quoted passage stands in its text, where that text is enclosed."""
    texts = {bag.hashes[name]: bag.read(name) for name in bag.under("data/exhibits/")}
    found = wrong = 0
    for log in logs:
        for index, body in sorted(log.bodies.items()):
            passage = fields_of(body).get("passage")
            if not isinstance(passage, dict):
                continue
            version = passage.get("version")
            if isinstance(version, str) and version in texts:
                found += 1
                if not stands(texts[version], passage):
                    wrong += 1
                    report.bad("bad_passage", log.body(index))
    if found and not wrong:
        report.ok("ok_passages", count=found)


def stands(text: bytes, passage: dict[str, Any]) -> bool:
    """Say whether a quoted passage stands in its text; offsets count code points."""
    start, end, quote = passage.get("start"), passage.get("end"), passage.get("quote")
    if type(start) is not int or type(end) is not int or not 0 <= start <= end:
        return False
    return bool(text.decode("utf-8", "replace")[start:end] == quote)


def check_stamps(bag: Bag, report: Report, logs: list[Log]) -> None:
    """Every timestamp is one that a disclosed entry holds, over what is enclosed."""
    wanted: dict[str, bytes] = {}
    asked: dict[str, list[str]] = {"tsr": [], "ots": []}
    known = {log.id: log for log in logs}
    for log in logs:
        for index, body in sorted(log.bodies.items()):
            fields = fields_of(body)
            if "token" not in fields or body.get("type") != "timestamp":
                continue
            covered = _covered(bag, known, fields)
            if covered is None:
                report.bad("bad_covered", log.body(index))
                continue
            suffix = "tsr" if fields.get("scheme") == "rfc3161" else "ots"
            base = "data/timestamps/%s/%06d." % (log.id, index)
            asked[suffix].append(base)
            wanted.update(_stamp_files(base, suffix, covered, fields))
    before = len(report.faults)
    _check_stamp_files(bag, report, wanted)
    if len(report.faults) == before:
        _ask_stamps(report, asked, wanted)


def _stamp_files(
    base: str, suffix: str, covered: bytes, fields: dict[str, Any]
) -> dict[str, bytes]:
    files = {"data": covered, suffix: decode(_joined(fields, "token", ""))}
    files["pem"] = _joined(fields, "ca", "\n").encode()
    return {base + one: data for one, data in files.items() if data}


def _check_stamp_files(bag: Bag, report: Report, wanted: dict[str, bytes]) -> None:
    for name in sorted(set(wanted) | set(bag.under("data/timestamps/"))):
        if name not in wanted:
            report.bad("bad_stray", name)
        elif bag.read(name) != wanted[name]:
            report.bad("bad_stamp", name)


def _joined(fields: dict[str, Any], name: str, end: str) -> str:
    lines = fields.get(name)
    found = lines if isinstance(lines, list) else []
    return "".join(one + end for one in found if isinstance(one, str))


def _covered(bag: Bag, known: dict[str, Log], fields: dict[str, Any]) -> bytes | None:
    """Return the bytes that a timestamp covers, if they are enclosed and as it says."""
    match = COVERS.fullmatch(str(fields.get("covers")))
    log = known.get(match.group(2)) if match else None
    if match is None or log is None:
        return None
    number, digest = int(match.group(3)), match.group(4)
    if match.group(1) == "head":
        if roots_at(log.envelopes[:number], {number}).get(number) != digest:
            return None
        root = encode(bytes.fromhex(digest))
        data = ("habeas.org/log/%s\n%d\n%s\n" % (log.id, number, root)).encode()
    else:
        data = bag.read(log.body(number)) if number in log.bodies else b""
        if hashlib.sha256(data).hexdigest() != digest:
            return None
    return data if hashlib.sha256(data).hexdigest() == fields.get("imprint") else None


def _ask_stamps(
    report: Report, asked: dict[str, list[str]], files: dict[str, bytes]
) -> None:
    if asked["ots"]:
        report.note("note_ots", count=len(asked["ots"]))
    if asked["tsr"] and not can_check("rfc3161"):
        report.note("note_stamps", count=len(asked["tsr"]))
    elif asked["tsr"]:
        bad = [one for one in asked["tsr"] if not _stamp_holds(files, one)]
        for one in bad:
            report.bad("bad_stamp", one + "tsr")
        if not bad:
            report.ok("ok_stamps", count=len(asked["tsr"]))


def _stamp_holds(files: dict[str, bytes], base: str) -> bool:
    """Ask `openssl ts -verify`, as of the time that the token itself states."""
    with tempfile.TemporaryDirectory() as folder:
        paths = {}
        for suffix in ("data", "tsr", "pem"):
            paths[suffix] = os.path.join(folder, suffix)
            with open(paths[suffix], "wb") as out:
                out.write(files.get(base + suffix, b""))
        inner = os.path.join(folder, "token")
        _openssl("ts", "-reply", "-in", paths["tsr"], "-token_out", "-out", inner)
        shown = _openssl("ts", "-reply", "-token_in", "-in", inner, "-text").stdout
        match = STAMPED.search(shown)
        if match is None:
            return False
        words = (match.group(1) + b" " + match.group(2)).decode("ascii")
        moment = calendar.timegm(time.strptime(words, "%b %d %H:%M:%S %Y"))
        where = ["-data", paths["data"], "-in", paths["tsr"], "-CAfile", paths["pem"]]
        done = _openssl("ts", "-verify", *where, "-attime", str(moment))
    return done.returncode == 0


def _openssl(*words: str) -> subprocess.CompletedProcess[bytes]:
    command = ["openssl", *words]
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=dict(os.environ, LC_ALL="C"),
        check=False,
    )


def check(path: str) -> Report:
    """Check a bundle in a folder or a zip file.

    Raises:
        NotABundleError: it is neither.
        OSError: it cannot be read.
    """
    report = Report()
    source = Folder(path, report) if os.path.isdir(path) else Zip(path, report)
    check_bag(Bag(source, report), report)
    return report


def check_bag(bag: Bag, report: Report) -> None:
    """Check what was read."""
    if "bagit.txt" not in bag.hashes:
        raise NotABundleError
    check_files(bag, report)
    found = {IN_LOG.fullmatch(name) for name in bag.under("data/logs/")}
    logs = [Log(one) for one in sorted({match.group(1) for match in found if match})]
    for log in logs:
        check_log(bag, report, log)
    for name in bag.under(""):
        if not _belongs(name, {log.id for log in logs}):
            report.bad("bad_stray", name)
    if not logs:
        report.bad("bad_missing", "data/logs/", list="bagit.txt")
    check_seen(report, logs)
    check_exhibits(bag, report, logs)
    check_passages(bag, report, logs)
    check_stamps(bag, report, logs)


def _belongs(name: str, logs: set[str]) -> bool:
    match = IN_LOG.fullmatch(name) or IN_BODIES.fullmatch(name)
    match = match or IN_STAMPS.fullmatch(name)
    return match.group(1) in logs if match else bool(ELSEWHERE.fullmatch(name))


def say(words: dict[str, str], one: dict[str, Any]) -> str:
    """Return a finding as a sentence."""
    sentence: str = words.get(one["word"], one["word"]).format(**one)
    return CONTROL.sub("?", sentence)


def verdict(report: Report) -> tuple[int, str]:
    """Return the exit code and the word of the verdict."""
    if report.faults:
        return 1, "verdict_bad"
    return (2, "verdict_open") if report.unsigned else (0, "verdict_ok")


def show(report: Report, words: dict[str, str]) -> Iterator[str]:
    """Yield the lines of the report."""
    _, word = verdict(report)
    yield words[word].format(count=len(report.faults))
    for title, findings in (
        ("faults", report.faults),
        ("holds", report.holds),
        ("notes", report.notes),
    ):
        if findings:
            yield "\n" + words[title]
            for one in findings:
                yield "  - " + say(words, one)
    yield ""
    for log in report.logs:
        values = dict(log, log=log["log"][:8], count=log["withheld"])
        yield words["withheld" if log["withheld"] else "all_disclosed"].format(**values)
        yield words["fingerprint"].format(**values)
        yield "  " + grouped(log["fingerprint"])
    if not report.faults:  # of a damaged bundle it would vouch for nothing
        yield words["whole"] + "\n  " + grouped(report.whole)
    yield "\n" + words["proves_not"]
    for key in ("not_true", "not_time", "not_later", "not_who", "not_page"):
        yield "  - " + words[key]


def grouped(digits: str) -> str:
    """Return a hash in groups of four, to be read out."""
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def main() -> int:
    """Check and report."""
    parser = argparse.ArgumentParser(description="Check a bundle of Habeas.")
    here = os.path.dirname(os.path.abspath(__file__))
    if not WORDS:  # run from the repository, not from a bundle
        with open(os.path.join(here, "words.json"), encoding="utf-8") as file:
            WORDS.update(json.load(file))
    parser.add_argument(
        "bundle", nargs="?", default=here, help="its folder or zip file"
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--lang", choices=sorted(WORDS), default=LANGUAGE)
    options = parser.parse_args()
    words = WORDS[options.lang]
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    try:
        report = check(options.bundle)
    except (NotABundleError, OSError) as error:
        print(words[getattr(error, "word", NotABundleError.word)])
        return 2
    code, word = verdict(report)
    if options.json:
        shown = {"verdict": word, "holds": report.holds, "faults": report.faults}
        shown.update(notes=report.notes, logs=report.logs, fingerprint=report.whole)
        print(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        print("\n".join(show(report, words)))
    return code


if __name__ == "__main__":
    sys.exit(main())
