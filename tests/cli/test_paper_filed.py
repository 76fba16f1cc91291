"""What `paper filed`, `paper differences` and `paper replies` say of a changed file."""

import json
from pathlib import Path

from docx import Document

from tests.cli.transcript import Player
from tests.filed import holding, say, track

QUOTE = "He came in and shut the door"
TOLD = (
    ("case", "new", "--title", "T", "--law", "KZ"),
    ("person", "add", "--pseudonym", "A.", "--role", "complainant"),
    ("identity", "add", "--person", "A.", "--names", "Zarina Omarova"),
    ("incident", "add", "--title", "The night", "--when", "2021-05-03"),
    (
        *("claim", "add", "--speaker", "A.", "--stance", "alleged"),
        *("--incident", "The night", "--text", QUOTE),
    ),
    ("paper", "begin", "chronology", "--in", "en"),
    ("paper", "save", "Chronology", "filed.docx", "--despite", "She is held."),
)


def run(player: Player, *words: str) -> str:
    code, out, err = player.run(list(words))
    assert code == 0, err
    return out


def test_what_stands_in_the_file_is_said_before_it_was_filed(
    player: Player, terminal: Path
) -> None:
    for words in TOLD:
        run(player, *words)
    file = terminal / "filed.docx"
    word = Document(str(file))
    say(holding(word, QUOTE), "shut", "closed")
    track(word, "w:del", "Zarina Omarova")
    word.add_paragraph("The guard is a criminal.")
    word.save(str(file))
    filed = ("paper", "filed", "Chronology", "filed.docx", "--addressee", "court")
    out = run(player, *filed)
    named = out.index("A protected name, date or number of A.")
    assert named < out.index("Recorded as filed, Ex. 1.")
    assert "Omarova" not in out
    assert "Tracked deletions, which its reader sees: 1" in out
    assert "Statements whose words differ: 1" in out
    assert f"The statement says: {QUOTE}" in out
    assert "[-shut-][+closed+]" in out
    assert "Added: [+The guard is a criminal.+]" in out
    for name in ("differences", "replies"):
        assert json.loads(run(player, "paper", name, "Chronology", "--json"))
    told = json.loads(run(player, "paper", "show", "Chronology", "--json"))
    assert [one["exhibit"] for one in told["filings"]] == [1]
    code, _, err = player.run([*filed])
    assert (code, "It is recorded already that it was filed." in err) == (2, True)
    again = json.loads(run(player, *filed, "--despite", "Sent again.", "--json"))
    assert again["exhibit"] == 1
    assert "Recorded all the same: Sent again." in run(
        player, "paper", "show", "Chronology"
    )
