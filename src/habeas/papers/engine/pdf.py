"""A paper as a PDF, set by Typst from our template and the paper as data."""

from importlib.resources import files
from typing import Final

import msgspec
import typst

from habeas.papers.engine.glyphs import drawable
from habeas.papers.engine.layout import Sheet

_STANDARD: Final = "a-2a"
_WORDS: Final = b"""\
#set text(font: "Libertinus Serif")
#set document(title: "-")
#sys.inputs.words"""


def write_pdf(sheet: Sheet) -> bytes:
    """Return the paper as a tagged PDF/A-2a with bookmarks (ISO 19005-2).

    The same paper gives the same bytes: nothing is taken from the clock, and only the
    typefaces that come with Typst are used. Where they lack a character those of the
    computer are used as well; what these lack is marked, see `drawable`.
    """
    for computers in (False, True):
        try:
            return _set(sheet, computers=computers)
        except typst.TypstError as error:
            if "could not be displayed" not in str(error):
                raise
    return _set(drawable(sheet, _draws), computers=True)


def _set(sheet: Sheet, *, computers: bool) -> bytes:
    template = files(__package__).joinpath("paper.typ").read_bytes()
    data = msgspec.json.encode(sheet).decode()
    return _compiled(template, {"paper": data}, computers=computers)


def _draws(words: str) -> bool:
    try:
        _compiled(_WORDS, {"words": words}, computers=True)
    except typst.TypstError:
        return False
    return True


def _compiled(source: bytes, inputs: dict[str, str], *, computers: bool) -> bytes:
    made = typst.compile(
        source,
        format="pdf",
        sys_inputs=inputs,
        ignore_system_fonts=not computers,
        pdf_standards=_STANDARD,
    )
    assert isinstance(made, bytes)  # one document, so not a list of pages
    return made
