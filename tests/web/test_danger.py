"""'Suspend me', signs of life and travel by the page."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from habeas.actions.desk import Desk
from habeas.actions.life import Terms, agree, listened
from habeas.actions.members import members, remove
from habeas.actions.record import open_case, put
from habeas.actions.travel import say_going
from habeas.case.facts.members import Role
from habeas.web.life import warnings
from tests import conftest as common
from tests.actions.copies import TITLE, Copies
from tests.web.conftest import Door, Seed, opened, token_of

SEED = Seed("", "", "", "", "", "", "", "")


@pytest.fixture
def pair(new_desk: Callable[[str], Desk]) -> Copies:
    """Return a case that ann and bob lead; bob has one of his own besides."""
    made = Copies(new_desk)
    made.begin()
    bob = made.enter("bob", Role.LEAD)
    made.bring("bob", "ann")
    made.bring("ann", "bob")
    made.members["bob's own"] = open_case(
        bob, {"title": {"lang": "en", "text": "Bob's own"}}, "test"
    )
    return made


@pytest.fixture
def door(pair: Copies) -> Iterator[Door]:
    """A door over bob's vault, which a test opens with `enter`."""
    yield from opened(pair.desks["bob"].vault.folder, SEED)


def enter(door: Door, pair: Copies) -> str:
    pair.desks["bob"].close()
    token = token_of(door.client.get(f"/open/{door.sessions.mint()}").text)
    page = door.post("/unlock", passphrase=common.PASSPHRASE, csrf=token)
    assert page.status_code in (200, 303)
    return token


def is_locked(door: Door) -> bool:
    return not door.keeper.is_open


def test_suspend_me_is_one_button_and_then_the_vault_is_locked(
    door: Door, pair: Copies
) -> None:
    token = enter(door, pair)
    today = door.client.get("/today").text
    assert 'href="/suspend-me"' in today
    page = door.client.get("/suspend-me").text
    assert "The case of A." in page
    assert "Bob&#39;s own" not in page
    assert '<input class="input"' not in page.split('id="main"')[1]  # nothing to type
    done = door.post("/suspend-me/now", csrf=token).text
    assert "You are suspended on this device, and the vault is locked" in done
    assert "recorded here, not sent: no hub is known" in done
    assert "Nobody else knows it yet" in done
    assert "they suspend you on ‘Members’" in done
    assert is_locked(door)


def test_a_suspension_that_a_hub_has_is_not_called_unsent(
    door: Door, pair: Copies, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("habeas.web.danger.send_now", lambda _desk, _case: True)
    token = enter(door, pair)
    done = door.post("/suspend-me/now", csrf=token).text
    assert "You are suspended, and the vault is locked" in done
    assert "a hub has it, and gives it to the others" in done
    assert "Nobody else knows it yet" not in done


def test_today_names_who_went_out_until_the_members_are_looked_at(
    door: Door, pair: Copies
) -> None:
    pair.enter("zoya")
    pair.meet("ann", "bob", "zoya")
    remove(pair.desks["ann"], pair.case, pair.members["zoya"], "left")
    pair.bring("ann", "bob")
    enter(door, pair)
    told = "Zoya was removed from ‘The case of A.’ by Ann"
    for page in ("/today", f"/cases/{pair.case}/today"):
        assert told in door.client.get(page).text
    assert "Zoya" in door.client.get(f"/cases/{pair.case}/members").text
    assert told not in door.client.get("/today").text


def test_it_stands_in_the_menu_of_every_case_and_says_so_afterwards(
    door: Door, pair: Copies
) -> None:
    token = enter(door, pair)
    home = f"/cases/{pair.case}"
    assert 'href="/suspend-me"' in door.client.get(f"{home}/people").text
    door.post("/suspend-me/now", csrf=token)
    token = token_of(door.client.get(f"/open/{door.sessions.mint()}").text)
    door.post("/unlock", passphrase=common.PASSPHRASE, csrf=token)
    assert "You are out of this case now." in door.client.get(f"{home}/today").text
    assert "already" in door.client.get("/suspend-me").text
    assert "recorded" in door.post("/suspend-me/now", csrf=token).text


def test_without_the_token_nobody_is_suspended(door: Door, pair: Copies) -> None:
    enter(door, pair)
    for path in ("/suspend-me/now", "/travel/leave"):
        assert door.post(path, csrf="wrong").status_code == 403
    assert not is_locked(door)


def test_signs_of_life_are_agreed_and_ended_by_the_page(
    door: Door, pair: Copies
) -> None:
    ann = members(pair.desks["ann"], pair.case)[0].id
    token = enter(door, pair)
    here = f"/cases/{pair.case}/members/life"
    form = door.client.get(here).text
    assert '<option value="">– choose –</option>' in form
    assert " selected" not in form.partition('<select id="who"')[2].partition("<p")[0]
    page = door.post(here, csrf=token, who="", hours="24", grace="12").text
    assert "Choose whose sign of life this is about." in page
    for bad in ("", "soon", "1"):
        page = door.post(here, csrf=token, who=ann, hours=bad, grace="12").text
        assert 'class="ask bad"' in page
    page = door.post(
        here, csrf=token, who=ann, hours="24", grace="12", agreed="Ann, aloud"
    ).text
    assert "Ann, aloud" in page
    assert "heard of in time" in page
    assert f'href="/cases/{pair.case}/members/life"' in (
        door.client.get(f"/cases/{pair.case}/members").text
    )
    page = door.post(here, csrf=token, who=ann, act="suspend").text
    assert "Nobody of this name is late now." in page
    page = door.post(here, csrf=token, who=ann, act="end").text
    assert "Ann, aloud" not in page


def test_a_case_kept_alone_has_nobody_who_could_miss_one(
    door: Door, pair: Copies
) -> None:
    enter(door, pair)
    own = pair.members["bob's own"]
    page = door.client.get(f"/cases/{own}/members/life").text
    assert "Nobody else is here who could miss you." in page


def test_today_warns_before_anybody_is_suspended(pair: Copies) -> None:
    ann, bob = pair.desks["ann"], members(pair.desks["ann"], pair.case)[1].id
    agree(ann, pair.case, bob, Terms(24, 12, "Bob"))
    assert warnings(ann, "en") == []
    clock = ann.clock
    assert isinstance(clock, common.FixedClock)
    clock.at += timedelta(hours=25)
    ((what, advice, serious),) = warnings(ann, "en")
    assert what.startswith("Bob should have been heard of by")
    assert "nothing is deleted" in advice
    assert serious
    assert warnings(ann, "kk", pair.case)[0][0] != what
    for hours in (20, 2, 2):
        clock.at += timedelta(hours=hours)
        listened(ann, pair.case)
    assert "doesn’t decide" not in warnings(ann, "en")[0][1]  # ann was here first


def test_travel_tells_first_and_says_what_is_wanting(door: Door, pair: Copies) -> None:
    token = enter(door, pair)
    page = door.client.get("/travel").text
    assert "Tell them that this device leaves" in page
    assert "Bob&#39;s own" not in page
    assert "Remove them" not in page
    page = door.post("/travel", csrf=token, case="00" * 16).text
    assert "Choose a case." in page
    page = door.post("/travel", csrf=token, case=pair.case).text
    assert "nobody else is known to have a copy yet" in page
    assert "Tell them that this device leaves" not in page
    page = door.post("/travel/leave", csrf=token, case=pair.case, sure="yes").text
    assert "Nobody else is known to have all of this case." in page
    assert not is_locked(door)


def test_travel_takes_the_case_off_and_locks(door: Door, pair: Copies) -> None:
    bob = pair.desks["bob"]
    put(bob, pair.case, "note", {"text": {"lang": "en", "text": "x"}})
    say_going(bob, pair.case)
    pair.bring("bob", "ann")
    pair.bring("ann", "bob")
    token = enter(door, pair)
    page = door.post("/travel/leave", csrf=token).text
    assert "Choose at least one case." in page
    page = door.post("/travel/leave", csrf=token, case=pair.case).text
    assert "Confirm that only another member can let it back." in page
    assert " checked" in page  # what was chosen stays chosen
    page = door.post("/travel/leave", csrf=token, case=pair.case, sure="yes").text
    assert "1 case has left this device" in page
    assert is_locked(door)
    token = token_of(door.client.get(f"/open/{door.sessions.mint()}").text)
    door.post("/unlock", passphrase=common.PASSPHRASE, csrf=token)
    listed = door.client.get("/cases").text
    assert TITLE["title"]["text"] not in listed
    assert "Bob&#39;s own" in listed
    assert door.client.get(f"/cases/{pair.case}").status_code == 404
