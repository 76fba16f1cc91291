"""`paper filed`, `paper differences`, `paper replies`: what came after it left."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from habeas.actions.filings import (
    LEAVING,
    Coming,
    Differences,
    Filed,
    differences,
    file_as_sealed,
    since,
    told_in,
)
from habeas.actions.paper_copies import Changed, Fate
from habeas.actions.replies import Replies, answer_point, replies
from habeas.case.facts.decay import Channel
from habeas.case.facts.letters import Addressee
from habeas.case.facts.proceedings import PROCEEDING_STEP, STEP_WORDS, Step
from habeas.case.schema import Ask
from habeas.cli.accounts import show_account
from habeas.cli.commands import argument, command, reading
from habeas.cli.door import At, Door
from habeas.cli.options import about_fields, field_options, fields_of
from habeas.cli.say import Progress, Translate, cut, one_line
from habeas.cli.values import Speller, kind_words
from habeas.errors import BadInputError, NotFoundError
from habeas.papers.engine.comparing import Difference, How
from habeas.views.days_left import left
from habeas.views.filings import FilingView, filings
from habeas.views.papers import paper
from habeas.words import N_

_NAMES = frozenset(
    {"proceeding", "step", "when", "filing", "who", "to", "number", "answer_by"}
)


def _narrowed(name: str, ask: Ask) -> Ask:
    """Offer only those steps by which a paper leaves."""
    words = {str(one): STEP_WORDS[one] for one in LEAVING}
    return replace(ask, words=words) if name == "step" else ask


_STEP = replace(
    PROCEEDING_STEP,
    fields=tuple(
        replace(one, required=False, ask=_narrowed(one.name, one.ask))
        for one in PROCEEDING_STEP.fields
        if one.name in _NAMES
    ),
)
_CHUNK = 1 << 20
HOW_WORDS = {
    How.CHANGED: N_("Changed"),
    How.ADDED: N_("Added"),
    How.GONE: N_("Left out"),
    How.MOVED: N_("Moved"),
}
_SIGNS = {"added": "[+{}+]", "gone": "[-{}-]"}
"""How added and missing words stand in a line, as word-wise diffs have them."""
_COUNTED = {
    "inserted": N_("Tracked insertions, which its reader sees: {n}"),
    "deleted": N_("Tracked deletions, which its reader sees: {n}"),
    "comments": N_("Comments, which its reader sees: {n}"),
}


def filed(  # noqa: PLR0913, PLR0917 - the options of a command
    door: Door,
    name: str,
    file: str | None,
    how: str | None,
    tracking: str,
    addressee: str | None,
    despite: str,
) -> None:
    """Record that a paper was filed, with the file as it was filed."""
    with door.at_case() as at:
        one = at.find("paper", name)
        fields = fields_of(door, at, _STEP)
        home = fields.pop("proceeding", "")
        home = home or paper(at.desk.views, at.case, one).view.fields.get("proceeding")
        step = {"step": str(Step.FILED), **fields}
        way = how or "", tracking, addressee or ""
        told = Filed(step, str(home or ""), *way, despite=despite)
        if file is None:
            filing = file_as_sealed(at.desk, at.case, one, told)
        else:
            filing = _take_in(door, at, one, Path(file), told)
        _tell_filed(door, at, one, filing)


def _take_in(door: Door, at: At, one: str, path: Path, told: Filed) -> str:
    coming = Coming(at.desk, at.case, one, path.name)
    try:
        with Progress(door.voice, "", _size(path)) as progress:
            for piece in _pieces(path):
                coming.write(piece)
                progress(len(piece))
        coming.seal()
        coming.read()
        return coming.record(told)
    finally:
        coming.abort()


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _pieces(path: Path) -> Iterator[bytes]:
    if not path.is_file():
        raise BadInputError(
            N_("The file ‘{name}’ cannot be read."),
            advice=N_("Check its name and that it is a file. Nothing was recorded."),
            name=one_line(path.name),
        )
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            yield piece


def _tell_filed(door: Door, at: At, one: str, filing: str) -> None:
    """Say first what stands in the file that should not, then that it was filed."""
    found = differences(at.desk, at.case, one, filing)
    (standing,) = (it for it in _standing(at, one) if it.id == filing)
    voice, _ = door.voice, door.voice.gettext
    if voice.json:
        voice.data({"filing": filing, "exhibit": standing.number, "found": found})
        return
    speller = Speller(voice, at.desk.views)
    _tell_found(speller, found)
    number = standing.number
    told = _("Recorded as filed, Ex. {number}.") if number else _("Recorded as filed.")
    voice.line(told.format(number=number))
    _tell_clocks(speller, at, standing)
    _tell_differences(speller, found)


def _standing(at: At, one: str) -> list[FilingView]:
    return filings(at.desk.views, at.case, one, at.desk.clock.now())


def _tell_found(speller: Speller, found: Differences) -> None:
    voice, _ = speller.voice, speller.voice.gettext
    for person in found.told.get("named", ()):
        words = _(
            "A protected name, date or number of {person} stands in the file that left."
        )
        voice.line(words.format(person=speller.name(person)))
    for name, words in _COUNTED.items():
        for count in found.told.get(name, ()):
            voice.line(_(words).format(n=count))
    if "unsearched" in found.told:
        words = _(
            "Not all of the file could be searched for protected names: it is too"
            " large, or made in an unusual way. Look through it yourself."
        )
        voice.line(words)
    if "macros" in found.told:
        voice.line(_("The file holds macros; nothing of them was run."))
    if authors := found.told.get("author"):
        words = _("The file says who worked on it: {names}")
        voice.line(words.format(names=", ".join(map(one_line, authors))))


def _tell_clocks(speller: Speller, at: At, one: FilingView, indent: int = 2) -> None:
    voice, _ = speller.voice, speller.voice.gettext
    if one.answer_by:
        words = _("An answer was asked for by {day}.")
        voice.line(words.format(day=speller.when(one.answer_by)), indent)
    for it in one.clocks:
        span = left(it.standing, at.desk.clock.now(), voice.language)
        day = speller.when(it.standing.due) if it.standing.due else _("no day")
        parts = (it.told.called(voice.language), day, span.words if span else "")
        voice.line("; ".join(filter(None, parts)), indent)


def _tell_differences(speller: Speller, found: Differences) -> None:
    voice, _ = speller.voice, speller.voice.gettext
    if found.exact:
        voice.line(_("It is the very file that Habeas wrote and sealed."))
    elif not found.comparable:
        voice.line(_("There is nothing to compare."))
    elif found.compared is None:
        words = _("Lines that do not stand in the PDF word for word: {n}")
        voice.line(words.format(n=len(found.unfound)))
        for line in found.unfound:
            voice.line(line.text, indent=2)
    else:
        made = found.compared
        voice.line(_("Lines that differ: {n}").format(n=len(made.differences)))
        words = _("Statements whose words differ: {n}")
        voice.line(words.format(n=len(made.altered)), indent=2)
        voice.line(_("Footnotes that vanished: {n}").format(n=made.lost), indent=2)
        words = _("Lines added that rest on nothing in the file: {n}")
        voice.line(words.format(n=made.bare), indent=2)
        for one in made.differences:
            _tell_difference(speller, one)


def _tell_difference(speller: Speller, one: Difference) -> None:
    voice, _ = speller.voice, speller.voice.gettext
    parts = (_SIGNS.get(it.how, "{}").format(it.text) for it in one.pieces)
    voice.line(f"{_(HOW_WORDS[one.how])}: {one_line(''.join(parts))}")
    for quote in one.quotes:
        words = _("The statement says: {words}")
        words = words if quote.stance else _("The record says: {words}")
        voice.line(words.format(words=one_line(quote.words)), indent=4)
    for note in one.lost:
        voice.line(_("Its footnote is gone: {words}").format(words=note), indent=4)


def differing(door: Door, name: str) -> None:
    """Say how the file that was filed last differs from what Habeas wrote."""
    with door.at_case() as at:
        one = at.find("paper", name)
        standing = _standing(at, one)
        if not standing:
            raise NotFoundError(
                N_("It is not recorded that this paper was filed."),
                advice=N_("Record it with ‘habeas paper filed’."),
            )
        found = differences(at.desk, at.case, one, standing[-1].id)
        if door.voice.json:
            door.voice.data(found)
            return
        speller = Speller(door.voice, at.desk.views)
        _tell_found(speller, found)
        _tell_differences(speller, found)


def answered(door: Door, name: str, point: str, reply: str) -> None:
    """Say what answers a paper, point by point; or record that one answers another."""
    with door.at_case() as at:
        one = at.find("paper", name)
        if bool(point) != bool(reply):
            raise BadInputError(
                N_("Name both: the point, and the statement that answers it."),
                advice=N_("Give --point and --reply. Nothing was recorded."),
            )
        if point:
            made = at.find("claim", point), at.find("claim", reply)
            answer_point(at.desk, at.case, *made)
        found = replies(at.desk, at.case, one)
        if door.voice.json:
            door.voice.data(found)
            return
        _tell_replies(Speller(door.voice, at.desk.views), found)


def _tell_replies(speller: Speller, found: Replies) -> None:
    voice, _ = speller.voice, speller.voice.gettext
    if not found.kept:
        voice.line(_("The paper has not left yet: nobody can have answered it."))
        return
    if not found.points:
        words = _(
            "Nothing in this paper rests on what somebody states, so there is no point"
            " to answer."
        )
        voice.line(words)
    for number, one in enumerate(found.points, 1):
        words = _("Point {n}, withdrawn since") if one.withdrawn else _("Point {n}")
        voice.line(words.format(n=number))
        show_account(speller, one.ours)
        if not one.answers:
            voice.line(_("No answer to this point."), indent=6)
        for it in one.answers:
            show_account(speller, it, indent=6)
    if found.others:
        voice.line(_("What came and answers no point:"))
    for it in found.others:
        show_account(speller, it)


def tell_after(door: Door, at: At, one: str) -> None:
    """Say how a paper left, what came, and what it rests on that changed since."""
    voice, _ = door.voice, door.voice.gettext
    speller = Speller(voice, at.desk.views)
    for it in _standing(at, one):
        parts = (_(it.how), speller.when(it.when) if it.when else "", it.mark)
        words = ", ".join(filter(None, parts))
        voice.line(_("It left: {words}").format(words=words), indent=2)
        if why := it.fields.fields.get("despite"):
            words = _("Recorded all the same: {why}")
            voice.line(words.format(why=one_line(why["text"])), indent=4)
        _tell_clocks(speller, at, it, 4)
        for came in it.came:
            day = speller.when(came.when) if came.when else ""
            words = ", ".join(filter(None, (_(came.what), day)))
            voice.line(_("Came: {words}").format(words=words), indent=4)
        if not it.answered:
            voice.line(_("No answer is recorded."), indent=4)
    for changed in since(at.desk, at.case, one):
        voice.line(_changed(speller, changed), indent=2)


def after(at: At, one: str) -> dict[str, object]:
    """Return the same for `--json`."""
    return {
        "filings": [
            {
                "id": it.id,
                "how": it.how,
                "when": it.when,
                "mark": it.mark,
                "tracking": it.tracking,
                "exhibit": it.number,
                "answer_by": it.answer_by,
                "clocks": [c.standing.due for c in it.clocks],
                "came": it.came,
                "found": told_in(it.fields.fields.get("found", ())),
                "despite": (it.fields.fields.get("despite") or {}).get("text", ""),
            }
            for it in _standing(at, one)
        ],
        "changed": since(at.desk, at.case, one),
    }


def _changed(speller: Speller, one: Changed) -> str:
    _ = speller.voice.gettext
    what = f"{kind_words(speller.voice, one.type)}: {cut(one.title)}"
    if one.fate is Fate.WITHDRAWN:
        return _("Withdrawn since it left: {what}").format(what=what)
    fields = ", ".join(_(field) for field in one.fields)
    words = _("Corrected since it left: {what} ({fields})")
    return words.format(what=what, fields=fields)


def commands(_: Translate) -> list[click.Command]:
    """Return `filed`, `differences` and `replies` of `paper`."""
    name = argument("name", _("PAPER"))
    filed_words = _(
        "Record that a paper was filed, with the file as it was filed: it is sealed,"
        " searched for protected names and compared with what Habeas wrote."
    )
    differ = _("Say how the file that was filed last differs from what Habeas wrote.")
    reply = _("Say what answers a paper, point by point; or record an answer.")
    file = argument("file", f"[{_('FILE')}]", required=False, default=None)
    return [
        command(
            _,
            "filed",
            filed,
            f"{filed_words}\n\n{about_fields(_)}",
            [name, file, *_letter_options(_), *field_options(_, _STEP), *reading(_)],
        ),
        command(_, "differences", differing, differ, [name, *reading(_)]),
        command(
            _,
            "replies",
            answered,
            reply,
            [
                name,
                _text("--point", _("CLAIM"), _("A statement of the paper.")),
                _text("--reply", _("CLAIM"), _("The statement that answers it.")),
                *reading(_),
            ],
        ),
    ]


def _letter_options(_: Translate) -> list[click.Option]:
    how, whom = "|".join(map(str, Channel)), "|".join(map(str, Addressee))
    tracking = _("Tracking number: a letter is recorded too, to be followed.")
    addressee = _("Whom the letter is for, where there is no proceeding.")
    despite = _(
        "Why it is recorded although it was filed before, or on a day that cannot be;"
        " kept with it."
    )
    return [
        _text("--despite", _("TEXT"), despite),
        _text("--how", how, _("Which way it went."), list(map(str, Channel))),
        _text("--tracking", _("TEXT"), tracking),
        _text("--addressee", whom, addressee, list(map(str, Addressee))),
    ]


def _text(
    name: str, metavar: str, words: str, choices: list[str] | None = None
) -> click.Option:
    kind = click.Choice(choices) if choices else None
    return click.Option(
        [name], metavar=metavar, default=None if choices else "", help=words, type=kind
    )
