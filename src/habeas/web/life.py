"""Signs of life: what was agreed, how it stands, and what is said on Today."""

from habeas.actions import life
from habeas.actions.desk import Desk
from habeas.actions.life import Terms, Watched, watched
from habeas.actions.members import Line, members, suspend
from habeas.actions.settling import right_in
from habeas.case.facts.members import Ground, Role
from habeas.case.life import SIGN_WORDS, Sign
from habeas.case.rules.members import READING
from habeas.case.standing import RANK
from habeas.errors import BadInputError
from habeas.languages import translations
from habeas.vault.acts import authority_in
from habeas.views.spoken import moment_words
from habeas.web.ask import Answer, Ask, Go, Page
from habeas.words import N_

_LATE = N_("{name} should have been heard of by {moment}.")
_WAITED = N_(
    "Ask after them by another way. If nothing comes until {until} and this device has"
    " listened, they are suspended: nothing is deleted, and it can be lifted."
)
_ASKED = N_(
    "The program doesn’t decide this one alone: too few others were heard of, so the"
    " line may be at fault. Ask after them by another way, then decide on the page"
    " ‘Signs of life’."
)


def show(desk: Desk, ask: Ask) -> Answer:
    """Show what was agreed with whom and how it stands."""
    case = ask.id("case")
    lines = members(desk, case)
    right = right_in(desk, case, authority_in(desk.vault, bytes.fromhex(case)))
    return Page(
        "danger/life.html",
        {
            "watched": watched(desk, case),
            "signs": {sign.value: words for sign, words in SIGN_WORDS.items()},
            "may": bool(lines) and right.left >= RANK[Role.EDITOR],
            "offered": _offered(lines),
            "typed": {
                one: ask.form.get(one) for one in ("who", "hours", "grace", "agreed")
            },
        },
        case=case,
    )


def _offered(lines: list[Line]) -> list[tuple[str, str]]:
    """Return (id, name) of everybody with whom signs can be agreed, and each device."""
    found = []
    for line in lines:
        if line.role in READING and line.out is None:
            found.append((line.id, line.name))
            if len(line.devices) > 1:
                found += [
                    (one.id, f"{line.name}: {one.fields['label']}")
                    for one in line.devices
                ]
    return found


def change(desk: Desk, ask: Ask) -> Answer:
    """Agree on signs of life, end what was agreed, or suspend who is silent."""
    case, who = ask.id("case"), ask.form.get("who")
    match ask.form.get("act"):
        case "end":
            life.agree(desk, case, who, Terms(0))
        case "suspend":
            _suspend_silent(desk, case, who)
        case _ if not who:
            raise BadInputError(
                N_("Choose whose sign of life this is about."),
                advice=N_("Nothing was recorded."),
                field="who",
            )
        case _:
            hours, grace = (_hours(ask, name) for name in ("hours", "grace"))
            life.agree(desk, case, who, Terms(hours, grace, ask.form.get("agreed")))
    return Go(f"/cases/{case}/members/life")


def _suspend_silent(desk: Desk, case: str, who: str) -> None:
    for one in watched(desk, case):
        if one.who == who and one.standing and one.standing.sign is not Sign.GOOD:
            suspend(desk, case, who, Ground.SILENT)
            return
    raise BadInputError(
        N_("Nobody of this name is late now."), advice=N_("Nothing was recorded.")
    )


def _hours(ask: Ask, name: str) -> int:
    typed = ask.form.get(name)
    if not typed.isdecimal() or len(typed) > 5:  # noqa: PLR2004 - no year is longer
        raise BadInputError(N_("Say in whole hours how long."), field=name)
    return int(typed)


def warnings(desk: Desk, language: str, case: str = "") -> list[tuple[str, str, bool]]:
    """Return what Today says of signs of life: (sentence, next step, serious)."""
    return [_warning(one, language) for _case, one in life.late(desk, case)]


def _warning(one: Watched, language: str) -> tuple[str, str, bool]:
    gettext = translations(language).gettext
    assert one.standing is not None  # nobody else is late
    words = {
        "name": one.name,
        "moment": moment_words(one.standing.promised.isoformat(), language),
        "until": moment_words(one.standing.until.isoformat(), language),
    }
    advice = _ASKED if one.asked else _WAITED
    return gettext(_LATE).format(**words), gettext(advice).format(**words), True
