"""The main job on a real report: bring it in, mark who says what, hand it over.

The report belongs to others, so it is not in this repository and neither are its words:
passages are given by their places.
"""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from habeas.crypto.digest import sha256
from tests.cli.transcript import Player

SHARED = Path(
    os.environ.get("HABEAS_SHARED", Path(__file__).resolve().parents[3] / "shared")
)
REPORT = "news-report-2021.txt"
KNOWN = "af4c4196c5f76c18e084b08daf5ceae2b8d069f77139b54c86d2fdef79e96f56"

PEOPLE = (
    ("The woman", "complainant"),
    ("Her lawyers", "counsel"),
    ("Lawyer 1", "counsel"),
    ("The prison", "body"),
    ("District court", "body"),
    ("The news site", "press"),
)
INCIDENTS = (
    "The isolation ward",
    "The evidence",
    "The letters",
    "The hospital",
    "The officers",
    "The ruling",
    "Access of counsel",
    "The state of her health",
)
CLAIMS = (
    (2260, 2344, "The woman", ("Her lawyers",), "alleged", "The isolation ward"),
    (1895, 1961, "The woman", (), "confirmed", "The isolation ward"),
    (2393, 2479, "Her lawyers", (), "alleged", "The evidence"),
    (2555, 2596, "The news site", (), "documented", "The evidence"),
    (912, 972, "The woman", ("Her lawyers",), "alleged", "The letters"),
    (1399, 1444, "The prison", (), "confirmed", "The officers"),
    (1475, 1519, "The news site", (), "documented", "The officers"),
    (4087, 4161, "District court", (), "ruled", "The ruling"),
    (1158, 1229, "District court", ("Her lawyers",), "ruled", "The ruling"),
    (3426, 3525, "The news site", (), "documented", "The hospital"),
    (3640, 3698, "Lawyer 1", (), "documented", "The hospital"),
    (4198, 4258, "Her lawyers", (), "alleged", "Access of counsel"),
    (4676, 4796, "Lawyer 1", (), "documented", "The state of her health"),
    (380, 473, "Her lawyers", (), "alleged", "The state of her health"),
)


@pytest.fixture
def report(terminal: Path) -> Path:
    source = SHARED / "data" / REPORT
    if not source.is_file():
        pytest.skip(f"{REPORT} is not beside this checkout: set HABEAS_SHARED.")
    assert sha256(source.read_bytes()).hex() == KNOWN
    return Path(shutil.copy(source, terminal))


@pytest.fixture
def marked(player: Player, report: Path) -> Player:
    """Return a player whose only case holds the report with every claim marked."""
    typed(player, "case", "new", "--title", "The case of the woman in the report")
    for name, role in PEOPLE:
        typed(player, "person", "add", "--pseudonym", name, "--role", role)
    for title in INCIDENTS:
        typed(player, "incident", "add", "--title", title)
    dated = ("--dated", "2021-12", "--dated-known", "inferred")
    typed(player, "add", str(report), "--author", "The news site", *dated)
    for start, end, speaker, through, stance, incident in CLAIMS:
        by = ("The news site", *through) if speaker != "The news site" else ()
        via = [word for name in by for word in ("--via", name)]
        place = ("--document", "1", "--start", str(start), "--end", str(end))
        said = ("--speaker", speaker, "--stance", stance, "--incident", incident)
        typed(player, "claim", "add", *place, *said, *via)
    return player


def typed(player: Player, *words: str) -> str:
    code, out, err = player.run(list(words))
    assert (code, err.startswith("habeas:")) == (0, False), err
    return out


def test_every_claim_stands_with_its_speaker(marked: Player, report: Path) -> None:
    text = report.read_text("utf-8")
    found = json.loads(typed(marked, "claim", "list", "--json"))
    assert [(one["words"], one["speaker"]["name"]) for one in found] == [
        (text[start:end], speaker) for start, end, speaker, *_ in CLAIMS
    ]
    assert "passages: 14" in typed(marked, "verify")


def test_what_the_lawyers_said_is_told_apart_from_what_she_said(marked: Player) -> None:
    hers = json.loads(typed(marked, "person", "show", "The woman", "--json"))["said"]
    theirs = json.loads(typed(marked, "person", "show", "her lawyers", "--json"))[
        "said"
    ]
    assert [len(hers), len(theirs)] == [3, 3]
    assert [one["name"] for one in hers[0]["via"]] == ["The news site", "Her lawyers"]


def test_the_report_proposes_what_is_not_its_text(marked: Player) -> None:
    spans = json.loads(typed(marked, "boilerplate", "1", "--json"))
    assert len(spans) >= 4
    assert not any(
        span["start"] < end and start < span["end"]
        for span in spans
        for start, end, *_ in CLAIMS
    )


def test_the_bundle_is_verified_by_a_stranger(marked: Player, terminal: Path) -> None:
    to = ("--use", "court", "--to", "Regional court")
    answer = ("--use", "court", "--answer", "given", "--recipient", "Regional court")
    typed(marked, "consent", "add", "--person", "The woman", *answer)
    told = json.loads(typed(marked, "export", *to, "--json", "bundle.zip"))
    data = (terminal / "bundle.zip").read_bytes()
    assert told["sha256"] == sha256(data).hex()
    with zipfile.ZipFile(terminal / "bundle.zip") as bundle:
        bundle.extractall(terminal / "stranger")
    (verify,) = (terminal / "stranger").rglob("verify.py")
    assert stranger(verify).returncode == 0
    (original,) = verify.parent.rglob(f"*{REPORT}")
    original.write_bytes(original.read_bytes().replace(b"December", b"November"))
    refused = stranger(verify)
    assert refused.returncode != 0
    assert REPORT in refused.stdout + refused.stderr


def stranger(verify: Path) -> subprocess.CompletedProcess[str]:
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed: the stranger's check did not run.")
    return subprocess.run(
        [sys.executable, "-I", str(verify)],
        cwd=verify.parent,
        capture_output=True,
        text=True,
        check=False,
    )
