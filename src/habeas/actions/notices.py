"""What a person should know before they work: said once, and nothing is blocked."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from habeas.actions.desk import Desk
from habeas.case.codec import decode_body
from habeas.errors import HabeasError
from habeas.vault import read
from habeas.vault.erased import carried
from habeas.vault.missing import missing
from habeas.vault.settings import change_setting, setting
from habeas.views.cases import case_head
from habeas.views.records import record
from habeas.words import N_

_TOLD = "notices told"
_CLOCKS_DIFFER = timedelta(minutes=2)
_TOLD_FOR = timedelta(days=14)
_WAS_ERASED = N_(
    "In ‘{case}’ a person ({who}) was erased on {day}, by a member who leads; this"
    " device has done it too."
)
_ERASED_ADVICE = N_(
    "Nothing is to be done here, but with back-ups of this vault from before: delete"
    " them, and make new ones."
)


@dataclass(frozen=True)
class Notice:
    """A sentence and a next step, both message ids; `serious` if something is lost.

    `once` names what it is about, where a command says it once and not each time.
    """

    what: str
    advice: str
    params: dict[str, str] = field(default_factory=dict)
    serious: bool = False
    once: str = ""

    def say(self, translate: Callable[[str], str] = N_) -> tuple[str, str]:
        """Return (sentence, next step) in the language of `translate`."""
        what, advice = translate(self.what), translate(self.advice)
        return what.format(**self.params), advice.format(**self.params)


def notices(desk: Desk) -> list[Notice]:
    """Return what is to be told at this desk now; what cannot be found out is not.

    Nothing is raised: a damaged log is told where it is read.
    """
    found: list[Notice] = []
    with suppress(HabeasError):
        found += _lost(desk)
    with suppress(HabeasError):
        found += _clock(desk)
    with suppress(HabeasError):
        found += _erased(desk)
    return found


def fresh_notices(desk: Desk) -> list[Notice]:
    """Return what is to be told before a command, without what one told already."""
    told = set(setting(desk.vault, _TOLD).split())
    found = [one for one in notices(desk) if one.once not in told]
    if new := {one.once for one in found} - {""}:
        with suppress(HabeasError):  # then it is said once more
            change_setting(desk.vault, _TOLD, " ".join(sorted(told | new)))
    return found


def _lost(desk: Desk) -> list[Notice]:
    if not missing(desk.vault):
        return []
    return [
        Notice(
            N_(
                "This computer recorded more than this vault holds: an older copy was"
                " put back, or the disk lost what was written last."
            ),
            N_(
                "Do not delete anything. Look for a newer copy of this folder, or for a"
                " bundle with the newest entries. You can go on working: nothing is"
                " overwritten."
            ),
            serious=True,
        )
    ]


def _clock(desk: Desk) -> list[Notice]:
    now, newest = desk.clock.now(), _newest(desk)
    if newest is None or newest - now < _CLOCKS_DIFFER:
        return []
    then = newest.astimezone(now.tzinfo)
    return [
        Notice(
            N_(
                "The clock of this computer says {now}, but the newest entry was made"
                " at {then}."
            ),
            N_(
                "If the clock is wrong, set it before you record anything: entries keep"
                " their order, but each says what the clock said."
            ),
            {"now": f"{now:%Y-%m-%d %H:%M}", "then": f"{then:%Y-%m-%d %H:%M}"},
        )
    ]


def _erased(desk: Desk) -> list[Notice]:
    """Say for two weeks that this device erased somebody because another said so."""
    found = []
    for case in read.cases(desk.vault):
        own = {log.id.hex() for log in read.logs(desk.vault, case) if log.own}
        for one in carried(desk.vault, case):
            order = record(desk.views, case.hex(), one.record).state.history[0]
            at = datetime.fromisoformat(order.at)
            if order.entry[0] in own or desk.clock.now() - at > _TOLD_FOR:
                continue
            title = case_head(desk.views, case.hex()).title
            params = {"case": title, "day": f"{at:%Y-%m-%d}", "who": one.whose[:4]}
            notice = Notice(_WAS_ERASED, _ERASED_ADVICE, params, once=one.record)
            found.append(notice)
    return found


def _newest(desk: Desk) -> datetime | None:
    """Return what the newest entry of the vault says of its time."""
    newest = read.last_written(desk.vault)
    if newest is None:
        return None
    return decode_body(read.open_body(desk.vault, newest)).at
