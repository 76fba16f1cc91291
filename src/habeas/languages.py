"""English, Russian and Kazakh: message catalogues, read from the .po files."""

import gettext
import io
from functools import cache
from importlib.resources import files

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = {"en": "English", "ru": "Русский", "kk": "Қазақша"}


@cache
def translations(language: str) -> gettext.NullTranslations:
    """Return the catalogue of a language; English is what the source says."""
    if language not in LANGUAGES or language == "en":
        return gettext.NullTranslations()
    source = files("habeas") / "locale" / f"{language}.po"
    catalog = read_po(io.BytesIO(source.read_bytes()), locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@cache
def locale_named(name: str) -> Locale:
    """Return a locale; to read its name again takes as long as to write a date."""
    return Locale.parse(name)
