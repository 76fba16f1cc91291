"""Bundles: choose what leaves, see it first, take it out."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from habeas.actions.bundles import export, outlook
from habeas.actions.choosing import Chosen, everything
from habeas.actions.desk import Desk
from habeas.actions.protected import protected
from habeas.case.facts.consent import Use
from habeas.case.rules.consent import whole
from habeas.errors import BadInputError
from habeas.views.accounts import accounts
from habeas.views.people import identities
from habeas.views.records import record, records
from habeas.web.ask import Answer, Ask, Download, Page
from habeas.web.names import names_in
from habeas.words import N_

_OFFERED = (
    *("document", "annotation", "exhibit", "custody", "perishable", "preservation"),
    *("incident", "claim"),
    *("contact", "letter", "letter_step", "proceeding", "proceeding_step", "risk"),
    *("deadline", "assessment", "plan", "escalation", "alarm"),
    *("person", "consent", "note", "batch", "register", "access"),
)
_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
_PREFIX = "habeas-export-"
_CHUNK = 1 << 18


def choose(desk: Desk, ask: Ask) -> Answer:
    """Ask what leaves, for which use, for whom."""
    case = ask.id("case")
    chosen = frozenset(ask.form.all("record")) or everything(desk, case)
    past = [
        record(desk.views, case, one.id) for one in records(desk.views, case, "bundle")
    ]
    known = identities(desk.views, case)
    claims = [one.id for one in records(desk.views, case, "claim")]
    told = accounts(desk.views, claims)
    return Page(
        "bundles/choose.html",
        {
            "told": {one.id: one for one in told},
            "answers": _answers(desk, case),
            "groups": [(kind, records(desk.views, case, kind)) for kind in _OFFERED],
            "chosen": chosen,
            "identities": known,
            "names": names_in(desk, known),
            "use": ask.form.get("use"),
            "recipient": ask.form.get("recipient"),
            "past": past[::-1],
        },
        case=case,
    )


def preview(desk: Desk, ask: Ask) -> Answer:
    """Show what would leave and what stands against it; nothing is written."""
    case, chosen = ask.id("case"), _chosen(ask)
    found = outlook(desk, case, chosen, ask.language, ask.tell)
    known = names_in(desk, identities(desk.views, case))
    people = {one: link.name for one, link in known.items()} | {
        one.person: record(desk.views, case, one.person).title
        for one in found.permissions
    }
    return Page(
        "bundles/preview.html",
        {
            "chosen": chosen,
            "found": found,
            "people": people,
            "protected": bool(protected(desk, case)),
        },
        case=case,
    )


def take(desk: Desk, ask: Ask) -> Answer:
    """Export, and hand the zip to the browser."""
    case, chosen = ask.id("case"), _chosen(ask)
    return handed(
        desk,
        lambda target: export(desk, case, chosen, ask.language, target, tell=ask.tell),
    )


def handed(desk: Desk, write: Callable[[Path], object]) -> Download:
    """Return the zip that `write` makes, for the browser.

    The file is written where only this person may read it, in memory where the system
    has such a folder, and has lost its name before its first byte is sent.
    """
    base = _MEMORY if _MEMORY.is_dir() else desk.vault.folder
    sweep(base)
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=base))
    try:
        target = folder / "bundle.zip"
        write(target)
        pieces = _read(target)
        next(pieces)  # opened, so that the name may go
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    day = desk.clock.now().date().isoformat()
    return Download(pieces, f"habeas-bundle-{day}.zip", "application/zip")


def _answers(desk: Desk, case: str) -> dict[str, dict[str, str]]:
    """Return of each consent who answered what, and for whom."""
    found = {}
    for line in records(desk.views, case, "consent"):
        fields = record(desk.views, case, line.id).fields
        if not whole(fields):
            continue
        found[line.id] = {
            "person": record(desk.views, case, fields["person"]).title,
            "answer": fields["answer"],
            "recipient": (fields.get("recipient") or {}).get("text", ""),
        }
    return found


def sweep(base: Path = _MEMORY) -> None:
    """Remove what an export that was killed left in the clear."""
    for left in base.glob(f"{_PREFIX}*"):
        number = left.name.removeprefix(_PREFIX).partition("-")[0]
        if number.isdigit() and not _lives(int(number)):
            shutil.rmtree(left, ignore_errors=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _read(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        yield b""
        while piece := stream.read(_CHUNK):
            yield piece


def _chosen(ask: Ask) -> Chosen:
    form = ask.form
    if form.get("use") not in set(map(str, Use)):
        raise BadInputError(
            N_("It is not said what this bundle is for."),
            advice=N_("Choose the use that the person agreed to."),
            field="use",
        )
    return Chosen(
        use=Use(form.get("use")),
        recipient=form.get("recipient"),
        records=frozenset(form.all("record")),
        names=frozenset(form.all("name")),
    )
