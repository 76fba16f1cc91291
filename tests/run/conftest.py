"""A checkout in miniature: the entry, its scripts and what they read."""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

REPO = Path(__file__).resolve().parents[2]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a copy under a path with a space, without any environment."""
    root = tmp_path / "a check out"
    (root / "scripts").mkdir(parents=True)
    for name in ("run", "scripts/start.py", "scripts/environment.py"):
        shutil.copy(REPO / name, root / name)
    for name in ("pyproject.toml", "uv.lock"):
        shutil.copy(REPO / name, root / name)
    return root


@pytest.fixture
def environment(checkout: Path) -> ModuleType:
    """Return the set-up module of the miniature checkout."""
    file = checkout / "scripts" / "environment.py"
    spec = importlib.util.spec_from_file_location("run_environment", file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """Return a folder that is the whole PATH: a shell and what ./run calls."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for name in ("sh", "dirname", "readlink"):
        found = shutil.which(name)
        assert found
        (folder / name).symlink_to(found)
    return folder


@pytest.fixture
def add_program(programs: Path) -> Callable[[str, str], None]:
    """Return a function that puts a small shell script on that PATH."""

    def add(name: str, script: str) -> None:
        file = programs / name
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)

    return add


@pytest.fixture
def add_python(programs: Path) -> Callable[[str], None]:
    """Return a function that puts this Python on that PATH, under a name."""
    real = os.path.realpath(sys.executable)
    return lambda name: (programs / name).symlink_to(real)


@pytest.fixture
def run(checkout: Path, programs: Path, tmp_path: Path) -> Run:
    """Return a function that calls ./run from another folder with an empty HOME."""

    def call(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [checkout / "run", *arguments],
            cwd=tmp_path,
            env={"PATH": str(programs), "HOME": str(tmp_path / "home"), **settings},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return call
