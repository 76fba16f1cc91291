"""Holds files against the lists of hashes that lie among them.

A list speaks for its own folder and what is below it. It is read when its folder is
entered, compared with every file, and asked at the end of the folder what is missing.
"""

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from habeas.actions.walk import Here, open_met
from habeas.case.batch import DIFFERS, SAME, Line, Outcome, kept_path, spelled, told
from habeas.case.rules.fields import LONGEST_LINE
from habeas.crypto.digest import OLD
from habeas.text.exports import archiver, tella
from habeas.text.lists import LARGEST, HashList, Stated, bagit, same, sums
from habeas.text.siblings import Siblings

MOST = 2 * LARGEST
"""Bytes of lists that are held at one time: of one folder and those around it."""
_KEPT = frozenset({"sha256", *OLD})
_ENDS = (b".txt", b".csv", b".json", b".html", b".htm")
_HASHED = (b".md5", b".sha1", b".sha224", b".sha256", b".sha384", b".sha512")
_MARKS = (b"md5", b"sha")
_MOST_TOLD = 200
_LONGEST_PATH = 300


@dataclass(eq=False)
class _Open:
    """A list that was read, and what was met of it."""

    path: bytes
    list: HashList
    met: set[bytes] = field(default_factory=set)


@dataclass
class _Folder:
    """A folder with lists: they speak for what is in it and below.

    `by_name` finds those that say something of a file, in the order they were read.
    """

    path: bytes
    weight: int = 0
    lists: list[_Open] = field(default_factory=list)
    by_name: dict[bytes, tuple[_Open, ...]] = field(default_factory=dict)

    def add(self, one: _Open) -> None:
        """Take a list up."""
        alone = (one,)
        self.lists.append(one)
        for name in one.list.named.keys() | one.list.about.keys():
            there = self.by_name.get(name)
            self.by_name[name] = alone if there is None else there + alone


@dataclass
class Lists:
    """The lists of a walk: those that speak for the folder in hand, and what they say.

    `compared` names every list that was read; `open_contents` are hashes without a
    name that no file had so far, with the list that states them. Every question about a
    file is a look-up: a phone's export has as many lists as files.
    """

    compared: list[str] = field(default_factory=list)
    open_contents: dict[Stated, str] = field(default_factory=dict)
    _asked: Counter[str] = field(default_factory=Counter)  # algorithms of those
    _folders: list[_Folder] = field(default_factory=list)
    _weight: int = 0

    def enter(self, here: Here) -> Iterator[Line]:
        """Read the lists of a folder; yield what is wrong with them."""
        self._folders.append(_Folder(here.path))
        siblings = Siblings(here.names)
        for name in siblings.in_order:
            if _may_be_list(name):
                yield from self._read(here, name, siblings)

    def _read(self, here: Here, name: bytes, siblings: Siblings) -> Iterator[Line]:
        path = here.path + b"/" + name if here.path else name
        left = min(LARGEST, MOST - self._weight)
        data = _bytes_of(here, name, left)
        if data is None:
            return
        if len(data) > left:
            if not name.lower().endswith(_ENDS) or b"manifest-" in name:
                yield Line(spelled(path), Outcome.UNCOMPARED)
            return
        readers = (bagit, tella, archiver)
        found = next(
            (made for read in readers if (made := read(name, data, siblings))), None
        ) or sums(name, data)
        if found is None:
            return
        self._take_up(_Open(path, found), len(data))
        for outside in found.outside:
            yield Line(
                spelled(outside)[:_LONGEST_PATH],
                Outcome.OUTSIDE,
                detail=told(spelled(path)),
            )

    def _take_up(self, one: _Open, weight: int) -> None:
        where = kept_path(spelled(one.path))[:_LONGEST_PATH]
        self.compared.append(f"{where}: {one.list.kind}, {one.list.count}")
        self._folders[-1].add(one)
        self._folders[-1].weight += weight
        self._weight += weight
        for stated in one.list.contents:
            if stated not in self.open_contents:
                self.open_contents[stated] = where
                self._asked[stated.algorithm] += 1

    def leave(self, here: Here) -> Iterator[Line]:
        """Forget the lists of a folder; yield what they name and was not met."""
        folder = self._folders.pop()
        self._weight -= folder.weight
        for one in reversed(folder.lists):
            where = told(spelled(one.path))
            for name in sorted(one.list.named.keys() - one.met):
                path = here.path + b"/" + name if here.path else name
                yield Line(spelled(path), Outcome.MISSING, detail=where)

    def needed(self, path: bytes) -> tuple[str, ...]:
        """Return the algorithms that are needed for a file besides the usual ones."""
        asked = {stated.algorithm for _, stated in self._stated(path)}
        asked |= {algorithm for algorithm, times in self._asked.items() if times}
        return tuple(sorted(asked - _KEPT))

    def meet(self, path: bytes) -> None:
        """Take note that a file is there, whatever becomes of it."""
        for one, below in self._about(path):
            one.met.add(below)

    def judge(self, path: bytes, digests: Mapping[str, str]) -> tuple[str, ...]:
        """Return what each list says of a file with these hashes, a line each."""
        lines = []
        for one, stated in self._stated(path):
            where = kept_path(spelled(one.path))[:_LONGEST_PATH]
            if same(stated, digests):
                lines.append(f"{SAME} {stated.algorithm} {where}")
            else:
                lines.append(f"{DIFFERS} {stated.algorithm} {stated.digest} {where}")
        for algorithm, digest in digests.items():
            found = self.open_contents.pop(Stated(algorithm, digest), None)
            if found is not None:
                self._asked[algorithm] -= 1
                lines.append(f"{SAME} {algorithm} {found}")
        return tuple(line[:LONGEST_LINE] for line in lines[:_MOST_TOLD])

    def about(self, path: bytes) -> tuple[str, ...]:
        """Return what came with a file, each line with the list that says it."""
        lines = []
        for one, below in self._about(path):
            name = spelled(one.path.rpartition(b"/")[2])[:60]
            about = one.list.about.get(below, ())
            lines += [f"{name}: {line}"[:LONGEST_LINE] for line in about]
        return tuple(lines[:_MOST_TOLD])

    def _stated(self, path: bytes) -> Iterator[tuple[_Open, Stated]]:
        for one, below in self._about(path):
            for stated in one.list.named.get(below, ()):
                yield one, stated

    def _about(self, path: bytes) -> Iterator[tuple[_Open, bytes]]:
        """Yield the lists that speak of a file, each with the name it has there."""
        for folder in self._folders:
            below = _below(path, folder.path)
            for one in folder.by_name.get(below, ()):
                yield one, below


def _below(path: bytes, folder: bytes) -> bytes:
    """Return a path as seen from a folder above it: lists are of folders around it."""
    return path[len(folder) + 1 :] if folder else path


def _may_be_list(name: bytes) -> bool:
    lower = name.lower()
    return lower.endswith(_ENDS + _HASHED) or lower.startswith(_MARKS)


def _bytes_of(here: Here, name: bytes, most: int) -> bytes | None:
    """Return a file, or the beginning and one byte more; None if it cannot be read.

    What cannot be read is told of when its turn to be brought in has come.
    """
    try:
        with os.fdopen(open_met(here, name), "rb") as file:
            return file.read(most + 1)
    except OSError:
        return None
