"""Of a picture only the header is read, and it says where it was taken."""

import io

import pytest
from PIL import Image

from habeas.text import notes
from habeas.text.dates import PHOTO
from habeas.text.parsers.image import read
from habeas.text.reader import read_document

DATE_TAKEN, MODEL, GPS, EXIF = 36867, 272, 34853, 34665


def _picture(kind: str, exif: Image.Exif | None = None) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(out, kind, exif=exif or Image.Exif())
    return out.getvalue()


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[MODEL] = "Camera\x07 One"
    exif.get_ifd(EXIF)[DATE_TAKEN] = "2021:12:07 15:30:00"
    return exif


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_size_camera_and_moment(kind: str) -> None:
    extract = read(_picture(kind, _exif()))
    assert (extract.text, extract.notes) == ("", (notes.PICTURE,))
    (date,) = extract.dates
    assert (date.edtf, date.where) == ("2021-12-07", PHOTO)
    assert extract.metadata == (("picture size", "30 x 20"), ("camera", "Camera One"))


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_that_says_nothing(kind: str) -> None:
    extract = read(_picture(kind))
    assert extract.dates == ()
    assert extract.metadata == (("picture size", "30 x 20"),)


def test_a_place_inside_is_warned_about() -> None:
    exif = _exif()
    exif.get_ifd(GPS)[1] = "N"
    assert read(_picture("JPEG", exif)).notes == (notes.PICTURE, notes.PLACE_INSIDE)


def test_a_scan_tells_its_pages() -> None:
    pages = [Image.new("RGB", (9, 9)) for _ in range(3)]
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:])
    assert read(out.getvalue()).pages == (0, 0, 0)


def test_a_recording_has_no_text_and_says_so() -> None:
    found = read_document([b"RIFF....WAVEfmt "], "a.wav", "")
    assert found.notes == (notes.RECORDING,)
