"""The lock: nothing is readable after it, and no passphrase is told to anybody."""

import asyncio
import gc
import logging
import weakref
from pathlib import Path

import pytest
from httpx import Response

from habeas.actions.desk import Desk
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


def test_a_wrong_passphrase_opens_no_idle_vault(door: Door) -> None:
    """Between the end of the idle time and the watch, as after waking from sleep."""
    token = door.enter()
    door.keeper._used -= door.keeper.idle_seconds
    assert door.post("/unlock", token, passphrase="zzz").status_code == 403
    assert not door.keeper.is_open
    assert door.client.get("/cases").url.path == "/unlock"


def test_an_idle_vault_is_shut_before_the_passphrase_is_asked(door: Door) -> None:
    before = door.enter()
    door.keeper._used -= door.keeper.idle_seconds
    page = door.client.get("/unlock")
    assert not door.keeper.is_open
    fresh = token_of(page.text)
    assert fresh != before
    door.post("/unlock", fresh, passphrase=PASSPHRASE)
    assert door.keeper.is_open


def test_an_unlock_of_an_open_vault_leads_on_and_is_no_use(door: Door) -> None:
    token = door.enter()
    door.client.follow_redirects = False
    door.keeper._used -= 100
    answer = door.post("/unlock", token, passphrase=PASSPHRASE, next="/cases")
    assert answer.headers["location"] == "/cases"
    assert door.keeper.seconds_left() < door.keeper.idle_seconds - 50


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


def test_a_page_that_looks_again_keeps_nothing_awake(door: Door) -> None:
    door.enter()
    where = f"/cases/{door.seed.case}/documents/underway"
    door.keeper._used -= 100
    page = door.client.get(where).text
    assert door.keeper.seconds_left() < door.keeper.idle_seconds - 50
    assert 'content="2"' not in page  # nothing comes in
    door.keeper._used -= door.keeper.idle_seconds
    assert door.client.get(where).url.path == "/unlock"


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


def broken() -> None:
    raise ValueError("Zarina Omarova")


def test_a_lock_is_whole_though_a_part_of_it_fails(planted: tuple[Path, Seed]) -> None:
    async def lock() -> tuple[Desk | None, list[str]]:
        keeper = DeskKeeper(QuickEntrance(planted[0]))
        done: list[str] = []
        keeper.at_lock(broken)
        keeper.at_lock(lambda: done.append("the rest"))
        await keeper.enter(PASSPHRASE, new=False)
        desk = keeper._desk
        with pytest.raises(ValueError, match="Zarina"):
            await keeper.stop()
        return desk, done

    desk, done = asyncio.run(lock())
    assert desk is not None
    assert desk.vault.unit_keys == {}
    assert done == ["the rest"]
    QuickEntrance(planted[0]).unlock(PASSPHRASE).close()  # the folder is free


def test_the_watch_outlives_a_fault(
    planted: tuple[Path, Seed], caplog: pytest.LogCaptureFixture
) -> None:
    async def wait() -> list[bool]:
        keeper = DeskKeeper(QuickEntrance(planted[0]))
        keeper.at_lock(broken)
        watch = asyncio.create_task(keeper.watch(every=0.01))
        shut = []
        for _ in range(2):
            await keeper.enter(PASSPHRASE, new=False)
            keeper._used -= keeper.idle_seconds
            for _ in range(500):
                await asyncio.sleep(0.01)
                if not keeper.is_open:
                    break
            shut.append(not keeper.is_open and not watch.done())
        watch.cancel()
        await keeper.stop()
        return shut

    assert asyncio.run(wait()) == [True, True]
    assert "ValueError at a lock" in caplog.text
    assert "Omarova" not in caplog.text


WORDS = ("night of 3 May", "officer", "Zarina", "T-1", "The prison", "letter.txt", "A.")
"""What the small case says; none of it may be read in a locked vault."""


def every_address(door: Door, method: str) -> list[str]:
    """Return every address that the door knows, filled in with what the case holds."""
    seed = door.seed
    ids = {
        "case": seed.case,
        "document": seed.document,
        "claim": seed.claim,
        "incident": seed.incident,
        "person": seed.person,
        "record": seed.identity,
        "type": "person",
    }
    found = []
    for route in door.client.app.routes:
        if method in getattr(route, "methods", ()):
            address = route.path.replace(":str}", "}").replace(":path}", "}")
            found.append(address.format_map(_Else(ids)))
    return found


class _Else(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "x"


def told(answer: Response) -> set[str]:
    """Return which words of the case stand in an answer or where it leads."""
    heads = " ".join(answer.headers.values())
    return {word for word in WORDS if word in answer.text + heads}


def test_after_a_lock_no_address_tells_anything(door: Door) -> None:
    token = door.enter()
    door.client.follow_redirects = False
    asked = every_address(door, "GET")
    assert len(asked) > 25
    open_pages = [one for one in asked if told(door.client.get(one))]
    assert len(open_pages) > 15  # or the words above would prove nothing
    door.post("/lock", token)
    fresh = token_of(door.client.get("/unlock").text)
    assert fresh != token
    for address in asked:
        assert not told(door.client.get(address)), address
        assert not told(door.client.head(address)), address
    for address in every_address(door, "POST"):
        for one in (fresh, token):
            assert not told(door.post(address, one, text="x", use="court")), address
        assert not door.keeper.is_open, address


def test_a_token_from_before_a_lock_is_spent(door: Door) -> None:
    token = door.enter()
    door.post("/lock", token)
    again = token_of(door.client.get("/unlock").text)
    door.post("/unlock", again, passphrase=PASSPHRASE)
    assert door.keeper.is_open
    stale = door.post(f"/cases/{door.seed.case}/notes", token, text="x")
    assert stale.status_code == 423
    assert "was locked since this page was shown" in stale.text
    form = {"origin": OURS["origin"], "sec-fetch-site": "same-origin", "x-csrf": token}
    files = [("file", ("a.txt", b"abc"))]
    path = f"/cases/{door.seed.case}/documents/add"
    assert door.client.post(path, files=files, headers=form).status_code == 423


def test_a_lock_drops_the_vault_and_its_keys(door: Door) -> None:
    token = door.enter()
    desk = door.keeper._desk
    assert desk is not None
    vault = desk.vault
    kept = weakref.ref(vault)
    door.post("/lock", token)
    assert (vault.unit_keys, vault.member_private, vault.views_key) == ({}, b"", b"")
    del desk, vault
    gc.collect()
    assert kept() is None


def test_a_search_is_forgotten_with_the_lock(door: Door) -> None:
    token = door.enter()
    home = f"/cases/{door.seed.case}"
    found = door.post(f"{home}/timeline/search", token, q="officer")
    assert found.url.path == f"{home}/timeline"
    assert b"officer" not in found.url.query
    assert 'value="officer"' in found.text
    door.post("/lock", token)
    again = token_of(door.client.get("/unlock").text)
    door.post("/unlock", again, passphrase=PASSPHRASE)
    assert 'value="officer"' not in door.client.get(str(found.url)).text
