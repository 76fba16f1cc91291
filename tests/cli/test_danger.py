"""A case leaves a device by the command, once others are known to have it."""

import json
from collections.abc import Callable

import pytest

from habeas.actions.desk import Desk
from habeas.actions.travel import say_going
from habeas.case.facts.members import Role
from tests.actions.copies import Copies
from tests.cli.transcript import Player


def test_it_leaves_and_is_not_listed_any_more(
    new_desk: Callable[[str], Desk],
    monkeypatch: pytest.MonkeyPatch,
    passphrase: str,
) -> None:
    copies = Copies(new_desk)
    copies.begin()
    bob = copies.enter("bob", Role.LEAD)
    say_going(bob, copies.case)
    copies.bring("bob", "ann")
    copies.bring("ann", "bob")
    bob.close()
    monkeypatch.setenv("HABEAS_VAULT", str(bob.vault.folder))
    player = Player(passphrase)
    code, out, err = player.run(["travel", "list"])
    assert (code, err) == (0, "")
    assert "It can leave now" in out
    code, out, err = player.run(["travel", "leave", "The case of A.", "--sure"])
    assert (code, err) == (0, "")
    assert "have left this device" in out
    code, out, err = player.run(["travel", "list", "--json"])
    assert (code, json.loads(out), err) == (0, [], "")
    code, out, _err = player.run(["travel", "leave", "The case of A.", "--sure"])
    assert code == 2
