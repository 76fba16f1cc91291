"""Each paper comes back from Word as it left, and every one of its words is kept."""

import msgspec

from habeas.actions.filed_words import lines_of
from habeas.papers.engine.comparing import compare
from habeas.papers.engine.docx import write_docx
from habeas.papers.engine.form import Form, forms
from habeas.papers.engine.kept import Kind, keep, marks_of, plain, read, words_of
from habeas.papers.engine.layout import lay_out, words_in
from habeas.text.parsers.docx_lines import lines
from habeas.text.word_file import WordFile
from tests.papers.forms.conftest import Desks


def faults(desks: Desks, form: Form, language: str) -> list[str]:
    """Return what is not as it left, of one form in one language."""
    made = desks.whole(form, language).paper
    sheet = lay_out(made)
    kept = keep(made, sheet, {})
    again = read(words_of(kept), marks_of(kept))
    file = msgspec.json.decode(lines(write_docx(sheet)), type=WordFile)
    found = [str(one) for one in compare(again, lines_of(file)).differences]
    body = [plain(one) for one in words_in(sheet)][1:]  # the title stands in it as well
    said = " ".join(one.text for one in kept.lines)
    found += [one for one in body if one not in said]
    found += ["something of it was not read again"] * (again != kept)
    found += [
        one.text
        for one in kept.lines
        if one.notes and not one.rests and one.kind not in {Kind.CELL, Kind.NOTE}
    ]
    return found


def test_nothing_differs_in_what_nobody_changed(desks: Desks) -> None:
    some = list(forms())[::3]  # of every kind, and each language by turns
    for turn, form in enumerate(some):
        language = form.languages[turn % len(form.languages)]
        assert faults(desks, form, language) == [], (form.name, language)
