"""Puts the pages of originals onto the frame's empty pages, one annex after the other.

The frame is ours, set by Typst; its objects are copied as they stand. Each original is
asked for when its turn comes and let go when it is written, so that the memory holds
one of them, however many there are.
"""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from habeas.papers.annexes.forms import Copy, Form, forms_in, page_as_form, page_numbers
from habeas.papers.annexes.objects import (
    BrokenError,
    Objects,
    Value,
    write_thing,
    write_value,
)

SHORT: Final = 595.2756
LONG: Final = 841.8898
"""The sides of A4 in points."""
SIDE: Final = 34.0
TOP: Final = 56.0
"""Room around an original: the stamp stands within the one at the top."""
_BROADER: Final = 1.02
_HEAD: Final = b"%PDF-1.7\n%\x80\x80\x80\x80\n"
_LAST_END: Final = b"EMC"
_NAME: Final = b"/HabeasPage"
_USED: Final = b"%010d 00000 n\r\n"


@dataclass(frozen=True)
class Spot:
    """Where an original goes: its first page in the frame, from 0, and how many."""

    first: int
    pages: int


def assembled(
    frame: bytes,
    spots: Iterable[Spot],
    originals: Iterable[bytes | None],
    notice: bytes,
) -> Iterator[bytes]:
    """Yield the file, piece by piece.

    Args:
        frame: as Typst set it.
        spots: where the originals go, in order.
        originals: what the child made of each, drawn one at a time; None if nothing.
        notice: a page that says so, for where an original cannot be printed.

    Whatever else `originals` raises passes through.
    """
    return _Assembling(frame, notice).pieces(spots, originals)


class _Assembling:
    def __init__(self, frame: bytes, notice: bytes) -> None:
        self._frame = Objects(frame)
        self._pages = page_numbers(self._frame)
        self._notice = notice
        self._places: dict[int, int] = {}
        self._at = 0
        self._following = self._frame.numbers[-1] + 1

    def pieces(
        self, spots: Iterable[Spot], originals: Iterable[bytes | None]
    ) -> Iterator[bytes]:
        known = list(spots)
        taken = {
            number
            for spot in known
            for number in self._pages[spot.first : spot.first + spot.pages]
        }
        yield self._passed(_HEAD)
        for number in self._frame.numbers:
            if number not in taken:
                thing = self._frame.get(number)
                yield self._object(
                    number, write_thing(number, thing.value, thing.stream)
                )
        for spot, original in zip(known, originals, strict=True):
            yield from self._annex(spot, original)
        yield self._table()

    def _annex(self, spot: Spot, original: bytes | None) -> Iterator[bytes]:
        objects, forms = self._forms(spot.pages, original)
        copy = Copy(objects, self._following)
        pages = self._pages[spot.first : spot.first + spot.pages]
        numbers = [copy.number(form.number) for form in forms]
        for number, written in copy.written():
            yield self._object(number, written)
        self._following = copy.following
        for page, form, number in zip(pages, forms, numbers, strict=True):
            yield from self._page(page, form, number)

    def _forms(self, count: int, original: bytes | None) -> tuple[Objects, list[Form]]:
        """Return the pages of an original; if it has none, as many notices."""
        try:
            if original is not None:
                objects = Objects(original)
                forms = forms_in(objects, count)
                _require_whole(objects, forms)
                return objects, forms
        except (BrokenError, RecursionError):
            pass  # a notice stands there instead
        objects, form = page_as_form(self._notice)
        return objects, [form] * count

    def _page(self, page: int, form: Form, number: int) -> Iterator[bytes]:
        """Write an empty page of the frame anew, with a form drawn upon it."""
        value = self._frame.get(page).value
        assert isinstance(value, dict)
        resources = self._frame.follow(value[b"/Resources"])
        assert isinstance(resources, dict)
        lies = form.across > form.down * _BROADER
        across, down = (LONG, SHORT) if lies else (SHORT, LONG)
        content = self._frame.get(value[b"/Contents"])
        assert content.stream is not None
        drawn = _drawn(zlib.decompress(content.stream), form, across, down)
        packed = zlib.compress(drawn)
        stream = self._following
        self._following += 1
        told: dict[bytes, Value] = {
            b"/Length": b"%d" % len(packed),
            b"/Filter": b"/FlateDecode",
        }
        yield self._object(stream, write_thing(stream, told, packed))
        held: dict[bytes, Value] = {**resources, b"/XObject": {_NAME: number}}
        box: list[Value] = [b"0", b"0", b"%.4f" % across, b"%.4f" % down]
        own: dict[bytes, Value] = {
            **value,
            b"/Resources": held,
            b"/MediaBox": box,
            b"/Contents": stream,
        }
        yield self._object(page, write_thing(page, own, None))

    def _object(self, number: int, written: bytes) -> bytes:
        self._places[number] = self._at
        return self._passed(written)

    def _passed(self, written: bytes) -> bytes:
        self._at += len(written)
        return written

    def _table(self) -> bytes:
        count = self._following
        lines = [b"xref\n0 %d\n" % count]
        for number in range(count):
            place = self._places.get(number)
            used = b"0000000000 65535 f\r\n" if place is None else _USED % place
            lines.append(used)
        trailer = {**self._frame.trailer, b"/Size": b"%d" % count}
        lines.append(b"trailer\n%b\n" % write_value(trailer))
        lines.append(b"startxref\n%d\n%%%%EOF\n" % self._at)
        return b"".join(lines)


def _require_whole(objects: Objects, forms: Iterable[Form]) -> None:
    """Read all that the forms reach before a byte of it is written.

    Raises:
        BrokenError: something of it cannot be read.
    """
    copy = Copy(objects, 1)
    for form in forms:
        copy.number(form.number)
    for _number, _written in copy.written():
        pass


def _drawn(content: bytes, form: Form, across: float, down: float) -> bytes:
    """Return a page's content with a form in it, within what its stamp marks.

    The stamp keeps its distance from the upper left corner; the form is made smaller
    until it fits, never larger, and stands in the middle.
    """
    room = (across - 2 * SIDE, down - TOP - SIDE)
    scale = min(1.0, room[0] / form.across, room[1] / form.down)
    left = SIDE + (room[0] - form.across * scale) / 2 - form.left * scale
    bottom = SIDE + (room[1] - form.down * scale) / 2 - form.bottom * scale
    moved = down - LONG
    before, end, after = content.rpartition(_LAST_END)
    draw = b"q %.6f 0 0 %.6f %.4f %.4f cm %b Do Q\n" % (
        scale,
        scale,
        left,
        bottom - moved,
        _NAME,
    )
    return b"q 1 0 0 1 0 %.4f cm\n%b%b%b%b\nQ\n" % (moved, before, draw, end, after)
