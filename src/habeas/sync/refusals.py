"""Why a hub did not do what was asked, as sentences for a person.

None of them holds a key, a number of a case or a word of the hub's own: what a hub
says in words is shown to nobody.
"""

from typing import Final

from habeas.errors import HabeasError
from habeas.words import N_

WAITS: Final = N_(
    "Nothing is lost: what is not sent yet waits here, and goes when you ask again."
)
_AGAIN: Final = frozenset({408, 429, 500, 502, 503, 504})
_ASK_LEAD: Final = N_(
    "It was suspended or removed, or is new there. Ask whoever leads the case, by"
    " another way: their next exchange lets it in, if it is to be in. If you lead the"
    " case and it was never there, add the hub once more, with an invitation. Nothing"
    " goes there until then; all of it is kept here."
)


class SyncError(HabeasError):
    """Something between this copy and a hub failed; nothing here was changed."""

    status = 502
    default_advice = WAITS


class UnreachableError(SyncError):
    """No whole answer came. `again`: the same may go well a little later."""

    again = True


class UntrustedError(UnreachableError):
    """Somebody answered who can't show that they are the hub; nothing was said."""

    again = False
    default_advice = N_(
        "Nothing was sent. Somebody may stand between you and the hub: try another"
        " network or Tor, and ask whoever runs the hub, by another way, which"
        " certificate it has."
    )


class OtherKeysError(UntrustedError):
    """The hub that answered says of itself that it has other keys than were known."""


class UntrueAnswerError(SyncError):
    """A hub answered what can't be true: another form, another log, a wrong hash."""

    default_advice = N_(
        "Nothing of it was kept. Try again by another network; if it stays so, tell"
        " whoever runs the hub, and fetch from another copy."
    )


class HubRefusedError(SyncError):
    """A hub refused. `word` is that of docs/spec/hub.md, empty if it was no hub's."""

    status = 409
    word = ""
    code = 0
    """The HTTP status."""
    held = b""
    """The signed note that the hub says it holds, unverified."""
    offered = b""
    """For a fork: the other one, unverified."""
    wait = 0.0
    """Seconds that the hub asks to wait before the next try."""

    @property
    def again(self) -> bool:
        """Say whether the same, signed anew, may go well a little later."""
        return self.code in _AGAIN or self.word == "replay"


class AbsentError(HubRefusedError):
    """The hub says that it has no such thing; that can't be checked."""

    status = 404


class GoneError(HubRefusedError):
    """It was erased there for good, and is not taken in again."""

    status = 410


_WORDS: Final[dict[str, tuple[str, str]]] = {
    "absent": (N_("{hub} says that it does not have this."), WAITS),
    "erased": (
        N_("This was erased at {hub} for good, and is not taken in again."),
        N_("Nothing here was changed. Ask whoever leads the case why it was erased."),
    ),
    "stranger": (N_("{hub} does not know this device in this case."), _ASK_LEAD),
    "signature": (N_("{hub} did not accept the signature of this device."), WAITS),
    "time": (
        N_("The clock of this device and that of {hub} differ too much."),
        N_("Set the date and the time of this device, then try again."),
    ),
    "invitation": (
        N_("{hub} does not accept this invitation: it was used, or it is over."),
        N_("Ask whoever runs the hub for a new one. Nothing was sent."),
    ),
    "version": (
        N_("Somebody else who leads the case has changed who is let in at {hub}."),
        N_("Fetch what is new first, then decide again."),
    ),
    "bound": (
        N_("{hub} knows a device of this list with another key or in another case."),
        N_("Nothing was changed there. Tell whoever runs the hub."),
    ),
    "quota": (
        N_("The room that this case has at {hub} is full."),
        N_(
            "Ask whoever runs the hub for more room. What is here is safe, and what"
            " was sent before is kept there."
        ),
    ),
    "disk": (
        N_("{hub} could not write it down: its disk is full or failing."),
        N_(
            "Tell whoever runs the hub. It counts as not sent, waits here, and goes"
            " when you ask again."
        ),
    ),
    "size": (N_("This is larger than {hub} takes."), WAITS),
    "busy": (N_("{hub} is too busy now."), WAITS),
    "slow": (N_("The way to {hub} is too slow now."), WAITS),
    "keybox": (N_("Another key stands at this place at {hub}."), WAITS),
}
_UNKNOWN: Final = (N_("{hub} refused (HTTP {status})."), WAITS)
_ABSENT: Final = frozenset({"blob", "keybox", "range", "fork", "tile"})


def refusal(hub: str, code: int, word: str) -> HubRefusedError:
    """Return the error for a refusal; `hub` is its name for a person."""
    kind = HubRefusedError
    if code == 404 and word in _ABSENT:  # noqa: PLR2004 - HTTP's own number
        kind, key = AbsentError, "absent"
    elif word == "erased":
        kind, key = GoneError, word
    else:
        key = word
    what, advice = _WORDS.get(key, _UNKNOWN)
    error = kind(what, advice=advice, hub=hub, status=code)
    error.word, error.code = word, code
    return error


def untrue(hub: str) -> UntrueAnswerError:
    """Return the error for an answer that can't be true."""
    return UntrueAnswerError(N_("What {hub} answered cannot be true."), hub=hub)
