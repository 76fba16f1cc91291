"""Verify a vault: every entry, tree, head, sealed file and passage."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from habeas.actions.claims import passage_stands
from habeas.actions.desk import Desk
from habeas.actions.documents import sealed_file
from habeas.case.codec import decode_body
from habeas.crypto.digest import sha256
from habeas.errors import HabeasError, NotFoundError
from habeas.log.checkpoint import log_vkeys, open_checkpoint
from habeas.log.entry import decode
from habeas.log.merkle import Frontier, leaf_hash
from habeas.vault import read
from habeas.views.people import identities
from habeas.views.records import record, records
from habeas.words import N_


@dataclass(frozen=True)
class Fault:
    """Something that does not hold: a sentence (message id) and where."""

    what: str
    where: str


@dataclass
class Report:
    """What was checked and what does not hold."""

    entries: int = 0
    erased: int = 0
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
    for log in read.logs(desk.vault, bytes.fromhex(case)):
        _verify_log(desk, log, report, progress)
    for fields, name in _files(desk, case):
        _verify_file(desk, fields, name, report)
        progress(report.entries + report.files)
    for line in records(desk.views, case, "claim"):
        fields = record(desk.views, case, line.id).fields
        if "passage" in fields:
            report.passages += 1
            _verify_passage(desk, case, fields, line.id, report)
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
    desk: Desk, log: read.LogInfo, report: Report, progress: Callable[[int], object]
) -> None:
    tree = Frontier()
    for stored in read.entries(desk.vault, log.id):
        where = f"{log.id.hex()[:8]} {stored.index}"
        tree, _ = tree.append(leaf_hash(stored.envelope))
        report.entries += 1
        try:
            _verify_entry(desk, stored)
        except NotFoundError:
            report.erased += 1
        except HabeasError as error:
            report.faults.append(Fault(error.what.format(**error.params), where))
        progress(report.entries)
    try:
        keys = log_vkeys(log.id, log.mldsa44)
        head = open_checkpoint(read.head(desk.vault, log.id), keys)
    except HabeasError as error:
        report.faults.append(Fault(error.what, log.id.hex()[:8]))
        return
    if (head.size, head.root) != (tree.size, tree.root()):
        report.faults.append(
            Fault(
                N_("The signed head is not the head of these entries."),
                log.id.hex()[:8],
            )
        )


def _verify_entry(desk: Desk, stored: read.Stored) -> None:
    envelope = decode(stored.envelope)
    if stored.sealed is None:
        raise NotFoundError(N_("The content of this entry was erased."))
    if (envelope.log, envelope.index) != (stored.log, stored.index) or sha256(
        stored.sealed
    ) != envelope.body_hash:
        raise read.changed(stored.index)
    decode_body(read.open_body(desk.vault, stored))


def _files(desk: Desk, case: str) -> Iterator[tuple[dict[str, object], str]]:
    for kind in ("document", "extract"):
        for line in records(desk.views, case, kind, withdrawn=True):
            fields = record(desk.views, case, line.id).fields
            yield fields["file"], f"{kind} {fields.get('number', line.id[:8])}"
    for view in identities(desk.views, case):
        if "photo" in view.fields:
            yield view.fields["photo"], f"photo {view.id[:8]}"


def _verify_file(
    desk: Desk, fields: dict[str, object], name: str, report: Report
) -> None:
    report.files += 1
    try:
        for _ in desk.vault.exhibits.read(sealed_file(fields)):
            pass
    except HabeasError as error:
        report.faults.append(Fault(error.what.format(**error.params), name))


def _verify_passage(
    desk: Desk, case: str, fields: dict[str, object], claim: str, report: Report
) -> None:
    try:
        stands = passage_stands(desk, case, fields)
    except HabeasError:
        return  # the document's own fault is in the report already
    if not stands:
        report.faults.append(
            Fault(N_("A claim's passage is not in the text as quoted."), claim[:8])
        )
