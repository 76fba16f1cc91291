"""A pack of our own, small enough to see through, and words for what happened."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from habeas.law.happenings import Happening
from habeas.law.packs import Pack, read_pack

HEAD = """
code = "XX"
revision = 2026-11-30
name = { en = "Nowhere", ru = "Нигде", kk = "Еш жерде" }

[codes]
ACT = { en = "Act s {}", ru = "ст. {} Акта", kk = "Акт {}-б." }

[counting.usual]
status = "confirmed"
rolls = true
start_article = "ACT 1(1)"
end_article = "ACT 1(2)"

[counting.custody]
status = "confirmed"
first_counts = true

[bodies]
court = { en = "Court", ru = "Суд", kk = "Сот" }
"""
ROW = """
[[term]]
id = "xx.one"
kind = "term"
whose = "own"
what = { en = "A term", ru = "Срок", kk = "Мерзім" }
article = "ACT 2"
source = "The invented Act, read in full"
revision_read = "2020"
status = "confirmed"
proceedings = ["court"]
"""


def row(rest: str, **changed: str) -> str:
    """Return a row with some of its lines exchanged."""
    lines = ROW
    for key, value in changed.items():
        lines = "\n".join(
            f"{key} = {value}" if line.startswith(f"{key} =") else line
            for line in lines.splitlines()
        )
    return f"{lines}\n{rest}\n"


USUAL = 'amount = 10\nunit = "days"\ncounting = "usual"\n'
DECISION = 'starts = [{ event = "decision" }]\n'


def pack_of(*rows: str, head: str = HEAD, **files: str) -> Pack:
    named = {f"{name}.toml": text for name, text in files.items()}
    return read_pack({"pack.toml": head, "terms.toml": "".join(rows), **named})


def happened(event: str, at: str, act: str = "", **more: str) -> Happening:
    """Return a happening on a day, or at a moment with its distance from UTC."""
    when = datetime.fromisoformat(at) if "T" in at else date.fromisoformat(at)
    return Happening(event, when, act, **more)


@pytest.fixture
def one_term() -> Callable[[str], Pack]:
    """Return a maker of packs with a single term, written as TOML."""
    return lambda rest: pack_of(row(rest))
