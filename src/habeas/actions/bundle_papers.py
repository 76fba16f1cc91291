"""The custody report that goes with a bundle: of what the bundle discloses whole."""

from collections.abc import Sequence

from habeas.actions.custody_report import (
    MOST,
    Form,
    Teller,
    case_uco,
    readable,
    words_in,
)
from habeas.actions.desk import Desk
from habeas.papers.bundle.model import BundlePaper
from habeas.papers.custody.docx import write_docx
from habeas.papers.custody.pdf import write_pdf
from habeas.views.custody import SHOWN, CustodyView, custody
from habeas.views.records import RecordView

NAME = "custody-report"
REPORT = "custody report"
"""What a leak in it is named by."""


def report_of(
    desk: Desk, case: str, views: Sequence[RecordView], language: str
) -> tuple[tuple[BundlePaper, ...], str]:
    """Return the report of exhibits whose events are all disclosed, and its words.

    A chain with a link left out would tell a break that is none. No report is made of
    no exhibit, or of more than a report holds.
    """
    shown = {view.id for view in views}
    found = [
        one
        for view in views
        if view.type in SHOWN and readable(view.type, view.fields)
        if _whole(one := custody(desk.views, case, view.id), shown)
    ]
    if not 0 < len(found) <= MOST:
        return (), ""
    found.sort(key=lambda one: one.exhibit.fields["number"])
    report = Teller(desk, case, language, shown).report(found)
    made = {
        Form.PDF: write_pdf(report),
        Form.DOCX: write_docx(report),
        Form.CASE: case_uco(desk, case, found),
    }
    papers = tuple(BundlePaper(f"{NAME}.{form}", data) for form, data in made.items())
    return papers, "\n".join(words_in(report))


def _whole(one: CustodyView, shown: set[str]) -> bool:
    return set(one.events) <= shown
