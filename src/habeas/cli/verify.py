"""`verify`: everything that can be checked, also when the log is damaged."""

from dataclasses import dataclass, field

from habeas.actions.check import Report, verify_case, verify_rest, verify_sealed
from habeas.actions.desk import Desk
from habeas.actions.kept import Kept, kept
from habeas.app import examine
from habeas.cli.door import Door, choose_case
from habeas.cli.say import Progress
from habeas.cli.values import kind_words, short
from habeas.errors import DamagedError
from habeas.vault import read
from habeas.vault.outside import is_outside
from habeas.views.cases import case_heads

FAULTY = 1


@dataclass(frozen=True)
class Checked:
    """What the check of a case found; of the vault itself where `case` is empty."""

    case: str
    title: str
    report: Report
    kept: Kept = field(default_factory=lambda: Kept((), ()))


def verify(door: Door) -> int:
    """Check every entry, head, sealed file and passage; 1 if one does not hold."""
    try:
        with door.desk(examine) as desk:
            found = _checked(door, desk)
    except DamagedError as error:  # nothing of the log can be read
        found = [Checked("", "", _sealed(door, error))]
    if door.voice.json:
        door.voice.data([_data(one) for one in found])
    else:
        for one in found:
            _show_report(door, one)
            _show_kept(door, one.kept)
    return 0 if all(one.report.clean for one in found) else FAULTY


def _checked(door: Door, desk: Desk) -> list[Checked]:
    heads = {head.id: head for head in case_heads(desk.views)}
    every = read.cases(desk.vault)
    outside = [case for case in every if is_outside(desk.vault, case)]
    cases = [case.hex() for case in every if case not in outside]
    rest = Checked("", "", verify_rest(desk))
    if door.case_name or not (every or rest.report.faults):
        cases = [choose_case(list(heads.values()), door.case_name)]
    titles = {case: heads[case].title if case in heads else "" for case in cases}
    found = [
        Checked(case, titles[case], _verified(door, desk, case), kept(desk, case))
        for case in cases
    ]
    return [*found, rest] if rest.report.faults or not found else found


def _verified(door: Door, desk: Desk, case: str) -> Report:
    words = door.voice.gettext("Checking case {id}").format(id=short(case))
    with Progress(door.voice, words) as progress:
        return verify_case(desk, case, progress)


def _sealed(door: Door, error: DamagedError) -> Report:
    words = door.voice.gettext("Checking the sealed files")
    with Progress(door.voice, words) as progress:
        return verify_sealed(door.folder, error, progress)


def _data(one: Checked) -> dict[str, object]:
    return {
        "case": one.case,
        "clean": one.report.clean,
        **vars(one.report),
        "unread": one.kept.unread,
        "strange": one.kept.strange,
    }


def _show_report(door: Door, checked: Checked) -> None:
    voice, _ = door.voice, door.voice.gettext
    report = checked.report
    if checked.case:
        voice.line(f"{checked.title} ({short(checked.case)})")
    else:
        voice.line(_("The vault itself"))
    counted = _("Entries: {entries}; sealed files: {files}; passages: {passages}")
    voice.line(
        counted.format(
            entries=report.entries, files=report.files, passages=report.passages
        ),
        indent=2,
    )
    if report.erased:
        voice.line(_("Erased: {count}").format(count=report.erased), indent=2)
    for fault in report.faults:
        voice.line(f"{fault.where}: {_(fault.what)}", indent=2)
    good = _("Everything holds.")
    voice.line(good if report.clean else _("Something does not hold."), indent=2)


def _show_kept(door: Door, left: Kept) -> None:
    voice, _ = door.voice, door.voice.gettext
    if not left.count:
        return
    told = _("Written by a newer Habeas or not readable, and kept: {count}")
    voice.line(told.format(count=left.count), indent=2)
    for log, position, why in left.unread:
        voice.line(f"{short(log)} {position}: {_(why)}", indent=4)
    for one in left.strange:
        voice.line(f"{short(one.id)}: {kind_words(voice, one.type)}", indent=4)
