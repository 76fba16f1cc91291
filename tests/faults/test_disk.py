"""A disk that is full or refuses, at every step of the writing: said, nothing lost."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path

import pytest

from habeas import app
from habeas.actions.bundles import export
from habeas.actions.check import verify_case
from habeas.actions.choosing import Chosen, everything
from habeas.actions.desk import Desk
from habeas.actions.record import correct, open_case, put
from habeas.case.facts.consent import Use
from habeas.errors import HabeasError, NotFoundError
from habeas.views.cases import case_heads
from habeas.views.db import rebuild
from habeas.views.records import record
from tests.faults.conftest import Place, told
from tests.faults.work import PARAMS, PASSPHRASE, RECIPIENT, bring, words
from tests.tally import Tally

Promised = Callable[[Desk], object]
Work = Callable[[Place, Desk], Promised]
"""Does something and returns what proves, at another desk, that it was done."""


def recording(place: Place, desk: Desk) -> Promised:
    text = {"lang": "en", "text": "x" * 30_000}
    made = put(desk, place.case, "note", {"text": text})
    return lambda again: record(again.views, place.case, made)


def correcting(place: Place, desk: Desk) -> Promised:
    correct(desk, place.case, place.note, {"text": words("new")}, reason="better")

    def stands(again: Desk) -> None:
        found = record(again.views, place.case, place.note)
        assert found.fields["text"] == words("new")

    return stands


def opening(_place: Place, desk: Desk) -> Promised:
    made = open_case(desk, {"title": words("Another")}, "test")

    def listed(again: Desk) -> None:
        assert made in [head.id for head in case_heads(again.views)]

    return listed


def importing(place: Place, desk: Desk) -> Promised:
    made = bring(desk, place.case, "second", 50_000)
    return lambda again: record(again.views, place.case, made)


def exporting(place: Place, desk: Desk) -> Promised:
    chosen = Chosen(Use.COURT, RECIPIENT, everything(desk, place.case))
    target = place.folder.parent / "bundle.zip"
    try:
        made = export(desk, place.case, chosen, "en", target)
        return lambda again: record(again.views, place.case, made)
    finally:
        target.unlink(missing_ok=True)


def folding(place: Place, desk: Desk) -> Promised:
    rebuild(desk.vault, desk.views)
    return lambda again: record(again.views, place.case, place.note)


def locking(place: Place, desk: Desk) -> Promised:
    desk.close()
    return lambda again: record(again.views, place.case, place.note)


def unlocking(place: Place, desk: Desk) -> Promised:
    desk.close()
    app.unlock(place.folder, PASSPHRASE).close()
    return lambda again: record(again.views, place.case, place.note)


WORK: dict[str, Work] = {
    "recording": recording,
    "correcting": correcting,
    "opening a case": opening,
    "importing": importing,
    "exporting": exporting,
    "folding": folding,
    "locking": locking,
    "unlocking": unlocking,
}
LIMITS = [0, 1, 500, *range(4096, 13 * 4096, 4096), 32768 - 1, 30 * 4096, 36 * 4096]


def tried(
    place: Place, work: Work, broken: AbstractContextManager[object]
) -> Promised | None:
    """Return what was promised while something was broken, None if it was refused."""
    desk = app.unlock(place.folder, PASSPHRASE)
    put(desk, place.case, "note", {"text": words("acknowledged before")})
    try:
        with broken:
            return work(place, desk)
    except HabeasError as error:
        told(error)
        return None
    finally:
        desk.close()


def require(place: Place, promised: Promised | None) -> None:
    place.require_whole()
    desk = app.unlock(place.folder, PASSPHRASE)
    try:
        if promised is not None:
            promised(desk)
        put(desk, place.case, "note", {"text": words("work goes on")})
    finally:
        desk.close()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", WORK)
def test_a_disk_that_is_full_sooner_and_later(
    name: str,
    place: Place,
    limit: Callable[[int], AbstractContextManager[None]],
    tally: Tally,
) -> None:
    refused = 0
    limits = LIMITS[::5] if name == "exporting" else LIMITS  # it takes its time
    for size in limits:
        promised = tried(place, WORK[name], limit(size))
        refused += promised is None
        require(place, promised)
        place.put_back()
    assert refused or name == "locking"  # a lock is never refused
    tally("faults injected", len(limits))


def test_a_disk_too_full_to_make_a_vault(
    tmp_path: Path,
    limit: Callable[[int], AbstractContextManager[None]],
    tally: Tally,
) -> None:
    for size in LIMITS[:-4]:
        folder = tmp_path / "new"
        with limit(size), pytest.raises(HabeasError) as refused:
            app.create(folder, PASSPHRASE, params=PARAMS)
        told(refused.value)
        try:
            app.unlock(folder, PASSPHRASE).close()  # it was made; only its index not
            folder = tmp_path / f"made with {size}"
        except NotFoundError:
            pass
        app.create(folder, PASSPHRASE, params=PARAMS).close()
        (tmp_path / "new").rename(tmp_path / f"old {size}")
    tally("faults injected", len(LIMITS[:-4]))


CALLS = ("open", "fsync", "fdatasync", "pwrite", "ftruncate", "replace", "mkdir")


class Refusing:
    """The n-th of these calls of the system is refused, the others are not."""

    def __init__(self, number: int) -> None:
        self.left = number

    @contextmanager
    def __call__(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            for name in CALLS:
                patch.setattr(os, name, self._refusing(getattr(os, name)))
            yield

    def _refusing(self, real: Callable[..., object]) -> Callable[..., object]:
        def call(*words: object, **more: object) -> object:
            self.left -= 1
            if self.left == 0:
                raise OSError(errno.ENOSPC, "No space left on device")
            return real(*words, **more)

        return call


def making(place: Place, desk: Desk) -> Promised:
    """Make another vault; what was begun may be begun again."""
    desk.close()
    folder = place.folder.parent / "another"
    if (folder / "habeas.toml").exists():
        folder = place.folder.parent / f"another {len(list(folder.parent.iterdir()))}"
    other = app.create(folder, PASSPHRASE, params=PARAMS)
    case = open_case(other, {"title": words("Another")}, "test")
    assert verify_case(other, case).clean
    other.close()
    return lambda _: app.unlock(folder, PASSPHRASE).close()


STEPS: dict[str, tuple[Work, int]] = {
    "recording": (recording, 4),
    "importing": (importing, 10),
    "unlocking": (unlocking, 3),
    "making": (making, 10),
}
"""Work whose every step is refused once, and how many steps it has at least."""


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", STEPS)
def test_each_single_step_refused(name: str, place: Place, tally: Tally) -> None:
    work, least = STEPS[name]
    refused = 0
    for number in count(1):
        refusing = Refusing(number)
        promised = tried(place, work, refusing())
        refused += promised is None
        require(place, promised)
        place.put_back()
        if refusing.left > 0:  # it had fewer steps
            assert number > least
            break
    assert refused or name == "recording"  # the note beside the vault can be missed
    tally("faults injected", least)
