"""The same on the pages: told on the first one, and by the check."""

from typing import Any

from habeas import app
from habeas.actions.record import open_case
from habeas.web import cases, verify
from habeas.web.ask import Answer, Ask, Page
from habeas.web.forms import Form
from tests.conftest import FixedClock
from tests.faults.conftest import Place
from tests.faults.test_command_line import lose_the_newest
from tests.faults.work import PASSPHRASE, words


def shown(answer: Answer) -> dict[str, Any]:
    assert isinstance(answer, Page)
    return dict(answer.context)


def ask(case: str = "", language: str = "en") -> Ask:
    return Ask({"case": case}, Form(()), Form(()), language)


def another(place: Place) -> None:
    desk = app.unlock(place.folder, PASSPHRASE)
    open_case(desk, {"title": words("Another")}, "test")
    desk.close()


def test_what_was_lost_and_a_clock_behind_are_told_on_the_first_page(
    place: Place,
) -> None:
    lose_the_newest(place, lambda: another(place))
    desk = app.unlock(place.folder, PASSPHRASE, clock=FixedClock())
    lost, clock = shown(cases.show_all(desk, ask()))["notices"]
    assert "This computer recorded more" in lost[0]
    assert lost[2]
    assert "The clock of this computer says 2021-12-07" in clock[0]
    assert not clock[2]
    assert shown(cases.ask_new(desk, ask()))["notices"] == []  # said before
    desk.close()


def test_the_check_names_what_is_lost(place: Place) -> None:
    lose_the_newest(place, lambda: another(place))
    desk = app.unlock(place.folder, PASSPHRASE)
    (fault,) = shown(verify.check(desk, ask(place.case)))["report"].faults
    assert "recorded a log that this vault does not hold" in fault.what
    desk.close()


def test_the_check_is_shown_although_a_head_does_not_hold(place: Place) -> None:
    desk = app.unlock(place.folder, PASSPHRASE)
    desk.vault.db.run("DROP TRIGGER checkpoints_hold")
    desk.vault.db.run("UPDATE checkpoints SET note = x'00'")
    told = shown(verify.check(desk, ask(place.case)))
    assert told["heads"] == []
    assert told["report"].faults
    desk.close()
