"""Trust policies (C2SP tlog-policy): who must have cosigned a head of a log.

The text names logs, witnesses, groups of them, and the quorum. `judge` holds a signed
head against it and says who stands under it and who is lacking. Bytes above 0x7F are
opaque: they pass through the text as surrogates where they are no UTF-8.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from habeas.log.note import (
    ED25519,
    ED25519_COSIGNATURE,
    MLDSA44_COSIGNATURE,
    Verifier,
    parse_vkey,
)
from habeas.log.refusal import NoteError, PolicyError
from habeas.words import N_

MAX_POLICY = 512 * 1024
MOST_OF_A_KIND = 128
"""Logs, witnesses and groups, each."""
NONE = "none"

_BAD = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]")
_GAP = re.compile(r"[ \t]+")
_COUNT = re.compile(r"[1-9][0-9]{0,3}")
_LOG_KINDS = (ED25519, MLDSA44_COSIGNATURE)
_WITNESS_KINDS = (ED25519_COSIGNATURE, MLDSA44_COSIGNATURE)


@dataclass(frozen=True)
class Log:
    """A log that is accepted; its key's name is its origin line."""

    key: Verifier
    url: str = ""


@dataclass(frozen=True)
class Witness:
    """A key that may cosign, by the name that this policy gives it."""

    name: str
    key: Verifier
    url: str = ""


@dataclass(frozen=True)
class Group:
    """Some of whose members are enough: at least `least` of them."""

    name: str
    least: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """Logs, witnesses and groups by their names; `quorum` is one of these, or none."""

    logs: tuple[Log, ...]
    witnesses: dict[str, Witness]
    groups: dict[str, Group]
    quorum: str


def parse_policy(data: bytes) -> Policy:
    """Read a policy.

    Raises:
        PolicyError: it breaks a rule of its form; `line` says where.
    """
    reader = _Reader()
    for number, words in _lines(data):
        reader.take(number, words)
    if not reader.quorum:
        raise PolicyError(N_("This policy says no quorum."))
    return Policy(tuple(reader.logs), reader.witnesses, reader.groups, reader.quorum[0])


def parse_logs(data: bytes) -> tuple[Log, ...]:
    """Read a text that holds `log` lines of a policy alone: what a witness watches.

    Raises:
        PolicyError: it holds something else.
    """
    reader = _Reader()
    for number, words in _lines(data):
        if words[0] != "log":
            raise _wrong(number)
        reader.take(number, words)
    return tuple(reader.logs)


@dataclass
class _Reader:
    """A policy as far as it has been read."""

    logs: list[Log] = field(default_factory=list)
    witnesses: dict[str, Witness] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    quorum: list[str] = field(default_factory=list)
    grouped: set[str] = field(default_factory=set)

    def take(self, number: int, words: Sequence[str]) -> None:
        """Take in one line.

        Raises:
            PolicyError: it has no place here.
        """
        acts: dict[str, Callable[[Sequence[str]], bool]] = {
            "log": self._log,
            "witness": self._witness,
            "group": self._group,
            "quorum": self._quorum,
        }
        act = acts.get(words[0])
        try:
            good = act is not None and act(words[1:])
        except NoteError as error:
            raise _wrong(number) from error
        if not good or max(map(len, (self.logs, self.witnesses, self.groups))) > (
            MOST_OF_A_KIND
        ):
            raise _wrong(number)

    def _log(self, words: Sequence[str]) -> bool:
        if len(words) not in (1, 2):
            return False
        log = Log(parse_vkey(words[0]), "".join(words[1:]))
        known = {one.key.public for one in self.logs}
        self.logs.append(log)
        return log.key.kind in _LOG_KINDS and log.key.public not in known

    def _witness(self, words: Sequence[str]) -> bool:
        if len(words) not in (2, 3) or not self._is_new(words[0]):
            return False
        one = Witness(words[0], parse_vkey(words[1]), "".join(words[2:]))
        known = {held.key.public for held in self.witnesses.values()}
        self.witnesses[one.name] = one
        return one.key.kind in _WITNESS_KINDS and one.key.public not in known

    def _group(self, words: Sequence[str]) -> bool:
        if len(words) < 3 or not self._is_new(words[0]):  # noqa: PLR2004 - name, how many, one
            return False
        name, many, *members = words
        fresh = len(set(members)) == len(members) and self.grouped.isdisjoint(members)
        least = {"any": 1, "all": len(members)}.get(many, 0)
        if not least and _COUNT.fullmatch(many):
            least = int(many)
        if not fresh or not all(map(self._is_known, members)):
            return False
        self.grouped.update(members)
        self.groups[name] = Group(name, least, tuple(members))
        return 1 <= least <= len(members)

    def _quorum(self, words: Sequence[str]) -> bool:
        self.quorum.extend(words)
        name = self.quorum[0] if len(self.quorum) == 1 else ""
        return name == NONE or self._is_known(name)

    def _is_known(self, name: str) -> bool:
        return name in self.witnesses or name in self.groups

    def _is_new(self, name: str) -> bool:
        return name != NONE and not self._is_known(name)


def _lines(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the words of each line that says something."""
    if len(data) > MAX_POLICY or _BAD.search(data):
        raise PolicyError(N_("This is not the text of a policy."))
    for number, line in enumerate(data.split(b"\n"), 1):
        text = line.decode("utf-8", "surrogateescape").strip(" \t")
        if text and not text.startswith("#"):
            yield number, _GAP.split(text)


def _wrong(number: int) -> PolicyError:
    return PolicyError(
        N_("Line {line} of this policy can't be used."),
        advice=N_(
            "Look whether its words are complete, its key is whole, what it names"
            " stands above it, and nothing is named twice."
        ),
        line=number,
    )
