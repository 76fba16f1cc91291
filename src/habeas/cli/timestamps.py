"""`authority` and `timestamp`: who is asked for the time, and what they answered."""

import asyncio
from pathlib import Path

import click

from habeas.actions.stamping import Errand, Outcome, run
from habeas.actions.timestamps import (
    Kept,
    errands,
    keep,
    rejudge,
    take_out,
    waiting,
)
from habeas.case.facts.timestamps import AUTHORITY, SCHEME_WORDS, TIMESTAMP, Scheme
from habeas.cli.commands import Group, argument, command, group, reading
from habeas.cli.door import At, Door
from habeas.cli.records import (
    add_command,
    correct_command,
    list_command,
    show_command,
)
from habeas.cli.say import Progress, Translate, Voice, one_line
from habeas.cli.values import Speller, short
from habeas.errors import BadInputError, StorageError
from habeas.timestamps.commands import BITCOIN, LEAVES, PROVES, SUFFIX
from habeas.timestamps.commands import command as check_with
from habeas.timestamps.covered import Covered
from habeas.timestamps.known import suggestions
from habeas.timestamps.openssl import lacking
from habeas.views.timestamps import Token, authorities, tokens
from habeas.words import N_

FAULTY = 1


def ask(door: Door, exhibit: str) -> int:
    """Ask every authority for what waits; 1 if nobody answered."""
    with door.at_case() as at:
        which = at.find("exhibit|document", exhibit) if exhibit else ""
        wanted = errands(at.desk, at.case, which)
        door.voice.note(door.voice.gettext(LEAVES))
        _note_lacking(door.voice)
        with Progress(door.voice, "") as progress:
            found = asyncio.run(run(wanted, progress.tell))
        kept = keep(at.desk, at.case, found)
        _tell(Speller(door.voice, at.desk.views), kept)
    return 0 if kept.ids or not _bad(kept.outcomes) else FAULTY


def _tell(speller: Speller, kept: Kept) -> None:
    if speller.voice.json:
        failed = list(map(_failed, _bad(kept.outcomes)))
        speller.voice.data({"kept": kept.ids, "failed": failed})
    else:
        _show_outcomes(speller, kept.outcomes)


def _note_lacking(voice: Voice) -> None:
    told = lacking()
    if told:
        voice.note(voice.gettext(told))


def _bad(found: list[Outcome]) -> list[Outcome]:
    return [one for one in found if one.failure is not None]


def _failed(one: Outcome) -> dict[str, str]:
    assert one.failure is not None  # they were chosen for it
    what, advice = one.failure.say(str)
    return {"authority": one.errand.authority.name, "what": what, "advice": advice}


def _show_outcomes(speller: Speller, found: list[Outcome]) -> None:
    voice, _ = speller.voice, speller.voice.gettext
    if not found:
        voice.line(_("Nothing waits: all that is recorded was stamped by everybody."))
    for one in found:
        name, what = one.errand.authority.name, _covers(speller, one.errand)
        if one.failure is None:
            voice.line(_("{name} answered: {what}").format(name=name, what=what))
            continue
        told, advice = one.failure.say(_)
        voice.line(_("{name} failed: {what}").format(name=name, what=what))
        voice.line(one_line(f"{told} {advice}"), indent=2)


def _covers(speller: Speller, one: Errand | Token) -> str:
    if one.exhibit:
        return speller.name(one.exhibit)
    return _head(speller.voice, one.covers)


def _head(voice: Voice, covers: Covered) -> str:
    told = voice.ngettext(
        "the record with {count} entry ({log})",
        "the record with {count} entries ({log})",
        covers.number,
    )
    return told.format(count=covers.number, log=short(covers.log))


def _time(voice: Voice, one: Token) -> str:
    if one.time is not None:
        return one.time.strftime("%Y-%m-%d %H:%M:%S UTC")
    if one.block:
        return voice.gettext("Bitcoin block {number}").format(number=one.block)
    return voice.gettext("no block yet")


def verify(door: Door) -> int:
    """Judge every token again; 1 if one does not hold."""
    with door.at_case() as at:
        judged = rejudge(at.desk, at.case)
        proofs = [
            one
            for one in tokens(at.desk.views, at.case)
            if one.scheme is Scheme.OPENTIMESTAMPS
        ]
    voice, _ = door.voice, door.voice.gettext
    _note_lacking(voice)
    if voice.json:
        voice.data(
            [
                {
                    "id": token.id,
                    "holds": verdict.holds,
                    "accepted": verdict.accepted,
                    "refused": verdict.refused,
                }
                for token, verdict in judged
            ]
        )
    else:
        for token, verdict in judged:
            good = _("holds") if verdict.holds else _("does not hold")
            by = "; ".join((*verdict.accepted, *verdict.refused))
            voice.line(f"{short(token.id)} {token.name}: {good} ({by})")
        if not judged:
            voice.line(_("No timestamp of an authority is kept here yet."))
        if proofs:
            voice.line(_(BITCOIN))
        voice.line(_(PROVES))
    return 0 if all(verdict.holds for _token, verdict in judged) else FAULTY


def export(door: Door, name: str, target: str) -> None:
    """Write a token, what it covers and its root, and show the command that checks."""
    with door.at_case() as at:
        which = at.find("timestamp", name)
        found = [one for one in tokens(at.desk.views, at.case) if one.id == which]
        if not found:
            raise BadInputError(
                N_("This timestamp was recorded in a way that cannot be read here.")
            )
        (token,) = found
        folder = Path(target)
        stem = short(token.id)
        names = {
            "data": f"{stem}.data",
            "token": f"{stem}.{SUFFIX[token.scheme]}",
            "root": f"{stem}.pem",
        }
        files = {names["data"]: take_out(at.desk, at.case, token.covers)}
        files |= {names["token"]: token.raw}
        files |= {names["root"]: token.pem} if token.ca else {}
        _write(folder, files)
    line = check_with(token.scheme, **names, time=token.time)
    if door.voice.json:
        door.voice.data({"id": token.id, "files": list(files), "command": line})
        return
    told = door.voice.gettext("Written to {folder}: {files}")
    door.voice.line(told.format(folder=target, files=", ".join(files)))
    door.voice.line(line, indent=2)
    if token.scheme is Scheme.OPENTIMESTAMPS:
        door.voice.line(door.voice.gettext(BITCOIN))


def _write(folder: Path, files: dict[str, bytes]) -> None:
    taken = [name for name in files if (folder / name).exists()]
    if taken:
        raise BadInputError(
            N_("There is already a file or folder of this name."),
            advice=N_("Choose another name. Nothing was written."),
        )
    try:
        folder.mkdir(exist_ok=True)
        for name, data in files.items():
            (folder / name).write_bytes(data)
    except OSError as error:
        raise StorageError(N_("The files could not be written there.")) from error


def suggest(door: Door) -> None:
    """List authorities that might be chosen."""
    known = suggestions()
    voice, _ = door.voice, door.voice.gettext
    if voice.json:
        voice.data(known)
        return
    told = _(
        "Nobody has confirmed these since {dated}. Read their terms, take their root"
        " from the page that is named, and choose some in different countries."
    )
    voice.line(told.format(dated=known.dated))
    voice.table(
        (_("Name"), _("Kind"), _("Address"), _("Country"), _("Root")),
        [
            (
                one.name,
                _(SCHEME_WORDS[one.scheme]),
                one.url,
                one.country or "–",
                one.ca or "–",
            )
            for one in known.authorities
        ],
    )


def commands(_: Translate) -> list[click.Command]:
    """Return `authority` and `timestamp`."""
    return [_authority(_), _timestamp(_)]


def _authority(_: Translate) -> Group:
    listed = list_command(
        _,
        _("List whom this case asks for timestamps."),
        (_("Name"), _("Kind"), _("Address"), _("Id")),
        lambda at: authorities(at.desk.views, at.case),
        lambda speller, one: (
            one.name,
            speller.voice.gettext(SCHEME_WORDS[one.scheme]),
            one.url,
            short(one.id),
        ),
    )
    return group(
        _,
        "authority",
        _("Whom this case asks for timestamps: chosen by you, never by Habeas."),
        [
            add_command(_, AUTHORITY, _("Choose an authority or a calendar.")),
            listed,
            command(
                _,
                "suggest",
                suggest,
                _("List some that might be chosen."),
                [*reading(_)[1:]],
            ),
            show_command(_, AUTHORITY, _("Show one with its history.")),
            correct_command(_, AUTHORITY),
        ],
    )


def _timestamp(_: Translate) -> Group:
    alone = click.Option(
        ["--exhibit"],
        default="",
        metavar=_("EXHIBIT"),
        help=_("This exhibit by itself, instead of what waits."),
    )
    words = _("Ask for what waits. This alone, and nothing else, uses the network.")
    return group(
        _,
        "timestamp",
        _("Time from others: what they vouch for, and what waits for them."),
        [
            command(_, "ask", ask, words, [alone, *reading(_)]),
            _queue(_),
            _list(_),
            show_command(_, TIMESTAMP, _("Show a timestamp with its history.")),
            command(
                _,
                "verify",
                verify,
                _("Judge every token again; 1 if one does not hold."),
                reading(_),
            ),
            command(
                _,
                "export",
                export,
                _("Write a token beside what it covers, and the command that checks."),
                [
                    argument("name", _("TIMESTAMP")),
                    argument("target", _("FOLDER")),
                    *reading(_),
                ],
            ),
        ],
    )


def _queue(_: Translate) -> click.Command:
    def read(at: At) -> list[Errand]:
        return waiting(at.desk, at.case).now

    made = list_command(
        _,
        _("List what is not stamped yet, and by whom."),
        (_("By"), _("What")),
        read,
        lambda speller, one: (one.authority.name, _covers(speller, one)),
    )
    made.name = "queue"
    return made


def _list(_: Translate) -> click.Command:
    return list_command(
        _,
        _("List the timestamps of a case, the oldest first."),
        (_("Time"), _("From"), _("Covers"), _("Accepted by"), _("Id")),
        lambda at: tokens(at.desk.views, at.case),
        lambda speller, one: (
            _time(speller.voice, one),
            one.name,
            _covers(speller, one),
            "; ".join(one.accepted),
            short(one.id),
        ),
    )
