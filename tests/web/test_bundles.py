"""A bundle through the door: shown first, stopped by consent and names, then taken."""

import io
import zipfile
from pathlib import Path

import pytest

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
    assert "Export and download" not in page.text
    forced = door.client.post(f"{home(door)}/bundle/export", data=form, headers=OURS)
    assert forced.status_code == 409
    assert list(tmp_path.iterdir()) == []
