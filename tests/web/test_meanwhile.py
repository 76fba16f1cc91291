"""Two forms of one record that are open at the same time."""

import re
from html import unescape

import pytest

from habeas.case.fold import State
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


@pytest.mark.parametrize("forged", ["", "x", "0:0 1:1", "é" * 999])
def test_what_a_form_says_it_showed_breaks_nothing(door: Door, forged: str) -> None:
    token = door.enter()
    form = shown(door.client.get(at(door)).text)
    form |= {"pseudonym": "E.", "reason": "A slip.", "seen": forged}
    assert door.post(at(door), token, **form).status_code in (200, 400)
