"""The two dates that the issue asks for, explained in full in three languages."""

from datetime import date
from pathlib import Path

import pytest

from habeas.languages import LANGUAGES, translations
from habeas.law.counting import compute
from habeas.law.packs import packs
from habeas.views.spoken import edtf_words
from tests.law.conftest import happened

TEXT = Path(__file__).with_name("explained.txt").read_text("utf-8")
SAID = {
    head: tuple(lines.strip().splitlines())
    for head, _, lines in (one.partition("\n") for one in TEXT.split("\n# ")[1:])
}
DUE = {"2021-12-07": date(2021, 12, 22), "2021-12-10": date(2021, 12, 27)}


@pytest.mark.parametrize("head", SAID)
def test_a_date_explains_itself(head: str) -> None:
    day, language = head.split()
    gettext = translations(language).gettext

    def say(moment: date) -> str:
        spaced = edtf_words(moment.isoformat(), language, gettext)
        return " ".join(spaced.split())  # no space that keeps a line together

    happenings = [happened("decision", day, "ruling")]
    done = compute(packs()["KZ"], "kz.appeal.ruling", happenings)
    said = tuple(
        f"{one.say(language, say)} [{one.cite(language)}]" for one in done.steps
    )
    assert said == SAID[head]
    assert (done.due, done.warnings) == (DUE[day], ())


def test_both_days_are_there_in_every_language() -> None:
    assert set(SAID) == {f"{day} {one}" for day in DUE for one in LANGUAGES}
