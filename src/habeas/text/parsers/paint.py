"""Draws a page or a picture anew, so that a person sees pixels and never the file."""

import io

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
from PIL import Image, ImageOps

from habeas.text import kinds

LARGEST = 80_000_000
"""Pixels of a picture that is decoded at all; a 50-megapixel camera fits."""


def paint(data: bytes, media_type: str, page: int, width: int) -> bytes:
    """Return a PNG, `width` pixels wide at most and twice as high, without metadata."""
    if media_type == kinds.PDF:
        picture = _paint_pdf(data, page, width)
    else:
        picture = _paint_image(data)
    picture.thumbnail((width, 2 * width))
    clean = Image.new("RGB", picture.size, "white")
    clean.paste(
        picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None
    )
    out = io.BytesIO()
    clean.save(out, "PNG")
    return out.getvalue()


def _paint_pdf(data: bytes, page: int, width: int) -> Image.Image:
    sheet = pypdfium2.PdfDocument(data)[page]
    across, down = sheet.get_size()
    # A page may claim to be a mile long: the bounds are on what is drawn.
    scale = min(width / max(across, 1), 2 * width / max(down, 1))
    drawn: Image.Image = sheet.render(scale=scale, may_draw_forms=False).to_pil()
    return drawn


def _paint_image(data: bytes) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = LARGEST // 2  # Pillow refuses twice this number
    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
        turned = ImageOps.exif_transpose(picture)
        return turned.convert("RGBA" if "A" in turned.getbands() else "RGB")
