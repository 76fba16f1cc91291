"""A paper with the name, by its page: why not, and what comes of it."""

from habeas.actions.record import correct, put
from habeas.views.records import records
from tests.web.conftest import Door

CHOSEN = "‘With the name’ is chosen, but the pseudonym stands."
PRINTED = "This paper prints the complainant’s name."
NAME = "Zarina Omarova"


def record_who_agreed(door: Door, answer: str) -> None:
    desk = door.keeper._desk
    assert desk is not None
    (line,) = records(desk.views, door.seed.case, "case")
    if answer == "given":
        who = {"subject": door.seed.person}
        correct(desk, door.seed.case, line.id, who, reason="known now")
    said = {"person": door.seed.person, "use": "international", "answer": answer}
    put(desk, door.seed.case, "consent", {**said, "with_name": answer == "given"})


def test_the_page_says_why_and_prints_the_name_only_then(door: Door) -> None:
    token = door.enter()
    home = f"/cases/{door.seed.case}/papers"
    here = door.post(home, form="allegation-letter", language="en", csrf=token).url.path
    page = door.client.get(here).text
    assert "Anonymous submissions are not considered" in page
    assert "Make it with the name" not in page
    refused = door.post(f"{here}/named", csrf=token, named="on")
    assert refused.status_code == 409
    assert "Nobody is recorded as the complainant" in refused.text
    record_who_agreed(door, "given")
    page = door.client.get(here).text
    assert "is not chosen for this paper" in page
    assert NAME not in page
    named = door.post(f"{here}/named", csrf=token, named="on")
    assert PRINTED in named.text
    assert f"<span>{NAME}</span>" in named.text
    record_who_agreed(door, "withdrawn")
    page = door.client.get(here).text
    assert CHOSEN in page
    assert "The complainant withdrew the consent to this use." in page
    assert NAME not in page
    page = door.post(f"{here}/named", csrf=token, named="off").text
    assert CHOSEN not in page
    assert "The pseudonym stands." in page


def test_a_paper_for_colleagues_offers_no_name(door: Door) -> None:
    token = door.enter()
    home = f"/cases/{door.seed.case}/papers"
    page = door.post(home, form="chronology", language="en", csrf=token).text
    assert "This paper asks for no name" in page
    assert "Make it with the name" not in page
