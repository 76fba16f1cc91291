"""The pages of an original as forms, copied out of what the child process wrote.

Only what the picture of a page reaches is copied: content, typefaces, images. Whatever
a PDF can do – scripts, links, fields, attachments – hangs on pages, marks and the
catalogue, and none of these is followed.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from habeas.papers.annexes.jpeg import bare_jpeg
from habeas.papers.annexes.objects import (
    BrokenError,
    Objects,
    Thing,
    Value,
    write_thing,
    write_value,
)

_NAME = re.compile(rb"/X(\d{1,6})")
_OF_FORM: Final = frozenset(
    (
        *(b"/Type", b"/Subtype", b"/FormType", b"/BBox", b"/Matrix", b"/Resources"),
        *(b"/Group", b"/Filter", b"/DecodeParms", b"/Length"),
    )
)
_OF_STREAM: Final = frozenset(
    (
        *(b"/Type", b"/Subtype", b"/Filter", b"/DecodeParms", b"/Length"),
        # images
        *(b"/Width", b"/Height", b"/ColorSpace", b"/BitsPerComponent", b"/Decode"),
        *(b"/Interpolate", b"/ImageMask", b"/Mask", b"/SMask", b"/SMaskInData"),
        *(b"/Matte", b"/Intent"),
        # typefaces, their character maps, colour profiles
        *(b"/Length1", b"/Length2", b"/Length3", b"/CMapName", b"/CIDSystemInfo"),
        *(b"/WMode", b"/UseCMap", b"/N", b"/Alternate", b"/Range"),
        # functions, patterns, shadings
        *(b"/FunctionType", b"/Domain", b"/Size", b"/BitsPerSample", b"/Order"),
        *(b"/Encode", b"/PatternType", b"/PaintType", b"/TilingType", b"/BBox"),
        *(b"/XStep", b"/YStep", b"/Resources", b"/Matrix", b"/ShadingType"),
        *(b"/Background", b"/AntiAlias", b"/BitsPerCoordinate", b"/BitsPerFlag"),
        *(b"/VerticesPerRow", b"/Function"),
    )
)
"""What a stream says of how it is drawn; nothing of files, layers, its document."""
_ASIDE: Final = frozenset((b"/Properties", b"/Metadata", b"/PieceInfo"))
"""What is said beside what is drawn, in resources and whatever else is no stream."""
_NOT_FOLLOWED: Final = frozenset(
    (b"/Page", b"/Pages", b"/Catalog", b"/Annot", b"/Action", b"/Filespec", b"/Sig")
)
_JPEG: Final = b"/DCTDecode"
_FLAT: Final = 1e-6
_FARTHEST: Final = 1e6
_CORNERS: Final = 4
_MATRIX: Final = 6


@dataclass(frozen=True)
class Form:
    """One page as a form of a PDF: its object, and what it covers, in points."""

    number: int
    left: float
    bottom: float
    across: float
    down: float


def forms_in(objects: Objects, count: int) -> list[Form]:
    """Return the forms X1 to Xn on the pages, in order.

    Raises:
        BrokenError: they are not these.
    """
    found: dict[int, int] = {}
    for number in page_numbers(objects):
        resources = objects.follow(objects.get(number).entry(b"/Resources"))
        held = resources.get(b"/XObject") if isinstance(resources, dict) else None
        held = objects.follow(held)
        for name, aim in held.items() if isinstance(held, dict) else ():
            matched = _NAME.fullmatch(name)
            if matched and isinstance(aim, int):
                found[int(matched[1])] = aim
    if sorted(found) != list(range(1, count + 1)):
        raise BrokenError("not the forms that were asked for")
    return [_form(objects, found[one]) for one in sorted(found)]


def page_numbers(objects: Objects) -> list[int]:
    """Return the numbers of the pages in order.

    Raises:
        BrokenError: they cannot be found.
    """
    root = objects.get(objects.trailer.get(b"/Root"))
    waiting: list[Value] = [root.entry(b"/Pages")]
    found: list[int] = []
    seen: set[int] = set()
    while waiting:
        one = waiting.pop()
        if not isinstance(one, int) or one in seen:
            raise BrokenError("a page that is none, or twice")
        seen.add(one)
        kids = objects.get(one).entry(b"/Kids")
        if isinstance(kids, list):
            waiting += reversed(kids)
        else:
            found.append(one)
    return found


def page_as_form(data: bytes) -> tuple[Objects, Form]:
    """Return the one page that Typst set, as a form.

    Raises:
        BrokenError: it is no such page.
    """
    objects = Objects(data)
    number = page_numbers(objects)[0]
    page = objects.get(number)
    content = objects.get(page.entry(b"/Contents"))
    if not isinstance(content.value, dict):
        raise BrokenError("a page without content")
    told = {
        **content.value,
        b"/Type": b"/XObject",
        b"/Subtype": b"/Form",
        b"/BBox": page.entry(b"/MediaBox"),
        b"/Resources": page.entry(b"/Resources"),
    }
    objects.put(number, Thing(told, content.stream))
    return objects, _form(objects, number)


def starts(frame: bytes) -> list[int]:
    """Return on which pages, from 0, what stands in a frame's outline begins.

    Last comes the number of all pages.
    """
    objects = Objects(frame)
    numbers = page_numbers(objects)
    pages = {number: index for index, number in enumerate(numbers)}
    root = objects.get(objects.trailer[b"/Root"])
    one = objects.get(root.entry(b"/Outlines")).entry(b"/First")
    found: list[int] = []
    while one is not None:
        item = objects.get(one)
        aim = objects.follow(item.entry(b"/Dest"))
        assert isinstance(aim, list)  # as our template writes it
        assert isinstance(aim[0], int)
        found.append(pages[aim[0]])
        one = item.entry(b"/Next")
    return [*found, len(numbers)]


def _form(objects: Objects, number: int) -> Form:
    form = objects.get(number)
    box = _numbers(objects.follow(form.entry(b"/BBox")), _CORNERS)
    matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]
    if form.entry(b"/Matrix") is not None:
        matrix = _numbers(objects.follow(form.entry(b"/Matrix")), _MATRIX)
    a, b, c, d, e, f = matrix
    corners = [(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
    across = [a * x + c * y + e for x, y in corners]
    down = [b * x + d * y + f for x, y in corners]
    size = (max(across) - min(across), max(down) - min(down))
    if form.stream is None or min(size) < _FLAT or max(size) > _FARTHEST:
        raise BrokenError("a page without a size")
    return Form(number, min(across), min(down), *size)


def _numbers(value: Value, count: int) -> list[float]:
    if not isinstance(value, list) or len(value) != count:
        raise BrokenError("not so many numbers")
    try:
        found = [float(one) for one in value if isinstance(one, bytes)]
    except ValueError as error:
        raise BrokenError("no number") from error
    if len(found) != count or not all(map(math.isfinite, found)):
        raise BrokenError("no number")
    return found


class Copy:
    """Copies objects of one file into another, numbered from `following` on."""

    def __init__(self, objects: Objects, following: int) -> None:
        self._objects, self.following = objects, following
        self._numbers: dict[int, int] = {}
        self._waiting: list[int] = []

    def number(self, old: int) -> int:
        """Return the new number of an object; it will be copied."""
        if old not in self._numbers:
            self._numbers[old] = self.following
            self.following += 1
            self._waiting.append(old)
        return self._numbers[old]

    def written(self) -> Iterator[tuple[int, bytes]]:
        """Yield what was asked for and all that it reaches: numbers and objects.

        Raises:
            BrokenError: an object cannot be read.
        """
        while self._waiting:
            old = self._waiting.pop()
            thing = _kept(self._objects.get(old))
            value = write_value(thing.value, self.number)
            yield (
                self._numbers[old],
                write_thing(self._numbers[old], value, thing.stream),
            )


def _kept(thing: Thing) -> Thing:
    """Return an object without what it must not bring along."""
    value = thing.value
    if not isinstance(value, dict):
        return thing
    if thing.stream is None:
        known = value.get(b"/Type") not in _NOT_FOLLOWED
        return Thing(_plain(value) if known else None)
    wanted = _OF_FORM if value.get(b"/Subtype") == b"/Form" else _OF_STREAM
    kept = {key: one for key, one in value.items() if key in wanted}
    resources = kept.get(b"/Resources")
    if isinstance(resources, dict):
        kept[b"/Resources"] = _plain(resources)
    if value.get(b"/Filter") not in (_JPEG, [_JPEG]):
        return Thing(kept, thing.stream)
    seen = bare_jpeg(bytes(thing.stream))
    return Thing({**kept, b"/Length": b"%d" % len(seen)}, memoryview(seen))


def _plain(value: dict[bytes, Value]) -> dict[bytes, Value]:
    return {key: one for key, one in value.items() if key not in _ASIDE}
