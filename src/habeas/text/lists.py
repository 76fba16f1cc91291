"""Lists of hashes that came with files: `sha256sum` and its like, and BagIt manifests.

What a list says is somebody's claim about files, read to be compared and never
followed: a name in it opens nothing. Formats: GNU coreutils `sha256sum` with its
escapes, the `--tag` form of BSD, and RFC 8493 (BagIt) 2.1.3 and 2.2.1.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from habeas.text.siblings import Siblings

LARGEST = 32 << 20
"""Bytes of a list that is still compared: some 300,000 files."""

SUMS, BAGIT = "sums", "BagIt"
_OF_LENGTH = {
    32: "md5",
    40: "sha1",
    56: "sha224",
    64: "sha256",
    96: "sha384",
    128: "sha512",
}
ALGORITHMS = frozenset({*_OF_LENGTH.values(), "sha3_512"})
_OTHER = re.compile(
    rb"blake|b2sum|sha-?3|sha512[-_/]256|keccak|whirlpool", re.IGNORECASE
)
_HEX = b"(%s)" % b"|".join(b"[0-9a-fA-F]{%d}" % length for length in _OF_LENGTH)
_GNU = re.compile(rb"(\\?)" + _HEX + rb"(?: [ *]|\t| +)(.+)\Z", re.DOTALL)
_BSD = re.compile(
    rb"(\\?)(MD5|SHA1|SHA224|SHA256|SHA384|SHA512) \((.+)\) = " + _HEX + rb"\Z"
)
_BAG = re.compile(_HEX + rb"[ \t]+\*?(.+)\Z")
_BAG_NAME = re.compile(
    rb"(?:tag)?manifest-(md5|sha1|sha224|sha256|sha384|sha512)\.txt\Z"
)
_SUM_NAME = re.compile(
    rb"(md5|sha-?(1|224|256|384|512))(sums?)?([._-].*)?(\.txt)?\Z"
    rb"|.*\.(md5|sha1|sha224|sha256|sha384|sha512)\Z"
    rb"|.*(hash|sum|check)[^/]*\.txt\Z",
    re.IGNORECASE,
)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"\\": b"\\"}
_PERCENT = re.compile(rb"%(0[dD]|0[aA]|25)")


@dataclass(frozen=True)
class Stated:
    """What a list says of one file: a hash by its algorithm, lower-case hex."""

    algorithm: str
    digest: str


@dataclass
class HashList:
    """A list that was read. Names are paths from the folder of the list.

    `contents` are hashes that a list states without a name that can be relied upon;
    `about` is what it tells of a file besides; `outside` are names that leave it.
    """

    kind: str
    named: dict[bytes, list[Stated]] = field(default_factory=dict)
    contents: list[Stated] = field(default_factory=list)
    about: dict[bytes, tuple[str, ...]] = field(default_factory=dict)
    outside: list[bytes] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many files it speaks of."""
        return len(self.named) + len(self.contents) + len(self.outside)

    def state(self, name: bytes, stated: Stated) -> None:
        """Take note of a hash under a name, unless that leaves the folder."""
        path = inside(name)
        if path is None:
            self.outside.append(name)
        else:
            self.named.setdefault(path, []).append(stated)


def inside(name: bytes) -> bytes | None:
    """Return a name as a path below its folder; None if it is none."""
    parts = [one for one in name.split(b"/") if one not in (b"", b".")]
    if name.startswith(b"/") or b".." in parts or not parts or b"\0" in name:
        return None
    return b"/".join(parts)


def bagit(name: bytes, data: bytes, siblings: Siblings) -> HashList | None:
    """Read a BagIt manifest; None if it is none: `bagit.txt` lies beside one."""
    hit = _BAG_NAME.match(name)
    if hit is None or b"bagit.txt" not in siblings:
        return None
    found = HashList(BAGIT)
    algorithm = hit[1].decode()
    for row in _rows(data):
        line = _BAG.match(row)
        if line is not None and _OF_LENGTH[len(line[1])] == algorithm:
            path = _PERCENT.sub(lambda one: bytes.fromhex(one[1].decode()), line[2])
            found.state(path, Stated(algorithm, line[1].decode().lower()))
    return found


def sums(name: bytes, data: bytes) -> HashList | None:
    """Read what `sha256sum` and its like write; None if it is not such a list.

    A line that is none is passed over, unless the first lines are none. Lists of other
    algorithms with hashes of the same length are not read.
    """
    if _SUM_NAME.match(name) is None or _OTHER.search(name):
        return None
    rows = _rows(data)
    windows = b"\r\n" in data[:4096]
    found = HashList(SUMS)
    for row in rows:
        line = _sum(row)
        if line is not None:
            path, stated = line
            found.state(path.replace(b"\\", b"/") if windows else path, stated)
    return found if found.count * 2 >= len(rows) > 0 else None


def _rows(data: bytes) -> list[bytes]:
    text = data.removeprefix(b"\xef\xbb\xbf")
    rows = (row.removesuffix(b"\r") for row in text.split(b"\n"))
    return [row for row in rows if row.strip() and not row.startswith((b"#", b";"))]


def _sum(row: bytes) -> tuple[bytes, Stated] | None:
    if hit := _GNU.match(row):
        return _unescaped(hit[3], hit[1]), _stated(hit[2])
    if hit := _BSD.match(row):
        stated = _stated(hit[4])
        if stated.algorithm == hit[2].decode().lower():
            return _unescaped(hit[3], hit[1]), stated
    return None


def _unescaped(name: bytes, mark: bytes) -> bytes:
    if not mark:
        return name
    return _ESCAPED.sub(lambda one: _LETTERS.get(one[1], one[0]), name)


def _stated(digits: bytes) -> Stated:
    return Stated(_OF_LENGTH[len(digits)], digits.decode().lower())


def same(stated: Stated, digests: Mapping[str, str]) -> bool:
    """Say whether a file has the hash that a list states."""
    return digests.get(stated.algorithm) == stated.digest
