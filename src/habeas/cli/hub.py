"""`habeas hub`: a server that keeps copies of cases for others, and reads nothing."""

import re
from pathlib import Path

import click

from habeas.cli.commands import argument, command, group, json_option
from habeas.cli.door import Door
from habeas.cli.hub_witness import witness_group
from habeas.cli.say import Translate
from habeas.clock import SystemClock
from habeas.errors import BadInputError, NotFoundError
from habeas.hub.folder import begin_again, create_hub, keep_at, open_hub
from habeas.hub.folder import invite as make_invitation
from habeas.hub.places import Places
from habeas.hub.store import Quota, Usage
from habeas.wire.fingerprint import fingerprint
from habeas.words import N_

_SIZE = re.compile(r"([1-9][0-9]{0,5}) ?(K|M|G|T)B?", re.IGNORECASE)
_FACTORS = {"K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
_CASE = re.compile(r"[0-9a-f]{32}")


def init(door: Door, *, folder: str, name: str, database: str, blobs: str) -> None:
    """Make a hub."""
    create_hub(Path(folder), name, Places(database, blobs))
    _ = door.voice.gettext
    door.voice.line(_("The hub {name} is made.").format(name=name))


def show_fingerprint(door: Door, *, folder: str) -> None:
    """Print how the keys of a hub are read out."""
    with open_hub(Path(folder)) as hub:
        keys = hub.keys
        door.voice.line(fingerprint(keys.ed25519_public, keys.mldsa44_public))


def serve(door: Door, *, folder: str, listen: str, metrics: str, **places: str) -> None:
    """Serve until interrupted."""
    from habeas.hub.serve import serve as run  # noqa: PLC0415 - slow, and for this alone

    _ = door.voice.gettext

    def announce(address: str) -> None:
        door.voice.line(_("The hub answers at {address}").format(address=address))
        door.voice.out.flush()

    keep_at(Path(folder), Places(**places))
    run(Path(folder), listen, announce, metrics)


def invite(door: Door, *, folder: str, size: str, entries: int) -> None:
    """Print a token that opens one case."""
    quota = Quota(_bytes(size), entries)
    with open_hub(Path(folder)) as hub:
        now = int(SystemClock().now().timestamp())
        door.voice.line(make_invitation(hub, quota, now))
    door.voice.note(
        door.voice.gettext(
            "It opens one case here, once, within 30 days. Give it to whoever leads the"
            " case, with the address; read out the fingerprint (`habeas hub"
            " fingerprint`) by another way."
        )
    )


def cases(door: Door, *, folder: str) -> None:
    """Tell what each case keeps."""
    with open_hub(Path(folder)) as hub:
        kept = [_told(one) for one in hub.store.cases.usage()]
    _ = door.voice.gettext
    head = (_("Case"), _("Bytes"), _("At most"), _("Entries"), _("At most"))
    door.voice.listing(kept, head, dict.values, _("No case is kept here yet."))


def quota(door: Door, *, folder: str, case: str, size: str, entries: int) -> None:
    """Let a case keep more or less."""
    wanted = Quota(_bytes(size), entries)
    with open_hub(Path(folder)) as hub:
        known = _CASE.fullmatch(case) and hub.store.cases.set_quota(
            bytes.fromhex(case), wanted
        )
    if not known:
        raise NotFoundError(
            N_("This hub keeps no such case."),
            advice=N_("`habeas hub cases` lists them."),
        )
    door.voice.line(door.voice.gettext("The quota is changed."))


def restored(door: Door, *, folder: str) -> None:
    """Begin the hub's own log anew, after a backup was brought back."""
    begin_again(Path(folder))
    _ = door.voice.gettext
    door.voice.line(_("The hub has new keys, and a new log of its own."))


def commands(_: Translate) -> list[click.Command]:
    """Return `hub` with its commands."""
    where, room = _folder(_), _room(_)
    made = [
        *_beginning(_, where),
        command(
            _,
            "invite",
            invite,
            _("Print a token that opens one case within 30 days."),
            [where, *room],
        ),
        command(_, "cases", cases, _("What each case keeps."), [where, json_option(_)]),
        command(
            _,
            "quota",
            quota,
            _("Let a case keep more or less."),
            [where, argument("case", _("CASE")), *room],
        ),
        command(
            _,
            "restored",
            restored,
            _("After a backup was brought back: new keys, a new log of the hub's own."),
            [where],
        ),
        witness_group(_, where),
    ]
    words = _("A server that keeps copies of cases and can't read them.")
    return [group(_, "hub", words, made)]


def _beginning(_: Translate, where: click.Parameter) -> list[click.Command]:
    """Return the commands that are told where a hub keeps its cases."""
    kept = _places(_)
    told, heard = [where, _name(_), *kept], [where, _listen(_), _metrics(_), *kept]
    return [
        command(_, "init", init, _("Make a hub in a new folder."), told),
        command(_, "serve", serve, _("Serve the hub until stopped."), heard),
        command(
            _,
            "fingerprint",
            show_fingerprint,
            _("Print how its keys are read out to those who add it."),
            [where],
        ),
    ]


def _room(_: Translate) -> list[click.Parameter]:
    size = click.Option(
        ["--size"],
        default="5G",
        metavar=_("SIZE"),
        help=_("How much the case may keep, as 500M or 5G. [default: 5G]"),
    )
    entries = click.Option(
        ["--entries"],
        type=click.IntRange(0, 10**9),
        default=1_000_000,
        metavar=_("NUMBER"),
        help=_("How many entries it may keep. [default: 1000000]"),
    )
    return [size, entries]


def _places(_: Translate) -> list[click.Parameter]:
    database = click.Option(
        ["--database"],
        default="",
        metavar=_("ADDRESS"),
        help=_("Keep entries in PostgreSQL: postgresql://… without a password."),
    )
    blobs = click.Option(
        ["--blobs"],
        default="",
        metavar=_("ADDRESS"),
        help=_("Keep sealed files in a bucket: s3://BUCKET/PREFIX."),
    )
    return [database, blobs]


def _name(_: Translate) -> click.Option:
    return click.Option(
        ["--name"],
        required=True,
        metavar=_("HOST"),
        help=_("Its name as clients call it: hub.example.org. It never changes."),
    )


def _listen(_: Translate) -> click.Option:
    return click.Option(
        ["--listen"],
        default="127.0.0.1:8480",
        metavar=_("HOST:PORT"),
        help=_("Where to listen, behind a proxy for TLS. [default: 127.0.0.1:8480]"),
    )


def _metrics(_: Translate) -> click.Option:
    return click.Option(
        ["--metrics"],
        default="",
        metavar=_("HOST:PORT"),
        help=_("Tell numbers without names here, for Prometheus. [default: nowhere]"),
    )


def _folder(_: Translate) -> click.Option:
    return click.Option(
        ["--folder"],
        required=True,
        metavar=_("FOLDER"),
        help=_("Folder of the hub."),
    )


def _told(one: Usage) -> dict[str, str | int]:
    return {
        "case": one.case.hex(),
        "bytes": one.used_bytes,
        "most_bytes": one.quota.most_bytes,
        "entries": one.used_entries,
        "most_entries": one.quota.most_entries,
    }


def _bytes(text: str) -> int:
    hit = _SIZE.fullmatch(text.strip())
    if not hit:
        raise BadInputError(
            N_("This is not a size."), advice=N_("Give it as 500M or 5G.")
        )
    return int(hit[1]) * _FACTORS[hit[2].upper()]
