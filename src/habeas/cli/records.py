"""Any record: show it with its history, correct it, withdraw it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from habeas.actions.record import correct, put, withdraw
from habeas.case.facts.cases import CASE
from habeas.case.facts.registry import RECORDS
from habeas.case.fold import Change
from habeas.case.schema import RecordType
from habeas.cli.commands import (
    Command,
    argument,
    command,
    group,
    reading,
    reason_option,
)
from habeas.cli.door import At, Door
from habeas.cli.options import (
    about_fields,
    changes_of,
    clear_option,
    field_options,
    fields_of,
)
from habeas.cli.say import Translate, one_line
from habeas.cli.values import Speller, kind_words, moment, place_words, short
from habeas.vault.acts import authority_in
from habeas.views.records import RecordLine, RecordView, record, records
from habeas.views.versions import versions
from habeas.words import N_

ACT_WORDS = {
    "put": N_("recorded"),
    "correct": N_("corrected"),
    "withdraw": N_("withdrawn"),
}


def tell_recorded(door: Door, kind: RecordType, record_id: str) -> None:
    """Say that a record was made and by which id it may be called."""
    voice = door.voice
    if voice.json:
        voice.data({"id": record_id, "type": kind.name})
        return
    told = voice.gettext("Recorded: {kind} {id}")
    voice.line(told.format(kind=voice.gettext(kind.label), id=record_id))


def show_view(door: Door, at: At, view: RecordView) -> None:
    """Print a record: its fields, then every change with the old values."""
    voice = door.voice
    if voice.json:
        voice.data(view)
        return
    _ = voice.gettext
    kind = RECORDS.get(view.type)
    speller = Speller(voice, at.desk.views)
    voice.line(f"{kind_words(voice, view.type)} {view.id}")
    if view.state.withdrawn:
        voice.line(_("Withdrawn: it stays in the log and counts no more."))
    show_fields(speller, kind, view.fields)
    label = _("Compartment")
    voice.line(f"{label}: {place_words(voice, view.compartment)}", indent=2)
    writers = _writers(at, view)
    for name in view.state.conflicts:
        _show_versions(speller, kind, view, name, writers)
    voice.line(_("History"))
    for change in view.state.history:
        _show_change(speller, kind, change, writers)


def _writers(at: At, view: RecordView) -> dict[str, str]:
    """Return who wrote the entries of a record, by log; of nobody known, its number."""
    authority = authority_in(at.desk.vault, bytes.fromhex(view.case))
    logs = {change.entry[0] for change in view.state.history}
    return {
        log: authority.called(authority.member_of(log)) or short(log) for log in logs
    }


def _show_versions(
    speller: Speller,
    kind: RecordType | None,
    view: RecordView,
    name: str,
    writers: Mapping[str, str],
) -> None:
    """Print what two wrote into a field without knowing of each other."""
    _ = speller.voice.gettext
    spec = kind.spec(name) if kind else None
    label = _(spec.ask.label) if spec else name
    speller.voice.line(f"{_('To be settled')}: {label}", indent=2)
    for one in versions(view.state, name):
        words = _hanging(speller.spell(spec, one.value))
        by = one_line(writers[one.change.entry[0]])
        when = moment(speller.voice, one.change.at)
        speller.voice.line(f"{words} ({by}, {when})", indent=4)


def show_fields(
    speller: Speller, kind: RecordType | None, fields: dict[str, Any]
) -> None:
    """Print fields under their labels, in the order of the schema."""
    order = [spec.name for spec in kind.fields] if kind else []
    known = [name for name in order if fields.get(name) not in (None, "", [])]
    for name in (*known, *sorted(set(fields) - set(order))):
        spec = kind.spec(name) if kind else None
        label = speller.voice.gettext(spec.ask.label) if spec else name
        value = speller.spell(spec, fields[name])
        speller.voice.line(f"{label}: {_hanging(value)}", indent=2)


def _show_change(
    speller: Speller,
    kind: RecordType | None,
    change: Change,
    writers: Mapping[str, str],
) -> None:
    _ = speller.voice.gettext
    log, index = change.entry
    reason = f" – {change.reason}" if change.reason else ""
    act = _(ACT_WORDS[change.act])
    by = f"{one_line(writers[log])} {index}"
    speller.voice.line(f"{change.at} {act} ({by}){reason}", indent=2)
    if change.act != "correct":
        return
    for name, value in change.fields.items():
        spec = kind.spec(name) if kind else None
        label = _(spec.ask.label) if spec else name
        old = speller.spell(spec, change.before.get(name))
        new = speller.spell(spec, value)
        speller.voice.line(f"{label}: {_hanging(old)} → {_hanging(new)}", indent=4)


def _hanging(value: str) -> str:
    return value.replace("\n", "\n  ")


def show_any(door: Door, name: str) -> None:
    """Show any record of the case, a withdrawn one too."""
    with door.at_case() as at:
        found = at.find("*", name, withdrawn=True)
        show_view(door, at, record(at.desk.views, at.case, found))


def show_command(_: Translate, kind: RecordType, words: str) -> Command:
    """Return `KIND show`."""

    def show(door: Door, name: str) -> None:
        with door.at_case() as at:
            found = at.find(kind.name, name, withdrawn=True)
            show_view(door, at, record(at.desk.views, at.case, found))

    return command(_, "show", show, words, [_name(_, kind), *reading(_)])


def add_command(
    _: Translate,
    kind: RecordType,
    words: str,
    name: str = "add",
    after: Callable[[Door, At, str], None] | None = None,
) -> Command:
    """Return `KIND add`, with an option for every field of the schema.

    `after` is called with what was recorded, where there is more to say of it; not
    for JSON.
    """

    def add(door: Door, compartment: str = "") -> None:
        with door.at_case() as at:
            fields = fields_of(door, at, kind)
            made = put(at.desk, at.case, kind.name, fields, compartment)
            tell_recorded(door, kind, made)
            if after and not door.voice.json:
                after(door, at, made)

    params = [*field_options(_, kind), *compartment_option(_, kind), *reading(_)]
    made = command(_, name, add, words, params)
    made.epilog = about_fields(_)
    return made


def compartment_option(_: Translate, kind: RecordType) -> list[click.Parameter]:
    """Return `--compartment` where there is a choice."""
    if len(kind.compartments) == 1:
        return []
    return [
        click.Option(
            ["--compartment"],
            default="",
            metavar="|".join(kind.compartments),
            help=_(
                "Where it is kept; each has keys of its own. [default: {name}]"
            ).format(name=kind.compartments[0]),
        )
    ]


def list_command(
    _: Translate,
    words: str,
    head: Sequence[str],
    read: Callable[[At], Sequence[Any]],
    row: Callable[[Speller, Any], Sequence[object]],
) -> Command:
    """Return `KIND list`: `read` gets the values, `row` makes a line of each."""

    def show(door: Door) -> None:
        with door.at_case() as at:
            speller = Speller(door.voice, at.desk.views)
            door.voice.listing(
                read(at),
                head,
                lambda one: row(speller, one),
                door.voice.gettext("Nothing is recorded here yet."),
            )

    return command(_, "list", show, words, reading(_))


def views_of(at: At, kind: str) -> list[RecordView]:
    """Return the records of a type in full."""
    lines: list[RecordLine] = records(at.desk.views, at.case, kind)
    return [record(at.desk.views, at.case, line.id) for line in lines]


def correct_command(_: Translate, kind: RecordType, name: str = "correct") -> Command:
    """Return a command that puts new values beside the old ones of a record."""

    def run(door: Door, name: str, reason: str, clear: tuple[str, ...]) -> None:
        with door.at_case() as at:
            which = at.find(kind.name, name, withdrawn=True)
            found = record(at.desk.views, at.case, which)
            changed, emptied = changes_of(door, at, found, clear)
            correct(at.desk, at.case, found.id, changed, reason=reason, drop=emptied)
            show_view(door, at, record(at.desk.views, at.case, found.id))

    made = command(
        _,
        name,
        run,
        _("Correct a record; the old value stays beside the new one."),
        [
            _name(_, kind),
            *field_options(_, kind),
            clear_option(_),
            reason_option(_),
            *reading(_),
        ],
    )
    made.epilog = about_fields(_)
    return made


def withdraw_any(door: Door, name: str, reason: str) -> None:
    """Withdraw a record of the case."""
    with door.at_case() as at:
        found = record(at.desk.views, at.case, at.find("*", name, withdrawn=True))
        withdraw(at.desk, at.case, found.id, reason=reason)
        if door.voice.json:
            door.voice.data({"id": found.id, "type": found.type, "withdrawn": True})
        else:
            told = door.voice.gettext("Withdrawn: {id}. It stays in the history.")
            door.voice.line(told.format(id=found.id))


def commands(_: Translate) -> list[click.Command]:
    """Return `show`, `correct` and `withdraw`, which work on every type."""
    anything = argument("name", _("RECORD"))
    return [
        command(
            _,
            "show",
            show_any,
            _("Show any record with its history, old values included."),
            [anything, *reading(_)],
        ),
        group(
            _,
            "correct",
            _("Correct a record; the old value stays beside the new one."),
            [
                correct_command(_, kind, kind.name)
                for kind in RECORDS.values()
                if kind is not CASE and field_options(_, kind)
            ],
        ),
        command(
            _,
            "withdraw",
            withdraw_any,
            _("Withdraw a record: it stays in the history and counts no more."),
            [argument("name", _("RECORD")), reason_option(_), *reading(_)],
        ),
    ]


def _name(_: Translate, kind: RecordType) -> click.Argument:
    return argument("name", _(kind.label).upper().replace(" ", "-"))
