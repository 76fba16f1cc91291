"""What a camera wrote into a picture (Exif 2.32), as `name: value`, and the place."""

from collections.abc import Iterator, Mapping, Sequence
from math import isfinite

from PIL import ExifTags, Image

from habeas.text.clean import label

_MOST = 200
_LONGEST = 300
_GPS = ExifTags.GPS
_PARTS = 3


def taken(inner: Mapping[int, object]) -> str:
    """Return the moment of the picture as EDTF to the second, or ''.

    Without a zone where the camera names none (`OffsetTimeOriginal`).
    """
    said = str(inner.get(ExifTags.Base.DateTimeOriginal, ""))
    day, _, hour = said.strip().partition(" ")
    moment = f"{day.replace(':', '-')}T{hour}"
    zone = str(inner.get(ExifTags.Base.OffsetTimeOriginal, "")).strip()
    shape = moment.replace("-", "").replace(":", "").replace("T", "")
    if len(moment) != len("2021-12-07T15:30:00") or not shape.isdigit():
        return ""
    return label(moment + zone)


def place(gps: Mapping[int, object]) -> str:
    """Return 'latitude, longitude' in decimal degrees, or '' if they are not told."""
    north = _degrees(gps.get(_GPS.GPSLatitude), gps.get(_GPS.GPSLatitudeRef), "S", 90)
    east = _degrees(gps.get(_GPS.GPSLongitude), gps.get(_GPS.GPSLongitudeRef), "W", 180)
    return f"{north:.5f}, {east:.5f}" if north is not None and east is not None else ""


def _degrees(parts: object, side: object, negative: str, most: int) -> float | None:
    if not isinstance(parts, Sequence) or len(parts) != _PARTS:
        return None
    try:
        whole, minutes, seconds = (float(one) for one in parts)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    found = whole + minutes / 60 + seconds / 3600
    if not isfinite(found) or not 0 <= found <= most:
        return None
    return -found if str(side).strip().upper() == negative else found


def written(exif: Image.Exif) -> list[str]:
    """Return every tag as `name: value`, at most 200; bytes as their number."""
    folders = (
        (exif, ExifTags.TAGS),
        (exif.get_ifd(ExifTags.IFD.Exif), ExifTags.TAGS),
        (exif.get_ifd(ExifTags.IFD.GPSInfo), ExifTags.GPSTAGS),
    )
    lines = [line for tags, names in folders for line in _lines(tags, names)]
    return lines[:_MOST]


def _lines(tags: Mapping[int, object], names: Mapping[int, str]) -> Iterator[str]:
    for tag, value in sorted(tags.items()):
        if tag in (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo):
            continue  # where another folder begins: no fact
        name = names.get(tag, f"tag {tag}")
        said = f"({len(value)} bytes)" if isinstance(value, bytes) else str(value)
        yield f"{name}: {label(said)[:_LONGEST]}"
