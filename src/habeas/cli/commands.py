"""Click, in our words: commands, groups and their shared options, translated."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from habeas.cli.door import Door
from habeas.cli.say import Translate
from habeas.languages import LANGUAGES

_WIDEST = 88


class Command(click.Command):
    """A command whose help is laid out in the reader's language."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line that says how it is called."""
        _write_usage(self, ctx, formatter)

    def format_options(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """Write the options under a translated heading."""
        _write_options(self, ctx, formatter)


class Group(click.Group):
    """A noun with its commands; `parts` gathers the commands of the root by purpose."""

    parts: Sequence[tuple[str, Sequence[str]]] = ()

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line that says how it is called."""
        _write_usage(self, ctx, formatter)

    def format_options(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """Write the options, then the commands."""
        _write_options(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's
        """Return the commands in the order a person meets them."""
        return list(self.commands)

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """Write the commands, the root's in parts."""
        _ = _translate(ctx)
        parts = self.parts or ((_("Commands"), list(self.commands)),)
        widest = max(len(name) for name in self.commands)
        for title, names in parts:
            with formatter.section(title):
                formatter.write_dl(
                    [
                        (
                            name.ljust(widest),
                            self.commands[name].get_short_help_str(_WIDEST),
                        )
                        for name in names
                    ]
                )


def door_of(ctx: click.Context) -> Door:
    """Return the door that the command was called through."""
    door = ctx.find_object(Door)
    assert door is not None
    return door


def _translate(ctx: click.Context) -> Translate:
    return door_of(ctx).voice.gettext


def _write_usage(
    self: click.Command, ctx: click.Context, formatter: click.HelpFormatter
) -> None:
    _ = _translate(ctx)
    pieces = " ".join(self.collect_usage_pieces(ctx))
    formatter.write_usage(ctx.command_path, pieces, prefix=_("Usage:") + " ")


def _write_options(
    self: click.Command, ctx: click.Context, formatter: click.HelpFormatter
) -> None:
    _ = _translate(ctx)
    options = [one for one in self.get_params(ctx) if isinstance(one, click.Option)]
    rows = [one.get_help_record(ctx) for one in options]
    with formatter.section(_("Options")):
        formatter.write_dl([row for row in rows if row])


def command(
    _: Translate,
    name: str,
    run: Callable[..., object],
    words: str,
    params: Sequence[click.Parameter] = (),
) -> Command:
    """Return a command that calls `run(door, **values)`. `words` is its help."""
    return Command(
        name,
        callback=click.pass_obj(run),
        params=[*params, *shared_options(_, hidden=True)],
        help=words,
        options_metavar=_("[OPTIONS]"),
        add_help_option=False,
    )


def group(
    _: Translate, name: str, words: str, commands: Sequence[click.Command]
) -> Group:
    """Return a noun with its commands."""
    return Group(
        name,
        commands=list(commands),
        params=shared_options(_, hidden=True),
        help=words,
        options_metavar=_("[OPTIONS]"),
        subcommand_metavar=_("COMMAND …"),
        add_help_option=False,
    )


def shared_options(_: Translate, *, hidden: bool = False) -> list[click.Parameter]:
    """Return the options that may stand before or after any command."""
    return [
        option(
            "--vault",
            _("Folder of the vault. [default: Habeas in your home folder]"),
            lambda door, value: setattr(door, "folder", Path(value)),
            metavar=_("FOLDER"),
            hidden=hidden,
        ),
        option(
            "--passphrase-fd",
            _("Read the passphrase from this open file descriptor."),
            lambda door, value: setattr(door, "passphrase_fd", value),
            metavar=_("NUMBER"),
            type=int,
            hidden=hidden,
        ),
        option(
            "--lang",
            _("Language of the answers. [default: that of the system]"),
            lambda _door, _value: None,  # it was read before the commands were made
            metavar="|".join(LANGUAGES),
            type=click.Choice(list(LANGUAGES)),
            hidden=hidden,
        ),
        click.Option(
            ["-h", "--help"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_help,
            help=_("Show this help."),
        ),
    ]


def option(
    name: str,
    words: str,
    keep: Callable[[Door, Any], object],
    **settings: Any,  # noqa: ANN401 - click's own
) -> click.Option:
    """Return an option whose value is kept at the door, not passed to the command."""

    def callback(ctx: click.Context, _param: click.Parameter, value: Any) -> None:  # noqa: ANN401
        if value is not None and value != ():
            keep(door_of(ctx), value)

    apart = "kept_" + "".join(one if one.isalnum() else "_" for one in name)
    return click.Option(  # `apart` keeps it out of the way of a command's own values
        [name, apart], help=words, callback=callback, expose_value=False, **settings
    )


def case_option(_: Translate) -> click.Option:
    """Return `--case`, for a vault with several."""
    return option(
        "--case",
        _("Number, title or id of the case; not needed when there is only one."),
        lambda door, value: setattr(door, "case_name", value),
        metavar=_("CASE"),
    )


def json_option(_: Translate) -> click.Option:
    """Return `--json`."""
    return option(
        "--json",
        _("Answer in JSON."),
        lambda door, value: setattr(door.voice, "json", value),
        is_flag=True,
        default=None,
    )


def reading(_: Translate) -> list[click.Parameter]:
    """Return the options of every command that works on a case and answers."""
    return [case_option(_), json_option(_)]


def argument(name: str, metavar: str, **settings: Any) -> click.Argument:  # noqa: ANN401
    """Return a positional value."""
    return click.Argument([name], metavar=metavar, **settings)


def reason_option(_: Translate) -> click.Option:
    """Return `--reason`: it stands in the log beside the change."""
    return click.Option(
        ["--reason"],
        metavar=_("TEXT"),
        default="",
        help=_("Why; it stands in the log beside the change."),
    )


def why_option(_: Translate) -> click.Option:
    """Return `--why`: it stands in a record that the other members read."""
    return click.Option(
        ["--why"],
        default="",
        metavar=_("TEXT"),
        help=_("Why, for the others to read."),
    )


def _show_help(ctx: click.Context, _param: click.Parameter, value: object) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(ctx.get_help(), color=ctx.color)
        ctx.exit()
