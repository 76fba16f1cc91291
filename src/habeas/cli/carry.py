"""`carry`: a case in one file, for a stick: out, in, and what is in one."""

import os
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click

from habeas.actions.bringing import bring
from habeas.actions.carried import Came, look_into
from habeas.actions.carried_words import told
from habeas.actions.carrying import (
    EVERYWHERE,
    Load,
    devices_for,
    load_to_send,
    seal_to,
    seal_with,
    sealed_pieces,
)
from habeas.actions.desk import Desk
from habeas.case.compartments import COMPARTMENTS
from habeas.cli.commands import argument, command, group, json_option, reading
from habeas.cli.door import Door
from habeas.cli.passphrase import ask_hidden, from_descriptor
from habeas.cli.say import Progress, Translate
from habeas.crypto.age import Wrap
from habeas.crypto.strength import Level, weigh
from habeas.errors import BadInputError
from habeas.vault.sticks import (
    PART_SIZE,
    fresh_name,
    open_parts,
    require_room,
    write_parts,
)
from habeas.views.carried import Named
from habeas.words import N_

_SIZE = re.compile(r"([1-9][0-9]{0,5}) ?(M|G)B?", re.IGNORECASE)
_FACTORS = {"M": 10**6, "G": 10**9}
_LEAST = 10**6
_NONE, _ALL = "none", "all"


def carry_out(  # noqa: PLR0913 - for whom, how, what, where
    door: Door,
    *,
    target: str,
    to: tuple[str, ...],
    passphrase: bool,
    file_passphrase_fd: int | None,
    exhibits: tuple[str, ...],
    part_size: str,
) -> None:
    """Write a case into a file."""
    worded = passphrase or file_passphrase_fd is not None
    if not to and not worded:
        raise BadInputError(
            N_("It is not said for whom the file is."),
            advice=N_("Name members with --to, or take --passphrase."),
        )
    places, most = _places(exhibits), _bytes(part_size)
    path = target_of(target)
    with door.at_case() as at:
        members = [at.find("member", name) for name in to]
        devices = devices_for(at.desk, at.case, members)
        words = new_words(door, file_passphrase_fd) if worded else ""
        load = load_to_send(at.desk, at.case, devices, places)
        wrap = seal_with(words) if words else seal_to(at.desk, at.case, devices)
        write_out(door, at.desk, load, wrap, path, most)


def write_out(  # noqa: PLR0913, PLR0917 - what, sealed how, where
    door: Door, desk: Desk, load: Load, wrap: Wrap, path: Path, most: int = PART_SIZE
) -> None:
    """Write a file, in parts of so many bytes at most, and say what went along.

    Raises:
        BadInputError, StorageError: it can't be written there.
    """
    require_room(path.parent, load.size)
    with Progress(door.voice, door.voice.gettext("Sealing"), load.size) as progress:
        pieces = sealed_pieces(desk, load, wrap, progress)
        paths = write_parts(path, pieces, most)
    _tell_written(door, load, paths)


def _places(chosen: Sequence[str]) -> frozenset[str]:
    if not chosen or _ALL in chosen:
        return EVERYWHERE
    return frozenset(chosen) - {_NONE}


def _bytes(text: str) -> int:
    match = _SIZE.fullmatch(text.strip())
    size = int(match[1]) * _FACTORS[match[2].upper()] if match else 0
    if size < _LEAST:
        raise BadInputError(
            N_("‘{text}’ is no size of a part."),
            advice=N_("Write it as 700M or 3G."),
            text=text[:20],
        )
    return size


def target_of(text: str) -> Path:
    """Return where to write: before a passphrase is asked for, or anything is sealed.

    Raises:
        BadInputError: there is no such folder.
    """
    path = Path(text)
    with suppress(OSError):  # a name that no disk takes
        if path.is_dir():
            return path / fresh_name()
        if path.parent.is_dir() and not os.path.lexists(path):
            return path
        if path.parent.is_dir():
            raise BadInputError(
                N_("There is a file of this name already."),
                advice=N_("Choose another name. Nothing was written."),
            )
    raise BadInputError(
        N_("There is no such folder."),
        advice=N_("Is the stick plugged in? Name its folder, or a file in it."),
    )


def new_words(door: Door, descriptor: int | None) -> str:
    """Return a passphrase for a file, not the vault's; typed twice at the prompt."""
    _ = door.voice.gettext
    if descriptor is not None:
        words = from_descriptor(descriptor)
    else:
        words = ask_hidden(_("Passphrase of the file: "))
        if ask_hidden(_("The same once more: ")) != words:
            raise BadInputError(
                N_("The two passphrases are not the same."),
                advice=N_("Begin again. Nothing was made."),
            )
    if weigh(words).level is Level.WEAK:
        raise BadInputError(
            N_("This passphrase is too easy to guess for a file that may be lost."),
            advice=N_("Take five or six words by chance. Nothing was written."),
        )
    return words


def _tell_written(door: Door, load: Load, paths: Sequence[Path]) -> None:
    voice, _ = door.voice, door.voice.gettext
    if voice.json:
        voice.data(
            {
                "files": [str(path) for path in paths],
                "entries": load.entries,
                "boxes": load.boxes,
                "exhibits": _documents(load.files),
                "lacking": _documents(load.lacking),
            }
        )
        return
    for path in paths:
        voice.line(_("Written: {path}").format(path=path))
    counted = _("Entries: {entries}. Sealed files: {files}.")
    voice.line(counted.format(entries=load.entries, files=len(load.files)))
    if load.lacking:
        voice.line(
            _("Sealed files that are not here either: {count}.").format(
                count=len(load.lacking)
            )
        )


def _documents(files: Sequence[Named]) -> list[dict[str, object]]:
    return [
        {"id": one.record, "number": one.number, "title": one.title}
        for one in files
        if one.type == "document"
    ]


def carry_in(door: Door, *, file: str, file_passphrase_fd: int | None) -> None:
    """Take in a file and say what came."""
    _read(door, file, file_passphrase_fd, keep=True)


def carry_show(door: Door, *, file: str, file_passphrase_fd: int | None) -> None:
    """Say what is in a file; take nothing in."""
    _read(door, file, file_passphrase_fd, keep=False)


def _read(door: Door, file: str, descriptor: int | None, *, keep: bool) -> None:
    path = Path(file)
    with open_parts(path):
        pass  # whoever mistyped its name is not asked for a passphrase
    with door.desk() as desk:
        words = "" if descriptor is None else from_descriptor(descriptor)
        if descriptor is None and is_worded(path):
            words = ask_hidden(door.voice.gettext("Passphrase of the file: "))
        with open_parts(path) as source:
            if keep:
                with Progress(door.voice, door.voice.gettext("Reading")) as progress:
                    came = bring(desk, source, passphrase=words, tell=progress)
            else:
                came = look_into(desk, source, passphrase=words)
    tell_came(door, came, keep=keep)
    if came.fault is not None:
        raise came.fault


def is_worded(path: Path) -> bool:
    """Say whether a file is sealed with a passphrase."""
    with open_parts(path) as source:
        return source.read(40).startswith(b"age-encryption.org/v1\n-> scrypt ")


def tell_came(door: Door, came: Came, *, keep: bool) -> None:
    """Print what came, or what is there to come."""
    voice = door.voice
    if voice.json:
        voice.data(_as_data(came))
        return
    for one in told(came, kept=keep):
        line = one.say(voice.gettext)
        voice.line(f"! {line}" if one.grave else line)


def _as_data(came: Came) -> dict[str, object]:
    return {
        "case": came.case,
        "writer": came.writer,
        "device": came.device,
        "members": came.members,
        "entries": came.entries,
        "boxes": came.boxes,
        "files": came.files,
        "unwanted": came.unwanted,
        "wrong": came.wrong,
        "strangers": came.strangers,
        "forks": came.forks,
        "refused": came.refused,
        "gaps": came.gaps,
        "differing": came.differing,
        "behind": came.behind,
        "lacking": _documents(came.lacking),
        "whole": came.fault is None,
    }


def commands(_: Translate) -> list[click.Command]:
    """Return `carry` with its commands."""
    file, worded = argument("file", _("FILE")), _file_words(_)
    made = [
        command(
            _, "out", carry_out, _("Write a case into a file for a stick."), _out(_)
        ),
        command(
            _,
            "in",
            carry_in,
            _("Take in such a file: what you lack, checked."),
            [file, worded, json_option(_)],
        ),
        command(
            _,
            "show",
            carry_show,
            _("Say what is in such a file; take nothing in."),
            [file, worded, json_option(_)],
        ),
    ]
    words = _("A case in one sealed file, to be carried by hand, both ways.")
    return [group(_, "carry", words, made)]


def _out(_: Translate) -> list[click.Parameter]:
    again = _("[may be repeated]")
    return [
        argument("target", _("FOLDER|FILE")),
        click.Option(
            ["--to"],
            multiple=True,
            metavar=_("MEMBER"),
            help=_("A member whose devices open it, and who gets what they lack.")
            + f" {again}",
        ),
        click.Option(
            ["--passphrase"],
            is_flag=True,
            help=_("Seal it with a passphrase instead of the members' keys."),
        ),
        _file_words(_),
        click.Option(
            ["--exhibits"],
            multiple=True,
            type=click.Choice([_ALL, _NONE, *COMPARTMENTS]),
            metavar="all|none|" + "|".join(COMPARTMENTS),
            help=_("Which sealed files go along. [default: all]") + f" {again}",
        ),
        click.Option(
            ["--part-size"],
            default=f"{PART_SIZE // 10**9}G",
            metavar=_("SIZE"),
            help=_("Cut it into parts of this size. [default: 4G, as sticks need it]"),
        ),
        *reading(_),
    ]


def _file_words(_: Translate) -> click.Option:
    return click.Option(
        ["--file-passphrase-fd"],
        type=int,
        metavar=_("NUMBER"),
        help=_("Read the passphrase of the file from this open file descriptor."),
    )
