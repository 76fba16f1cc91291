"""`exhibit` and `custody`: things kept as evidence, and who had them when."""

import click

from habeas.actions.exhibits import add_exhibit
from habeas.case.chain import Chain, Link, Remark
from habeas.case.facts.exhibits import CUSTODY, EVENT_WORDS, EXHIBIT, Event
from habeas.case.rules.packaging import advice
from habeas.cli import receipts
from habeas.cli.commands import Group, argument, command, group, reading
from habeas.cli.custody_report import report_command
from habeas.cli.door import Door
from habeas.cli.options import about_fields, field_options, fields_of
from habeas.cli.records import (
    add_command,
    compartment_option,
    correct_command,
    list_command,
    show_command,
    tell_recorded,
)
from habeas.cli.say import Translate, cut
from habeas.cli.values import Speller, short
from habeas.views.custody import CustodyView, ExhibitLine, custody, exhibits
from habeas.views.records import record


def add(door: Door, compartment: str = "") -> None:
    """Record a physical exhibit under the next number."""
    with door.at_case() as at:
        fields = fields_of(door, at, EXHIBIT)
        made = add_exhibit(at.desk, at.case, fields, compartment)
        tell_recorded(door, EXHIBIT, made)
        if not door.voice.json:
            told = door.voice.gettext("It is exhibit {number}.")
            number = record(at.desk.views, at.case, made).fields["number"]
            door.voice.line(told.format(number=number), indent=2)
            for words in advice(fields):
                door.voice.line(door.voice.gettext(words), indent=2)


def show_chain(door: Door, name: str) -> None:
    """Show who had an exhibit when, and what is wrong with the chain."""
    with door.at_case() as at:
        named = at.find("exhibit|document", name, withdrawn=True)
        found = custody(at.desk.views, at.case, named)
        if door.voice.json:
            door.voice.data(_data(found))
        else:
            _show(Speller(door.voice, at.desk.views), found)


def _data(found: CustodyView) -> dict[str, object]:
    chain = found.chain
    return {
        "exhibit": found.exhibit.id,
        "number": found.exhibit.fields["number"],
        "links": chain.links,
        "remarks": [
            {"link": one.link, "grave": one.grave, "what": one.say(str, str)}
            for one in chain.remarks
        ],
        "withdrawn": [one.id for one in found.withdrawn],
        "holder": chain.holder,
        "place": chain.place,
        "seal": chain.seal,
        "ended": chain.ended,
    }


def _show(speller: Speller, found: CustodyView) -> None:
    voice, _ = speller.voice, speller.voice.gettext
    number = found.exhibit.fields["number"]
    voice.line(
        _("Exhibit {number}: {what}").format(number=number, what=found.exhibit.title)
    )
    for remark in found.chain.remarks:
        if not remark.link:
            voice.line(f"! {_said(speller, remark)}", indent=2)
    for at, link in enumerate(found.chain.links, 1):
        voice.line(f"{at}. {_link(speller, link)}", indent=2)
        for remark in found.chain.remarks:
            if remark.link == link.id:
                mark = "!" if remark.grave else "-"
                voice.line(f"{mark} {_said(speller, remark)}", indent=5)
    for gone in found.withdrawn:
        what = _(EVENT_WORDS[Event(gone.fields["event"])])
        told = _("Withdrawn: {what} ({id}). {reason}")
        reason = gone.state.history[-1].reason
        voice.line(told.format(what=what, id=short(gone.id), reason=reason), indent=2)
    voice.line(_standing(speller, found.chain))


def _link(speller: Speller, link: Link) -> str:
    _ = speller.voice.gettext
    hands = " → ".join(one.name for one in (link.giver, link.taker) if one)
    parts = (_(EVENT_WORDS[link.event]), hands, speller.when(link.when), link.place)
    return ", ".join(one for one in parts if one) + f" ({short(link.id)})"


def _standing(speller: Speller, chain: Chain) -> str:
    _ = speller.voice.gettext
    if chain.ended is not None:
        return _(EVENT_WORDS[chain.ended])
    holder = chain.holder.name if chain.holder else _("not known")
    return _("Held by: {holder}. Seal: {seal}.").format(
        holder=holder, seal=chain.seal or _("none recorded")
    )


def _said(speller: Speller, remark: Remark) -> str:
    return remark.say(speller.voice.gettext, speller.when)


def commands(_: Translate) -> list[click.Command]:
    """Return `exhibit` and `custody`."""
    return [_exhibit(_), _custody(_)]


def _exhibit(_: Translate) -> Group:
    params = [*field_options(_, EXHIBIT), *compartment_option(_, EXHIBIT), *reading(_)]
    made = command(_, "add", add, _("Record a physical exhibit."), params)
    made.epilog = about_fields(_)
    listed = list_command(
        _,
        _("List the physical exhibits, the newest first."),
        (_("Number"), _("What it is"), _("Held by"), _("Breaks"), _("Id")),
        lambda at: exhibits(at.desk.views, at.case),
        _row,
    )
    return group(
        _,
        "exhibit",
        _("Things that are kept as evidence."),
        [
            made,
            listed,
            show_command(_, EXHIBIT, _("Show an exhibit with its history.")),
            correct_command(_, EXHIBIT),
        ],
    )


def _custody(_: Translate) -> Group:
    return group(
        _,
        "custody",
        _("Who had an exhibit when: a thing or a document."),
        [
            add_command(_, CUSTODY, _("Record what happened to an exhibit.")),
            command(
                _,
                "show",
                show_chain,
                _("Show the chain of an exhibit and what is wrong with it."),
                [argument("name", _("EXHIBIT")), *reading(_)],
            ),
            correct_command(_, CUSTODY),
            *receipts.commands(_),
            report_command(_),
        ],
    )


def _row(speller: Speller, one: ExhibitLine) -> tuple[object, ...]:
    chain, _ = one.chain, speller.voice.gettext
    holder = chain.holder.name if chain.holder else _("not known")
    if chain.ended is not None:
        holder = _(EVENT_WORDS[chain.ended])
    return (
        one.number,
        cut(one.what),
        holder,
        sum(remark.grave for remark in one.chain.remarks),
        short(one.id),
    )
