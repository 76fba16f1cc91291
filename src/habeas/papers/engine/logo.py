"""The picture of a letterhead: small, plain, and drawn anew before it is used."""

import io
import re
import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from xml.etree import ElementTree as ET
from xml.parsers.expat import ExpatError

from PIL import Image

from habeas.errors import BadInputError
from habeas.text.parsers.xml_parts import DoctypeError, parse
from habeas.words import N_

LARGEST: Final = 1024 * 1024
LARGEST_SVG: Final = 256 * 1024
_MOST_PIXELS: Final = 4000
_ENOUGH: Final = 1000
"""Pixels on a side: 60 mm at 400 points to the inch."""
_LONGEST: Final = 10
"""How many times as long as high, or as high as long: the height alone is chosen."""
_DEEPEST: Final = 60
_NUMBER: Final = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,9})?")
_SVG: Final = "{http://www.w3.org/2000/svg}"
_DRAWN: Final = frozenset(
    {
        *("svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline"),
        *("polygon", "defs", "linearGradient", "radialGradient", "stop", "title"),
        *("desc", "clipPath", "metadata"),
    }
)
"""What a drawing may hold: shapes. No text, no link, no picture from elsewhere."""
_OUTSIDE: Final = re.compile(r"url\(\s*['\"]?(?!#)|@import|javascript:", re.IGNORECASE)


@lru_cache(maxsize=4)
def checked(name: str, content: bytes) -> bytes:
    """Return a picture without anything that is no picture: PNG, or SVG.

    Raises:
        BadInputError: it is neither PNG, JPEG nor SVG, too large, or no plain drawing.
    """
    if name.lower().endswith(".svg"):
        return _drawing(content)
    return _picture(content)


def _picture(content: bytes) -> bytes:
    """Draw it anew: nothing of a camera, a place or a program goes out with it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found = Image.open(io.BytesIO(content), formats=("PNG", "JPEG"))
            if max(found.size) > _MOST_PIXELS:
                raise _wrong(N_("It has more than 4000 pixels on a side."))
            _refuse_long(*found.size)
            plain = found.convert("RGBA" if found.has_transparency_data else "RGB")
    except (
        OSError,
        ValueError,
        SyntaxError,
        Warning,
        Image.DecompressionBombError,
    ) as e:
        raise _wrong(N_("It is no whole PNG or JPEG picture.")) from e
    plain.thumbnail((_ENOUGH, _ENOUGH))
    made = io.BytesIO()
    plain.save(made, "PNG")
    return made.getvalue()


def _drawing(content: bytes) -> bytes:
    if len(content) > LARGEST_SVG:
        raise _wrong(N_("A drawing may have up to 256 KB."))
    try:
        parse(content, _Depth())
        root = ET.fromstring(content)  # noqa: S314 - small, and no entity is declared
    except DoctypeError as error:
        raise _wrong(N_("It begins with a DOCTYPE: take that line out.")) from error
    except (ExpatError, ET.ParseError, ValueError, LookupError) as error:
        raise _wrong(N_("It is no whole SVG drawing.")) from error
    if root.tag != f"{_SVG}svg":
        raise _wrong(N_("It is no whole SVG drawing."))
    for one in list(root.iter()):
        _check(one)
    _size(root)
    return ET.tostring(root)


@dataclass
class _Depth:
    """Counts how deep elements lie in one another: who draws them calls itself."""

    depth: int = 0

    def start(self, _name: str) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _wrong(N_("Its groups lie too deep in one another."))

    def end(self, _name: str) -> None:
        self.depth -= 1

    def data(self, text: str) -> None:
        pass


def _size(root: ET.Element) -> None:
    """Leave one thing that says how large it is: its view box."""
    given = [root.attrib.pop(name, "") for name in ("width", "height")]
    box = root.get("viewBox", "").replace(",", " ").split()
    if not box:
        box = ["0", "0", *(re.sub(r"[^0-9.]", "", one) for one in given)]
        root.set("viewBox", " ".join(box))
    if len(box) != len("xywh") or not all(map(_NUMBER.fullmatch, box)):
        raise _wrong(N_("It does not say how large it is: give it a viewBox."))
    _refuse_long(float(box[2]), float(box[3]))


def _refuse_long(width: float, height: float) -> None:
    if not 0 < max(width, height) <= _LONGEST * min(width, height):
        raise _wrong(
            N_("It is more than ten times as wide as high, or as high as wide.")
        )


def _check(one: ET.Element) -> None:
    tag = str(one.tag)
    foreign = not tag.startswith(_SVG) and tag.startswith("{")
    if not foreign and tag.removeprefix(_SVG) not in _DRAWN:
        raise _wrong(
            N_("It holds more than shapes ({thing}): turn letters into paths first."),
            thing=tag.removeprefix(_SVG)[:40],
        )
    for name, value in one.attrib.items():
        link = name.rpartition("}")[2] in ("href", "src") and not value.startswith("#")
        if link or _OUTSIDE.search(value):
            raise _wrong(N_("It points to something outside of it."))


def _wrong(why: str, **params: object) -> BadInputError:
    return BadInputError(
        why,
        advice=N_("Save the logo as a plain PNG file of up to 1 MB, then try again."),
        **params,
    )
