"""Whatever is asked in JSON is answered in JSON, and told by the same words."""

import json
from pathlib import Path

import click
import pytest
from PIL import Image

from habeas.cli.tree import build
from tests.cli.transcript import Player
from tests.registers import sample

MAPPING = "us-bop-complaints"
PACK = Path(__file__).parents[2] / "src" / "habeas" / "law" / "packs" / "kg"
READ = (
    ("cases",),
    ("paper", "forms"),
    ("paper", "house"),
    ("paper", "list"),
    ("recovery", "guardians", "list"),
    ("recovery", "list"),
    ("case", "show"),
    ("person", "list"),
    ("person", "show", "A."),
    ("identity", "list"),
    ("identity", "show", "A."),
    ("consent", "list"),
    ("consent", "show", "court"),
    ("erase", "show", "A."),
    ("erase", "list"),
    ("incident", "list"),
    ("incident", "show", "The night"),
    ("document", "list"),
    ("document", "show", "1"),
    ("document", "text", "1"),
    ("members", "list"),
    ("members", "held"),
    ("join", "list"),
    ("copies", "list"),
    ("boilerplate", "1"),
    ("claim", "list"),
    ("claim", "show", "He came alone."),
    ("batch", "list"),
    ("batch", "show"),
    ("document", "read"),
    ("register", "preview", "register/complaints.csv", "--mapping", MAPPING),
    ("register", "list"),
    ("register", "show"),
    ("register", "matters"),
    ("register", "overdue", "--day", "data"),
    ("register", "stats"),
    ("register", "mapping"),
    ("exhibit", "list"),
    ("exhibit", "show", "A grey T-shirt"),
    ("custody", "show", "A grey T-shirt"),
    ("decay", "list"),
    ("decay", "show", "Corridor footage"),
    ("decay", "letter", "Corridor footage"),
    ("proceeding", "list"),
    ("proceeding", "show", "Trial"),
    ("deadline", "list"),
    ("deadline", "show", "Appeal of a ruling"),
    ("risk", "list"),
    ("risk", "show", "threat"),
    ("plan", "list"),
    ("plan", "show", "Weekly visit"),
    ("contact", "list"),
    ("contact", "show", "visit"),
    ("contact", "patterns"),
    ("contact", "statement"),
    ("letter", "list"),
    ("letter", "show", "A complaint"),
    ("authority", "list"),
    ("authority", "show", "A calendar"),
    ("authority", "suggest"),
    ("timestamp", "queue"),
    ("timestamp", "list"),
    ("timestamp", "verify"),
    ("access", "1"),
    ("annotation", "list"),
    ("annotation", "show", "A stain"),
    ("note", "list"),
    ("note", "show", "A note"),
    ("show", "1"),
    ("timeline",),
    ("versions", "The night"),
    ("search", "alone"),
    ("export", "--use", "court", "--to", "Court", "--preview"),
    ("bundle", "list"),
    ("bundle", "show", "Court"),
    ("verify",),
    ("head",),
    ("languages",),
    ("law", "list"),
    ("law", "show", "kg.register"),
    ("law", "compute", "kz.motion", "--on", "filed=2021-12-07"),
    ("law", "check", str(PACK)),
    ("today",),
    ("members", "life", "list"),
    ("members", "suspend-me"),
    ("travel", "list"),
    ("reminders",),
    ("hub", "cases", "--folder", "hub"),
    ("hub", "witness", "list", "--folder", "hub"),
    ("witness", "logs", "--folder", "witness"),
    ("recovery", "list"),
)
TOLD = (
    ("case", "new", "--title", "T"),
    ("person", "add", "--pseudonym", "A.", "--role", "complainant"),
    ("identity", "add", "--person", "A.", "--names", "Ainasha"),
    ("consent", "add", "--person", "A.", "--use", "court", "--answer", "given"),
    ("incident", "add", "--title", "The night", "--when", "2025-11-19"),
    ("add", "letter.txt", "--author", "A."),
    (
        *("claim", "add", "--document", "1", "--quote", "He came alone."),
        *("--speaker", "A.", "--stance", "alleged", "--incident", "The night"),
    ),
    ("import", "folder"),
    ("register", "import", "register/complaints.csv", "--mapping", MAPPING),
    ("exhibit", "add", "--what", "A grey T-shirt", "--kind", "garment"),
    (
        *("custody", "add", "--exhibit", "A grey T-shirt"),
        *("--event", "received", "--taker", "A."),
    ),
    (
        *("decay", "add", "--what", "Corridor footage", "--kind", "footage"),
        *("--when", "2025-11-19", "--days", "30", "--holder", "A."),
    ),
    ("decay", "add", "--what", "A shirt", "--kind", "garment"),
    (
        *("decay", "step", "--perishable", "Corridor footage", "--step", "said_lost"),
        *("--when", "2025-11-25", "--lost", "2025-11-24"),
    ),
    ("proceeding", "add", "--title", "Trial", "--track", "court", "--law", "KZ"),
    (
        *("proceeding", "step", "--proceeding", "Trial", "--step", "decision"),
        *("--ruling", "ruling", "--when", "2021-12-07"),
    ),
    ("deadline", "confirm", "Appeal of a ruling", "--shown", "2021-12-22"),
    ("deadline", "done", "Appeal of a ruling", "--done", "2021-12-20"),
    (
        *("deadline", "override", "Appeal of a ruling", "--due", "2021-12-21"),
        *("--why", "The office closes early."),
    ),
    ("deadline", "add", "--what", "Ask", "--whose", "own", "--due", "2021-12-20"),
    ("deadline", "set-aside", "Ask", "--why", "Not needed."),
    (
        *("risk", "add", "--harm", "threat", "--told-by", "A.", "--when", "2025-11-22"),
        *("--after", "He came alone."),
    ),
    ("risk", "assess", "--person", "A.", "--level", "high", "--reasons", "A threat."),
    (
        *("plan", "add", "--what", "Weekly visit", "--person", "A.", "--every", "7"),
        *("--since", "2025-11-19"),
    ),
    (
        *("plan", "step", "--plan", "Weekly visit", "--day", "1"),
        *("--what", "Ask in writing"),
    ),
    (
        *("plan", "answer", "--plan", "Weekly visit", "--answer", "done"),
        *("--step", "Ask in writing", "--why", "Stamped."),
    ),
    (
        *("contact", "add", "--person", "A.", "--form", "visit"),
        *("--outcome", "refused", "--when", "2025-11-19T09:00"),
    ),
    ("letter", "add", "--what", "A complaint", "--addressee", "prosecutor"),
    (
        *("letter", "step", "--letter", "A complaint", "--step", "handed_in"),
        *("--when", "2025-11"),
    ),
    ("add", "scan.png"),
    (
        *("annotation", "add", "--document", "scan.png", "--text", "A stain"),
        *("--shape", "frame", "--x", "1", "--y", "2", "--x2", "3", "--y2", "4"),
    ),
    ("document", "copy", "scan.png"),
    ("note", "add", "--text", "A note"),
    (
        *("authority", "add", "--name", "A calendar", "--scheme", "opentimestamps"),
        *("--url", "http://127.0.0.1:1"),
    ),
    ("export", "--use", "court", "--to", "Court", "out.zip"),
    ("today", "--ical", "days.ics"),
    ("reminders", "--calendar", "kept.ics"),
)


@pytest.fixture
def told(player: Player, terminal: Path) -> Player:
    (terminal / "letter.txt").write_text("He came alone.\n")
    Image.new("RGB", (8, 8)).save(terminal / "scan.png", dpi=(72, 72))
    (terminal / "folder").mkdir()
    sample(terminal / "register")
    (terminal / "folder" / "film.bin").write_bytes(b"a film")
    player.run(["hub", "init", "--folder", "hub", "--name", "hub.example.org"])
    player.run(["witness", "init", "--folder", "witness", "--name", "w.example.org"])
    for words in TOLD:
        code, out, err = player.run([*words, "--json"])
        assert code == 0, err
        assert json.loads(out)
    return player


def test_every_answer_is_json(told: Player) -> None:
    for words in READ:
        code, out, err = told.run([*words, "--json"])
        assert (code, err) == (0, "")
        assert json.loads(out) not in (None, ""), words


def test_no_command_with_json_is_left_out() -> None:
    tried = {words[:size] for words in READ for size in (1, 2, 3)}
    tried |= {words[:2] for words in TOLD} | {words[:1] for words in TOLD}
    reading = {path for path, made in leaves(build(str)) if "--json" in options(made)}
    changing = {"correct", "withdraw", "save-original", "photo", "save-photo"}
    tried |= {("timestamp", name) for name in ("ask", "show", "export")}  # their own
    tried.add(("custody", "accept"))  # it needs another vault: test_receipts.py
    tried |= {("travel", "leave"), ("travel", "tell")}  # test_danger.py
    tried |= {("members", "life", name) for name in ("agree", "end")}  # as above
    changed = ("share", "look", "let-in", "role", "suspend", "lift", "remove", "accept")
    tried |= {("members", name) for name in changed}  # transcripts/members.txt
    away = ("list", "note", "said", "add", "handed", "notice", "audit")
    tried |= {("outside", name) for name in away}  # transcripts/outside.txt
    tried |= {("members", name) for name in ("handed-in", "take-in", "notice")}
    tried |= {("join", name) for name in ("ask", "enter")}  # as above
    tried |= {("sync",), ("copies", "add")}  # tests/cli/test_stories.py
    tried |= {("carry", name) for name in ("out", "in", "show")}  # test_carry.py
    tried |= {("meet", name) for name in ("host", "join")}  # test_meet.py
    tried |= {("paper", name) for name in ("begin", "show", "check")}
    # test_paper_checks.py
    after = ("begin", "show", "filed", "differences", "replies")
    tried |= {("paper", name) for name in after}  # test_paper_filed.py
    tried.add(("paper", "check-form"))  # test_paper_forms.py
    tried.add(("erase", "do"))  # transcripts/erase.txt
    tried.add(("contact", "day"))  # from standard input: transcripts/contacts.txt
    assert {one for one in reading - tried if not changing & set(one)} == set()


def leaves(
    group: click.Group, path: tuple[str, ...] = ()
) -> list[tuple[tuple[str, ...], click.Command]]:
    found: list[tuple[tuple[str, ...], click.Command]] = []
    for name, made in group.commands.items():
        if isinstance(made, click.Group):
            found.extend(leaves(made, (*path, name)))
        else:
            found.append(((*path, name), made))
    return found


def options(made: click.Command) -> set[str]:
    return {name for param in made.params for name in param.opts}
