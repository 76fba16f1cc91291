"""Of a picture only the header is read, and it says where it was taken."""

import io

import pytest
from PIL import Image

from habeas.text import notes
from habeas.text.dates import PHOTO
from habeas.text.parsers.embedded import place, taken, written
from habeas.text.parsers.image import read

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
    assert extract.metadata == (
        ("picture size", "30 x 20"),
        ("camera", "Camera One"),
        ("taken", "2021-12-07T15:30:00"),
        ("embedded", "Model: Camera One"),
        ("embedded", "DateTimeOriginal: 2021:12:07 15:30:00"),
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_that_says_nothing(kind: str) -> None:
    extract = read(_picture(kind))
    assert extract.dates == ()
    assert extract.metadata == (("picture size", "30 x 20"),)


def test_a_place_inside_is_warned_about() -> None:
    exif = _exif()
    exif.get_ifd(GPS)[1] = "N"
    assert read(_picture("JPEG", exif)).notes == (notes.PICTURE, notes.PLACE_INSIDE)


def test_the_place_and_every_tag_are_told() -> None:
    exif = _exif()
    exif.get_ifd(GPS).update(
        {1: "N", 2: (49.0, 48.0, 6.84), 3: "W", 4: (73.0, 6.0, 7.56), 29: "2021:12:07"}
    )
    exif.get_ifd(EXIF)[37500] = b"maker's own bytes"
    told = read(_picture("JPEG", exif)).metadata
    assert ("place inside", "49.80190, -73.10210") in told
    assert ("embedded", "GPSDateStamp: 2021:12:07") in told
    assert ("embedded", "MakerNote: (17 bytes)") in told


@pytest.mark.parametrize(
    "gps",
    [
        {},
        {2: (49.0, 48.0, 6.84)},
        {2: "49", 4: (73.0, 6.0, 7.56)},
        {2: (49.0, 48.0), 4: (73.0, 6.0, 7.56)},
        {2: (49.0, None, 1.0), 4: (73.0, 6.0, 7.56)},
        {2: (491.0, 0.0, 0.0), 4: (73.0, 6.0, 7.56)},
        {2: (float("nan"), 0.0, 0.0), 4: (73.0, 6.0, 7.56)},
    ],
)
def test_a_place_that_is_none_is_not_told(gps: dict[int, object]) -> None:
    assert place(gps) == ""


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({36867: "2021:12:07 15:30:00"}, "2021-12-07T15:30:00"),
        ({36867: "2021:12:07 15:30:00", 36881: "+06:00"}, "2021-12-07T15:30:00+06:00"),
        ({36867: "2021:12:07"}, ""),
        ({36867: "    :  :     :  :  "}, ""),
        ({36867: 7}, ""),
        ({}, ""),
    ],
)
def test_the_moment_is_told_or_nothing(said: dict[int, object], told: str) -> None:
    assert taken(said) == told


def test_a_picture_with_thousands_of_tags_tells_so_many() -> None:
    exif = Image.Exif()
    for tag in range(40000, 41000):
        exif[tag] = "x"
    assert len(written(exif)) == 200
