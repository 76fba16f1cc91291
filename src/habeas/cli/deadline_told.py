"""What a deadline says of itself on a terminal: what to know first, how it counts."""

from collections.abc import Iterator

from habeas.case.deadlines import REOPENED_WORDS, WHY_WORDS, Moved, Settled
from habeas.case.facts.proceedings import STEP_WORDS
from habeas.cli.values import Speller
from habeas.views.deadlines import Deadline
from habeas.views.explained import Explained, Otherwise, Sentence


def notes(speller: Speller, found: Deadline, how: Explained | None) -> None:
    """Tell what must be known before the day is relied on, as the page does."""
    for one in _notes(speller, found, how):
        speller.voice.line(f"! {one}", indent=2)


def counted(speller: Speller, how: Explained, basis: tuple[str, ...]) -> None:
    """Tell how the day is counted, the other starts, what restores it, the source."""
    voice, _ = speller.voice, speller.voice.gettext
    for one in how.steps:
        voice.line(f"- {cited(one)}", indent=2)
    for one in how.warnings:
        voice.line(f"! {cited(one)}", indent=2)
    if how.note:
        voice.line(how.note, indent=2)
    _others(speller, how)
    _kept(speller, how)
    status = _("confirmed") if how.confirmed else _("not confirmed")
    told = _("Source: {source} ({revision}, {status}).")
    voice.line(
        told.format(source=how.source, revision=how.revision_read, status=status)
    )
    voice.line("; ".join(basis))


def _others(speller: Speller, how: Explained) -> None:
    voice, _ = speller.voice, speller.voice.gettext
    if len(how.others) > 1:
        voice.line(_("The starts that the rule knows"))
        for other in how.others:
            voice.line(f"- {_start(speller, other)}", indent=2)


def _kept(speller: Speller, how: Explained) -> None:
    voice, _ = speller.voice, speller.voice.gettext
    if how.in_time or how.restoration:
        voice.line(_("If it was not kept, or nearly not"))
    for one in how.in_time:
        voice.line(f"- {cited(one)}", indent=2)
    if how.restoration:
        voice.line(_("Grounds on which the term is restored:"), indent=2)
    for ground in how.restoration:
        voice.line(f"- {ground}", indent=4)


def cited(one: Sentence) -> str:
    """Return a sentence with its article."""
    return f"{one.words} [{one.article}]" if one.article else one.words


def _start(speller: Speller, one: Otherwise) -> str:
    _ = speller.voice.gettext
    event = one.event or _("the end of another term")
    days = f"{one.day or '–'} → {one.due or '–'}"
    return " ".join(part for part in (f"{event}: {days}.", one.why, one.note) if part)


def _notes(speller: Speller, found: Deadline, how: Explained | None) -> Iterator[str]:
    _, said, decided = speller.voice.gettext, found.standing, found.told.decided
    if said.reopened:
        yield _(REOPENED_WORDS[said.reopened])
    if decided and decided.why and said.settled is Settled.OVERRIDDEN and how:
        words = _("%(computed)s was computed; %(counts)s counts, because:")
        was = speller.when(decided.computed) if decided.computed else _("no day")
        told = words % {"computed": was, "counts": speller.when(said.due)}
        yield f"{told} {decided.why}"
    if said.safe and how and how.sooner:
        yield _sooner(speller, found, how.sooner)
    if said.moved:
        yield _moved(speller, said.moved)
    sure = found.told.meeting.sure
    if said.missed and sure:
        words = _(
            "A step is about it, but it does not surely lie before the day that counts:"
            " %(step)s, %(day)s."
        )
        step = _(STEP_WORDS[sure.step])
        yield words % {"step": step, "day": speller.when(sure.when)}


def _sooner(speller: Speller, found: Deadline, other: Otherwise) -> str:
    _, said = speller.voice.gettext, found.standing
    words = _(
        "%(computed)s is computed. By another start (%(event)s, %(start)s) it would end"
        " sooner, on %(safe)s. Until somebody who knows the law decides, that day"
        " counts down: whoever keeps it is in time by either."
    )
    return words % {
        "computed": speller.when(said.due),
        "event": other.event or _("the end of another term"),
        "start": other.day,
        "safe": speller.when(said.safe),
    }


def _moved(speller: Speller, moved: Moved) -> str:
    _ = speller.voice.gettext
    was = speller.when(moved.was) if moved.was else _("no day")
    now = speller.when(moved.now) if moved.now else _("no day is computed any more")
    words = _("The computed day has moved: {was} → {now} ({why}).")
    why = ", ".join(_(WHY_WORDS[one]) for one in moved.why)
    return words.format(was=was, now=now, why=why)
