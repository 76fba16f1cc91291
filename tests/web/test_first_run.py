"""The first run and the keys of a vault, as forms: what is told, made and refused."""

import asyncio
import logging
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient

from habeas import app
from habeas.actions.desk import Desk
from habeas.crypto.passphrase import LEAST_MEMORY, KdfParams
from habeas.crypto.recovery import (
    RecoveryCodeError,
    code_groups,
    new_secret,
    read_code,
)
from habeas.demo import throwaway
from habeas.demo.throwaway import build_throwaway
from habeas.errors import StorageError, WrongPassphraseError
from habeas.vault import disk
from habeas.web.door import make_app
from habeas.web.keeper import DeskKeeper
from habeas.web.refusals import OpenAlreadyError
from habeas.web.session import Sessions
from tests.web.conftest import (
    HOME,
    PASSPHRASE,
    PORT,
    Door,
    QuickEntrance,
    Seed,
    plant,
    token_of,
)

NEW = "six quite different words to test"
WEAK = "password1"
NOBODY = Seed(*[""] * 8)
LANGUAGES = ("en", "ru", "kk")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep throwaway vaults, and `~`, in a folder of this test."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(throwaway, "build", short_story)
    return tmp_path


def short_story(folder: Path) -> Desk:
    """Make a demonstration without its story, which takes seconds."""
    params = KdfParams(LEAST_MEMORY, 1, 1, bytes(16))
    desk = app.create(folder, PASSPHRASE, params=params, demo=True)
    plant(desk)
    return desk


@pytest.fixture
def door(home: Path) -> Iterator[Door]:
    """A door without a vault; nobody has come in."""
    sessions = Sessions()
    keeper = DeskKeeper(QuickEntrance(home / "vault", shown=build_throwaway))
    with TestClient(make_app(keeper, sessions, PORT), base_url=HOME) as client:
        yield Door(client, keeper, sessions, NOBODY)


def come_in(door: Door) -> str:
    page = door.client.get(f"/open/{door.sessions.mint()}")
    return token_of(page.text)


def code_on(page: str) -> str:
    groups = re.findall(r"<b>([0-9A-Z]{5})</b>", page)
    assert len(groups) == 9
    return " ".join(groups)


def make(door: Door, token: str, **more: str) -> str:
    fields = {"passphrase": PASSPHRASE, "again": PASSPHRASE, **more}
    return door.post("/create", token, **fields).text


def opens(folder: Path, passphrase: str) -> bool:
    try:
        app.unlock(folder, passphrase).close()
    except WrongPassphraseError:
        return False
    return True


def test_the_language_comes_first_and_once(door: Door) -> None:
    page = door.client.get(f"/open/{door.sessions.mint()}")
    assert page.url.path == "/first"
    for name in ("English", "Русский", "Қазақша"):
        assert f">{name}</button>" in page.text
    chosen = door.post("/display", token_of(page.text), lang="kk", back="/first/begin")
    assert chosen.url.path == "/first/begin"
    assert '<html lang="kk"' in chosen.text
    assert door.client.get("/unlock").url.path == "/first/begin"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_of_the_browser_is_offered_first(
    door: Door, language: str
) -> None:
    come_in(door)
    asked = {"accept-language": f"{language}-XX,de;q=0.5"}
    page = door.client.get("/first", headers=asked).text
    (offered,) = re.findall(r'class="btn pick primary" name="lang" value="(..)"', page)
    assert offered == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_locked_vault_asks_in_the_language_chosen(
    door: Door, language: str, home: Path
) -> None:
    token = come_in(door)
    make(door, token)
    door.post("/display", token, lang=language)
    locked = door.post("/lock", token)
    assert f'<html lang="{language}"' in locked.text
    for path in (home / "vault").rglob("*"):
        assert language not in path.name


def test_an_invented_case_can_be_looked_at_and_left(door: Door, home: Path) -> None:
    token = come_in(door)
    shown = door.post("/first/show", token)
    assert shown.url.path == "/cases"
    assert "Demonstration." in shown.text
    assert 'action="/first/leave"' in shown.text
    assert len(list(home.glob("habeas-demo-*/vault/log.db"))) == 1
    page = door.client.get("/cases")  # a lock may have given the form a new token
    left = door.post("/first/leave", token_of(page.text))
    assert left.url.path == "/first/begin"
    assert list(home.glob("habeas-demo-*")) == []
    assert not door.keeper.is_open
    made = make(door, token_of(left.text))
    assert "Demonstration." not in made
    assert (home / "vault" / "habeas.toml").exists()


def test_an_invented_case_is_removed_when_it_locks(door: Door, home: Path) -> None:
    token = come_in(door)
    door.post("/first/show", token)
    page = door.client.get("/cases")
    assert door.post("/lock", token_of(page.text)).url.path == "/first"
    assert list(home.glob("habeas-demo-*")) == []


def test_a_demonstration_that_fails_leaves_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_folder: Path) -> None:
        raise StorageError("full")

    monkeypatch.setattr(throwaway, "build", full)
    with pytest.raises(StorageError):
        build_throwaway()
    assert list(home.glob("habeas-demo-*")) == []


def test_who_has_a_vault_is_never_shown_another(door: Door, home: Path) -> None:
    token = come_in(door)
    make(door, token)
    page = door.post("/lock", token)
    assert door.post("/first/show", token_of(page.text)).url.path == "/unlock"
    assert list(home.glob("habeas-demo-*")) == []
    for path in ("/first", "/first/begin", "/create"):
        assert door.client.get(path).url.path == "/unlock"


def test_without_an_invented_case_none_is_offered(home: Path) -> None:
    sessions = Sessions()
    keeper = DeskKeeper(QuickEntrance(home / "vault"))
    with TestClient(make_app(keeper, sessions, PORT), base_url=HOME) as client:
        bare = Door(client, keeper, sessions, NOBODY)
        token = come_in(bare)
        assert "/first/show" not in client.get("/first/begin").text
        assert bare.post("/first/show", token).status_code == 404


def test_a_vault_elsewhere_is_opened(door: Door, planted: tuple[Path, Seed]) -> None:
    token = come_in(door)
    found = door.post("/first/elsewhere", token, place=str(planted[0]))
    assert found.url.path == "/unlock"
    opened = door.post("/unlock", token_of(found.text), passphrase=PASSPHRASE)
    assert opened.url.path.endswith("/today")


@pytest.mark.parametrize("place", ["", "vault", "~nobody-is-called-so", "~/nothing"])
def test_a_place_without_a_vault_is_said(door: Door, place: str) -> None:
    token = come_in(door)
    answer = door.post("/first/elsewhere", token, place=place)
    assert answer.status_code in (400, 404)
    assert 'role="alert"' in answer.text
    assert f'value="{place}"' in answer.text


def test_the_vault_stands_where_the_person_says(door: Door, home: Path) -> None:
    token = come_in(door)
    assert f'value="{home / "vault"}"' in door.client.get("/create").text
    make(door, token, place="~/deep/below")
    assert (home / "deep" / "below" / "habeas.toml").exists()
    assert not (home / "vault").exists()
    page = door.post("/lock", token)  # it stays the vault of this run
    assert page.url.path == "/unlock"


REFUSED = {
    "two that differ": ({"again": NEW}, "not the same"),
    "too short": ({"passphrase": "short", "again": "short"}, "too short"),
    "weak": ({"passphrase": WEAK, "again": WEAK}, "easy to guess"),
    "a place that is no path": ({"place": "vault"}, "whole path"),
}


@pytest.mark.parametrize(("fields", "said"), REFUSED.values(), ids=REFUSED)
def test_a_refused_beginning_makes_nothing(
    door: Door, home: Path, fields: dict[str, str], said: str
) -> None:
    token = come_in(door)
    page = make(door, token, **fields)
    assert said in page
    assert "kept nowhere" not in page
    assert list(home.iterdir()) == []


def test_a_folder_that_holds_a_vault_is_not_made_anew(
    door: Door, planted: tuple[Path, Seed]
) -> None:
    token = come_in(door)
    page = make(door, token, place=str(planted[0]))
    assert "There is a vault in this folder already." in page
    assert opens(planted[0], PASSPHRASE)


def test_of_two_vaults_asked_for_at_once_one_is_made(home: Path) -> None:
    async def both() -> tuple[DeskKeeper, list[object]]:
        keeper = DeskKeeper(QuickEntrance(home / "vault"))
        made = await asyncio.gather(
            keeper.move(str(home / "one"), PASSPHRASE),
            keeper.move(str(home / "two"), NEW),
            return_exceptions=True,
        )
        await keeper.stop()
        return keeper, list(made)

    keeper, made = asyncio.run(both())
    assert made[0] is None
    assert isinstance(made[1], OpenAlreadyError)
    assert keeper.entrance.place == str(home / "one")
    assert not (home / "two").exists()


def test_an_invented_case_asked_for_twice_is_opened_once(door: Door) -> None:
    token = come_in(door)
    assert door.post("/first/show", token).url.path.startswith("/cases")
    shown = door.keeper._desk
    assert door.post("/first/show", token).url.path.startswith("/cases")
    assert door.keeper._desk is shown


def test_an_open_vault_is_not_recovered(door: Door, home: Path) -> None:
    token = come_in(door)
    make(door, token)
    code = " ".join(code_groups(new_secret()))
    answer = door.post("/recover", token, code=code, passphrase=NEW, again=NEW)
    assert answer.status_code == 409
    assert "A vault is open already." in answer.text
    door.post("/lock", token)
    assert opens(home / "vault", PASSPHRASE)
    assert not opens(home / "vault", NEW)


def test_a_weak_one_needs_a_second_yes(door: Door, home: Path) -> None:
    token = come_in(door)
    weak = {"passphrase": WEAK, "again": WEAK}
    page = make(door, token, **weak)
    assert 'name="anyway"' in page
    assert "tried first" in page
    make(door, token, **weak, anyway="yes")
    door.post("/lock", token)
    assert opens(home / "vault", WEAK)


@pytest.mark.parametrize(
    ("typed", "level"),
    [(WEAK, "Weak."), ("пароль12345", "Weak."), (NEW, "Strong.")],
)
def test_a_hint_makes_nothing(door: Door, home: Path, typed: str, level: str) -> None:
    token = come_in(door)
    page = door.post("/create", token, check="strength", passphrase=typed).text
    assert f"<b>{level}</b>" in page
    assert typed not in page
    assert list(home.iterdir()) == []


def test_a_form_that_is_looked_at_first_makes_nothing(door: Door, home: Path) -> None:
    token = come_in(door)
    fields = {"passphrase": PASSPHRASE, "again": PASSPHRASE, "check": "fields"}
    assert door.post("/create", token, **fields).status_code == 204
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_six_words_are_offered(door: Door, language: str) -> None:
    token = come_in(door)
    door.client.cookies.set("habeas_language", language)
    found = [
        re.search(r'class="words" lang="">([^<]+)<', page)
        for page in (door.post("/create", token, check="words").text for _ in "ab")
    ]
    first, second = (hit[1] if hit else "" for hit in found)
    assert len(first.split()) == 6
    assert first != second


def test_a_sheet_is_made_with_the_vault_and_opens_it(door: Door, home: Path) -> None:
    token = come_in(door)
    page = make(door, token, sheet="yes")
    code = code_on(page)
    read_code(code)
    assert "<svg" in page
    again = door.client.get("/keys").text
    assert code.split()[0] not in again
    number = re.search(r'class="mono">([0-9A-F]{4}-[0-9A-F]{4})<', page)
    assert number
    assert number[1] in again
    locked = door.post("/lock", token)
    form = {"code": code.lower(), "passphrase": NEW, "again": NEW}
    opened = door.post("/recover", token_of(locked.text), **form)
    assert opened.url.path == "/keys"
    assert door.keeper.is_open
    door.post("/lock", token_of(opened.text))
    assert opens(home / "vault", NEW)
    assert not opens(home / "vault", PASSPHRASE)


def test_a_vault_whose_sheet_failed_is_made_and_says_so(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StorageError("full")

    monkeypatch.setattr("habeas.web.first_run.make_sheet", full)
    page = make(door, come_in(door), sheet="yes")
    assert "No sheet opens this vault" in page


def test_a_sheet_may_be_left_for_later(door: Door) -> None:
    token = come_in(door)
    make(door, token)
    page = door.client.get("/keys").text
    assert "No sheet opens this vault" in page
    wrong = door.post("/keys/sheet", token, old=NEW)
    assert wrong.status_code == 403
    code_on(door.post("/keys/sheet", token, old=PASSPHRASE).text)


def test_a_sheet_that_the_disk_did_not_confirm_is_shown(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> None:
        raise OSError("Input/output error")

    token = come_in(door)
    make(door, token)
    monkeypatch.setattr(disk, "sync_folder", refuse)
    page = door.post("/keys/sheet", token, old=PASSPHRASE).text
    assert "did not confirm this sheet" in page
    read_code(code_on(page))


def test_a_revoked_sheet_opens_nothing(door: Door) -> None:
    token = come_in(door)
    code = code_on(make(door, token, sheet="yes"))
    wrong = door.post("/keys/revoke", token, old=NEW)
    assert wrong.status_code == 403
    assert "No sheet opens this vault" not in wrong.text
    page = door.post("/keys/revoke", token, old=PASSPHRASE)
    assert "No sheet opens this vault" in page.text
    locked = door.post("/lock", token)
    form = {"code": code, "passphrase": NEW, "again": NEW}
    answer = door.post("/recover", token_of(locked.text), **form)
    assert "no recovery sheet" in answer.text
    assert not door.keeper.is_open


def test_a_slip_is_told_with_its_group_and_the_code_is_not_repeated(
    door: Door,
) -> None:
    token = come_in(door)
    groups = code_on(make(door, token, sheet="yes")).split()
    locked = door.post("/lock", token)
    groups[3] = groups[3][:-1] + ("0" if groups[3][-1] != "0" else "1")
    form = {"code": " ".join(groups), "passphrase": NEW, "again": NEW, "check": "x"}
    answer = door.post("/recover", token_of(locked.text), **form)
    assert answer.status_code == RecoveryCodeError.status
    assert "Look at group 4." in answer.text
    assert not any(group in answer.text for group in groups)


def test_a_way_in_is_looked_at_first_and_weighed(door: Door, home: Path) -> None:
    token = come_in(door)
    code = code_on(make(door, token, sheet="yes"))
    assert door.client.get("/recover").url.path != "/recover"
    token = token_of(door.post("/lock", token).text)
    assert door.client.get("/recover").url.path == "/recover"
    form = {"code": code, "passphrase": NEW, "again": NEW, "check": "fields"}
    assert door.post("/recover", token, **form).status_code == 204
    weak = {"code": code, "passphrase": WEAK, "again": WEAK}
    assert 'name="anyway"' in door.post("/recover", token, **weak).text
    hint = door.post("/recover", token, check="strength", passphrase=WEAK)
    assert "<b>Weak.</b>" in hint.text
    assert opens(home / "vault", PASSPHRASE)


def test_without_a_vault_there_is_nothing_to_recover(door: Door) -> None:
    come_in(door)
    assert door.client.get("/recover").url.path == "/first"


def test_the_passphrase_is_changed(door: Door, home: Path) -> None:
    token = come_in(door)
    make(door, token)
    hint = door.post("/keys/passphrase", token, check="strength", passphrase=NEW)
    assert "<b>Strong.</b>" in hint.text
    form = {"old": PASSPHRASE, "passphrase": NEW, "again": NEW}
    looked = door.post("/keys/passphrase", token, check="fields", **form)
    assert looked.status_code == 204
    wrong = door.post("/keys/passphrase", token, **{**form, "old": NEW})
    assert wrong.status_code == 403
    page = door.post("/keys/passphrase", token, **form)
    assert "the old one does not" in page.text
    door.post("/lock", token)
    assert opens(home / "vault", NEW)
    assert not opens(home / "vault", PASSPHRASE)


def test_the_keys_of_a_locked_vault_are_not_shown(door: Door) -> None:
    token = come_in(door)
    make(door, token)
    door.post("/lock", token)
    assert door.client.get("/keys").url.path == "/unlock"


def test_no_code_or_passphrase_is_told_to_anybody(
    door: Door,
    home: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    token = come_in(door)
    code = code_on(make(door, token, sheet="yes"))
    locked = door.post("/lock", token)
    form = {"code": code, "passphrase": NEW, "again": NEW}
    opened = door.post("/recover", token_of(locked.text), **form)
    said = capfd.readouterr()
    told = [caplog.text, said.out, said.err, opened.text, str(opened.url)]
    files = [path.read_bytes() for path in home.rglob("*") if path.is_file()]
    told += [data.decode("latin-1") for data in files]
    for secret in (*code.split(), NEW, PASSPHRASE):
        assert not any(secret in place for place in told)


def test_the_sheet_is_not_kept_by_the_browser(door: Door) -> None:
    token = come_in(door)
    fields = {"passphrase": PASSPHRASE, "again": PASSPHRASE, "sheet": "yes"}
    page = door.post("/create", token, **fields)
    assert page.headers["cache-control"] == "no-store"
    assert page.url.path == "/create"
    assert page.url.query == b""
