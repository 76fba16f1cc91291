"""Mappings: what is refused, and how dates and codes are read by one."""

import tomllib
from datetime import date
from importlib.resources import files

import pytest

from habeas.case.register_mapping import (
    LONGEST,
    Labels,
    label_line,
    labels_of,
    read_mapping,
)
from habeas.case.rules.fields import LONGEST_LINE
from habeas.errors import BadInputError

LEAST = 'format = 1\nname = "A"\n[columns]\ncase_number = ["n"]\nreceived = ["r"]\n'


def with_head(*lines: str) -> str:
    head, columns = LEAST.split("[columns]")
    return head + "\n".join(lines) + "\n[columns]" + columns


BAD = {
    "no TOML": "format = ",
    "nothing": "",
    "another format": LEAST.replace("format = 1", "format = 2"),
    "an unknown part": with_head('script = "x"'),
    "an unknown field": LEAST + 'colour = ["c"]\n',
    "no case number": LEAST.replace('case_number = ["n"]\n', ""),
    "no day of receipt": LEAST.replace('received = ["r"]\n', ""),
    "no column": LEAST + "level = []\n",
    "a column without a name": LEAST + 'level = [""]\n',
    "a date in two columns": LEAST + 'due = ["d", "e"]\n',
    "a key without a column": with_head('key = ["level"]'),
    "a requirement without a column": with_head('required = ["due"]'),
    "a status that nobody explains": LEAST + 'status = ["s"]\n',
    "a meaning that does not exist": LEAST
    + 'status = ["s"]\n[statuses]\nX = { means = "lost" }\n',
    "a term without a jurisdiction": LEAST
    + 'level = ["l"]\n[levels]\nF = { term = "us.bop.due.F" }\n',
    "two delimiters": with_head('delimiter = ",,"'),
    "a quotation mark as delimiter": with_head("delimiter = '\"'"),
    "a date without a year": with_head('dates = "DD.MM"'),
    "a date with two days": with_head('dates = "DD.DD.MM.YYYY"'),
    "a name of two lines": LEAST.replace('"A"', '"A\\nB"'),
    "a table without labels": LEAST
    + '[tables.subject]\nfile = "x.csv"\ncode = ["c"]\nlabel = []\n',
    "a table elsewhere": LEAST
    + '[tables.subject]\nfile = "../x.csv"\ncode = ["c"]\nlabel = ["l"]\n',
    "too long": LEAST + "#" * LONGEST,
}


@pytest.mark.parametrize("name", BAD)
def test_a_mapping_that_cannot_be_meant_is_refused(name: str) -> None:
    with pytest.raises(BadInputError) as refused:
        read_mapping(BAD[name])
    what, advice = refused.value.say()
    assert len(what) < 300
    assert "register-mapping.md" in advice


def test_the_least_mapping_is_one() -> None:
    made = read_mapping(LEAST)
    assert made.columns == {"case_number": ("n",), "received": ("r",)}
    assert labels_of(made) == []


@pytest.mark.parametrize(
    "name", [one.name for one in (files("habeas.case") / "mappings").iterdir()]
)
def test_every_shipped_mapping_is_read(name: str) -> None:
    text = (files("habeas.case") / "mappings" / name).read_text("utf-8")
    made = read_mapping(text)
    assert set(tomllib.loads(text)["columns"]) == set(made.columns)


@pytest.mark.parametrize(
    ("form", "text", "day"),
    [
        ("YYYY-MM-DD", "2014-12-31", date(2014, 12, 31)),
        ("YYYY-MM-DD", "2014-2-1", date(2014, 2, 1)),
        ("YYYY-MM-DD", "2014-02-30", None),
        ("YYYY-MM-DD", "0000-01-01", None),
        ("YYYY-MM-DD", "2014-12-31 00:00", None),
        ("YYYY-MM-DD", "٢٠١٤-١٢-٣١", None),
        ("DD.MM.YYYY", "31.02.2014", None),
        ("DD.MM.YYYY", "28.02.2014", date(2014, 2, 28)),
        ("DD.MM.YYYY", "28x02x2014", None),
        ("MM/DD/YYYY", "02/28/2014", date(2014, 2, 28)),
        ("YYYYMMDD", "20140228", date(2014, 2, 28)),
        ("YYYY (MM) DD", "2014 (02) 28", date(2014, 2, 28)),
    ],
)
def test_a_day_is_read_as_it_is_said_to_be_written(
    form: str, text: str, day: date | None
) -> None:
    assert read_mapping(with_head(f'dates = "{form}"')).day(text) == day


def test_a_code_takes_its_label_from_a_table_and_from_nowhere_else() -> None:
    labels = Labels(("subject 25C: A: B", "reasons REJ OTH: Other", "reasons X: Y"))
    assert labels.label("subject", "25C") == "A: B"
    assert labels.label("subject", "25") == ""
    assert labels.label("facility", "25C") == ""
    assert labels.reason("REJ", "OTH") == "Other"
    assert labels.reason("CLO", "OTH") == ""
    assert labels.reason("CLO", "X") == "Y"


@pytest.mark.parametrize(
    ("code", "label", "line"),
    [
        ("25C", "A \n  B", "subject 25C: A B"),
        ("25C", "  ", ""),
        (" ", "A", ""),
        ("25: C", "A", ""),
        ("25\x00C", "A", ""),
    ],
)
def test_what_cannot_be_a_line_has_no_label(code: str, label: str, line: str) -> None:
    assert label_line("subject", code, label) == line
    assert label_line("subject", "1", "x" * LONGEST_LINE) == ""
