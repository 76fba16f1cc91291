"""`init`, `verify`, `head` and `rebuild`: the vault itself."""

import click

from habeas.actions.check import Report, head_of, verify_case
from habeas.actions.desk import Desk
from habeas.app import create
from habeas.cli.commands import case_option, command, json_option, reading
from habeas.cli.door import Door, choose_case
from habeas.cli.say import Progress, Translate
from habeas.cli.values import short
from habeas.errors import BadInputError
from habeas.vault.vault import is_vault
from habeas.views.cases import CaseHead, case_heads
from habeas.views.db import rebuild
from habeas.words import N_

FAULTY = 1


def init(door: Door) -> None:
    """Make a vault."""
    if is_vault(door.folder):
        raise BadInputError(
            N_("There is a vault in this folder already."),
            advice=N_("Open it, or name another folder with --vault."),
        )
    create(door.folder, door.passphrase(new=True)).close()
    _ = door.voice.gettext
    door.voice.line(_("The vault is made: {folder}").format(folder=door.folder))
    door.voice.line(
        _(
            "Whoever has the passphrase can open it, and nobody without it: no reset"
            " exists. Write it down and keep it away from this machine."
        )
    )


def verify(door: Door) -> int:
    """Check every entry, head, sealed file and passage; 1 if one does not hold."""
    with door.desk() as desk:
        heads = case_heads(desk.views)
        if door.case_name or not heads:
            wanted = choose_case(heads, door.case_name)
            heads = [head for head in heads if head.id == wanted]
        reports = [(head, _verified(door, desk, head)) for head in heads]
    if door.voice.json:
        door.voice.data(
            [
                {"case": head.id, "clean": report.clean, **vars(report)}
                for head, report in reports
            ]
        )
    else:
        for head, report in reports:
            _show_report(door, head, report)
    return 0 if all(report.clean for _, report in reports) else FAULTY


def _verified(door: Door, desk: Desk, head: CaseHead) -> Report:
    words = door.voice.gettext("Checking case {id}").format(id=short(head.id))
    with Progress(door.voice, words) as progress:
        return verify_case(desk, head.id, progress)


def _show_report(door: Door, head: CaseHead, report: Report) -> None:
    voice, _ = door.voice, door.voice.gettext
    voice.line(f"{head.title} ({short(head.id)})")
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


def show_heads(door: Door) -> None:
    """Show the newest signed head of each log of a case."""
    _ = door.voice.gettext
    with door.at_case() as at:
        heads = head_of(at.desk, at.case)
        door.voice.listing(
            [{"log": log, "size": size, "root": root} for log, size, root in heads],
            (_("Log"), _("Entries"), _("Root")),
            lambda one: tuple(one.values()),
            "",
        )


def rebuild_views(door: Door) -> None:
    """Fold all lists and the search anew from the log."""
    _ = door.voice.gettext
    with door.desk() as desk:
        door.voice.note(_("Folding the log anew …"))
        rebuild(desk.vault, desk.views)
    door.voice.line(_("Lists and search are made anew."))


def commands(_: Translate) -> list[click.Command]:
    """Return the commands that speak of the vault."""
    return [
        command(_, "init", init, _("Make a vault; asks for a new passphrase.")),
        command(
            _,
            "verify",
            verify,
            _("Check that nothing in the vault was changed or lost."),
            [case_option(_), json_option(_)],
        ),
        command(
            _,
            "head",
            show_heads,
            _("Show the signed head of a case, to compare or keep elsewhere."),
            reading(_),
        ),
        command(
            _,
            "rebuild",
            rebuild_views,
            _("Make the lists and the search anew from the log."),
        ),
    ]
