"""Which typeface a paper can be set in: one that is here and has the letters."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import typst

from habeas.languages import LANGUAGES

STANDARD: Final = "Libertinus Serif"
"""The face that comes with the program; it has every letter of our languages."""
FONTS: Final = "fonts"
"""The folder of a house with typefaces of its own."""
_LATIN: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CYRILLIC: Final = "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ"
_KAZAKH: Final = "ӘҒҚҢӨҰҮҺІ"
LETTERS: Final = {
    "en": _LATIN,
    "ru": _CYRILLIC,
    "kk": _KAZAKH + _CYRILLIC,
}
"""The capital letters that a face must have for a language."""
_TRY: Final = b"""
#set document(title: "x", date: datetime(year: 2000, month: 1, day: 1))
#set text(font: sys.inputs.face, fallback: false)
#sys.inputs.letters
"""


@dataclass(frozen=True)
class Face:
    """A typeface as it is found: `fonts` is the folder of the house, or ''.

    `missing` are the letters that it lacks, by language.
    """

    name: str
    here: bool
    fonts: str
    missing: dict[str, str]


def look_at(name: str, house: Path) -> Face:
    """Return whether a typeface is here, and what it lacks."""
    folder = house / FONTS
    files: tuple[tuple[str, int, int], ...] = ()
    if folder.is_dir():
        stats = ((one.name, one.stat()) for one in sorted(folder.iterdir()))
        files = tuple((name, one.st_size, one.st_mtime_ns) for name, one in stats)
    return _looked(name, str(folder) if files else "", files)


@cache
def _looked(name: str, folder: str, _files: object) -> Face:
    """Look once for each state of the folder: a search takes a moment."""
    own = [folder] if folder else []
    for system in (False, True):
        fonts = typst.Fonts(include_system_fonts=system, font_paths=own)
        known = {one.casefold(): one for one in fonts.families()}
        if found := known.get(name.casefold()):
            missing = {one: _missing(found, LETTERS[one], fonts) for one in LANGUAGES}
            return Face(
                found, here=True, fonts="" if system else folder, missing=missing
            )
    return Face(name, here=False, fonts="", missing={})


def _missing(face: str, letters: str, fonts: typst.Fonts) -> str:
    """Return those letters, large or small, that a face cannot show."""
    whole = letters + letters.lower()
    if _shows(face, whole, fonts):
        return ""
    return "".join(one for one in whole if not _shows(face, one, fonts))


def _shows(face: str, letters: str, fonts: typst.Fonts) -> bool:
    """Set letters in a standard that refuses boxes (ISO 19005-2, 6.2.11.8)."""
    given = {"face": face, "letters": letters}
    try:
        typst.compile(
            _TRY,
            format="pdf",
            font_paths=fonts,
            sys_inputs=given,
            pdf_standards="a-2b",
        )
    except typst.TypstError:
        return False
    return True
