"""The calendar file: taken out once, or kept up to date at a place that a person chose.

It is the only thing of a vault that is written in the clear and kept up to date. So it
is off until somebody switches it on, and it says days and nothing else.
"""

import os
import stat
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from habeas.actions.desk import Desk
from habeas.case.dues import Due
from habeas.case.rules.today import day_of, holds
from habeas.crypto.digest import hkdf, sha256
from habeas.errors import BadInputError, RefusedError, StorageError
from habeas.languages import translations
from habeas.vault.disk import UnconfirmedError, write_durably
from habeas.vault.settings import change_setting, setting
from habeas.views.dues import dues
from habeas.words import N_

NAME = "habeas.ics"
_PLACE, _LANGUAGE = "calendar file", "calendar language"
_UID_KEY = b"habeas.org/calendar-uid/v1"
_BACK = timedelta(days=31)
"""What is past longer than this stands on the page, not in a calendar."""
_ENDING = ".ics"
_MOST_READ = 400
_MAKER = b"PRODID:-//Habeas//"
NEUTRAL = N_("Habeas: 1 deadline")
"""What every event is called, whatever it is about."""


@dataclass(frozen=True)
class Plan:
    """What a calendar file will say; it is made of this away from the desk.

    `days` are (day, which due it is); `key` makes the names of the events of both;
    `vault` is the folder in which it must not stand.
    """

    days: tuple[tuple[date, str], ...]
    title: str
    today: date
    key: bytes = field(repr=False)  # a crash report shows no key
    vault: Path = field(repr=False)

    def mark(self) -> bytes:
        """Return what tells two plans apart, and neither a day nor a record."""
        return sha256(repr((self.days, self.title, self.today)).encode())

    def content(self) -> bytes:
        """Return the bytes of the file."""
        from habeas.papers.calendar import calendar  # noqa: PLC0415 - slow to load

        return calendar(self.days, self.title, self.key, self.today)


def plan(desk: Desk, language: str, case: str = "") -> Plan:
    """Return what the calendar says now: of one case, or of all.

    Raises:
        StorageError: the disk refuses to keep what was worked out anew.
    """
    now = desk.clock.now()
    today = now.date()
    found = [(day_of(due.at), due) for _, due in dues(desk.views, case)]
    days = {
        (day, f"{due.sort} {due.record} {due.term}")
        for day, due in found
        if day is not None and day >= today - _BACK and _holds(due, day, now)
    }
    return Plan(
        tuple(sorted(days)),
        translations(language).gettext(NEUTRAL),
        today,
        hkdf(desk.vault.views_key, _UID_KEY),
        desk.vault.folder,
    )


def _holds(due: Due, day: date, now: datetime) -> bool:
    """Say whether it still counts now, and will on its day."""
    return holds(due, max(now.replace(tzinfo=None), datetime.combine(day, time.min)))


def kept_at(desk: Desk) -> str:
    """Return where the calendar is kept up to date, '' if it is off."""
    return setting(desk.vault, _PLACE)


def stands(desk: Desk) -> bool:
    """Say whether the file that is kept up to date stands at its place."""
    return _ours(Path(kept_at(desk) or NAME))


def keep_at(desk: Desk, place: str, language: str) -> None:
    """Write the calendar to a place, and keep it up to date there from now on.

    An older place is given up: its file is removed.

    Raises:
        BadInputError, RefusedError, StorageError: as `save`; it is as it was.
    """
    if desk.vault.demo:
        raise RefusedError(
            N_("This is a demonstration: its calendar is not kept up to date."),
            advice=N_("Take it out once with ‘Save the calendar file’, to look at it."),
        )
    path = save(desk, place, plan(desk, language).content())
    if kept_at(desk) not in ("", str(path)):
        give_up(desk)
    change_setting(desk.vault, _LANGUAGE, language)
    change_setting(desk.vault, _PLACE, str(path))


def give_up(desk: Desk) -> None:
    """Keep no calendar any more, and remove its file if it is one of ours.

    Raises:
        StorageError: it cannot be removed; it is not kept up to date any more.
    """
    path = Path(kept_at(desk) or NAME)
    change_setting(desk.vault, _PLACE, "")
    if path.is_absolute() and _ours(path):
        _unlink(path)


def _unlink(path: Path) -> None:
    try:
        path.unlink()
    except OSError as error:
        raise StorageError(
            N_("The calendar file could not be removed."),
            advice=N_("Remove it yourself. It is not kept up to date any more."),
        ) from error


def clear(desk: Desk) -> None:
    """Remove the file that is kept, until it is written anew after an unlock.

    Raises:
        StorageError: it cannot be removed; nothing was changed.
    """
    path = Path(kept_at(desk) or NAME)
    if path.is_absolute() and _ours(path):
        _unlink(path)


def kept_plan(desk: Desk) -> tuple[str, Plan] | None:
    """Return the place that is kept up to date and what is to stand there, if any."""
    place = kept_at(desk)
    language = setting(desk.vault, _LANGUAGE)
    return (place, plan(desk, language)) if place else None


def save(desk: Desk, place: str, content: bytes) -> Path:
    """Write a calendar file at a place; one that we made before is replaced.

    Raises:
        BadInputError: no whole path of an .ics file in a folder that is there.
        RefusedError: another file stands there, or it is in the vault.
        StorageError: the disk refuses.
    """
    path = _path(place)
    write(path, content, desk.vault.folder)
    return path


def whole(place: str) -> str:
    """Return a place as a whole path; one that is not is below the folder one is in."""
    try:
        return str(Path.cwd() / Path(place).expanduser())
    except (OSError, RuntimeError, ValueError):
        return place


def write(path: Path, content: bytes, vault: Path) -> None:
    """Write a calendar file in place of an older one of ours.

    Where it leads is looked at each time: a folder may have become a link since the
    place was chosen.

    Raises:
        RefusedError: another file stands there, or it is in the folder of the vault.
        StorageError: the disk refuses.
    """
    path = path.parent.resolve() / path.name
    if vault.resolve() in path.parents or vault.resolve() in path.resolve().parents:
        raise RefusedError(
            N_("This place is in the folder of the vault, where all is encrypted."),
            advice=N_("Choose another folder for the calendar file."),
        )
    if path.exists() and not _ours(path):
        raise RefusedError(
            N_("There is a file of this name that Habeas did not make."),
            advice=N_("Choose another name. The file is as it was."),
        )
    try:
        with suppress(UnconfirmedError):  # it is written again tomorrow
            write_durably(path, content)
    except StorageError as error:
        raise StorageError(
            N_("The calendar file could not be written."),
            advice=N_(
                "Check that the folder is yours and has space, or choose another."
            ),
        ) from error


def _path(place: str) -> Path:
    try:
        path = Path(place.strip()).expanduser()
        good = place.isprintable() and path.is_absolute() and path.parent.is_dir()
    except (OSError, RuntimeError, ValueError):  # ~nobody, a name that no disk takes
        path, good = Path(), False
    if not good or path.suffix.lower() != _ENDING:
        raise BadInputError(
            N_("This is not a place for a calendar file."),
            advice=N_(
                "Give the whole path of a file in a folder that is there, ending in"
                " .ics: ~/habeas.ics"
            ),
        )
    return path


def _ours(path: Path) -> bool:
    """Say whether a plain file names us as its maker, in a line of its own.

    It waits for no pipe.
    """
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                return False
            lines = file.read(_MOST_READ).split(b"\n")
    except (OSError, ValueError):
        return False
    return any(line.startswith(_MAKER) for line in lines)
