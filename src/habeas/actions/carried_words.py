"""What came of a carried file, in sentences for either door."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from habeas.actions.carried import Came, FromMember
from habeas.errors import Word
from habeas.words import N_

_NOBODY = Word(N_("somebody who is not known here"))


@dataclass(frozen=True)
class Told:
    """A message id and what stands in its blanks; `grave` needs somebody to act."""

    words: str
    params: dict[str, Any] = field(default_factory=dict)
    grave: bool = False

    def say(self, translate: Callable[[str], str]) -> str:
        """Return the sentence in a language."""
        params = {
            name: translate(value) if isinstance(value, Word) else value
            for name, value in self.params.items()
        }
        return translate(self.words).format(**params)


def told(came: Came, *, kept: bool) -> list[Told]:
    """Return what is to be said of a file; `kept`: it was taken in, not looked into."""
    lines = [] if came.audited else [_writer(came), *_members(came, kept=kept)]
    if came.audited and came.members:
        lines.append(Told(_ENVELOPES[kept], {"count": came.entries}))
    if not came.members:
        lines.append(Told(N_("No entry that is not here already.")))
    if came.files:
        lines.append(Told(N_("Sealed files: {count}."), {"count": came.files}))
    missing = sum(one.type == "document" for one in came.lacking)
    if missing and kept:
        lines.append(
            Told(
                N_("Documents whose file is not here yet: {count}."),
                {"count": missing},
            )
        )
    return lines + _warnings(came)


def _writer(came: Came) -> Told:
    if not came.writer:
        return Told(N_("Nobody whom this case knows has signed for the file."))
    names = {"name": came.writer, "device": came.device}
    return Told(N_("Written by {name} ({device})."), names)


def _members(came: Came, *, kept: bool) -> list[Told]:
    return [_member(one, kept=kept) for one in came.members]


_ENVELOPES = {
    True: N_("New entries, of which their envelopes and signatures are kept: {count}."),
    False: N_("Entries that are not here: {count}."),
}


def _member(one: FromMember, *, kept: bool) -> Told:
    params = {
        "name": one.name or _NOBODY,
        "count": one.entries,
        "held": one.held,
        "closed": one.closed,
    }
    if not kept:
        return Told(N_("From {name}: entries that are not here: {count}."), params)
    if one.held and one.closed:
        words = N_(
            "From {name}: new entries: {count}, of them held back: {held}, closed to"
            " you: {closed}."
        )
    elif one.held:
        words = N_("From {name}: new entries: {count}, of them held back: {held}.")
    elif one.closed:
        words = N_(
            "From {name}: new entries: {count}, of them closed to you: {closed}."
        )
    else:
        words = N_("From {name}: new entries: {count}.")
    return Told(words, params)


_GRAVE = (
    (
        "forks",
        N_(
            "Two histories of one log by {names}: a device was copied, or somebody has"
            " its keys. The proof is kept; tell whoever leads the case."
        ),
    ),
    (
        "differing",
        N_(
            "The writer holds another history of what {names} wrote than you do. Write"
            " a file for them: it will prove it."
        ),
    ),
    (
        "refused",
        N_("What came of {names} is not what their device signed. It was left out."),
    ),
    (
        "gaps",
        N_(
            "Entries by {names} are missing in between. Write a file for whoever wrote"
            " this one; their next one will hold them."
        ),
    ),
)


def _warnings(came: Came) -> list[Told]:
    found = []
    for name, words in _GRAVE:
        names = getattr(came, name)
        if names:
            known = ", ".join(sorted({one for one in names if one})) or _NOBODY
            found.append(Told(words, {"names": known}, grave=True))
    if came.behind:
        found.append(
            Told(
                N_(
                    "This file is older than what you have from {name}, or their vault"
                    " was put back from a backup. Ask them."
                ),
                {"name": came.writer},
                grave=True,
            )
        )
    if came.strangers:
        words = N_(
            "Logs that nobody in this case is known to write, left out: {count}."
        )
        found.append(Told(words, {"count": came.strangers}, grave=True))
    if came.wrong:
        words = N_("Sealed files that are not what they are called, left out: {count}.")
        found.append(Told(words, {"count": came.wrong}, grave=True))
    return found
