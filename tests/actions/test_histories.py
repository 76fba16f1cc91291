"""Histories by chance on real vaults, a few of them: each seed is one.

`./run simulate --vaults` and `--disks` run others.
"""

from pathlib import Path

import pytest

from habeas import app
from habeas.actions import merging
from habeas.actions.merging import held, merge, outgoing, outgoing_boxes
from habeas.actions.record import put
from habeas.views.db import unread
from habeas.views.records import known
from tests.actions.histories import History, seeded
from tests.actions.power import PowerWentError
from tests.actions.promises import broken
from tests.conftest import PASSPHRASE

STEPS = 30


def outcome(folder: Path, seed: int, **kind: bool) -> tuple[History, list[str]]:
    """Return what does not hold after the history of a seed, on disks in a folder."""
    with seeded(seed):
        history = History(folder, seed, **kind)
        try:
            history.run(STEPS)
            history.heal()
            return history, broken(history)
        finally:
            history.close()


@pytest.mark.parametrize("seed", range(6))
def test_what_holds(seed: int, tmp_path: Path) -> None:
    assert outcome(tmp_path, seed)[1] == []


@pytest.mark.parametrize("seed", [0, 2])
def test_what_holds_if_the_power_goes(seed: int, tmp_path: Path) -> None:
    history, found = outcome(tmp_path, seed, crashes=True, backups=True)
    assert history.went
    assert found == []


def test_what_had_opened_as_the_power_went_is_shown_at_the_next_unlock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = History(tmp_path, 0)
    bob, case = history.desk("bob")
    ann = history.copies.desks["ann"]
    one = put(ann, case, "note", {"text": {"lang": "en", "text": "hers"}}, "medical")
    merge(bob, case, outgoing(ann, case, held(bob, case)))
    assert [why for *_place, why in unread(bob.views, case) if "key" in why]

    def power_goes(*_args: object, **_named: object) -> None:
        raise PowerWentError

    with monkeypatch.context() as patch:
        patch.setattr(merging, "catch_up", power_goes)
        with pytest.raises(PowerWentError):
            merge(bob, case, (), outgoing_boxes(ann, case))
    bob.close()
    bob = app.unlock(bob.vault.folder, PASSPHRASE)
    history.copies.desks["bob"] = bob
    assert known(bob.views, case, one)
    assert unread(bob.views, case) == []
    history.close()
