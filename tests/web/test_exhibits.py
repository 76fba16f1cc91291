"""An exhibit and its chain by the page: recorded, followed, and what is wrong said."""

import re

import pytest

from habeas.web.exhibits import EVENTS
from tests.web.conftest import Door


@pytest.fixture
def home(door: Door) -> str:
    return f"/cases/{door.seed.case}"


def made(door: Door, home: str, token: str, **form: str) -> str:
    """Record a thing by its form; return its address."""
    asked = {"what": "A grey T-shirt", "kind": "garment", **form}
    page = door.post(f"{home}/exhibits/new", token, **asked)
    assert page.status_code == 200, page.text
    return str(page.url.path)


def happens(door: Door, home: str, token: str, thing: str, **form: str) -> str:
    """Record an event by its form; return the page of the chain."""
    asked = {"exhibit": thing.rsplit("/", 1)[1], **form}
    page = door.post(f"{home}/records/new/custody", token, **asked)
    assert page.status_code == 200, page.text
    assert page.url.path == thing
    return page.text


def test_from_the_form_to_a_chain_with_a_break(door: Door, home: str) -> None:
    token = door.enter()
    thing = made(door, home, token, new_found_by="Her sister", packaging="plastic")
    page = door.client.get(thing).text
    assert re.search(r"Ex\. ([2-9]|[1-9][0-9])\b", page)  # the seed's letter is Ex. 1
    assert "Plastic keeps it damp" in page
    assert "No record says who has held it" in page
    signed = {"signed": "signed", "when.known": "seen"}
    page = happens(
        door,
        home,
        token,
        thing,
        event="handed",
        new_giver="Her sister",
        new_taker="Counsel 1",
        when="2026-11-20",
        seal_after="K-1",
        **signed,
    )
    assert "no break found" in page
    assert "Her sister" in page
    page = happens(
        door,
        home,
        token,
        thing,
        event="handed",
        new_giver="A courier",
        new_taker="Laboratory",
        when="2026-11-22",
        seal_before="K-2",
        **signed,
    )
    assert "1 break" not in page
    assert "2 breaks" in page
    assert "A courier has it on 22 November 2026" in page
    assert "The seal found here is K-2; the last one put on was K-1." in page
    assert "2 breaks" in door.client.get(f"{home}/exhibits").text


def test_the_form_says_what_the_record_expects_and_fills_in_nothing(
    door: Door, home: str
) -> None:
    """What is found is written down by who sees it; no address holds a seal."""
    token = door.enter()
    thing = made(door, home, token, seal="K 1&x", found_by=door.seed.person)
    page = door.client.get(thing).text
    (link,) = re.findall(r'href="([^"]*records/new/custody[^"]*)"', page)
    assert "K%201" not in page
    form = door.client.get(link).text
    assert "held by A., under the seal K 1&amp;x" in form
    assert 'value="K 1&amp;x"' not in form
    assert f'value="{door.seed.person}" selected' not in form


def test_a_person_chosen_and_another_typed_is_refused(door: Door, home: str) -> None:
    token = door.enter()
    thing = made(door, home, token)
    asked = {"exhibit": thing.rsplit("/", 1)[1], "event": "handed"}
    both = {"taker": door.seed.person, "new_taker": "Somebody else"}
    page = door.post(f"{home}/records/new/custody", token, **asked, **both)
    assert page.status_code == 400
    assert "somebody was chosen and somebody else was typed" in page.text
    assert 'value="Somebody else"' in page.text


def test_a_choice_that_is_no_exhibit_shows_the_form_again(
    door: Door, home: str
) -> None:
    token = door.enter()
    asked = {"exhibit": door.seed.person, "event": "moved", "seal_before": "K-77"}
    page = door.post(f"{home}/records/new/custody", token, **asked)
    assert page.status_code == 400
    assert 'value="K-77"' in page.text


def test_a_withdrawn_event_is_named_below_the_chain(door: Door, home: str) -> None:
    token = door.enter()
    thing = made(door, home, token)
    page = happens(door, home, token, thing, event="moved", when="2026-11-20 10:30")
    assert "10:30" in page
    (one,) = re.findall(r'<li class="ev[^"]*" id="([0-9a-f]{32})"', page)
    door.post(f"{home}/records/{one}/withdraw", token, reason="Another thing.")
    page = door.client.get(thing).text
    assert "Withdrawn events" in page
    assert "Another thing." in page


def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    door: Door, home: str
) -> None:
    token = door.enter()
    page = door.post(f"{home}/exhibits/new", token, what="A swab", storage="A safe")
    assert page.status_code == 400
    assert "‘Kind of thing’ is missing." in page.text
    assert 'value="A swab"' in page.text
    assert 'value="A safe"' in page.text


def test_a_long_chain_comes_a_page_at_a_time(door: Door, home: str) -> None:
    token = door.enter()
    thing = made(door, home, token)
    for day in range(EVENTS + 2):
        last = day == EVENTS + 1
        happens(
            door,
            home,
            token,
            thing,
            event="moved",
            giver=door.seed.prison if last else door.seed.person,
            when=f"2026-0{1 + day // 28}-{1 + day % 28:02}",
        )
    first = door.client.get(thing).text
    assert first.count('<li class="ev') == EVENTS
    (link,) = re.findall(rf'href="([^"]*)"[^>]*>Event {EVENTS + 2}<', first)
    after = door.client.get(link.partition("#")[0]).text
    assert after.count('<li class="ev') == 2
    assert link.partition("#")[2] in after


def test_a_document_leads_to_its_chain(door: Door, home: str) -> None:
    token = door.enter()
    page = door.client.get(f"{home}/documents/{door.seed.document}").text
    thing = f"{home}/exhibits/{door.seed.document}"
    assert f'href="{thing}"' in page
    page = happens(door, home, token, thing, event="presented", giver=door.seed.person)
    assert "1. Presented" in page


def test_what_is_no_exhibit_is_refused(door: Door, home: str) -> None:
    door.enter()
    assert door.client.get(f"{home}/exhibits/{door.seed.person}").status_code == 404
    assert door.client.get(f"{home}/exhibits/nothing").status_code == 404
    assert door.client.get(f"{home}/records/new/exhibit").status_code == 404
