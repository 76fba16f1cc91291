"""Templates to pages: Jinja, escaped always, in the reader's language."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, cast

from babel.numbers import format_decimal
from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from habeas.languages import LANGUAGES, locale_named, translations
from habeas.views.versions import versions
from habeas.web import dates, words

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ps", "ur"})
_FIRST = (
    *("base.html", "case.html", "timeline/show.html", "today/show.html"),
    *(f"parts/{name}.html" for name in ("icons", "accounts", "problem")),
)
SHORT_NAMES = {"en": "EN", "ru": "RU", "kk": "ҚАЗ"}


@cache
def environment(language: str) -> Environment:
    """Return the templates in one language; values are escaped, none may be absent."""
    made = Environment(
        loader=PackageLoader("habeas.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    catalog = translations(language)
    made.install_gettext_translations(catalog, newstyle=True)  # type: ignore[attr-defined]
    plural = cast("Callable[..., str]", made.globals["ngettext"])
    made.globals["ngettext"] = _counting(plural, language)
    made.globals.update(
        lang=language,
        dir="rtl" if language in RIGHT_TO_LEFT else "ltr",
        languages=[(tag, SHORT_NAMES[tag], name) for tag, name in LANGUAGES.items()],
    )
    made.globals.update(words.for_templates())
    made.filters.update(dates.filters(language, catalog.gettext))
    made.filters["said"] = lambda error: error.say(catalog.gettext)
    made.filters["versions"] = lambda one, name: versions(one.state, name)
    made.filters["called"] = lambda one: words.called(one, catalog.gettext)
    return made


def warm(language: str) -> None:
    """Prepare what the first page of a case needs; it takes a third of a second."""
    made = environment(language)
    for name in _FIRST:
        made.get_template(name)
    made.filters["month"]("2021-06")  # reads the names of the months


def _counting(ngettext: Callable[..., str], language: str) -> Callable[..., str]:
    """Return an ngettext that writes its number as the language does: 12,000."""

    @pass_context
    def counting(
        context: Context, one: str, many: str, number: int, /, **blanks: object
    ) -> str:
        place = locale_named(dates.locale_of(language))
        written = format_decimal(number, locale=place)
        return ngettext(context, one, many, number, num=written, **blanks)

    return counting


def render(template: str, language: str, context: Mapping[str, Any]) -> str:
    """Return a page as text."""
    return environment(language).get_template(template).render(context)
