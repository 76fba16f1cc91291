"""Labels for exhibits and receipts for hand-overs: pages to print, and their QR codes.

A code holds the random id of the record alone. It tells a stranger nothing; this vault
opens the record that it belongs to.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from habeas.actions.desk import Desk
from habeas.actions.protected import unsearched
from habeas.actions.receipts import GIVEN, issue
from habeas.errors import BadInputError, HabeasError, NotFoundError
from habeas.log.receipt import as_code, fingerprint, read_receipt
from habeas.views.custody import custody
from habeas.views.records import RecordView, find, record, records
from habeas.web.addresses import record_page
from habeas.web.ask import Answer, Ask, Go, Page
from habeas.web.names import names_in
from habeas.web.qr import qr
from habeas.words import N_

FORMATS = {
    "a4-24": (N_("A4, 24 labels of 70 × 37 mm"), 24),
    "a4-14": (N_("A4, 14 labels of 99 × 38 mm"), 14),
    "a4-8": (N_("A4, 8 labels of 99 × 68 mm"), 8),
    "roll-62": (N_("Roll, labels of 62 × 40 mm"), 1),
}
"""What is on sale everywhere: its name, and how many labels are on a sheet."""
MOST = 200
"""Labels in one printing."""
_SHORT = 8
_CODE = re.compile(r"\D*?([0-9A-Fa-f]{1,32})")


@dataclass(frozen=True, slots=True)
class Label:
    """What stands on a label: nothing that names a person, a case or a place."""

    number: int
    digits: str
    seal: str
    qr: str


def ask_labels(desk: Desk, ask: Ask) -> Answer:
    """Ask for which exhibits, on which sheet, after how many used labels."""
    case = ask.id("case")
    chosen = ask.form.all("exhibit") or ask.query.all("exhibit")
    offered = [
        record(desk.views, case, line.id)
        for kind in ("exhibit", "document")
        for line in records(desk.views, case, kind)[-MOST:]
    ]
    offered.sort(key=lambda one: one.fields.get("number", 0))
    return Page(
        "exhibits/labels.html",
        {
            "offered": offered,
            "chosen": chosen or [one.id for one in offered if one.type == "exhibit"],
            "formats": FORMATS,
            "format": ask.form.get("format", "a4-24"),
            "used": ask.form.get("used", "0"),
        },
        case=case,
    )


def print_labels(desk: Desk, ask: Ask) -> Answer:
    """Show the sheets as they are printed."""
    case, name = ask.id("case"), ask.form.get("format")
    chosen = dict.fromkeys(ask.form.all("exhibit"))
    if name not in FORMATS or not 0 < len(chosen) <= MOST:
        raise BadInputError(
            N_("Choose a sheet, and from 1 to {most} exhibits."), most=MOST
        )
    per_sheet = FORMATS[name][1]
    labels = [_label(desk, case, one) for one in chosen]
    used = _used(ask.form.get("used", "0"), per_sheet)
    places: list[Label | None] = [*[None] * used, *labels]
    sheets = [places[at : at + per_sheet] for at in range(0, len(places), per_sheet)]
    shown = {"sheets": sheets, "format": name}
    return Page("exhibits/sheets.html", shown, case=case)


def scan(desk: Desk, ask: Ask) -> Answer:
    """Open the exhibit whose label was scanned, or whose number was typed."""
    case = ask.id("case")
    code = "".join(ask.form.get("code").split())
    number = _CODE.fullmatch(code)  # what stands on a label may be typed as it stands
    found = find(desk.views, case, "exhibit|document", number[1] if number else code)
    return Go(record_page(case, "exhibit", found))


def receipt(desk: Desk, ask: Ask) -> Answer:
    """Show the receipt of a custody event, to be signed by hand."""
    case = ask.id("case")
    event = record(desk.views, case, ask.id("record"))
    if event.type != "custody" or "exhibit" not in event.fields:
        raise NotFoundError(N_("This is no custody event, so it has no receipt."))
    thing = custody(desk.views, case, event.fields["exhibit"]).exhibit
    return Page(
        "exhibits/receipt.html",
        {
            "view": event,
            "thing": thing,
            "qr": qr(event.id.upper()),
            "names": names_in(desk, [event]),
            "given": event.fields.get("event") in GIVEN,
            **_signed(desk, case, event.id),
            "vague": unsearched(desk, case),
        },
        case=case,
    )


def _signed(desk: Desk, case: str, event: str) -> dict[str, str]:
    """Return the receipt's own code and its key, '' where it cannot be issued."""
    try:
        note = issue(desk, case, event)
    except HabeasError:
        return {"code": "", "key": ""}
    key = fingerprint(read_receipt(note).receipt.log)
    return {"code": qr(as_code(note), "l"), "key": key}


def _label(desk: Desk, case: str, exhibit: str) -> Label:
    found = custody(desk.views, case, exhibit)
    return Label(
        found.exhibit.fields["number"],
        _digits(found.exhibit),
        found.chain.seal,
        qr(found.exhibit.id.upper()),
    )


def _digits(view: RecordView) -> str:
    """Return the beginning of a document's hash, or of the id of a thing."""
    file = view.fields.get("file")
    return str(file["sha256"] if file else view.id)[:_SHORT]


def _used(text: str, per_sheet: int) -> int:
    good: Sequence[str] = [str(number) for number in range(per_sheet)]
    if text not in good:
        raise BadInputError(
            N_("Of this sheet, from 0 to {most} labels may be used already."),
            field="used",
            most=per_sheet - 1,
        )
    return int(text)
