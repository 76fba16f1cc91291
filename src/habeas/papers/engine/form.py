"""A form: a folder with `paper.toml` and a template per language.

The file says what the paper is called, who receives it, which parts of the case it
reads and what it asks whoever makes it; every ask names its source and how sure it is.
Nobody needs code for a paper of their own.
"""

import tomllib
from collections.abc import Iterator, Mapping
from enum import StrEnum
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final

import msgspec

from habeas.case.compartments import COMPARTMENTS
from habeas.case.facts.consent import Use
from habeas.errors import BadInputError, NotFoundError
from habeas.languages import LANGUAGES
from habeas.papers.engine.casefile import PARTS
from habeas.papers.engine.dress import Worn
from habeas.papers.engine.identity import FIELDS
from habeas.papers.engine.leaving import (
    PLAIN,
    WHY,
    FilingRules,
    Question,
    SignerRules,
    Sure,
    Worded,
    faults,
    ours,
    unsaid,
)
from habeas.words import N_

SETTINGS: Final = "paper.toml"


class Wanted(StrEnum):
    """What kind of answer an ask takes."""

    LINE = "line"
    TEXT = "text"
    """Paragraphs; they may point to exhibits: `[ex 3, p. 2]`."""
    DAY = "day"
    PERSON = "person"
    PROCEEDING = "proceeding"
    STEP = "proceeding_step"
    CHOICE = "choice"


RECORDS: Final = frozenset({Wanted.PERSON, Wanted.PROCEEDING, Wanted.STEP})
"""Asks that are answered by a record of the case."""


class _Strict(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
): ...


class AskFor(_Strict, frozen=True, kw_only=True):
    """One question to whoever makes the paper."""

    key: str
    kind: Wanted
    label: Worded
    help: Worded = {}
    required: bool = True
    source: str = ""
    sure: Sure = Sure.VERIFIED
    choices: dict[str, Worded] = {}


class Identified(_Strict, frozen=True, kw_only=True):
    """A field of the complainant's identity that the addressee asks for."""

    field: str
    source: str
    sure: Sure


class Form(_Strict, frozen=True, kw_only=True):
    """What `paper.toml` says."""

    title: Worded
    about: Worded
    use: Use
    """The consent that it needs."""
    reads: tuple[str, ...]
    """Parts of the case file."""
    source: str
    sure: Sure
    compartments: tuple[str, ...] = ("case",)
    choose: bool = False
    """Whether it may be about some incidents of the case only."""
    unavailable: dict[str, Worded] = {}
    """Languages without a template, and why there is none."""
    identity: tuple[Identified, ...] = ()
    """What the addressee asks for of who the complainant is; nothing: a pseudonym."""
    anonymous: Worded = {}
    """What becomes of it without a name: whether the addressee takes it, and how."""
    ask: tuple[AskFor, ...] = ()
    filing: FilingRules | None = None
    admissible: tuple[Question, ...] = ()
    signer: SignerRules | None = None
    house: Worn = Worn.LETTERHEAD
    """How much of the style of a house it wears."""
    name: str = ""
    templates: Worded = {}
    own: bool = False
    """Whether it lies in the house, not in the program."""
    digest: str = ""
    """Of the text of one's own form."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that it can be written in."""
        return tuple(one for one in LANGUAGES if one in self.templates)

    @property
    def identifies(self) -> tuple[str, ...]:
        """The fields of the complainant's identity that it lists."""
        return tuple(one.field for one in self.identity)

    @property
    def questions(self) -> tuple[Question, ...]:
        """What is asked before it leaves."""
        own = ours(medical="medical" in self.compartments, signer=self.signer)
        return (*self.admissible, *own)

    @property
    def asked(self) -> tuple[AskFor, ...]:
        """Everything that may be answered: what it prints, and what is asked before."""
        found = list(self.ask)
        for one in self.questions:
            if not one.ask:
                codes = dict.fromkeys(PLAIN, one.say)
                found += (
                    AskFor(
                        key=one.key, kind=Wanted.CHOICE, label=one.say, choices=codes
                    ),
                    AskFor(key=f"{one.key}{WHY}", kind=Wanted.TEXT, label=one.say),
                )
        return tuple(found)

    @property
    def leaving(self) -> frozenset[str]:
        """What is asked before it leaves alone: it is answered for one recipient."""
        return frozenset(one.key for one in self.asked) - {one.key for one in self.ask}

    def require(self, language: str) -> str:
        """Return the template in a language.

        Raises:
            NotFoundError: there is none, and why.
        """
        if language in self.templates:
            return self.templates[language]
        raise NotFoundError(
            N_("This paper is not there in this language ({language}). {why}"),
            advice=N_("It is there in: {languages}"),
            language=LANGUAGES.get(language, language[:20]),
            why=self.unavailable.get(language, {}).get("en", ""),
            languages=", ".join(LANGUAGES[one] for one in self.languages),
        )


def forms() -> Iterator[Form]:
    """Yield the forms that come with the program, by name.

    Raises:
        BadInputError: as `read_form`; ours are tested.
    """
    shelf = files("habeas.papers") / "forms"
    for folder in sorted(shelf.iterdir(), key=lambda one: one.name):
        if (folder / SETTINGS).is_file():
            yield read_form(folder)


def our_names() -> frozenset[str]:
    """Return the names of the forms that come with the program."""
    shelf = files("habeas.papers") / "forms"
    return frozenset(one.name for one in shelf.iterdir())


def form_named(name: str) -> Form:
    """Return a form that comes with the program.

    Raises:
        NotFoundError: there is none of this name.
    """
    shelf = files("habeas.papers") / "forms"
    folder = next((one for one in shelf.iterdir() if one.name == name), None)
    if folder is None or not (folder / SETTINGS).is_file():
        raise NotFoundError(
            N_("There is no paper called ‘{name}’."),
            advice=N_("‘habeas paper forms’ and the page ‘Papers’ list them."),
            name=name[:80],
        )
    return read_form(folder)


def read_form(folder: Traversable) -> Form:
    """Read a form from its folder.

    Raises:
        BadInputError: the settings cannot be read, name what there is not, or leave a
            language out without a word.
    """
    try:
        settings = tomllib.loads((folder / SETTINGS).read_text("utf-8"))
        templates = {
            language: (folder / f"{language}.md").read_text("utf-8")
            for language in LANGUAGES
            if (folder / f"{language}.md").is_file()
        }
    except (OSError, ValueError) as error:  # TOML raises kinds of it
        raise _wrong(folder.name, str(error)) from error
    return form_of_settings(folder.name, settings, templates)


def form_of_settings(name: str, settings: Mapping[str, Any], templates: Worded) -> Form:
    """Return a form of what its file says and its templates.

    Raises:
        BadInputError: as `read_form`.
    """
    try:
        form = msgspec.convert(settings, Form)
    except ValueError as error:
        raise _wrong(name, str(error)) from error
    for fault in _faults(form, templates):
        raise _wrong(name, fault)
    return msgspec.structs.replace(form, name=name, templates=templates)


def all_faults(form: Form, templates: Worded) -> list[str]:
    """Return everything that is wrong with what a form says."""
    return list(_faults(form, templates))


def _faults(form: Form, templates: Worded) -> Iterator[str]:
    if form.name or form.templates or form.own or form.digest:
        yield "its name is the folder's, its templates are files"
    if not templates:
        yield "there is no template: en.md, ru.md or kk.md"
    for one in set(form.reads) - PARTS:
        yield f"{one} is no part of a case"
    for one in set(form.compartments) - set(COMPARTMENTS):
        yield f"{one} is no compartment"
    for language in LANGUAGES:
        if (language in templates) == (language in form.unavailable):
            yield f"{language}: a template, or under ‘unavailable’ why there is none"
    for worded in (form.title, form.about, *form.unavailable.values()):
        yield from unsaid(worded)
    yield from _identity_faults(form)
    yield from _ask_faults(form.ask)
    choices = {one.key: frozenset(one.choices) for one in form.ask if one.choices}
    keys = frozenset(one.key for one in form.ask)
    yield from faults(form.filing, form.admissible, form.signer, choices, keys)


def _identity_faults(form: Form) -> Iterator[str]:
    found = form.identifies
    for one in sorted(set(found) - set(FIELDS)):
        yield f"{one} is no field of an identity that a paper may print"
    if len(set(found)) < len(found):
        yield "a field of the identity is listed twice"
    if found and "names" not in found:
        yield "it lists an identity without the names"
    if found and not form.anonymous:
        yield "under ‘anonymous’: what becomes of it without the name"
    if form.anonymous:
        yield from unsaid(form.anonymous)


def _ask_faults(asks: tuple[AskFor, ...]) -> Iterator[str]:
    keys = [one.key for one in asks]
    for key in sorted({one for one in keys if keys.count(one) > 1}):
        yield f"{key} is asked for twice"
    for one in asks:
        if not one.key.isidentifier():
            yield f"{one.key} is no name that a template can use"
        if (one.kind is Wanted.CHOICE) != bool(one.choices):
            yield f"{one.key}: choices belong to a choice, and to nothing else"
        for worded in (one.label, *one.choices.values()):
            yield from unsaid(worded)


def _wrong(name: str, why: str) -> BadInputError:
    return BadInputError(
        N_("The form {name} cannot be used: {why}."),
        advice=N_("Correct its file paper.toml, then try again."),
        name=name,
        why=why.rstrip(".")[:300],
    )
