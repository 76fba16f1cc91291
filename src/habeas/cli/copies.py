"""`sync` and `copies`: what goes to the hubs of a case, and where copies are."""

import asyncio
import sys
from datetime import datetime
from pathlib import Path

import click

from habeas.actions.desk import Desk
from habeas.cli.commands import argument, case_option, command, group, json_option
from habeas.cli.door import Door, choose_case, still_coming
from habeas.cli.say import Translate, Voice, one_line
from habeas.cli.values import Speller
from habeas.copying.adding import Wanted, add_hub, pin_text
from habeas.copying.desks import directly
from habeas.copying.exchange import exchange
from habeas.copying.places import PROXY, places
from habeas.copying.reach import Holding
from habeas.copying.report import HubReport, Report
from habeas.copying.stored import POLICY
from habeas.copying.telling import Copies, HubLine, copies, moved, spell
from habeas.copying.watching import Watch
from habeas.errors import NotFoundError
from habeas.log.policy import parse_policy
from habeas.sync.address import read_way
from habeas.vault import read
from habeas.vault.settings import change_setting, setting
from habeas.views.cases import case_heads
from habeas.words import N_

_FAULTY = 1
_FROM_STDIN = "-"
_ANYWHERE = "https://hub.example.org"


def sync(door: Door, *, watch: bool) -> int:
    """Exchange every case that has a hub, or one; 1 if something went wrong."""
    with door.desk() as desk:
        cases = _chosen(desk, door.case_name)
        if watch:
            _watch(door.voice, desk, cases[0] if door.case_name else "")
            return 0
        reports = [exchange(desk, case) for case in cases]
        if door.voice.json:
            door.voice.data([_report_data(one) for one in reports])
        else:
            for one in reports:
                _tell(door.voice, one)
    return _FAULTY if any(hub.wrong for one in reports for hub in one.hubs) else 0


def _chosen(desk: Desk, name: str) -> list[str]:
    """Return the case of this name, else every case that has a hub.

    A case that was joined and of which nothing came yet has no name: it is among them.
    """
    cases = [one.hex() for one in read.cases(desk.vault)]
    if name:
        cases = [choose_case(case_heads(desk.views), name)]
    found = [case for case in cases if places(desk, case)]
    if not found and not name and (coming := still_coming(desk)):
        raise coming
    if not found:
        raise NotFoundError(
            N_("This case has no hub yet.") if name else N_("No case has a hub yet."),
            advice=N_("Add one with `habeas copies add`."),
        )
    return found


def _watch(voice: Voice, desk: Desk, case: str) -> None:
    def told(report: Report) -> None:
        if not report.whole or any(
            one.sent or one.came or one.waits for one in report.hubs
        ):
            _tell(voice, report)
            voice.out.flush()

    voice.note(voice.gettext("Exchanging whenever something is new. Stop with Ctrl-C."))
    try:
        asyncio.run(Watch(directly(desk), told).run(case))
    except KeyboardInterrupt:
        return


def _report_data(report: Report) -> dict[str, object]:
    return {"case": report.case, "hubs": list(map(_hub_data, report.hubs))}


def _tell(voice: Voice, report: Report) -> None:
    if voice.json:
        voice.data(_report_data(report))
        return
    for one in report.hubs:
        voice.line(one.hub.name)
        for said in moved(one):
            voice.line(spell(said, voice.gettext, datetime.isoformat), indent=2)
        for error in one.wrong:
            what, advice = error.say(voice.gettext)
            voice.line(one_line(f"! {what} {advice}"), indent=2)


def _hub_data(one: HubReport) -> dict[str, object]:
    return {
        "hub": one.hub.name,
        "sent": one.sent,
        "came": one.came,
        "strangers": len(one.strangers),
        "forks": len(one.forks),
        "faults": [" ".join(error.say(str)) for error in one.wrong],
        "untrue": one.untrue,
    }


def show(door: Door) -> None:
    """List where copies of the case are."""
    with door.at_case() as at:
        found, proxy = copies(at.desk, at.case), setting(at.desk.vault, PROXY)
        if door.voice.json:
            door.voice.data(_data(found, proxy))
            return
        _show(door.voice, Speller(door.voice, at.desk.views), found, proxy)


def _data(found: Copies, proxy: str) -> dict[str, object]:
    return {
        "entries": found.entries,
        "only_here": found.only_here,
        "written": found.written,
        "safely_stored": found.safe,
        "proxy": proxy,
        "hubs": [
            {
                "name": one.place.hub.name,
                "address": one.place.hub.address,
                "fingerprint": one.fingerprint,
                "pin": pin_text(one.place.hub),
                "record": one.place.record,
                "lacks": one.lacks,
                "open": not one.waiting,
                "asked": one.told,
                "faults": [" ".join(error.say(str)) for error in one.faults],
            }
            for one in found.hubs
        ],
        "devices": [
            {"name": one.name, "lacks": lacks, "as_of": one.as_of}
            for one, lacks in found.devices
        ],
    }


def _show(voice: Voice, speller: Speller, found: Copies, proxy: str) -> None:
    _ = voice.gettext
    told = _("Entries here: {count}. On no other copy, as far as is known: {only}.")
    voice.line(told.format(count=found.entries, only=found.only_here))
    told = _("Written here: {count}. Of these safely stored: {safe}.")
    voice.line(told.format(count=found.written, safe=found.safe))
    for one in found.hubs:
        _show_hub(voice, speller, one)
    for device, lacks in found.devices:
        voice.line(f"{device.name}: {_lacking(voice, speller, device, lacks)}")
    if not found.hubs and not found.devices:
        voice.line(
            _("No other copy is known. A hub is added with `habeas copies add`.")
        )
    if proxy:
        voice.line(_("Hubs are reached through {proxy}.").format(proxy=proxy))


def _show_hub(voice: Voice, speller: Speller, one: HubLine) -> None:
    _ = voice.gettext
    voice.line(f"{one.place.hub.name} ({one.place.hub.address})")
    voice.line(_("Fingerprint: {digits}").format(digits=one.fingerprint), indent=2)
    if one.told is None:
        voice.line(_("It was never reached yet."), indent=2)
    else:
        voice.line(_lacking(voice, speller, one.holding, one.lacks), indent=2)
    for error in one.faults:
        what, advice = error.say(_)
        voice.line(one_line(f"! {what} {advice}"), indent=2)


def _lacking(voice: Voice, speller: Speller, one: Holding, lacks: int) -> str:
    _ = voice.gettext
    day = speller.when(one.as_of.date().isoformat()) if one.as_of else _("some day")
    if not lacks:
        return _("has every entry, as of {day}").format(day=day)
    words = voice.ngettext(
        "lacks {count} entry, as of {day}", "lacks {count} entries, as of {day}", lacks
    )
    return words.format(count=lacks, day=day)


def add(
    door: Door, address: str, *, fingerprint: str, invitation: str, pin: str
) -> int:
    """Add a hub and bring the case there; 1 if it did not all go well."""
    if invitation == _FROM_STDIN:
        invitation = sys.stdin.readline().strip()
    with door.at_case() as at:
        wanted = Wanted(address, fingerprint, invitation, pin)
        report = asyncio.run(add_hub(directly(at.desk), at.case, wanted))
        _tell(door.voice, report)
    return 0 if report.whole else _FAULTY


def proxy(door: Door, address: str) -> None:
    """Keep by which proxy hubs are reached; '-' for none."""
    wanted = "" if address == "-" else address.strip()
    if wanted:
        read_way(_ANYWHERE, wanted)
    with door.desk() as desk:
        change_setting(desk.vault, PROXY, wanted)
    _ = door.voice.gettext
    door.voice.line(
        _("From now on hubs are reached through {proxy}.").format(proxy=wanted)
        if wanted
        else _("From now on hubs are reached without a proxy.")
    )


def policy(door: Door, file: str) -> None:
    """Keep what 'safely stored' means; '-' for any hub."""
    try:
        text = "" if file == "-" else Path(file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NotFoundError(N_("This file cannot be read.")) from error
    if text:
        parse_policy(text.encode())
    with door.desk() as desk:
        change_setting(desk.vault, POLICY, text)
    _ = door.voice.gettext
    door.voice.line(
        _("From now on this policy says what is safely stored.")
        if text
        else _("From now on what one hub holds is safely stored.")
    )


def commands(_: Translate) -> list[click.Command]:
    """Return `sync` and `copies`."""
    watch = click.Option(
        ["--watch"],
        is_flag=True,
        help=_("Stay, and exchange whenever something is new."),
    )
    return [
        command(
            _,
            "sync",
            sync,
            _("Exchange every case that has a hub with its hubs, or one case."),
            [watch, case_option(_), json_option(_)],
        ),
        group(
            _,
            "copies",
            _("Where copies of a case are, and the hubs that keep it."),
            _copies(_),
        ),
    ]


def _copies(_: Translate) -> list[click.Command]:
    return [
        command(
            _,
            "list",
            show,
            _("List the hubs and the devices, and what each is known to have."),
            [case_option(_), json_option(_)],
        ),
        command(_, "add", add, _("Add a hub and bring the case there."), _add(_)),
        command(
            _,
            "proxy",
            proxy,
            _("Set by which proxy hubs are reached; - for none."),
            [argument("address", _("ADDRESS"))],
        ),
        command(
            _,
            "policy",
            policy,
            _("Set from a file what safely stored means; - for any hub."),
            [argument("file", _("FILE"))],
        ),
    ]


def _add(_: Translate) -> list[click.Parameter]:
    return [
        argument("address", _("ADDRESS")),
        click.Option(
            ["--fingerprint"],
            required=True,
            metavar=_("DIGITS"),
            help=_("Of its keys, as whoever runs the hub told you."),
        ),
        click.Option(
            ["--invitation"],
            default="",
            metavar=_("TOKEN"),
            help=_(
                "What opens this case there, - to read it from the input; not needed if"
                " it is open there."
            ),
        ),
        click.Option(
            ["--pin"],
            default="",
            metavar=_("HASH"),
            help=_("SHA-256 of the key in its certificate, in base64."),
        ),
        case_option(_),
        json_option(_),
    ]
