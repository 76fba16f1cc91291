"""Forms of one's own: folders in the house, read as ours are, and trusted less.

A form may come from a stranger. What it may read is what it declares and whoever makes
the paper chose; a faulty one stands in the list with what is wrong.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from habeas.case.facts.consent import Use
from habeas.errors import BadInputError, HabeasError, NotFoundError
from habeas.languages import LANGUAGES, translations
from habeas.papers.engine.faults import read_toml
from habeas.papers.engine.form import SETTINGS, Form, form_of_settings, our_names
from habeas.papers.engine.guard import LARGEST_TEMPLATE
from habeas.papers.engine.own_files import read_words
from habeas.words import N_

FORMS: Final = "forms"
"""The folder of a house with forms of its own."""
MOST: Final = 100
_LARGEST: Final = 256 * 1024
_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")
KEEPS: Final = N_(
    "Consent to keep something in this case is none to let it leave: ‘use’ cannot be"
    " ‘record’."
)
_UNWRITTEN: Final = N_("Nobody has written it in this language yet.")


@dataclass(frozen=True)
class Broken:
    """A form of one's own that cannot be used, and why."""

    name: str
    why: HabeasError


def own_forms(house: Path) -> Iterator[Form | Broken]:
    """Yield the forms of a house by name, the faulty ones with what is wrong."""
    for folder in _folders(house):
        try:
            yield read_own(folder)
        except HabeasError as error:
            yield Broken(_shown(folder.name), error)


def own_named(house: Path, name: str) -> Form | None:
    """Return a form of a house, None if there is no folder of that name.

    Raises:
        BadInputError, NotFoundError: it cannot be used.
    """
    found = next((one for one in _folders(house) if one.name == name), None)
    return read_own(found) if found else None


def _shown(name: str) -> str:
    """Return a name that can be written: on some systems one need not be text."""
    return name.encode("utf-8", "replace").decode()[:80]


def _folders(house: Path) -> list[Path]:
    shelf = house / FORMS
    try:
        found = [one for one in shelf.iterdir() if _is_folder(one)]
    except OSError:
        return []
    return sorted(found, key=lambda one: one.name)[:MOST]


def _is_folder(one: Path) -> bool:
    return one.is_dir() and not one.name.startswith((".", "_"))


def read_own(folder: Path) -> Form:
    """Read a form of one's own.

    Raises:
        NotFoundError: there is no paper.toml.
        BadInputError: it is called as one of ours, or cannot be used; it says why.
    """
    name = _shown(folder.name)
    refuse_name(name)
    if folder.is_symlink():
        raise BadInputError(
            N_("The folder {name} is a link to another place."),
            advice=N_("Copy the folder itself into ‘forms’, then try again."),
            name=name[:80],
        )
    texts = texts_in(folder)
    raw, faults = read_toml(texts[SETTINGS], SETTINGS)
    for fault in faults:
        raise fault.error()
    templates = templates_of(texts)
    form = form_of_settings(name, completed(raw, templates), templates)
    if form.use is Use.RECORD:
        raise BadInputError(KEEPS, advice=N_("Name in ‘use’ what the paper is for."))
    return as_own(form, texts)


def as_own(form: Form, texts: Mapping[str, str]) -> Form:
    """Return a form as one's own, with the digest of its text."""
    return msgspec.structs.replace(form, own=True, digest=digest(texts))


def refuse_name(name: str) -> None:
    """Refuse a name that no form of one's own may have.

    Raises:
        BadInputError: why.
    """
    if not _NAME.fullmatch(name):
        raise BadInputError(
            N_("‘{name}’ cannot be the name of a form."),
            advice=N_("Use small Latin letters, digits and hyphens: ‘our-letter’."),
            name=name[:80],
        )
    if name in our_names():
        raise BadInputError(
            N_("‘{name}’ is the name of a form that comes with the program."),
            advice=N_("Give your folder another name, such as ‘our-{name}’."),
            name=name[:80],
        )


def texts_in(folder: Path) -> dict[str, str]:
    """Return the files of a form by name: paper.toml and its templates.

    Raises:
        NotFoundError: there is no paper.toml.
        BadInputError: one cannot be read as text, or is too large.
    """
    texts = {SETTINGS: read_words(folder, SETTINGS, _LARGEST)}
    for language in LANGUAGES:
        try:
            name = f"{language}.md"
            texts[name] = read_words(folder, name, LARGEST_TEMPLATE)
        except NotFoundError:
            continue
    return texts


def templates_of(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the templates of a form by language."""
    return {one: texts[f"{one}.md"] for one in LANGUAGES if f"{one}.md" in texts}


def digest(texts: Mapping[str, str]) -> str:
    """Return what tells one text of a form from another.

    It is what `LC_ALL=C; sha256sum *.md paper.toml | sha256sum` says in its folder, if
    nothing else lies there.
    """
    lines = [
        f"{hashlib.sha256(texts[name].encode()).hexdigest()}  {name}\n"
        for name in sorted(texts)
    ]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def completed(raw: Mapping[str, Any], templates: Mapping[str, str]) -> dict[str, Any]:
    """Return settings in which what is said in one language is said in each.

    Whoever writes for one court need not translate: the page shows what there is.
    """
    found = {key: _said(value) for key, value in raw.items()}
    reasons = found.get("unavailable", {})
    if isinstance(reasons, dict):
        for one in LANGUAGES:
            if one not in templates:
                words = {
                    each: translations(each).gettext(_UNWRITTEN) for each in LANGUAGES
                }
                reasons.setdefault(one, words)
        found["unavailable"] = reasons
    return found


def _said(value: Any) -> Any:  # noqa: ANN401 - what TOML holds
    if isinstance(value, list):
        return [_said(one) for one in value]
    if not isinstance(value, dict):
        return value
    worded = value and set(value) <= set(LANGUAGES)
    if worded and all(isinstance(one, str) for one in value.values()):
        first = next(value[one] for one in LANGUAGES if one in value)
        return {one: value.get(one, first) for one in LANGUAGES}
    return {key: _said(one) for key, one in value.items()}
