"""Pages made ready to be printed among others, here without the walls of the child."""

import io

import msgspec
import pypdfium2  # type: ignore[import-untyped]
import pytest
from PIL import Image

from habeas.text import kinds
from habeas.text.job import MOST_PRINTED
from habeas.text.parsers.printed import printed
from habeas.text.printed import PATIENT, printed_pages
from tests.text.test_child import _job, _run, steps

__all__ = ["steps"]


def paper(*sizes: tuple[int, int]) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for across, down in sizes:
        document.new_page(across, down)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def picture(form: str, *sizes: tuple[int, int]) -> bytes:
    first, *rest = (Image.new("RGBA", size, (255, 0, 0, 128)) for size in sizes)
    if form == "JPEG":
        first = first.convert("RGB")
    out = io.BytesIO()
    more = {"save_all": True, "append_images": rest} if rest else {}
    first.save(out, form, **more)
    return out.getvalue()


def boxes(answer: bytes) -> list[bytes]:
    size = int.from_bytes(answer[:8])
    found = answer[8 + size :]
    assert found.startswith(b"%PDF")
    return [one.split(b"]")[0] for one in found.split(b"/BBox[")[1:]]


@pytest.mark.parametrize(
    ("kind", "data", "pages", "expected"),
    [
        (kinds.PDF, paper((300, 400)), 1, [b" 0 0 300 400"]),
        (kinds.PDF, paper((300, 400), (40, 30)), 2, [b" 0 0 300 400", b" 0 0 40 30"]),
        (kinds.PNG, picture("PNG", (100, 50)), 1, [b" 0 0 72 36"]),
        (kinds.JPEG, picture("JPEG", (6000, 20)), 1, [b" 0 0 2160 7.2"]),
        (kinds.TIFF, picture("TIFF", (100, 50), (50, 100)), 2, None),
    ],
)
def test_each_page_is_a_form_of_its_size(
    kind: str, data: bytes, pages: int, expected: list[bytes] | None
) -> None:
    found = boxes(printed(data, kind, pages))
    assert len(found) == pages
    assert expected is None or found == expected


@pytest.mark.parametrize("pages", [0, 2])
def test_another_number_of_pages_is_refused(pages: int) -> None:
    with pytest.raises(ValueError, match="not as many"):
        printed(paper((9, 9)), kinds.PDF, pages)


def test_more_pages_than_are_printed_are_refused() -> None:
    with pytest.raises(ValueError, match="more pages"):
        printed(picture("PNG", (1, 1)), kinds.PNG, MOST_PRINTED + 1)


def test_the_child_does_it_behind_its_walls(
    monkeypatch: pytest.MonkeyPatch, steps: list[str]
) -> None:
    job = msgspec.structs.replace(_job(kinds.PDF), printed=1)
    code, answer = _run(monkeypatch, job, paper((9, 9)))
    assert (code, steps) == (0, ["limits", "doors"])
    assert len(boxes(answer)) == 1


def test_the_parent_asks_for_what_can_be_drawn_only() -> None:
    assert printed_pages([b""], kinds.DOCX, 1) is None
    assert printed_pages([b""], kinds.PDF, 0) is None
    assert printed_pages([b""], kinds.PDF, MOST_PRINTED + 1) is None
    assert printed_pages([b"%PDF-"], kinds.PDF, 1, PATIENT) is None
    made = printed_pages([paper((9, 9))], kinds.PDF, 1)
    assert made is not None
    assert made.data.startswith(b"%PDF")
    assert made.words.strip() == ""
