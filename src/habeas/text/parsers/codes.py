"""Reads the QR codes that are seen in a picture."""

import msgspec
import zxingcpp

from habeas.text.parsers.still import paint_image

WIDEST = 2000
"""Pixels of a side that codes are looked for in; a label in a photo keeps enough."""
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def codes(data: bytes, media_type: str) -> bytes:
    """Return the texts of the QR codes as JSON: a list, empty if none is seen."""
    picture = paint_image(data, media_type, 0, WIDEST).convert("L")
    picture.thumbnail((2 * WIDEST, 2 * WIDEST))
    seen = zxingcpp.read_barcodes(picture, formats=_QR)
    return msgspec.json.encode([one.text for one in seen])
