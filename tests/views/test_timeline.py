"""The timeline, the versions of an incident and what a person said."""

from collections.abc import Callable
from typing import Any

import pytest

from habeas.actions.desk import Desk
from habeas.actions.record import correct, put, withdraw
from habeas.errors import NotFoundError
from habeas.views.accounts import Named, accounts
from habeas.views.incidents import versions
from habeas.views.people import PersonLine, people, said_by
from habeas.views.timeline import (
    Bar,
    Filter,
    Month,
    item,
    items,
    months,
    stance_counts,
    strip,
)

ALL = Filter()


def text(words: str) -> dict[str, str]:
    return {"lang": "en", "text": words}


def when(edtf: str) -> dict[str, str]:
    return {"edtf": edtf, "known": "stated"}


class Story:
    """An invented event that three people tell."""

    def __init__(self, desk: Desk, case: str) -> None:
        self.desk, self.case = desk, case
        self.her = self.person("A.")
        self.guard = self.person("Officer 1", "officer")
        self.court = self.person("The court", "body")
        self.night = put(
            desk,
            case,
            "incident",
            {
                "title": text("the night"),
                "when": when("2021-05-03"),
                "where": text("ward"),
                "time": text("at night"),
            },
        )
        self.undated = put(desk, case, "incident", {"title": text("the shower")})
        self.hers = self.claim(
            self.her,
            "alleged",
            said=when("2021-06-26"),
            incident=self.night,
            basis="felt",
            text=text("he came at night"),
        )
        self.his = self.claim(
            self.guard,
            "denied",
            said=when("2021-06-20"),
            incident=self.night,
            about=when("2021-05-04"),
        )
        self.ruled = self.claim(
            self.court, "ruled", said=when("2021-12-07"), incident=self.night
        )
        self.lone = self.claim(
            self.her,
            "alleged",
            said=when("2021-07-01"),
            text=text("letters were taken"),
        )

    def person(self, name: str, role: str = "complainant") -> str:
        return put(self.desk, self.case, "person", {"pseudonym": name, "role": role})

    def claim(self, speaker: str, stance: str, **more: Any) -> str:  # noqa: ANN401
        words = {"text": text("so it was")}
        fields = {"speaker": speaker, "stance": stance, **words, **more}
        return put(self.desk, self.case, "claim", fields)


@pytest.fixture
def story(desk: Desk, case: str) -> Story:
    return Story(desk, case)


def test_months_oldest_first_and_undated_last(story: Story) -> None:
    assert months(story.desk.views, story.case, ALL) == [
        Month("2021-05", 1),
        Month("2021-07", 1),
        Month("", 1),
    ]


def test_a_card_has_every_account_in_the_order_said(story: Story) -> None:
    (card,) = items(story.desk.views, story.case, ["2021-05"], ALL)
    assert card.incident is not None
    assert card.incident.title == "the night"
    assert (card.incident.where, card.incident.time) == ("ward", "at night")
    assert (card.when, card.disputed) == ("2021-05-03", True)
    assert card.lead is not None
    assert [card.lead.id, *(one.id for one in card.others)] == [
        story.his,
        story.hers,
        story.ruled,
    ]
    assert card.others[0].words == "he came at night"
    assert not card.others[0].exact
    assert item(story.desk.views, story.case, story.night) == card


def test_a_contact_is_a_card_as_it_stands(story: Story) -> None:
    views, case = story.desk.views, story.case
    fields = {"person": story.her, "form": "visit", "outcome": "refused"}
    made = put(
        story.desk, case, "contact", {**fields, "when": when("2021-07-02T09:40")}
    )
    lone, card = items(views, case, ["2021-07"], ALL)
    assert lone.id == story.lone
    assert (card.id, card.when, card.lead, card.incident) == (
        *(made, "2021-07-02T09:40"),
        *(None, None),
    )
    assert card.contact is not None
    assert card.contact.meeting.person.name == "A."
    assert Month("2021-07", 1) in months(views, case, Filter(frozenset({"alleged"})))
    correct(story.desk, case, made, {"when": when("2021-08")}, reason="Another day.")
    assert Month("2021-08", 1) in months(views, case, ALL)
    withdraw(story.desk, case, made, reason="It was not so.")
    assert months(views, case, ALL) == [
        Month("2021-05", 1),
        Month("2021-07", 1),
        Month("", 1),
    ]


def test_an_account_without_an_incident_is_a_card_of_its_own(story: Story) -> None:
    (card,) = items(story.desk.views, story.case, ["2021-07"], ALL)
    assert (card.id, card.incident, card.when) == (story.lone, None, "2021-07-01")
    assert not card.disputed


def test_an_incident_without_a_date_takes_the_first_that_an_account_gives(
    story: Story,
) -> None:
    first = story.claim(
        story.her, "alleged", incident=story.undated, about=when("2021-04~")
    )
    story.claim(
        story.guard,
        "alleged",
        incident=story.undated,
        about=when("2021-03"),
        said=when("2022"),
    )
    card = item(story.desk.views, story.case, story.undated)
    assert card is not None
    assert card.when == "2021-03"  # said first, as far as anybody knows when
    assert not card.disputed  # two who say the same dispute nothing
    withdraw(story.desk, story.case, first, reason="misheard")
    assert [one.month for one in months(story.desk.views, story.case, ALL)] == [
        "2021-03",
        "2021-05",
        "2021-07",
    ]


FILTERS: dict[str, tuple[Callable[[Story], Filter], set[str]]] = {
    "all": (lambda _: ALL, {"night", "undated", "lone"}),
    "disputed": (lambda _: Filter(disputed=True), {"night"}),
    "denied": (lambda _: Filter(frozenset({"denied"})), {"night"}),
    "alleged or ruled": (
        lambda _: Filter(frozenset({"alleged", "ruled"})),
        {"night", "lone"},
    ),
    "confirmed": (lambda _: Filter(frozenset({"confirmed"})), set()),
    "a stance that is none": (
        lambda _: Filter(frozenset({"' OR 1=1", "\ud800"})),
        set(),
    ),
    "hers": (lambda story: Filter(who=story.her), {"night", "lone"}),
    "the court's": (lambda story: Filter(who=story.court), {"night"}),
    "nobody's": (lambda _: Filter(who="x"), set()),
    "words of an account": (lambda _: Filter(words="letters"), {"lone"}),
    "words of an incident": (lambda _: Filter(words="shower"), {"undated"}),
    "words of both": (lambda _: Filter(words="night"), {"night"}),
    "the beginning of a word": (lambda _: Filter(words="lett"), {"lone"}),
    "two words": (lambda _: Filter(words="taken letters"), {"lone"}),
    "words that stand apart": (lambda _: Filter(words="letters night"), set()),
    "no words": (lambda _: Filter(words="  "), {"night", "undated", "lone"}),
    "no letters": (lambda _: Filter(words='"*'), {"night", "undated", "lone"}),
    "hers and denied": (
        lambda story: Filter(frozenset({"denied"}), story.her, "night", disputed=True),
        {"night"},
    ),
}


@pytest.mark.parametrize("name", FILTERS)
def test_filters(name: str, story: Story) -> None:
    wanted, expected = FILTERS[name]
    views, chosen = story.desk.views, wanted(story)
    shown = [
        card.id
        for month in months(views, story.case, chosen)
        for card in items(views, story.case, [month.month], chosen)
    ]
    assert sorted(shown) == sorted(getattr(story, one) for one in expected)


def test_counts_and_activity(story: Story) -> None:
    assert stance_counts(story.desk.views, story.case) == {
        "alleged": 2,
        "denied": 1,
        "documented": 0,
        "ruled": 1,
        "confirmed": 0,
        "unknown": 0,
    }
    assert strip(story.desk.views, story.case) == [
        Bar("2021-05", {"alleged": 1, "denied": 1, "ruled": 1}),
        Bar("2021-07", {"alleged": 1}),
    ]


def test_a_year_alone_stands_under_no_month_in_list_and_strip(story: Story) -> None:
    correct(
        story.desk, story.case, story.night, {"when": when("2021")}, reason="only that"
    )
    views = story.desk.views
    assert months(views, story.case, ALL)[0] == Month("2021", 1)
    assert [bar.month for bar in strip(views, story.case)] == ["2021", "2021-07"]


def test_a_withdrawn_incident_leaves_its_accounts_as_cards_of_their_own(
    story: Story,
) -> None:
    withdraw(story.desk, story.case, story.night, reason="two events")
    shown = {
        card.id: card
        for month in months(story.desk.views, story.case, ALL)
        for card in items(story.desk.views, story.case, month.month, ALL)
    }
    assert set(shown) == {story.hers, story.his, story.ruled, story.lone, story.undated}
    assert shown[story.hers].incident is None
    lead = shown[story.hers].lead
    assert lead is not None
    assert lead.incident == ""
    assert item(story.desk.views, story.case, story.night) is None
    assert not any(card.disputed for card in shown.values())


def test_an_account_moves_with_its_incident(story: Story) -> None:
    correct(
        story.desk, story.case, story.his, {"incident": story.undated}, reason="another"
    )
    left = item(story.desk.views, story.case, story.night)
    came = item(story.desk.views, story.case, story.undated)
    assert left is not None
    assert [left.lead and left.lead.id, *(one.id for one in left.others)] == [
        story.hers,
        story.ruled,
    ]
    assert came is not None
    assert came.lead is not None
    assert (came.lead.id, came.lead.changes) == (story.his, 1)
    correct(
        story.desk, story.case, story.lone, {"incident": story.night}, reason="it was"
    )
    assert item(story.desk.views, story.case, story.lone) is None


def test_a_withdrawn_account_is_gone_from_the_timeline(story: Story) -> None:
    withdraw(story.desk, story.case, story.lone, reason="misheard")
    assert item(story.desk.views, story.case, story.lone) is None
    assert [one.id for one in said_by(story.desk.views, story.case, story.her)] == [
        story.hers
    ]


def test_versions_name_what_they_do_not_agree_on(story: Story) -> None:
    found = versions(story.desk.views, story.case, story.night)
    assert [one.id for one in found.columns] == [story.his, story.hers, story.ruled]
    assert found.differ == {"stance", "basis"}
    empty = versions(story.desk.views, story.case, story.undated)
    assert (empty.columns, empty.differ) == ((), frozenset())
    withdraw(story.desk, story.case, story.night, reason="x")
    assert versions(story.desk.views, story.case, story.night).columns == ()
    with pytest.raises(NotFoundError):
        versions(story.desk.views, story.case, story.her)


def test_what_a_person_said_in_the_order_said(story: Story) -> None:
    assert [one.id for one in said_by(story.desk.views, story.case, story.her)] == [
        story.hers,
        story.lone,
    ]
    assert people(story.desk.views, story.case) == [
        PersonLine(story.her, "A.", "complainant", 2),
        PersonLine(story.guard, "Officer 1", "officer", 1),
        PersonLine(story.court, "The court", "body", 1),
    ]


def test_an_account_names_everybody_on_the_way(story: Story) -> None:
    lawyer = story.person("Lawyer", "counsel")
    told = story.claim(
        story.her, "alleged", via=[lawyer, story.court], said_to=lawyer, basis="told"
    )
    (account,) = accounts(story.desk.views, [told])
    assert account.speaker == Named(story.her, "A.")
    assert account.via == (Named(lawyer, "Lawyer"), Named(story.court, "The court"))
    assert account.said_to == Named(lawyer, "Lawyer")
    withdraw(story.desk, story.case, lawyer, reason="twice")
    (account,) = accounts(story.desk.views, [told, story.night, "0" * 32])
    assert account.said_to == Named(lawyer, "Lawyer")  # what was said stays said so


def test_a_speaker_is_called_as_now(story: Story) -> None:
    correct(story.desk, story.case, story.her, {"pseudonym": "B."}, reason="safer")
    (account, *_) = said_by(story.desk.views, story.case, story.her)
    assert account.speaker.name == "B."
