"""Authorities that might be chosen: a dated list, confirmed by nobody."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from habeas.case.facts.timestamps import Scheme


@dataclass(frozen=True)
class Known:
    """One that answers the public; `ca` is the page where its root is published."""

    name: str
    scheme: Scheme
    url: str
    country: str
    ca: str = ""


@dataclass(frozen=True)
class Suggestions:
    """The list and the month (YYYY-MM) it was written in."""

    dated: str
    authorities: tuple[Known, ...]


@cache
def suggestions() -> Suggestions:
    """Return the list that this version ships."""
    text = (files("habeas.timestamps") / "known.toml").read_text("utf-8")
    told = tomllib.loads(text)
    return Suggestions(
        told["dated"],
        tuple(
            Known(**{**one, "scheme": Scheme(one["scheme"])})
            for one in told["authority"]
        ),
    )
