"""A word on the desktop, once a day, where the system has a program that shows one.

The words are the same whatever is due, and are all that the program is given: whoever
looks over a shoulder, or reads the command lines of this machine, learns no more.
"""

import shutil
import subprocess
import sys
from typing import Final

from habeas.actions.desk import Desk
from habeas.case.rules.today import PRESSING
from habeas.errors import RefusedError
from habeas.languages import translations
from habeas.vault.settings import change_setting, setting
from habeas.views.dues import today
from habeas.words import N_

NEUTRAL: Final = N_("Habeas: something is due today")
_ON, _LAST, _FAILED = "notify", "notified on", "notify failed"
_SECONDS: Final = 10
_SCRIPT: Final = 'display notification (item 1 of argv) with title "Habeas"'


def can_notify() -> bool:
    """Say whether this system has a program that shows a notification."""
    return bool(_program())


def notify(words: str) -> bool:
    """Show a notification; return whether the system's program said that it did."""
    program = _program()
    if not program:
        return False
    try:
        done = subprocess.run(  # noqa: S603 - no shell, words of our own
            [*program, words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def notifies(desk: Desk) -> str:
    """Return the language in which it notifies, '' if that is off."""
    return setting(desk.vault, _ON)


def failed(desk: Desk) -> bool:
    """Say whether the last notification could not be shown."""
    return bool(setting(desk.vault, _FAILED))


def switch(desk: Desk, language: str) -> None:
    """Switch notifications on in a language, after a first one; '' switches them off.

    Raises:
        RefusedError: this system shows none; they stay off.
    """
    if language and not notify(translations(language).gettext(NEUTRAL)):
        raise RefusedError(
            N_("This system showed no notification, so they stay off."),
            advice=N_("The calendar file can remind you as well."),
        )
    change_setting(desk.vault, _ON, language)
    change_setting(desk.vault, _FAILED, "")


def words_due(desk: Desk) -> str:
    """Return what is to be shown now: once on a day on which something presses.

    That it was shown is kept first: rather not twice than again and again.
    """
    language, now = notifies(desk), desk.clock.now()
    day = now.date().isoformat()
    if not language or setting(desk.vault, _LAST) == day:
        return ""
    groups = today(desk.views, now)
    if not any(groups[group] for group in PRESSING):
        return ""
    change_setting(desk.vault, _LAST, day)
    return translations(language).gettext(NEUTRAL)


def note(desk: Desk, *, shown: bool) -> None:
    """Keep whether the last notification was shown, for the page to tell."""
    change_setting(desk.vault, _FAILED, "" if shown else "1")


def _program() -> list[str]:
    """Return the command that shows the words that follow it; none on this system."""
    name = "osascript" if sys.platform == "darwin" else "notify-send"
    found = shutil.which(name)
    if found is None:
        return []
    if sys.platform == "darwin":
        return [found, "-e", "on run argv", "-e", _SCRIPT, "-e", "end run"]
    return [found, "--app-name=Habeas", "--"]
