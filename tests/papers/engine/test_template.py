"""A template prints what has a source, and nothing else gets into a paper."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.errors import BadInputError
from habeas.papers.engine.model import (
    Heading,
    Items,
    Kind,
    NewPage,
    Paragraph,
    Run,
    Source,
    Table,
    runs_in,
)
from habeas.papers.engine.template import fill
from habeas.papers.engine.told import NOTHING, Label, Told, gap, phrase, told

SOURCE = Source("a" * 32, ("b" * 64, 7), "alleged", 3, 2)


def said(words: str) -> Told:
    return Told((Run(words, Kind.FILE, "", (SOURCE,)),))


def test_blocks_of_every_kind() -> None:
    source = """# Title {{ x }}

One *two* **three**
four.

> Quoted {{ x }}

2. first
3. second {{ x }}

- dot

| Head | {{ x }} |
|---|---|
| cell | {{ x }} |

---
"""
    title, text, quote, numbered, dots, table, page = fill(
        source, {"x": said("s")}, "t"
    )
    assert title == Heading(1, (Run("Title "), *said("s").runs))
    assert text == Paragraph(
        (
            *(Run("One "), Run("two", emphasis=True), Run(" ")),
            *(Run("three", strong=True), Run(" "), Run("four.")),
        )
    )
    assert quote == Paragraph((Run("Quoted "), *said("s").runs), quoted=True)
    assert isinstance(numbered, Items)
    assert numbered.start == 2
    assert len(numbered.items) == 2
    assert isinstance(dots, Items)
    assert dots.start is None
    assert isinstance(table, Table)
    assert table.rows == (((Run("cell"),), said("s").runs),)
    assert page == NewPage()


EVIL = (
    *("# heading", "| a | b |", "- item", "> quote", "***", "a\n\nb", "&amp;"),
    *("[a](http://b)", "![a](b)", "<b>x</b>", "`code`", "{{ 1 }}", "\ue0000\ue001"),
)


@pytest.mark.parametrize("words", EVIL)
def test_what_the_file_tells_is_never_read_as_markdown(words: str) -> None:
    source = "a {{ x }} b\n\n| h |\n|---|\n| {{ x }} |\n\n- {{ x }}\n"
    paragraph, table, items = fill(source, {"x": said(words)}, "t")
    assert paragraph == Paragraph((Run("a "), *said(words).runs, Run(" b")))
    assert isinstance(table, Table)
    assert table.rows == ((said(words).runs,),)
    assert isinstance(items, Items)
    assert items.items == ((Paragraph(said(words).runs),),)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
def test_words_come_out_as_they_went_in(words: str) -> None:
    blocks = fill("x {{ x }} y", {"x": said(words)}, "t")
    kept = [one.text for one in runs_in(blocks) if one.kind is Kind.FILE]
    assert kept == [words]


REFUSED = {
    "words of the template's own code": "{{ 'he did it' }}",
    "a number that is no place in a list": "{{ 1.5 }}",
    "words of another part of the program": "{{ plain }}",
    "what is told, joined": "{{ x ~ x }}",
    "what is told, cut": "{{ x.text[:2] }}",
    "what is told, in other letters": "{{ x|upper }}",
    "its runs": "{{ x.runs }}",
    "what there is not": "{{ nothing.there }}",
    "a name that there is not": "{{ y }}",
    "Python's own": "{{ x.__class__.__mro__ }}",
    "an import": "{% import 'os' as os %}{{ os }}",
    "another template": "{% include 'other' %}",
    "half a tag": "{% if x %}",
    "a mark of its own": "\ue0000\ue001",
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_template_prints_nothing_without_a_source(name: str) -> None:
    context = {"x": said("x"), "plain": "he did it", "nothing": {}}
    with pytest.raises(BadInputError) as refused:
        fill(f"fine\n{REFUSED[name]}\n", context, "mine/en.md")
    assert refused.value.params["name"] == "mine/en.md"


def test_what_is_wrong_names_the_line() -> None:
    with pytest.raises(BadInputError) as refused:
        fill("one\n\ntwo {{ 'x' }}\n{{ y }}", {}, "t")
    assert refused.value.params["line"] in (3, 4)


def test_what_is_left_out_leaves_nothing_behind() -> None:
    source = "a {{ nothing }} b\n\n{{ nothing }}\n\n{% if nothing %}c{% endif %}\n"
    (left,) = fill(source, {"nothing": NOTHING}, "t")
    assert "".join(one.text for one in runs_in([left])) == "a b"


def test_gaps_labels_and_places_in_a_list() -> None:
    counted = "{% for a in l %} {{ loop.index }}{% endfor %}"
    source = "{{ gap('the court') }} {{ label }}" + counted
    blocks = fill(source, {"label": Label("ours"), "l": [1, 2]}, "t")
    kinds = [(one.text, one.kind) for one in runs_in(blocks) if one.text.strip()]
    assert kinds == [
        ("the court", Kind.GAP),
        *(("ours", Kind.FORM), ("1", Kind.FORM), ("2", Kind.FORM)),
    ]


def test_told_words_are_no_text() -> None:
    with pytest.raises(TypeError):
        str(said("x"))
    assert not NOTHING
    assert not Told((Run(""),))
    assert gap("x")
    assert phrase("{a} says: {b}.", a=said("A."), b=said("no")) == told(
        said("A."), " says: ", said("no"), "."
    )
