"""Accounts in a terminal: who says what, told by shape and word, with the source."""

from habeas.case.facts.claims import BASIS_WORDS, STANCE_WORDS, Basis, Stance
from habeas.cli.say import one_line
from habeas.cli.values import Speller, short
from habeas.views.accounts import Account

SHAPES = {
    Stance.ALLEGED: "○",
    Stance.DENIED: "✕",
    Stance.DOCUMENTED: "●",
    Stance.RULED: "◆",
    Stance.CONFIRMED: "✓",
    Stance.UNKNOWN: "?",
}


def show_account(speller: Speller, account: Account, indent: int = 2) -> None:
    """Print one account: standing and speaker, its words, its source."""
    voice = speller.voice
    voice.line(
        f"{stance_words(speller, account.stance)}  {who(speller, account)}", indent
    )
    said = one_line(account.words)  # the line ends of the source stand in the JSON
    words = f"“{said}”" if account.exact else said
    voice.line(words, indent + 4)
    if account.gist:
        voice.line(f"({account.gist})", indent + 4)
    voice.line(source(speller, account), indent + 4)


def stance_words(speller: Speller, stance: str) -> str:
    """Return a stance as its shape and its word."""
    known = Stance(stance) if stance in list(Stance) else Stance.UNKNOWN
    return f"{SHAPES[known]} {speller.voice.gettext(STANCE_WORDS[known])}"


def who(speller: Speller, account: Account) -> str:
    """Return who says so, through whom, to whom, when, and how they know."""
    _ = speller.voice.gettext
    parts = [account.speaker.name]
    if account.via:
        names = ", ".join(one.name for one in account.via)
        parts.append(_("as reported by {names}").format(names=names))
    if account.said_to:
        parts.append(_("to {name}").format(name=account.said_to.name))
    if account.said:
        parts.append(speller.when(account.said))
    if account.basis in list(Basis) and account.basis != Basis.UNSAID:
        parts.append(_(BASIS_WORDS[Basis(account.basis)]))
    return ", ".join(parts)


def source(speller: Speller, account: Account) -> str:
    """Return where it stands written, how it is judged, and the claim's id."""
    _ = speller.voice.gettext
    parts = []
    if account.source:
        where = _("exhibit {number}, p. {page}")
        parts.append(
            where.format(number=account.source.number, page=account.source.page)
        )
    if account.about:
        parts.append(_("dates it {date}").format(date=speller.when(account.about)))
    if account.reliability or account.credibility:
        parts.append(f"{account.reliability or '–'}{account.credibility or '–'}")
    if account.changes:
        parts.append(_("corrected"))
    return " · ".join([*parts, _("claim {id}").format(id=short(account.id))])
