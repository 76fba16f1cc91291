"""Before a paper leaves, by the page."""

from habeas.actions.record import correct
from habeas.views.records import records
from tests.web.conftest import Door


def test_whom_it_is_for_is_asked_and_kept(door: Door) -> None:
    token = door.enter()
    home = f"/cases/{door.seed.case}/papers"
    begun = door.post(home, form="dramatis-personae", language="en", csrf=token)
    here = begun.url.path
    door.post(f"{here}/recipient", csrf=token, recipient="The new counsel")
    assert 'value="The new counsel"' in door.client.get(here).text


def test_the_original_of_a_sealed_paper_leads_to_the_paper(door: Door) -> None:
    token = door.enter()
    desk = door.keeper._desk
    assert desk is not None
    (line,) = records(desk.views, door.seed.case, "case")
    who = {"subject": door.seed.person}
    correct(desk, door.seed.case, line.id, who, reason="known now")
    home = f"/cases/{door.seed.case}/papers"
    begun = door.post(home, form="dramatis-personae", language="en", csrf=token)
    here = begun.url.path
    sealed = door.post(f"{here}/seal", csrf=token)
    assert "This is a paper as it was sealed" in sealed.text
    document = sealed.url.path
    led = door.client.get(f"{document}/original")
    assert (led.url.path, led.url.fragment) == (here, "paper")
    why = door.despite(here, "She is held and can't be asked.")
    door.post(f"{here}/write", csrf=token, **why, **{"as": "docx"})
    assert door.client.get(f"{document}/original").content.startswith(b"%PDF")
    other = f"/cases/{door.seed.case}/documents/{door.seed.document}"
    assert "as it was sealed" not in door.client.get(other).text
