"""What differs in a Word file that comes back: words, quotations, footnotes, cells."""

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import msgspec
import pytest
from docx.document import Document as Word
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from habeas import app
from habeas.actions.filed_words import lines_of
from habeas.actions.paper_copies import kept_copies
from habeas.crypto.passphrase import KdfParams
from habeas.papers.engine.comparing import Compared, How, compare, nearest, unfound
from habeas.papers.engine.kept import (
    Kept,
    KeptLine,
    Kind,
    Rest,
    marks_of,
    plain,
    read,
    words_of,
)
from habeas.text.parsers.docx_lines import lines
from habeas.text.word_file import WordFile, read_word
from tests.conftest import FixedClock
from tests.filed import (
    DENIAL,
    QUOTE,
    Told,
    bytes_of,
    holding,
    opened,
    say,
    taken,
    tell,
    track,
)


@dataclass(frozen=True)
class Left:
    """A paper as it left: the file, and what was kept of it."""

    told: Told
    file: bytes
    kept: Kept


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Left]:
    params = KdfParams(memory_kib=8, iterations=1, lanes=1, salt=bytes(16))
    folder = tmp_path_factory.mktemp("left") / "vault"
    desk = app.create(folder, "seven words", clock=FixedClock(), params=params)
    try:
        told = tell(desk)
        file = taken(desk, told)
        (kept,) = kept_copies(desk, told.paper)
        yield Left(told, file, kept)
    finally:
        desk.close()


def parsed(data: bytes) -> WordFile:
    """Read a file as the child does, in this process: the child has its own tests."""
    return msgspec.json.decode(lines(data), type=WordFile)


def back(left: Left, word: Word) -> Compared:
    return compare(left.kept, lines_of(parsed(bytes_of(word))))


def test_what_comes_back_as_it_left_differs_in_nothing(left: Left) -> None:
    found = read_word([left.file])
    assert found == parsed(left.file)
    assert found.authors == ("Habeas",)
    made = compare(left.kept, lines_of(found))
    assert made.differences == ()
    assert made.same == len(left.kept.body)


def test_a_changed_quotation_is_loud_and_its_words_are_told(left: Left) -> None:
    word = opened(left.file)
    say(holding(word, QUOTE), "shut the door", "left the door open")
    found = back(left, word)
    (one,) = found.differences
    assert found.altered == (one,)
    assert one.how is How.CHANGED
    assert [(it.record, it.words) for it in one.quotes] == [(left.told.claim, QUOTE)]
    assert ("shut", "gone") in [(it.text, it.how) for it in one.pieces]
    assert not one.lost


def test_words_around_a_quotation_are_no_change_of_it(left: Left) -> None:
    word = opened(left.file)
    say(holding(word, QUOTE), "states:", "says:")
    (one,) = back(left, word).differences
    assert not one.grave
    assert one.how is How.CHANGED


def test_what_a_typewriting_program_changes_is_no_difference(left: Left) -> None:
    word = opened(left.file)
    for one in word.paragraphs:
        for old, new in (("–", "-"), (" ", "\u00a0"), ("’", "'"), ("“", "«")):
            say(one, old, new)
    assert back(left, word).differences == ()


def test_an_added_line_rests_on_nothing_and_a_moved_one_is_the_same(left: Left) -> None:
    word = opened(left.file)
    place = holding(word, QUOTE)._p
    place.addprevious(word.add_paragraph("The guard is a criminal.")._p)
    place.addprevious(holding(word, DENIAL)._p)
    found = back(left, word)
    assert found.bare == 1
    assert not found.altered
    first = found.differences[0]
    assert (first.how, first.bare) == (How.ADDED, True)
    assert {one.how for one in found.differences} == {How.ADDED, How.MOVED}


def test_a_footnote_that_vanished_is_missed(left: Left) -> None:
    word = opened(left.file)
    line = holding(word, QUOTE)._p
    for one in line.findall(f".//{qn('w:footnoteReference')}"):
        one.getparent().remove(one)
    found = back(left, word)
    (one,) = found.differences
    assert found.lost == 1
    assert "alleged; entry " in one.lost[0]
    assert not one.quotes


def test_a_statement_left_out_is_told(left: Left) -> None:
    word = opened(left.file)
    gone = holding(word, DENIAL)._p
    gone.getparent().remove(gone)
    (one,) = back(left, word).differences
    assert one.how is How.GONE
    assert DENIAL in one.pieces[0].text


def test_tracked_changes_and_comments_are_counted_and_read_as_accepted(
    left: Left,
) -> None:
    word = opened(left.file)
    track(word, "w:ins", " inserted words")
    track(word, "w:del", " deleted words")
    word.add_comment(word.paragraphs[1].runs[0], "Is that so?", author="Reviewer")
    found = parsed(bytes_of(word))
    assert (found.inserted, found.deleted, found.comments) == (1, 1, 1)
    assert set(found.authors) == {"Habeas", "Somebody Else", "Reviewer"}
    assert "deleted words" in found.aside
    assert "Is that so?" in found.aside
    (one,) = compare(left.kept, lines_of(found)).differences
    assert "".join(it.text for it in one.pieces).endswith("inserted words")


def test_macros_are_seen(left: Left) -> None:
    made = io.BytesIO(left.file)
    with zipfile.ZipFile(made, "a") as parts:
        parts.writestr("word/vbaProject.bin", b"7")
    assert parsed(made.getvalue()).macros


def bomb(document: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", document)
    return made.getvalue()


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
HOSTILE: dict[str, Callable[[], bytes]] = {
    "a bomb": lambda: bomb(b"<a>" + b"0" * (65 << 20)),
    "more lines than anybody files": lambda: bomb(
        f"<w:d {_W}>".encode() + b"<w:p><w:t>7</w:t></w:p>" * 20_001 + b"</w:d>"
    ),
    "a document type": lambda: bomb(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    "no zip": lambda: b"PK\x03\x04word/" + b"7" * 100,
    "nothing": lambda: b"",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_paper_is_none_and_harms_nobody(name: str) -> None:
    assert read_word([HOSTILE[name]()]) is None


REST = Rest(0, 4, "a" * 32, ("b" * 64, 7), 2, "alleged")
DAY = Rest(0, 10, "a" * 32, ("b" * 64, 7), 2)
TABLE = Kept(
    (
        KeptLine(Kind.HEADING, "Title"),
        KeptLine(Kind.CELL, "3 May 2021", ((10, 1),), (DAY,)),
        KeptLine(Kind.NOTE, "Record of the case; entry bbbbbbbb·7"),
    )
)


def test_a_filed_paper_is_no_draft_any_more() -> None:
    kept = Kept((KeptLine(Kind.DRAFT, "Draft: gaps."), *TABLE.lines))
    assert compare(kept, TABLE).differences == ()


def test_a_cell_that_differs_names_the_record() -> None:
    cell = KeptLine(Kind.CELL, "4 May 2021", ((10, 1),))
    filed = Kept((TABLE.lines[0], cell, TABLE.lines[2]))
    (one,) = compare(TABLE, filed).differences
    assert one.kind is Kind.CELL
    assert [(it.words, it.stance) for it in one.quotes] == [("3 May 2021", "")]
    assert not one.grave
    assert not one.lost


words = st.text(st.characters(blacklist_categories=["Cc", "Cs"]), max_size=12).map(
    plain
)
kept_lines = st.builds(
    KeptLine,
    st.sampled_from([Kind.TEXT, Kind.CELL, Kind.QUOTE]),
    words.filter(bool),
    st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)), max_size=2).map(tuple),
    st.lists(st.just(REST), max_size=1).map(tuple),
)
papers = st.lists(kept_lines, max_size=6).map(lambda found: Kept(tuple(found)))


@given(papers)
def test_what_is_kept_is_read_again(kept: Kept) -> None:
    if kept.lines:
        assert read(words_of(kept), marks_of(kept)) == kept


@given(papers, papers)
def test_both_versions_can_be_told_from_the_differences(a: Kept, b: Kept) -> None:
    """Nothing that was filed is left out, and nothing is invented."""
    made = compare(a, b)
    shown = sum(
        one.how in {How.CHANGED, How.ADDED, How.MOVED} for one in made.differences
    )
    assert made.same + shown == len(b.body)
    assert compare(a, a).differences == () or any(one.notes for one in a.lines)


@given(st.lists(st.text(max_size=80), max_size=8))
def test_marks_of_anybody_are_read_or_left_out(marks: list[str]) -> None:
    assert len(read("one\ntwo", marks).lines) == 2


def test_a_file_is_compared_with_the_copy_that_it_was_made_of(left: Left) -> None:
    older = Kept(tuple(KeptLine(Kind.TEXT, f"Line {n}") for n in range(9)))
    assert nearest([left.kept, older], older) == 1
    assert nearest([left.kept, left.kept], left.kept) == 0
    assert nearest([], older) is None


def test_a_pdf_is_searched_for_each_line() -> None:
    kept = Kept((KeptLine(Kind.TEXT, "He came – at night.", ((7, 1),)),))
    assert unfound(kept, "1\nHe came1 - at\nnight. 2") == ()
    assert unfound(kept, "He came in the morning") == kept.lines
