"""Slow work on one document: a lock waits for none of it, and nothing of it is kept."""

from collections.abc import Callable, Iterator
from threading import Event

import pytest

from habeas.actions import looking
from habeas.actions.desk import Desk
from habeas.actions.documents import Import
from habeas.actions.reading import Reading
from habeas.actions.record import put
from habeas.actions.texts import sealed_value
from habeas.errors import BadInputError
from habeas.text import kinds
from habeas.text.extract import Extract
from habeas.views.documents import copies_of, document, next_number
from tests.web.conftest import PASSPHRASE
from tests.web.test_pictures import Table, door, file, table

__all__ = ["door", "table"]


@pytest.fixture(params=[False, True], ids=["locked", "opened again"])
def lock(table: Table, request: pytest.FixtureRequest) -> Callable[[], None]:
    """Return what locks now, as another window does, and does not wait for long."""
    keeper = table.door.keeper

    def now() -> None:
        with table.door.client.portal() as portal:
            portal.start_task_soon(keeper.lock).result(10)
            if request.param:
                portal.call(lambda: keeper.enter(PASSPHRASE, new=False))

    return now


def sealed_files(table: Table) -> int:
    """Return how many sealed files lie in the vault."""
    folder = table.run(lambda desk: desk.vault.exhibits.folder)
    return sum(one.is_file() for one in folder.rglob("*"))


def unread(desk: Desk, case: str) -> str:
    """Seal a document whose text nobody read, as an import does; return its id."""
    intake = desk.vault.exhibits.receive()
    intake.write(b"A letter.")
    file = sealed_value(intake.finish(), kinds.TEXT)
    number = next_number(desk.views, case)
    return put(desk, case, "document", {"number": number, "name": "a", "file": file})


def told(table: Table, path: str) -> None:
    """Send the form, see that it is said that the vault was locked, unlock it."""
    answer = table.post(path)
    assert answer.status_code == 423
    opened = table.door.keeper.is_open
    assert ("Nothing of it was kept" in answer.text) is opened
    if not opened:
        table.door.enter()


def test_a_lock_ends_a_copy_that_is_drawn(
    table: Table, lock: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, case = table.put(file("PNG"), "a.png"), table.door.seed.case

    def slow(_chunks: Iterator[bytes], _kind: str, *, over: Event) -> tuple[str, bytes]:
        lock()
        assert over.is_set()
        raise BadInputError("the child was ended")

    monkeypatch.setattr(looking, "draw_anew", slow)
    told(table, f"{here}/copy")
    assert table.acts() == [("copied", "")]
    assert table.run(lambda desk: copies_of(desk.views, case, table.doc)) == []


def test_a_lock_ends_a_copy_that_is_read(
    table: Table, lock: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, case = table.put(file("PNG"), "a.png"), table.door.seed.case
    before = sealed_files(table)

    def slow(incoming: Import) -> Extract:
        lock()
        assert incoming._over.is_set()
        return Extract("Ended", "test", "1")

    monkeypatch.setattr(Import, "read", slow)
    told(table, f"{here}/copy")
    assert table.run(lambda desk: copies_of(desk.views, case, table.doc)) == []
    assert sealed_files(table) == before


def test_a_lock_ends_the_reading_of_a_text(
    table: Table, lock: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = table.door.seed.case
    one = table.run(lambda desk: unread(desk, case))

    def slow(reading: Reading) -> Extract:
        lock()
        assert reading.over.is_set()
        return Extract("Ended", "test", "1")

    monkeypatch.setattr(Reading, "read", slow)
    told(table, f"{table.home}/documents/{one}/text")
    assert table.run(lambda desk: document(desk.views, case, one)).extract is None
