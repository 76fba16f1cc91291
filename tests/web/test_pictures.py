"""Files as pictures: blurred until asked, recorded, drawn by a process of their own."""

import io
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import TypeVar

import pytest
from httpx import Response
from PIL import Image, ImageDraw

from habeas.actions import sealed
from habeas.actions.desk import Desk
from habeas.actions.documents import begin_import
from habeas.actions.identities import set_photo
from habeas.actions.sealed import STANDS, hide
from habeas.errors import StorageError
from habeas.views.access import openings
from habeas.views.annotations import annotations
from habeas.web import overlay, pictures
from habeas.web.pictures import Drawn
from tests.web.conftest import OURS, Door, Seed, opened

T = TypeVar("T")


def stripes(size: tuple[int, int] = (240, 320)) -> Image.Image:
    """Return a picture as fine as print."""
    picture = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(picture)
    for x in range(0, size[0], 2):
        draw.line((x, 0, x, size[1]), "black")
    return picture


def file(kind: str, pages: int = 1) -> bytes:
    out = io.BytesIO()
    more = {"save_all": True, "append_images": [stripes()] * (pages - 1)}
    stripes().save(out, kind, **(more if pages > 1 else {}))
    return out.getvalue()


def contrast(png: bytes) -> int:
    with Image.open(io.BytesIO(png), formats=("PNG",)) as picture:
        pixels = picture.convert("L").tobytes()
    return max(pixels) - min(pixels)


def bring(desk: Desk, case: str, data: bytes, name: str, place: str = "") -> str:
    incoming = begin_import(desk, case, name, place)
    incoming.write(data)
    return incoming.finish()


@pytest.fixture
def door(planted: tuple[Path, Seed], tmp_path: Path) -> Iterator[Door]:
    shutil.copytree(planted[0], tmp_path / "vault")
    yield from opened(tmp_path / "vault", planted[1])


class Table:
    """A door with somebody in, and a document of two pages on the table."""

    def __init__(self, door: Door) -> None:
        self.door, self.token = door, door.enter()
        self.home = f"/cases/{door.seed.case}"
        self.doc = ""

    @property
    def desk(self) -> Desk:
        desk = self.door.keeper._desk
        assert desk is not None
        return desk

    def run(self, work: Callable[[Desk], T]) -> T:
        with self.door.client.portal() as portal:
            return portal.call(self.door.keeper.run, work)

    def put(self, data: bytes, name: str, place: str = "") -> str:
        case = self.door.seed.case
        self.doc = self.run(lambda desk: bring(desk, case, data, name, place))
        return f"{self.home}/documents/{self.doc}"

    def get(self, path: str) -> Response:
        return self.door.client.get(path)

    def post(self, path: str, **fields: str) -> Response:
        return self.door.post(path, self.token, **fields)

    def acts(self, record: str = "") -> list[tuple[str, str]]:
        case, one = self.door.seed.case, record or self.doc
        found = self.run(lambda desk: openings(desk.views, case, one))
        return [(line.act, line.purpose) for line in found]


@pytest.fixture
def table(door: Door) -> Table:
    return Table(door)


def test_a_page_is_blurred_until_it_is_asked_for(table: Table) -> None:
    here = table.put(file("PDF", 2), "a.pdf")
    page = table.get(f"{here}/pages").text
    assert "Blurred until you ask" in page
    assert "Page 1 of 2, blurred" in page
    blurred = table.get(f"{here}/picture?page=1")
    assert blurred.headers["content-type"] == "image/png"
    assert blurred.headers["cache-control"] == "no-store"
    assert contrast(blurred.content) < 30
    assert table.acts() == []
    page = table.post(f"{here}/look", act="show", page="2", purpose="The hearing").text
    assert "Page 2 of 2" in page
    assert "blurred" not in page
    assert table.acts() == [("seen", "The hearing")]
    for number in (1, 2, 1):
        clear = table.get(f"{here}/picture?page={number}")
        assert contrast(clear.content) > 200
    assert len(table.acts()) == 1


def test_hidden_and_after_a_while_it_is_blurred_again(table: Table) -> None:
    here = table.put(file("PNG"), "a.png")
    table.post(f"{here}/look", act="show")
    assert contrast(table.get(f"{here}/picture").content) > 200
    page = table.post(f"{here}/look", act="hide").text
    assert "Blurred until you ask" in page
    assert contrast(table.get(f"{here}/picture").content) < 30
    table.post(f"{here}/look", act="show")
    key = next(one for one in table.desk.looked if one[1] == table.doc)
    table.desk.looked[key] -= STANDS
    assert contrast(table.get(f"{here}/picture").content) < 30
    assert table.acts() == [("seen", "")] * 2


def test_after_a_lock_nothing_is_clear(table: Table) -> None:
    here = table.put(file("PNG"), "a.png")
    table.post(f"{here}/look", act="show")
    table.get(f"{here}/pages")
    table.post("/lock")
    locked = table.get(f"{here}/pages")
    assert locked.url.path == "/unlock"
    assert table.get(f"{here}/picture").status_code == 423
    table.token = table.door.enter()
    assert "Blurred until you ask" in table.get(f"{here}/pages").text


def test_what_cannot_be_recorded_is_not_shown(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = table.put(file("PNG"), "a.png")
    letter = f"{table.home}/documents/{table.door.seed.document}"

    def full(*_: object) -> None:
        raise StorageError("full")

    monkeypatch.setattr(sealed, "put_all", full)
    for answer in (
        table.post(f"{here}/look", act="show"),
        table.get(f"{here}/original"),
        table.get(letter),
    ):
        assert answer.status_code == 409
        assert "could not be recorded" in answer.text
        assert "duty officer came" not in answer.text
    assert contrast(table.get(f"{here}/picture").content) < 30


def test_text_and_original_are_recorded(table: Table) -> None:
    letter = f"{table.home}/documents/{table.door.seed.document}"
    before = table.acts(table.door.seed.document)
    table.get(letter)
    table.get(letter)
    table.get(f"{letter}/original")
    told = table.acts(table.door.seed.document)
    assert told == [("saved", ""), ("read", ""), *before]
    page = table.get(f"{table.home}/records/{table.door.seed.document}/access").text
    assert page.count("<tr>") == 1 + len(told)
    assert "original taken out" in page
    assert "this vault" in page


def test_a_page_that_cannot_be_drawn_says_so(table: Table) -> None:
    here = table.put(b"%PDF-1.7 broken", "a.pdf")
    page = table.get(f"{here}/pages")
    assert page.status_code == 200
    assert "This page cannot be shown as a picture." in page.text
    assert "<img" not in page.text
    assert table.get(f"{here}/picture").status_code == 400


def test_what_is_not_drawn_is_said_and_its_text_is_offered(table: Table) -> None:
    letter = f"{table.home}/documents/{table.door.seed.document}"
    page = table.get(f"{letter}/pages").text
    assert "This file is not drawn here" in page
    assert f'href="{letter}"' in page
    assert table.get(f"{letter}/picture").status_code == 400
    answer = table.post(f"{letter}/look", act="show")
    assert answer.status_code == 400
    assert "neither drawn nor played" in answer.text


@pytest.mark.parametrize(
    ("asked", "shown"), [("0", 1), ("2", 2), ("99", 2), ("x", 1), ("9" * 20, 1)]
)
def test_any_page_number_is_a_page(asked: str, shown: int, table: Table) -> None:
    here = table.put(file("TIFF", 2), "a.tif")
    page = table.get(f"{here}/pages?page={asked}").text
    assert f"Page {shown} of 2" in page
    back = table.post(f"{here}/look", act="show", page=asked)
    assert back.status_code == 200


def test_neither_show_nor_hide_is_refused(table: Table) -> None:
    here = table.put(file("PNG"), "a.png")
    assert table.post(f"{here}/look").status_code == 400
    assert table.acts() == []


def test_a_copy_is_made_in_the_page(table: Table) -> None:
    here = table.put(file("JPEG"), "a.jpg")
    answer = table.post(f"{here}/copy")
    assert "A working copy of" in answer.text
    assert answer.url.path != here
    assert "Working copies:" in table.get(here).text
    assert table.acts() == [("copied", "")]


def test_the_photo_of_an_identity_is_blurred_and_recorded(table: Table) -> None:
    seed, out = table.door.seed, io.BytesIO()
    stripes().save(out, "JPEG", quality=95)
    brought = [out.getvalue()]
    table.run(lambda at: set_photo(at, seed.case, seed.identity, brought, "given"))
    photo = f"{table.home}/records/{seed.identity}/photo"
    who = f"{table.home}/people/{seed.person}/identity"
    assert "Photo, blurred" in table.get(who).text
    assert contrast(table.get(photo).content) < 30
    look = f"{table.home}/records/{seed.identity}/look"
    answer = table.post(look, act="show")
    assert answer.url.path == who
    assert "Photo, blurred" not in answer.text
    assert contrast(table.get(photo).content) > 200
    assert table.acts(seed.identity) == [("seen", "")]
    page = table.get(f"{table.home}/records/{seed.identity}/access").text
    assert f'href="{who}"' in page


def test_an_opening_has_a_page_and_no_form(table: Table) -> None:
    here = table.put(file("PNG"), "a.png")
    table.post(f"{here}/look", act="show")
    page = table.get(f"{table.home}/records/{table.doc}/access").text
    (one,) = re.findall(rf'href="({table.home}/records/[0-9a-f]{{32}})"', page)
    shown = table.get(one).text
    assert "seen as pictures" in shown
    assert "/correct" not in shown
    for what in ("correct", "withdraw"):
        assert table.get(f"{one}/{what}").status_code == 409
        answer = table.post(f"{one}/{what}", reason="x")
        assert answer.status_code == 409
        assert "never corrected or withdrawn" in answer.text
    assert table.get(f"{table.home}/records/new/access").status_code == 404
    nobody = table.get(f"{table.home}/records/{table.door.seed.person}/access")
    assert nobody.status_code == 404


def test_the_last_pages_are_kept_and_no_more() -> None:
    drawn = Drawn()
    for page in range(6):
        drawn.keep(("a", page, True), b"")
    assert list(drawn.kept) == [("a", page, True) for page in range(2, 6)]


# Annotations, without script: two clicks on the picture, then words.


def clicked(table: Table, here: str, at_x: int, at_y: int, **more: str) -> Response:
    at = {"at.x": str(at_x), "at.y": str(at_y), "high": "853", "page": "1", **more}
    return table.door.client.post(
        f"{here}/point", data={"csrf": table.token, **at}, headers=OURS
    )


def test_a_place_is_pointed_at_without_script(table: Table) -> None:
    here = table.put(file("PNG"), "a.png")
    assert 'type="image"' not in table.get(f"{here}/pages?mark=1").text
    table.post(f"{here}/look", act="show")
    page = table.get(f"{here}/pages?mark=1").text
    assert 'type="image"' in page
    first = clicked(table, here, 64, 85)
    assert "x=1000&y=996" in str(first.url)
    second = clicked(table, here, 639, 9999, x="1000", y="996")
    assert "x=1000&y=996&x2=9984&y2=10000" in str(second.url)
    assert 'value="9984"' in second.text
    assert re.search(r'value="frame" selected', second.text)
    places = {"x": "1000", "y": "996", "x2": "9984", "y2": "10000"}
    words = {"text": "A stain <b>", "shape": "frame", "page": "1"}
    done = table.post(f"{here}/annotations", **places, **words)
    assert "A stain &lt;b&gt;" in done.text
    assert done.text.count("<path") >= 2
    case, doc = table.door.seed.case, table.doc
    (found,) = table.run(lambda desk: annotations(desk.views, case, doc))
    assert (found.x, found.y, found.x2, found.y2) == (1000, 996, 9984, 10_000)


def test_a_slip_in_an_annotation_loses_nothing(table: Table) -> None:
    here = table.put(file("PNG"), "a.png")
    table.post(f"{here}/look", act="show")
    words = {"text": "A stain", "shape": "frame", "page": "1"}
    page = table.post(f"{here}/annotations", x="1", y="2", **words)
    assert page.status_code == 400
    assert "no second corner" in page.text
    assert 'value="A stain"' in page.text
    page = table.post(f"{here}/annotations", x="1", y="2", x2="x", **words)
    assert "must be a whole number" in page.text


def test_an_annotation_after_a_lock_is_refused(table: Table) -> None:
    here = table.put(file("PNG"), "a.png")
    table.door.keeper.idle_seconds = 0
    assert table.post(f"{here}/annotations", text="x").status_code == 423


def test_a_click_that_says_nothing_is_refused(table: Table) -> None:
    here = table.put(file("PNG"), "a.png")
    answer = table.post(f"{here}/point")
    assert answer.status_code == 400
    assert "No place of the picture" in answer.text


def test_a_number_of_another_script_is_none(table: Table) -> None:
    here = table.put(file("PNG"), "a.png")
    assert table.post(f"{here}/look", act="show", page="²").url.query == b""
    answer = clicked(table, here, 64, 85, x="²", y="²")
    assert "x=1000&y=996" in str(answer.url)
    assert "x2" not in str(answer.url)


def test_sensitive_words_stand_with_the_clear_picture_alone(table: Table) -> None:
    here = table.put(file("PDF", 2), "a.pdf")
    for page, shape in (("1", "point"), ("1", "arrow"), ("2", "frame")):
        fields = {"x": "5000", "y": "5000", "x2": "6000", "y2": "100", "page": page}
        told = {"text": f"A bruise, {shape}", "shape": shape, "sensitive": "on"}
        answer = table.post(f"{here}/annotations", **fields, **told)
        assert answer.status_code == 200
    page = table.get(f"{here}/pages?page=1").text
    assert "A bruise" not in page
    assert page.count("Sensitive: shown with the picture.") == 2
    assert 'class="marks"' not in page
    assert re.search(r"On other pages:.*\?page=2", page)
    page = table.post(f"{here}/look", act="show", page="1").text
    assert "A bruise, point" in page
    assert page.count('class="halo"') == 2


def test_an_overlay_of_nothing_is_none() -> None:
    assert overlay.overlay([], (10, 10)) is None
    assert overlay.size_of(b"") == (0, 0)


def test_the_child_is_ended_by_a_lock(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = table.put(file("PNG"), "a.png")
    stopped: list[bool] = []

    def draw(_plan: object, over: Event) -> bytes:
        with table.door.client.portal() as portal:
            portal.call(table.door.keeper.lock)
        stopped.append(over.is_set())
        raise StorageError("stopped")

    monkeypatch.setattr(pictures, "_render", draw)
    answer = table.get(f"{here}/pages")
    assert stopped == [True]
    assert answer.url.path == "/unlock"


def test_hidden_while_it_is_drawn_it_is_blurred_again(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = table.put(file("PNG"), "a.png")
    case, one, real = table.door.seed.case, table.doc, pictures._render

    def draw(plan: pictures._Plan, over: Event) -> bytes:
        table.run(lambda desk: hide(desk, case, one))
        return real(plan, over)

    monkeypatch.setattr(pictures, "_render", draw)
    page = table.post(f"{here}/look", act="show").text
    assert "Blurred until you ask" in page
    assert contrast(table.get(f"{here}/picture").content) < 30
