"""Proceedings and deadlines by the page: recorded, counted, confirmed, moved, done."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from habeas.actions import record
from habeas.views.records import records
from tests.web.conftest import PASSPHRASE, Door, QuickEntrance, opened, plant


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    """A door over a small case of its own, with the law of Kazakhstan."""
    folder = tmp_path / "vault"
    desk = QuickEntrance(folder).create(PASSPHRASE)
    seed = plant(desk)
    (head,) = records(desk.views, seed.case, "case")
    record.correct(desk, seed.case, head.id, {"law": "KZ"}, reason="said")
    desk.close()
    yield from opened(folder, seed)


@pytest.fixture
def home(door: Door) -> str:
    return f"/cases/{door.seed.case}"


def day(number: int) -> str:
    return str(date.today() + timedelta(days=number))  # noqa: DTZ011 - as the system clock


def a_monday() -> date:
    """Return a Monday about a week ago: 15 days later is a Tuesday."""
    today = date.today()  # noqa: DTZ011 - as the system clock
    return today - timedelta(days=today.weekday() + 7)


def made(door: Door, home: str, token: str, **form: str) -> str:
    """Record a proceeding by its form; return its address."""
    asked = {"title": "Trial", "track": "court", **form}
    page = door.post(f"{home}/records/new/proceeding", token, **asked)
    assert page.status_code == 200, page.text
    return str(page.url.path)


def step(door: Door, home: str, token: str, where: str, **form: str) -> str:
    """Record a step by its form; return the page that it leads to."""
    asked = {"proceeding": where.rsplit("/", 1)[1], **form}
    page = door.post(f"{home}/records/new/proceeding_step", token, **asked)
    assert page.status_code == 200, page.text
    assert page.url.path == where
    return page.text


def ruled(door: Door, home: str, token: str) -> tuple[str, str]:
    """Record a ruling of a week ago; return the pages of the court and the appeal."""
    where = made(door, home, token)
    ruling = {"step": "decision", "ruling": "ruling", "when": str(a_monday())}
    page = step(door, home, token, where, **ruling)
    found = re.search(
        rf'href="({home}/deadlines/[0-9a-f]{{32}})"><b>Appeal of a ruling</b>', page
    )
    assert found, page
    return where, found[1]


def shown_at(door: Door, address: str) -> str:
    """Return the day that a page shows, as its forms send it."""
    found = re.search(r'name="shown" value="([^"]*)"', door.client.get(address).text)
    assert found
    return found[1]


def test_from_a_ruling_to_a_confirmed_day(door: Door, home: str) -> None:
    token = door.enter()
    where, appeal = ruled(door, home, token)
    page = door.client.get(appeal).text
    assert "This day is a proposal" in page
    assert "CPC art 422(2)" in page
    assert "The day of the start is not counted" in page
    assert "days left." in page
    shown = re.search(r'name="shown" value="([^"]+)"', page)
    assert shown
    assert shown[1] >= str(a_monday() + timedelta(days=15))
    done = door.post(f"{appeal}/confirm", token, shown=shown[1])
    assert done.url.path == appeal
    assert "This day is a proposal" not in done.text
    assert "the computed day is confirmed" in done.text
    overview = door.client.get(home).text
    assert "Appeal of a ruling" in overview
    listed = door.client.get(f"{home}/deadlines").text
    assert "Appeal of a ruling" in listed
    assert where in listed


def test_the_safe_day_the_reason_and_a_late_step_stand_on_the_page(
    door: Door, home: str
) -> None:
    token = door.enter()
    where = made(door, home, token, in_custody="yes")
    ruling = {"step": "decision", "ruling": "verdict", "when": str(a_monday())}
    step(door, home, token, where, **ruling)
    page = step(door, home, token, where, step="served", when=day(-1))
    found = re.search(rf'href="({home}/deadlines/[0-9a-f]{{32}})"><b>Appeal', page)
    assert found, page
    page = door.client.get(found[1]).text
    assert "By another start (decision made or pronounced," in page
    assert "to be safe: " in door.client.get(f"{home}/deadlines").text
    seen = shown_at(door, found[1])
    form = {"due": day(3), "why": "As the order says.", "shown": seen}
    page = door.post(f"{found[1]}/override", token, **form).text
    assert "counts, because:" in page
    assert "By another start" not in page.partition("How the day is counted")[0]


def test_a_day_that_moved_is_shown_with_both(door: Door, home: str) -> None:
    token = door.enter()
    where, appeal = ruled(door, home, token)
    unseen = door.post(f"{appeal}/confirm", token)
    assert unseen.status_code == 409
    assert "It is not said which day was seen." in unseen.text
    door.post(f"{appeal}/confirm", token, shown=shown_at(door, appeal))
    page = door.client.get(where).text
    ruling = re.search(rf'href="({home}/records/[0-9a-f]{{32}})">Record, history', page)
    assert ruling
    sooner = str(a_monday() - timedelta(days=7))
    fields = {"step": "decision", "ruling": "ruling", "when": sooner}
    home_of = where.rsplit("/", 1)[1]
    more = {"proceeding": home_of, "reason": "seen"}
    corrected = door.post(f"{ruling[1]}/correct", token, **fields, **more)
    assert corrected.status_code == 200
    page = door.client.get(appeal).text
    assert "The computed day has moved since it was decided." in page
    assert "What it is counted from was recorded otherwise." in page
    assert "the day has moved" in door.client.get(f"{home}/deadlines").text
    assert "the day has moved" in door.client.get(home).text


def test_what_is_wrong_comes_back_with_what_was_typed(door: Door, home: str) -> None:
    token = door.enter()
    _, appeal = ruled(door, home, token)
    page = door.post(f"{appeal}/override", token, act="override", due=day(3))
    assert page.status_code == 400
    assert "It is not said why the computed day does not count." in page.text
    assert f'value="{day(3)}"' in page.text
    assert page.text.count('id="wrong"') == 1
    page = door.post(f"{appeal}/confirm", token, shown="2001-01-01")
    assert page.status_code == 409
    assert "Another day is computed now" in page.text
    page = door.post(f"{appeal}/done", token, act="done")
    assert "It is not said when it was done" in page.text


def test_another_day_none_and_done(door: Door, home: str) -> None:
    token = door.enter()
    _, appeal = ruled(door, home, token)
    page = door.post(f"{appeal}/override", token, due=day(2), why="As the court wrote")
    assert "another day counts" in page.text
    assert "2 days left." in page.text
    seen = shown_at(door, appeal)
    page = door.post(f"{appeal}/done", token, done=day(-1), shown=seen)
    assert "done in time" in page.text
    assert "Decide</h2>" not in page.text
    page = door.post(f"{appeal}/set-aside", token, why="It was no ruling")
    assert "no such term runs" in page.text


def test_a_step_that_seems_to_meet_it_is_asked_about(door: Door, home: str) -> None:
    token = door.enter()
    where, appeal = ruled(door, home, token)
    page = door.client.get(where).text
    ruling = re.search(r'id="([0-9a-f]{32})"', page)
    assert ruling
    handed = {"step": "handed_in", "when": str(a_monday() + timedelta(days=3))}
    step(door, home, token, where, about=ruling[1], **handed)
    page = door.client.get(appeal).text
    assert "This step seems to meet it" in page
    assert "CPC art 49(1)" in page
    by = re.search(r'name="done_by" value="([0-9a-f]{32})"', page)
    assert by
    seen = shown_at(door, appeal)
    page = door.post(f"{appeal}/done", token, done_by=by[1], shown=seen).text
    assert "done in time" in page


def test_a_vague_day_shows_the_safe_one(door: Door, home: str) -> None:
    token = door.enter()
    where = made(door, home, token)
    between = f"{a_monday()}/{a_monday() + timedelta(days=3)}"
    page = step(
        door, home, token, where, step="decision", ruling="ruling", when=between
    )
    link = re.search(rf"{home}/deadlines/[0-9a-f]{{32}}", page)
    assert link
    assert "The first of them is the safe one" in door.client.get(link[0]).text


def test_a_service_before_its_ruling_stands_on_the_page(door: Door, home: str) -> None:
    token = door.enter()
    where = made(door, home, token)
    ruling = {"step": "decision", "ruling": "ruling", "when": "2021-12-10"}
    page = step(door, home, token, where, **ruling)
    about = re.search(r'id="([0-9a-f]{32})"', page)
    assert about
    served = {"step": "served", "when": "2021-12-09", "about": about[1]}
    page = step(door, home, token, where, **served)
    assert "Does not fit:" in page
    assert "1 thing does not fit" in door.client.get(f"{home}/proceedings").text
    appeal = re.search(rf"{home}/deadlines/[0-9a-f]{{32}}", page)
    assert appeal
    assert "Check both dates" in door.client.get(appeal[0]).text


def test_a_service_without_a_ruling_stands_on_the_page(door: Door, home: str) -> None:
    token = door.enter()
    where = made(door, home, token)
    page = step(door, home, token, where, step="served", when="2021-12-09")
    assert "No decision is recorded that this would be a copy of." in page


def test_the_next_hearing_and_the_answers_asked_for(door: Door, home: str) -> None:
    token = door.enter()
    where = made(door, home, token)
    assert "none is set" in door.client.get(where).text
    step(door, home, token, where, step="hearing", when=f"{day(9)}T10:00")
    step(door, home, token, where, step="hearing", when=f"{day(3)}T10:00")
    asked = {"step": "filed", "when": day(-1), "answer_by": day(5)}
    page = step(door, home, token, where, **asked)
    assert "none is set" not in page
    facts = page[page.index("Next hearing") :][:200]
    assert "10:00" in facts
    assert "answer asked for by" in page
    about = re.findall(r'<li class="ev" id="([0-9a-f]{32})"', page)
    reply = {"step": "reply", "when": day(0), "about": about[0]}
    page = step(door, home, token, where, **reply)
    assert "answer asked for by" not in page


def test_an_appeal_stands_below_what_it_comes_from(door: Door, home: str) -> None:
    token = door.enter()
    where, _ = ruled(door, home, token)
    appeal = made(door, home, token, title="The appeal", parent=where.rsplit("/", 1)[1])
    listed = door.client.get(f"{home}/proceedings").text
    assert listed.index("Trial") < listed.index("The appeal")
    assert "(comes from the one above)" in listed
    assert "The appeal" in door.client.get(where).text
    assert "comes from" in door.client.get(appeal).text
    closed = step(door, home, token, where, step="closed", when=day(0))
    assert "Closed" in closed
    listed = door.client.get(f"{home}/proceedings").text
    assert listed.index("The appeal") < listed.index("Trial")


def test_two_roles_are_warned_of_on_both_pages(door: Door, home: str) -> None:
    token = door.enter()
    where = made(door, home, token)
    both = {"pseudonym": "B.", "role": "counsel", "also": "monitor"}
    page = door.post(f"{home}/records/new/person", token, **both)
    assert "cannot be participants of the NPM" in page.text
    assert "PEC art 41(1)(4)" in page.text
    assert "cannot be participants of the NPM" in door.client.get(where).text


def test_without_a_law_nothing_is_counted_and_the_page_says_so(
    door: Door, home: str
) -> None:
    token = door.enter()
    page = door.client.get(home).text
    head = re.search(rf"{home}/records/([0-9a-f]{{32}})", page)
    assert head
    fields = {"title": "A.", "law": "", "reason": "not known"}
    door.post(f"{home}/records/{head[1]}/correct", token, **fields)
    where = made(door, home, token)
    assert "no days are counted" in door.client.get(where).text
    assert "It is not said whose law" in door.client.get(f"{home}/deadlines").text


def test_a_deadline_is_added_by_hand(door: Door, home: str) -> None:
    token = door.enter()
    form = {"what": "Ask for the file", "decision": "added", "whose": "own"}
    page = door.post(f"{home}/records/new/deadline", token, due=day(5), **form)
    assert page.status_code == 200
    assert page.url.path.startswith(f"{home}/deadlines/")
    assert "added by hand" in page.text
    assert "5 days left." in page.text


def test_a_withdrawn_decision_is_shown_as_a_record(door: Door, home: str) -> None:
    token = door.enter()
    form = {"what": "Ask for the file", "decision": "added", "whose": "own"}
    page = door.post(f"{home}/records/new/deadline", token, due=day(5), **form)
    made = str(page.url.path).rsplit("/", 1)[1]
    door.post(f"{home}/records/{made}/withdraw", token, reason="a slip")
    page = door.client.get(f"{home}/deadlines/{made}")
    assert page.url.path == f"{home}/records/{made}"
    assert "This record was withdrawn." in page.text
    assert "Ask for the file" not in door.client.get(f"{home}/deadlines").text


@pytest.mark.parametrize("page", ["proceedings", "deadlines"])
def test_nothing_is_found_under_another_number(
    door: Door, home: str, page: str
) -> None:
    door.enter()
    assert door.client.get(f"{home}/{page}/{'0' * 32}").status_code == 404
    assert door.client.get(f"{home}/{page}/7").status_code == 404
    answer = door.client.get(f"{home}/proceedings/{door.seed.person}")
    assert answer.status_code == 404
