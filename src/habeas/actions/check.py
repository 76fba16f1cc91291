"""Verify a vault: every entry, tree, head, sealed file and passage."""

from collections.abc import Callable
from pathlib import Path

from habeas.actions.check_log import LogCheck, NamedFile, newest_head
from habeas.actions.claims import stands_in
from habeas.actions.desk import Desk
from habeas.actions.documents import text_in
from habeas.actions.report import Fault, Report, Step, sentence
from habeas.actions.sealed import sealed_file, unseen
from habeas.errors import DamagedError, HabeasError
from habeas.vault import read, salvage
from habeas.vault.missing import missing
from habeas.views.records import RecordView, known, record, records
from habeas.words import N_

__all__ = ["Fault", "Report"]


def verify_case(
    desk: Desk, case: str, progress: Callable[[int], object] = lambda _: None
) -> Report:
    """Check everything of one case; never stops at the first fault.

    `progress` is called with the number of things checked so far.

    Raises:
        NotFoundError: there is no such case.
    """
    report = Report()

    def step() -> None:
        progress(report.entries + report.files + report.passages)

    check = LogCheck(desk, report, step)
    for log in salvage.logs(desk.vault, bytes.fromhex(case)):
        check.check(log)
    for named in check.files:
        report.files += 1
        _verify_file(desk, named, report)
        step()
    _verify_passages(desk, case, report, step)
    return report


def verify_rest(desk: Desk) -> Report:
    """Check what belongs to no case: the pages of log.db, logs that are not here."""
    report = Report()
    for page in salvage.damaged_pages(desk.vault):
        report.fault(N_("A page of log.db is damaged."), f"log.db {page}")
    try:
        lost = [one for one in missing(desk.vault) if one.here is None]
    except DamagedError:
        return report  # the check of a case says what cannot be read
    what = N_(
        "This computer recorded a log that this vault does not hold: an older copy was"
        " put back, or the disk lost it. Look for a newer copy or a bundle."
    )
    for one in lost:
        report.fault(what, f"{one.log.hex()[:8]} 0 / {one.known}")
    return report


def verify_sealed(
    folder: Path, error: DamagedError, progress: Callable[[int], object]
) -> Report:
    """Check what can be checked when log.db cannot be opened: each file by its name."""
    report = Report()
    report.fault(sentence(error), "log.db")
    for name, whole in salvage.whole_files(folder):
        report.files += 1
        progress(report.files)
        if not whole:
            report.fault(N_("A sealed file is not what was sealed."), name)
    return report


def head_of(desk: Desk, case: str) -> list[tuple[str, int, str]]:
    """Return (log id, size, root) in hex of each log's newest signed head."""
    heads = []
    for log in read.logs(desk.vault, bytes.fromhex(case)):
        head = newest_head(desk, log)
        heads.append((log.id.hex(), head.size, head.root.hex()))
    return heads


def _verify_file(desk: Desk, named: NamedFile, report: Report) -> None:
    try:
        for _ in unseen(desk, sealed_file(named.file)):
            pass
    except HabeasError as error:
        report.fault(sentence(error), named.where)


def _verify_passages(desk: Desk, case: str, report: Report, step: Step) -> None:
    if desk.behind:
        what = N_("Passages were not checked: the lists need a log that can be read.")
        report.fault(what, "views.db")
        return
    texts: dict[str, tuple[RecordView, str] | None] = {}
    for line in records(desk.views, case, "claim"):
        passage = record(desk.views, case, line.id).fields.get("passage")
        if passage is None or not known(desk.views, case, passage["extract"]):
            continue  # erased, or closed to this member
        report.passages += 1
        step()
        name = passage["extract"]
        if name not in texts:
            texts[name] = _text(desk, case, name)
        found = texts[name]
        if found is None or not stands_in(found[1], found[0], passage):
            what = N_("A claim's passage is not in the text as quoted.")
            report.fault(what, line.id[:8])


def _text(desk: Desk, case: str, extract: str) -> tuple[RecordView, str] | None:
    try:
        view = record(desk.views, case, extract)
        return view, text_in(desk, view)
    except HabeasError:
        return None
