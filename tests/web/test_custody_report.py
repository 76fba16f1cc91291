"""The custody report by the page: asked for, taken out, refused with a sentence."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.conftest import Door, Seed, opened


@pytest.fixture
def door(copied: tuple[Path, Seed]) -> Iterator[Door]:
    """A door over a vault of this module's own: a second case is opened in it."""
    yield from opened(*copied)


@pytest.fixture
def page(door: Door) -> str:
    return f"/cases/{door.seed.case}/exhibits/report"


@pytest.mark.parametrize(
    ("form", "begins"), [("pdf", b"%PDF-"), ("docx", b"PK"), ("jsonld", b"{")]
)
def test_it_is_taken_out(door: Door, page: str, form: str, begins: bytes) -> None:
    token = door.enter()
    assert "In which language" in door.client.get(page).text
    asked = {"form": form, "language": "kk", "exhibit": door.seed.document}
    answer = door.post(page, token, **asked)
    assert answer.status_code == 200
    assert answer.content.startswith(begins)
    assert f"%2E{form}" in answer.headers["content-disposition"]


@pytest.mark.parametrize(
    "wrong",
    [{"form": "exe"}, {"language": "xx"}, {"exhibit": ""}, {"exhibit": "f" * 32}],
)
def test_what_cannot_be_made_is_refused(
    door: Door, page: str, wrong: dict[str, str]
) -> None:
    token = door.enter()
    asked = {"form": "pdf", "language": "en", "exhibit": door.seed.document, **wrong}
    asked = {name: value for name, value in asked.items() if value}
    answer = door.post(page, token, **asked)
    assert answer.status_code in (400, 404)
    assert "In which language" in answer.text


def test_a_case_without_exhibits_says_so(door: Door) -> None:
    token = door.enter()
    case = door.post("/cases/new", token, title="Empty").url.path
    assert (
        "No exhibit is recorded yet" in door.client.get(f"{case}/exhibits/report").text
    )
