"""What the tests counted: the table of docs/reliability.md is made from it.

A test counts what it tried by the marker `counts`, or, in a loop, by the fixture
`tally`. Only what passed is added up. A run of every test fails when the table claims
more than it counted; HABEAS_WRITE_RELIABILITY=1 writes it anew.
"""

import os
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

TABLE = Path(__file__).resolve().parent.parent / "docs" / "reliability.md"
_ROW = re.compile(r"(?m)^\| (?P<what>[^|]+) \| (?P<number>[\d,]+) \|")
_PREFIX = "tally "
_COUNTED = pytest.StashKey[Counter[str]]()
_SKIPPED = pytest.StashKey[bool]()

Tally = Callable[[str, int], None]
"""Add a number to a row of the table."""


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Tally:
    noted = request.node.user_properties
    return lambda what, number: noted.append((_PREFIX + what, number))


def note_marked(items: list[pytest.Item]) -> None:
    """Let each test that is marked count for one."""
    for item in items:
        for mark in item.iter_markers("counts"):
            item.user_properties.append((_PREFIX + mark.args[0], 1))


def add(config: pytest.Config, report: pytest.TestReport) -> None:
    """Take what a test counted, if it passed."""
    if report.skipped:
        config.stash[_SKIPPED] = True
    if report.when != "call" or not report.passed:
        return
    counted = config.stash.setdefault(_COUNTED, Counter[str]())
    for name, number in report.user_properties:
        if name.startswith(_PREFIX):
            counted[name.removeprefix(_PREFIX)] += int(str(number))


def settle(session: pytest.Session) -> None:
    """Compare with the table, or write it, after a run of every test.

    Where tests run side by side, each worker has only seen its own.
    """
    if hasattr(session.config, "workerinput"):
        return
    stash = session.config.stash
    counted = stash[_COUNTED] if _COUNTED in stash else Counter[str]()
    if os.environ.get("HABEAS_WRITE_RELIABILITY") == "1":
        text = TABLE.read_text("utf-8")
        TABLE.write_text(_ROW.sub(lambda row: _renewed(row, counted), text), "utf-8")
        return
    if counted:
        _say(session, f"counted: {dict(counted)}", red=False)
    if _whole(session):
        claimed = {what: n for what, n in written().items() if counted[what] < n}
        if claimed:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
            _say(
                session, f"docs/reliability.md claims {claimed}, it was less", red=True
            )


def _say(session: pytest.Session, sentence: str, *, red: bool) -> None:
    report = session.config.pluginmanager.get_plugin("terminalreporter")
    if report is not None:
        report.write_line(sentence, red=red)


def written() -> dict[str, int]:
    """Return what the table says."""
    text = TABLE.read_text("utf-8")
    rows = _ROW.finditer(text)
    return {row["what"]: int(row["number"].replace(",", "")) for row in rows}


def _renewed(row: re.Match[str], counted: dict[str, int]) -> str:
    number = counted.get(row["what"])
    if number is None:  # not run this time
        return row[0]
    return row[0].replace(f"| {row['number']} |", f"| {number:,} |")


def _whole(session: pytest.Session) -> bool:
    """Say whether every test was run: nothing chosen, nothing skipped or failed."""
    option = session.config.option
    chosen = session.config.args != session.config.getini("testpaths")
    return (
        session.exitstatus == pytest.ExitCode.OK
        and not session.config.stash.get(_SKIPPED, False)
        and not chosen
        and not (option.keyword or option.markexpr or option.collectonly)
    )
