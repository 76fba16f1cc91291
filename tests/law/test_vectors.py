"""The vectors of docs/spec/rule-packs.md: each date, and each step in three languages.

HABEAS_WRITE_TRANSCRIPTS=1 writes the steps anew; the dates are never written.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from habeas.languages import LANGUAGES
from habeas.law.counting import compute
from habeas.law.happenings import Computed
from habeas.law.packs import find_term
from tests.law.conftest import happened

FILE = Path(__file__).parents[2] / "docs" / "spec" / "vectors" / "deadlines.json"
VECTORS: list[dict[str, Any]] = json.loads(FILE.read_text("utf-8"))


def computed(vector: dict[str, Any]) -> Computed:
    pack, _ = find_term(vector["term"])
    return compute(
        pack,
        vector["term"],
        [happened(*one) for one in vector["happenings"]],
        frozenset(vector.get("circumstances", ())),
        where=vector.get("where", ""),
    )


def steps(done: Computed) -> dict[str, list[list[str]]]:
    """Return every step with its article; days as they are written in ISO 8601."""
    return {
        language: [
            [one.say(language, lambda day: day.isoformat()), one.cite(language)]
            for one in (*done.steps, *done.warnings)
        ]
        for language in LANGUAGES
    }


@pytest.mark.parametrize("number", range(len(VECTORS)))
def test_the_date_is_the_one_that_was_written_down(number: int) -> None:
    due = computed(VECTORS[number]).due
    assert (due.isoformat() if due else "") == VECTORS[number]["due"]


def test_every_step_is_said_as_it_was_written_down() -> None:
    made = [{**one, "steps": steps(computed(one))} for one in VECTORS]
    if os.environ.get("HABEAS_WRITE_TRANSCRIPTS") == "1":
        text = json.dumps(made, ensure_ascii=False, indent=2)
        FILE.write_text(text + "\n", "utf-8")
    else:
        assert made == VECTORS
