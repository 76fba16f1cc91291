"""Why bytes of a log are not taken in."""

from habeas.errors import BadInputError
from habeas.words import N_


class LogError(BadInputError):
    """Bytes that claim to belong to a log, and are not taken in."""

    default_advice = N_(
        "Nothing was taken in. Ask for the file again, or bring it from another copy."
    )


class EntryError(LogError):
    """Not an envelope in its one canonical form."""


class NoteError(LogError):
    """Not a signed note, a verifier key or a checkpoint."""


class SignatureError(LogError):
    """A required signature is missing or wrong."""


class ProofError(LogError):
    """Not a proof, or one that does not prove what it claims."""


class PolicyError(LogError):
    """Not a policy that says who must have cosigned."""

    default_advice = N_("Nothing was judged by it. Correct the text, then try again.")
