"""Marks, never deletes, what a web page puts around a text. Conservative on purpose.

A mark is a proposal that a person may undo; a sentence of testimony marked by mistake
costs more than a menu left unmarked, so most rules ask for whole lines of known words
at the edges of the text.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise, takewhile

from habeas.text.extract import Span
from habeas.words import N_

NAVIGATION = N_("menu of the web site")
REPEATED = N_("caption said twice")
BYLINE = N_("who wrote or published it")
SHARING = N_("share buttons")
NOTICE = N_("notice of the web site")
AROUND = N_("part of the web page around the text")
REASONS = frozenset({NAVIGATION, REPEATED, BYLINE, SHARING, NOTICE, AROUND})
"""Why a span may be marked, as message ids."""

_LINE = re.compile(r"[^\n]+")
_MENU = frozenset(
    """accessibility links|breaking news|skip to main content|skip to main navigation
|skip to search|skip to content|menu|main menu|search|home|back|log in|sign in|register
|subscribe|newsletter|newsletters|contact us|about us|live|all news|latest news|news
|print|next|previous|previous next|no media source currently available|read more
|ссылки для упрощенного доступа|ссылки доступности|вернуться к основному содержанию
|перейти к основному содержанию|вернуться к главной навигации|вернутся к поиску
|главная|меню|поиск|войти|новости|все новости|срочные новости|последние новости
|подписаться|назад|читать далее|версия для печати|ссылки для доступа
|басты бет|мәзір|іздеу|кіру|жаңалықтар|барлық жаңалықтар|соңғы жаңалықтар|жазылу
|accessibility сілтемелері|басты мазмұнға өту|толығырақ|артқа""".replace(
        "\n", ""
    ).split("|")
)
_BUTTONS = frozenset(
    """share|share this|share on facebook|share on twitter|share on x|share via email
|copy link|facebook|twitter|telegram|whatsapp|vkontakte|вконтакте|одноклассники
|email|tweet|comments|view comments|show comments|embed|share embed
|поделиться|поделиться в facebook|скопировать ссылку|комментарии|отправить
|бөлісу|пікірлер|сілтемені көшіру""".replace("\n", "").split("|")
)
_BYLINE = re.compile(
    r"(written by|by|reported by|edited by|compiled by|photo by|автор:|авторы:|текст:"
    r"|фото:|редактор:|подготовил|подготовила|дайындаған|авторы?) +[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ]"
)
_NOTICE = re.compile(
    r"(sharing|liking|reposting).{0,60}(our|this) content|^to find out more, click here"
    r"|^click here|all rights reserved|^(©|\(c\) ?\d{4})|sign up (for|to) our"
    r"|subscribe to our|^follow us on|^read more:|^see also:|(use|accept) cookies"
    r"|материал.{0,80}(произвед|распростран).{0,120}иностранн|все права защищены"
    r"|подпи(сывайтесь|шитесь) на наш|^читайте также"
    r"|(использовании|перепечатке) материалов"
    r"|штраф.{0,120}(наших|нашего) (материал|сайт)"
    r"|барлық құқықтар қорғалған|арнамызға жазылыңыз|^тағы оқыңыз",
    re.IGNORECASE,
)
_MAYBE_NOTICE = re.compile(
    r"undesirable organi[sz]ation|foreign agent|terms of (use|service)|privacy policy"
    r"|нежелательн(ой|ая) организаци|иностранн(ого|ый|ым) агент",
    re.IGNORECASE,
)
"""Words of notices and of reports alike: they count only beside a sure sign."""
_EDGE = 25
"""How many lines from either end a menu may fill."""
_TAIL = 6
"""How many closing paragraphs may be a notice."""
_SHORTEST_CAPTION = 15
_LONGEST_CAPTION = 300
_LONGEST_BYLINE = 200
_LONGEST_NOTICE = 700
_SENTENCE_ENDS = (".", "!", "?", "…", ":", ";", '"', "»", "”")


def mark_boilerplate(text: str, known: Iterable[Span] = ()) -> tuple[Span, ...]:
    """Return the proposals in order, without overlap; spans already `known` come first.

    `known` are the spans that the structure of a web page told (AROUND).
    """
    lines = [(hit.start(), hit.group()) for hit in _LINE.finditer(text)]
    lines = [(start, line) for start, line in lines if line.strip()]
    found = [*known, *_edges(lines), *_repeats(lines), *_notice(text, lines)]
    return tuple(_without_overlap(found))


def _edges(lines: list[tuple[int, str]]) -> Iterator[Span]:
    """Yield menus, share buttons and by-lines that stand near either end."""
    for at, (start, line) in enumerate(lines):
        if _EDGE <= at < len(lines) - _EDGE:
            continue
        why = _why(line.strip())
        if why:
            yield _whole(start, line, why)


def _why(line: str) -> str:
    if len(line) > _LONGEST_BYLINE:
        return ""
    plain = line.strip(" |•·›»«:").lower()
    if plain in _MENU:
        return NAVIGATION
    if plain in _BUTTONS:
        return SHARING
    return BYLINE if _is_byline(line) else ""


def _is_byline(line: str) -> bool:
    # A by-line is no sentence: 'By Monday he was gone.' must stay in the report.
    opening = line[:1].lower() + line[1:]
    return _BYLINE.match(opening) is not None and not line.endswith(_SENTENCE_ENDS)


def _repeats(lines: list[tuple[int, str]]) -> Iterator[Span]:
    """Yield a caption that follows itself: a picture's description and its caption."""
    for (_, before), (start, line) in pairwise(lines):
        caption = line.strip()
        fits = _SHORTEST_CAPTION <= len(caption) <= _LONGEST_CAPTION
        # 'He hit me.' said twice is testimony; a caption ends without a mark.
        if fits and caption == before.strip() and not caption.endswith(_SENTENCE_ENDS):
            yield _whole(start, line, REPEATED)


def _notice(text: str, lines: list[tuple[int, str]]) -> Iterator[Span]:
    """Yield one span over the closing paragraphs that all speak for the site."""
    closing = list(takewhile(_fits_a_notice, lines[: -_TAIL - 1 : -1]))
    # A text that is nothing but a notice was brought in for that notice.
    if not closing or closing[-1] == lines[0]:
        return
    if any(_NOTICE.search(line.strip()) for _, line in closing):
        first = closing[-1][0]
        yield _whole(first, text[first:], NOTICE)


def _fits_a_notice(placed: tuple[int, str]) -> bool:
    line = placed[1].strip()
    if len(line) > _LONGEST_NOTICE:
        return False
    return bool(_NOTICE.search(line) or _MAYBE_NOTICE.search(line))


def _without_overlap(found: Iterable[Span]) -> Iterator[Span]:
    end = 0
    # Among spans that begin together the longest wins; a later one inside is dropped.
    for span in sorted(found, key=lambda span: (span.start, -span.end)):
        if span.start >= end:
            yield span
            end = span.end


def _whole(start: int, line: str, why: str) -> Span:
    return Span(start + _indent(line), start + len(line.rstrip()), why)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
