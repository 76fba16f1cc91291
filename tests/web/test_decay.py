"""What is being lost, by the page: recorded, counted down, contradicted; the letter."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from habeas.web.decay import MOST
from tests.web.conftest import PASSPHRASE, Door, QuickEntrance, opened, plant


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    """A door over a small case of its own, in which nothing else is being lost."""
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


def made(door: Door, home: str, token: str, **form: str) -> str:
    """Record something that is being lost by its form; return its address."""
    asked = {"what": "Corridor footage", "kind": "footage", **form}
    page = door.post(f"{home}/records/new/perishable", token, **asked)
    assert page.status_code == 200, page.text
    return str(page.url.path)


def step(door: Door, home: str, token: str, thing: str, **form: str) -> str:
    """Record a step by its form; return the page that it leads to."""
    asked = {"perishable": thing.rsplit("/", 1)[1], **form}
    page = door.post(f"{home}/records/new/preservation", token, **asked)
    assert page.status_code == 200, page.text
    assert page.url.path == thing
    return page.text


def test_from_the_form_to_a_contradiction(door: Door, home: str) -> None:
    token = door.enter()
    thing = made(
        door, home, token, when=days_ago(40), days="30", new_holder="Another prison"
    )
    assert thing.startswith(f"{home}/decay/")
    page = door.client.get(thing).text
    assert "Its time ended 9 days ago. Asking is still worth it." in page
    assert "Another prison" in page
    assert "Copies may lie elsewhere" in page
    asked = {"step": "asked", "when": days_ago(30), "mark": "17"}
    page = step(door, home, token, thing, **asked)
    assert "Fits:" in page
    assert "These records contradict" not in page
    page = step(door, home, token, thing, step="said_lost", when=days_ago(1), days="15")
    assert "These records contradict each other" in page
    assert "by this record: 15; said before: 30." in page
    listed = door.client.get(f"{home}/decay").text
    assert "2 contradictions" in listed
    assert "said to be lost" in listed


def test_the_most_urgent_stands_on_the_first_page(door: Door, home: str) -> None:
    token = door.enter()
    assert "Being lost first" not in door.client.get(home).text
    made(door, home, token, what="A register", kind="logbook")
    assert re.search(r"A register</a>\. No end is known\.", door.client.get(home).text)
    made(door, home, token, when=days_ago(28), days="30")
    page = door.client.get(home).text
    assert "Corridor footage" in page
    assert "A register" not in page


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"when": "2020-01-01", "kind": "garment"}, "washed or old, it may still give"),
        ({"when": "2020-01-01", "kind": "skin"}, "Late is still worth asking"),
        ({"ends": "2999-12-31"}, "years."),
        ({"kind": "skin"}, "Nobody knows how long it is kept. Ask today."),
    ],
)
def test_the_list_says_how_long_and_never_that_it_is_over(
    door: Door, home: str, form: dict[str, str], words: str
) -> None:
    token = door.enter()
    made(door, home, token, **form)
    page = door.client.get(f"{home}/decay").text
    assert words in page
    assert "too late" not in page.lower()


def test_a_long_list_comes_a_page_at_a_time(door: Door, home: str) -> None:
    token = door.enter()
    for number in range(MOST + 1):
        made(door, home, token, what=f"Thing {number}")
    assert door.client.get(f"{home}/decay").text.count('<li class="card">') == MOST
    after = door.client.get(f"{home}/decay?skip={MOST}").text
    assert after.count('<li class="card">') == 1


def test_the_form_of_a_step_keeps_to_the_compartment_and_fills_in_no_day(
    door: Door, home: str
) -> None:
    token = door.enter()
    thing = made(door, home, token, kind="skin", compartment="medical")
    one = thing.rsplit("/", 1)[1]
    form = f"{home}/records/new/preservation?perishable={one}&step=asked"
    page = door.client.get(form).text
    assert '<option value="medical" selected>' in page
    assert '<option value="asked" selected>' in page
    other = door.client.get(form.replace(one, door.seed.person)).text
    assert '<option value="case" selected>' in other


def test_a_withdrawn_step_is_named_below(door: Door, home: str) -> None:
    token = door.enter()
    thing = made(door, home, token)
    told = step(door, home, token, thing, step="refused", when=days_ago(1))
    (one,) = re.findall(r'<li class="ev" id="([0-9a-f]{32})"', told)
    fields = {"perishable": thing.rsplit("/", 1)[1], "step": "never"}
    page = door.post(f"{home}/records/{one}/correct", token, reason="A slip.", **fields)
    assert page.url.path == thing
    assert "Said never to have existed" in page.text
    door.post(f"{home}/records/{one}/withdraw", token, reason="Another camera.")
    page = door.client.get(thing)
    assert "Withdrawn steps" in page.text
    assert "Another camera." in page.text
    door.post(f"{home}/records/{thing[-32:]}/withdraw", token, reason="Twice.")
    assert "This record was withdrawn." in door.client.get(thing).text
    assert "Nothing is recorded as being lost" in door.client.get(f"{home}/decay").text


def test_the_letter_holds_what_was_typed_and_nothing_of_it_is_kept(
    door: Door, home: str
) -> None:
    token = door.enter()
    thing = made(door, home, token, holder=door.seed.prison, when=days_ago(3))
    form = door.client.get(f"{thing}/letter").text
    assert 'value="The prison"' in form
    typed = {"to": "The head", "person": "Zarina Omarova", "annexes": "One\n\n Two "}
    page = door.post(f"{thing}/letter", token, into="ru", number="41", **typed)
    assert page.status_code == 200
    assert '<article class="receipt stack letter" lang="ru">' in page.text
    for words in ("The head", "№ 41", "Zarina Omarova", "<li>Two</li>", "Просим:"):
        assert words in page.text
    assert "Zarina" not in str(page.url)
    for path in (thing, f"{thing}/letter", f"{home}/decay"):
        assert "Zarina" not in door.client.get(path).text


def test_a_name_where_it_must_not_stand_is_refused_and_nothing_typed_is_lost(
    door: Door, home: str
) -> None:
    token = door.enter()
    thing = made(door, home, token)
    typed = {"to": "On Zarina Omarova", "sender": "Counsel 1", "into": "kk"}
    page = door.post(f"{thing}/letter", token, **typed)
    assert page.status_code == 409
    assert "of A. stands in the letter." in page.text
    assert 'value="On Zarina Omarova"' in page.text
    assert 'value="Counsel 1"' in page.text
    assert '<option value="kk" lang="kk" selected>' in page.text
    page = door.post(f"{thing}/letter", token, into="tlh")
    assert page.status_code == 400


def test_what_is_no_such_thing_is_refused(door: Door, home: str) -> None:
    door.enter()
    for path in ("", "/letter"):
        one = f"{home}/decay/{door.seed.person}{path}"
        assert door.client.get(one).status_code == 404
