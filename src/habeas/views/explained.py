"""How a day was computed, in the words of whoever reads: each sentence, its article."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from habeas.law.events import CIRCUMSTANCES, EVENTS
from habeas.law.happenings import Alternative, Computed
from habeas.law.packs import Pack
from habeas.law.said import Said
from habeas.views.happenings import Worked, edtf_day
from habeas.views.spoken import Gettext

SayEdtf = Callable[[str], str]


@dataclass(frozen=True)
class Sentence:
    """A sentence with the article that it rests on, '' if none."""

    words: str
    article: str = ""


@dataclass(frozen=True)
class Otherwise:
    """Another start that the rule knows: what it would give, why it was not taken."""

    event: str
    day: str
    due: str
    why: str
    note: str
    taken: bool


@dataclass(frozen=True)
class Explained:
    """Everything that a page says of a computed day. `due` is EDTF.

    `sooner` is the start that gives an earlier day, None if the one taken is earliest.
    `in_time` says what counts as in time, with the article.
    """

    due: str
    safe: str
    steps: tuple[Sentence, ...]
    others: tuple[Otherwise, ...]
    sooner: Otherwise | None
    warnings: tuple[Sentence, ...]
    facts: tuple[str, ...]
    note: str
    article: str
    actor: str
    addressee: str
    source: str
    revision_read: str
    confirmed: bool
    restoration: tuple[str, ...]
    in_time: tuple[Sentence, ...]
    unavailable: str


def explained(
    worked: Worked, pack: Pack, language: str, gettext: Gettext, say: SayEdtf
) -> Explained:
    """Explain a day in a language; `say` says an EDTF date in it."""
    found = worked.early
    term = found.term

    def day(one: date) -> str:
        return say(edtf_day(one))

    return Explained(
        due=worked.due,
        safe=edtf_day(found.due),
        steps=_said(found.steps, language, day),
        others=tuple(_other(one, language, gettext, day) for one in found.alternatives),
        sooner=_other(worked.sooner, language, gettext, day) if worked.sooner else None,
        warnings=_said(found.warnings, language, day),
        facts=tuple(
            gettext(words)
            for fact, words in CIRCUMSTANCES.items()
            if fact in worked.facts
        ),
        note=term.notes.get(language, ""),
        article=term.article[language],
        actor=pack.bodies.get(term.actor, {}).get(language, ""),
        addressee=pack.bodies.get(term.addressee, {}).get(language, ""),
        source=term.source,
        revision_read=term.revision_read,
        confirmed=str(found.status) == "confirmed",
        restoration=_restoration(found, language),
        in_time=tuple(
            Sentence(one.note[language], one.article[language])
            for one in found.in_time
            if one.note
        ),
        unavailable=found.unavailable.say(language, day) if found.unavailable else "",
    )


def said_sentence(said: Said, language: str, say: SayEdtf) -> Sentence:
    """Return one sentence of the engine in a language."""
    return _said((said,), language, lambda day: say(edtf_day(day)))[0]


def _said(
    several: Iterable[Said], language: str, day: Callable[[date], str]
) -> tuple[Sentence, ...]:
    return tuple(
        Sentence(one.say(language, day), one.cite(language)) for one in several
    )


def _other(
    one: Alternative, language: str, gettext: Gettext, day: Callable[[date], str]
) -> Otherwise:
    event = one.start.event
    return Otherwise(
        event=gettext(EVENTS[event]) if event else "",
        day=day(one.happening.at) if one.happening else "",
        due=day(one.due) if one.due else "",
        why=one.why.say(language, day),
        note=one.start.note.get(language, ""),
        taken=one.taken,
    )


def _restoration(found: Computed, language: str) -> tuple[str, ...]:
    return tuple(one[language] for one in found.restoration)
