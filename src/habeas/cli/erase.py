"""`erase`: what a person's withdrawal takes, doing it, and who has done it."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from habeas.actions.erasure import Copy, Done, Outlook, erase, erasures, outlook
from habeas.actions.erasure_names import SEARCHED, UNSEARCHED
from habeas.case.facts.erasure import BASIS_WORDS, Basis
from habeas.cli.commands import argument, command, group, reading
from habeas.cli.door import Door
from habeas.cli.say import Translate, Voice, one_line
from habeas.cli.values import Speller, kind_words, short
from habeas.words import N_

OUT_OF_REACH = (
    N_("Paper, and what somebody has read or copied."),
    N_("Back-ups of this vault that were made before: delete them, make new ones."),
    N_("Disks that keep overwritten blocks: flash memory, snapshots."),
)
"""What nothing calls back, whatever the case is."""


def show(door: Door, name: str) -> None:
    """Say what erasing a person would take; nothing is changed."""
    with door.at_case() as at:
        found = outlook(at.desk, at.case, at.find("person", name, withdrawn=True))
        if door.voice.json:
            door.voice.data(told(found))
            return
        _show(Speller(door.voice, at.desk.views), found)


def told(found: Outlook) -> dict[str, Any]:
    """Return an outlook as it is printed: without the lines that name each entry."""
    shown = {name: value for name, value in asdict(found).items() if name != "lines"}
    shown["places"]["bundles"] = [
        {"id": one.id, "recipient": one.title, "use": one.fields["use"]}
        for one in found.places.bundles
    ]
    return shown


def _show(speller: Speller, found: Outlook) -> None:
    voice, _ = speller.voice, speller.voice.gettext
    voice.line(_("Would be erased, on every device that hears of it:"))
    for kind, count in found.kinds.items():
        voice.line(f"{kind_words(voice, kind)}: {count}", indent=2)
    voice.line(_totals(voice, found), indent=2)
    _show_staying(speller, found)
    _show_places(speller, found)
    if found.basis is None:
        voice.line(_("No answer of the person allows it: nothing can be erased yet."))
        return
    voice.line(f"{_('On what ground')}: {_(BASIS_WORDS[found.basis])}")
    if found.scope:
        voice.line(_("The answer says what it covers; does it cover all of this?"))
        voice.line(found.scope, indent=2)
    words = _("To do it, for good: habeas erase do {person} --seen {seal}")
    voice.line(words.format(person=short(found.person), seal=short(found.seal)))


def _totals(voice: Voice, found: Outlook | Done) -> str:
    """Return what an erasure takes that has no kind of record."""
    counted = (
        (voice.ngettext("{n} entry", "{n} entries", found.entries), found.entries),
        (voice.ngettext("{n} key", "{n} keys", found.keys), found.keys),
        (
            voice.ngettext("{n} sealed file", "{n} sealed files", found.files),
            found.files,
        ),
    )
    return ", ".join(words.format(n=number) for words, number in counted)


def _show_staying(speller: Speller, found: Outlook) -> None:
    voice, _ = speller.voice, speller.voice.gettext
    if found.stays:
        voice.line(_("Would stay, and points to it; it may speak of the person:"))
    for line in found.stays:
        words = f"{kind_words(voice, line.type)}: {speller.name(line.id)}"
        named = f" – {_('a protected name stands there')}"
        voice.line(words + (named if line.id in found.named else ""), indent=2)
    voice.line(_(SEARCHED if found.searched else UNSEARCHED))


def _show_places(speller: Speller, found: Outlook) -> None:
    voice, _ = speller.voice, speller.voice.gettext
    voice.line(_("Copies:"))
    for copy in found.places.copies:
        voice.line(_copy(speller, copy), indent=2)
    for hub in found.places.hubs:
        words = _("the hub {name}: is asked to delete, and may not do it")
        voice.line(words.format(name=one_line(hub)), indent=2)
    voice.line(_("Cannot be called back:"))
    for bundle in found.places.bundles:
        words = _("a bundle handed to {recipient}")
        voice.line(words.format(recipient=one_line(bundle.title)), indent=2)
    for one in _beyond(found):
        voice.line(_(one), indent=2)


def _beyond(found: Outlook) -> Iterable[str]:
    if found.places.kept:
        yield N_("A damaged journal that was kept in the folder of this vault.")
    yield from OUT_OF_REACH


def _copy(speller: Speller, copy: Copy, *, asked: bool = False) -> str:
    """Return a device with what it said last; `asked` that it erases somebody."""
    _ = speller.voice.gettext
    name = " – ".join(one_line(one) for one in (copy.member, copy.device) if one)
    own = _("this device")
    parts = [f"{name} ({own})" if name and copy.own else name or own]
    if copy.out:
        parts.append(_("is out of the case: nothing reaches it any more"))
    if copy.done:
        words = _("erased on {day}")
        parts.append(words.format(day=speller.when(day_of(copy.done))))
        return "; ".join(parts)
    if asked and not copy.out:
        parts.append(_("has not said that it erased"))
    if copy.heard:
        words = _("wrote last on {day}")
        parts.append(words.format(day=speller.when(day_of(copy.heard))))
    return "; ".join(parts)


def day_of(at: datetime) -> str:
    """Return the day of a moment, in EDTF."""
    return at.date().isoformat()


def do(door: Door, name: str, seen: str) -> None:
    """Erase a person, as it was looked at."""
    with door.at_case() as at:
        person = at.find("person", name, withdrawn=True)
        seal = outlook(at.desk, at.case, person).seal
        seen_it = seen.lower() == short(seal)
        erase(at.desk, at.case, person, seal if seen_it else "")
        if door.voice.json:
            door.voice.data(erasures(at.desk, at.case))
            return
        words = door.voice.gettext(
            "Erased here. `habeas erase list` says which other devices have done it;"
            " make new back-ups and delete the old ones."
        )
        door.voice.note(words)


def show_all(door: Door) -> None:
    """List who was erased, and which devices have done it."""
    with door.at_case() as at:
        found = erasures(at.desk, at.case)
        if door.voice.json:
            door.voice.data(found)
            return
        if not found:
            door.voice.line(door.voice.gettext("Nobody was erased from this case."))
        for one in found:
            _show_done(Speller(door.voice, at.desk.views), one)


def _show_done(speller: Speller, one: Done) -> None:
    voice, _ = speller.voice, speller.voice.gettext
    basis = _(BASIS_WORDS[Basis(one.basis)])
    day = speller.when(day_of(one.at))
    voice.line(f"{short(one.whose)}  {day}  {basis}")
    records = voice.ngettext("{n} record", "{n} records", one.records)
    voice.line(f"{records.format(n=one.records)}, {_totals(voice, one)}", indent=2)
    if one.waiting:
        count, many = len(one.waiting), len(one.copies)
        words = _("Devices that have not said that they erased: {count} of {many}")
        voice.line(words.format(count=count, many=many), indent=2)
    for copy in one.copies:
        voice.line(_copy(speller, copy, asked=True), indent=2)


def commands(_: Translate) -> list[click.Command]:
    """Return `erase`."""
    person = argument("name", _("PERSON"))
    words = _("The first eight signs of what `erase show` printed last.")
    return [
        group(
            _,
            "erase",
            _("A consent is withdrawn: what goes, doing it, who has done it."),
            [
                command(
                    _,
                    "show",
                    show,
                    _("Say what would be erased, where copies are, what stays."),
                    [person, *reading(_)],
                ),
                command(
                    _,
                    "do",
                    do,
                    _("Erase a person from every copy, for good."),
                    [
                        person,
                        click.Option(
                            ["--seen"], help=words, required=True, metavar=_("SIGNS")
                        ),
                        *reading(_),
                    ],
                ),
                command(
                    _,
                    "list",
                    show_all,
                    _("List who was erased, and which devices have done it."),
                    reading(_),
                ),
            ],
        )
    ]
