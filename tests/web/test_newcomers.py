"""Somebody new is named in the form itself: recorded with it, all or nothing."""

import pytest

from habeas.actions.desk import Desk
from habeas.views.records import record, records
from tests.web.conftest import OURS, Door

QUOTE = "I wrote two letters before this one"


def home(door: Door) -> str:
    return f"/cases/{door.seed.case}"


def desk_of(door: Door) -> Desk:
    assert door.keeper._desk is not None
    return door.keeper._desk


def names(door: Door) -> list[str]:
    views = desk_of(door).views
    return [one.title for one in records(views, door.seed.case, "person")]


def send(door: Door, path: str, fields: list[tuple[str, str]]) -> str:
    """Send a form with repeated names; return the page that answers."""
    form: dict[str, list[str]] = {"csrf": [door.enter()]}
    for name, value in fields:
        form.setdefault(name, []).append(value)
    return door.client.post(f"{home(door)}{path}", data=form, headers=OURS).text


def claim(door: Door) -> dict[str, object]:
    """Return the fields of the newest claim."""
    line = records(desk_of(door).views, door.seed.case, "claim")[-1]
    return record(desk_of(door).views, door.seed.case, line.id).fields


def chain(door: Door, first: str) -> list[tuple[str, str]]:
    """Return a claim by somebody new, reported by one known and one new."""
    return [
        ("speaker", ""),
        ("new_speaker", "Witness E."),
        ("new_speaker.role", "witness"),
        ("stance", "alleged"),
        ("said", first),
        ("via", door.seed.prison),
        ("new_via", ""),
        ("new_via.role", "other"),
        ("via", ""),
        ("new_via", "The Demo Post"),
        ("new_via.role", "press"),
        ("via", ""),
        ("new_via", ""),
        ("new_via.role", "other"),
        ("said_to", ""),
        ("new_said_to", "Witness E."),
        ("new_said_to.role", "witness"),
    ]


def test_reporters_and_speaker_are_recorded_with_the_claim(door: Door) -> None:
    path = f"/documents/{door.seed.document}/claims"
    send(door, path, [*chain(door, "2021-05-20"), ("quote", QUOTE)])
    assert names(door)[-2:] == ["Witness E.", "The Demo Post"]
    made = claim(door)
    views, case = desk_of(door).views, door.seed.case
    via = [record(views, case, str(one)).title for one in list(made["via"])]  # type: ignore[call-overload]
    assert via == ["The prison", "The Demo Post"]
    assert made["said_to"] == made["speaker"]  # one name, one person
    person = record(views, case, str(made["speaker"]))
    assert person.fields["role"] == "witness"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/documents/{document}/claims", ("quote", "F. " + QUOTE)),
        ("/records/new/claim", ("text", "")),
    ],
)
def test_a_refused_form_records_nobody_and_forgets_nothing(
    door: Door, path: str, words: tuple[str, str]
) -> None:
    door.enter()
    before = names(door)
    page = send(
        door,
        path.format(document=door.seed.document),
        [*chain(door, "2021-05-20"), words],
    )
    assert 'id="problem"' in page
    assert names(door) == before
    assert 'value="Witness E."' in page
    assert 'value="The Demo Post"' in page
    assert page.count('<option value="press" selected>') == 1


def test_a_name_in_the_list_is_that_person(door: Door) -> None:
    door.enter()
    before = names(door)
    fields = [("speaker", ""), ("new_speaker", "A."), ("stance", "alleged")]
    send(door, "/records/new/claim", [*fields, ("text", "It was cold.")])
    assert names(door) == before
    assert claim(door)["speaker"] == door.seed.person


def test_an_incident_is_begun_with_its_date(door: Door) -> None:
    fields = [("speaker", door.seed.person), ("stance", "alleged"), ("incident", "")]
    fields += [("new_incident", "The morning after"), ("new_incident.when", "2021-05")]
    send(door, "/records/new/claim", [*fields, ("text", "Nobody came.")])
    view = record(desk_of(door).views, door.seed.case, str(claim(door)["incident"]))
    assert view.title == "The morning after"
    assert view.fields["when"]["edtf"] == "2021-05"
