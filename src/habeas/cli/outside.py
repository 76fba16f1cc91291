"""`outside`: a case that this device reads nothing of: add to it, or audit it."""

from pathlib import Path

import click

from habeas.actions import outside as acts
from habeas.actions.auditing import Audit, audit, sign_seen
from habeas.actions.carrying import load_for, seal_with
from habeas.actions.desk import Desk
from habeas.actions.documents import plain_name
from habeas.actions.outside import Place
from habeas.case.facts.claims import BASIS_WORDS, CLAIM
from habeas.case.facts.notes import NOTE
from habeas.case.forms import read_form
from habeas.cli.carry import new_words, target_of, write_out
from habeas.cli.commands import argument, case_option, command, group, json_option
from habeas.cli.door import Door
from habeas.cli.joining import small
from habeas.cli.say import Progress, Translate, Voice, one_line
from habeas.cli.values import moment, short
from habeas.copying.handed import Sent, sent
from habeas.errors import BadInputError, NotFoundError
from habeas.words import N_

_CHUNK = 1 << 20
FAULTY = 1


def _place(door: Door, desk: Desk, role: str = "") -> Place:
    """Return the case that is meant, the only one if none is named."""
    wanted = door.case_name.lower()
    fit = [
        one
        for one in acts.places_outside(desk)
        if one.case.startswith(wanted) and role in ("", one.role)
    ]
    if not fit:
        raise NotFoundError(
            N_("There is no such case in this vault."),
            advice=N_("`habeas outside list` lists those that it is outside of."),
        )
    if len(fit) > 1:
        raise BadInputError(
            N_("Several cases may be meant: {count}."),
            advice=N_("Say which with --case and the beginning of its number."),
            count=len(fit),
        )
    return fit[0]


def listed(door: Door) -> None:
    """List the cases that this vault is outside of."""
    with door.desk() as desk:
        found = acts.places_outside(desk)
    voice, _ = door.voice, door.voice.gettext
    told = [
        (one.case, one.role, one.believed.at, one.believed.against) for one in found
    ]
    if voice.json:
        names = ("case", "role", "told", "stopped")
        voice.data([dict(zip(names, one, strict=True)) for one in told])
        return
    if not told:
        voice.line(_("This vault is outside of no case."))
    words = {"contributor": _("adds"), "auditor": _("audits"), "out": _("is out")}
    for case, role, at, against in told:
        stopped = f"  {_('stopped: told two things')}" if against else ""
        voice.line(f"{short(case)}  {words[role]}  {at}{stopped}")


def note(door: Door, text: str, when: str) -> None:
    """Hand in a note."""
    form = {"text": [text], "when": [when]}
    with door.desk() as desk:
        case = _place(door, desk).case
        acts.hand_in_note(desk, case, read_form(NOTE, form, door.voice.language))
        _tell(door, sent(desk, case)[0])


def said(door: Door, speaker: str, text: str, when: str, basis: str) -> None:
    """Hand in what somebody said."""
    form = {"text": [text], "said": [when], "basis": [basis]}
    fields = read_form(CLAIM, form, door.voice.language)
    with door.desk() as desk:
        case = _place(door, desk).case
        acts.hand_in_statement(desk, case, speaker, fields)
        _tell(door, sent(desk, case)[0])


def add(door: Door, file: str) -> None:
    """Hand in a file."""
    path = Path(file)
    with door.desk() as desk:
        case = _place(door, desk).case
        coming = acts.HandingIn(desk, case, plain_name(path.name))
        try:
            with path.open("rb") as source:
                while piece := source.read(_CHUNK):
                    coming.write(piece)
            coming.finish()
        except OSError as error:
            raise BadInputError(
                N_("The file ‘{name}’ cannot be read."),
                advice=N_(
                    "Check its name and that it is a file. Nothing was recorded."
                ),
                name=plain_name(path.name),
            ) from error
        finally:
            coming.abort()
        _tell(door, sent(desk, case)[0])


def _tell(door: Door, one: Sent) -> None:
    voice, _ = door.voice, door.voice.gettext
    if voice.json:
        voice.data(_data(one))
        return
    voice.line(
        _("Sealed to those who read the case; this device can't open it any more.")
    )
    voice.line(f"{_('Entry')} {one.number}  {one.commit}")


def _data(one: Sent) -> dict[str, object]:
    return {
        "entry": one.number,
        "at": one.at,
        "commit": one.commit,
        "size": one.size,
        "files": one.files,
        "hubs": one.reached.hubs,
        "of": one.reached.of,
    }


def handed(door: Door) -> None:
    """List what was handed in from here, and what reached whom."""
    with door.desk() as desk:
        found = sent(desk, _place(door, desk).case)
    voice, _ = door.voice, door.voice.gettext
    if voice.json:
        voice.data([_data(one) for one in found])
        return
    if not found:
        voice.line(_("Nothing yet."))
        return
    head = (_("Entry"), _("When"), _("Size, about"), "SHA-256", _("With hubs"))
    rows = [
        (
            str(one.number),
            one.at,
            str(one.size),
            one.commit,
            f"{one.reached.hubs}/{one.reached.of}",
        )
        for one in found
    ]
    voice.table(head, rows)


def notice(door: Door, file: str, heard: str) -> None:
    """Take a notice that came as a file."""
    data = small(Path(file))
    with door.desk() as desk:
        case = acts.take_notice(desk, data, heard)
    voice, _ = door.voice, door.voice.gettext
    if voice.json:
        voice.data({"case": case})
        return
    voice.line(_("The notice counts from now on."))


def carry(door: Door, target: str, *, file_passphrase_fd: int | None) -> None:
    """Write what was handed in into a file, for a stick."""
    path = target_of(target)
    with door.desk() as desk:
        case = _place(door, desk).case
        words = new_words(door, file_passphrase_fd)
        write_out(door, desk, load_for(desk, case), seal_with(words), path)


def check(door: Door) -> int:
    """Check everything that an auditor can see; 1 if something does not hold."""
    voice, _ = door.voice, door.voice.gettext
    with door.desk() as desk:
        case = _place(door, desk, acts.AUDITOR).case
        with Progress(
            voice, _("Checking case {id}").format(id=short(case))
        ) as progress:
            found = audit(desk, case, progress)
    if voice.json:
        logs = [{**vars(one), "log": one.log.hex()} for one in found.logs]
        told = {"case": case, "clean": found.clean, "lacking": found.lacking}
        voice.data({**told, "logs": logs})
    else:
        _show_audit(voice, found)
    return 0 if found.clean else FAULTY


def _show_audit(voice: Voice, found: Audit) -> None:
    _ = voice.gettext
    for one in (log for log in found.logs if log.entries):
        told = voice.ngettext(
            "Device {number}: {count} entry, root {root}",
            "Device {number}: {count} entries, root {root}",
            one.entries,
        )
        voice.line(told.format(number=one.number, count=one.entries, root=one.root))
        for head in one.cosigned:
            words = _("{hub} had {size} of them on {moment}, and signed for it.")
            when = moment(voice, head.at.astimezone().isoformat())
            said = words.format(hub=head.hub, size=head.size, moment=when)
            voice.line(one_line(said), indent=2)
        for what, index in one.faults:
            voice.line(
                f"{index if index is not None else ''} {_(what)}".strip(), indent=2
            )
    if found.lacking:
        told = _(
            "Logs that are named, and of which nothing is here yet: {count}. Fetch them"
            " before you sign."
        )
        voice.line(told.format(count=found.lacking))
    holds = _("What is here holds.") if found.lacking else _("Everything holds.")
    voice.line(holds if found.clean else _("Something does not hold."))


def sign(door: Door) -> None:
    """Sign which heads an auditor has seen."""
    with door.desk() as desk:
        case = _place(door, desk, acts.AUDITOR).case
        sign_seen(desk, case)
    door.voice.line(
        door.voice.gettext("Signed: the others see it once it reached them.")
    )


def commands(_: Translate) -> list[click.Command]:
    """Return `outside`."""
    return [
        group(
            _,
            "outside",
            _("Cases that this device reads nothing of: add to one, or audit it."),
            [*_adding(_), *_told(_), *_auditing(_)],
        )
    ]


def _adding(_: Translate) -> list[click.Command]:
    case, json = case_option(_), json_option(_)
    return [
        command(
            _,
            "list",
            listed,
            _("List the cases that this vault is outside of."),
            [json],
        ),
        command(
            _,
            "note",
            note,
            _("Hand in what you saw or know."),
            [*_words(_), case, json],
        ),
        command(
            _,
            "said",
            said,
            _("Hand in what somebody said."),
            [*_spoken(_), *_words(_), case, json],
        ),
        command(
            _,
            "add",
            add,
            _("Hand in a file."),
            [argument("file", _("FILE")), case, json],
        ),
        command(
            _,
            "handed",
            handed,
            _("List what was handed in from here, and what reached a hub."),
            [case, json],
        ),
    ]


def _words(_: Translate) -> list[click.Parameter]:
    return [
        _option("--text", _("TEXT"), _("What is to be handed in."), required=True),
        _option("--when", _("DATE"), _("When it happened, or was said.")),
    ]


def _spoken(_: Translate) -> list[click.Parameter]:
    words = _("Who says so, as the case may call them.")
    return [
        _option("--speaker", _("NAME"), words, required=True),
        click.Option(
            ["--basis"],
            default="unsaid",
            show_default=True,
            type=click.Choice([one.value for one in BASIS_WORDS]),
            help=_("How they know."),
        ),
    ]


def _told(_: Translate) -> list[click.Command]:
    heard = _option(
        "--heard", _("DIGITS"), _("The thirty digits that were read out to you.")
    )
    words = click.Option(
        ["--file-passphrase-fd"],
        type=int,
        default=None,
        metavar=_("NUMBER"),
        help=_("Read the passphrase of the file from this open file descriptor."),
    )
    return [
        command(
            _,
            "notice",
            notice,
            _("Take a notice that came as a file."),
            [argument("file", _("NOTICE")), heard, json_option(_)],
        ),
        command(
            _,
            "carry",
            carry,
            _("Write what was handed in into a file, sealed with a passphrase."),
            [argument("target", _("FILE")), words, case_option(_)],
        ),
    ]


def _auditing(_: Translate) -> list[click.Command]:
    return [
        command(
            _,
            "audit",
            check,
            _("Check that nothing was changed, without a word of it."),
            [case_option(_), json_option(_)],
        ),
        command(
            _,
            "sign",
            sign,
            _("Sign which heads an auditor has seen."),
            [case_option(_)],
        ),
    ]


def _option(
    name: str, metavar: str, words: str, *, required: bool = False
) -> click.Option:
    default = None if required else ""
    return click.Option(
        [name], default=default, required=required, metavar=metavar, help=words
    )
