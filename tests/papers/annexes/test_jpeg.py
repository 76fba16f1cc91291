"""A JPEG in an annex brings its picture along, and nothing else."""

import io
from typing import Any

import pytest
from PIL import Image, ImageCms

from habeas.papers.annexes.forms import Copy
from habeas.papers.annexes.jpeg import bare_jpeg
from habeas.papers.annexes.objects import Objects, Thing, Value

SECRET = b"Camera of Zarina Invented"


def jpeg(mode: str = "RGB", **more: Any) -> bytes:  # noqa: ANN401 - what Pillow takes
    picture = Image.effect_noise((70, 50), 90).convert(mode)
    exif = Image.Exif()
    exif[270] = SECRET.decode()
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=SECRET, **more)
    return out.getvalue()


def pixels(data: bytes) -> bytes:
    return Image.open(io.BytesIO(data)).tobytes()


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("progressive", [False, True])
def test_only_the_picture_is_left(mode: str, progressive: bool) -> None:  # noqa: FBT001
    data = jpeg(mode, progressive=progressive, restart_marker_blocks=3)
    bare = bare_jpeg(data + SECRET)
    assert SECRET in data
    assert SECRET not in bare
    assert b"Exif" not in bare
    assert pixels(bare) == pixels(data)
    assert bare_jpeg(bare) == bare


def test_its_colours_stay() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    bare = bare_jpeg(jpeg(icc_profile=profile))
    assert Image.open(io.BytesIO(bare)).info["icc_profile"] == profile


@pytest.mark.parametrize("cut", range(1, 700, 13))
def test_a_broken_one_ends(cut: int) -> None:
    data = jpeg()
    assert len(bare_jpeg(data[:cut])) <= cut
    bare_jpeg(data[:cut] + b"\xff" * 50 + data[cut:])


def test_what_is_said_beside_a_picture_is_not_copied() -> None:
    objects = Objects(
        b"xref\n0 1\n0000000000 65535 f \ntrailer\n<<>>\nstartxref\n0\n%%EOF"
    )
    data = jpeg()
    image = {b"/Subtype": b"/Image", b"/Filter": b"/DCTDecode", b"/Width": b"70"}
    size = {b"/Length": b"%d" % len(data)}
    objects.put(1, Thing({**image, **size, b"/Note": b"(secret)"}, memoryview(data)))
    held: Value = {b"/XObject": {b"/I": 1}, b"/Properties": {b"/M": b"(secret)"}}
    form: Value = {b"/Subtype": b"/Form", b"/Resources": held, b"/Length": b"0"}
    objects.put(2, Thing(form, memoryview(b"")))
    copy = Copy(objects, 1)
    copy.number(2)
    written = b"".join(thing for _, thing in copy.written())
    assert b"/Width 70" in written
    assert b"secret" not in written
    assert SECRET not in written
    assert b"/Length %d" % len(bare_jpeg(data)) in written
