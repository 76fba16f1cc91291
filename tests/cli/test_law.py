"""What the transcripts of `habeas law` cannot show."""

import json
import os
from pathlib import Path

import pytest

from habeas.cli.main import main
from habeas.law.packs import CODES, packs
from tests.law.conftest import DECISION, HEAD, USUAL, pack_of, row


def test_every_rule_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["law", "list"]) == 0
    printed = capsys.readouterr().out
    for code in CODES:
        assert f"({code})" in printed
        assert all(f"\n{name} " in printed for name in packs()[code].terms)


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_every_rule_is_shown(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    for pack in packs().values():
        for name in pack.terms:
            assert main(["--lang", language, "law", "show", name]) == 0
            printed = capsys.readouterr().out
            assert pack.latest(name).what[language] in printed
            assert pack.latest(name).article[language] in printed


def test_a_date_for_a_program(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["law", "compute", "kz.appeal.ruling", "--on", "decision:ruling=2021-12-10"]
    assert main([*words, "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["due"], made["status"], made["soft"]) == (
        "2021-12-27",
        "confirmed",
        False,
    )
    assert made["digest"] == packs()["KZ"].digest
    assert [one["taken"] for one in made["alternatives"]] == [True]
    assert main(["law", "compute", "kz.appeal.ruling", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["due"] is None


def test_a_version_between_two_days(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    dates = "valid_from = 2020-01-01\nvalid_to = 2021-12-31\n"
    pack = pack_of(row(f"{USUAL}{dates}{DECISION}"))
    monkeypatch.setattr("habeas.law.packs.packs", lambda: {"XX": pack})
    assert main(["law", "show", "xx.one"]) == 0
    said = "In force: January 1, 2020 to December 31, 2021"
    assert said in capsys.readouterr().out


def test_a_pack_that_is_no_text_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pack.toml").write_bytes(b"\xff\xfe\x00")
    assert main(["law", "check", str(tmp_path)]) == 2
    said = "The files of this folder cannot be read as text."
    assert said in capsys.readouterr().err


def test_a_pack_without_homework(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    since = "valid_from = 2020-01-01\n"
    (tmp_path / "pack.toml").write_text(HEAD, "utf-8")
    (tmp_path / "terms.toml").write_text(row(f"{USUAL}{since}{DECISION}"), "utf-8")
    assert main(["law", "check", str(tmp_path)]) == 0
    said = "Rules in XX: 1. Nothing is wrong with their form.\n"
    assert capsys.readouterr().out == said


def test_what_is_shipped_has_homework(capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(__file__).parents[2] / "src" / "habeas" / "law" / "packs" / "kz"
    assert main(["law", "check", str(folder)]) == 0
    printed = capsys.readouterr().out
    assert "Rules in KZ: 47." in printed
    assert "Their text was not read: kz.erdr.start, kz.cmm.review" in printed


def test_only_plain_files_of_a_fitting_size_are_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pack.toml").write_text("#" * ((1 << 20) + 1))
    assert main(["law", "check", str(tmp_path)]) == 2
    assert "too large" in capsys.readouterr().err
    (tmp_path / "pack.toml").unlink()
    os.mkfifo(tmp_path / "pipe.toml")
    assert main(["law", "check", str(tmp_path)]) == 2
    assert "no plain file: pipe.toml" in capsys.readouterr().err
