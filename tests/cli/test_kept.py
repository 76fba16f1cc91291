"""`habeas verify` lists what this version cannot show."""

from collections.abc import Callable
from io import StringIO

from habeas.actions.desk import Desk
from habeas.actions.kept import kept
from habeas.cli.door import Door
from habeas.cli.say import Voice
from habeas.cli.verify import _show_kept
from habeas.vault.append import Draft, append
from habeas.views.db import catch_up
from tests.views.conftest import write

__all__ = ["write"]


def test_each_is_listed(desk: Desk, case: str, write: Callable[..., str]) -> None:
    hearing = write("hearing", {"room": "7"})
    append(desk.vault, bytes.fromhex(case), [Draft(1, "", b'{"v":99}', 9)])
    catch_up(desk.vault, desk.views)
    out = StringIO()
    door = Door(Voice("en", str, out=out), desk.vault.folder)
    _show_kept(door, kept(desk, case))
    told = out.getvalue().splitlines()
    assert told[0] == "  Written by a newer Habeas or not readable, and kept: 2"
    assert told[1].split()[1] == "3:"
    assert told[2] == f"    {hearing[:8]}: hearing"
