"""What the command line itself refuses: words it cannot read, and its own faults."""

import click

from habeas.errors import BadInputError, HabeasError
from habeas.words import N_

_HOW = N_("`{path} --help` says how it is written.")


class FaultError(HabeasError):
    """A fault of the program. `place` says where in its code, nothing of the data."""

    status = 500
    default_advice = N_(
        "What was recorded before is safe. Run `habeas verify`, and report the place"
        " named above; it says nothing about your case."
    )

    def __init__(self, place: str) -> None:
        super().__init__(
            N_("The program met a fault of its own ({place})."), place=place
        )


def from_click(error: click.UsageError) -> HabeasError:
    """Return a parsing error in our words; what was typed is not repeated in full.

    A word too many may be a passphrase or a name, so it is not printed.
    """
    path = error.ctx.command_path if error.ctx else "habeas"
    match error:
        case click.NoSuchOption() if error.option_name.startswith("--pass"):
            return _no_passphrase()
        case click.NoSuchOption():
            what, name = N_("There is no option {name} here."), error.option_name
        case click.exceptions.NoSuchCommand():
            what, name = N_("There is no command ‘{name}’ here."), error.command_name
        case click.MissingParameter():
            what, name = N_("{name} is missing."), _name(error.param)
        case click.BadParameter():
            return _unreadable(error.param, path)
        case click.BadOptionUsage():
            what, name = N_("{name} needs a value."), error.option_name
        case click.exceptions.NoArgsIsHelpError():
            what, name = N_("Say what to do after ‘{name}’."), path
        case _:
            what, name = N_("There are words too many after ‘{name}’."), path
    return BadInputError(
        what,
        advice=_HOW,
        name=name[:60],
        path=path,
    )


def _unreadable(param: click.Parameter | None, path: str) -> BadInputError:
    """Refuse a value; where only a few words can stand, they are named."""
    kind = param.type if param is not None else None
    choices = kind.choices if isinstance(kind, click.Choice) else ()
    return BadInputError(
        N_("The value of {name} cannot be read."),
        advice=N_("It is one of: {choices}. `{path} --help` says more.")
        if choices
        else _HOW,
        name=_name(param)[:60],
        choices=", ".join(choices),
        path=path,
    )


def _no_passphrase() -> BadInputError:
    return BadInputError(
        N_(
            "There is no option for a passphrase: others on this machine could read it."
        ),
        advice=N_(
            "Leave it out and you are asked for it, or use --passphrase-fd. If the one"
            " you typed is in your shell's history, choose a new one."
        ),
    )


def _name(param: click.Parameter | None) -> str:
    if param is None:
        return "?"
    if isinstance(param, click.Argument):
        return param.make_metavar(click.Context(click.Command("")))
    return param.opts[0]
