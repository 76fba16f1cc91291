"""The due dates that an authority recorded are those that the engine computes."""

import re
from pathlib import Path

import complaint_terms
import pytest

from habeas.law.packs import packs

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data" / "prison-complaints.csv"
HEAD = "CASENBR,ITERLVL,sitdtrcv,sdtdue\n"
INVENTED = f"""{HEAD}\
1,F,2013-01-02,2013-01-22
2,F,2013-01-02,2013-02-11
3,R,2013-01-02,2013-02-01
4,R,2013-01-02,2013-03-03
5,A,2013-01-02,2013-02-11
6,A,2013-01-02,2013-03-03
7,A,2013-01-02,
8,F,2013-12-05,2013-12-25
"""


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    path = tmp_path / "invented.csv"
    path.write_text(INVENTED, "utf-8")
    return path


def test_a_small_sample_agrees(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert complaint_terms.main([str(sample)]) == 0
    assert capsys.readouterr().out.splitlines()[2:] == [
        "| F: prison (BP-9) | 3 | 2 | 1 | 0 | 0 | 20 (2), 40 (1) | 0 | 1 |",
        "| R: region (BP-10) | 2 | 1 | 1 | 0 | 0 | 30 (1), 60 (1) | 1 | 0 |",
        "| A: centre (BP-11) | 2 | 1 | 1 | 0 | 1 | 40 (1), 60 (1) | 1 | 0 |",
        "",
        "No row disagrees.",
    ]


def test_a_row_that_disagrees_is_printed(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sample.write_text(f"{HEAD}9,F,2013-01-02,2013-01-23\n", "utf-8")
    page = sample.with_name("page.md")
    assert complaint_terms.main([str(sample), "--write", str(page)]) == 1
    line = (
        "- case 9, level F: received 2013-01-02, due 2013-01-23; computed 2013-01-22,"
        " extended 2013-02-11"
    )
    assert line in capsys.readouterr().out.splitlines()
    assert page.read_text("utf-8").endswith(f"Rows that disagree:\n{line}\n")


@pytest.mark.skipif(not DATA.exists(), reason="the data are not in this checkout")
def test_every_real_row_is_the_first_term_or_explained_by_an_extension(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert complaint_terms.main([str(DATA)]) == 0
    printed = capsys.readouterr().out
    assert printed in (ROOT / "docs" / "complaint-terms.md").read_text("utf-8")


def test_what_was_measured_is_what_the_pack_says_of_rolling() -> None:
    assert packs()["US-BOP"].countings["due"].rolls is False
    page = (ROOT / "docs" / "complaint-terms.md").read_text("utf-8")
    on_days_off = [
        line.split("|")[-3:-1] for line in re.findall("(?m)^. [FRA]:.*", page)
    ]
    assert all(int(one.replace(",", "")) > 0 for row in on_days_off for one in row)
