"""What is seen of a file, the copies made of it, and the remarks on it."""

import io
from collections.abc import Callable

import pytest
from PIL import Image

from habeas.actions.bundle_page import build_page
from habeas.actions.choosing import Chosen, everything, with_needs
from habeas.actions.desk import Desk
from habeas.actions.documents import file_of, read_text
from habeas.actions.looking import (
    annotate,
    ask_for,
    make_copy,
    sight_of,
    sight_of_photo,
)
from habeas.actions.record import correct, put, withdraw
from habeas.actions.sealed import look
from habeas.case.facts.access import Look
from habeas.case.facts.consent import Use
from habeas.errors import BadInputError, NotFoundError, RefusedError
from habeas.text import kinds
from habeas.views.access import openings
from habeas.views.annotations import annotations
from habeas.views.documents import copies_of
from habeas.views.records import record

Add = Callable[..., str]
SECRET = "A. Secret"
WORDS = {"lang": "en", "text": "A stain"}


def photograph(size: tuple[int, int] = (60, 40)) -> bytes:
    exif, out = Image.Exif(), io.BytesIO()
    exif[315] = SECRET
    Image.new("RGB", size, "red").save(out, "JPEG", exif=exif)
    return out.getvalue()


def pages(count: int) -> bytes:
    sheets = [Image.new("RGB", (60, 80), "white") for _ in range(count)]
    out = io.BytesIO()
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:])
    return out.getvalue()


def original(desk: Desk, case: str, one: str) -> bytes:
    return b"".join(look(desk, file_of(record(desk.views, case, one)), Look.SAVED))


SIGHTS = {
    "a photograph": (photograph(), "a.jpg", kinds.JPEG, 1, Look.SEEN),
    "pages": (pages(3), "a.pdf", kinds.PDF, 3, Look.SEEN),
    "a recording": (b"RIFF\0\0\0\0WAVEfmt ", "a.wav", kinds.WAV, 1, Look.PLAYED),
    "a text": (b"She said so.", "a.txt", kinds.TEXT, 1, None),
    "a photograph named otherwise": (photograph(), "a.txt", kinds.JPEG, 1, Look.SEEN),
}


@pytest.mark.parametrize("name", SIGHTS)
def test_how_a_file_can_be_opened(name: str, desk: Desk, case: str, add: Add) -> None:
    data, file, kind, count, act = SIGHTS[name]
    sight = sight_of(desk, case, add(data, file))
    assert (sight.kind, sight.pages, sight.act) == (kind, count, act)


def test_what_is_asked_for_is_recorded(desk: Desk, case: str, add: Add) -> None:
    one = add(photograph(), "a.jpg")
    ask_for(desk, sight_of(desk, case, one), WORDS)
    assert [line.purpose for line in openings(desk.views, case, one)] == ["A stain"]
    with pytest.raises(BadInputError, match="neither drawn nor played"):
        ask_for(desk, sight_of(desk, case, add(b"Words", "a.txt")), None)


def test_where_there_is_no_text_none_is_read(desk: Desk, case: str, add: Add) -> None:
    one = add(photograph(), "a.jpg")
    assert read_text(desk, case, one).text == ""
    assert openings(desk.views, case, one) == []


def test_there_is_no_photo_to_see(desk: Desk, case: str, her: str) -> None:
    identity = put(desk, case, "identity", {"person": her})
    with pytest.raises(NotFoundError):
        sight_of_photo(desk, case, identity)


def test_a_copy_stands_beside_its_original(desk: Desk, case: str, add: Add) -> None:
    data = photograph()
    one = add(data, "kitchen of Zarina.jpg")
    made = make_copy(desk, case, one)
    fields = record(desk.views, case, made).fields
    assert (fields["parent"], fields["number"]) == (one, 2)
    assert fields["relation"] == "working"
    assert fields["tool"]["text"].endswith("JPEG, quality 92")
    assert fields["name"] == "1-copy.jpg"
    copy = original(desk, case, made)
    assert SECRET.encode() in data
    assert SECRET.encode() not in copy
    assert original(desk, case, one) == data
    assert [line.act for line in openings(desk.views, case, one)] == ["saved", "copied"]
    (line,) = copies_of(desk.views, case, one)
    assert (line.id, line.number) == (made, 2)


def test_a_copy_goes_out_without_its_original(desk: Desk, case: str, add: Add) -> None:
    one = add(photograph(), "a.jpg")
    made = make_copy(desk, case, one)
    chosen = Chosen(Use.COURT, "Court", frozenset({made}))
    assert one not in {view.id for view in with_needs(desk, case, chosen)}


def test_the_same_copy_twice_is_refused(desk: Desk, case: str, add: Add) -> None:
    one = add(photograph(), "a.jpg")
    make_copy(desk, case, one)
    with pytest.raises(RefusedError, match="exhibit 2"):
        make_copy(desk, case, one)


def test_a_copy_lies_in_the_compartment_of_its_original(
    desk: Desk, case: str, her: str
) -> None:
    from habeas.actions.documents import begin_import  # noqa: PLC0415

    incoming = begin_import(desk, case, "a.jpg", "medical")
    incoming.write(photograph())
    made = make_copy(desk, case, incoming.finish({"author": her}))
    assert record(desk.views, case, made).compartment == "medical"


def test_of_a_text_there_is_no_copy(desk: Desk, case: str, add: Add) -> None:
    one = add(b"She said so.", "a.txt")
    with pytest.raises(BadInputError, match="pictures and of PDF files"):
        make_copy(desk, case, one)
    assert openings(desk.views, case, one) == []


def remark(document: str, **more: object) -> dict[str, object]:
    frame = {"shape": "frame", "x": 100, "y": 200, "x2": 5000, "y2": 6000}
    return {"document": document, "text": WORDS, **frame, **more}


def test_a_remark_leaves_the_file_as_it_is(desk: Desk, case: str, add: Add) -> None:
    data = pages(2)
    one = add(data, "a.pdf")
    made = annotate(desk, case, remark(one, page=2))
    (found,) = annotations(desk.views, case, one)
    assert (found.id, found.page, found.text, found.shape) == (
        made,
        2,
        "A stain",
        "frame",
    )
    assert (found.x, found.y, found.x2, found.y2) == (100, 200, 5000, 6000)
    assert original(desk, case, one) == data
    correct(desk, case, made, {"x2": 9000}, reason="Too narrow.")
    assert annotations(desk.views, case, one)[0].x2 == 9000
    with pytest.raises(BadInputError, match="outside the picture"):
        correct(desk, case, made, {"x2": 10_001}, reason="Wider.")
    with pytest.raises(BadInputError, match="second corner"):
        correct(desk, case, made, {}, drop=("x2",), reason="Gone.")
    withdraw(desk, case, made, reason="It is a shadow.")
    assert annotations(desk.views, case, one) == []


@pytest.mark.parametrize("page", [3, 10_000])
def test_a_remark_on_no_page_is_refused(
    page: int, desk: Desk, case: str, add: Add
) -> None:
    with pytest.raises(BadInputError, match="no such page"):
        annotate(desk, case, remark(add(pages(2), "a.pdf"), page=page))


def test_a_remark_on_a_text_is_refused(desk: Desk, case: str, add: Add) -> None:
    with pytest.raises(BadInputError, match="no such page"):
        annotate(desk, case, remark(add(b"Words", "a.txt")))
    with pytest.raises(NotFoundError):
        annotate(desk, case, remark("f" * 32))


def test_remarks_are_offered_with_their_document(
    desk: Desk, case: str, add: Add
) -> None:
    one = add(photograph(), "a.jpg")
    made = annotate(desk, case, remark(one))
    assert {one, made} <= everything(desk, case)
    chosen = Chosen(Use.COURT, "Court", frozenset({made}))
    assert one in {view.id for view in with_needs(desk, case, chosen)}


def test_a_bundle_says_what_was_remarked_and_who_had_opened_it(
    desk: Desk, case: str, add: Add
) -> None:
    one = add(photograph(), "a.jpg")
    annotate(desk, case, remark(one))
    original(desk, case, one)
    ask_for(desk, sight_of(desk, case, one), WORDS)
    looks = {each.id for each in openings(desk.views, case, one)}
    views = with_needs(
        desk, case, Chosen(Use.COURT, "Court", everything(desk, case) | looks | {one})
    )
    told = [note.text for note in build_page(desk, case, views, "en").notes]
    saved, remarked, seen = sorted(told)
    assert remarked == "Ex. 1: page 1, frame at 100, 200 of 10000: A stain"
    assert saved.startswith("Ex. 1: original taken out; 2021-12-07T09:")
    assert "; A stain; " in seen
    alone = [view for view in views if view.type == "annotation"]
    (loose,) = build_page(desk, case, alone, "en").notes
    assert loose.text.startswith("page 1, frame at")
