"""The custody report by the page: which exhibits, as what, in which language."""

from collections.abc import Callable
from typing import Any

from litestar import Response, post
from litestar.handlers import HTTPRouteHandler

from habeas.actions.custody_report import MOST, Form, prepared
from habeas.actions.desk import Desk
from habeas.actions.protected import unsearched
from habeas.errors import BadInputError, HabeasError, LockedError
from habeas.languages import LANGUAGES
from habeas.views.records import record, records
from habeas.web.ask import Answer, Ask, Download, Page
from habeas.web.serving import ask_of, show_page
from habeas.web.view import AnyRequest, Viewer
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
            "vague": unsearched(desk, case),
            "written_in": ask.form.get("language", ask.language),
        },
        case=case,
    )


def begin(desk: Desk, ask: Ask) -> tuple[Callable[[], bytes], Form]:
    """Gather what the report says; writing it needs no vault.

    Raises:
        HabeasError: nothing can be made of what was chosen.
    """
    form, language = ask.form.get("form"), ask.form.get("language")
    chosen = list(dict.fromkeys(ask.form.all("exhibit")))
    if form not in list(Form) or language not in LANGUAGES or not chosen:
        raise BadInputError(
            N_("Choose at least one exhibit, what to write, and a language."),
        )
    return prepared(desk, ask.id("case"), Form(form), language, chosen), Form(form)


def handler(viewer: Viewer) -> HTTPRouteHandler:
    """Return the handler that makes the report; a lock need not wait for it."""

    @post("/cases/{case:str}/exhibits/report", status_code=200)
    async def take(request: AnyRequest) -> Response[Any]:
        ask = ask_of(viewer, request)
        try:
            write, form = await viewer.keeper.run(lambda desk: begin(desk, ask))
        except LockedError:
            raise
        except HabeasError as error:
            return await show_page(viewer, request, ask_report, problem=error)
        made = await viewer.keeper.aside(write, lambda: None)
        await viewer.keeper.run(lambda _desk: None)  # locked meanwhile: nothing leaves
        name = f"custody-report.{form}"
        return viewer.download(Download(iter([made]), name, _TYPES[form]))

    return take
