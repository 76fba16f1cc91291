"""The letter that asks for something to be preserved, ready to be signed.

Neutral words: it says what is asked for, by when it would be lost and how that is
known, and states nothing as proven. It holds no name but the one that a person typed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from habeas.case.facts.decay import BODY, Matter, Step
from habeas.languages import translations
from habeas.words import N_

_SPOKEN: Final = {
    Matter.FOOTAGE: N_(
        "Take the recording out of overwriting at once, and keep the original with its"
        " data: the camera, the clock of the recorder, who has looked at it or copied"
        " it."
    ),
    Matter.LOGBOOK: N_(
        "Keep the original register closed to changes, every page of it, and the data"
        " of an electronic one: who entered or changed what, and when."
    ),
    Matter.INJURY: N_(
        "Have the person examined without delay by a doctor who does not answer to you,"
        " with photographs and a scale, and keep every note of earlier examinations."
    ),
    Matter.GARMENT: N_(
        "Keep it as it is: unwashed, dry, in paper and not in plastic, apart from other"
        " things; and say who has held it."
    ),
    Matter.CALLS: N_(
        "Keep the records of calls and of connections of that time, with the data that"
        " show where the telephone was."
    ),
    Matter.MESSAGE: N_("Keep the message with its data, and every copy of it."),
    Matter.MEDICAL: N_(
        "Keep the whole record in the original: notes, pictures, results of tests, and"
        " who entered or changed what."
    ),
    Matter.WITNESS: N_(
        "Do not move the person before they were heard; if a move cannot be put off,"
        " say in writing where to and on whose order."
    ),
    Matter.SCENE: N_(
        "Leave the place as it is until it was searched and photographed; do no"
        " repairs, no cleaning and no painting there."
    ),
    Matter.OTHER: N_("Keep it unchanged, and every copy of it."),
}
_BODY: Final = N_(
    "Make a forensic examination possible at once, by a person of the sex that the"
    " examined person chooses; keep what was worn, unwashed, and every sample taken."
)
_UNWRITTEN: Final = N_(
    "Write nothing on the medium where it was: what was deleted or overwritten can at"
    " times be read back."
)


@dataclass(frozen=True)
class _Group:
    """The words for one group of things: an object, a body, a person (message ids)."""

    opening: str
    lost: str
    past: str
    open_end: str
    usual: str
    asks: tuple[str, ...]


_PASS_ON: Final = N_(
    "If somebody else holds it or decides it, say who, and pass this letter on to them"
    " today."
)
_OBJECT: Final = _Group(
    opening=N_("We ask you to preserve the following: {what}."),
    lost=N_("It may be lost from {day} on."),
    past=N_(
        "It may have been lost since {day}. We ask all the same: a copy may be left."
    ),
    open_end=N_("We do not know how long it is kept, and so ask you to act at once."),
    usual=N_(
        "That is a usual time, not your own rule; if yours is another, please name it."
    ),
    asks=(
        N_("Keep every record of who deletes, changes or moves it, from today on."),
        N_("Confirm in writing that it is kept: by whom, where, and since when."),
        N_("Say for how long such things are kept with you, and by which rule."),
        N_(
            "If it does not exist any more, say since when, by whose act and by which"
            " rule, and send a copy of the record of its destruction."
        ),
        _PASS_ON,
    ),
)
_EXAMINED: Final = _Group(
    opening=N_("We ask for an examination without delay, on account of: {what}."),
    lost=N_("What is to be found may fade from {day} on."),
    past=N_(
        "What is to be found may have faded since {day}. We ask all the same: traces"
        " may be left, on what was worn as well."
    ),
    open_end=N_("What is to be found fades, and so we ask you to act at once."),
    usual=N_("That is a usual time; whoever examines may name another."),
    asks=(
        N_("Confirm in writing when, where and by whom the examination is done."),
        N_(
            "If it was done already, send the findings with the photographs, and say"
            " where the samples are kept."
        ),
        N_("If it is refused, say so in writing: by whom, when and why."),
        _PASS_ON,
    ),
)
_HEARD: Final = _Group(
    opening=N_("We ask that this person is heard before any move: {what}."),
    lost=N_("The move may be from {day} on, by what we know."),
    past=N_(
        "The person may have been moved since {day}, by what we know. We ask all the"
        " same: they can be heard where they are."
    ),
    open_end=N_(
        "We do not know when a move is planned, and so ask you to act at once."
    ),
    usual=N_("That is a usual time; if yours is another, please name it."),
    asks=(
        N_("Confirm in writing where the person is, and when they can be heard."),
        N_("Say whether a move is planned: when, where to, and on whose order."),
        N_(
            "If the person was moved already, say when, where to and on whose order,"
            " and let them be heard there."
        ),
        _PASS_ON,
    ),
)
_GROUPS: Final = {
    Matter.WITNESS: _HEARD,
    **dict.fromkeys((Matter.INJURY, *BODY), _EXAMINED),
}


EARLIER: Final = {
    Step.ASKED: N_("asked for on {day}"),
    Step.REMINDED: N_("reminded of on {day}"),
    Step.PROMISED: N_("promised on {day}"),
    Step.REFUSED: N_("refused on {day}"),
    Step.SILENCE: N_("unanswered on {day}"),
    Step.SAID_LOST: N_("said to be lost on {day}"),
    Step.NEVER: N_("said on {day} never to have existed"),
}
"""Steps that the letter names, and how."""


@dataclass(frozen=True)
class Earlier:
    """A step that was taken before, for the letter to name: `when` is EDTF."""

    step: Step
    when: str
    mark: str = ""


@dataclass(frozen=True)
class About:
    """What the letter asks for. `when` is EDTF; `by` is '' if nobody knows the end.

    `basis` says in the case's own words why it would be lost then; `general` that the
    time is only the usual one, `past` that it is over.
    """

    what: str
    matter: Matter
    where: str = ""
    when: str = ""
    by: date | None = None
    basis: str = ""
    general: bool = False
    past: bool = False
    earlier: tuple[Earlier, ...] = ()


@dataclass(frozen=True)
class Typed:
    """What a person typed for this letter alone; it is recorded nowhere.

    `person` is the only place for a protected name.
    """

    to: str = ""
    person: str = ""
    sender: str = ""
    answer_to: str = ""
    number: str = ""
    annexes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Letter:
    """The letter in one language, part by part, in the order in which it is read."""

    language: str
    to: str
    number: str
    subject: str
    about: tuple[str, ...]
    intro: str
    asks: tuple[str, ...]
    closing: tuple[str, ...]
    annexes_head: str
    annexes: tuple[str, ...]
    sender: str
    signatures: tuple[str, ...]
    receipt: str


Say = Callable[[str], str]
"""Says an EDTF date in the words of the letter's language."""


def compose(about: About, typed: Typed, language: str, say: Say) -> Letter:
    """Write the letter in a language, whatever the language of the case's words."""
    _ = translations(language).gettext
    group = _GROUPS.get(about.matter, _OBJECT)
    first = [_SPOKEN.get(about.matter, _BODY)]
    if group is _OBJECT and Step.SAID_LOST in {one.step for one in about.earlier}:
        first.append(_UNWRITTEN)
    return Letter(
        language=language,
        to=typed.to or _(N_("To: (whoever holds it)")),
        number=typed.number,
        subject=_(N_("Request to preserve evidence")),
        about=tuple(_about(about, typed, group, (_, say))),
        intro=_(N_("We ask you to:")),
        asks=tuple(_(one) for one in (*first, *group.asks)),
        closing=tuple(_closing(typed, _)),
        annexes_head=_(N_("Annexes:")),
        annexes=typed.annexes,
        sender=typed.sender,
        signatures=(_(N_("Name and position")), _(N_("Signature")), _(N_("Date"))),
        receipt=_(
            N_("Received: name and position, number, date and time, signature or stamp")
        ),
    )


def _about(
    about: About, typed: Typed, group: _Group, speech: tuple[Say, Say]
) -> Iterator[str]:
    _, say = speech
    yield _(group.opening).format(what=about.what.rstrip("."))
    if typed.person:
        yield _(N_("The person concerned: {person}.")).format(person=typed.person)
    if about.where:
        yield _(N_("Place: {where}.")).format(where=about.where.rstrip("."))
    if about.when:
        yield _(N_("Time: {when}.")).format(when=say(about.when))
    yield _by(about, group, _, say)
    if about.earlier:
        told = [_earlier(one, _, say) for one in about.earlier]
        words = _(N_("It was, as we have it recorded: {steps}."))
        yield words.format(steps="; ".join(told))


def _by(about: About, group: _Group, _: Say, say: Say) -> str:
    """Say by when it would be lost, and how that is known."""
    if about.by is None:
        return _(group.open_end)
    words = group.past if about.past else group.lost
    told = [_(words).format(day=say(about.by.isoformat()))]
    if about.general:
        told.append(_(group.usual))
    elif about.basis:
        own = _(N_("We know this from: {basis}."))
        told.append(own.format(basis=about.basis.rstrip(".")))
    return " ".join(told)


def _earlier(one: Earlier, _: Say, say: Say) -> str:
    words = _(EARLIER[one.step]).format(day=say(one.when))
    return f"{words} ({one.mark})" if one.mark else words


def _closing(typed: Typed, _: Say) -> Iterator[str]:
    yield _(
        N_(
            "This letter states nothing as proven. It asks that nobody loses the"
            " possibility to find out."
        )
    )
    if typed.answer_to:
        yield _(N_("Please answer to: {address}.")).format(
            address=typed.answer_to.rstrip(".")
        )


def as_text(letter: Letter) -> str:
    """Return the letter as plain text, to be printed or put into a mail."""
    head = [letter.to, "", *([f"№ {letter.number}", ""] if letter.number else [])]
    asks = [f"{at}. {ask}" for at, ask in enumerate(letter.asks, 1)]
    annexes = [f"{at}. {one}" for at, one in enumerate(letter.annexes, 1)]
    lines = [
        *head,
        letter.subject.upper(),
        "",
        *letter.about,
        "",
        letter.intro,
        *asks,
        "",
        *letter.closing,
        *(["", letter.annexes_head, *annexes] if annexes else []),
        "",
        *([letter.sender] if letter.sender else []),
        *(f"{one}: ______________________" for one in letter.signatures),
        "",
        f"{letter.receipt}:",
        "________________________________",
    ]
    return "\n".join(lines)
