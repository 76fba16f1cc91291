"""The tree of commands, in the order a person meets them."""

from importlib.metadata import version

import click

from habeas.cli import (
    access,
    annotations,
    batches,
    boilerplate,
    bundles,
    carry,
    cases,
    claims,
    consent,
    contacts,
    copies,
    danger,
    deadlines,
    decay,
    documents,
    erase,
    exhibits,
    hub,
    incidents,
    language,
    law,
    letters,
    meet,
    members,
    notes,
    outside,
    papers,
    people,
    plans,
    proceedings,
    records,
    registers,
    risks,
    search,
    serve,
    shares,
    timeline,
    timestamps,
    today,
    vault,
    witness,
)
from habeas.cli.commands import Group, door_of, shared_options
from habeas.cli.say import Translate


def build(_: Translate) -> Group:
    """Return `habeas`, its helps in the language of `_`."""
    made = [one for noun in _NOUNS for one in noun.commands(_)]
    root = Group(
        "habeas",
        commands=made,
        params=[*shared_options(_), _version_option(_)],
        help=_(
            "A sealed case on this laptop: who said what, with its source, so that a"
            " stranger can check it. Without a command it opens the pages. The options"
            " here may also stand after a command."
        ),
        callback=click.pass_context(_start),
        invoke_without_command=True,
        options_metavar=_("[OPTIONS]"),
        subcommand_metavar=_("COMMAND …"),
        add_help_option=False,
    )
    root.parts = _parts(_)
    return root


_NOUNS = (
    serve,
    vault,
    shares,
    language,
    today,
    cases,
    documents,
    batches,
    boilerplate,
    exhibits,
    decay,
    law,
    risks,
    plans,
    contacts,
    letters,
    members,
    outside,
    danger,
    access,
    annotations,
    people,
    consent,
    erase,
    incidents,
    claims,
    notes,
    proceedings,
    deadlines,
    registers,
    records,
    timeline,
    search,
    timestamps,
    papers,
    bundles,
    copies,
    carry,
    meet,
    hub,
    witness,
)


def _parts(_: Translate) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (
        (_("Start"), ("serve", "demo", "init", "passphrase", "recovery", "languages")),
        (_("What is to be done"), ("today", "reminders")),
        (
            _("The case"),
            ("cases", "case", "person", "identity", "consent", "erase", "note"),
        ),
        (
            _("Documents and what they say"),
            ("add", "import", "batch", "document", "boilerplate", "claim", "incident"),
        ),
        (
            _("Exhibits and who had them"),
            ("exhibit", "custody", "access", "annotation", "decay"),
        ),
        (_("Terms and the law"), ("law", "proceeding", "deadline")),
        (_("Many complaints at once"), ("register",)),
        (_("Risk and silence"), ("risk", "plan")),
        (_("Access and letters"), ("contact", "letter")),
        (_("Time from others"), ("authority", "timestamp")),
        (_("Read"), ("timeline", "versions", "search", "show")),
        (_("Change, beside what stands"), ("correct", "withdraw")),
        (
            _("Hand over and check"),
            ("paper", "export", "bundle", "verify", "head", "rebuild"),
        ),
        (
            _("Work on it together"),
            ("members", "join", "outside", "sync", "copies", "carry", "meet", "travel"),
        ),
        (_("Keep copies for others"), ("hub", "witness")),
    )


def _start(context: click.Context) -> None:
    if context.invoked_subcommand is None:
        serve.serve(door_of(context))


def _version_option(_: Translate) -> click.Option:
    def show(context: click.Context, _param: click.Parameter, value: object) -> None:
        if value and not context.resilient_parsing:
            click.echo(f"habeas {version('habeas')}")
            context.exit()

    return click.Option(
        ["--version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=show,
        help=_("Show the version."),
    )
