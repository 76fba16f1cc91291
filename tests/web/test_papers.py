"""Papers by the page: begin, answer, look, take out."""

from tests.web.conftest import Door


def test_from_the_form_to_the_file(door: Door) -> None:
    token = door.enter()
    home = f"/cases/{door.seed.case}/papers"
    page = door.client.get(home).text
    assert "Chronology" in page
    begun = door.post(home, form="allegation-letter", language="en", csrf=token)
    here = begun.url.path
    page = door.client.get(here).text
    assert "[Which mandate or mandates it is for]" in page
    assert " denies this: " in page
    answers = {"a.mandate": "Working Group", "a.urgent": "no", "a.rights": "As said."}
    door.post(here, csrf=token, **answers)
    page = door.client.get(here).text
    assert "[Which mandate or mandates it is for]" not in page
    assert "1 paragraph of yours points to nothing" in page
    held = door.post(f"{here}/write", csrf=token, **{"as": "pdf"})
    assert held.status_code == 409
    assert "It does not leave yet" in held.text
    why = door.despite(here, "She is held and can't be asked.")
    made = door.post(f"{here}/write", csrf=token, **{"as": "pdf"}, **why)
    assert made.content.startswith(b"%PDF")
    made = door.post(f"{here}/write", csrf=token, **{"as": "docx"}, **why)
    assert made.content.startswith(b"PK")
    wrong = door.post(f"{here}/write", csrf=token, **{"as": "exe"})
    assert wrong.status_code == 400
    assert "Choose PDF or Word." in wrong.text


def test_what_cannot_be_made_is_said_and_nothing_typed_is_lost(door: Door) -> None:
    token = door.enter()
    home = f"/cases/{door.seed.case}/papers"
    begun = door.post(home, form="allegation-letter", language="en", csrf=token)
    here = begun.url.path
    door.post(here, csrf=token, **{"a.rights": "See [ex 77]."})
    page = door.client.get(here).text
    assert "Ex. 77, which is not in this case" in page
    assert "See [ex 77]." in page
    refused = door.post(here, csrf=token, **{"a.mandate": "Me", "a.urgent": "soon"})
    assert refused.status_code == 400
    assert "is no answer to" in refused.text
    assert 'value="Me"' in refused.text


def test_no_such_paper(door: Door) -> None:
    token = door.enter()
    home = f"/cases/{door.seed.case}/papers"
    assert door.post(home, form="x", language="en", csrf=token).status_code == 404
    assert door.client.get(f"{home}/{door.seed.person}").status_code == 404
