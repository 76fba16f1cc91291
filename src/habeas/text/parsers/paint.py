"""Draws a page or a picture anew, so that a person sees pixels and never the file."""

import io

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
from PIL import Image

from habeas.text import kinds
from habeas.text.parsers.still import paint_image

_PATCHES = 12
"""Patches of colour across a blurred picture: no letter and no face is in them."""


def paint(
    data: bytes, media_type: str, page: int, width: int, *, blur: bool = False
) -> bytes:
    """Return a PNG, `width` pixels wide at most and twice as high, without metadata.

    A `blur` holds no more than a dozen patches of colour across, and of a small
    picture a quarter of its own dots: a thing of 12 dots is not shown as it is.
    """
    if media_type == kinds.PDF:
        picture = _paint_pdf(data, page, width)
    else:
        picture = paint_image(data, media_type, page, width)
    picture.thumbnail((width, 2 * width))
    clean = on_white(picture)
    out = io.BytesIO()
    (_blurred(clean) if blur else clean).save(out, "PNG")
    return out.getvalue()


def on_white(picture: Image.Image) -> Image.Image:
    """Return the pixels alone, without whatever else the picture carries."""
    clean = Image.new("RGB", picture.size, "white")
    mask = picture.getchannel("A") if picture.mode == "RGBA" else None
    clean.paste(picture, mask=mask)
    return clean


def _blurred(picture: Image.Image) -> Image.Image:
    across, down = picture.size
    least = min(_PATCHES, across // 4 or 1)
    few = (least, max(1, min(down // 4, round(least * down / across))))
    patches = picture.resize(few, Image.Resampling.BOX)
    return patches.resize(picture.size, Image.Resampling.BICUBIC)


def _paint_pdf(data: bytes, page: int, width: int) -> Image.Image:
    sheet = pypdfium2.PdfDocument(data)[page]
    across, down = sheet.get_size()
    # A page may claim to be a mile long: the bounds are on what is drawn.
    scale = min(width / max(across, 1), 2 * width / max(down, 1))
    drawn: Image.Image = sheet.render(scale=scale, may_draw_forms=False).to_pil()
    return drawn
