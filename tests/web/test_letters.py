"""Letters by the page: the list, the life of one, what contradicts, and the law."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from habeas.web.letters import MOST
from tests.web.conftest import PASSPHRASE, Door, QuickEntrance, opened, plant


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    """A door over a small case of its own, without a letter."""
    folder = tmp_path / "vault"
    desk = QuickEntrance(folder).create(PASSPHRASE)
    seed = plant(desk)
    desk.close()
    yield from opened(folder, seed)


@pytest.fixture
def home(door: Door) -> str:
    return f"/cases/{door.seed.case}"


def made(door: Door, home: str, token: str, **form: str) -> str:
    """Record a letter by its form; return its address."""
    asked = {"what": "First complaint", "addressee": "prosecutor", **form}
    page = door.post(f"{home}/records/new/letter", token, **asked)
    assert page.status_code == 200, page.text
    return str(page.url.path)


def step(door: Door, home: str, token: str, letter: str, **form: str) -> str:
    """Record a step by its form; return the page that it leads to."""
    asked = {"letter": letter[-32:], **form}
    page = door.post(f"{home}/records/new/letter_step", token, **asked)
    assert page.status_code == 200, page.text
    assert page.url.path == letter
    return page.text


def in_kazakhstan(door: Door, home: str, token: str) -> None:
    record = re.search(r"/records/([0-9a-f]{32})", door.client.get(home).text)
    assert record
    fields = {"title": "A.", "law": "KZ", "reason": "Said now."}
    door.post(f"{home}/records/{record[1]}/correct", token, **fields)


def test_from_the_form_to_a_contradiction_and_the_law(door: Door, home: str) -> None:
    token = door.enter()
    assert "No letter is recorded yet" in door.client.get(f"{home}/letters").text
    letter = made(door, home, token, known_by="She told counsel", complaint="on")
    assert letter.startswith(f"{home}/letters/")
    page = door.client.get(letter).text
    assert "written, nothing more is known" in page
    assert "No rule pack tells" in page
    in_kazakhstan(door, home, token)
    page = step(door, home, token, letter, step="handed_in", when="2026-03-02T10:00")
    assert "No mark of receipt" in page
    assert "should have gone on by 3 March 2026, 10:00" in page
    assert "They must go on within 24 hours." in page
    assert "PEC art 14(3)" in page
    page = step(door, home, token, letter, step="opened", when="2026-03")
    assert "are not controlled" in page
    step(door, home, token, letter, step="sent", when="2026-03-05", mark="214")
    page = step(door, home, token, letter, step="not_received", when="2026-05")
    assert "known to be written, never received" in page
    assert "Both are kept; nothing says who is right." in page
    assert "by another it was sent (5 March 2026)" in page
    listed = door.client.get(f"{home}/letters").text
    assert "3 contradictions" in listed


def test_buttons_lead_to_the_form_of_a_step(door: Door, home: str) -> None:
    token = door.enter()
    letter = made(door, home, token)
    page = door.client.get(letter).text
    for name in ("handed_in", "sent", "received", "not_received"):
        address = (
            f"{home}/records/new/letter_step?letter={letter[-32:]}&amp;step={name}"
        )
        assert address in page
        form = door.client.get(address.replace("&amp;", "&")).text
        assert f'<option value="{name}" selected>' in form
        assert f'<option value="{letter[-32:]}" selected>' in form


def test_an_answer_is_a_letter_and_a_step(door: Door, home: str) -> None:
    token = door.enter()
    letter = made(door, home, token)
    answer = made(
        door, home, token, what="Its answer", addressee="person", replies=letter[-32:]
    )
    page = door.client.get(letter).text
    assert "The letter that answers it" in page
    assert f'href="{answer}"' in page
    assert ">answered</span>" in page


def test_the_list_is_narrowed_and_comes_a_page_at_a_time(door: Door, home: str) -> None:
    token = door.enter()
    for number in range(MOST + 1):
        made(door, home, token, what=f"Letter {number}")
    court = made(door, home, token, what="To the court", addressee="court")
    step(door, home, token, court, step="received", when="2026-03-05")
    page = door.client.get(f"{home}/letters?to=prosecutor").text
    assert page.count('<tr id="') == MOST
    after = door.client.get(f"{home}/letters?to=prosecutor&skip={MOST}").text
    assert after.count('<tr id="') == 1
    received = door.client.get(f"{home}/letters?place=received").text
    assert "To the court" in received
    assert received.count('<tr id="') == 1
    assert "No letter fits" in door.client.get(f"{home}/letters?place=never").text
    odd = door.client.get(f"{home}/letters?place=moon&to=%22%3E").text
    assert odd.count('<tr id="') == MOST


def test_withdrawn_steps_and_letters_are_said(door: Door, home: str) -> None:
    token = door.enter()
    letter = made(door, home, token)
    told = step(door, home, token, letter, step="sent", when="2026-03-05")
    (one,) = re.findall(r'<li class="ev" id="([0-9a-f]{32})"', told)
    door.post(f"{home}/records/{one}/withdraw", token, reason="Another letter.")
    page = door.client.get(letter).text
    assert "Withdrawn steps" in page
    assert "Another letter." in page
    door.post(f"{home}/records/{letter[-32:]}/withdraw", token, reason="Twice.")
    page = door.client.get(letter).text
    assert "This record was withdrawn." in page
    assert "records/new/letter_step" not in page
    assert door.client.get(f"{home}/letters/{'7' * 32}").status_code == 404
