"""`today` and `reminders` beyond their transcript: standard output, switching on."""

import io
import json

import pytest

from habeas.actions import notifying
from tests.cli.transcript import Player


def test_the_calendar_goes_to_standard_output(
    player: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert player.run(["case", "new", "--title", "The case of Zarina"])[0] == 0
    lost = ["decay", "add", "--what", "Footage of Zarina", "--kind", "footage"]
    assert player.run([*lost, "--ends", "2100-03-01"])[0] == 0
    seen = io.BytesIO()

    class Out(io.StringIO):
        buffer = seen

    monkeypatch.setattr("tests.cli.transcript.io.StringIO", Out)
    code, out, _ = player.run(["today", "--ical", "-"])
    assert (code, out) == (0, "")
    assert b"DTSTART;VALUE=DATE:21000301" in seen.getvalue()
    assert b"Zarina" not in seen.getvalue()


def test_a_notification_is_switched_on_where_one_is_shown(
    player: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notifying, "notify", lambda _words: True)
    code, out, _ = player.run(["reminders", "--notify", "--json"])
    assert (code, json.loads(out)) == (0, {"calendar": "", "notify": True})
    code, out, _ = player.run(["reminders"])
    assert "A notification is shown once a day" in out
    code, out, _ = player.run(["reminders", "--no-notify", "--json"])
    assert json.loads(out) == {"calendar": "", "notify": False}


def test_where_none_is_shown_it_stays_off(
    player: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notifying, "notify", lambda _words: False)
    code, _, err = player.run(["reminders", "--notify"])
    assert code == 2
    assert "so they stay off" in err


def test_a_due_in_json_says_where_it_stands(player: Player) -> None:
    player.run(["case", "new", "--title", "T"])
    player.run(["decay", "add", "--what", "A shirt", "--kind", "garment"])
    (one,) = json.loads(player.run(["today", "--json"])[1])["days"]
    assert (one["group"], one["days"], one["past"]) == ("losing", None, False)
    assert (one["case_title"], one["due"]["what"]) == ("T", "A shirt")
    assert one["due"]["sort"] == "decay"


def test_a_paused_silence_is_one_line_and_a_cut_is_said_at_once(player: Player) -> None:
    player.run(["case", "new", "--title", "T"])
    player.run(["person", "add", "--pseudonym", "A.", "--role", "complainant"])
    plan = ["--what", "Weekly", "--person", "A.", "--every", "7"]
    player.run(["plan", "add", *plan, "--since", "2020-01-01"])
    player.run(["plan", "step", "--plan", "Weekly", "--day", "1", "--what", "Ask"])
    (one,) = json.loads(player.run(["today", "--json"])[1])["days"]
    assert (one["group"], one["paused"], one["due"]["whom"]) == ("silent", False, "A.")
    assert [step["what"] for step in one["steps"]] == ["Ask"]
    pause = ["--answer", "paused", "--until", "2199-01-01", "--why", "Quarantine."]
    code, out, _ = player.run(["plan", "answer", "--plan", "Weekly", *pause])
    assert code == 0
    assert "A pause holds one rhythm at the most: this one ends on" in out
    told = player.run(["today"])[1]
    assert "A.: Weekly" in told
    assert "Alarm paused until" in told
    assert "To be done now" not in told


def test_a_whole_path_is_made_of_what_was_typed(player: Player) -> None:
    code, out, _ = player.run(["today", "--ical", "days.ics", "--json"])
    assert code == 0
    assert json.loads(out)["file"].endswith("/here/days.ics")
