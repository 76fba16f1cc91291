"""The lock: nothing is readable after it, and no passphrase is told to anybody."""

import asyncio
import logging
from pathlib import Path

import pytest

from habeas.web.keeper import DeskKeeper
from tests.web.conftest import (
    OURS,
    PASSPHRASE,
    Door,
    QuickEntrance,
    Seed,
    token_of,
)


def test_nothing_is_readable_before_the_passphrase(door: Door) -> None:
    page = door.client.get(f"/open/{door.sessions.mint()}")
    assert page.url.path == "/unlock"
    home = f"/cases/{door.seed.case}"
    for path in (
        "/cases",
        home,
        f"{home}/timeline",
        f"{home}/people/{door.seed.person}",
    ):
        answer = door.client.get(path)
        assert answer.url.path == "/unlock"
        assert "The night of 3 May" not in answer.text


def test_lock_now_shuts_everything(door: Door) -> None:
    token = door.enter()
    home = f"/cases/{door.seed.case}"
    assert "The night of 3 May" in door.client.get(f"{home}/timeline").text
    locked = door.post("/lock", token)
    assert locked.url.path == "/unlock"
    assert not door.keeper.is_open
    after = (
        f"{home}/timeline",
        f"{home}/documents/{door.seed.document}/original",
        f"{home}/people/{door.seed.person}/identity",
        f"{home}/verify",
    )
    for path in after:
        answer = door.client.get(path)
        assert answer.url.path == "/unlock", path
        assert "officer" not in answer.text
    form = door.post(f"{home}/notes", token, text="x")
    assert form.status_code == 423
    assert "The vault was locked" in form.text


def test_unlock_leads_back_to_the_page(door: Door) -> None:
    token = door.enter()
    door.post("/lock", token)
    page = door.client.get(f"/cases/{door.seed.case}/timeline?q=officer")
    back = page.text.split('name="next" value="')[1].split('"')[0]
    answer = door.post("/unlock", token_of(page.text), passphrase=PASSPHRASE, next=back)
    assert answer.url.path == f"/cases/{door.seed.case}/timeline"
    assert answer.url.query == b"q=officer"


def test_a_wrong_passphrase_is_told_nobody(
    door: Door, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    page = door.client.get(f"/open/{door.sessions.mint()}")
    wrong = "orange tractors never sleep"
    answer = door.post("/unlock", token_of(page.text), passphrase=wrong)
    assert answer.status_code == 403
    assert not door.keeper.is_open
    said = capfd.readouterr()
    for place in (answer.text, caplog.text, said.out, said.err):
        assert "orange tractors" not in place


def test_a_fault_tells_its_place_and_no_words(
    door: Door, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = door.enter()

    def broken(*_: object) -> None:
        raise ValueError("Zarina Omarova")

    monkeypatch.setattr("habeas.web.notes.acts.put", broken)
    answer = door.post(f"/cases/{door.seed.case}/notes", token, text="x")
    assert answer.status_code == 500
    assert "Omarova" not in answer.text + caplog.text
    assert "ValueError at test_locking.py" in caplog.text


def test_the_vault_locks_itself(door: Door) -> None:
    now = [1000.0]
    keeper = DeskKeeper(door.keeper.entrance, idle_seconds=60, seconds=lambda: now[0])
    keeper.touch()
    now[0] += 59
    assert keeper.seconds_left() == 1
    now[0] += 1
    assert keeper.seconds_left() == 0


def test_an_idle_vault_is_shut_by_the_next_request(door: Door) -> None:
    door.enter()
    door.keeper._used -= door.keeper.idle_seconds
    assert door.client.get("/cases").url.path == "/unlock"
    assert not door.keeper.is_open


def test_typing_keeps_it_open_but_never_opens_it(door: Door) -> None:
    token = door.enter()
    headers = {**OURS, "x-csrf": token}
    kind = {"content-type": "application/x-www-form-urlencoded"}
    door.keeper._used -= 100
    assert door.client.post("/awake", headers={**headers, **kind}).status_code == 204
    assert door.keeper.seconds_left() > door.keeper.idle_seconds - 50
    door.keeper._used -= door.keeper.idle_seconds
    door.client.post("/awake", headers={**headers, **kind})
    assert door.keeper.seconds_left() == 0


def test_identity_stands_on_its_own_page_alone(door: Door) -> None:
    door.enter()
    home = f"/cases/{door.seed.case}"
    own = f"{home}/people/{door.seed.person}/identity"
    assert "Zarina Omarova" in door.client.get(own).text
    others = ("", "/timeline", "/people", f"/people/{door.seed.person}", "/bundle")
    for path in (*others, "/timeline?q=Omarova"):
        assert "Zarina" not in door.client.get(home + path).text, path


def test_the_watch_locks_without_any_request(planted: tuple[Path, Seed]) -> None:
    async def wait() -> bool:
        keeper = DeskKeeper(QuickEntrance(planted[0]), idle_seconds=0.2)
        await keeper.enter(PASSPHRASE, new=False)
        watch = asyncio.create_task(keeper.watch(every=0.02))
        opened = keeper.is_open
        for _ in range(100):
            await asyncio.sleep(0.02)
            if not keeper.is_open:
                break
        watch.cancel()
        shut = not keeper.is_open
        await keeper.stop()
        return opened and shut

    assert asyncio.run(wait())
