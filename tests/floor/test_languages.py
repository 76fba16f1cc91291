"""Every sentence of the program stands in every language, with its blanks intact."""

import re
import string
from collections.abc import Iterator

import click
import messages
import pytest
from babel.messages.catalog import Message

from habeas.cli.tree import build
from habeas.languages import LANGUAGES, translations

OTHERS = sorted(set(LANGUAGES) - {"en"})

SAME_IN_KAZAKH = frozenset(
    {
        "%(num)s файл",
        "Байт",
        "КОД",
        "КОМАНДА …",
        "СХЕМА",
        "ФАЙЛ",
        "ФАЙЛ…",
        "ЮРИСДИКЦИЯ",
        "Журнал",
        "Пакет",
        "Пломба",
        "Статистика",
        "Файл",
        "Юрисдикция",
        "автор",
        "адвокат",
        "журнал",
        "журналист",
        "камера",
        "конверт",
        "медиана {days}",
        "металл",
        "омбудсмен",
        "пластик",
        "прокурор",
    }
)
"""What is written alike in Russian and Kazakh; whoever adds to it has looked it up."""

ONLY_RUSSIAN = re.compile(
    r"\b(без|был[аои]?|где|для|до|если|ещё|или|из|как|когда|кто|на|нет|но|она|они|по"
    r"|под|после|при|только|уже|что|чтобы|эт[аои]|этого|этой|этот)\b",
    re.IGNORECASE,
)
"""Small words that no Kazakh sentence has."""


def parts(of: object) -> list[str]:
    """Return a message's forms: one, or a singular and its plurals."""
    return [of] if isinstance(of, str) else [str(one) for one in of or ()]  # type: ignore[attr-defined]


def blanks(text: str) -> set[str]:
    """Return what will be filled in: {name} or %(name)s."""
    try:
        named = {name for _, name, _, _ in string.Formatter().parse(text) if name}
    except ValueError:
        named = set()
    return named | set(re.findall(r"%\((\w+)\)", text))


def translated(language: str) -> list[Message]:
    return [one for one in messages.load(language) if one.id]


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_is_missing(language: str) -> None:
    assert messages.missing(language) == []


@pytest.mark.parametrize("language", OTHERS)
def test_every_blank_is_kept(language: str) -> None:
    wrong = {
        str(one.id)
        for one in translated(language)
        for form in parts(one.string)
        if form and blanks(form) != set().union(*map(blanks, parts(one.id)))
    }
    assert wrong == set()


def test_no_kazakh_message_is_its_russian_twin() -> None:
    """A sentence that was filled in from the other catalogue is not translated."""
    russian = {str(one.id): set(parts(one.string)) for one in translated("ru")}
    twins = {
        form
        for one in translated("kk")
        for form in parts(one.string)
        if form in russian[str(one.id)] and re.search("[А-Яа-яЁё]", form)
    }
    assert twins == SAME_IN_KAZAKH


def test_no_kazakh_message_has_a_russian_word_in_it() -> None:
    found = {
        form
        for one in translated("kk")
        for form in parts(one.string)
        if ONLY_RUSSIAN.search(form)
    }
    assert found == set()


@pytest.mark.parametrize("language", OTHERS)
def test_the_catalogue_that_the_program_reads_is_this_one(language: str) -> None:
    catalogue = translations(language)
    plain = {
        one.id: one.string for one in translated(language) if isinstance(one.id, str)
    }
    assert len(plain) > 300
    assert {message: catalogue.gettext(message) for message in plain} == plain


def test_english_and_an_unknown_language_are_what_the_source_says() -> None:
    for language in ("en", "xx"):
        assert translations(language).gettext("Nothing.") == "Nothing."


def test_no_help_of_a_command_is_written_past_the_catalogue() -> None:
    root = build(lambda message: f"⟦{message}⟧")
    found = {
        f"{' '.join(path)}: {word}"
        for path, words in helps(root, ("habeas",))
        for word in re.findall("[A-Za-z]{3,}", outside(words))
    }
    assert found == set()


def outside(words: str) -> str:
    """Return what stands outside of the marks."""
    while "⟦" in words:
        words = re.sub("⟦[^⟦⟧]*⟧", "", words)
    return words


def helps(
    command: click.Command, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield every sentence of the help of a command and of those below it."""
    yield path, f"{command.help or ''} {command.epilog or ''}"
    for one in command.params:
        option = one.help if isinstance(one, click.Option) else ""
        yield (*path, str(one.name)), option or ""
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from helps(below, (*path, name))


def test_the_script_of_the_pages_has_no_words_of_its_own() -> None:
    """What it says stands in the page, where it is translated."""
    script = (messages.SOURCE / "web" / "static" / "app.js").read_text("utf-8")
    code = re.sub(r"(?m)//.*$", "", script)
    literals = re.findall(r'"((?:[^"\\\n]|\\.)*)"|`([^`]*)`', code)
    sentences = [
        plain or built
        for plain, built in literals
        if re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}|^[A-Z][a-z]{3,}$", plain or built)
    ]
    assert sentences == ["use strict", "btn quiet"]  # a mode, and two classes
