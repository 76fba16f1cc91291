"""What has its time: worked out when somebody reads, for what changed, and no more."""

from datetime import UTC, date, datetime
from itertools import product

import pytest

from habeas.actions.desk import Desk
from habeas.actions.record import correct, open_case, put, withdraw
from habeas.case.dues import Due, Sort
from habeas.case.facts.plans import Answer
from habeas.case.facts.registry import RECORDS
from habeas.case.rules.silence import silence
from habeas.case.rules.today import Group, place
from habeas.case.schema import FieldSpec, Kind
from habeas.case.silence import Reply, Rhythm, Watch
from habeas.errors import BadInputError, StorageError
from habeas.vault import read
from habeas.views import dues as module
from habeas.views.alarm_words import silence_words
from habeas.views.cases import any_case, case_head, case_names, only_case
from habeas.views.db import Views, catch_up, open_views, rebuild
from habeas.views.due_words import due_days, due_note, due_title, due_words
from habeas.views.dues import dues, kinds, refresh, today
from tests.views.conftest import Write

NOW = datetime(2026, 3, 12, 15, 0, tzinfo=UTC)


def lost(desk: Desk, case: str, what: str = "Footage", **more: object) -> str:
    fields = {"what": {"lang": "en", "text": what}, "kind": "other", **more}
    return put(desk, case, "perishable", fields)


def day(edtf: str) -> dict[str, str]:
    return {"edtf": edtf, "known": "stated"}


def told(desk: Desk, case: str = "") -> list[tuple[str, str, str]]:
    return [(one.what, one.at, one.until) for _, one in dues(desk.views, case)]


def test_what_is_being_lost_is_due_until_it_is_settled(desk: Desk, case: str) -> None:
    lost(desk, case, "Clock", when=day("2026-03-01T10:30"), days=30)
    lost(desk, case, "Range", when=day("2026-02-01/2026-02-05"), days=30)
    lost(desk, case, "Zone", ends=day("2026-03-01T10:30+05:00"))
    lost(desk, case, "Open")
    kept = lost(desk, case, "Kept", ends=day("2026-04-01"))
    gone = lost(desk, case, "Withdrawn", ends=day("2026-04-01"))
    assert told(desk) == [
        ("Zone", "2026-03-01T10:30", "2026-03-01T10:30"),
        ("Range", "2026-03-03", "2026-03-07"),
        ("Clock", "2026-03-31T10:30", "2026-03-31T10:30"),
        *sorted(
            [("Kept", *["2026-04-01"] * 2), ("Withdrawn", *["2026-04-01"] * 2)],
            key=lambda one: kept if one[0] == "Kept" else gone,
        ),
        ("Open", "", ""),
    ]
    put(desk, case, "preservation", {"perishable": kept, "step": "secured"})
    withdraw(desk, case, gone, reason="twice")
    assert [one[0] for one in told(desk)] == ["Zone", "Range", "Clock", "Open"]


def test_a_fold_only_notes_and_a_read_works_out_what_changed(
    desk: Desk, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = open_case(desk, {"title": {"lang": "en", "text": "Other"}}, "test")
    worked: list[str] = []

    def room(_views: Views, of: str) -> list[Due]:
        worked.append(of)
        return []

    monkeypatch.setattr(module, "ROOMS", (room,))
    lost(desk, case)
    lost(desk, case)
    assert worked == []
    assert refresh(desk.views) == 2
    assert sorted(worked) == sorted([case, other])
    assert refresh(desk.views) == 0
    lost(desk, other)
    dues(desk.views)
    dues(desk.views, case)
    assert worked[2:] == [other]


def test_other_rules_make_every_case_stale(
    desk: Desk, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost(desk, case)
    assert refresh(desk.views) == 1
    assert refresh(desk.views) == 0
    monkeypatch.setattr(module, "rules_digest", lambda: "other rules")
    assert refresh(desk.views) == 1
    assert refresh(desk.views) == 0


def test_a_corrected_record_is_due_on_its_new_day(desk: Desk, case: str) -> None:
    one = lost(desk, case, ends=day("2026-04-01"))
    assert told(desk)[0][1] == "2026-04-01"
    correct(desk, case, one, {"ends": day("2026-05-01")}, reason="a slip")
    assert told(desk)[0][1] == "2026-05-01"


def test_one_case_is_told_without_the_others(desk: Desk, case: str) -> None:
    other = open_case(desk, {"title": {"lang": "en", "text": "Other"}}, "test")
    lost(desk, case, "Here")
    lost(desk, other, "There")
    assert [one[0] for one in told(desk, case)] == ["Here"]
    assert [one[0] for one in told(desk, other)] == ["There"]
    assert len(told(desk)) == 2


def test_what_was_worked_out_is_what_a_rebuild_works_out(desk: Desk, case: str) -> None:
    for number in range(1, 9):
        lost(desk, case, f"Thing {number}", ends=day(f"2026-04-0{number}"))
        dues(desk.views)
    before = dues(desk.views)
    rebuild(desk.vault, desk.views)
    assert dues(desk.views) == before


def test_lost_or_damaged_views_are_worked_out_again(desk: Desk, case: str) -> None:
    lost(desk, case, ends=day("2026-04-01"))
    before = list(dues(desk.views))
    desk.views.close()
    desk.vault.views_path.write_bytes(b"damaged " * 4096)
    desk.views = open_views(desk.vault)
    catch_up(desk.vault, desk.views)
    assert dues(desk.views) == before


def test_a_room_that_fails_leaves_every_case_as_it_was(
    desk: Desk, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost(desk, case)
    rooms = module.ROOMS

    def refuse(_views: Views, _case: str) -> list[Due]:
        raise StorageError("no room")

    monkeypatch.setattr(module, "ROOMS", (*rooms, refuse))
    with pytest.raises(StorageError):
        dues(desk.views)
    monkeypatch.setattr(module, "ROOMS", rooms)
    assert len(told(desk)) == 1


def test_what_another_version_wrote_stops_nothing(
    desk: Desk, case: str, write: Write
) -> None:
    write("perishable", {"what": 7, "kind": "unheard of", "days": "many"})
    write("perishable", {"kind": "footage"})
    lost(desk, case, "Sound")
    assert [one[0] for one in told(desk)] == ["Sound"]


def test_a_hostile_title_is_only_words(desk: Desk, case: str) -> None:
    lost(desk, case, "'); DROP TABLE dues; --<b>\u202egnp")
    assert told(desk)[0][0] == "'); DROP TABLE dues; --<b>\u202egnp"
    assert [row[0] for row in dues(desk.views)] == [case]


def test_the_board_of_all_cases(desk: Desk, case: str) -> None:
    lost(desk, case, ends=day("2026-03-12"))
    found = today(desk.views, NOW)
    assert [one.case for one in found[Group.TODAY]] == [case]
    assert not found[Group.LOSING]


def test_what_cases_and_pages_are_called(desk: Desk, case: str) -> None:
    other = open_case(desk, {"title": {"lang": "ru", "text": "Другое"}}, "test")
    one = lost(desk, case)
    assert only_case(desk.views) == ""
    assert any_case(desk.views)
    names = case_names(desk.views, [other, other, "f" * 32])
    assert {key: (name.title, name.lang) for key, name in names.items()} == {
        other: ("Другое", "ru")
    }
    assert kinds(desk.views, [one, "f" * 32]) == {one: "perishable"}


def test_an_only_case_is_known(desk: Desk) -> None:
    assert not any_case(desk.views)
    made = open_case(desk, {"title": {"lang": "en", "text": "One"}}, "test")
    assert only_case(desk.views) == made
    assert len(read.cases(desk.vault)) == 1


WORDS = {
    "no day": (("deadline", "", ""), ("–", "no day is known"), ""),
    "past": (("deadline", "2026-03-02", ""), ("10", "days ago"), ""),
    "yesterday": (("deadline", "2026-03-11", ""), ("1", "day ago"), ""),
    "this morning": (("hearing", "2026-03-12T09:00", ""), ("0", "today, 09:00"), ""),
    "today": (("deadline", "2026-03-12", ""), ("0", "today"), ""),
    "tomorrow": (("deadline", "2026-03-13", ""), ("1", "day left"), ""),
    "vague": (
        ("hearing", "2026-03-01", "2026-03-31"),
        ("19", "days at the most"),
        "",
    ),
    "the last day of a vague one": (
        ("hearing", "2026-03-01T09:00", "2026-03-12"),
        ("0", "today"),
        "",
    ),
    "lost any day": (
        ("decay", "2026-03-01", "2026-03-13"),
        ("1", "day at the most"),
        "May be lost any day.",
    ),
    "past its time": (
        ("decay", "2026-01-01", "2026-03-01"),
        ("11", "days ago"),
        "Past its time: still worth asking.",
    ),
    "open": (
        ("decay", "", ""),
        ("–", "no day is known"),
        "Nobody knows how long it is kept. Ask today.",
    ),
    "lost later": (("decay", "2026-03-15", ""), ("3", "days left"), ""),
}


@pytest.mark.parametrize("name", WORDS)
def test_how_far_in_words(name: str) -> None:
    (sort, at, until), words, note = WORDS[name]
    one = Due(Sort(sort), "r", "r", at, "case", until=until)
    placed = place("c", one, NOW)
    assert due_words(placed, "en") == words
    assert due_note(placed, "en") == note


def test_what_a_due_is_called() -> None:
    one = Due(Sort.DEADLINE, "r", "r", "2026-03-12T10:00", "case", until="2026-03-14")
    assert due_title(one, "ru") != due_title(one, "en") == "deadline"
    assert due_days(one) == "2026-03-12/2026-03-14"
    assert due_days(Due(Sort.REPLY, "r", "r", "2026-03-12T10:00", "case")) == (
        "2026-03-12T10:00"
    )


def test_a_russian_day_ends_with_one_full_stop() -> None:
    plan = Rhythm("a" * 32, date(2026, 3, 1), every=7, since="2026-03-01")
    pause = Reply("it", Answer.PAUSED, date(2026, 3, 10), until="2026-03-14")
    for day, replies in ((5, ()), (20, ()), (11, (pause,))):
        found = silence(Watch(plan, replies=replies), NOW.replace(day=day))
        words = silence_words(found, "ru", lambda _: "3 июля 2026 г.")
        assert ".." not in words
        assert words.endswith("3 июля 2026 г.")
        english = silence_words(found, "en", lambda _: "3 July 2026")
        assert english.endswith("3 July 2026.")


def test_whose_risk_is_to_be_looked_at_again_and_who_is_silent() -> None:
    review = Due(Sort.REVIEW, "a", "a", "2026-03-01", "case", whom="A.")
    assert due_title(review, "en") == "Risk of A."
    silent = Due(Sort.SILENCE, "p", "p", "2026-03-01", "case", "Weekly", whom="A.")
    assert due_title(silent, "en") == "A.: Weekly"
    assert due_words(place("c", silent, NOW), "en") == ("11", "days of silence")


ODD_DATES = (
    *("../..", "XXXX", "9999-12/..", "0000/9999", "soon"),
    *("9999-12-31T23:59-14:00", "0001-01-01T00:00+14:00"),
)


@pytest.mark.parametrize("edtf", ODD_DATES)
def test_no_date_in_any_field_takes_the_page_away(
    desk: Desk, case: str, write: Write, edtf: str
) -> None:
    other = open_case(desk, {"title": {"lang": "en", "text": "Other"}}, "test")
    lost(desk, other, "There")
    lost(desk, case, "Here")
    made: dict[str, str] = {}
    dated = [
        kind
        for kind, whole in RECORDS.items()
        if any(spec.ask.kind is Kind.WHEN for spec in whole.fields)
    ]
    for turn, kind in [(0, one) for one in RECORDS] + list(product(range(3), dated)):
        values = {
            spec.name: some_value(spec, edtf, made, turn)
            for spec in RECORDS[kind].fields
        }
        fields = {name: value for name, value in values.items() if value is not None}
        made.setdefault(kind, write(kind, fields))
    assert {one[0] for one in told(desk)} >= {"Here", "There"}
    for at in (NOW, datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)):
        today(desk.views, at)


def some_value(spec: FieldSpec, edtf: str, made: dict[str, str], turn: int) -> object:
    words = {"lang": "en", "text": "x"}
    kinds: dict[Kind, object] = {
        Kind.WHEN: day(edtf),
        Kind.TEXT: words,
        Kind.PROSE: words,
    }
    kinds |= {Kind.FLAG: bool(turn % 2), Kind.NUMBER: 1}
    kinds |= {Kind.LINE: "x", Kind.CODE: "KZ"}
    if spec.ask.kind is Kind.CHOICE:
        return str(list(spec.ask.words)[turn % len(spec.ask.words)])
    known = [made[kind] for kind in spec.ask.aims if kind in made]
    if spec.ask.kind is Kind.REFS:
        return known
    if spec.ask.kind is Kind.REF:
        return known[0] if known else None
    return kinds.get(spec.ask.kind)


@pytest.mark.parametrize(
    "error", [BadInputError("odd"), ValueError("odd"), OverflowError, KeyError("odd")]
)
def test_what_one_room_cannot_read_is_told_and_the_rest_stands(
    desk: Desk, case: str, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    other = open_case(desk, {"title": {"lang": "en", "text": "Other"}}, "test")
    lost(desk, case, "Here")
    lost(desk, other, "There")

    def odd(_views: Views, of: str) -> list[Due]:
        if of == case:
            raise error
        return []

    monkeypatch.setattr(module, "ROOMS", (odd, *module.ROOMS, odd))
    found = today(desk.views, NOW)
    (unread,) = found[Group.UNKNOWN]
    head = case_head(desk.views, case).record
    assert (unread.case, unread.due) == (case, Due(Sort.UNREAD, head, head, "", "case"))
    assert {one.due.what for one in found[Group.LOSING]} == {"Here", "There"}
    titles = {due_title(unread.due, language) for language in ("en", "ru", "kk")}
    assert len(titles) == 3
    assert "This case has something with a day that cannot be read" in titles
