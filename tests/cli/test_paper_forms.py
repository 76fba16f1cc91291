"""What an organisation adds, on the command line: its style and its forms."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from habeas.actions.desk import Desk
from habeas.actions.record import open_case
from habeas.languages import LANGUAGES
from habeas.papers.engine.house import beside
from tests.cli.transcript import Player


@pytest.fixture
def house(vault: Path) -> Path:
    return beside(vault)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_style_to_be_filled_in(player: Player, house: Path, language: str) -> None:
    code, out, _err = player.run(["paper", "house"])
    assert code == 0
    assert str(house) in out
    assert "habeas paper house --new" in out
    code, out, _err = player.run(["--lang", language, "paper", "house", "--new"])
    assert code == 0
    assert LANGUAGES[language] in out
    code, _out, err = player.run(["paper", "house", "--new"])
    assert code == 2
    assert "There is a file ‘house.toml’ already." in err


def test_all_that_is_wrong_with_a_style(player: Player, house: Path) -> None:
    house.mkdir()
    (house / "house.toml").write_text("sise = 12\n[margins]\nleft = 1\n")
    code, out, err = player.run(["paper", "house"])
    assert code == 2
    assert "house.toml:1: There is no key ‘sise’. Is ‘size’ meant?" in out
    assert "house.toml:3: ‘margins.left’ lies between 5 and 60." in out
    assert "Papers are made without it" in err
    code, out, _err = player.run(["paper", "house", "--json"])
    assert code == 2
    assert len(json.loads(out)["faults"]) == 2


def test_a_form_from_its_beginnings_to_a_paper(player: Player, house: Path) -> None:
    code, out, _err = player.run(["paper", "new-form", "our-letter"])
    assert code == 0
    assert (house / "forms" / "our-letter" / "en.md").is_file()
    code, out, _err = player.run(["paper", "forms"])
    assert "Letter to an authority (yours)" in out
    code, out, _err = player.run(["paper", "house"])
    assert "Your form our-letter can be used." in out
    settings = house / "forms" / "our-letter" / "paper.toml"
    settings.write_text(settings.read_text().replace("use =", "usee ="))
    code, out, err = player.run(["paper", "check-form", "our-letter"])
    assert code == 2  # without the invented case, which takes its time
    assert "There is no key ‘usee’. Is ‘use’ meant?" in out
    assert "until all that begins with ! is mended" in err
    code, out, err = player.run(["paper", "forms"])
    assert "Your form our-letter cannot be used." in err
    code, out, _err = player.run(["paper", "house", "--json"])
    assert list(json.loads(out)["broken"]) == ["our-letter"]


def test_how_a_form_reads_over_an_invented_case(
    player: Player,
    new_desk: Callable[[str], Desk],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = new_desk("invented")
    open_case(desk, {"title": {"lang": "en", "text": "A."}}, "test")
    monkeypatch.setattr("habeas.cli.paper_forms.build_throwaway", lambda: desk)
    player.run(["--lang", "ru", "paper", "new-form", "./pismo"])
    command = ["paper", "check-form", "./pismo", "--into", "see", "--json"]
    code, out, _err = player.run(command)
    assert code == 0
    answer, _end = json.JSONDecoder().raw_decode(out)
    (russian,) = answer["languages"]
    assert russian["language"] == "ru"
    assert russian["headings"] == ["Письмо", "Что об этом сказано", "О чём мы просим"]
    assert answer["faults"] == answer["hints"] == []
    assert Path("see/pismo.ru.pdf").read_bytes().startswith(b"%PDF")


REFUSED = {
    "the name of one of ours": (["new-form", "appeal"], "comes with the program"),
    "no name": (["new-form", "Our Letter"], "cannot be the name of a form"),
    "what there is not": (["check-form", "nothing"], "no file paper.toml"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(player: Player, name: str) -> None:
    words, expected = REFUSED[name]
    code, _out, err = player.run(["paper", *words])
    assert code == 2
    assert expected in err
