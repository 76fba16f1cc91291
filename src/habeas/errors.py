"""Every error a person may meet, each with its advice.

The door that meets one translates `what` and `advice` (both message ids), fills in
`params`, prints the two sentences and exits with 2, or answers with `status`.
"""

from collections.abc import Callable

from habeas.words import N_


class Word(str):
    """A message id among the parameters of an error: it is translated as well."""

    __slots__ = ()


class HabeasError(Exception):
    """A sentence for a worried person and what to do next.

    `params` may hold what the person typed or what a stranger may see: numbers, record
    types, dates. Never a secret, a protected name or the text of a document.
    """

    status = 400
    default_advice = N_("Nothing was changed. Check the input and try again.")

    def __init__(self, what: str, *, advice: str = "", **params: object) -> None:
        super().__init__(what)
        self.what = what
        self.advice = advice or self.default_advice
        self.params = params

    def say(self, translate: Callable[[str], str] = N_) -> tuple[str, str]:
        """Return (sentence, next step) in the language of `translate`."""
        what, advice = translate(self.what), translate(self.advice)
        params = {
            name: translate(str(value)) if isinstance(value, Word) else value
            for name, value in self.params.items()
        }
        return what.format(**params), advice.format(**params)

    def __str__(self) -> str:
        return " ".join(self.say())


class BadInputError(HabeasError):
    """Something typed or brought in cannot be used as it is."""


class NotFoundError(HabeasError):
    """A case, record, entry or exhibit that is not in this vault."""

    status = 404
    default_advice = N_("Check the number, or look it up in the list.")


class RefusedError(HabeasError):
    """A rule of the case forbids it: consent, a leak, a record already withdrawn."""

    status = 409


class WrongPassphraseError(HabeasError):
    """The passphrase does not open this vault."""

    status = 403
    default_advice = N_(
        "Check the keyboard layout and Caps Lock, then try again. Nothing was changed."
    )


class LockedError(HabeasError):
    """The vault is locked, or another process holds it."""

    status = 423
    default_advice = N_("Close the other window of Habeas, or unlock, and try again.")


class DamagedError(HabeasError):
    """Bytes are not what was sealed: truncated, changed or missing."""

    status = 500
    default_advice = N_(
        "Do not delete anything. Run `habeas verify` to see what is whole, and bring"
        " the damaged part from another copy or a backup."
    )


class NewerVersionError(HabeasError):
    """Written by a newer Habeas than this one."""

    status = 409
    default_advice = N_("Install the newer Habeas. Nothing was changed.")


class StorageError(HabeasError):
    """The disk is full, read-only or failing; nothing was acknowledged."""

    status = 507
    default_advice = N_(
        "Free some space or plug the drive in again, then repeat. What was recorded"
        " before is safe."
    )
