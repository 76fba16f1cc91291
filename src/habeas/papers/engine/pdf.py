"""A paper as a PDF, set by Typst from our template and the paper as data."""

import json
from dataclasses import replace
from importlib.resources import files
from typing import Final

import msgspec
import typst

from habeas.papers.engine.dress import Dress, Logo
from habeas.papers.engine.faces import STANDARD
from habeas.papers.engine.glyphs import drawable
from habeas.papers.engine.layout import Sheet

_STANDARD: Final = "a-2a"
_WORDS: Final = b"""\
#set text(font: sys.inputs.standard)
#set document(title: "-")
#sys.inputs.words"""


def write_pdf(sheet: Sheet) -> bytes:
    """Return the paper as a tagged PDF/A-2a with bookmarks (ISO 19005-2).

    The same paper gives the same bytes: nothing is taken from the clock, and only the
    typefaces that come with Typst are used, and the house's own. Where they lack a
    character those of the computer are used as well; what these lack is marked, see
    `drawable`.
    """
    dress = sheet.dress
    bare = replace(sheet, dress=replace(dress, logo=None))
    of_computer = bool(dress.face) and not dress.fonts
    for computers in (False, True):
        if of_computer and not computers:
            continue
        try:
            return _set(bare, dress, computers=computers)
        except typst.TypstError as error:
            if "could not be displayed" not in str(error):
                raise

    def draws(words: str) -> bool:
        try:
            _compiled(_WORDS, {"words": words}, dress, computers=True)
        except typst.TypstError:
            return False
        return True

    return _set(drawable(bare, draws), dress, computers=True)


def _set(sheet: Sheet, dress: Dress, *, computers: bool) -> bytes:
    template = files(__package__).joinpath("paper.typ").read_bytes()
    inputs = {"paper": msgspec.json.encode(sheet).decode()}
    if dress.logo:
        inputs |= _drawn(dress.logo)
    return _compiled(template, inputs, dress, computers=computers)


def _compiled(
    source: bytes, inputs: dict[str, str], dress: Dress, *, computers: bool
) -> bytes:
    own = [dress.fonts] if dress.fonts else []
    made = typst.compile(
        source,
        format="pdf",
        sys_inputs={**inputs, "standard": STANDARD},
        font_paths=typst.Fonts(include_system_fonts=computers, font_paths=own),
        pdf_standards=_STANDARD,
    )
    assert isinstance(made, bytes)  # one document, so not a list of pages
    return made


def _drawn(logo: Logo) -> dict[str, str]:
    """Return a logo as inputs, which are words: a drawing, or points as numbers."""
    form, content = "png", json.dumps(list(logo.content))
    if logo.is_drawing:
        form, content = "svg", logo.content.decode()
    return {"logo": content, "logo_form": form, "logo_height": str(logo.height)}


def picture(logo: Logo) -> bytes:
    """Return a logo as a PNG: a drawing with 300 points to the inch."""
    if not logo.is_drawing:
        return logo.content
    page = (
        b"#set page(width: auto, height: auto, margin: 0mm, fill: none)\n"
        b'#image(bytes(sys.inputs.logo), format: "svg",'
        b" height: float(sys.inputs.logo_height) * 1mm)"
    )
    made = typst.compile(
        page, format="png", ppi=300, sys_inputs=_drawn(logo), ignore_system_fonts=True
    )
    assert isinstance(made, bytes)
    return made
