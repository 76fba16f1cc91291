"""Silence and risk by the page: the alarm, its answer, the line of time."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from habeas.web.risks import MOST
from tests.web.conftest import PASSPHRASE, Door, QuickEntrance, opened, plant


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    """A door over a small case of its own."""
    folder = tmp_path / "vault"
    desk = QuickEntrance(folder).create(PASSPHRASE)
    seed = plant(desk)
    desk.close()
    yield from opened(folder, seed)


@pytest.fixture
def home(door: Door) -> str:
    return f"/cases/{door.seed.case}"


def days_ago(number: int) -> str:
    return (date.today() - timedelta(days=number)).isoformat()  # noqa: DTZ011 - as the system clock


def made(door: Door, home: str, token: str, kind: str, **form: str) -> str:
    """Record something by its form; return the address that it leads to."""
    page = door.post(f"{home}/records/new/{kind}", token, **form)
    assert page.status_code == 200, page.text
    return str(page.url.path)


def planned(door: Door, home: str, token: str, **form: str) -> str:
    fields = {"what": "Weekly visit", "person": door.seed.person, "every": "7"}
    fields |= {"since": days_ago(10), "counting": "spoken"}
    return made(door, home, token, "plan", **{**fields, **form})


def stepped(door: Door, token: str, plan: str, **form: str) -> str:
    home = plan.partition("/plans/")[0]
    assert made(door, home, token, "escalation", plan=plan[-32:], **form) == plan
    found = re.findall(r'class="card" id="([0-9a-f]{32})"', door.client.get(plan).text)
    return str(found[-1])


def test_a_person_without_a_plan_is_said_to_have_none(door: Door, home: str) -> None:
    token = door.enter()
    words = "No plan of contact is agreed with A.: a silence raises no alarm."
    person = f"{home}/people/{door.seed.person}"
    for path in (f"{home}/risks", person):
        assert words in door.client.get(path).text
    assert words not in door.client.get(f"{home}/people/{door.seed.prison}").text
    planned(door, home, token, since=days_ago(1))
    page = door.client.get(person).text
    assert words not in page
    assert "The next contact is due by" in page
    assert "bell" not in door.client.get(home).text


def test_an_alarm_is_raised_answered_and_raised_again(door: Door, home: str) -> None:
    token = door.enter()
    plan = planned(door, home, token)
    assert plan.startswith(f"{home}/plans/")
    ask = stepped(door, token, plan, day="1", what="Ask in writing")
    stepped(door, token, plan, day="9", what="Tell the monitors")
    for path in ("", "/risks", f"/people/{door.seed.person}"):
        page = door.client.get(f"{home}{path}").text
        assert "Silent for 3 days: a contact was due by" in page
        assert "Ask in writing" in page
        assert "Day 9:" not in page
    fields = {"plan": plan[-32:], "answer": "done", "step": ask, "why": "Stamped."}
    assert made(door, home, token, "alarm", **fields) == plan
    page = door.client.get(plan).text
    assert "to be done now" not in page
    assert "Stamped." in page
    page = door.client.get(home).text
    assert "Silent for 3 days" in page  # a step that is done ends no silence
    assert "Day 1:" not in page


def test_a_paused_alarm_stays_on_the_first_page_and_a_cut_is_said(
    door: Door, home: str
) -> None:
    token = door.enter()
    plan = planned(door, home, token)
    stepped(door, token, plan, day="1", what="Ask in writing")
    today = door.client.get(f"{home}/today").text
    assert today.count("Silent longer than agreed") == 1
    assert "A.: Weekly visit" in today
    assert "<b>3</b> <span>days of silence</span>" in today
    assert today.count('<li class="due') == 1
    assert "To be done now by the plan:" in today
    assert "to be done now" in door.client.get(plan).text
    fields = {"plan": plan[-32:], "answer": "paused", "why": "Quarantine."}
    pause = {**fields, "until": days_ago(-30), "when": days_ago(0)}
    assert made(door, home, token, "alarm", **pause) == plan
    page = door.client.get(plan).text
    assert "A pause holds one rhythm at the most: this one ends on" in page
    assert "to be done now" not in page
    paused = door.client.get(f"{home}/today").text
    assert "Silent longer than agreed" in paused
    assert "Alarm paused until" in paused
    assert "<b>3</b> <span>days of silence</span>" in paused
    assert "To be done now by the plan:" not in paused
    for path in ("", "/risks"):
        assert "Silent for 3 days" in door.client.get(f"{home}{path}").text


def test_nothing_ends_an_alarm_without_a_reason_and_nothing_typed_is_lost(
    door: Door, home: str
) -> None:
    token = door.enter()
    plan = planned(door, home, token)
    form = {"plan": plan[-32:], "answer": "dismissed", "why": "  "}
    page = door.post(f"{home}/records/new/alarm", token, **form)
    assert page.status_code == 400
    assert "is missing" in page.text
    assert '<option value="dismissed" selected>' in page.text
    paused = {**form, "answer": "paused", "why": "Quarantine."}
    page = door.post(f"{home}/records/new/alarm", token, **paused)
    assert page.status_code == 400
    assert "until when the alarm is paused" in page.text
    assert "Quarantine." in page.text
    assert "Silent for 3 days" in door.client.get(home).text
    made(door, home, token, "alarm", **paused, until=days_ago(-2))
    head = door.client.get(home).text
    assert "Silent for 3 days" in head
    assert "The alarm is paused until" in head
    form["why"] = "Seen in hospital by her sister."
    made(door, home, token, "alarm", **form)
    shown = door.client.get(plan).text
    assert "The last silence was explained." in shown
    assert "Seen in hospital" in shown
    assert "Silent for" not in door.client.get(home).text


def test_a_contact_ends_it_and_the_silence_stays_on_the_page(
    door: Door, home: str
) -> None:
    token = door.enter()
    plan = planned(door, home, token)
    held = {"person": door.seed.person, "form": "visit", "outcome": "held"}
    made(door, home, token, "contact", **held, when=days_ago(0))
    page = door.client.get(plan).text
    assert "Earlier silences" in page
    assert "Last contact that counts" in page
    head = door.client.get(home).text
    assert "Silent for" not in head
    assert re.search(r"Last contact</dt><dd>Today", head)


def test_a_plan_of_no_rhythm_and_one_that_ended_raise_nothing(
    door: Door, home: str
) -> None:
    token = door.enter()
    bare = planned(door, home, token, every="", agreed="Her sister may be told.")
    ended = planned(door, home, token, ended=days_ago(1), what="The old one")
    assert "No rhythm is agreed" in door.client.get(bare).text
    assert "The plan has ended" in door.client.get(ended).text
    page = door.client.get(f"{home}/risks").text
    assert "Her sister may be told." in page
    assert "ask them while they can be asked" in page
    door.post(f"{home}/records/{bare[-32:]}/withdraw", token, reason="Twice.")
    assert "This record was withdrawn." in door.client.get(bare).text


def test_a_threat_stands_in_one_line_with_what_it_came_after(
    door: Door, home: str
) -> None:
    token = door.enter()
    threat = {"harm": "threat", "told_by": door.seed.person, "when": "2021-05-23"}
    one = made(door, home, token, "risk", **threat, after=door.seed.claim)
    assert one.startswith(f"{home}/risks/")
    page = door.client.get(one).text
    assert "3 days after:" in page
    assert page.count("none shown") == 2
    early = {**threat, "when": "2021-05-18", "after": door.seed.claim}
    page = door.client.get(made(door, home, token, "risk", **early)).text
    assert "2 days before it:" in page
    assert "By the dates this happened before what it is tied to." in page
    free = {**threat, "when": "2021-05-24", "order": "no. 7", "stated": "A fight"}
    page = door.client.get(made(door, home, token, "risk", **free)).text
    assert "It is tied to nothing before it." in page
    assert "Proposed: the nearest acts before it, by the dates" in page
    assert "4 days after:" in page
    page = door.client.get(f"{home}/risks").text
    order = [page.index(f"{day} May") for day in (18, 20, 23, 24)]
    assert order == sorted(order)
    assert "3 days later" in page
    assert "A fight" in page
    assert "because" not in page.lower()


def test_the_law_says_its_article_beside_self_harm(door: Door, home: str) -> None:
    token = door.enter()
    harm = {"harm": "self_harm", "told_by": door.seed.person, "when": "2021-05-23"}
    one = made(door, home, token, "risk", **harm)
    assert "104(3)(3)" not in door.client.get(one).text
    assert "there is no note" in door.client.get(f"{home}/risks").text
    (head,) = re.findall(r"records/([0-9a-f]{32})", door.client.get(home).text)[:1]
    case = {"title": "A.", "law": "KZ", "reason": "It is there."}
    door.post(f"{home}/records/{head}/correct", token, **case)
    for path in (one, f"{home}/risks"):
        page = door.client.get(path).text
        assert "PEC of Kazakhstan, art. 104(3)(3)" in page
        assert "PEC of Kazakhstan, art. 14(9), 49(1)" in page


def test_the_risk_stands_in_the_head_with_its_review(door: Door, home: str) -> None:
    token = door.enter()
    assert "not assessed" in door.client.get(home).text
    fields = {"person": door.seed.person, "level": "high", "reasons": "Two threats."}
    made(door, home, token, "assessment", **fields, review=days_ago(1))
    assert re.search(r'l-high" href="[^"]+/risks">High<', door.client.get(home).text)
    page = door.client.get(f"{home}/risks").text
    assert "Two threats." in page
    assert "It was to be looked at again on" in page


def test_a_long_line_comes_a_page_at_a_time(door: Door, home: str) -> None:
    token = door.enter()
    for number in range(MOST):
        fields = {"harm": "search", "told_by": door.seed.person}
        made(door, home, token, "risk", **fields, when=f"20{number + 10}")
    page = door.client.get(f"{home}/risks").text
    assert page.count('<li class="ev') == MOST
    after = door.client.get(f"{home}/risks?skip={MOST}").text
    assert after.count('<li class="ev') == 1


def test_what_is_no_plan_and_no_event_is_refused(door: Door, home: str) -> None:
    door.enter()
    for room in ("plans", "risks"):
        one = f"{home}/{room}/{door.seed.person}"
        assert door.client.get(one).status_code == 404
