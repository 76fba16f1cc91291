"""A web page becomes the words that a browser shows, in paragraphs."""

import pytest

from habeas.text import notes
from habeas.text.boilerplate import AROUND
from habeas.text.dates import PAGE
from habeas.text.parsers.page import read, text_of

ARTICLE = """<!DOCTYPE html><html lang="RU"><head><meta charset="windows-1251">
<title> Сайт:
 новости</title>
<meta property="og:title" content="Она  сказала">
<meta property="article:published_time" content="2021-12-09T08:00:00+06:00">
<meta name="author" content="Анна Тестова"><meta property="og:site_name" content="Тест">
<link rel="canonical" href="https://example.org/a?b=1">
<script type="application/ld+json">{"@graph":[{"datePublished":"2021-12-10"}]}</script>
<script>var hidden = "7 December 1999";</script><style>p{}</style></head><body>
<nav><ul><li>Главная<li>Поиск</ul></nav>
<header role="banner">Тест</header>
<article><h1>Она сказала</h1><p>Первый <b>абзац</b>,
продолжение.</p><p>Второй<br>стих<br><br>дальше</p>
<footer>Подпись под статьёй</footer></article>
<time datetime="2021-12-11">вчера</time>
<footer>Контакты</footer><noscript>Включите скрипты</noscript></body></html>"""


def test_an_article() -> None:
    extract = read(ARTICLE.encode("cp1251"))
    assert extract.text == (
        "Главная\nПоиск\n\nТест\n\nОна сказала\n\nПервый абзац, продолжение.\n\n"
        "Второй\nстих\n\nдальше\n\nПодпись под статьёй\n\nвчера\n\nКонтакты"
    )
    marked = [extract.text[span.start : span.end] for span in extract.boilerplate]
    assert marked == ["Главная\nПоиск", "Тест", "Контакты"]
    assert {span.why for span in extract.boilerplate} == {AROUND}
    assert (extract.title, extract.language) == ("Она сказала", "ru")
    assert [date.edtf for date in extract.dates] == [
        "2021-12-09",
        "2021-12-10",
        "2021-12-11",
    ]
    assert {date.where for date in extract.dates} == {PAGE}
    assert extract.metadata == (
        ("encoding", "cp1251"),
        ("author", "Анна Тестова"),
        ("publisher", "Тест"),
        ("page address", "https://example.org/a?b=1"),
    )


SHOWN = {
    "cells are kept apart": (
        "<table><tr><th>a</th> <th>b</th></tr><tr><td>c</td><td>d</td></tr></table>e",
        "a\tb\nc\td\n\ne",
    ),
    "entities": ("<p>&lt;b&gt; &amp; &#1072;&nbsp;&eacute;</p>", "<b> & а\u00a0é"),
    "no entity of its own": (
        '<!DOCTYPE html [<!ENTITY x "boom">]><p>&x;</p>',
        "]>\n\n&x;",
    ),
    "kept spaces": ("<pre>a\n  b</pre><p> c  d </p>", "a\n  b\n\nc d"),
    "words are not torn": ("<p>un<i>break</i>able <b> x</b></p>", "unbreakable x"),
    "a comment with a strange end": ("a<!-- x --!>b", "ab"),
    "unclosed tags": ("<p>a<p>b<div>c", "a\n\nb\n\nc"),
    "a frame is not opened": ("<iframe src='http://x/'>old</iframe>a", "a"),
    "controls and half pairs": ("a&#7;b\x01c&#xd800;", "abc\ufffd"),
    "nothing": ("", ""),
    "empty blocks": ("<div><div><p> </p></div></div>a", "a"),
}


@pytest.mark.parametrize("name", SHOWN)
def test_shown(name: str) -> None:
    html, expected = SHOWN[name]
    assert text_of(html) == expected


def test_an_empty_menu_is_no_mark() -> None:
    assert (
        read(b"<nav> </nav><p>a</p><nav>b<nav>c</nav></nav>").boilerplate[0].start == 3
    )


def test_a_guess_at_the_letters_is_told() -> None:
    extract = read("<p>Она сказала, что была там.</p>".encode("cp1251"))
    assert extract.text == "Она сказала, что была там."
    assert extract.notes == (notes.GUESSED_ENCODING,)


BROKEN_FACTS = {
    "no json": b'<script type="application/ld+json">{"datePublished":</script>',
    "deep json": b'<script type="application/ld+json">' + b"[" * 100_000 + b"</script>",
    "a date that is a list": (
        b'<script type="application/ld+json">{"datePublished":[1]}</script>'
    ),
    "no attributes": b"<meta><meta name=date><time></time><link rel=canonical>",
    "attributes without a value": b"<html lang><meta name content><nav role>",
}


@pytest.mark.parametrize("name", BROKEN_FACTS)
def test_broken_facts_are_no_facts(name: str) -> None:
    extract = read(b"<p>a</p>" + BROKEN_FACTS[name])
    assert extract.text == "a"
    assert extract.dates == ()
    assert extract.title == ""
