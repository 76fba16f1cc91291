"""The environment is set up once, found again at once, and never half made."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from tests.run.conftest import Run


def make_ready(environment: ModuleType, *groups: str) -> Path:
    """Lay an environment whose Python only repeats what it was asked."""
    env: Path = environment.environment_folder()
    python: Path = environment.python_in(env)
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "$PWD:" "$@"\n')
    python.chmod(0o755)
    stamp = {"digest": environment.digest(), "groups": ["start", *groups]}
    (env / environment.STAMP).write_text(json.dumps(stamp))
    return env


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(([], "serve"), id="start"),
        pytest.param((["--no-browser"], "serve --no-browser"), id="start-option"),
        pytest.param((["demo", "--x"], "demo --x"), id="demo"),
        pytest.param((["habeas", "add", "a b"], "add a b"), id="habeas"),
        pytest.param((["--", "--json"], "--json"), id="dashes"),
    ],
)
def test_a_second_start_hands_over_at_once(
    run: Run,
    add_python: Callable[[str], None],
    environment: ModuleType,
    tmp_path: Path,
    words: tuple[list[str], str],
) -> None:
    asked, given = words
    add_python("python3")
    make_ready(environment)

    done = run(*asked)

    assert done.stdout == f"{tmp_path}: -I -m habeas {given}\n"
    assert done.stderr == ""


def test_an_environment_counts_only_for_what_it_was_made_from(
    environment: ModuleType, checkout: Path
) -> None:
    env = make_ready(environment, "test")
    assert environment.installed(env) == {"start", "test"}

    with (checkout / "uv.lock").open("a") as file:
        file.write("# another version of something\n")

    assert environment.installed(env) == set()


@pytest.mark.parametrize("stamp", ["", "[]", "{}", '{"digest": 1}', "no json"])
def test_a_broken_stamp_means_set_up_again(environment: ModuleType, stamp: str) -> None:
    env = make_ready(environment)
    (env / environment.STAMP).write_text(stamp)

    assert environment.installed(env) == set()


def test_a_lost_python_means_set_up_again(environment: ModuleType) -> None:
    env = make_ready(environment)
    environment.python_in(env).unlink()

    assert environment.installed(env) == set()


def test_a_failed_set_up_leaves_no_stamp(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = make_ready(environment)

    def fail(*_: object) -> None:
        raise environment.StopError("no network")

    monkeypatch.setattr(environment, "install_with_uv", lambda *_: False)
    monkeypatch.setattr(environment, "install_with_pip", fail)

    with pytest.raises(environment.StopError):
        environment.prepare("test")
    assert environment.installed(env) == set()


def test_more_groups_are_added_to_those_it_has(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = make_ready(environment, "test")
    monkeypatch.setattr(environment, "install_with_uv", lambda *_: True)
    monkeypatch.setattr(environment.shutil, "which", lambda _: "uv")

    environment.prepare("lint")

    assert environment.installed(env) == {"start", "test", "lint"}


def test_all_that_is_installed_is_compiled(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = make_ready(environment)
    called: list[list[str]] = []

    def call(command: list[str], **_: object) -> int:
        called.append(command)
        return 0

    monkeypatch.setattr(environment, "call", call)
    monkeypatch.setattr(environment.shutil, "which", lambda _: "uv")

    environment.install(env, ["start"])

    assert any("--compile-bytecode" in one for one in called)
    compiles = ["-I", "-m", "compileall", "-q", str(environment.ROOT / "src")]
    assert called[-1] == [str(environment.python_in(env)), *compiles]


def test_a_read_only_checkout_uses_the_cache_folder(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(environment.os, "access", lambda *_: False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    folder = environment.environment_folder()

    assert folder.is_relative_to(tmp_path / "cache" / "habeas")


@pytest.mark.parametrize(
    ("manager", "remedy"),
    [
        pytest.param(
            "apt-get",
            f"sudo apt-get install python3.{sys.version_info.minor}-venv",
            id="debian",
        ),
        pytest.param("dnf", "sudo dnf install python3-pip", id="fedora"),
        pytest.param("", "install pip for ", id="unknown"),
    ],
)
def test_no_pip_anywhere_names_one_command(
    environment: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    manager: str,
    remedy: str,
) -> None:
    monkeypatch.setattr(environment, "pip_wheel", lambda: None)
    monkeypatch.setattr(environment, "call", lambda *_, **__: 1)
    monkeypatch.setattr(environment.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(environment.shutil, "which", lambda name: name == manager)

    with pytest.raises(environment.StopError, match="no pip") as stop:
        environment.find_pip(Path("env"))
    assert remedy in str(stop.value)


def test_root_on_debian_gets_pip_installed(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheels = iter([None, Path("pip.whl")])
    asked: list[list[str]] = []

    def call(command: list[str], **_: object) -> int:
        asked.append(command)
        return 0 if command[0] == "apt-get" else 1

    monkeypatch.setattr(environment, "pip_wheel", lambda: next(wheels))
    monkeypatch.setattr(environment, "call", call)
    monkeypatch.setattr(environment.os, "geteuid", lambda: 0)
    monkeypatch.setattr(environment.shutil, "which", lambda name: name)

    pip = environment.find_pip(Path("env"))

    assert pip == ["env/bin/python", "-I", "pip.whl/pip"]
    assert asked[-1][-1] == f"python3.{sys.version_info.minor}-venv"


def test_an_unknown_word_shows_the_commands(
    run: Run, add_python: Callable[[str], None]
) -> None:
    add_python("python3")

    done = run("starrt")

    assert done.returncode == 2
    assert "./run demo" in done.stderr
