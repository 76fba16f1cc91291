"""A door over a small vault of invented data."""

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient

from habeas import app
from habeas.actions import claims, documents, record
from habeas.actions.desk import Desk
from habeas.crypto.passphrase import KdfParams
from habeas.web import working
from habeas.web.door import make_app
from habeas.web.keeper import DeskKeeper
from habeas.web.serve import FolderEntrance
from habeas.web.session import Sessions

PASSPHRASE = "seven green bicycles under water"
PORT = 8765
HOME = f"http://127.0.0.1:{PORT}"
OURS = {"origin": HOME, "sec-fetch-site": "same-origin"}
LETTER = """Complaint

To the prosecutor. On the night of 3 May the duty officer came into the ward. \
He said that nobody would believe me.

I wrote two letters before this one. Neither left the building.

Share this page
"""


class QuickEntrance(FolderEntrance):
    """A vault with the least Argon2 that there is: tests open many."""

    def create(self, passphrase: str) -> Desk:
        params = KdfParams(8, 1, 1, os.urandom(16))
        return app.create(self.folder, passphrase, params=params)


@dataclass(frozen=True)
class Seed:
    """The ids of what the small case holds."""

    case: str
    person: str
    prison: str
    incident: str
    document: str
    claim: str
    denial: str
    identity: str


def plant(desk: Desk) -> Seed:
    """Record a small invented case."""
    title = {"lang": "en", "text": "A. – the night of 3 May"}
    case = record.open_case(desk, {"title": title, "number": "T-1"}, "test")
    person = record.put(
        desk, case, "person", {"pseudonym": "A.", "role": "complainant"}
    )
    prison = record.put(
        desk, case, "person", {"pseudonym": "The prison", "role": "body"}
    )
    incident = record.put(
        desk,
        case,
        "incident",
        {
            "title": {"lang": "en", "text": "The night of 3 May"},
            "when": {"edtf": "2021-05-03~", "known": "stated"},
        },
    )
    incoming = documents.begin_import(desk, case, "letter.txt")
    incoming.write(LETTER.encode())
    document = incoming.finish({"dated": {"edtf": "2021-05-20", "known": "document"}})
    claim = claims.mark_quote(
        desk,
        case,
        document,
        {
            "speaker": person,
            "stance": "alleged",
            "incident": incident,
            "said": {"edtf": "2021-05-20", "known": "document"},
        },
        "the duty officer came into the ward",
    )
    denial = record.put(
        desk,
        case,
        "claim",
        {
            "speaker": prison,
            "stance": "denied",
            "incident": incident,
            "text": {"lang": "en", "text": "No officer entered the ward that night."},
            "said": {"edtf": "2021-06-02", "known": "stated"},
        },
    )
    identity = record.put(
        desk,
        case,
        "identity",
        {"person": person, "names": [{"text": "Zarina Omarova", "kind": "full"}]},
    )
    return Seed(case, person, prison, incident, document, claim, denial, identity)


@dataclass
class Door:
    """A door under test, with a browser that may or may not have come in."""

    client: TestClient[Litestar]
    keeper: DeskKeeper
    sessions: Sessions
    seed: Seed

    def enter(self) -> str:
        """Come in by the launch link and unlock; return the session's form token."""
        page = self.client.get(f"/open/{self.sessions.mint()}")
        token = token_of(page.text)
        self.post("/unlock", passphrase=PASSPHRASE, csrf=token)
        return token

    def post(self, path: str, csrf: str = "", **fields: str | list[str]) -> Response:
        """Send a form as our own page does: the token first."""
        return self.client.post(path, data={"csrf": csrf, **fields}, headers=OURS)

    def despite(self, path: str, why: str) -> dict[str, str | list[str]]:
        """Return a reason as a paper's page sends it, with the checks that it shows."""
        found = re.findall(r'name="shown" value="([^"]+)"', self.client.get(path).text)
        return {"despite": why, "shown": list(dict.fromkeys(map(unescape, found)))}


def token_of(page: str) -> str:
    """Return the form token that a page carries."""
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found, "the page has no form token"
    return found[1]


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for long work as long as it takes: a slow machine shows no other page."""
    monkeypatch.setattr(working, "PATIENCE", 60.0)


@pytest.fixture(scope="session")
def planted_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Seed]:
    """A vault folder with the small case, made once; nobody opens it again."""
    folder = tmp_path_factory.mktemp("once") / "vault"
    desk = QuickEntrance(folder).create(PASSPHRASE)
    seed = plant(desk)
    desk.close()
    return folder, seed


@pytest.fixture(scope="module")
def planted(
    planted_once: tuple[Path, Seed], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Seed]:
    """The same for one module alone: what its tests write, no other module finds."""
    folder = tmp_path_factory.mktemp("planted") / "vault"
    shutil.copytree(planted_once[0], folder)
    return folder, planted_once[1]


@pytest.fixture(scope="module")
def copied(
    planted_once: tuple[Path, Seed], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Seed]:
    """One more for the same module: it may stay open while others come and go."""
    folder = tmp_path_factory.mktemp("copied") / "vault"
    shutil.copytree(planted_once[0], folder)
    return folder, planted_once[1]


def opened(folder: Path, seed: Seed) -> Iterator[Door]:
    """Yield a locked door over a vault; nobody has come in."""
    sessions = Sessions()
    keeper = DeskKeeper(QuickEntrance(folder))
    made = make_app(keeper, sessions, PORT)
    with TestClient(made, base_url=HOME) as client:
        yield Door(client, keeper, sessions, seed)


@pytest.fixture
def door(planted: tuple[Path, Seed]) -> Iterator[Door]:
    """A locked door over the planted vault; nobody has come in."""
    yield from opened(*planted)


@pytest.fixture(scope="module")
def open_door(planted: tuple[Path, Seed]) -> Iterator[Door]:
    """A door through which somebody has come in; shared by tests that only read."""
    for door in opened(*planted):
        door.enter()
        yield door
