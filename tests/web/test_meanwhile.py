"""Two forms of one record that are open at the same time."""

import re
from html import unescape
from typing import Any

import pytest

from habeas.case.codec import Act, Body, encode_body
from habeas.case.fold import State
from habeas.crypto.nonce import random_bytes
from habeas.vault.append import Draft, append
from habeas.vault.case_keys import device_in
from habeas.views.db import catch_up
from habeas.views.records import record
from tests.web.conftest import Door


def state(door: Door) -> State:
    assert door.keeper._desk is not None
    return record(door.keeper._desk.views, door.seed.case, door.seed.person).state


def at(door: Door) -> str:
    return f"/cases/{door.seed.case}/records/{door.seed.person}/correct"


def shown(page: str) -> dict[str, str]:
    """Return what a form holds that is sent back untouched."""
    main = page[page.index("/correct") :]
    found = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', main))
    for name, rest in re.findall(
        r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', main, re.DOTALL
    ):
        chosen = re.search(r'value="([^"]*)"[^>]* selected', rest)
        found[name] = chosen[1] if chosen else ""
    texts = r'<textarea[^>]* name="([^"]+)"[^>]*>\n?(.*?)</textarea>'
    found |= dict(re.findall(texts, main, re.DOTALL))
    return {name: unescape(value) for name, value in found.items() if name != "csrf"}


def another(role: str) -> str:
    return "relative" if role != "relative" else "witness"


def test_what_another_changed_meanwhile_is_not_put_back(door: Door) -> None:
    token = door.enter()
    first, second = (shown(door.client.get(at(door)).text) for _ in range(2))
    other = another(first["role"])
    role = {**first, "role": other, "reason": "She is his sister."}
    assert door.post(at(door), token, **role).status_code == 200
    name = {**second, "pseudonym": "B.", "reason": "Another letter."}
    assert door.post(at(door), token, **name).status_code == 200
    now = state(door)
    assert (now.fields["role"], now.fields["pseudonym"]) == (other, "B.")
    assert now.history[-1].fields == {"pseudonym": "B."}
    assert not now.conflicts


def test_of_the_same_field_both_values_are_seen_first(door: Door) -> None:
    token = door.enter()
    first, second = (shown(door.client.get(at(door)).text) for _ in range(2))
    other = another(first["role"])
    changed = {**first, "pseudonym": "C.", "role": other, "reason": "A slip."}
    door.post(at(door), token, **changed)
    before = state(door)
    mine = {**second, "pseudonym": "D.", "reason": "Another letter."}
    page = door.post(at(door), token, **mine)
    assert page.status_code == 400
    assert "Somebody else changed this while the form was open: Pseudonym." in page.text
    assert state(door) == before
    again = shown(page.text)
    assert (again["pseudonym"], again["role"]) == ("D.", other)
    assert door.post(at(door), token, **again).status_code == 200
    now = state(door)
    assert (now.fields["pseudonym"], now.fields["role"]) == ("D.", other)


def apart(door: Door, fields: dict[str, Any], lamport: int) -> None:
    """Let somebody's correction come who had seen no entry but the first."""
    desk, case, first = door.keeper._desk, bytes.fromhex(door.seed.case), state(door)
    assert desk is not None
    body = Body(
        salt=random_bytes(32),
        act=Act.CORRECT,
        type=first.type,
        id=first.id,
        by=device_in(desk.vault, case).hex(),
        at=desk.clock.now(),
        lamport=lamport,
        fields=fields,
        over=(first.history[0].entry,),
        reason="apart",
    )
    append(desk.vault, case, [Draft(1, first.id, encode_body(body), lamport)])
    catch_up(desk.vault, desk.views)


@pytest.mark.parametrize("sooner", [True, False])
def test_what_came_since_is_held_against_what_the_form_showed(
    door: Door, *, sooner: bool
) -> None:
    """Not against what its writer had seen: that was put right before the form."""
    token = door.enter()
    form = shown(door.client.get(at(door)).text)
    mine, theirs = another(form["role"]), "expert"
    door.post(at(door), token, **{**form, "role": mine, "reason": "A slip."})
    form = shown(door.client.get(at(door)).text)
    assert form["role"] == mine
    stood = state(door)
    number = stood.history[0 if sooner else -1].lamport + 1
    apart(door, {"role": theirs}, number)
    assert state(door).fields["role"] == (theirs if sooner else mine)
    assert state(door).conflicts == ("role",)
    name = "F." if sooner else "G."
    page = door.post(at(door), token, **{**form, "pseudonym": name, "reason": "Hers."})
    assert page.status_code == 200, page.text
    now = state(door)
    assert now.history[-1].fields == {"pseudonym": name}
    assert now.conflicts == ("role",)  # both stand until somebody chooses
    form = shown(door.client.get(at(door)).text)
    door.post(at(door), token, **{**form, "role": mine, "reason": "It is so."})
    assert (state(door).conflicts, state(door).fields["role"]) == ((), mine)


@pytest.mark.parametrize("forged", ["", "x", "0:0 1:1", "é" * 999])
def test_what_a_form_says_it_showed_breaks_nothing(door: Door, forged: str) -> None:
    token = door.enter()
    form = shown(door.client.get(at(door)).text)
    form |= {"pseudonym": "E.", "reason": "A slip.", "seen": forged}
    assert door.post(at(door), token, **form).status_code in (200, 400)
