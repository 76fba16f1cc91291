"""Codes in a picture: read by the locked-down child, believed within bounds only."""

import io
from collections.abc import Callable
from threading import Event

import msgspec
import pytest
import segno
from PIL import Image, ImageDraw

from habeas.errors import BadInputError
from habeas.text import codes, kinds
from habeas.text.codes import LONGEST, MOST, QUICK, read_codes
from habeas.text.process import Limits, NoAnswerError
from tests.text import bombs

LABEL = "0123456789ABCDEF0123456789ABCDEF"


def code(text: str, scale: int = 5) -> Image.Image:
    """Return a code as it is printed."""
    out = io.BytesIO()
    segno.make(text, micro=False).save(out, kind="png", scale=scale, border=4)
    return Image.open(io.BytesIO(out.getvalue())).convert("L")


def photo(
    *texts: str, kind: str = "JPEG", size: tuple[int, int] = (1280, 720)
) -> bytes:
    """Return a picture in which codes lie on a grey table, paper and ink as lit there.

    Black and white at their ends are what no camera sees, and Chromium's decoder of
    a film breaks some of their blocks.
    """
    table = Image.new("L", size, 150)
    for at, text in enumerate(texts):
        lit = code(text).point(lambda tone: 40 + tone * 3 // 4)
        table.paste(lit, (60 + 400 * at, 90))
    out = io.BytesIO()
    table.save(out, kind)
    return out.getvalue()


def turned() -> bytes:
    out = io.BytesIO()
    Image.open(io.BytesIO(photo(LABEL))).rotate(33, fillcolor=90).save(out, "PNG")
    return out.getvalue()


SEEN = {
    "a label before the camera": (photo(LABEL), (LABEL,)),
    "held askew": (turned(), (LABEL,)),
    "a photo from a telephone": (photo(LABEL, size=(4000, 3000)), (LABEL,)),
    "a PNG": (photo(LABEL, kind="PNG"), (LABEL,)),
    "nothing": (photo(), ()),
    "another code": (photo("https://example.invalid/"), ("https://example.invalid/",)),
    "one twice": (photo(LABEL, LABEL), (LABEL,)),
}


@pytest.mark.parametrize("name", SEEN)
def test_what_is_seen(name: str) -> None:
    data, texts = SEEN[name]
    assert read_codes(data) == texts


def test_two_labels_are_both_seen() -> None:
    assert set(read_codes(photo(LABEL, LABEL[::-1]))) == {LABEL, LABEL[::-1]}


def test_a_code_of_another_kind_is_not_read() -> None:
    table = Image.new("L", (400, 200), 255)
    draw = ImageDraw.Draw(table)
    for x, black in enumerate("10100011010111011011101" * 4):  # bars alone
        draw.rectangle((40 + 3 * x, 40, 42 + 3 * x, 160), 0 if black == "1" else 255)
    out = io.BytesIO()
    table.save(out, "PNG")
    assert read_codes(out.getvalue()) == ()


HARM = {
    "nothing at all": b"",
    "a text": b"Kept in paper.",
    "a PDF": bombs.WORDS_PDF,
    "the head of a JPEG": photo(LABEL)[:400],
    "noise that begins as a JPEG": b"\xff\xd8\xff" + bytes(range(256)) * 40,
    "a PNG that claims a million by a million": bombs.png(1 << 20, 1 << 20, b"\0" * 99),
}


@pytest.mark.parametrize("name", HARM)
def test_what_is_no_picture_or_harms_is_refused(name: str) -> None:
    with pytest.raises(BadInputError, match="cannot be read as a picture"):
        read_codes(HARM[name])


def test_its_time_is_bounded() -> None:
    with pytest.raises(BadInputError, match="cannot be read"):
        read_codes(photo(LABEL), Limits(seconds=0.01))


def test_a_lock_ends_it() -> None:
    over = Event()
    over.set()
    with pytest.raises(BadInputError, match="cannot be read"):
        read_codes(photo(LABEL), over=over)


def saying(answer: bytes) -> Callable[..., bytes]:
    return lambda *_given: answer


LIES = {
    "no JSON": b"\xff",
    "no UTF-8": b'["\xff"]',
    "another shape": b'{"code": 1}',
    "numbers": b"[1]",
    "too many": msgspec.json.encode([str(one) for one in range(MOST + 1)]),
    "too long": msgspec.json.encode(["9" * (LONGEST + 1)]),
}


@pytest.mark.parametrize("name", LIES)
def test_a_child_taken_over_is_not_believed(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes, "ask_child", saying(LIES[name]))
    with pytest.raises(BadInputError, match="cannot be read"):
        read_codes(photo(LABEL))


def test_no_answer_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_given: object) -> bytes:
        raise NoAnswerError

    monkeypatch.setattr(codes, "ask_child", fails)
    with pytest.raises(BadInputError, match="cannot be read"):
        read_codes(photo(LABEL), QUICK)


def test_every_picture_that_is_drawn_is_looked_at() -> None:
    for kind in ("GIF", "WEBP", "TIFF", "BMP"):
        data = photo(LABEL, kind=kind)
        assert kinds.sniff(data[: kinds.HEAD], "") in kinds.PICTURES
        assert read_codes(data) == (LABEL,)
