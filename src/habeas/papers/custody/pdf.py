"""The report as a PDF, set by Typst from our template and the report as data."""

from importlib.resources import files

import msgspec
import typst

from habeas.papers.custody.model import Report


def write_pdf(report: Report) -> bytes:
    """Return the report as a tagged PDF; the same report gives the same bytes.

    Only the typefaces that come with Typst are used, so that every machine sets it
    alike, and nothing is fetched.
    """
    template = files(__package__).joinpath("report.typ").read_bytes()
    data = msgspec.json.encode(report).decode()
    made = typst.compile(
        template,
        format="pdf",
        sys_inputs={"report": data},
        ignore_system_fonts=True,
    )
    assert isinstance(made, bytes)  # one document, so not a list of pages
    return made
