"""What an author's text points to is never lost, wherever the reference stands."""

import pytest

from habeas.actions.desk import Desk
from habeas.actions.documents import begin_import
from habeas.actions.papers import Wanted, drawn_up
from habeas.errors import BadInputError
from habeas.papers.engine.form import form_named
from habeas.papers.engine.layout import lay_out, words_in
from habeas.papers.engine.model import Kind, runs_in
from tests.filed import tell


def told(
    desk: Desk, words: str, language: str = "ru"
) -> tuple[list[tuple[int, int]], str]:
    """Return the exhibits and pages that an answer points to, and its words."""
    case = tell(desk).case
    for number in (1, 2):
        coming = begin_import(desk, case, f"letter {number}.txt")
        coming.write(f"Letter {number}".encode())
        coming.finish()
    form = form_named("appeal")
    made = drawn_up(desk, case, Wanted(form, language, {"scope": words})).paper
    runs = [one for one in runs_in(made.blocks) if one.kind is Kind.AUTHOR]
    found = [(one.exhibit or 0, one.page) for run in runs for one in run.sources]
    return found, "".join(one.text for one in runs) + "\n".join(words_in(lay_out(made)))


@pytest.mark.parametrize(
    ("words", "points"),
    [
        ("Об этом [экс 1] и [экс 2, с. 3].", [(1, 0), (2, 3)]),
        ("[экс 1] говорит другое.", [(1, 0)]),
        ("Вот [экс 1] [экс 2].", [(1, 0), (2, 0)]),
        ("[экс 1] [экс 2] вместе.", [(1, 0), (2, 0)]),
        ("[экс 2]", [(2, 0)]),
        ("[экс 2, с. 4].", [(2, 4)]),
    ],
)
def test_a_reference_is_kept(
    desk: Desk, words: str, points: list[tuple[int, int]]
) -> None:
    found, said = told(desk, words)
    assert found == points
    assert "[экс" not in said
    assert "(мат. 2)" in said or (2, 0) not in points
    if words.startswith("[экс 2"):
        assert "Мат. 2" in said  # it has words: its number


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("См. [экс 1, с. 2", "[экс 1, с. 2"),
        ("См. [ex 1-2].", "[ex 1-2]"),
        ("См. [прил. 3].", "[прил. 3]"),
        ("См. [экс 77].", "77"),
    ],
)
def test_what_is_no_reference_names_the_question(
    desk: Desk, words: str, part: str
) -> None:
    with pytest.raises(BadInputError) as refused:
        told(desk, words)
    assert part in str(refused.value)
    assert "В какой части обжалуется" in str(refused.value)


def test_brackets_that_point_to_nothing_are_words(desk: Desk) -> None:
    assert "[ex parte]" in told(desk, "Слушание [ex parte] прошло.")[1]
