"""The contact log by the page: calendar, patterns, a day of many, the sworn table."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from habeas.web.contacts import MOST
from habeas.web.strip import WEEKS
from tests.web.conftest import PASSPHRASE, Door, QuickEntrance, opened, plant


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    """A door over a small case of its own, without a contact."""
    folder = tmp_path / "vault"
    desk = QuickEntrance(folder).create(PASSPHRASE)
    seed = plant(desk)
    desk.close()
    yield from opened(folder, seed)


@pytest.fixture
def home(door: Door) -> str:
    return f"/cases/{door.seed.case}"


def ago(days: int) -> str:
    return (date.today() - timedelta(days)).isoformat()  # noqa: DTZ011 - as the system clock


def met(door: Door, home: str, token: str, outcome: str, **form: str) -> str:
    """Record a contact by its form; return its id."""
    asked = {"person": door.seed.person, "form": "visit", "outcome": outcome, **form}
    page = door.post(f"{home}/records/new/contact", token, **asked)
    assert page.status_code == 200, page.text
    return str(page.url.path)[-32:]


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


CELL = re.compile(r'<td title="([^"]+)">(.*?)</td>', re.DOTALL)


@pytest.fixture
def calendar(door: Door, home: str) -> str:
    """A case with contacts of several kinds; the page of them."""
    token = door.enter()
    met(door, home, token, "held", when=f"{ago(8)} 10:00")
    met(door, home, token, "refused", when=ago(1))
    met(door, home, token, "refused", when=ago(1))
    met(door, home, token, "cut_short", when=ago(2), form="call")
    met(door, home, token, "refused", when="2020-01")
    met(door, home, token, "held", when=ago(400))
    return door.client.get(f"{home}/contacts").text


def test_without_a_contact_no_calendar_is_drawn(door: Door, home: str) -> None:
    door.enter()
    assert "No contact is recorded yet" in door.client.get(f"{home}/contacts").text
    assert "Access to the person" not in door.client.get(home).text


def test_the_calendar_tells_by_shape_and_word(calendar: str) -> None:
    cells = dict(CELL.findall(calendar))
    (refused,) = (cell for title, cell in cells.items() if "refused" in title)
    assert 'class="cross"' in refused
    assert words(refused).count("visit – permission refused") == 2
    (held,) = (cell for title, cell in cells.items() if "visit – took place" in title)
    assert 'class="full"' in held
    assert 'class="cross"' not in held
    (cut,) = (cell for title, cell in cells.items() if "cut short" in title)
    assert "telephone call – cut short" in words(cut)
    assert calendar.count('<th scope="col">Week of') == WEEKS


def test_the_counts_stand_below_it_in_words(
    door: Door, home: str, calendar: str
) -> None:
    for page in (calendar, door.client.get(home).text):
        assert "Permission refused (2)" in page
        assert "Took place (1)" in page
        assert "Cut short (1)" in page
        assert "1 more on another day." in page
        assert "1 without an exact day is not drawn." in page
        assert "(2 days since)" in page


def test_the_list_is_narrowed_and_comes_a_page_at_a_time(door: Door, home: str) -> None:
    token = door.enter()
    for number in range(MOST + 1):
        met(door, home, token, "refused", when=ago(number))
    met(door, home, token, "held", person=door.seed.prison, when=ago(3))
    page = door.client.get(f"{home}/contacts?outcome=refused").text
    assert page.count('<tr id="') == MOST
    assert f"?outcome=refused&amp;skip={MOST}" in page
    after = door.client.get(f"{home}/contacts?outcome=refused&skip={MOST}").text
    assert after.count('<tr id="') == 1
    held = door.client.get(f"{home}/contacts?person={door.seed.prison}").text
    assert held.count('<tr id="') == 1
    assert "No contact fits" in door.client.get(f"{home}/contacts?form=parcel").text
    odd = door.client.get(f"{home}/contacts?form=hug&outcome=%22%3E").text
    assert odd.count('<tr id="') == MOST


def test_an_agreed_contact_that_passed_is_shown(door: Door, home: str) -> None:
    token = door.enter()
    passed = "Agreed, and the day passed without a contact"
    met(door, home, token, "held", when=ago(20), next=ago(-3))
    assert passed not in door.client.get(f"{home}/contacts").text
    met(door, home, token, "held", when=ago(19), next=ago(6))
    page = door.client.get(f"{home}/contacts").text
    assert passed in page
    assert "No contact is recorded since." in page
    met(door, home, token, "held", when=ago(2))
    page = door.client.get(f"{home}/contacts").text
    assert "The next contact came later." in page


def test_the_patterns_count_and_claim_nothing(door: Door, home: str) -> None:
    token = door.enter()
    empty = door.client.get(f"{home}/contacts/patterns").text
    assert "No refusal is recorded." in empty
    met(door, home, token, "held", when="2026-05-11T10:00")
    letter = {"what": "A complaint", "addressee": "prosecutor"}
    made = door.post(f"{home}/records/new/letter", token, **letter)
    one = str(made.url.path)[-32:]
    step = {"letter": one, "step": "handed_in", "when": "2026-05"}
    door.post(f"{home}/records/new/letter_step", token, **step)
    refused = {"when": "2026-05-18T09:50", "stated": "<b>Quarantine</b>"}
    met(door, home, token, "refused", waited="55", written="spoken", **refused)
    met(door, home, token, "refused")
    page = door.client.get(f"{home}/contacts/patterns").text
    text = words(page)
    assert "<b>Quarantine" not in page
    assert "Monday 1 2" in text
    assert "09:00–09:59 1 1" in text
    assert "Not recorded of 2 refusals." in text
    assert "A complaint , May 2026 0 to 17 days" in text
    assert "the dates do not say which came first" in text
    assert "visit , 11 May 2026, 10:00 7 days" in text
    assert "says nothing about why" in text
    assert re.search(rf"/letters/{one}#[0-9a-f]{{32}}", page)
    for blame in ("because", "retaliat", "in revenge", "too late"):
        assert blame not in text


def test_a_day_of_interviews_one_after_the_other(door: Door, home: str) -> None:
    token = door.enter()
    form = {
        "form": "visit",
        "when": ago(1),
        "when.known": "seen",
        "where": "Block B",
        "by": door.seed.prison,
        "outcome": "held",
        "compartment": "counsel",
    }
    first = {**form, "person": door.seed.person, "time": "9:05"}
    page = door.post(f"{home}/contacts/day", token, **first)
    assert page.status_code == 200
    assert page.url.path == f"{home}/contacts/day"
    assert "Block" not in str(page.url)
    assert 'value="Block B"' in page.text
    assert f'value="{ago(1)}"' in page.text
    assert f'<option value="{door.seed.prison}" selected>' in page.text
    assert '<option value="counsel" selected>' in page.text
    assert '<option value="seen" selected>' in page.text
    assert f'<option value="{door.seed.person}" selected>' not in page.text
    assert "1 contact of this day is recorded." in page.text
    for number in range(2):
        new = {**form, "person": "", "new_person": f"P{number}", "lasted": "10"}
        page = door.post(f"{home}/contacts/day", token, **new)
    assert "3 contacts of this day are recorded." in page.text
    listed = door.client.get(f"{home}/contacts").text
    assert "09:05" in listed
    assert listed.count("Block B") == 3


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"time": "noon"}, "is no time of day"),
        ({"person": ""}, "is missing"),
        ({"outcome": ""}, "is missing"),
        ({"lasted": "long"}, "must be a whole number"),
    ],
)
def test_what_was_typed_for_the_day_comes_back(
    door: Door, home: str, wrong: dict[str, str], told: str
) -> None:
    token = door.enter()
    form = {"form": "visit", "when": ago(1), "outcome": "held", "words": "Alone."}
    form |= {"person": door.seed.person, "time": "10:00", "where": "Block B"}
    page = door.post(f"{home}/contacts/day", token, **{**form, **wrong})
    assert page.status_code == 400
    assert told in page.text
    assert "Alone." in page.text
    assert 'value="Block B"' in page.text
    assert "No contact is recorded yet" in door.client.get(f"{home}/contacts").text


def test_the_table_is_printed_in_another_language_and_refuses_names(
    door: Door, home: str
) -> None:
    token = door.enter()
    refused = door.post(f"{home}/contacts/statement", token, into="ru")
    assert refused.status_code == 400
    assert "No contact fits" in refused.text
    met(door, home, token, "refused", when=ago(3), stated="Not today")
    met(door, home, token, "held", when=ago(2), compartment="counsel")
    asked = door.client.get(f"{home}/contacts/statement?person={door.seed.person}")
    assert f'<option value="{door.seed.person}" selected>' in asked.text
    assert "Also the 1 contact in the privileged" in asked.text
    page = door.post(f"{home}/contacts/statement", token, into="kk").text
    table = page.partition("<article")[2].partition("</article>")[0]
    assert 'lang="kk"' in table
    assert table.count('<th scope="row">') == 1
    assert '<span class="block" lang="en">Not today</span>' in table
    both = door.post(f"{home}/contacts/statement", token, into="en", apart="on").text
    assert both.count('<th scope="row">') == 2
    met(door, home, token, "refused", when=ago(1), stated="Omarova is ill")
    refused = door.post(f"{home}/contacts/statement", token, into="en")
    assert refused.status_code == 409
    assert "Omarova" not in refused.text
    early = door.post(f"{home}/contacts/statement", token, into="en", until=ago(2))
    assert early.status_code == 200


def test_whoever_complains_is_offered_first_and_the_refusal_is_in_sight(
    door: Door, home: str
) -> None:
    token = door.enter()
    for name, role in (
        ("Guard 1", "officer"),
        ("W. 1", "witness"),
        ("C. 2", "counsel"),
    ):
        door.post(f"{home}/records/new/person", token, pseudonym=name, role=role)
    page = door.client.get(f"{home}/records/new/contact").text
    choice = page.partition('name="person"')[2].partition("</select>")[0]
    assert choice.index(door.seed.person) < choice.index("W. 1")
    assert choice.index("W. 1") < choice.index("Guard 1")
    in_sight = page.partition('<details class="more"')[0]
    for name in ("refused_by", "law", "written"):
        assert f'name="{name}"' in in_sight


def test_what_was_left_out_stands_on_the_screen_and_never_on_the_paper(
    door: Door, home: str
) -> None:
    token = door.enter()
    met(door, home, token, "refused", when=ago(3))
    met(door, home, token, "held", when=ago(2), compartment="counsel")
    page = door.post(f"{home}/contacts/statement", token, into="en").text
    screen, _, paper = page.partition("<article")
    assert "1 contact of another compartment is not in the table." in screen
    assert "not in the table" not in paper


def test_a_refusal_stands_on_the_timeline_with_its_words(door: Door, home: str) -> None:
    token = door.enter()
    form = {"when": "2021-05-17T10:15", "waited": "55", "written": "not_given"}
    one = met(door, home, token, "refused", stated="Quarantine regime", **form)
    page = door.client.get(f"{home}/timeline").text
    card = page.partition(f'id="{one}"')[2].partition("</article>")[0]
    assert f"{home}/records/{one}" in card
    assert "Visit: permission refused, Quarantine regime" in words(card)
    assert "Waited 55 minutes; a written decision was asked for" in words(card)
    assert 'class="cross"' in card
    assert "stance" not in card
    denied = door.client.get(f"{home}/timeline?stance=denied").text
    assert one not in denied


def test_one_on_the_wrong_person_is_corrected(door: Door, home: str) -> None:
    token = door.enter()
    one = met(door, home, token, "refused", when=ago(1), person=door.seed.prison)
    fixed = {"person": door.seed.person, "form": "visit", "outcome": "refused"}
    fixed |= {"when": ago(1), "reason": "It was A."}
    door.post(f"{home}/records/{one}/correct", token, **fixed)
    page = door.client.get(f"{home}/contacts?person={door.seed.person}").text
    assert page.count('<tr id="') == 1
    assert "corrected" in page
    assert "It was A." in door.client.get(f"{home}/records/{one}").text
