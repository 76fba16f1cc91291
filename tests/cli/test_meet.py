"""`habeas meet`: what is shown and said; the line itself is tested in tests/copying."""

from collections.abc import Callable
from pathlib import Path

import pytest

from habeas import app
from habeas.actions.carried import Came, FromMember
from habeas.actions.record import open_case
from habeas.cli import meet
from habeas.copying.desks import AtDesk
from habeas.wire.table import Place
from tests.cli.transcript import Player

PLACE = Place("192.168.1.7", 40123, bytes(16), bytes(32), bytes(16))
TITLE = {"title": {"lang": "en", "text": "The case of A."}}


@pytest.fixture
def case(vault: Path, passphrase: str) -> str:
    desk = app.unlock(vault, passphrase)
    made = open_case(desk, TITLE, "test")
    desk.close()
    return made


def came(case: str) -> Came:
    return Came(case, "Beth", members=[FromMember("Beth", 12, 2, 0)], entries=12)


def test_host_shows_the_code_and_says_what_came(
    player: Player, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    listening = []

    async def host(
        _at: AtDesk, of: str, address: str, show: Callable[[str], object]
    ) -> Came:
        listening.append((of, address))
        show(PLACE.code())
        return came(of)

    monkeypatch.setattr(meet, "host", host)
    code, out, err = player.run(["meet", "host", "--address", "192.168.1.7"])
    assert (code, listening) == (0, [(case, "192.168.1.7")])
    assert PLACE.code() in err
    assert "It counts once, for 10 minutes." in err
    assert "From Beth: new entries: 12, of them held back: 2." in out


def test_join_takes_the_code_from_standard_input(
    player: Player, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = []

    async def visit(_at: AtDesk, place: Place) -> Came:
        places.append(place)
        return came(case)

    monkeypatch.setattr(meet, "visit", visit)
    code, out, _err = player.run(["meet", "join", "--json"], f"{PLACE.code()}\n")
    assert (code, places) == (0, [PLACE])
    assert '"entries": 12' in out
    code, out, err = player.run(["meet", "join"], "something\n")
    assert (code, out) == (2, "")
    assert "This is not the code of a table." in err
