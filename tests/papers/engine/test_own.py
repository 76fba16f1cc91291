"""Forms of one's own, read from a folder that may hold anything."""

import hashlib
import os
from pathlib import Path

import pytest

from habeas.errors import HabeasError
from habeas.papers.engine.form import Form
from habeas.papers.engine.own import Broken, own_forms, own_named

SETTINGS = """\
use = "court"
reads = ["incidents"]
source = "ours"
sure = "memory"
[title]
ru = "Письмо"
[about]
ru = "О чём"
[[ask]]
key = "to"
kind = "line"
[ask.label]
ru = "Кому"
"""
TEMPLATE = "# Письмо\n\n{{ to }}\n"


def add(house: Path, name: str = "pismo", settings: str = SETTINGS) -> Path:
    folder = house / "forms" / name
    folder.mkdir(parents=True)
    (folder / "paper.toml").write_text(settings, "utf-8")
    (folder / "ru.md").write_text(TEMPLATE, "utf-8")
    return folder


def why(house: Path) -> str:
    (found,) = own_forms(house)
    assert isinstance(found, Broken)
    return str(found.why)


def test_one_language_is_enough(tmp_path: Path) -> None:
    add(tmp_path)
    (found,) = own_forms(tmp_path)
    assert isinstance(found, Form)
    assert found.own
    assert found.languages == ("ru",)
    assert found.title == {"en": "Письмо", "ru": "Письмо", "kk": "Письмо"}
    assert found.ask[0].label["kk"] == "Кому"
    assert set(found.unavailable) == {"en", "kk"}
    assert own_named(tmp_path, "pismo") == found
    assert own_named(tmp_path, "nothing") is None


def test_a_house_that_there_is_not_has_no_forms(tmp_path: Path) -> None:
    assert list(own_forms(tmp_path / "none")) == []


def test_the_digest_is_what_sha256sum_says(tmp_path: Path) -> None:
    folder = add(tmp_path)
    lines = [
        f"{hashlib.sha256((folder / one).read_bytes()).hexdigest()}  {one}\n"
        for one in ("paper.toml", "ru.md")
    ]
    (found,) = own_forms(tmp_path)
    assert isinstance(found, Form)
    assert found.digest == hashlib.sha256("".join(lines).encode()).hexdigest()


def test_a_faulty_form_stands_beside_the_others(tmp_path: Path) -> None:
    add(tmp_path, "first", SETTINGS.replace("court", "cuort"))
    add(tmp_path, "second")
    first, second = own_forms(tmp_path)
    assert isinstance(first, Broken)
    assert isinstance(second, Form)


NAMES = {
    "one of ours": ("appeal", "comes with the program"),
    "large letters": ("Letter", "cannot be the name"),
    "spaces": ("my letter", "cannot be the name"),
    "markup": ("<b>x", "cannot be the name"),
    "too long": ("a" * 41, "cannot be the name"),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_is_refused(name: str, tmp_path: Path) -> None:
    folder, expected = NAMES[name]
    add(tmp_path, folder)
    assert expected in why(tmp_path)


def test_what_points_elsewhere_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("# not yours\n", "utf-8")
    folder = add(tmp_path)
    (folder / "en.md").symlink_to(secret)
    assert "no link" in why(tmp_path)
    (folder / "en.md").unlink()
    folder.rename(tmp_path / "moved")
    folder.symlink_to(tmp_path / "moved")
    assert "is a link to another place" in why(tmp_path)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    folder = add(tmp_path)
    (folder / "ru.md").unlink()
    os.mkfifo(folder / "ru.md")
    assert "plain file" in why(tmp_path)


def test_a_name_that_is_no_text_breaks_no_page(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/forms/\xff\xfe")).mkdir(parents=True)
    (found,) = own_forms(tmp_path)
    assert isinstance(found, Broken)
    assert found.name.encode()
    assert "cannot be the name" in str(found.why)


CONTENT = {
    "no UTF-8": ("ru.md", b"\xff\xfe", "is not UTF-8"),
    "too large": ("ru.md", b"a" * (256 * 1024 + 1), "too large"),
    "no TOML": ("paper.toml", b"a = [", "not TOML"),
    "brackets": ("paper.toml", b"a = " + b"[" * 60_000, "nested too deeply"),
    "a number of many digits": ("paper.toml", b"a = " + b"9" * 5000, "not TOML"),
    "consent to no more than to keep it": (
        "paper.toml",
        SETTINGS.replace("court", "record").encode(),
        "is none to let it leave",
    ),
    "a name of its own": ("paper.toml", b'name = "x"\n' + SETTINGS.encode(), "name"),
    "ours": ("paper.toml", b"own = false\n" + SETTINGS.encode(), ""),
}


@pytest.mark.parametrize("name", CONTENT)
def test_content_that_is_refused(name: str, tmp_path: Path) -> None:
    file, content, expected = CONTENT[name]
    (add(tmp_path) / file).write_bytes(content)
    found = next(iter(own_forms(tmp_path)))
    if name == "ours":
        assert isinstance(found, Form)
        assert found.own
    else:
        assert expected in why(tmp_path)


def test_a_form_that_is_named_says_why_it_is_none(tmp_path: Path) -> None:
    add(tmp_path, settings=SETTINGS.replace('"incidents"', '"everything"'))
    with pytest.raises(HabeasError, match="everything is no part of a case"):
        own_named(tmp_path, "pismo")
