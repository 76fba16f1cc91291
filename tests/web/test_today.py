"""Today by the page: what stands where, what a hostile title can do, what goes out."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from habeas.actions import calendars, notifying
from habeas.actions.record import open_case
from habeas.case.dues import Due, Sort
from habeas.views import dues as module
from habeas.views.db import Views
from habeas.web import today as page
from tests.papers.reading import days_of
from tests.web.conftest import PASSPHRASE, Door, QuickEntrance, opened, plant

HOSTILE = "<script>alert(1)</script>\" onfocus='x' {{ 7*7 }}"


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


def day(far: int) -> str:
    return (date.today() + timedelta(days=far)).isoformat()  # noqa: DTZ011 - as the system clock


def lost(door: Door, home: str, token: str, what: str, far: int | None = None) -> str:
    form = {"what": what, "kind": "garment"}
    if far is not None:
        form["ends"] = day(far)
    made = door.post(f"{home}/records/new/perishable", token, **form)
    assert made.status_code == 200
    return str(made.url.path)


def second_case(door: Door, title: str = "Another case") -> str:
    desk = door.keeper._desk
    assert desk is not None
    return open_case(desk, {"title": {"lang": "en", "text": title}}, "test")


def due(door: Door, sort: str, far: int | None, what: str, page: str = "") -> Due:
    person = door.seed.person
    at = "" if far is None else day(far)
    return Due(Sort(sort), person, page or person, at, "case", what=what, lang="en")


@pytest.fixture
def every_group(door: Door, monkeypatch: pytest.MonkeyPatch) -> Door:
    """One due in each group, as the rooms to come will give them."""
    made = [
        replace(due(door, "deadline", -3, "Appeal"), proposed=True),
        due(door, "silence", -1, "Silence of A."),
        due(door, "hearing", 0, "Hearing"),
        due(door, "contact", 5, "Visit"),
        due(door, "decay", 20, "Footage"),
        replace(due(door, "reply", 9, "Answer"), soft=True),
        due(door, "review", None, ""),
        due(door, "deadline", 40, "Cassation", "deadlines/7"),
    ]

    def room(_views: Views, _case: str) -> list[Due]:
        return made

    monkeypatch.setattr(module, "ROOMS", (room,))
    return door


def test_it_is_the_first_page_and_of_the_only_case(door: Door, home: str) -> None:
    door.enter()
    first = door.client.get("/")
    assert first.url.path == f"{home}/today"
    second_case(door)
    assert door.client.get("/").url.path == "/today"
    assert "Another case" in door.client.get("/cases").text


def test_a_vault_without_a_case_begins_with_one(tmp_path: Path) -> None:
    QuickEntrance(tmp_path / "empty").create(PASSPHRASE).close()
    for door in opened(tmp_path / "empty", None):  # type: ignore[arg-type]
        door.enter()
        assert door.client.get("/").url.path == "/cases/new"


def test_an_empty_day_is_honest(door: Door, home: str) -> None:
    door.enter()
    for address in ("/today", f"{home}/today"):
        text = door.client.get(address).text
        assert "Nothing recorded is due now" in text
        assert "a term that nobody entered is not on it" in text
        assert "<title>Today – Habeas</title>" in text


def test_every_group_in_its_order(every_group: Door, home: str) -> None:
    every_group.enter()
    text = every_group.client.get("/today").text
    heads = re.findall(r'<h2 id="g-(\w+)">', text)
    assert heads == [
        *("overdue", "silent", "today", "soon", "losing", "waiting", "unknown"),
    ]
    assert "<title>Today (3) – Habeas</title>" in text
    assert "1 more, later" in text
    assert "Cassation" not in text
    later = every_group.client.get("/today?group=later").text
    assert f'href="{home}/deadlines/7" autofocus>Cassation</a>' in later
    lines = re.findall(r"<b>([^<]+)</b> <span>([^<]+)</span></p>", text)
    assert lines == [
        *(
            ("3", "days ago"),
            ("1", "day of silence"),
            ("0", "today"),
            ("5", "days left"),
        ),
        *(("20", "days left"), ("9", "days left"), ("–", "no day is known")),
    ]
    assert text.count("not confirmed") == 1
    assert text.count("no fixed limit") == 1
    assert text.count(f'href="{home}/people/{every_group.seed.person}"') == 7
    assert text.count("autofocus") == 1
    assert "to be looked at again</a>" in text


def test_what_the_rooms_say_is_shown_in_the_case_alone(door: Door, home: str) -> None:
    token = door.enter()
    other = second_case(door)
    thing = lost(door, home, token, "Corridor footage", 3)
    assert f'href="{thing}"' in door.client.get("/today").text
    assert f'href="{thing}"' in door.client.get(f"{home}/today").text
    assert f'href="{thing}"' not in door.client.get(f"/cases/{other}/today").text
    assert "A. – the night of 3 May" in door.client.get("/today").text


def test_a_hostile_title_is_only_words(door: Door, home: str) -> None:
    token = door.enter()
    second_case(door, HOSTILE)
    lost(door, home, token, HOSTILE, 1)
    text = door.client.get("/today").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert "{{ 7*7 }}" in text
    assert HOSTILE[:8] not in re.findall(r"<title>(.*?)</title>", text)[0]


def test_many_are_shown_a_part_at_a_time(door: Door, home: str) -> None:
    token = door.enter()
    for number in range(page.MOST + 1):
        lost(door, home, token, f"Thing {number:02}", number + 1)
    text = door.client.get("/today").text
    assert text.count('class="due ') == page.FEW
    assert f"All {page.MOST + 1}" in text
    alone = door.client.get("/today?group=losing").text
    assert alone.count('class="due ') == page.MOST
    assert f"group=losing&amp;skip={page.MOST}" in alone
    last = door.client.get(f"/today?group=losing&skip={page.MOST}").text
    assert last.count('class="due ') == 1
    assert f"Thing {page.MOST:02}" in last
    assert "group=losing&amp;skip=0" in last


@pytest.mark.parametrize("asked", ["nothing", "", "<b>", "overdue"])
def test_a_group_that_has_nothing_shows_an_honest_page(door: Door, asked: str) -> None:
    door.enter()
    found = door.client.get("/today", params={"group": asked})
    assert found.status_code == 200
    assert "Nothing recorded is due now" in found.text


def test_a_case_that_is_not_there_has_no_today(door: Door) -> None:
    door.enter()
    assert door.client.get(f"/cases/{'0' * 32}/today").status_code == 404


def test_the_calendar_is_taken_out_without_a_word_of_the_case(
    door: Door, home: str
) -> None:
    token = door.enter()
    lost(door, home, token, "Corridor footage of Zarina", 2)
    other = second_case(door)
    taken = door.client.get("/today/calendar")
    assert taken.headers["content-type"] == "text/calendar; charset=utf-8"
    assert taken.headers["content-disposition"].endswith("''habeas%2Eics")
    assert taken.headers["cache-control"] == "no-store"
    for word in ("Corridor", "Zarina", "A.", "3 May", door.seed.case, door.seed.person):
        assert word not in taken.text
    assert days_of(taken.content) == [date.fromisoformat(day(2))]
    assert "VEVENT" in door.client.get(f"{home}/today/calendar").text
    assert "VEVENT" not in door.client.get(f"/cases/{other}/today/calendar").text


def test_a_locked_vault_gives_no_calendar(door: Door) -> None:
    assert door.client.get("/today/calendar").status_code == 403
    token = door.enter()
    door.post("/lock", token)
    assert "VCALENDAR" not in door.client.get("/today/calendar").text


def test_the_calendar_is_kept_and_given_up_by_the_page(
    door: Door, home: str, tmp_path: Path
) -> None:
    token, place = door.enter(), tmp_path / "habeas.ics"
    lost(door, home, token, "Corridor footage", 2)
    asked = "/today/reminders"
    assert "Kept up to date" not in door.client.get(asked).text
    refused = door.post(asked, token, act="keep", place=f"{tmp_path}/vault/h.ics")
    assert refused.status_code == 409
    assert f"{tmp_path}/vault/h.ics" in refused.text
    kept = door.post(asked, token, act="keep", place=str(place))
    assert "Kept up to date while Habeas is unlocked" in kept.text
    assert str(place) in kept.text
    assert b"VEVENT" in place.read_bytes()
    place.unlink()
    assert "It is not there now." in door.client.get(asked).text
    door.post(asked, token, act="give_up")
    assert "Kept up to date" not in door.client.get(asked).text
    assert door.post(asked, token, act="nothing").status_code == 200


def test_notifications_are_switched_by_the_page(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = door.enter()
    told: list[str] = []
    monkeypatch.setattr(notifying, "_program", list)
    assert "no program for notifications" in door.client.get("/today/reminders").text
    refused = door.post("/today/reminders", token, act="notify")
    assert "so they stay off" in refused.text
    monkeypatch.setattr(notifying, "_program", lambda: ["notify-send"])

    def notify(words: str) -> bool:
        told.append(words)
        return True

    monkeypatch.setattr(notifying, "notify", notify)
    assert "Switched on" in door.post("/today/reminders", token, act="notify").text
    assert told == ["Habeas: something is due today"]
    desk = door.keeper._desk
    assert desk is not None
    notifying.note(desk, shown=False)
    assert "could not be shown" in door.client.get("/today/reminders").text
    off = door.post("/today/reminders", token, act="silent")
    assert "Switched on" not in off.text


def test_no_reminder_without_the_token_of_the_form(door: Door, tmp_path: Path) -> None:
    door.enter()
    place = tmp_path / "forged.ics"
    refused = door.post("/today/reminders", "forged", act="keep", place=str(place))
    assert refused.status_code == 403
    assert not place.exists()
    desk = door.keeper._desk
    assert desk is not None
    assert calendars.kept_at(desk) == ""
