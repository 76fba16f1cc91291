"""One run over a folder: reads and seals its files in groups; knows no database.

It may be worked off beside the vault's thread. What it is told at the beginning (what
the case has, what was brought in before) is kept up by whoever records the groups.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from habeas.actions.comparing import Lists
from habeas.actions.documents import as_found, no_folder, plain_name
from habeas.actions.orphans import placing
from habeas.actions.taking import Reader, StoppedError, Taken, require_open
from habeas.actions.texts import held_text
from habeas.actions.walk import Entered, Left, Met, size_of, walk
from habeas.case.batch import Line, Outcome, kept_path, spelled, told
from habeas.text.extract import Extract
from habeas.text.kinds import ZIP, sniff
from habeas.text.reader import read_document
from habeas.vault.exhibits import Held
from habeas.vault.vault import Vault

GROUP_FILES = 64
GROUP_BYTES = 256 << 20
"""A group ends with the file that fills it: what a crash may cost is read again."""


@dataclass
class Far:
    """How far a run is: files and bytes looked at, of those counted beforehand."""

    files: int = 0
    size: int = 0
    all_files: int = 0
    all_size: int = 0
    counted: bool = False


@dataclass
class Item:
    """A file that was sealed and is not recorded yet."""

    path: str
    name: str
    taken: Taken
    kind: str
    listed: tuple[str, ...]
    told: tuple[str, ...]
    members: tuple[Extract, Held] | None = None

    @property
    def held(self) -> list[Held]:
        """The sealed files that it brings."""
        return [self.taken.held, *([self.members[1]] if self.members else [])]


@dataclass
class Group:
    """Files that are durable and wait to be recorded together; maybe none."""

    items: list[Item] = field(default_factory=list)

    @property
    def held(self) -> list[Held]:
        """Every sealed file of the group."""
        return [one for item in self.items for one in item.held]

    @property
    def is_full(self) -> bool:
        """Whether it is time to record it."""
        size = sum(item.taken.held.sealed.size for item in self.items)
        return len(self.items) >= GROUP_FILES or size >= GROUP_BYTES


@dataclass(frozen=True)
class Known:
    """What a run is told: the exhibit numbers of the case by hash (0: given soon), and
    what this import brought in before, by path as kept.
    """  # noqa: D205 - one sentence

    numbers: dict[str, int]
    done: dict[str, "Done"]


@dataclass(frozen=True)
class Done:
    """A file that is recorded: as it was then."""

    sha256: str
    size: int
    modified: str


class BatchRun:
    """One run over a folder; made by `begin_batch`.

    `lines` gathers what is not brought in, and why.
    """

    def __init__(self, vault: Vault, root: Path, known: Known) -> None:
        self.root, self.known = root, known
        self.far = Far()
        self.ended = False
        self.over = Event()
        self.tell: Callable[[int], object] = lambda _: None
        self.lines: list[Line] = []
        self.lists = Lists()
        self._vault = vault
        self._reader = Reader(vault.exhibits, self._read, self.over)
        self._steps = walk(root, vault.folder)

    def _read(self, size: int) -> None:
        self.far.size += size
        self.tell(self.far.size)

    def cease(self) -> None:
        """Stop soon: the file in hand is dropped, what is sealed is still recorded."""
        self.over.set()

    def close(self) -> None:
        """Let go of the folder; twice is fine."""
        self._steps.close()

    def count(self) -> None:
        """Count what is there, so that a person can be told what is left."""
        for files, size in size_of(self.root, self._vault.folder):
            if self.over.is_set():
                return
            self.far.all_files, self.far.all_size = files, size
        self.far.counted = True

    def group(self) -> Group:
        """Read and seal the next files; they are durable when this returns.

        After the last, `ended` is true. After `cease` it is what was sealed until then.

        Raises:
            StorageError: the disk is full; what was recorded stays.
            LockedError: the vault was locked; what was recorded stays.
            BadInputError: the folder is not there any more.
        """
        group = Group()
        try:
            self._fill(group)
            require_open(self._vault.exhibits)
            if group.items:
                placing(self._vault, [one.sealed.stored for one in group.held])
                self._vault.exhibits.place_all(group.held)
        except BaseException:
            for one in group.held:
                one.intake.abort()
            raise
        return group

    def _fill(self, group: Group) -> None:
        try:
            for step in self._steps:
                if isinstance(step, Entered):
                    self.lines += self.lists.enter(step.here)
                elif isinstance(step, Left):
                    self.lines += self.lists.leave(step.here)
                else:
                    self._meet(step, group)
                if group.is_full or self.over.is_set():
                    return
        except StoppedError:
            return
        except OSError as error:
            raise no_folder(self.root) from error
        self.ended = True

    def _meet(self, met: Met, group: Group) -> None:
        path = spelled(met.path)
        if met.outcome is not None:
            self.lines.append(Line(path, met.outcome))
            return
        self.lists.meet(met.path)
        self.far.files += 1
        if self._is_done(met, path):
            return
        began = self.far.size
        taken = self._reader.take(met.here, met.name, self.lists.needed(met.path))
        if isinstance(taken, Outcome):
            self.far.size = began
            self.lines.append(Line(path, taken))
            return
        self._sort(met, taken, group)

    def _is_done(self, met: Met, path: str) -> bool:
        """Say whether a file was brought in before, and is as it was then."""
        old = self.known.done.get(kept_path(path))
        if old is None:
            return False
        try:
            at = os.stat(met.name, dir_fd=met.here.handle, follow_symlinks=False)
        except OSError:
            return False
        if (at.st_size, as_found(at.st_mtime)["edtf"]) != (old.size, old.modified):
            return False
        self.far.size += old.size
        self.lists.judge(met.path, {"sha256": old.sha256})
        return True

    def _sort(self, met: Met, taken: Taken, group: Group) -> None:
        """Keep a new file, drop one that the case has."""
        path, sealed = spelled(met.path), taken.held.sealed
        listed = self.lists.judge(met.path, taken.held.digests)
        old = self.known.done.get(kept_path(path))
        if old is not None and old.sha256 == sealed.sha256:
            taken.held.intake.abort()
            return
        if sealed.sha256 in self.known.numbers:
            taken.held.intake.abort()
            self.lines.append(duplicate(path, taken.held, listed))
            return
        name = os.fsdecode(met.name)
        kind = sniff(taken.head, name)
        about = self.lists.about(met.path)
        item = Item(path, plain_name(name), taken, kind, listed, about)
        if kind == ZIP:
            item.members = self._members(item)
        self.known.numbers[sealed.sha256] = 0  # its number is given when it is recorded
        group.items.append(item)

    def _members(self, item: Item) -> tuple[Extract, Held]:
        """Read what an archive says is in it; the archive is dropped if that ends.

        Raises:
            StoppedError: somebody asked to stop meanwhile.
            StorageError, LockedError: as `group`.
        """
        try:
            found = read_document([item.taken.tail], item.name, ZIP, over=self.over)
            self._require_going()  # what was read after a stop counts for nothing
            return found, held_text(self._vault.exhibits, found.text)
        except BaseException:
            item.taken.held.intake.abort()
            raise

    def _require_going(self) -> None:
        if self.over.is_set():
            raise StoppedError


def duplicate(path: str, held: Held, listed: tuple[str, ...]) -> Line:
    """Return the line of a file whose content the case has."""
    sealed = held.sealed
    return Line(path, Outcome.DUPLICATE, sealed.sha256, sealed.size, told(*listed))
