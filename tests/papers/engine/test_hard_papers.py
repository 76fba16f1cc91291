"""Papers that are hard to set: very long quotations, many annexes, other scripts."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pypdfium2  # type: ignore[import-untyped]
import pytest

from habeas.actions.papers import As, written
from habeas.errors import BadInputError
from habeas.papers.engine.comparing import key
from habeas.papers.engine.glyphs import MARK, drawable
from habeas.papers.engine.layout import lay_out, words_in
from habeas.papers.engine.model import (
    Annex,
    Block,
    Heading,
    Kind,
    Paper,
    Paragraph,
    Run,
    Source,
    Table,
)

KAZAKH = "Әке-шешесіне хат жазуға рұқсат берілмегенін, ұрып-соққанын айтты. Һәм үнсіз."
HEBREW = "לא נתנו לי לכתוב (3 ימים), אמר 12 פעמים."
ARABIC = "لم يسمحوا لي بالكتابة."
CLAIM = Source("c" * 32, ("e" * 64, 7), "alleged", 1, 2)


def paper(blocks: Sequence[Block], *, language: str = "en", annexes: int = 1) -> Paper:
    listed = [
        Annex(n, n, f"Document of day {n}", f"{n:032x}") for n in range(1, annexes + 1)
    ]
    return Paper("a", language, "2026-07-20", "A paper", tuple(blocks), tuple(listed))


def quoted(text: str, language: str = "", source: Source = CLAIM) -> Paragraph:
    run = Run(text, Kind.FILE, lang=language, sources=(source,))
    return Paragraph((run,), quoted=True)


def pages(made: Paper) -> list[str]:
    found = pypdfium2.PdfDocument(written(made, As.PDF))
    return [one.get_textpage().get_text_range() for one in found]


def document(made: Paper) -> str:
    with zipfile.ZipFile(io.BytesIO(written(made, As.DOCX))) as parts:
        return parts.read("word/document.xml").decode()


def plain(texts: Iterable[str]) -> str:
    """Return the words, without the ends of lines that setting put into them."""
    return " ".join(" ".join(texts).replace("\ufffe", "-").split())


def test_a_quotation_of_four_pages_arrives_whole() -> None:
    said = "\n".join(
        f"{n}. He said the words of line {n} to me." for n in range(1, 241)
    )
    made = paper([Heading(1, (Run("A paper"),)), quoted(said)])
    found = pages(made)
    assert len(found) >= 5
    assert [int(one) for one in re.findall(r"of line (\d+) to me", plain(found))] == [
        *range(1, 241)
    ]
    assert all("A paper" in one for one in found)  # in the foot of each page
    text = document(made)
    assert text.count("<w:br/>") == 239
    assert text.count("w:footnoteReference ") == 1


def test_three_hundred_annexes_are_numbered_and_listed_through() -> None:
    rows = []
    for n in range(1, 301):
        source = Source("c" * 32, ("e" * 64, n), "", n, 1)
        rows.append(((Run(f"Day {n}", Kind.FILE, sources=(source,)),),))
    after = quoted("Said after the table.", source=Source("d" * 32, ("e" * 64, 301)))
    made = paper([Table(((Run("Day"),),), tuple(rows)), after], annexes=300)
    found = plain(pages(made))
    listed = re.findall(r"Annex (\d+)\. Document of day (\d+) \(Ex\. (\d+)\)", found)
    assert listed == [(f"{n}",) * 3 for n in range(1, 301)]
    noted = re.findall(r"Annex (\d+) \(Ex\. (\d+)\), p\. 1;", found)
    assert noted == [(f"{n}", f"{n}") for n in range(1, 301)]
    assert "Said after the table.301" in found  # numbered on
    text = document(made)
    assert re.findall(r"Document of day (\d+) ", text) == [
        f"{n}" for n in range(1, 301)
    ]


@pytest.mark.parametrize(
    ("words", "language"),
    [(HEBREW, "he"), (ARABIC, "ar"), (KAZAKH, "kk"), ("Фото № 3 – «Б-7»", "ru")],
)
@pytest.mark.parametrize("form", ["ru", "kk", "en"])
def test_other_scripts_stand_in_a_paper_with_their_language(
    words: str, language: str, form: str
) -> None:
    made = paper([quoted(words, language)], language=form)
    text = document(made)
    assert words in text
    right = language in {"he", "ar"}
    assert ("<w:rtl/>" in text) == right
    assert f'{"w:bidi" if right else "w:val"}="{language}"' in text
    drawn = pypdfium2.PdfDocument(written(made, As.PDF))[0]
    assert drawn_letters(drawn) >= {one for one in words if one.isalpha()}


def drawn_letters(page: pypdfium2.PdfPage) -> set[str]:
    """Return the letters that the page's fonts have shapes for, as text gives them."""
    return set(page.get_textpage().get_text_range())


def seen(page: pypdfium2.PdfPage) -> str:
    """Return the letters of a page of one line as they stand, from left to right."""
    text = page.get_textpage()
    letters = [
        (text.get_charbox(at)[0], text.get_text_range(at, 1))
        for at in range(text.count_chars())
    ]
    return "".join(one for _, one in sorted(letters) if one.isalnum())


@pytest.mark.parametrize("turn", ["\u202e", "\u202b", "\u2067", "\u2066\u202e"])
def test_no_word_of_the_file_turns_ours_round(turn: str) -> None:
    """A stance could be forged so, in the paper or in the list of annexes."""
    told = Run(f"nothing {turn}happened", Kind.FILE)
    runs = (Run("G. denies this: "), told, Run(". It was decided: lawful."))
    annex = Annex(1, 1, f"{turn}fdp.exe", "0" * 32)
    made = replace(paper([Paragraph(runs)]), title=f"{turn}Title", annexes=(annex,))
    assert [*words_in(lay_out(made))] == [
        "Title",
        "G. denies this: nothing happened. It was decided: lawful.",
        "Annex 1 fdp.exe (Ex. 1)",
    ]


def test_words_from_right_to_left_keep_to_themselves() -> None:
    first, second = Run("אבג", Kind.FILE), Run("דהו", Kind.FILE)
    runs = (Run("One: "), first, Run(" 12, two: "), second, Run(" 3."))
    made = replace(paper([Paragraph(runs)]), annexes=(), title=" ")
    drawn = seen(pypdfium2.PdfDocument(written(made, As.PDF))[0])
    assert "גבא12" in drawn
    text = document(made)
    assert "\u2068אבג\u2069" in text
    (line,) = (one for one in words_in(lay_out(made)) if "12" in one)
    assert key(line) == "One: אבג 12, two: דהו 3."


def test_what_no_xml_may_hold_stops_no_paper() -> None:
    made = paper([quoted("He said\x00\x0b so \ufffe and\u202e back \ud7ff.")])
    assert "He said" in document(made)
    assert "He said" in pages(made)[0]


@pytest.mark.parametrize(
    "words",
    [
        "مەن ئۇيغۇر",
        "他们打了我。他们说：写下来。",
        "\ud7ff ☐ 😀",
        "Она сказала\x01: «нет».",
    ],
)
def test_what_cannot_be_drawn_is_marked_and_told(words: str) -> None:
    """Whatever typefaces there are: each letter is there, or is marked."""
    made = paper([quoted(words, "und")], language="ru")
    found = " ".join(pages(made))
    lost = {one for one in words if not one.isspace() and one not in found}
    if MARK in found:
        assert f"ни в одном шрифте этого компьютера: {len(lost)}." in plain([found])
    else:
        assert lost == set()
    with_words = document(made)
    assert all(one in with_words for one in words.replace("\x01", ""))
    assert written(made, As.PDF) == written(made, As.PDF)


@pytest.mark.parametrize("letter", ["\ue000", "\uf0b7", "\ufeff", "\u0378"])
def test_a_letter_that_no_pdf_may_hold_is_marked(letter: str) -> None:
    made = paper([Heading(1, (Run(f"A{letter}paper"),)), quoted(f"He{letter} said.")])
    found = plain(pages(made))
    assert f"A{MARK}paper" in found
    assert f"He{MARK} said." in found


def test_a_heading_longer_than_a_bookmark_may_be_stops_no_paper() -> None:
    words = "слово " * 6000
    made = replace(paper([Heading(1, (Run(words),))]), title=f"{words}\x00")
    assert plain(pages(made)).count("слово") >= 6000
    assert document(made)


def test_what_cannot_be_set_at_all_is_said_with_what_to_do() -> None:
    made = paper([quoted("\xa0" * 40_000)])
    with pytest.raises(BadInputError, match="Take it as Word"):
        written(made, As.PDF)
    assert document(made)


def test_halving_finds_each_that_cannot_be_drawn() -> None:
    asked: list[str] = []

    def draws(words: str) -> bool:
        asked.append(words)
        return not set(words) & set("жңҳ")

    sheet = lay_out(paper([quoted("Бұл жерде ңҳң емес.")], language="kk"))
    found = drawable(sheet, draws)
    assert found.parts[0].lines[0][0][0].text == f"Бұл {MARK}ерде {MARK * 3} емес."
    assert "3" in found.drafts[-1]
    assert drawable(sheet, lambda _: True) is sheet
