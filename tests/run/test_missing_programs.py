"""./run test says what did not run, instead of passing over it."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from tests.run.conftest import Run
from tests.run.test_environment import make_ready

TOLD = 'echo "browser tests: $HABEAS_BROWSER"; echo "$*"; exit 0'

WHOLE = "-m pytest -n auto --dist loadfile --no-loadscope-reorder"


@pytest.fixture
def run_test(
    run: Run,
    add_python: Callable[[str], None],
    add_program: Callable[[str, str], None],
    environment: ModuleType,
) -> Run:
    add_python("python3")
    add_program("bwrap", "")
    add_program("soffice", "")
    env = make_ready(environment, "test")
    environment.python_in(env).write_text(f"#!/bin/sh\n{TOLD}\n")
    return run


def test_without_chromium_it_says_what_did_not_run(
    run_test: Run, add_program: Callable[[str, str], None]
) -> None:
    add_program("openssl", "")

    done = run_test("test")

    assert done.stdout == f"browser tests: \n{WHOLE}\n"
    assert done.stderr.count("the browser tests do not run") == 2
    assert "sudo apt-get install chromium" in done.stderr
    assert "openssl" not in done.stderr


def test_with_chromium_the_browser_tests_are_required(
    run_test: Run, add_program: Callable[[str, str], None]
) -> None:
    add_program("openssl", "")
    add_program("chromium", "")

    done = run_test("test")

    assert done.stdout == f"browser tests: required\n{WHOLE}\n"
    assert done.stderr == ""


def test_where_all_is_required_it_ends_before_the_tests(
    run_test: Run, add_program: Callable[[str, str], None]
) -> None:
    add_program("openssl", "")

    done = run_test("test", HABEAS_PROGRAMS="required")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "habeas: the browser tests do not run, because chromium is not installed."
        " On Debian: sudo apt-get install chromium\n"
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="only root installs")
def test_root_on_debian_gets_what_is_missing_and_then_what_is_quicker(
    run_test: Run, add_program: Callable[[str, str], None], programs: Path
) -> None:
    add_program("openssl", "")
    came = f"printf '#!/bin/sh\\n' > '{programs}/chromium'"
    for name in ("chmod", "printf"):
        (programs / name).symlink_to(shutil.which(name) or "")
    add_program(
        "apt-get", f'echo "$*" >> "$HOME.asked"; {came}; chmod +x "{programs}/chromium"'
    )

    done = run_test("test", HABEAS_PROGRAMS="required")

    assert done.stdout == f"browser tests: required\n{WHOLE}\n"
    asked = (programs.parent / "home.asked").read_text().splitlines()
    install = "install -y -qq --no-install-recommends"
    assert asked[1] == f"{install} chromium"
    assert asked[3] == f"{install} chromium-headless-shell"
    assert run_test("test", "tests/log").stderr == ""  # a part is not worth the wait


def test_a_chosen_test_runs_by_itself(
    run_test: Run, add_program: Callable[[str, str], None]
) -> None:
    add_program("openssl", "")
    add_program("chromium", "")

    assert run_test("test", "tests/log", "-x").stdout.endswith("pytest tests/log -x\n")
    assert "-n auto" in run_test("test", "-x").stdout


def test_the_exit_code_is_that_of_the_tests(
    run_test: Run, environment: ModuleType, add_program: Callable[[str, str], None]
) -> None:
    add_program("openssl", "")
    add_program("chromium", "")
    env = environment.environment_folder()
    environment.python_in(env).write_text("#!/bin/sh\nexit 5\n")

    assert run_test("test").returncode == 5
    assert json.loads((env / environment.STAMP).read_text())["groups"]


def test_what_the_tests_start_is_compiled_once(
    run_test: Run, environment: ModuleType, add_program: Callable[[str, str], None]
) -> None:
    add_program("openssl", "")
    add_program("chromium", "")
    python = environment.python_in(environment.environment_folder())
    python.write_text('#!/bin/sh\necho "[$PYTHONDONTWRITEBYTECODE]"\n')

    assert run_test("test", PYTHONDONTWRITEBYTECODE="1").stdout == "[]\n"


def test_what_the_tests_write_lies_in_memory_and_is_gone_afterwards(
    run_test: Run,
    environment: ModuleType,
    add_program: Callable[[str, str], None],
    tmp_path: Path,
) -> None:
    add_program("openssl", "")
    add_program("chromium", "")
    python = environment.python_in(environment.environment_folder())
    python.write_text('#!/bin/sh\necho "$TMPDIR"\n')

    place = run_test("test").stdout.strip()
    assert place.startswith("/dev/shm/habeas-") or not place  # no room for it
    assert not place or not Path(place).exists()
    assert run_test("test", "tests/log").stdout == "\n"
    own = str(tmp_path)
    assert run_test("test", TMPDIR=own).stdout == f"{own}\n"
