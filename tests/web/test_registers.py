"""A register on the page: looked at, brought in, watched, paused, read, taken out."""

import csv
import io
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

from habeas.actions.register_source import Read
from habeas.actions.registers import RegisterRun
from habeas.errors import LockedError
from habeas.web import importing
from tests.registers import ROWS, sample
from tests.web.conftest import OURS, Door, Seed, opened, token_of

MAPPING = "us-bop-complaints"


@pytest.fixture
def door(planted: tuple[Path, Seed], tmp_path: Path) -> Iterator[Door]:
    """A door over a vault of its own, unlocked."""
    shutil.copytree(planted[0], tmp_path / "vault")
    for one in opened(tmp_path / "vault", planted[1]):
        one.enter()
        yield one


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return sample(tmp_path / "data")


@pytest.fixture
def base(door: Door) -> str:
    return f"/cases/{door.seed.case}/registers"


def token(door: Door, base: str) -> str:
    return token_of(door.client.get(f"{base}/new").text)


def look(door: Door, base: str, **fields: str) -> str:
    """Look at a file and return the page that says what would be."""
    fields = {"mapping": MAPPING, **fields}
    done = door.client.post(
        f"{base}/preview",
        data={"csrf": token(door, base), **fields},
        headers=OURS,
    )
    return str(done.text)


def begin(door: Door, base: str, file: Path, **fields: str) -> str:
    """Begin to bring it in; return where that leads."""
    done = door.client.post(
        f"{base}/new",
        data={
            "csrf": token(door, base),
            "file": str(file),
            "mapping": MAPPING,
            **fields,
        },
        headers=OURS,
        follow_redirects=False,
    )
    assert done.status_code == 303, done.text
    return str(done.headers["location"])


def until(door: Door, page: str, good: Callable[[str], bool]) -> str:
    text = ""
    for _ in range(600):
        text = door.client.get(page).text
        if good(text):
            return text
        time.sleep(0.02)
    raise AssertionError(text)


def done(text: str) -> bool:
    return "Rows that were refused" in text and 'content="2"' not in text


def test_nothing_is_written_before_somebody_says_so(
    door: Door, base: str, file: Path
) -> None:
    text = look(door, base, file=f" {file} ")
    assert "Nothing is recorded yet" in text
    assert "Facility (BP-9)" in text
    assert "The mapping does not know this value." in text
    assert "Ask the source what it means" in text
    assert "No register was brought in yet" in door.client.get(base).text
    page = begin(door, base, file, name="Ours")
    text = until(door, page, done)
    assert "ITERLVL" in text
    assert "<h1>Ours</h1>" in text
    assert "Ours" in door.client.get(base).text
    assert begin(door, base, file) == page  # a second time leads to what is there


def test_every_problem_goes_out_as_a_table(door: Door, base: str, file: Path) -> None:
    sent = door.client.post(
        f"{base}/problems",
        data={"csrf": token(door, base), "file": str(file), "mapping": MAPPING},
        headers=OURS,
    )
    assert sent.headers["content-type"].startswith("text/csv")
    assert "problems%2Ecsv" in sent.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(sent.content.decode("utf-8-sig"))))
    assert [row[:3] for row in rows] == [
        ["line", "column", "problem"],
        ["9", "ITERLVL", "unknown"],
        ["9", "sdtstat", "date"],
    ]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"file": ""}, "It is not said which file."),
        ({"file": "/nowhere/at all.csv"}, "There is no file at this place"),
        ({"file": "FILE", "own": "/nowhere.toml"}, "There is no file at this place"),
        ({"file": "MAPPED"}, "must have the column"),
    ],
)
def test_what_cannot_be_read_comes_back_with_what_was_typed(
    door: Door, base: str, file: Path, fields: dict[str, str], said: str
) -> None:
    other = file.parent / "prison-complaints-subject-codes.csv"
    places = {"FILE": str(file), "MAPPED": str(other)}
    fields = {name: places.get(value, value) for name, value in fields.items()}
    text = look(door, base, **fields)
    assert said in text
    assert f'value="{fields["file"]}"' in text


def test_a_file_that_changed_after_it_was_looked_at_is_not_brought_in(
    door: Door, base: str, file: Path
) -> None:
    seen = look(door, base, file=str(file)).partition('name="sha256" value="')[2][:64]
    with file.open("a") as out:
        out.write(ROWS[0].replace("1001", "1999") + "\n")
    back = door.client.post(
        f"{base}/new",
        data={
            "csrf": token(door, base),
            "file": str(file),
            "mapping": MAPPING,
            "sha256": seen,
        },
        headers=OURS,
    )
    assert back.status_code == 400
    assert "changed after it was looked at" in back.text
    assert "No register was brought in yet" in door.client.get(base).text


def test_the_list_and_the_figures(door: Door, base: str, file: Path) -> None:
    page = begin(door, base, file)
    until(door, page, done)
    text = door.client.get(f"{page}/matters?overdue=1&day=2014-02-03").text
    assert "1 submission<" in text
    assert "overdue by 1 day" in text
    assert ">1005<" in text
    assert ">1001<" not in text
    text = door.client.get(f"{page}/matters").text
    assert "7 submissions" in text
    assert "extended, as the rule allows" in text
    assert "not what the rule gives" in text
    assert "Last day in the data: 2 February 2014" in text
    assert "overdue by 4,6" in text  # twelve years, on the clock of this machine
    text = door.client.get(f"{page}/statistics?day=2014-02-03").text
    assert text.count('<svg class="chart"') == 8
    assert "1 has no such value." in text
    assert "Nothing" not in text
    taken = door.client.get(f"{page}/statistics/subject")
    assert "20D,APPEALS: HEARING,3" in taken.text
    assert door.client.get(f"{page}/statistics/nothing").status_code == 404
    for bad in ("statistics?day=31.02.2014", "matters?day=x"):
        assert door.client.get(f"{page}/{bad}").status_code == 400


def test_a_submission_explains_its_day(door: Door, base: str, file: Path) -> None:
    page = begin(door, base, file)
    until(door, page, done)
    listed = door.client.get(f"{page}/matters?reason=UTR").text
    where = listed.partition(f'href="{page}/matters/')[2][:32]
    text = door.client.get(f"{page}/matters/{where}").text
    assert "2 February 2014" in text
    assert "28 CFR 542" in text
    assert "The appeal is late." in text
    assert "the first term, from the day of receipt alone" in text
    assert door.client.get(f"{page}/matters/{door.seed.person}").status_code == 404
    gone = door.client.get(f"{base}/{door.seed.person}")
    assert gone.status_code == 404


def test_a_submission_without_a_day_or_a_term_has_no_due_day(
    door: Door, base: str, tmp_path: Path
) -> None:
    (tmp_path / "own.toml").write_text(
        'format = 1\nname = "A"\njurisdiction = "US-BOP"\n[columns]\n'
        'case_number = ["n"]\nreceived = ["r"]\nlevel = ["l"]\n'
        '[levels]\n1 = { term = "us.bop.due.F" }\n2 = {}\n'
    )
    (tmp_path / "own.csv").write_text("n,r,l\n71,,1\n72,2014-01-01,2\n")
    page = begin(door, base, tmp_path / "own.csv", own=str(tmp_path / "own.toml"))
    until(door, page, lambda text: "Rows read" in text and 'content="2"' not in text)
    listed = door.client.get(f"{page}/matters").text
    for part in listed.split(f'href="{page}/matters/')[1:]:
        text = door.client.get(f"{page}/matters/{part[:32]}").text
        assert "No rule of this version gives a day for this row." in text


def test_a_locked_vault_begins_nothing(door: Door, base: str, file: Path) -> None:
    sent = {"csrf": token(door, base), "file": str(file), "mapping": MAPPING}
    door.post("/lock", csrf=sent["csrf"])
    answer = door.client.post(f"{base}/new", data=sent, headers=OURS)
    assert answer.status_code == 423


def test_a_lock_in_between_is_told_as_one(
    door: Door, base: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> None:
        raise LockedError("locked")

    sent = {"csrf": token(door, base), "file": str(file), "mapping": MAPPING}
    monkeypatch.setattr("habeas.web.registers.begin", locked)
    answer = door.client.post(f"{base}/new", data=sent, headers=OURS)
    assert answer.status_code == 423


def test_long_lists_are_turned_and_stay_narrowed(
    door: Door, base: str, tmp_path: Path
) -> None:
    more = [ROWS[0].replace("1001", str(number)) for number in range(2000, 2070)]
    page = begin(door, base, sample(tmp_path / "more", *more))
    until(door, page, done)
    text = door.client.get(f"{page}/matters?level=F&day=2014-02-03").text
    assert "level=F&amp;day=2014-02-03&amp;skip=50" in text
    text = door.client.get(f"{page}/matters?level=F&day=2014-02-03&skip=50").text
    assert ">2069<" in text


class Slow:
    """Holds the second group back until it is let go."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.go, self.reached = Event(), Event()
        real = RegisterRun.group
        patch.setattr("habeas.actions.registers.GROUP", 3)
        patch.setattr(importing, "AWAKE", 0.01)

        def group(run: RegisterRun) -> list[Read]:
            if run.far.files:
                self.reached.set()
                assert self.go.wait(20)
            return real(run)

        patch.setattr(RegisterRun, "group", group)


def test_an_import_is_watched_paused_and_gone_on_with(
    door: Door, base: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    page = begin(door, base, file)
    assert slow.reached.wait(20)
    text = door.client.get(page).text
    assert "of 8 rows" in text
    assert 'content="2"' in text
    busy = door.post(
        f"{base}/new", csrf=token(door, base), file=str(file), mapping=MAPPING
    )
    assert busy.status_code == 409
    paused = door.post(f"{page}/pause", csrf=token(door, base))
    assert paused.status_code == 200
    slow.go.set()
    text = until(door, page, lambda text: "Not finished" in text)
    assert "it goes on where it stopped" in text
    monkeypatch.undo()
    assert begin(door, base, file) == page
    assert "7</dd>" in until(door, page, done)


def test_a_lock_ends_an_import_and_loses_nothing(
    door: Door, base: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    page = begin(door, base, file)
    assert slow.reached.wait(20)
    door.post("/lock", csrf=token(door, base))
    slow.go.set()
    monkeypatch.undo()
    door.enter()
    assert "Not finished" in until(door, page, lambda text: 'content="2"' not in text)
    begin(door, base, file)
    until(door, page, done)
