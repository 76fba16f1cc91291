"""Receipts that two vaults sign: taken out, read, countersigned, brought back."""

from habeas.actions import receipts as acts
from habeas.actions.desk import Desk
from habeas.errors import BadInputError
from habeas.languages import translations
from habeas.log.receipt import Signed, as_code, fingerprint, read_receipt
from habeas.vault.read import logs
from habeas.web.addresses import record_page
from habeas.web.ask import Answer, Ask, Download, Go, Page
from habeas.web.qr import qr
from habeas.words import N_


def show(_desk: Desk, ask: Ask) -> Answer:
    """Ask for a receipt: one to sign, or one that comes back signed."""
    return _page(ask, {"code": ask.form.get("typed")})


def bring(desk: Desk, ask: Ask) -> Answer:
    """Show what a receipt says, and whose keys signed it, before anything is done."""
    case, data = ask.id("case"), ask.form.get("code").encode()
    if not data.strip():
        raise BadInputError(
            N_("No receipt was chosen."),
            advice=N_("Choose its file, or scan its code into the box."),
            field="code",
        )
    signed = read_receipt(data)
    if signed.receipt.log in {one.id for one in logs(desk.vault, bytes.fromhex(case))}:
        back = acts.check_returned(desk, case, data)
        return _page(ask, {**_shown(back.signed), "ours": True})
    return _page(ask, _shown(acts.look(desk, case, data)))


def keep(desk: Desk, ask: Ask) -> Answer:
    """Keep a receipt of this case that the receiver signed."""
    case = ask.id("case")
    event = acts.accept(desk, case, ask.form.get("code").encode())
    return Go(record_page(case, "custody", event))


def sign(desk: Desk, ask: Ask) -> Answer:
    """Countersign it, and show what to give back."""
    case, say = ask.id("case"), translations(ask.language).gettext
    taken = acts.take(desk, case, ask.form.get("code").encode(), say)
    code = qr(as_code(taken.note), "l")
    done = {"exhibit": taken.exhibit, "paper": taken.paper, "qr": code}
    return _page(ask, {**_shown(read_receipt(taken.note)), **done})


def file(desk: Desk, ask: Ask) -> Answer:
    """Hand out the receipt of a custody event as a file, signed by this side."""
    note = acts.issue(desk, ask.id("case"), ask.id("record"))
    return Download(iter([note]), acts.NAME)


def _page(ask: Ask, context: dict[str, object]) -> Page:
    shown = {"told": None, "qr": "", "ours": False, **context}
    return Page("exhibits/exchange.html", shown, case=ask.id("case"))


def _shown(signed: Signed) -> dict[str, object]:
    return {
        "told": signed.receipt.told,
        "code": as_code(signed.note),
        "giver": fingerprint(signed.receipt.log),
        "receivers": [fingerprint(one) for one in signed.receivers],
    }
