"""PDF: the text layer, page by page, by PDFium. Scripts and forms are not run."""

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
from pypdfium2 import version

from habeas.text import notes
from habeas.text.clean import clean, label
from habeas.text.dates import pdf_date, unique
from habeas.text.extract import Extract

MOST_PAGES = 10_000
_FACTS = (("Author", "author"), ("Producer", "software"), ("Creator", "software"))
_PASSWORD = 4  # FPDF_ERR_PASSWORD
_HYPHEN = "\ufffe"
"""PDFium's sign for a hyphen and line end inside a word, shown as such on the page."""


def read(data: bytes) -> Extract:
    """Return the text layer with the start of each page."""
    tool_version = str(version.PDFIUM_INFO)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code != _PASSWORD:
            raise
        return Extract("", "pdfium", tool_version, notes=(notes.PASSWORD,))
    facts = document.get_metadata_dict()
    pages = [_page(document, index) for index in range(min(len(document), MOST_PAGES))]
    text, starts = _join(pages)
    found = [(key, label(facts[name])) for name, key in _FACTS if facts.get(name)]
    dates = [pdf_date(facts.get(name, "")) for name in ("CreationDate", "ModDate")]
    return Extract(
        text=text,
        tool="pdfium",
        tool_version=tool_version,
        pages=starts,
        title=label(facts.get("Title", "")),
        dates=unique(dates[0] + dates[1]),
        notes=_notes(pages, complete=len(document) <= MOST_PAGES),
        metadata=(("pages", str(len(document))), *found),
    )


def _page(document: pypdfium2.PdfDocument, index: int) -> str:
    """Return the text of one page; a page that PDFium cannot load has none."""
    try:
        text = document[index].get_textpage().get_text_range()
    except pypdfium2.PdfiumError:
        return ""
    return clean(text.replace(_HYPHEN, "-\n")).strip("\n")


def _join(pages: list[str]) -> tuple[str, tuple[int, ...]]:
    """Put a blank line between pages; an empty page starts where the next one does."""
    starts: list[int] = []
    parts: list[str] = []
    length = 0
    for page in pages:
        gap = "\n\n" if page and length else ""
        starts.append(length + len(gap))
        parts += (gap, page)
        length += len(gap) + len(page)
    return "".join(parts), tuple(starts) or (0,)


def _notes(pages: list[str], *, complete: bool) -> tuple[str, ...]:
    empty = [not page.strip() for page in pages]
    if all(empty):
        return (notes.NO_TEXT_LAYER,)
    return (notes.SOME_PAGES_EMPTY,) if any(empty) or not complete else ()
