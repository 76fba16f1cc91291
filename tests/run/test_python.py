"""./run finds a Python that is new enough, or names the one thing to do."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.run.conftest import Run

OLD = "exit 1"
NEW = 'case "$*" in *version_info*) exit 0;; esac; printf "<%s>" "$0" "$@"'


@pytest.mark.parametrize(
    "newest", ["python3", "python3.11", "python3.12", "python3.13", "python3.14"]
)
def test_takes_the_first_that_is_new_enough(
    run: Run, add_program: Callable[[str, str], None], checkout: Path, newest: str
) -> None:
    add_program("python3", OLD)
    add_program("python", OLD)
    add_program(newest, NEW)

    done = run("demo", "two words")

    assert done.returncode == 0
    assert (
        f"/{newest}><-Es><--><{checkout}/scripts/start.py><demo><two words>"
        in done.stdout
    )


def test_asks_uv_where_one_is_if_there_is_none_on_the_path(
    run: Run, add_program: Callable[[str, str], None], programs: Path
) -> None:
    add_program("hidden", NEW)
    add_program("uv", f'echo "{programs}/hidden"')

    assert "/hidden><-Es>" in run("demo").stdout


@pytest.mark.parametrize(
    ("also", "advice"),
    [
        pytest.param((), "Install Python 3.11 or newer", id="no-package-manager"),
        pytest.param(
            ("apt-get",), "sudo apt-get install python3 python3-venv", id="debian"
        ),
    ],
)
def test_names_the_next_step_if_there_is_none(
    run: Run,
    add_program: Callable[[str, str], None],
    also: tuple[str, ...],
    advice: str,
) -> None:
    for name in ("python3", *also):
        add_program(name, OLD)

    done = run()

    assert done.returncode == 2
    assert "Habeas needs Python 3.11 or newer" in done.stderr
    assert advice in done.stderr


def test_works_through_a_link_from_elsewhere(
    run: Run,
    add_program: Callable[[str, str], None],
    checkout: Path,
    tmp_path: Path,
) -> None:
    add_program("python3", NEW)
    (tmp_path / "real").mkdir()
    entry = checkout / "run"
    moved = entry.rename(tmp_path / "real" / "run")
    entry.symlink_to(moved)

    assert f"{tmp_path}/real/scripts/start.py" in run("demo").stdout
