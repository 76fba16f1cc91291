"""Verify a vault: every entry, tree, head, sealed file and passage."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from habeas.actions.claims import stands_in
from habeas.actions.desk import Desk
from habeas.actions.documents import sealed_file, text_in
from habeas.case.codec import Body, decode_body
from habeas.case.facts.registry import RECORDS
from habeas.crypto.digest import sha256
from habeas.errors import HabeasError, NewerVersionError, NotFoundError
from habeas.log.checkpoint import log_vkeys, open_checkpoint
from habeas.log.entry import Envelope, decode
from habeas.log.merkle import Frontier, leaf_hash
from habeas.vault import read
from habeas.views.records import RecordView, record, records
from habeas.words import N_

_SEALED = (
    ("document", "file", "document"),
    ("extract", "file", "extract"),
    ("identity", "photo", "photo"),
)


@dataclass(frozen=True)
class Fault:
    """Something that does not hold: a sentence (message id) and where."""

    what: str
    where: str


@dataclass
class Report:
    """What was checked and what does not hold.

    `erased` counts entries whose content is gone or not for this member, `newer` those
    that a newer version wrote: their envelopes, tree and seals hold all the same.
    """

    entries: int = 0
    erased: int = 0
    newer: int = 0
    files: int = 0
    passages: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether everything holds."""
        return not self.faults


def verify_case(
    desk: Desk, case: str, progress: Callable[[int], object] = lambda _: None
) -> Report:
    """Check everything of one case; never stops at the first fault.

    `progress` is called with the number of things checked so far.
    """
    report = Report()

    def step() -> None:
        progress(report.entries + report.files + report.passages)

    for log in read.logs(desk.vault, bytes.fromhex(case)):
        _verify_log(desk, log, report, step)
    for file, name in _files(desk, case):
        report.files += 1
        _verify_file(desk, file, name, report)
        step()
    _verify_passages(desk, case, report, step)
    return report


def head_of(desk: Desk, case: str) -> list[tuple[str, int, str]]:
    """Return (log id, size, root) in hex of each log's newest signed head."""
    heads = []
    for log in read.logs(desk.vault, bytes.fromhex(case)):
        keys = log_vkeys(log.id, log.mldsa44)
        head = open_checkpoint(read.head(desk.vault, log.id), keys)
        heads.append((log.id.hex(), head.size, head.root.hex()))
    return heads


def _verify_log(
    desk: Desk, log: read.LogInfo, report: Report, step: Callable[[], None]
) -> None:
    tree = Frontier()
    for stored in read.entries(desk.vault, log.id):
        tree, _ = tree.append(leaf_hash(stored.envelope))
        report.entries += 1
        try:
            _verify_entry(desk, log, stored)
        except NotFoundError:
            report.erased += 1
        except NewerVersionError:
            report.newer += 1
        except HabeasError as error:
            where = f"{log.id.hex()[:8]} {stored.index}"
            report.faults.append(Fault(_sentence(error), where))
        step()
    _verify_memory(desk, log.id, tree, report)
    try:
        keys = log_vkeys(log.id, log.mldsa44)
        head = open_checkpoint(read.head(desk.vault, log.id), keys)
    except HabeasError as error:
        report.faults.append(Fault(_sentence(error), log.id.hex()[:8]))
        return
    if (head.size, head.root) != (tree.size, tree.root()):
        what = N_("The signed head is not the head of these entries.")
        report.faults.append(Fault(what, log.id.hex()[:8]))


def _verify_memory(desk: Desk, log: bytes, tree: Frontier, report: Report) -> None:
    """Compare with what this computer remembers: a backup put back has less."""
    heads = desk.vault.heads
    known = heads.of(log) if heads is not None else None
    if known is None or known.explains((tree.size, tree.root())):
        return
    size, root = known.head
    if size > tree.size or read.root_at(desk.vault, log, size) != root:
        what = N_(
            "This computer recorded more in this log than the vault holds: an older"
            " copy was put back. What is missing is in a newer copy or a bundle."
        )
        where = f"{log.hex()[:8]} {tree.size} / {size}"
        report.faults.append(Fault(what, where))


def _verify_entry(desk: Desk, log: read.LogInfo, stored: read.Stored) -> None:
    envelope = decode(stored.envelope)
    place = (envelope.case, envelope.log, envelope.index)
    if place != (log.case, stored.log, stored.index):
        raise read.changed(stored.index)
    _verify_seen(desk, envelope)
    if stored.sealed is None:
        raise NotFoundError(N_("The content of this entry was erased."))
    if sha256(stored.sealed) != envelope.body_hash:
        raise read.changed(stored.index)
    body = decode_body(read.open_body(desk.vault, stored))
    if body.lamport != stored.lamport or not _names_its_key(log, stored, body):
        raise read.changed(stored.index)


def _verify_seen(desk: Desk, envelope: Envelope) -> None:
    """Check that the other logs had the heads that this entry says it saw."""
    for head in envelope.seen:
        try:
            known = read.case_of(desk.vault, head.log) == envelope.case
            root = read.root_at(desk.vault, head.log, head.size)
        except NotFoundError as error:
            raise read.changed(envelope.index) from error
        if not known or root != head.root:
            raise read.changed(envelope.index)


def _names_its_key(log: read.LogInfo, stored: read.Stored, body: Body) -> bool:
    """Say whether the first entry names the second key that signs this log."""
    if stored.index:
        return True
    named = body.fields.get("mldsa44")
    return body.type == "log" and named == b64encode(log.mldsa44).decode("ascii")


def _files(desk: Desk, case: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield every sealed file that any entry names, also of what was withdrawn."""
    for kind, name, called in _SEALED:
        (spec,) = (one for one in RECORDS[kind].fields if one.name == name)
        for line in records(desk.views, case, kind, withdrawn=True):
            view = record(desk.views, case, line.id)
            where = f"{called} {view.fields.get('number', line.id[:8])}"
            for change in view.state.history:
                file = change.fields.get(name)
                if file is not None and spec.fits(file):
                    yield file, where


def _verify_file(desk: Desk, file: dict[str, Any], name: str, report: Report) -> None:
    try:
        for _ in desk.vault.exhibits.read(sealed_file(file)):
            pass
    except HabeasError as error:
        report.faults.append(Fault(_sentence(error), name))


def _verify_passages(
    desk: Desk, case: str, report: Report, step: Callable[[], None]
) -> None:
    texts: dict[str, tuple[RecordView, str] | None] = {}
    for line in records(desk.views, case, "claim"):
        passage = record(desk.views, case, line.id).fields.get("passage")
        if passage is None:
            continue
        report.passages += 1
        step()
        name = passage["extract"]
        if name not in texts:
            texts[name] = _text(desk, case, name)
        found = texts[name]
        if found is None or not stands_in(found[1], found[0], passage):
            what = N_("A claim's passage is not in the text as quoted.")
            report.faults.append(Fault(what, line.id[:8]))


def _text(desk: Desk, case: str, extract: str) -> tuple[RecordView, str] | None:
    try:
        view = record(desk.views, case, extract)
        return view, text_in(desk, view)
    except HabeasError:
        return None


def _sentence(error: HabeasError) -> str:
    return error.say()[0]
