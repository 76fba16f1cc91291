"""The style of a house: `house.toml` in a folder beside the vault, edited by hand.

It gives what is the organisation's and not the case's: letterhead, who signs, footer,
typeface, measures. Nothing in it is secret; without it papers are as they are.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import msgspec

from habeas.case.rules.consent import plain
from habeas.errors import HabeasError, NotFoundError
from habeas.languages import translations
from habeas.papers.engine import logo
from habeas.papers.engine.dress import (
    BARE,
    Dress,
    Logo,
    Margins,
    Sheets,
    Side,
    Worn,
)
from habeas.papers.engine.faces import STANDARD, Face, look_at
from habeas.papers.engine.faults import Fault, read_toml, structure_faults
from habeas.papers.engine.own_files import read_plain, read_words
from habeas.words import N_

HOUSE: Final = "house.toml"
_LARGEST: Final = 64 * 1024
_Line = Annotated[str, msgspec.Meta(max_length=200)]
_Lines = Annotated[tuple[_Line, ...], msgspec.Meta(max_length=10)]
_Edge = Annotated[float, msgspec.Meta(ge=5, le=60)]


class _Strict(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
): ...


class Edges(_Strict, frozen=True, kw_only=True):
    """The margins, in millimetres."""

    left: _Edge = 28
    right: _Edge = 18
    top: _Edge = 22
    bottom: _Edge = 22


class Letterhead(_Strict, frozen=True, kw_only=True):
    """What stands at the top of the first page."""

    logo: str = ""
    """A PNG, JPEG or SVG file beside `house.toml`."""
    height: Annotated[float, msgspec.Meta(ge=5, le=60)] = 18
    """Of the logo, in millimetres."""
    side: Side = Side.LEFT
    en: _Lines = ()
    ru: _Lines = ()
    kk: _Lines = ()


class Signature(_Strict, frozen=True, kw_only=True):
    """One of those who sign: their name, then role, licence and the like, a line each.

    The lines after the name stand under a paper that is signed by that name.
    """

    en: _Lines = ()
    ru: _Lines = ()
    kk: _Lines = ()


class Footer(_Strict, frozen=True, kw_only=True):
    """One line at the foot of each page."""

    en: _Line = ""
    ru: _Line = ""
    kk: _Line = ""


class House(_Strict, frozen=True, kw_only=True):
    """What `house.toml` says."""

    face: Annotated[str, msgspec.Meta(max_length=80)] = ""
    """A typeface of this machine, or of the folder `fonts`."""
    size: Annotated[float, msgspec.Meta(ge=9, le=16)] = 11.5
    """Of the letters, in points."""
    paper: Sheets = Sheets.A4
    margins: Edges = Edges()
    letterhead: Letterhead = Letterhead()
    signature: Annotated[tuple[Signature, ...], msgspec.Meta(max_length=40)] = ()
    footer: Footer = Footer()


def beside(vault: Path) -> Path:
    """Return the folder of the house: beside that of the vault, called after it."""
    folder = vault.resolve()
    return folder.with_name(f"{folder.name}-house")


@dataclass(frozen=True)
class Style:
    """A house as it was read; `house` is None if there is no file, or a faulty one."""

    folder: Path
    house: House | None
    faults: tuple[Fault, ...] = ()
    face: Face | None = None
    logo: Logo | None = None


def read_style(folder: Path) -> Style:
    """Read the style of a house, with all that is wrong with it."""
    try:
        text = read_words(folder, HOUSE, _LARGEST)
    except NotFoundError:
        return Style(folder, None)
    except HabeasError as error:
        return Style(folder, None, (_fault(error),))
    raw, faults = read_toml(text, HOUSE)
    faults += structure_faults(raw, House, text, HOUSE)
    if faults:
        return Style(folder, None, tuple(faults))
    house = msgspec.convert(raw, House)
    try:
        drawn = _logo(folder, house.letterhead)
    except HabeasError as error:
        return Style(folder, None, (_fault(error, house.letterhead.logo),))
    face = look_at(house.face, folder) if house.face else None
    return Style(folder, house, (), face, drawn)


def _logo(folder: Path, head: Letterhead) -> Logo | None:
    if not head.logo:
        return None
    content = logo.checked(head.logo, read_plain(folder, head.logo, logo.LARGEST))
    return Logo(head.logo, content, head.height)


def _fault(error: HabeasError, file: str = HOUSE) -> Fault:
    return Fault(file[:80], 0, error.what, error.params)


def dress(style: Style, language: str, worn: Worn, signer: str | None) -> Dress:
    """Return what a house gives to a paper in a language.

    `signer` is who signs, as its author typed it: '' if nobody did yet, None if the
    form does not ask.
    """
    _ = translations(language).gettext
    house = style.house
    if house is None:
        notes = tuple(one.say(_) for one in style.faults[:1])
        return Dress(notes=notes) if notes else BARE
    face, notes = _face(style.face, language)
    lettered = worn is not Worn.PLAIN
    edges = house.margins
    return Dress(
        face=face.name if face else "",
        fonts=face.fonts if face else "",
        size=house.size,
        sheet=house.paper,
        margins=Margins(edges.left, edges.right, edges.top, edges.bottom),
        side=house.letterhead.side,
        logo=style.logo if lettered else None,
        head=getattr(house.letterhead, language) if lettered else (),
        signature=_signature(house, language, worn, signer),
        footer=getattr(house.footer, language) if lettered else "",
        notes=notes,
    )


def _signature(
    house: House, language: str, worn: Worn, signer: str | None
) -> tuple[str, ...]:
    """Return the lines under a signature: of nobody but who signs."""
    known: list[tuple[str, ...]] = [getattr(one, language) for one in house.signature]
    if worn is Worn.PLAIN:
        return ()
    if signer is None:
        return next(iter(known), ()) if worn is Worn.SIGNED else ()
    for name, *lines in filter(None, known):
        if plain(name) == plain(signer):
            return tuple(lines)
    return ()


def _face(face: Face | None, language: str) -> tuple[Face | None, tuple[str, ...]]:
    """Return the face that a paper can be set in, and what to say if it is another."""
    if face is None:
        return None, ()
    missing = face.missing.get(language, "")
    if face.here and not missing:
        return face, ()
    return None, (face_note(face, language, language),)


def face_note(face: Face, language: str, said_in: str) -> str:
    """Say why a face is not used in a language, and which one is; '' if it is used."""
    _ = translations(said_in).gettext
    missing = face.missing.get(language, "")
    if not face.here:
        said = _(
            N_(
                "The typeface ‘{face}’ is not on this machine: {standard} is used"
                " instead. Install it, or put its files into the folder ‘fonts’ of the"
                " house."
            )
        )
    elif missing:
        said = _(
            N_(
                "The typeface ‘{face}’ lacks letters of this language ({letters}):"
                " {standard} is used instead."
            )
        )
    else:
        return ""
    letters = " ".join(missing[:24])
    return said.format(face=face.name, standard=STANDARD, letters=letters)
