"""A sentence that an explanation is made of, said in the language of whoever reads."""

from collections.abc import Callable, Mapping
from datetime import date

import msgspec

from habeas.errors import Word
from habeas.languages import translations
from habeas.law.terms import NOTHING, Length, Unit, Words
from habeas.words import NN_

SayDay = Callable[[date], str]
"""Says a day, or a moment, which is a `datetime`, in the reader's language."""


class Said(msgspec.Struct, frozen=True, gc=False):
    """A message id with blanks, what fills them, and the article it rests on.

    A blank is filled by a `Word` (translated), `Words` (the pack's own, by language), a
    `Length`, a day or moment, a tuple of these, or anything else as it is.
    """

    msgid: str
    params: Mapping[str, object] = {}
    article: Words = NOTHING

    def say(self, language: str, say_day: SayDay) -> str:
        """Return the sentence in a language, without its article."""
        filled = {
            name: _filled(value, language, say_day)
            for name, value in self.params.items()
        }
        words = translations(language).gettext(self.msgid) if self.msgid else ""
        return words.format(**filled)

    def cite(self, language: str) -> str:
        """Return the article in a language, '' where there is none."""
        return self.article.get(language, "")


def _filled(value: object, language: str, say_day: SayDay) -> str:
    if isinstance(value, Word):
        return translations(language).gettext(value)
    if isinstance(value, Mapping):
        return str(value[language])
    if isinstance(value, Length):
        return say_length(value, language)
    if isinstance(value, tuple):
        return "; ".join(_filled(one, language, say_day) for one in value)
    return say_day(value) if isinstance(value, date) else str(value)


def say_length(length: Length, language: str) -> str:
    """Return '15 calendar days'."""
    one, many = _UNITS[length.unit]
    words = translations(language).ngettext(one, many, length.amount)
    return words.format(count=length.amount)


_UNITS = {
    Unit.HOURS: NN_("{count} hour", "{count} hours"),
    Unit.DAYS: NN_("{count} calendar day", "{count} calendar days"),
    Unit.WORKING_DAYS: NN_("{count} working day", "{count} working days"),
    Unit.WEEKS: NN_("{count} week", "{count} weeks"),
    Unit.MONTHS: NN_("{count} month", "{count} months"),
    Unit.YEARS: NN_("{count} year", "{count} years"),
}
