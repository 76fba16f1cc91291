"""Long work says how far it is, and leads to its result once, before the next lock."""

import gc
import re
import shutil
from pathlib import Path

import pytest

from habeas.actions.desk import Desk
from habeas.views.db import rebuild
from habeas.web import locking, verify, working
from tests.web.conftest import OURS, PASSPHRASE, Door, Seed, opened, token_of


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "PATIENCE", 0.0)
    monkeypatch.setattr(working, "_EVERY", 0.01)


def result_of(page: str) -> str:
    found = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', page)
    assert found, "the page leads nowhere"
    return found[1]


def check(door: Door) -> str:
    token = door.enter()
    page = door.post(f"/cases/{door.seed.case}/verify", token)
    assert page.status_code == 200
    return page.text


@pytest.mark.usefixtures("impatient")
def test_it_says_how_far_it_is_and_leads_to_the_result(door: Door) -> None:
    page = check(door)
    assert re.search(r"<p>(Checked so far|Begun): \d+</p>", page)
    result = door.client.get(result_of(page))
    assert "Record intact." in result.text


@pytest.mark.usefixtures("impatient")
def test_a_result_is_fetched_once(door: Door) -> None:
    where = result_of(check(door))
    assert door.client.get(where).status_code == 200
    assert door.client.get(where).status_code == 404


@pytest.mark.usefixtures("impatient")
def test_a_lock_forgets_the_result(door: Door) -> None:
    where = result_of(check(door))
    door.post("/lock", door.enter())
    door.enter()
    assert door.client.get(where).status_code == 404


@pytest.mark.usefixtures("impatient")
def test_what_was_refused_comes_back_with_the_form(door: Door) -> None:
    token = door.enter()
    form = {"csrf": token, "use": "", "recipient": "The ombudsman"}
    home = f"/cases/{door.seed.case}/bundle"
    page = door.client.post(f"{home}/preview", data=form, headers=OURS)
    result = door.client.get(result_of(page.text))
    assert result.status_code == 400
    assert 'value="The ombudsman"' in result.text
    assert 'aria-invalid="true"' in result.text


@pytest.mark.usefixtures("impatient")
def test_an_export_comes_as_a_file_in_the_end(door: Door) -> None:
    token = door.enter()
    door.post(
        f"/cases/{door.seed.case}/records/new/consent",
        token,
        person=door.seed.person,
        use="monitor",
        answer="given",
    )
    form = {"csrf": token, "use": "monitor", "recipient": "The ombudsman"}
    form["record"] = door.seed.denial
    home = f"/cases/{door.seed.case}/bundle"
    page = door.client.post(f"{home}/export", data=form, headers=OURS)
    answer = door.client.get(result_of(page.text))
    assert answer.headers["content-type"] == "application/zip"
    assert answer.content[:2] == b"PK"


@pytest.mark.usefixtures("impatient")
def test_what_is_not_there_is_told_in_the_end(door: Door) -> None:
    page = door.post(f"/cases/{'7' * 32}/verify", door.enter())
    answer = door.client.get(result_of(page.text))
    assert answer.status_code == 404


@pytest.mark.usefixtures("impatient")
def test_a_fault_of_ours_is_told_without_its_words(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("Zarina Omarova")

    monkeypatch.setattr(verify, "verify_case", broken)
    answer = door.client.get(result_of(check(door)))
    assert answer.status_code == 500
    assert "Omarova" not in answer.text


@pytest.mark.usefixtures("impatient")
def test_a_fault_that_nobody_comes_for_is_told_without_its_words(
    door: Door,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("Zarina Omarova")

    monkeypatch.setattr(verify, "verify_case", broken)
    check(door)
    door.post("/lock", door.enter())
    gc.collect()
    said = capfd.readouterr()
    assert "Omarova" not in said.out + said.err + caplog.text


@pytest.mark.usefixtures("impatient")
def test_an_unlock_that_catches_up_says_so(
    planted: tuple[Path, Seed], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locking, "_SLOW", 0.0)
    folder = shutil.copytree(planted[0], tmp_path / "vault")
    (folder / "views.db").unlink()
    for door in opened(folder, planted[1]):
        page = door.client.get(f"/open/{door.sessions.mint()}")
        token = token_of(page.text)
        working_page = door.post("/unlock", passphrase=PASSPHRASE, csrf=token)
        assert "This takes a while" in working_page.text
        came = door.client.get(result_of(working_page.text))
        assert came.url.path.endswith("/today")


@pytest.mark.usefixtures("impatient")
def test_a_wrong_passphrase_is_told_after_the_wait(
    planted: tuple[Path, Seed], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locking, "_SLOW", 0.0)
    for door in opened(*planted):
        page = door.client.get(f"/open/{door.sessions.mint()}")
        form = {"passphrase": "seven wrong words", "csrf": token_of(page.text)}
        answer = door.client.get(result_of(door.post("/unlock", **form).text))
        assert answer.status_code == 403
        assert 'role="alert"' in answer.text


def test_a_fold_tells_how_far_it_is(desk: Desk, case: str) -> None:
    told: list[int] = []
    desk.views.tell = lambda _words, done: told.append(done)
    rebuild(desk.vault, desk.views)
    assert told == list(range(1, len(told) + 1))
    assert case
    assert len(told) > 1
