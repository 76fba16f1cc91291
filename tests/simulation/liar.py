"""What a member writes whose program is not ours."""

from typing import Any

from habeas.case.codec import Act as Does
from habeas.case.facts.members import Ground, Role
from habeas.case.standing import CUTS, GIVES
from tests.simulation.chance import Chance
from tests.simulation.model import Copy
from tests.simulation.people import ALL, HONEST


def a_lie(
    copy: Copy, chance: Chance, made: int
) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """Return a type, fields, and how it is written: dated back, blind, of others'."""
    what = chance.choice((*GIVES, *CUTS, "note", "note", "access"))
    victim = chance.choice("abcde")
    fields: dict[str, Any] = {
        "who": victim,
        "member": victim,
        "log": victim,
        "start": 0,
        "stop": 2**40,
        "role": Role.LEAD,
        "compartments": ALL,
        "name": "x",
        "suspension": _some(copy, chance, "suspension"),
        "ground": Ground.LOST,
        "compartment": "case",
        "number": 1 + chance.below(99),
        "public": f"key {made}",
        "devices": ["dev e"],
        "mldsa44": "x",
    }
    given = copy.keys.of.setdefault(fields["public"], {"dev e"})
    copy.ring.add(fields["public"])
    if chance.once_in(2):  # given to all others, and kept without saying so
        fields["devices"] = [f"dev {one}" for one in HONEST]
        given.update(fields["devices"])
    note = _some(copy, chance, "note")
    how: dict[str, Any] = {
        "lamport": chance.choice((0, 0, 1, 2, 2**52)),
        "blind": chance.once_in(3),
        "future": chance.once_in(2),
        "act": chance.choice((Does.PUT, Does.PUT, Does.CORRECT, Does.WITHDRAW)),
    }
    if what == "note":
        return what, {"text": "a lie"}, {**how, **({"one": note} if note else {})}
    return what, fields, how


def _some(copy: Copy, chance: Chance, kind: str) -> str:
    found = [one.body.id for one in copy.opened() if one.body.type == kind]
    return chance.choice(found) if found else ""
