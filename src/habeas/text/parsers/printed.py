"""Makes the pages of a file ready to be printed among others: what is seen of each.

PDFium writes each page as one picture of its own (a form), turned as it is to be read,
with the marks that are drawn on it. Scripts, links, fields and attachments hang on
pages and are left behind.
"""

import io

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
from PIL import Image
from pypdfium2 import raw

from habeas.text import kinds
from habeas.text.job import MOST_PRINTED
from habeas.text.parsers.paint import on_white
from habeas.text.parsers.still import paint_image

_SHEET = (600, 800, 2, 1)
"""Points, and how many across and down: PDFium makes no forms of single pages."""
QUALITY = 90
_LONGEST = 3000
"""Dots of a picture's longer side: 300 an inch on the paper that it is printed on."""
_POINT = 0.72
"""Points for each dot at least: a small picture is not blown up to a page."""


def printed(data: bytes, media_type: str, pages: int) -> bytes:
    """Return a PDF whose pages hold two forms each, X1 to Xn, one for each page.

    Before it stand its words, marks that were drawn into pages included: eight bytes
    that say how many bytes follow as UTF-8.

    Raises:
        ValueError: it has another number of pages, or too many.
    """
    if pages > MOST_PRINTED:
        raise ValueError("more pages than are printed")
    if media_type == kinds.PDF:
        document = pypdfium2.PdfDocument(data)
        if len(document) != pages:
            raise ValueError("not as many pages as were counted")
        _flatten(document)
    else:
        document = _pictures(data, media_type, pages)
    made = pypdfium2.PdfDocument(raw.FPDF_ImportNPagesToOne(document, *_SHEET))
    words = "\n".join(page.get_textpage().get_text_range() for page in made)
    told = words.encode("utf-8", "replace")
    out = io.BytesIO(len(told).to_bytes(8) + told)
    out.seek(0, io.SEEK_END)
    made.save(out)
    return out.getvalue()


def _flatten(document: pypdfium2.PdfDocument) -> None:
    """Draw into each page the marks that its viewer would print on it."""
    for index in range(len(document)):
        page = document[index]
        raw.FPDFPage_Flatten(page, raw.FLAT_PRINT)
        page.close()


def _pictures(data: bytes, media_type: str, pages: int) -> pypdfium2.PdfDocument:
    made = pypdfium2.PdfDocument.new()
    for index in range(pages):
        picture = on_white(paint_image(data, media_type, index))
        picture.thumbnail((_LONGEST, _LONGEST), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=QUALITY, subsampling=0)
        across, down = (max(1.0, one * _POINT) for one in picture.size)
        drawn = pypdfium2.PdfImage.new(made)
        drawn.load_jpeg(io.BytesIO(out.getvalue()), inline=True)
        drawn.set_matrix(pypdfium2.PdfMatrix().scale(across, down))
        page = made.new_page(across, down)
        page.insert_obj(drawn)
        page.gen_content()
        page.close()
    return made
