"""Collects every string a person may read into the catalogues (src/habeas/locale).

    python scripts/messages.py update    # add new strings, drop unused ones
    python scripts/messages.py missing   # print what is not translated; exit 1 if any

A changed string never keeps its old translation: what looks translated was translated.
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "habeas"
LOCALE = SOURCE / "locale"
LANGUAGES = ("ru", "kk")
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
OPTIONS = {
    one: {"encoding": "utf-8", "trimmed": "true", "silent": "false"}
    for one, method in METHODS
    if method == "jinja2"
}
KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "NN_": (1, 2),
}


def source_messages() -> Catalog:
    """Return every message of the source, with the files it stands in."""
    catalog = Catalog(project="Habeas", charset="utf-8", fuzzy=False)
    for name, _line, message, comments, context in extract_from_dir(
        SOURCE, METHODS, OPTIONS, keywords=KEYWORDS, comment_tags=("L10n:",)
    ):
        place = [(f"src/habeas/{name}", 1)]
        catalog.add(message, None, place, auto_comments=comments, context=context)
    return catalog


def load(language: str) -> Catalog:
    """Return the catalogue of a language, empty if there is none yet."""
    path = LOCALE / f"{language}.po"
    if not path.exists():
        return Catalog(locale=language, project="Habeas", charset="utf-8", fuzzy=False)
    return read_po(io.BytesIO(path.read_bytes()), locale=language)


def update() -> None:
    """Write the catalogues anew, translations kept."""
    source = source_messages()
    for language in LANGUAGES:
        catalog = load(language)
        catalog.update(source, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        out = io.BytesIO()
        write_po(
            out,
            catalog,
            sort_output=True,
            width=88,
            omit_header=True,  # the language is the file's name; dates only make noise
            include_lineno=False,
        )
        LOCALE.mkdir(exist_ok=True)
        (LOCALE / f"{language}.po").write_bytes(out.getvalue())


def missing(language: str) -> list[str]:
    """Return the messages of the source that a language does not have."""
    catalog = load(language)
    lacking = []
    for message in source_messages():
        if not message.id:
            continue
        found = catalog.get(message.id, message.context)
        strings = [] if found is None else found.string
        parts = [strings] if isinstance(strings, str) else list(strings or ())
        if not parts or not all(parts):
            lacking.append(str(message.id))
    return lacking


def main() -> int:
    """Do what the argument says."""
    if sys.argv[1:] == ["update"]:
        update()
        return 0
    lacking = [(language, one) for language in LANGUAGES for one in missing(language)]
    for language, one in lacking:
        print(f"{language}: {one}")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
