"""What is printed: safe for the terminal, in columns, and not too early."""

import io

import pytest

from habeas.cli.language import language_of
from habeas.cli.say import Progress, Voice, cut, one_line, plain


class Seconds:
    """A stop-watch that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def voice(err: io.StringIO) -> Voice:
    return Voice("en", str, out=io.StringIO(), err=err)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("\x1b[31m", "\\u001b[31m"),
        ("\r", "\\u000d"),
        ("\x9b", "\\u009b"),
        ("\u202eabc", "\\u202eabc"),
        ("\u2066\u2069\u200f", "\\u2066\\u2069\\u200f"),
        ("Қазақша «сөз»", "Қазақша «сөз»"),
    ],
)
def test_what_steers_a_terminal_is_shown(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_one_line() -> None:
    assert one_line("  a\n\n b\tc ") == "a b c"
    assert cut("word " * 40, 12) == "word word w…"


def test_columns_stand_under_each_other_in_any_script() -> None:
    spoken = voice(io.StringIO())
    spoken.table(("A", "B"), [("Әпке", 1), ("x\ny", "z")])
    assert spoken.out.getvalue() == "A     B\nӘпке  1\nx y   z\n"  # type: ignore[attr-defined]


def test_progress_is_silent_for_a_second_then_speaks_now_and_then() -> None:
    watch, err = Seconds(), io.StringIO()
    with Progress(voice(err), "Sealing", 200, watch) as progress:
        for second in range(12):
            watch.now = second * 0.9
            progress(second * 10)
    assert err.getvalue() == "Sealing … 10 %\nSealing … 40 %\n"


def test_progress_on_a_terminal_leaves_nothing_behind() -> None:
    watch, err = Seconds(), Screen()
    with Progress(voice(err), "Checking", seconds=watch) as progress:
        watch.now = 2.0
        progress(7)
    assert err.getvalue() == "\r\x1b[KChecking … 7\r\x1b[K"


@pytest.mark.parametrize(
    ("words", "environment", "language"),
    [
        ([], {}, "en"),
        (["cases"], {}, "en"),
        (["cases"], {"LANG": "ru_RU.UTF-8"}, "ru"),
        (["cases"], {"LANG": "kk_KZ.UTF-8", "LC_ALL": "C"}, "en"),
        (["cases"], {"LANG": "C", "LC_MESSAGES": "kk_KZ"}, "kk"),
        (["cases"], {"LANG": "tlh"}, "en"),
        (["--lang", "kk", "cases"], {"LANG": "ru_RU"}, "kk"),
        (["cases", "--lang=ru"], {}, "ru"),
        (["cases", "--lang"], {"LANG": "ru"}, "ru"),
        (["--lang", "xx"], {"LANG": "ru"}, "ru"),
    ],
)
def test_language(words: list[str], environment: dict[str, str], language: str) -> None:
    assert language_of(words, environment) == language
