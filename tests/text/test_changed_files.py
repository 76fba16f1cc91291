"""Sound files, changed in one place or cut: each is read, or told of."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from habeas.text.process import Limits
from habeas.text.reader import read_document
from tests.tally import Tally
from tests.text.bombs import SOUND, changed

TIMES = 34
SHORT = Limits(seconds=60, cpu_seconds=5)


@pytest.mark.parametrize("kind", SOUND)
def test_a_changed_file_is_read_or_told_of(kind: str, tally: Tally) -> None:
    name, sound = SOUND[kind]
    files = list(changed(sound, TIMES))
    with ThreadPoolExecutor(2) as pool:
        found = list(
            pool.map(lambda data: read_document([data], name, "", SHORT), files)
        )
    assert all(one.text.strip() or one.notes for one in found)
    tally("hostile inputs tried", len(found))


@pytest.mark.parametrize("kind", SOUND)
def test_a_sound_file_is_read(kind: str) -> None:
    """What the changes begin from is without fault, or they would prove little."""
    name, data = SOUND[kind]
    extract = read_document([data], name, "")
    assert extract.text or extract.metadata
    assert extract.tool != "none"
