"""Long lists in parts, and counts that are kept until something is recorded."""

import pytest

from habeas.actions.desk import Desk
from habeas.actions.drafting import New
from habeas.actions.record import put, put_all, withdraw
from habeas.views import people
from habeas.views.records import counts, latest, records
from habeas.views.timeline import Filter, cards, item, months, stance_counts


def text(words: str) -> dict[str, str]:
    return {"lang": "en", "text": words}


def incidents(desk: Desk, case: str, count: int) -> list[str]:
    news = [New("incident", {"title": text(f"Event {n}")}) for n in range(count)]
    return put_all(desk, case, news)


@pytest.mark.parametrize(
    ("most", "skip", "shown"),
    [(2, 0, [4, 3]), (2, 2, [2, 1]), (2, 4, [0]), (9, 0, [4, 3, 2, 1, 0]), (2, 6, [])],
)
def test_the_newest_come_first_in_parts(
    most: int, skip: int, shown: list[int], desk: Desk, case: str
) -> None:
    made = incidents(desk, case, 5)
    found = latest(desk.views, case, "incident", most, skip)
    assert [one.id for one in found] == [made[n] for n in shown]


def test_withdrawn_records_are_in_no_part(desk: Desk, case: str) -> None:
    made = incidents(desk, case, 3)
    withdraw(desk, case, made[1], reason="twice")
    found = latest(desk.views, case, "incident", 9)
    assert [one.id for one in found] == [made[2], made[0]]


def test_what_a_person_said_in_parts(desk: Desk, case: str) -> None:
    person = put(desk, case, "person", {"pseudonym": "A.", "role": "witness"})
    said = [
        put(
            desk,
            case,
            "claim",
            {
                "speaker": person,
                "stance": "alleged",
                "text": text(str(day)),
                "said": {"edtf": f"2021-06-0{day}", "known": "stated"},
            },
        )
        for day in (1, 2, 3)
    ]
    found = people.said_by(desk.views, case, person, 2, 1)
    assert [one.id for one in found] == said[1:]
    assert people.how_much_said(desk.views, case, person) == 3


def test_cards_by_id_are_those_of_this_case_in_the_order_asked_for(
    desk: Desk, case: str
) -> None:
    made = incidents(desk, case, 3)
    found = cards(desk.views, case, [made[2], "0" * 32, made[0]])
    assert [one.id for one in found] == [made[2], made[0]]
    assert found[0] == item(desk.views, case, made[2])
    assert cards(desk.views, "1" * 32, made) == []


def test_counts_are_those_after_the_newest_entry(desk: Desk, case: str) -> None:
    incident = ""
    for number in range(1, 4):
        incident = put(desk, case, "incident", {"title": text("An event")})
        assert counts(desk.views, case)["incident"] == number
        assert sum(one.items for one in months(desk.views, case, Filter())) == number
    withdraw(desk, case, incident, reason="twice")
    assert counts(desk.views, case)["incident"] == 2
    person = put(desk, case, "person", {"pseudonym": "A.", "role": "witness"})
    assert [one.said for one in people.people(desk.views, case)] == [0]
    claim = {"speaker": person, "stance": "denied", "text": text("no")}
    put(desk, case, "claim", claim)
    assert [one.said for one in people.people(desk.views, case)] == [1]
    assert stance_counts(desk.views, case)["denied"] == 1


def test_a_question_is_asked_once_until_something_is_recorded(
    desk: Desk, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    real = desk.views.db.all

    def spy(sql: str, values: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        asked.append(sql)
        return real(sql, values)

    monkeypatch.setattr(desk.views.db, "all", spy)
    counts(desk.views, case)
    before = len(asked)
    counts(desk.views, case)
    assert len(asked) == before == 1
    put(desk, case, "incident", {"title": text("An event")})
    asked.clear()
    counts(desk.views, case)
    assert len(asked) == 1


def test_answers_are_kept_for_so_many_questions_and_dropped_at_the_lock(
    desk: Desk, case: str
) -> None:
    for number in range(100):
        months(desk.views, case, Filter(who=f"{number:032x}"))
    assert len(desk.views._kept) <= 64
    desk.views.close()
    assert not desk.views._kept


def test_all_of_a_list_is_the_list(desk: Desk, case: str) -> None:
    made = incidents(desk, case, 3)
    assert [one.id for one in records(desk.views, case, "incident")] == made
