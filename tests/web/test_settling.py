"""Two changed one field without knowing of each other: a person settles it."""

import pytest

from habeas.actions.desk import Desk
from habeas.actions.joining import arrive
from habeas.actions.merging import held, outgoing, outgoing_boxes
from habeas.actions.record import correct, put
from habeas.views.records import record
from tests.web.conftest import Door
from tests.web.test_sticks import beth, desk_of, door, token

__all__ = ["beth", "door", "token"]


def carry(source: Desk, target: Desk, case: str) -> None:
    packs = list(outgoing(source, case, held(target, case)))
    arrive(target, case, packs, outgoing_boxes(source, case))


def doubled(ann: Desk, other: Desk, case: str) -> str:
    """Let both change the role of one person; return who it is."""
    carry(ann, other, case)
    person = put(ann, case, "person", {"pseudonym": "Z.", "role": "witness"})
    carry(ann, other, case)
    correct(ann, case, person, {"role": "expert"}, reason="she said so")
    correct(other, case, person, {"role": "relative"}, reason="he said so")
    carry(other, ann, case)
    return person


@pytest.mark.parametrize("shown", [True, False])
def test_both_values_are_shown_until_somebody_chooses(
    door: Door, token: str, beth: tuple[Desk, str], *, shown: bool
) -> None:
    """Whichever they choose: the one that the form shows, or the other one."""
    ann, (other, _member), case = desk_of(door), beth, door.seed.case
    person = doubled(ann, other, case)
    page = door.client.get(f"/cases/{case}/people/{person}").text
    for words in ("two versions", "she said so", "he said so"):
        assert words in page
    before = record(ann.views, case, person).state
    assert before.conflicts == ("role",)
    choice = str(before.fields["role"])
    if not shown:
        (choice,) = {"expert", "relative"} - {choice}
    at = f"/cases/{case}/records/{person}/correct"
    assert "Somebody else changed it too" in door.client.get(at).text
    form = {"pseudonym": "Z.", "role": choice, "reason": "we asked her together"}
    answer = door.post(at, token, **form)
    assert answer.status_code == 200
    assert "two versions" not in answer.text
    carry(ann, other, case)
    for desk in (ann, other):
        state = record(desk.views, case, person).state
        assert (state.conflicts, state.fields["role"]) == ((), choice)
        assert {one.reason for one in state.history} >= {"she said so", "he said so"}
    again = door.post(at, token, **{**form, "reason": "again"})
    assert again.status_code == 400  # nothing is different any more
    assert "Somebody else changed it too" not in door.client.get(at).text


@pytest.mark.usefixtures("token")
def test_each_version_stands_with_who_wrote_it_and_when(
    door: Door, beth: tuple[Desk, str]
) -> None:
    ann, (other, _member), case = desk_of(door), beth, door.seed.case
    person = doubled(ann, other, case)
    page = door.client.get(f"/cases/{case}/people/{person}").text
    beside = page.split("two versions")[1].split("</dd>")[0]
    at = f"/cases/{case}/records/{person}/correct"
    form = door.client.get(at).text.split("Somebody else changed it too")[1]
    for shown in (beside, form.split("</dl>")[0]):
        for words in ("expert", "relative", "Ann: laptop", "Beth: laptop of Beth"):
            assert words in shown
        assert shown.count("<time") == 2
    assert f'href="{at}#f-role">Choose which holds' in beside
    history = page.split('id="history"')[1]
    logs = {one.entry[0] for one in record(ann.views, case, person).state.history}
    assert "Beth: laptop of Beth</bdi>" in history
    assert not any(f">{log[:8]}·" in history for log in logs)
