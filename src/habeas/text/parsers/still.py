"""One picture of a file, decoded by Pillow within bounds."""

import io

from PIL import Image, ImageOps

from habeas.text import kinds

LARGEST = 80_000_000
"""Pixels of a picture that is decoded at all; a 50-megapixel camera fits."""
FORMATS = {
    kinds.JPEG: "JPEG",
    kinds.PNG: "PNG",
    kinds.GIF: "GIF",
    kinds.WEBP: "WEBP",
    kinds.TIFF: "TIFF",
    kinds.BMP: "BMP",
}
"""Pillow's name of each kind: no other of its parsers is tried."""


def paint_image(data: bytes, media_type: str, page: int, width: int = 0) -> Image.Image:
    """Return one picture of a file, turned as its camera says.

    With `width`, a JPEG may come smaller, but not less than twice that in both ways.
    """
    Image.MAX_IMAGE_PIXELS = LARGEST // 2  # Pillow refuses twice this number
    form = FORMATS[media_type]
    with Image.open(io.BytesIO(data), formats=(form,)) as picture:
        picture.seek(page)
        if form == "JPEG" and width:
            picture.draft("RGB", (2 * width, 2 * width))
        turned = ImageOps.exif_transpose(picture)
        return turned.convert("RGBA" if "A" in turned.getbands() else "RGB")
