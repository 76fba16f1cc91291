"""A paper as a PDF, set by Typst from our template and the paper as data."""

import json
from contextlib import suppress
from dataclasses import replace
from importlib.resources import files
from typing import Final

import msgspec
import typst

from habeas.errors import BadInputError
from habeas.papers.engine.dress import Dress, Logo
from habeas.papers.engine.faces import STANDARD
from habeas.papers.engine.glyphs import drawable
from habeas.papers.engine.layout import Sheet
from habeas.papers.engine.typesetting import NotSetError, has_shapes, typeset
from habeas.words import N_

_STANDARD: Final = "a-2a"
_UNSET: Final = N_(
    "This cannot be set as a PDF: a word or a line in it is too long, or no PDF may"
    " hold it."
)
_AS_WORD: Final = N_(
    "Take it as Word, or shorten what is unusually long, then try again. Nothing was"
    " changed."
)
_UNDRAWN: Final = N_("The logo of the house cannot be drawn.")
_PLAIN: Final = N_("Save the logo as a plain PNG file of up to 1 MB, then try again.")


def write_pdf(sheet: Sheet) -> bytes:
    """Return the paper as a tagged PDF/A-2a with bookmarks (ISO 19005-2).

    The same paper gives the same bytes: nothing is taken from the clock, and only the
    typefaces that come with Typst are used, and the house's own. Where they lack a
    character those of the computer are used as well; what these lack is marked, see
    `drawable`.

    Raises:
        BadInputError: Typst cannot set it, whatever is marked.
    """
    dress = sheet.dress
    bare = replace(sheet, dress=replace(dress, logo=None))
    of_computer = bool(dress.face) and not dress.fonts
    for computers in (False, True):
        if of_computer and not computers:
            continue
        with suppress(NotSetError):
            return _set(bare, dress, computers=computers)

    def draws(words: str) -> bool:
        return has_shapes(words, STANDARD, _fonts(dress, computers=True))

    try:
        return _set(drawable(bare, draws), dress, computers=True)
    except NotSetError as error:
        raise BadInputError(_UNSET, advice=_AS_WORD) from error


def _set(sheet: Sheet, dress: Dress, *, computers: bool) -> bytes:
    template = files(__package__).joinpath("paper.typ").read_bytes()
    inputs = {"paper": msgspec.json.encode(sheet).decode()}
    if dress.logo:
        inputs |= _drawn(dress.logo)
    return _compiled(template, inputs, dress, computers=computers)


def _compiled(
    source: bytes, inputs: dict[str, str], dress: Dress, *, computers: bool
) -> bytes:
    return typeset(
        source,
        format="pdf",
        sys_inputs={**inputs, "standard": STANDARD},
        font_paths=_fonts(dress, computers=computers),
        pdf_standards=_STANDARD,
    )


def _fonts(dress: Dress, *, computers: bool) -> typst.Fonts:
    own = [dress.fonts] if dress.fonts else []
    return typst.Fonts(include_system_fonts=computers, font_paths=own)


def _drawn(logo: Logo) -> dict[str, str]:
    """Return a logo as inputs, which are words: a drawing, or points as numbers."""
    form, content = "png", json.dumps(list(logo.content))
    if logo.is_drawing:
        form, content = "svg", logo.content.decode()
    return {"logo": content, "logo_form": form, "logo_height": str(logo.height)}


def picture(logo: Logo) -> bytes:
    """Return a logo as a PNG: a drawing with 300 points to the inch.

    Raises:
        BadInputError: Typst cannot draw it.
    """
    if not logo.is_drawing:
        return logo.content
    page = (
        b"#set page(width: auto, height: auto, margin: 0mm, fill: none)\n"
        b'#image(bytes(sys.inputs.logo), format: "svg",'
        b" height: float(sys.inputs.logo_height) * 1mm)"
    )
    try:
        return typeset(
            page,
            format="png",
            ppi=300,
            sys_inputs=_drawn(logo),
            ignore_system_fonts=True,
        )
    except NotSetError as error:
        raise BadInputError(_UNDRAWN, advice=_PLAIN) from error
