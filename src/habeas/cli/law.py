"""`law`: the rules of a jurisdiction, a term worked out, and the checker of packs.

It needs no vault: nothing of a case is read, and nothing is recorded.
"""

from pathlib import Path

import click
import msgspec

from habeas.cli.commands import Group, argument, command, group, json_option
from habeas.cli.door import Door
from habeas.cli.law_compute import (
    STATUS_WORDS,
    Shown,
    compute_command,
    find_rule,
)
from habeas.cli.say import Translate
from habeas.errors import BadInputError, NotFoundError
from habeas.law.checking import Checked, check_pack
from habeas.law.events import EVENTS
from habeas.law.packs import Pack, packs
from habeas.law.said import say_length
from habeas.law.terms import Kind, Term
from habeas.words import N_

KIND_WORDS = {
    Kind.TERM: N_("term"),
    Kind.SOFT: N_("soft limit"),
    Kind.WINDOW: N_("window"),
    Kind.AT_ONCE: N_("at once"),
    Kind.NONE: N_("no time limit"),
    Kind.RULE: N_("rule"),
    Kind.UNAVAILABLE: N_("not available"),
}
_LARGEST = 1 << 20


def list_terms(door: Door, jurisdiction: str) -> None:
    """List what the packs hold."""
    voice, _ = door.voice, door.voice.gettext
    chosen = [_pack(jurisdiction)] if jurisdiction else list(packs().values())
    if voice.json:
        rows = [one.latest(name) for one in chosen for name in one.terms]
        voice.data(_in_order(rows))
        return
    for pack in chosen:
        head = _("{name} ({code}), gone through on {day}.")
        day = Shown(door).day(pack.revision)
        name = pack.name[voice.language]
        voice.line(head.format(name=name, code=pack.code, day=day))
        columns = (_("Id"), _("What it is"), _("How long"), _("Article"), _("Status"))
        voice.table(columns, (_row(door, pack.latest(name)) for name in pack.terms))
        voice.line()


def _in_order(value: object) -> object:
    """Return it for JSON, each set in one order every time."""
    return msgspec.to_builtins(value, order="deterministic")


def _row(door: Door, term: Term) -> tuple[str, ...]:
    voice, _ = door.voice, door.voice.gettext
    long = say_length(term.length, voice.language) if term.length else ""
    return (
        term.id,
        term.what[voice.language],
        long or _(KIND_WORDS[term.kind]),
        term.article[voice.language],
        _(STATUS_WORDS[term.status]),
    )


def show(door: Door, term_id: str) -> None:
    """Show a rule in each of its versions."""
    pack, versions = find_rule(term_id)
    if door.voice.json:
        door.voice.data(_in_order(versions))
        return
    for term in versions:
        _show(door, pack, term)


def _show(door: Door, pack: Pack, term: Term) -> None:
    voice, _, language = door.voice, door.voice.gettext, door.voice.language
    long = say_length(term.length, language) if term.length else ""
    voice.line(f"{term.what[language]} ({term.id})")
    lines = [
        (_("Kind"), "; ".join(one for one in (_(KIND_WORDS[term.kind]), long) if one)),
        (_("Article"), term.article[language]),
        (_("Who"), _hands(pack, term, language)),
        (_("In force"), _in_force(door, term)),
        (_("Source"), f"{term.source} ({term.revision_read})"),
        (_("Status"), _(STATUS_WORDS[term.status])),
        (_("Note"), term.notes.get(language, "")),
    ]
    for label, words in lines:
        if words:
            voice.line(f"{label}: {words}", indent=2)
    for start in term.starts:
        event = start.event or start.after
        words = _(EVENTS[event]) if event in EVENTS else event
        note = start.note.get(language, "")
        voice.line(f"- {_('starts with')}: {words}. {note}".rstrip(), indent=2)


def _hands(pack: Pack, term: Term, language: str) -> str:
    names = (term.actor, term.addressee)
    return " → ".join(pack.bodies[one][language] for one in names if one)


def _in_force(door: Door, term: Term) -> str:
    _, say = door.voice.gettext, Shown(door).day
    if term.valid_from and term.valid_to:
        words = _("{first} to {last}")
        return words.format(first=say(term.valid_from), last=say(term.valid_to))
    if term.valid_from:
        return _("from {date}").format(date=say(term.valid_from))
    if term.valid_to:
        return _("until {date}").format(date=say(term.valid_to))
    return ""


def check(door: Door, folder: Path) -> int:
    """Check a pack that somebody writes: all that is wrong, at once."""
    found = check_pack(_files(folder))
    if door.voice.json:
        door.voice.data(found)
    else:
        _tell(door, found)
    return 2 if found.faults else 0


def _tell(door: Door, found: Checked) -> None:
    voice, _ = door.voice, door.voice.gettext
    for fault in found.faults:
        voice.line(f"! {fault}")
    if found.faults:
        voice.note(_("This pack cannot be used until all of this is mended."))
        return
    words = _("Rules in {code}: {count}. Nothing is wrong with their form.")
    voice.line(words.format(code=found.code, count=found.terms))
    for label, names in (
        (_("Their text was not read"), found.unsure),
        (_("They do not say since when they are the law"), found.undated),
    ):
        if names:
            voice.line(f"{label}: {', '.join(names)}")


def _files(folder: Path) -> dict[str, str]:
    try:
        paths = sorted(folder.glob("*.toml"))
        sources = {one.name: _plain_file(one) for one in paths}
    except (OSError, UnicodeDecodeError) as error:
        raise BadInputError(
            N_("The files of this folder cannot be read as text."),
            advice=N_("A rule pack is a folder of TOML files in UTF-8."),
        ) from error
    if not sources:
        raise NotFoundError(
            N_("There is no TOML file in this folder."),
            advice=N_("Name the folder of a rule pack: it holds pack.toml."),
        )
    return sources


def _plain_file(path: Path) -> str:
    """Return the text of a plain file: a pipe would never end."""
    if path.is_file():
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
        if len(content) <= _LARGEST:
            return content.decode()
    raise BadInputError(
        N_("A file of this folder is too large, or is no plain file: {name}."),
        advice=N_("A rule pack is a folder of TOML files of up to 1 MB each."),
        name=path.name[:80],
    )


def _pack(code: str) -> Pack:
    try:
        return packs()[code.upper()]
    except KeyError as error:
        raise NotFoundError(
            N_("There is no rule pack of this jurisdiction: {code}."),
            advice=N_("There are: {known}."),
            code=code[:20],
            known=", ".join(packs()),
        ) from error


def commands(_: Translate) -> list[click.Command]:
    """Return `law`."""
    return [_law(_)]


def _law(_: Translate) -> Group:
    return group(
        _,
        "law",
        _("The rules of a jurisdiction, and a term worked out. It needs no vault."),
        [
            command(
                _,
                "list",
                list_terms,
                _("List the rules, of one jurisdiction or of all."),
                [
                    argument(
                        "jurisdiction", _("JURISDICTION"), required=False, default=""
                    ),
                    json_option(_),
                ],
            ),
            command(
                _,
                "show",
                show,
                _("Show a rule: its article, source, versions, and what starts it."),
                [argument("term_id", _("TERM")), json_option(_)],
            ),
            compute_command(_),
            command(
                _,
                "check",
                check,
                _("Check a rule pack that you write: all that is wrong, at once."),
                [
                    argument("folder", _("FOLDER"), type=click.Path(path_type=Path)),
                    json_option(_),
                ],
            ),
        ],
    )
