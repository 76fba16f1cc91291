"""What the door says when it stays shut; each a sentence and a next step."""

from habeas.errors import HabeasError
from habeas.words import N_


class ForeignHostError(HabeasError):
    """The Host header names another place: DNS rebinding, or a proxy in between."""

    status = 421
    default_advice = N_("Open Habeas by the address it printed when it started.")

    def __init__(self) -> None:
        super().__init__(N_("This address is not the address of Habeas."))


class ForeignPageError(HabeasError):
    """Another page, or another program's page on this machine, sent the request."""

    status = 403
    default_advice = N_(
        "Nothing was changed. Close the other page and go on in the Habeas window."
    )

    def __init__(self) -> None:
        super().__init__(N_("Another web page tried to use Habeas. It was refused."))


class ShutError(HabeasError):
    """No session: this browser never came in by the one-time link."""

    status = 403
    default_advice = N_(
        "Use the link that Habeas printed when it started. If it was used already,"
        " stop Habeas and start it again: it prints a new one."
    )

    def __init__(self) -> None:
        super().__init__(N_("Habeas is not open in this browser."))


class UsedLinkError(ShutError):
    """The one-time launch token was wrong or was used before."""

    def __init__(self) -> None:
        super(ShutError, self).__init__(
            N_("This link does not open Habeas: each link works once.")
        )


class ForgedFormError(HabeasError):
    """The form lacks this session's token, or does not begin with it."""

    status = 403
    default_advice = N_("Nothing was changed. Load the page again and repeat it there.")

    def __init__(self) -> None:
        super().__init__(N_("This form did not come from the Habeas window."))


class StaleFormError(HabeasError):
    """The form's page was shown before the vault was locked; its token is spent."""

    status = 423
    default_advice = N_(
        "Nothing was changed. Unlock the vault, open the page again and repeat it."
    )

    def __init__(self) -> None:
        super().__init__(N_("The vault was locked since this page was shown."))


class OpenAlreadyError(HabeasError):
    """A vault is open, so that none can be opened or made."""

    status = 409
    default_advice = N_("Nothing was changed. Lock the open vault first.")

    def __init__(self) -> None:
        super().__init__(N_("A vault is open already."))


class TooLargeError(HabeasError):
    """More bytes than this door takes."""

    status = 413
    default_advice = N_("Nothing was changed. Split it into smaller files.")

    def __init__(self) -> None:
        super().__init__(N_("This is larger than Habeas takes at once."))


class WrongKindError(HabeasError):
    """A body in a form that no page of ours sends."""

    status = 415
    default_advice = N_("Nothing was changed. Use the forms of the Habeas window.")

    def __init__(self) -> None:
        super().__init__(N_("Habeas does not read this kind of request."))


class NoPageError(HabeasError):
    """No page stands at this address."""

    status = 404
    default_advice = N_("Go back, or start from the list of cases.")

    def __init__(self) -> None:
        super().__init__(N_("There is no page at this address."))


class NotThisWayError(HabeasError):
    """The address is known, the method is not."""

    status = 405
    default_advice = N_("Nothing was changed. Use the forms of the Habeas window.")

    def __init__(self) -> None:
        super().__init__(N_("This page cannot be used in this way."))


class BrokenError(HabeasError):
    """A fault of ours; the page shows no traceback, the terminal shows its kind."""

    status = 500
    default_advice = N_(
        "What was recorded before is safe. Try again; if it happens again, restart"
        " Habeas and report what you were doing, without names."
    )

    def __init__(self) -> None:
        super().__init__(N_("Habeas met a fault of its own."))
