"""A key is of one device: no act gives a device a key that another has already.

By its box key a device is named, and by its request key its word is believed, while a
request proves the key of its log alone (docs/spec/joining.md). Only what the writer of
an act had seen speaks against it: two who let one device in apart did nothing wrong,
and nobody keeps a device out by an act that is written afterwards.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from habeas.case.written import Act, has

_KEYS = ("box", "request")


def alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Say whether the fields of two devices name a key that is the same."""
    return not _keys(one).isdisjoint(_keys(other))


def _keys(fields: Mapping[str, Any]) -> set[tuple[str, str]]:
    return {(name, str(fields[name])) for name in _KEYS if fields.get(name)}


@dataclass
class Holders:
    """Which acts named which key so far, standing or not."""

    _found: dict[tuple[str, str], list[Act]] = field(default_factory=dict)

    def add(self, acts: Iterable[Act]) -> None:
        """Remember those of them that let a device in."""
        for act in acts:
            if act.kind == "device":
                for key in _keys(act.fields):
                    self._found.setdefault(key, []).append(act)

    def before(self, act: Act) -> list[Act]:
        """Return the acts that its writer had seen and that name one of its keys."""
        if act.kind != "device":
            return []
        named = (one for key in _keys(act.fields) for one in self._found.get(key, ()))
        return [one for one in named if has(act.past, one.ref)]
