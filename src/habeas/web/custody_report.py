"""The custody report by the page: which exhibits, as what, in which language."""

from habeas.actions.custody_report import MOST, Form, custody_report
from habeas.actions.desk import Desk
from habeas.errors import BadInputError
from habeas.languages import LANGUAGES
from habeas.views.records import record, records
from habeas.web.ask import Answer, Ask, Download, Page
from habeas.words import N_

FORMS = {
    Form.PDF: N_("PDF, to print and to file"),
    Form.DOCX: N_("Word, to go on writing in"),
    Form.CASE: N_("CASE/UCO, for forensic programs"),
}
_TYPES = {
    Form.PDF: "application/pdf",
    Form.DOCX: "application/octet-stream",
    Form.CASE: "application/ld+json",
}


def ask_report(desk: Desk, ask: Ask) -> Answer:
    """Ask which exhibits, as what, in which language."""
    case = ask.id("case")
    chosen = ask.form.all("exhibit") or ask.query.all("exhibit")
    offered = [
        record(desk.views, case, line.id)
        for kind in ("exhibit", "document")
        for line in records(desk.views, case, kind, withdrawn=True)[-MOST:]
    ]
    offered.sort(key=lambda one: one.fields.get("number", 0))
    ordinary = [one.id for one in offered if one.compartment == "case"]
    return Page(
        "exhibits/report.html",
        {
            "offered": offered,
            "chosen": chosen or ordinary[-MOST:],
            "forms": {form.value: words for form, words in FORMS.items()},
            "form": ask.form.get("form", Form.PDF),
            "written_in": ask.form.get("language", ask.language),
        },
        case=case,
    )


def take(desk: Desk, ask: Ask) -> Answer:
    """Make the report and hand it out."""
    form, language = ask.form.get("form"), ask.form.get("language")
    chosen = list(dict.fromkeys(ask.form.all("exhibit")))
    if form not in list(Form) or language not in LANGUAGES or not chosen:
        raise BadInputError(
            N_("Choose at least one exhibit, what to write, and a language."),
        )
    made = custody_report(desk, ask.id("case"), Form(form), language, chosen)
    return Download(iter([made]), f"custody-report.{form}", _TYPES[Form(form)])
