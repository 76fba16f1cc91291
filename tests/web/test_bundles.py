"""A bundle through the door: shown first, stopped by consent and names, then taken."""

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from habeas.views.db import catch_up
from habeas.web.bundles import sweep
from tests.actions.test_members_attacks import forge
from tests.web.conftest import OURS, Door


def home(door: Door) -> str:
    return f"/cases/{door.seed.case}"


def agree(door: Door, token: str, use: str = "monitor") -> None:
    door.post(
        f"{home(door)}/records/new/consent",
        token,
        person=door.seed.person,
        use=use,
        answer="given",
    )


def ask(door: Door, token: str, **more: str) -> dict[str, str]:
    return {
        "csrf": token,
        "use": "monitor",
        "recipient": "The ombudsman",
        "record": door.seed.denial,
        **more,
    }


def test_without_consent_nothing_leaves(door: Door) -> None:
    token = door.enter()
    form = ask(door, token, use="publish")
    page = door.client.post(f"{home(door)}/bundle/preview", data=form, headers=OURS)
    assert "No answer of A. is recorded" in page.text
    assert "Export and download" not in page.text
    forced = door.client.post(f"{home(door)}/bundle/export", data=form, headers=OURS)
    assert forced.status_code == 409
    assert "There is no consent" in forced.text


def test_a_bundle_is_taken_and_no_copy_stays(
    door: Door, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("habeas.web.bundles._MEMORY", tmp_path)
    token = door.enter()
    agree(door, token)
    answer = door.client.post(
        f"{home(door)}/bundle/export", data=ask(door, token), headers=OURS
    )
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert any(name.endswith("verify.html") for name in names)
    assert list(tmp_path.iterdir()) == []
    assert "The ombudsman" in door.client.get(f"{home(door)}/bundle").text


def test_a_protected_name_stops_it_and_leaves_no_copy(
    door: Door, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("habeas.web.bundles._MEMORY", tmp_path)
    token = door.enter()
    agree(door, token)
    note = door.post(f"{home(door)}/records/new/note", token, text="Call Z. OMAROVA.")
    form = ask(door, token, record=note.url.path.rpartition("/")[2])
    page = door.client.post(f"{home(door)}/bundle/preview", data=form, headers=OURS)
    assert "Nothing can leave like this" in page.text
    assert "identity of A." in page.text
    assert "withdraw that identity and record it anew" in page.text
    assert "Export and download" not in page.text
    forced = door.client.post(f"{home(door)}/bundle/export", data=form, headers=OURS)
    assert forced.status_code == 409
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_export_left_is_swept_and_a_living_one_is_not(
    tmp_path: Path,
) -> None:
    dead = subprocess.run(  # a number that was a process a moment ago
        [sys.executable, "-c", "import os; print(os.getpid())"],
        capture_output=True,
        check=True,
        text=True,
    ).stdout.strip()
    left = tmp_path / f"habeas-export-{dead}-abc"
    left.mkdir()
    (left / "bundle.zip.partial").write_bytes(b"in the clear")
    alive = tmp_path / f"habeas-export-{os.getpid()}-abc"
    alive.mkdir()
    strange = tmp_path / "habeas-export-x"
    strange.mkdir()
    sweep(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([alive, strange])


def test_a_person_is_not_an_identity(door: Door) -> None:
    token = door.enter()
    agree(door, token)
    form = ask(door, token, name=door.seed.person)
    for step in ("preview", "export"):
        answer = door.client.post(
            f"{home(door)}/bundle/{step}", data=form, headers=OURS
        )
        assert answer.status_code == 404
        assert "not an identity" in answer.text


def test_an_incomplete_consent_is_offered_and_agrees_to_nothing(door: Door) -> None:
    token = door.enter()
    agree(door, token, "ngo")  # a copied vault begins a log of its own
    assert door.keeper._desk is not None
    desk, case = door.keeper._desk, door.seed.case
    bare = forge(desk, case, "consent", {"use": "research"})
    catch_up(desk.vault, desk.views)
    page = door.client.get(f"{home(door)}/bundle").text
    assert f'value="{bare}"' in page
    form = ask(door, token, use="research")
    preview = door.client.post(f"{home(door)}/bundle/preview", data=form, headers=OURS)
    assert "No answer of A. is recorded" in preview.text


def test_incomplete_consents_are_listed(door: Door) -> None:
    token = door.enter()
    agree(door, token, "ngo")  # a copied vault begins a log of its own
    assert door.keeper._desk is not None
    desk, case = door.keeper._desk, door.seed.case
    found = [
        forge(desk, case, "consent", fields)
        for fields in ({}, {"use": "ngo"}, {"person": door.seed.person})
    ]
    catch_up(desk.vault, desk.views)
    page = door.client.get(f"{home(door)}/consents").text
    assert all(f"/records/{one}" in page for one in found)
    hers = door.client.get(f"{home(door)}/people/{door.seed.person}").text
    assert f"/records/{found[-1]}" in hers
