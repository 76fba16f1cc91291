"""Check one log: every entry, the tree, the newest signed head, this machine's memory.

Written so that a damaged page hides no more than itself.
"""

from base64 import b64encode
from collections.abc import Iterator
from typing import Any, NamedTuple

from habeas.actions.desk import Desk
from habeas.actions.report import EntryFaults, Report, Step, sentence
from habeas.case.codec import Body, decode_body
from habeas.case.facts.registry import RECORDS
from habeas.case.schema import FieldSpec
from habeas.crypto.digest import sha256
from habeas.errors import DamagedError, HabeasError, NewerVersionError, NotFoundError
from habeas.log.checkpoint import Checkpoint, log_vkeys, open_checkpoint
from habeas.log.entry import Envelope, decode
from habeas.log.merkle import Frontier, leaf_hash
from habeas.vault import read, salvage
from habeas.vault.lacking import LACKING
from habeas.vault.missing import holds
from habeas.vault.said_gone import SaidGone
from habeas.words import N_

_SEALED = {
    "document": ("file", "document"),
    "extract": ("file", "extract"),
    "identity": ("photo", "photo"),
}


class NamedFile(NamedTuple):
    """A sealed file that an entry names, and how a person calls it."""

    file: dict[str, Any]
    where: str


class LogCheck:
    """Checks the logs of a case; `files` gathers the sealed files that they name."""

    def __init__(self, desk: Desk, report: Report, step: Step) -> None:
        self._desk, self._report, self._step = desk, report, step
        self._numbers: dict[str, str] = {}
        self._gone: dict[bytes, SaidGone] = {}
        self.files: list[NamedFile] = []

    def check(self, log: read.LogInfo) -> None:
        """Check one log; never stops at the first fault."""
        tree = self._entries(log)
        if tree is None:
            what = N_("The signed head cannot be compared: parts of the tree are lost.")
            self._report.fault(what, _short(log.id))
            return
        try:
            self._memory(log.id, tree)
            head = newest_head(self._desk, log)
        except HabeasError as error:
            self._report.fault(sentence(error), _short(log.id))
            return
        if (head.size, head.root) != (tree.size, tree.root()):
            what = N_("The signed head is not the head of these entries.")
            self._report.fault(what, _short(log.id))

    def _entries(self, log: read.LogInfo) -> Frontier | None:
        """Check each entry; return the tree over all, or None if that is not known."""
        tree: Frontier | None = Frontier()
        faults = EntryFaults(self._report, log.id)
        for found in salvage.readable(self._desk.vault, log):
            if isinstance(found, range):
                tree = self._lost(log.id, found, tree, faults)
            else:
                tree = tree and tree.append(leaf_hash(found.envelope))[0]
                self._one(log, found, faults)
            self._step()
        return tree

    def _lost(
        self, log: bytes, gap: range, tree: Frontier | None, faults: EntryFaults
    ) -> Frontier | None:
        """Note what is lost; its leaves in the tree may still be there."""
        for index in gap:
            faults.note(N_("This entry cannot be read: log.db is damaged."), index)
            try:
                leaf = read.leaf(self._desk.vault, log, index)
                tree = tree and tree.append(leaf)[0]
            except HabeasError:
                tree = None
        return tree

    def _one(self, log: read.LogInfo, stored: read.Stored, faults: EntryFaults) -> None:
        self._report.entries += 1
        try:
            body = self._body(log, stored)
        except NotFoundError:
            self._report.erased += 1
        except NewerVersionError:
            self._report.newer += 1
        except HabeasError as error:
            faults.note(sentence(error), stored.index)
        else:
            self.files.extend(self._named(body))

    def _memory(self, log: bytes, tree: Frontier) -> None:
        """Compare with what this computer remembers: a backup put back has less."""
        vault = self._desk.vault
        known = vault.heads.of(log) if vault.heads is not None else None
        if known is None or holds(vault, log, (tree.size, tree.root()), known):
            return
        what = N_(
            "This computer recorded more in this log than the vault holds: an older"
            " copy was put back. What is missing is in a newer copy or a bundle."
        )
        where = f"{_short(log)} {tree.size} / {known.head[0]}"
        self._report.fault(what, where)

    def _body(self, log: read.LogInfo, stored: read.Stored) -> Body:
        envelope = decode(stored.envelope)
        place = (envelope.case, envelope.log, envelope.index)
        if place != (log.case, stored.log, stored.index):
            raise read.changed(stored.index)
        self._seen(envelope)
        if stored.sealed is None:
            self._require_erased(log, stored)
            raise NotFoundError(N_("The content of this entry was erased."))
        if sha256(stored.sealed) != envelope.body_hash:
            raise read.changed(stored.index)
        body = decode_body(read.open_body(self._desk.vault, stored))
        if body.lamport != stored.lamport or not _names_its_key(log, stored, body):
            raise read.changed(stored.index)
        return body

    def _require_erased(self, log: read.LogInfo, stored: read.Stored) -> None:
        """Tell what was erased by one who may from what somebody left out.

        Raises:
            DamagedError: no erasure that counts names it.
        """
        if log.case not in self._gone:
            self._gone[log.case] = SaidGone(self._desk.vault, log.case)
        if not self._gone[log.case].explains(stored):
            raise DamagedError(LACKING)

    def _seen(self, envelope: Envelope) -> None:
        """Check that the other logs had the heads that this entry says it saw."""
        for head in envelope.seen:
            try:
                known = read.case_of(self._desk.vault, head.log) == envelope.case
                root = read.root_at(self._desk.vault, head.log, head.size)
            except NotFoundError as error:
                raise read.changed(envelope.index) from error
            if not known or root != head.root:
                raise read.changed(envelope.index)

    def _named(self, body: Body) -> Iterator[NamedFile]:
        if body.type not in _SEALED:
            return
        name, called = _SEALED[body.type]
        if "number" in body.fields:
            self._numbers[body.id] = str(body.fields["number"])
        file = body.fields.get(name)
        if file is not None and _spec(body.type, name).fits(file):
            number = self._numbers.get(body.id, _short(bytes.fromhex(body.id)))
            yield NamedFile(file, f"{called} {number}")


def newest_head(desk: Desk, log: read.LogInfo) -> Checkpoint:
    """Return a log's newest signed head, its signatures checked.

    Raises:
        HabeasError: there is none that holds.
    """
    keys = log_vkeys(log.id, log.mldsa44)
    return open_checkpoint(read.head(desk.vault, log.id), keys)


def _names_its_key(log: read.LogInfo, stored: read.Stored, body: Body) -> bool:
    """Say whether the first entry names the second key that signs this log."""
    if stored.index:
        return True
    named = body.fields.get("mldsa44")
    return body.type == "log" and named == b64encode(log.mldsa44).decode("ascii")


def _spec(kind: str, name: str) -> FieldSpec:
    (spec,) = (one for one in RECORDS[kind].fields if one.name == name)
    return spec


def _short(name: bytes) -> str:
    return name.hex()[:8]
