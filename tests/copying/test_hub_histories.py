"""Histories by chance with a true hub in the middle, a few: each seed is one.

`./run simulate --hub` runs others.
"""

from pathlib import Path

import pytest

from habeas.copying import talk
from tests.actions.histories import seeded
from tests.actions.promises import broken
from tests.copying.hub_histories import HubHistory

STEPS = 30


def outcome(folder: Path, seed: int) -> tuple[HubHistory, list[str]]:
    """Return what does not hold after the history of a seed."""
    with seeded(seed):
        history = HubHistory(folder, seed)
        try:
            history.run(STEPS)
            history.heal()
            return history, broken(history)
        finally:
            history.close()


@pytest.mark.parametrize("seed", [2, 3, 6, 10])
def test_what_holds(seed: int, tmp_path: Path) -> None:
    assert outcome(tmp_path, seed)[1] == []


def test_a_hub_that_went_back_unnoticed_is_found_by_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nobody looks anew, what the hub lost reaches nobody by it."""
    monkeypatch.setattr(talk, "is_due", lambda *_: False)
    history, found = outcome(tmp_path, 10)
    assert "hub: put_a_hub_back" in history.told
    assert any(one.startswith("who_is_in_has_all") for one in found)
