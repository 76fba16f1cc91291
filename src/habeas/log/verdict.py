"""Whether a head is 'safely stored': who cosigned it, who is lacking, in words.

Pure: a signed head and a policy (log/policy.py) go in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from habeas.log.checkpoint import (
    Checkpoint,
    cosigned_at,
    parse_checkpoint_text,
    signed,
)
from habeas.log.note import Note, Verifier, parse, parse_vkey
from habeas.log.policy import NONE, Policy
from habeas.log.refusal import SignatureError
from habeas.words import N_


@dataclass(frozen=True)
class Standing:
    """A witness or a group under a head: `have` of the `need` that are enough.

    A witness needs 1, has it or not, and has no members.
    """

    name: str
    need: int
    have: int
    members: tuple["Standing", ...] = ()

    @property
    def met(self) -> bool:
        """Whether it counts as having cosigned."""
        return self.have >= self.need


@dataclass(frozen=True)
class Verdict:
    """What a policy makes of a signed head.

    `there` names each witness whose cosignature holds, with its POSIX seconds (0: it
    says no time). `quorum` is None when the policy asks for no cosignature.
    """

    checkpoint: Checkpoint
    there: Mapping[str, int]
    quorum: Standing | None

    @property
    def safe(self) -> bool:
        """Whether the policy calls this head safely stored."""
        return self.quorum is None or self.quorum.met

    @property
    def lacking(self) -> tuple[str, ...]:
        """Name each witness of what isn't met yet, in the order of the policy."""
        return tuple(_lacking(self.quorum)) if self.quorum else ()

    def told(self) -> tuple[tuple[str, dict[str, object]], ...]:
        """Return the verdict as messages, each with what is filled in."""
        quorum = self.quorum
        if quorum is None:
            return ((N_("This policy asks for no cosignature."), {}),)
        head = (
            N_("Safely stored, as this policy says it.")
            if quorum.met
            else N_("Not safely stored yet, as this policy says it.")
        )
        lines: list[tuple[str, dict[str, object]]] = [(head, {})]
        if self.there:
            names = ", ".join(self.there)
            lines.append((N_("Cosigned by: {names}."), {"names": names}))
        lines += [_told(one) for one in _open_groups(quorum)]
        return tuple(lines)


def judge(policy: Policy, note: bytes, logs: Sequence[str] = ()) -> Verdict:
    """Hold a signed head against a policy.

    `logs` are verifier keys that are accepted beside those of the policy: a case knows
    its own logs. One of the log's keys must have signed; a signature of a known key
    that is wrong refuses the whole note. Those of other keys are ignored.

    Raises:
        NoteError: not a signed head.
        SignatureError: no known log signed it, or a known key's signature is wrong.
    """
    parsed = parse(note)
    checkpoint = parse_checkpoint_text(parsed.text)
    known = [one.key for one in policy.logs] + [parse_vkey(one) for one in logs]
    own = [one for one in known if one.name == checkpoint.origin]
    by_log = [_times(parsed, checkpoint, one) for one in own]  # each is looked at
    if not any(by_log):
        raise SignatureError(N_("No log that is known here signed this checkpoint."))
    there = {
        one.name: max(times)
        for one in policy.witnesses.values()
        if (times := _times(parsed, checkpoint, one.key))
    }
    quorum = None if policy.quorum == NONE else _standing(policy, policy.quorum, there)
    return Verdict(checkpoint, there, quorum)


def standing(policy: Policy, there: Mapping[str, int]) -> Standing:
    """Return how the quorum of a policy stands, if these of its witnesses cosigned.

    Raises:
        KeyError: the policy asks for no quorum.
    """
    if policy.quorum == NONE:
        raise KeyError(NONE)
    return _standing(policy, policy.quorum, there)


def _times(note: Note, checkpoint: Checkpoint, key: Verifier) -> list[int]:
    """Return when this key signed, once for each of its signatures."""
    wanted = (key.name, key.key_id())
    blobs = [one.blob for one in note.signatures if (one.name, one.key_id) == wanted]
    if not all(signed(key, note.text, checkpoint, blob) for blob in blobs):
        raise SignatureError(N_("A signature on this checkpoint is wrong."))
    return [cosigned_at(blob) for blob in blobs]


def _standing(policy: Policy, name: str, there: Mapping[str, int]) -> Standing:
    group = policy.groups.get(name)
    if group is None:
        return Standing(name, 1, int(name in there))
    members = tuple(_standing(policy, one, there) for one in group.members)
    return Standing(name, group.least, sum(one.met for one in members), members)


def _lacking(standing: Standing) -> list[str]:
    if standing.met:
        return []
    if not standing.members:
        return [standing.name]
    return [name for one in standing.members for name in _lacking(one)]


def _open_groups(standing: Standing) -> list[Standing]:
    """Return what isn't met and has no group below it that isn't met either."""
    if standing.met:
        return []
    below = [one for one in standing.members if one.members and not one.met]
    if not below:
        return [standing]
    return [found for one in below for found in _open_groups(one)]


def _told(standing: Standing) -> tuple[str, dict[str, object]]:
    names = ", ".join(_lacking(standing))
    more = standing.need - standing.have
    if not standing.members or more == len(_lacking(standing)):
        return N_("Lacking: {names}."), {"names": names}
    told = N_("Group {group}: {have} of {need} are there; lacking, of these: {names}.")
    values: dict[str, object] = {"group": standing.name, "names": names}
    return told, {**values, "have": standing.have, "need": standing.need}
