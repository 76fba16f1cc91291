"""Dates in the margin: never more exact than they are, in every language."""

import pytest

from habeas.languages import translations
from habeas.web.dates import day_parts, filters, locale_of, quoted, size_words

MARGINS = {
    "2026-03-14": ("14 Mar", ""),
    "2026-03-14T07:40": ("14 Mar", "07:40"),
    "2026-03-14~": ("14 Mar", "about"),
    "2026-03-14T09:00~": ("14 Mar", "about 09:00"),
    "2026-03?": ("March 2026", "perhaps"),
    "2026~": ("2026", "about"),
    "2026-12-08/2026-12-20": ("8 Dec", "until 20 Dec"),
    "2026-05/2026-06": ("May 2026 to June 2026", ""),
    "2026-12-08/..": ("from 8 December 2026", ""),
    "XXXX": ("no date", ""),
    "": ("no date", ""),
    "nonsense": ("nonsense", ""),
}


@pytest.mark.parametrize("text", MARGINS)
def test_margin(text: str) -> None:
    gettext = translations("en").gettext
    assert day_parts(text, locale_of("en"), gettext) == MARGINS[text]


def test_margin_in_russian() -> None:
    large, small = day_parts("2026-03-14~", "ru", translations("ru").gettext)
    assert large.startswith("14 мар")
    assert small == "примерно"


def test_sizes() -> None:
    sizes = (1, 5, 5497, 2_716_084)
    said = [size_words(one, "en_GB") for one in sizes]
    assert said == ["1 byte", "5 bytes", "5.5 kB", "2.7 MB"]
    assert size_words(2_716_084, "ru") == "2,7 МБ"
    assert size_words(2_716_084, "kk") == "2,7 МБ"
    assert size_words(5, "kk") == "5 байт"


def test_numbers_and_digests() -> None:
    english, russian = (filters(one, str) for one in ("en", "ru"))
    assert english["number"](12000) == "12,000"
    assert russian["number"](12000) == "12\xa0000"
    assert english["groups"]("7f3a9c02d1") == ["7f3a", "9c02", "d1"]


def test_words_that_bring_their_own_marks_get_no_others() -> None:
    assert quoted("he came") == "“he came”"
    assert quoted("он пришёл", "ru") == "«он пришёл»"
    assert quoted("«он пришёл»") == "«он пришёл»"
    assert quoted('"no," she said, "never"') == '“"no," she said, "never"”'
    assert quoted('she said "no"') == '“she said "no"”'
