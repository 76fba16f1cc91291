"""`timeline`: what is said to have happened, month by month."""

import click

from habeas.case.facts.claims import Stance
from habeas.case.facts.contacts import FORM_WORDS, OUTCOME_WORDS
from habeas.cli.accounts import show_account
from habeas.cli.commands import command, reading
from habeas.cli.door import Door
from habeas.cli.say import Translate
from habeas.cli.values import Speller, short
from habeas.views.spoken import month_words
from habeas.views.timeline import Filter, Item, items, months


def show_timeline(  # noqa: PLR0913 - the filters of the page, all of them optional
    door: Door,
    *,
    month: str | None,
    stance: tuple[str, ...],
    who: str,
    search: str,
    disputed: bool,
) -> None:
    """Show the cards of the timeline under a filter."""
    with door.at_case() as at:
        wanted = Filter(
            stances=frozenset(stance),
            who=at.find("person", who) if who else "",
            words=search,
            disputed=disputed,
        )
        found = [
            (one.month, items(at.desk.views, at.case, [one.month], wanted))
            for one in months(at.desk.views, at.case, wanted)
            if month is None or month == one.month
        ]
        if door.voice.json:
            door.voice.data([{"month": m, "items": cards} for m, cards in found])
            return
        speller = Speller(door.voice, at.desk.views)
        for number, (name, cards) in enumerate(found):
            if number:
                door.voice.line()
            _show_month(speller, name, cards)
        if not found:
            door.voice.line(door.voice.gettext("Nothing here fits."))


def _show_month(speller: Speller, month: str, cards: list[Item]) -> None:
    voice = speller.voice
    voice.line(month_words(month, voice.language, voice.gettext))
    for card in cards:
        _show_card(speller, card)


def _show_card(speller: Speller, card: Item) -> None:
    voice, _ = speller.voice, speller.voice.gettext
    title = card.incident.title if card.incident else ""
    parts = [speller.when(card.when), title]
    if card.incident:
        parts += [card.incident.time, card.incident.where]
        parts.append(_("incident {id}").format(id=short(card.incident.id)))
    if card.contact:
        met = card.contact.meeting
        parts += [
            met.person.name,
            _(FORM_WORDS[met.form]),
            _(OUTCOME_WORDS[met.outcome]),
        ]
        parts.append(_("contact {id}").format(id=short(card.id)))
    if card.disputed:
        word = _("disputed")
        parts.append(f"[{word}]")
    voice.line("  ".join(part for part in parts if part), indent=2)
    for account in (card.lead, *card.others):
        if account is not None:
            show_account(speller, account, indent=4)


def commands(_: Translate) -> list[click.Command]:
    """Return `timeline`."""
    return [
        command(
            _,
            "timeline",
            show_timeline,
            _("Show each incident with what is said of it, by month."),
            [*_filters(_), *reading(_)],
        )
    ]


def _filters(_: Translate) -> list[click.Parameter]:
    return [
        click.Option(
            ["--month"],
            metavar=_("YYYY-MM"),
            help=_("Only this month; '' is what has no date."),
        ),
        click.Option(
            ["--stance"],
            multiple=True,
            type=click.Choice([str(one) for one in Stance]),
            metavar="|".join(Stance),
            help=_(
                "Only incidents with an account of this standing. [may be repeated]"
            ),
        ),
        click.Option(
            ["--who"],
            default="",
            metavar=_("PERSON"),
            help=_("Only what this person speaks of."),
        ),
        click.Option(
            ["--search"],
            default="",
            metavar=_("WORDS"),
            help=_("Only with these words."),
        ),
        click.Option(
            ["--disputed"], is_flag=True, help=_("Only where accounts contradict.")
        ),
    ]
