"""Pictures: only what stands in the header. No pixel is decoded here."""

import io

import PIL
from PIL import ExifTags, Image

from habeas.text import notes
from habeas.text.clean import label
from habeas.text.dates import photo_date, unique
from habeas.text.extract import Extract
from habeas.text.parsers.embedded import place, taken, written

_FORMATS = ("JPEG", "PNG")
_FACTS = (
    (ExifTags.Base.Model, "camera"),
    (ExifTags.Base.Software, "software"),
    (ExifTags.Base.Artist, "author"),
)


def read(data: bytes) -> Extract:
    """Return all that a picture says of itself in its header; its text is ''."""
    # Pillow's bomb check guards decoding; here a bomb may still say how large it is.
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
        exif = _exif(picture)
        inner = exif.get_ifd(ExifTags.IFD.Exif)
        width, height = picture.size
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
        embedded = written(exif)
    values = [(str(exif.get(tag, "")), key) for tag, key in _FACTS]
    values += [(taken(inner), "taken"), (place(gps), "place inside")]
    shot = str(inner.get(ExifTags.Base.DateTimeOriginal, ""))
    changed = str(exif.get(ExifTags.Base.DateTime, ""))
    return Extract(
        text="",
        tool="pillow",
        tool_version=PIL.__version__,
        dates=unique(photo_date(shot) + photo_date(changed)),
        notes=(notes.PICTURE, notes.PLACE_INSIDE) if gps else (notes.PICTURE,),
        metadata=(
            ("picture size", f"{width} x {height}"),
            *((key, label(value)) for value, key in values if label(value)),
            *(("embedded", line) for line in embedded),
        ),
    )


def _exif(picture: Image.Image) -> Image.Exif:
    # For a PNG without EXIF before its pixels, Pillow would decode all of them to look.
    if picture.format == "PNG" and "exif" not in picture.info:
        return Image.Exif()
    return picture.getexif()
