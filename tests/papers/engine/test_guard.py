"""A form may come from a stranger: its template cannot run for ever, nor reach out."""

import time
from typing import Any

import pytest

from habeas.errors import BadInputError
from habeas.papers.engine import guard, marked
from habeas.papers.engine.guard import LARGEST_TEMPLATE
from habeas.papers.engine.model import Kind, Run, runs_in
from habeas.papers.engine.template import fill
from habeas.papers.engine.told import Told
from habeas.papers.engine.trying import try_to_fill

WORDS = Told((Run("words", Kind.FILE),))
MANY = [{"id": str(number), "words": WORDS} for number in range(1000)]
CONTEXT: dict[str, Any] = {"x": WORDS, "many": MANY, "record": {"id": "1"}}
_EACH = "{% for a in many %}"
_END = "{% endfor %}"
HOSTILE = {
    "a range": "{% for a in range(10**9) %}{% endfor %}",
    "a power": "{% set y = 9**9**9 %}",
    "a long word": "{% set y = 'a' * 10**10 %}",
    "loops within loops": _EACH * 3 + _END * 3,
    "loops over lists of its own": "{% for a in [1,2,3,4,5,6,7,8] %}" * 12 + _END * 12,
    "more loops than Python takes": "{% for a in [1, 2] %}" * 25 + _END * 25,
    "a list that doubles": "{% set n = namespace(l=many) %}"
    + _EACH
    + "{% set n.l = n.l + n.l %}"
    + _END,
    "a number that doubles": "{% set n = namespace(l=3) %}"
    + _EACH
    + "{% set n.l = n.l + n.l %}"
    + _END,
    "more than a paper holds": _EACH * 2 + "text " * 2000 + _END * 2,
    "a macro that calls itself": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "a loop that calls itself": "{% for a in many recursive %}{{ loop(many) }}" + _END,
    "lists compared": _EACH + "{% if many == many %}{% endif %}" + _END,
    "a list searched in a loop": _EACH + "{% if a in many %}{% endif %}" + _END,
    "a table that is too wide": "|" + "a|" * 64 + "\n|" + "-|" * 64 + "\n|b|\n",
    **{
        f"pairs of pairs compared: {how}": "{% set n = namespace(a=(1,), b=(1,)) %}"
        + _EACH
        + "{% set n.a = (n.a, n.a) %}{% set n.b = (n.b, n.b) %}"
        + _END
        + "{% if "
        + how
        + " %}x{% endif %}"
        for how in ("n.a == n.b", "n.a in (n.b,)", "(n.a,) == (n.b,)")
    },
    "pairs of pairs searched for": "{% set n = namespace(a=(1,), b=(1,)) %}"
    + _EACH
    + "{% set n.a = (n.a, n.a) %}{% set n.b = (n.b, n.b) %}"
    + _END
    + "{% for a in [n] | selectattr('a', 'equalto', n.b) %}"
    + _END,
    "a filter that searches": _EACH * 2
    + "{{ many | selectattr('id', 'equalto', 'x') | list | length }}"
    + _END * 2,
    "brackets within brackets": "{{ " + "(" * 50_000 + "1" + ")" * 50_000 + " }}",
    "conditions within conditions": "{% if x %}" * 9000 + "{% endif %}" * 9000,
    "a number of many digits": "{{ " + "9" * 5000 + " }}",
    "a division": "{{ 1 / 0 }}",
    "another file": "{% include '/etc/passwd' %}",
    "an import": "{% import 'os' as os %}",
    "a parent": "{% extends 'a' %}",
    "a block": "{% block a %}{% endblock %}",
    "a call": "{{ record.keys() }}",
    "the way to Python": "{% for a in x.__class__.__mro__ %}{% endfor %}",
    "the globals of a function": "{% if gap.__globals__ %}{% endif %}",
    "a gap with words of the file": "{{ gap(x.text) }}",
    "words joined": "{{ gap('a' ~ x.text) }}",
    "a template that is too long": "a" * (LARGEST_TEMPLATE + 1),
}


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MOST_STEPS", 1_000_000)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_template_is_refused_soon(name: str) -> None:
    begun = time.process_time()
    with pytest.raises(BadInputError) as refused:
        fill(HOSTILE[name], CONTEXT, "theirs/en.md")
    assert time.process_time() - begun < 5
    assert refused.value.params["name"] == "theirs/en.md"


def test_a_table_that_nobody_could_set_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    table = "| a | b |\n|-|-|\n" + _EACH + "| {{ a.words }} | b |\n" + _END
    assert fill(table, CONTEXT, "t")
    monkeypatch.setattr(marked, "MOST_TOKENS", 5000)
    with pytest.raises(BadInputError, match="too many paragraphs and cells"):
        fill(table, CONTEXT, "t")
    _, faults = try_to_fill(table, CONTEXT, "t")
    assert "too many paragraphs and cells" in faults[0].say()


def test_what_a_paper_needs_goes_on() -> None:
    source = (
        "These: {% set count = namespace(at=0) %}"
        "{% for one in many if one.id in ('1', '2') %}"
        "{% set count.at = count.at + 1 %}{{ count.at }}) {{ one.words }}"
        "{% if not loop.last %}; {% endif %}{% endfor %}\n"
        "{{ many | selectattr('id', 'equalto', '7') | list | length }}"
    )
    words = "".join(one.text for one in runs_in(fill(source, CONTEXT, "t")))
    assert words == "These: 1) words; 2) words1"


def test_the_line_is_said_of_what_a_template_may_not_do() -> None:
    with pytest.raises(BadInputError) as refused:
        fill("one\n\n{% if x in many %}{% endif %}\n", CONTEXT, "t")
    assert refused.value.params["line"] == 3
