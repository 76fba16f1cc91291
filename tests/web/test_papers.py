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


OWN, OTHER = "decision, 2 March 2021", "decision, 9 March 2021"


def decided(door: Door, token: str) -> dict[str, str]:
    """Record two proceedings with a decision each, and an appeal of the first."""

    def put(kind: str, **fields: str) -> str:
        made = door.post(
            f"/cases/{door.seed.case}/records/new/{kind}", csrf=token, **fields
        )
        return made.url.fragment or made.url.path.rsplit("/", 1)[-1]

    first = put("proceeding", title="The arrest", track="court")
    other = put("proceeding", title="The ward", track="court")
    step = {"step": "decision"}
    return {
        "appeal": put("proceeding", title="Upwards", track="court", parent=first),
        "other": other,
        "own": put("proceeding_step", proceeding=first, when="2021-03-02", **step),
        "alien": put("proceeding_step", proceeding=other, when="2021-03-09", **step),
    }


def test_a_step_is_chosen_by_its_day_within_its_proceeding(door: Door) -> None:
    token = door.enter()
    made = decided(door, token)
    home = f"/cases/{door.seed.case}/papers"
    here = door.post(home, form="appeal", language="ru", csrf=token).url.path
    page = door.client.get(here).text
    assert f"{OWN} – The arrest" in page
    assert f"{OTHER} – The ward" in page
    answers = {"csrf": token, "a.matter": made["appeal"]}
    door.post(here, **answers, **{"a.act": made["own"]})
    page = door.client.get(here).text
    assert (OWN in page, OTHER in page) == (True, False)
    refused = door.post(here, **answers, **{"a.act": made["alien"]})
    assert refused.status_code == 400
    assert "is of another proceeding." in refused.text
    answers["a.matter"] = made["other"]
    door.post(here, **answers, **{"a.act": made["alien"]})
    assert f"{OTHER}</option>" in door.client.get(here).text


def test_what_a_reply_is_about_is_of_the_same_proceeding(door: Door) -> None:
    token = door.enter()
    made = decided(door, token)
    form = f"/cases/{door.seed.case}/records/new/proceeding_step"
    page = door.client.get(form).text
    assert f"{OWN} – The arrest" in page
    assert f"{OTHER} – The ward" in page
    page = door.client.get(f"{form}?proceeding={made['other']}&step=reply").text
    assert (OWN in page, f"{OTHER}</option>" in page) == (False, True)
    page = door.client.get(f"{form}?proceeding={made['appeal']}&step=reply").text
    assert (f"{OWN} – The arrest" in page, OTHER in page) == (True, False)
