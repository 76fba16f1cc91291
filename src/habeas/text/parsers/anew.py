"""Makes a working copy: what a person sees of a file, and nothing else in it."""

import io
import re

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
from PIL import Image

from habeas.text import kinds
from habeas.text.job import MOST_COPIED
from habeas.text.parsers.paint import on_white
from habeas.text.parsers.still import paint_image

DOTS = 150
"""Per inch, of a page drawn anew."""
QUALITY = 92
_POINTS = 72
_LONGEST = 5000
_MADE = re.compile(rb"/CreationDate\(D:[0-9+'Z-]{1,30}\)")
"""When and in which time zone the copy was made: nothing for its readers."""
_PHOTOS = frozenset((kinds.JPEG, kinds.WEBP))


def anew(data: bytes, media_type: str) -> bytes:
    """Return a PDF of pictures of the pages, or one picture, without metadata.

    A photograph stays a JPEG, every other picture becomes a PNG, pages a PDF.

    Raises:
        ValueError: it has more than MOST_COPIED pages.
    """
    if media_type == kinds.PDF:
        return _pages(data)
    picture = on_white(paint_image(data, media_type, 0))
    return _jpeg(picture) if media_type in _PHOTOS else _png(picture)


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=3)
    return out.getvalue()


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, subsampling=0)
    return out.getvalue()


def _pages(data: bytes) -> bytes:
    document, made = pypdfium2.PdfDocument(data), pypdfium2.PdfDocument.new()
    if len(document) > MOST_COPIED:
        raise ValueError("more pages than are copied")
    for sheet in document:
        across, down = (max(one, 1.0) for one in sheet.get_size())
        scale = min(DOTS / _POINTS, _LONGEST / across, _LONGEST / down)
        drawn = sheet.render(scale=scale, may_draw_forms=False).to_pil()
        picture = pypdfium2.PdfImage.new(made)
        picture.load_jpeg(io.BytesIO(_jpeg(on_white(drawn))), inline=True)
        picture.set_matrix(pypdfium2.PdfMatrix().scale(across, down))
        page = made.new_page(across, down)
        page.insert_obj(picture)
        page.gen_content()
        sheet.close()
    out = io.BytesIO()
    made.save(out)
    # Spaces in its place, so that nothing in the file moves.
    return _MADE.sub(lambda found: b" " * len(found[0]), out.getvalue())
