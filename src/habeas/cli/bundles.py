"""`export`: a bundle that a stranger can check, after a preview."""

from pathlib import Path

import click

from habeas.actions.bundles import Outlook, export, outlook
from habeas.actions.choosing import Chosen, everything
from habeas.actions.protected import protected
from habeas.case.facts.bundles import BUNDLE
from habeas.case.facts.consent import USE_WORDS, Use
from habeas.cli.commands import Command, argument, command, group, reading
from habeas.cli.door import At, Door
from habeas.cli.records import list_command, show_command, views_of
from habeas.cli.say import Progress, Translate
from habeas.cli.values import Speller, kind_words, place_words, short
from habeas.errors import BadInputError
from habeas.papers.bundle.write import Preview
from habeas.papers.leaks.errors import Leak, LeakFoundError
from habeas.views.people import identities
from habeas.views.records import record
from habeas.words import N_

_VERDICT_WORDS = {
    "given": N_("given"),
    "refused": N_("refused"),
    "withdrawn": N_("withdrawn"),
    "ask_again": N_("to be asked again by now"),
    "missing": N_("not asked yet"),
}


def export_bundle(  # noqa: PLR0913 - what, for what, to whom, where
    door: Door,
    *,
    target: str | None,
    use: str,
    recipient: str,
    include: tuple[str, ...],
    leave_out: tuple[str, ...],
    allow_name: tuple[str, ...],
    preview: bool,
) -> None:
    """Show what a bundle would hold, or write it."""
    with door.at_case() as at:
        chosen = Chosen(
            Use(use),
            recipient,
            _records(at, include) - _ids(at, leave_out),
            frozenset(
                view.id
                for name in allow_name
                for view in identities(at.desk.views, at.case, at.find("person", name))
            ),
        )
        if preview:
            _show_outlook(door, at, chosen)
        else:
            _write(door, at, chosen, target)


def _records(at: At, include: tuple[str, ...]) -> frozenset[str]:
    return _ids(at, include) if include else everything(at.desk, at.case)


def _ids(at: At, names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(at.find("*", name) for name in names)


def _write(door: Door, at: At, chosen: Chosen, target: str | None) -> None:
    if not target:
        raise BadInputError(
            N_("It is not said where the bundle is to be written."),
            advice=N_("Name a new file ending in .zip, or a new folder."),
        )
    voice, _ = door.voice, door.voice.gettext
    voice.note(_("Searching every byte for protected names, then writing …"))
    try:
        with Progress(voice, "") as progress:
            made = export(
                at.desk,
                at.case,
                chosen,
                voice.language,
                Path(target),
                tell=progress.tell,
            )
    except LeakFoundError as error:
        _show_leaks(Speller(voice, at.desk.views), error.leaks)
        raise
    fields = record(at.desk.views, at.case, made).fields
    if voice.json:
        voice.data({"id": made, "path": target, **fields})
        return
    told = _("Written: {path}. Entries disclosed: {disclosed}; withheld: {withheld}.")
    voice.line(told.format(path=target, **_numbers(fields)))
    voice.line(f"SHA-256 {fields['sha256']}")


def _numbers(fields: dict[str, object]) -> dict[str, object]:
    return {name: fields[name] for name in ("disclosed", "withheld")}


def _show_outlook(door: Door, at: At, chosen: Chosen) -> None:
    with Progress(door.voice, "") as progress:
        found = outlook(
            at.desk, at.case, chosen, door.voice.language, tell=progress.tell
        )
    if door.voice.json:
        door.voice.data(_as_data(found))
        return
    voice, _ = door.voice, door.voice.gettext
    speller = Speller(voice, at.desk.views)
    counted = _("Records disclosed: {disclosed}; entries withheld: {withheld}.")
    voice.line(counted.format(disclosed=len(found.disclosed), withheld=found.withheld))
    for view in found.disclosed:
        kind = kind_words(voice, view.type)
        voice.line(f"{kind}: {speller.name(view.id)}", indent=2)
    for place, count in found.by_compartment.items():
        words = _("From the compartment")
        voice.line(f"{words} {place_words(voice, place)}: {count}", indent=2)
    for one in found.permissions:
        told = _("Consent of {person}: {answer}")
        answer = _(_VERDICT_WORDS[one.verdict])
        person = speller.name(one.person)
        voice.line(told.format(person=person, answer=answer), indent=2)
    if not protected(at.desk, at.case):
        voice.line(
            _(
                "No name is protected in this case yet: no identity is recorded, so no"
                " name could be searched for."
            )
        )
    if found.preview is not None:
        _show_preview(speller, found.preview, permitted=found.permitted)


def _show_preview(speller: Speller, preview: Preview, *, permitted: bool) -> None:
    voice, _ = speller.voice, speller.voice.gettext
    for path in preview.look:
        told = _("Look through {path} yourself: not all of it can be searched")
        voice.line(told.format(path=path), indent=2)
    for person in preview.unsearchable:
        told = _("Something protected of {person} is too short or vague to search for")
        voice.line(told.format(person=speller.name(person)), indent=2)
    _show_leaks(speller, preview.leaks)
    if permitted and not preview.leaks:
        voice.line(_("Nothing stands against it."))


def _as_data(found: Outlook) -> dict[str, object]:
    return {
        "disclosed": [
            {"id": view.id, "type": view.type, "title": view.title}
            for view in found.disclosed
        ],
        "withheld": found.withheld,
        "by_compartment": found.by_compartment,
        "permissions": found.permissions,
        "permitted": found.permitted,
        "preview": found.preview,
    }


def _show_leaks(speller: Speller, leaks: tuple[Leak, ...]) -> None:
    voice, _ = speller.voice, speller.voice.gettext
    found = _("A protected name of {person} stands in {place}, line {line}")
    for leak in leaks:
        person = speller.name(leak.record)
        voice.note(found.format(person=person, place=leak.place, line=leak.line))


def commands(_: Translate) -> list[click.Command]:
    """Return `export` and `bundle`."""
    listed = list_command(
        _,
        _("List the bundles that left."),
        (_("When"), _("Recipient"), _("Use"), _("SHA-256"), _("Id")),
        lambda at: views_of(at, "bundle"),
        lambda speller, one: (
            one.state.history[0].at,
            one.fields["recipient"],
            speller.voice.gettext(USE_WORDS[Use(one.fields["use"])]),
            one.fields["sha256"],
            short(one.id),
        ),
    )
    shown = show_command(_, BUNDLE, _("Show what a bundle disclosed, and to whom."))
    return [
        _export(_),
        group(_, "bundle", _("The bundles that left."), [listed, shown]),
    ]


def _export(_: Translate) -> Command:
    return command(
        _,
        "export",
        export_bundle,
        _("Write a bundle that a stranger can check, or show what it would hold."),
        [
            argument("target", _("[FILE.zip|FOLDER]"), required=False),
            *_purpose(_),
            *_choice(_),
            click.Option(
                ["--preview"],
                is_flag=True,
                help=_("Show what it would hold; write nothing."),
            ),
            *reading(_),
        ],
    )


def _purpose(_: Translate) -> list[click.Option]:
    return [
        click.Option(
            ["--use"],
            required=True,
            type=click.Choice([str(use) for use in Use]),
            metavar="|".join(USE_WORDS),
            help=_("What it is for; the consent to this use is checked."),
        ),
        click.Option(
            ["--to", "recipient"],
            default="",
            metavar=_("RECIPIENT"),
            help=_("Who gets it, as the consent names them."),
        ),
    ]


def _choice(_: Translate) -> list[click.Option]:
    record_, person = _("RECORD"), _("PERSON")
    only = _("Only this record and what it cannot be read without.")
    return [
        _many(_, "--include", only, record_),
        _many(_, "--leave-out", _("Not this record."), record_),
        _many(_, "--allow-name", _("Disclose the identity of this person."), person),
    ]


def _many(_: Translate, name: str, words: str, metavar: str) -> click.Option:
    repeated = _("[may be repeated]")
    return click.Option(
        [name], multiple=True, metavar=metavar, help=f"{words} {repeated}"
    )
