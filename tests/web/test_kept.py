"""What this version cannot show is kept, counted on every page, and listed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from habeas.actions.desk import Desk
from habeas.vault.append import Draft, append
from habeas.views.db import catch_up
from habeas.web.door import make_app
from habeas.web.keeper import DeskKeeper
from habeas.web.session import Sessions
from tests.views.conftest import write
from tests.web.conftest import HOME, OURS, PORT, QuickEntrance, token_of

__all__ = ["write"]


@dataclass
class Asker:
    """Asks for pages, and sends forms that are empty."""

    client: TestClient[Litestar]
    token: str

    def get(self, path: str) -> str:
        return self.client.get(path).text

    def post(self, path: str) -> str:
        form = {"csrf": self.token}
        return self.client.post(path, data=form, headers=OURS).text


@pytest.fixture
def ask(desk: Desk, tmp_path: Path) -> Iterator[Asker]:
    """Return who asks for pages of a desk that is open already."""
    keeper, sessions = DeskKeeper(QuickEntrance(tmp_path), desk=desk), Sessions()
    with TestClient(make_app(keeper, sessions, PORT), base_url=HOME) as client:
        token = token_of(client.get(f"/open/{sessions.mint()}").text)

        yield Asker(client, token)


def foreign(desk: Desk, case: str) -> None:
    """Append an entry whose body no version of ours wrote."""
    append(desk.vault, bytes.fromhex(case), [Draft(1, "", b'{"v":99}', 9)])
    catch_up(desk.vault, desk.views)


def test_an_entry_that_cannot_be_read_is_counted_and_listed(
    desk: Desk, case: str, ask: Asker
) -> None:
    foreign(desk, case)
    assert "1 entry cannot be shown; it is kept" in ask.get(f"/cases/{case}/people")
    page = ask.post(f"/cases/{case}/verify")
    assert "Kept, but not shown in full" in page
    assert "·2</span>" in page


def test_what_a_newer_version_wrote_is_listed_and_shown_as_it_stands(
    case: str, ask: Asker, write: Callable[..., str]
) -> None:
    hearing = write("hearing", {"room": "the seventh"})
    fields = {"pseudonym": "A.", "role": "other", "badge": "forty-one"}
    person = write("person", fields)
    page = ask.post(f"/cases/{case}/verify")
    for one in (hearing, person):
        assert f'href="/cases/{case}/records/{one}"' in page
    assert "the seventh" in ask.get(f"/cases/{case}/records/{hearing}")
    assert "forty-one" in ask.get(f"/cases/{case}/records/{person}")


def test_a_case_that_is_understood_has_nothing_to_list(case: str, ask: Asker) -> None:
    assert "Kept, but not shown" not in ask.post(f"/cases/{case}/verify")
    assert "cannot be shown" not in ask.get(f"/cases/{case}/people")
