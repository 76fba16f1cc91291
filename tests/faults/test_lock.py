"""A lock at any moment: what was acknowledged stays, what was not is not half there."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from habeas import app
from habeas.actions.desk import Desk
from habeas.actions.documents import Import, begin_import
from habeas.actions.record import put
from habeas.errors import LockedError
from habeas.views.records import record
from tests.faults.conftest import Place
from tests.faults.work import PASSPHRASE, words

STEPS: list[Callable[[Import], object]] = [
    lambda incoming: incoming.write(b"x" * 300_000),
    lambda incoming: incoming.write(b"y" * 300_000),
    lambda incoming: incoming.seal(),
    lambda incoming: incoming.record(incoming.read()),
]


def go_on(incoming: Import, steps: list[Callable[[Import], object]]) -> None:
    try:
        for step in steps:
            step(incoming)
    finally:
        incoming.abort()


@pytest.mark.counts("faults injected")
@pytest.mark.parametrize("done", range(len(STEPS)))
def test_a_file_on_its_way_in_is_dropped(done: int, place: Place) -> None:
    before = place.truth().keys()
    desk = app.unlock(place.folder, PASSPHRASE)
    incoming = begin_import(desk, place.case, "large.bin")
    for step in STEPS[:done]:
        step(incoming)
    desk.close()
    with pytest.raises(LockedError):
        go_on(incoming, STEPS[done:])
    assert place.truth().keys() == before
    place.require_whole()


def test_an_import_that_outlived_its_lock_touches_nothing_of_the_next(
    place: Place,
) -> None:
    first = app.unlock(place.folder, PASSPHRASE)
    old = begin_import(first, place.case, "old.bin")
    old.write(b"x" * 300_000)
    first.close()
    second = app.unlock(place.folder, PASSPHRASE)
    new = begin_import(second, place.case, "new.bin")
    new.write(b"y" * 300_000)
    with pytest.raises(LockedError):
        go_on(old, STEPS[1:])
    made = new.finish()
    assert record(second.views, place.case, made).fields["name"] == "new.bin"
    second.close()
    place.require_whole()


def recorded_until_locked(desk: Desk, place: Place, begun: Event) -> list[str]:
    made: list[str] = []
    try:
        while True:
            made.append(put(desk, place.case, "note", {"text": words(len(made))}))
            begun.set()
    except LockedError:
        return made


def test_what_is_being_recorded_is_recorded_first(place: Place) -> None:
    acknowledged: list[str] = []
    for _ in range(10):
        desk, begun = app.unlock(place.folder, PASSPHRASE), Event()
        with ThreadPoolExecutor(1) as pool:
            recording = pool.submit(recorded_until_locked, desk, place, begun)
            begun.wait()
            desk.close()
            acknowledged += recording.result()
    place.require_whole()
    desk = app.unlock(place.folder, PASSPHRASE)
    for one in acknowledged:
        assert record(desk.views, place.case, one).id == one
    desk.close()
