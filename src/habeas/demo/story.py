"""The invented case as data: filled-in forms, read from story.toml and clock.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Any

from habeas.demo.makers import MAKERS

_DOCUMENTS = files("habeas.demo") / "documents"


@dataclass(frozen=True)
class Step:
    """One thing a person did; `form` is what they filled in.

    `at` is when, None for at once after the step before.
    """

    form: Mapping[str, list[str]]
    at: datetime | None = None
    key: str = ""
    file: str = ""
    compartment: str = ""
    language: str = ""
    quote: str = ""
    reason: str = ""
    record: str = ""
    type: str = ""


_OWN = frozenset(one.name for one in fields(Step)) - {"form"}


@cache
def story() -> Mapping[str, list[Step]]:
    """Return the steps of the story by kind, in their order."""
    told: dict[str, Any] = {}
    for name in ("story.toml", "clock.toml"):
        told |= tomllib.loads((files("habeas.demo") / name).read_text("utf-8"))
    return {
        kind: [_step(one) for one in (steps if isinstance(steps, list) else [steps])]
        for kind, steps in told.items()
    }


def _step(table: Mapping[str, Any]) -> Step:
    form = {
        name: [str(one) for one in (value if isinstance(value, list) else [value])]
        for name, value in table.items()
        if name not in _OWN
    }
    return Step(form, **{name: table[name] for name in _OWN & table.keys()})


def document_bytes(name: str) -> bytes:
    """Return an invented document: as it lies here, or made of its text."""
    path = PurePosixPath(name)
    maker = MAKERS.get(path.suffix)
    if maker is None:
        return (_DOCUMENTS / name).read_bytes()
    text = (_DOCUMENTS / f"{path.stem}.txt").read_text("utf-8")
    return maker(text.splitlines())
