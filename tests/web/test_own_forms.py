"""Forms of one's own in the pages: beside ours, faulty, and gone."""

from pathlib import Path

import pytest

from habeas.papers.engine.house import beside
from tests.actions.test_house import SETTINGS, TEMPLATE
from tests.web.conftest import Door, Seed

STYLE = '[letterhead]\nside = "right"\nen = ["Our Office", "Invented Street 5"]\n'


@pytest.fixture
def house(planted: tuple[Path, Seed]) -> Path:
    found = beside(planted[0])
    for name in ("our-letter", "broken"):
        folder = found / "forms" / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "paper.toml").write_text(SETTINGS)
        (folder / "en.md").write_text(TEMPLATE)
    (found / "forms" / "broken" / "paper.toml").write_text("use = ")
    (found / "house.toml").write_text(STYLE)
    return found


@pytest.fixture
def here(door: Door, house: Path) -> str:
    """Begin a paper of one's own form; return its page."""
    assert house.is_dir()
    token, home = door.enter(), f"/cases/{door.seed.case}/papers"
    begun = door.post(home, form="our-letter", language="en", csrf=token)
    door.post(begun.url.path, csrf=token, **{"a.court": "District court"})
    return begun.url.path


def test_ones_own_forms_stand_beside_ours(door: Door, house: Path) -> None:
    assert house.is_dir()
    door.enter()
    page = door.client.get(f"/cases/{door.seed.case}/papers").text
    assert "forms/our-letter" in page
    assert 'name="reads" value="medical"' in page
    assert "It needs consent to: submit to a court" in page
    assert "This form cannot be used." in page
    assert "habeas paper check-form broken" in page


def test_a_paper_in_the_style_of_the_house(door: Door, here: str, house: Path) -> None:
    token = door.enter()
    page = door.client.get(here).text
    assert "To: </span>" in page
    assert "Invented Street 5" in page
    why = door.despite(here, "urgent")
    made = door.post(f"{here}/write", csrf=token, **{"as": "pdf"}, **why)
    assert made.content.startswith(b"%PDF")
    (house / "house.toml").write_text("[letterhaed]")
    assert "Is ‘letterhead’ meant?" in door.client.get(here).text


def test_what_a_form_asks_for_no_more_is_shown(
    door: Door, here: str, house: Path
) -> None:
    settings = SETTINGS.partition("[[ask]]")[0]
    (house / "forms" / "our-letter" / "paper.toml").write_text(settings)
    (house / "forms" / "our-letter" / "en.md").write_text("# Our letter\n")
    page = door.client.get(here).text
    assert "The form asks for these no more." in page
    assert "District court" in page


def test_a_paper_whose_form_is_gone_keeps_its_answers(
    door: Door, here: str, house: Path
) -> None:
    token = door.enter()
    (house / "forms").rename(house / "away")
    try:
        page = door.client.get(here)
        refused = door.post(f"{here}/write", csrf=token, **{"as": "pdf"}, despite="x")
    finally:
        (house / "away").rename(house / "forms")
    assert page.status_code == 200
    assert refused.status_code == 404
    for found in (page, refused):
        assert "It cannot be made on this copy" in found.text
        assert "District court" in found.text
