"""What a web page says of itself: title, language, dates, author, address."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from habeas.text.clean import label, language_tag
from habeas.text.dates import PAGE, iso_date, unique
from habeas.text.extract import DateProposal

_MOST = 2000
_MOST_TIMES = 3
_PUBLISHED = frozenset(
    (
        "article:published_time",
        "og:published_time",
        "datepublished",
        "date",
        "dc.date",
        "dc.date.issued",
        "dcterms.created",
        "dcterms.issued",
        "parsely-pub-date",
        "pubdate",
        "publication_date",
        "publish-date",
        "sailthru.date",
    )
)
_FACTS = {"author": "author", "article:author": "author", "og:site_name": "publisher"}


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and proposals; an empty string where the page does not tell."""

    title: str
    language: str
    dates: tuple[DateProposal, ...]
    metadata: tuple[tuple[str, str], ...]


def facts_of(tree: LexborHTMLParser) -> Facts:
    """Return what the head of the page, its <time> and its JSON-LD tell."""
    metas = list(_metas(tree))
    titles = [value for key, value in metas if key == "og:title"]
    found = [(_FACTS[key], value) for key, value in metas if key in _FACTS]
    address = _attribute(tree.css_first("link[rel=canonical]"), "href")
    found += [("page address", label(address))] if address else []
    return Facts(
        title=titles[0] if titles else _title(tree),
        language=language_tag(_attribute(tree.css_first("html"), "lang")),
        dates=unique(tuple(_dates(tree, metas))),
        metadata=tuple(dict.fromkeys(found)),
    )


def _metas(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    for node in tree.css("meta")[:_MOST]:
        given = node.attributes
        key = given.get("property") or given.get("name") or given.get("itemprop")
        content = label(given.get("content") or "")
        if key and content:
            yield key.lower(), content


def _title(tree: LexborHTMLParser) -> str:
    node = tree.css_first("head > title")
    return label(node.text()) if node else ""


def _attribute(node: LexborNode | None, name: str) -> str:
    return (node.attributes.get(name) or "") if node else ""


def _dates(
    tree: LexborHTMLParser, metas: list[tuple[str, str]]
) -> Iterator[DateProposal]:
    values = [value for key, value in metas if key in _PUBLISHED]
    for script in tree.css('script[type="application/ld+json"]')[:_MOST]:
        values += _published(script.text())
    values += [_attribute(node, "datetime") for node in tree.css("time")[:_MOST_TIMES]]
    for value in values:
        yield from iso_date(value, PAGE)


def _published(source: str) -> list[str]:
    """Return every datePublished of a JSON-LD block; none if it is not JSON."""
    try:
        waiting = [json.loads(source)]
    except (ValueError, RecursionError):
        return []
    found: list[str] = []
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            value = item.get("datePublished")
            found += [value] if isinstance(value, str) else []
            waiting += item.values()
        elif isinstance(item, list):
            waiting += item
    return found
