"""'Safely stored': how much of what was written here a policy calls so. Pure.

A policy (docs/spec/stored.md) names who must have cosigned. A hub that cosigned a head
of a log holds all that came before it: so an entry counts for each hub that cosigned a
head at or behind it, and those heads need not be the same one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from habeas.log.checkpoint import log_vkeys, origin
from habeas.log.note import MLDSA44_COSIGNATURE, vkey
from habeas.log.policy import NONE, Policy, parse_policy
from habeas.log.refusal import LogError
from habeas.log.verdict import judge, standing
from habeas.sync.answers import LogKeys

POLICY = "policy"
"""The setting of a vault that holds the text of a policy; empty: any hub is enough."""


@dataclass(frozen=True)
class Head:
    """A signed head of an own log with the cosignatures of one hub, as it came."""

    log: LogKeys
    note: bytes


def usual_policy(hubs: Sequence[LogKeys]) -> Policy | None:
    """Return the policy that any one of these hubs is enough, None without any."""
    if not hubs:
        return None
    names = [f"hub-{number}" for number, _ in enumerate(hubs, 1)]
    lines = [
        f"witness {name} {vkey(origin(hub.ed25519), MLDSA44_COSIGNATURE, hub.mldsa44)}"
        for name, hub in zip(names, hubs, strict=True)
    ]
    text = "\n".join([*lines, f"group any-hub any {' '.join(names)}", "quorum any-hub"])
    return parse_policy(f"{text}\n".encode())


def safely(policy: Policy | None, heads: Sequence[Head]) -> Mapping[str, int]:
    """Return for each log, by its id in hex, how many entries are safely stored.

    A head whose signatures don't hold counts for nothing.
    """
    if policy is None or policy.quorum == NONE:
        return {}
    found: dict[str, list[tuple[int, frozenset[str]]]] = {}
    for head in heads:
        try:
            vkeys = log_vkeys(head.log.ed25519, head.log.mldsa44)
            verdict = judge(policy, head.note, vkeys)
        except LogError:
            continue
        there = verdict.checkpoint.size, frozenset(verdict.there)
        found.setdefault(head.log.ed25519.hex(), []).append(there)
    return {log: _most(policy, several) for log, several in found.items()}


def _most(policy: Policy, several: Sequence[tuple[int, frozenset[str]]]) -> int:
    for size in sorted({size for size, _there in several}, reverse=True):
        names = {name for held, there in several if held >= size for name in there}
        if standing(policy, dict.fromkeys(names, 0)).met:
            return size
    return 0
