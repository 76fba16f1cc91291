"""A paper as a PDF, set by Typst from our template and the paper as data."""

from importlib.resources import files

import msgspec
import typst

from habeas.papers.engine.layout import Sheet


def write_pdf(sheet: Sheet) -> bytes:
    """Return the paper as a tagged PDF/A-2a with bookmarks (ISO 19005-2).

    The same paper gives the same bytes: only the typefaces that come with Typst are
    used, and nothing is taken from the clock.
    """
    template = files(__package__).joinpath("paper.typ").read_bytes()
    data = msgspec.json.encode(sheet).decode()
    made = typst.compile(
        template,
        format="pdf",
        sys_inputs={"paper": data},
        ignore_system_fonts=True,
        pdf_standards="a-2a",
    )
    assert isinstance(made, bytes)  # one document, so not a list of pages
    return made
