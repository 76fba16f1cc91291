"""How a paper says who says what: the standing of a statement, never more.

The present tense and no ending that tells a sex: the words fit every speaker, in
English, Russian and Kazakh.
"""

from collections.abc import Callable
from typing import Final

from habeas.case.facts.claims import Stance
from habeas.papers.engine.told import NOTHING, Told, phrase, told
from habeas.words import N_

Gettext = Callable[[str], str]
SAYS: Final = {
    Stance.ALLEGED: N_("{speaker} states: {words}"),
    Stance.DENIED: N_("{speaker} denies this: {words}"),
    Stance.DOCUMENTED: N_("It is recorded in a document ({speaker}): {words}"),
    Stance.RULED: N_("It was decided ({speaker}): {words}"),
    Stance.CONFIRMED: N_("{speaker} confirms: {words}"),
    Stance.UNKNOWN: N_("{speaker} says, its standing is not known: {words}"),
}
SOBER: Final = {
    ("proceeding_step", "event"): N_("what is complained of, as it is dated here"),
}
"""Words of lists that would state as a fact what is only complained of."""
_VIA: Final = N_(" (as told by {via})")
_DATED: Final = N_("As to {when}: {said}")
_QUOTES: Final = {"en": ("“", "”"), "ru": ("«", "»"), "kk": ("«", "»")}


def quoted(words: Told, language: str) -> Told:
    """Put words that are somebody's own between the language's quotation marks."""
    opening, closing = _QUOTES[language]
    return told(opening, words, closing) if words else NOTHING


def sentence(stance: Stance, parts: dict[str, Told], gettext: Gettext) -> Told:
    """Say one statement.

    `parts` holds `speaker` and `words`, and where there is one `via`, through whom it
    came, and `when`, the time that it speaks of.
    """
    speaker = parts["speaker"]
    if parts.get("via"):
        speaker = told(speaker, phrase(gettext(_VIA), via=parts["via"]))
    said = phrase(gettext(SAYS[stance]), speaker=speaker, words=parts["words"])
    if parts.get("when"):
        return phrase(gettext(_DATED), when=parts["when"], said=said)
    return said
