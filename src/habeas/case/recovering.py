"""Whether guardians let a device in for somebody who lost theirs (docs/adr/0028).

Rules of habeas.case.membership that need no more than what stands so far and what may
take away: they are asked on each walk over the acts. Of acts that came from others no
field is believed to be there.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from habeas.case.agreeing import agreed_to, is_signed
from habeas.case.facts.members import Role
from habeas.case.fold import Ref
from habeas.case.standing import RANK, Right
from habeas.case.written import Act, Written, has

FEWEST = 2
"""Guardians that are needed at least: one alone would be a second lead."""
_LONGEST = 24 * 366
KEYS = ("label", "box", "log", "mldsa44", "request")
"""What a request and the device that comes of it must say alike."""


@dataclass
class Recoveries:
    """What was said of recoveries so far, of that which stands.

    `approvals` holds for each request the approvals and the guardians whose they are;
    `steps` the entries that let its device in, and those behind them by which older
    ones went: each with the first of its step and the devices that went so far.
    """

    chosen: dict[str, Act] = field(default_factory=dict)
    asked: dict[str, Act] = field(default_factory=dict)
    approvals: dict[str, list[tuple[Act, str]]] = field(default_factory=dict)
    admitted: dict[str, list[Act]] = field(default_factory=dict)
    steps: dict[Ref, tuple[Act, frozenset[str]]] = field(default_factory=dict)

    def take(self, act: Act) -> None:
        """Let an act stand from here on."""
        asked = str(act.fields.get("recovery", ""))
        if act.kind == "guardianship":
            self.chosen.setdefault(act.id, act)
        elif act.kind == "recovery":
            self.asked.setdefault(act.id, act)
        elif act.kind == "approval":
            guardian = str(act.fields.get("guardian", ""))
            self.approvals.setdefault(asked, []).append((act, guardian))
        elif act.kind == "device" and asked:
            self.admitted.setdefault(asked, []).append(act)
            self.steps[act.ref] = act, frozenset()
        elif act.kind == "suspension" and (step := self._step_before(act)):
            self.steps[act.ref] = step[0], step[1] | {str(act.fields.get("who", ""))}

    def fits(
        self,
        by: Right,
        act: Act,
        known: Mapping[str, Act],
        taking: Iterable[Act],
        left: Callable[[Act], int],
    ) -> bool | None:
        """Say whether an act of a recovery may be written; None if it is of none.

        `known` are acts by id, `taking` those that may take away; `left` says what is
        left of a device at that moment, 0 if it is out.
        """
        helped = bool(act.fields.get("recovery"))
        if act.kind == "recovery":
            return self.may_ask(by, act)
        if act.kind == "approval":
            return by.left > 0 and self._approves(by, act, known, left)
        if act.kind == "device" and helped:
            return self.may_let_in(by, act, taking)
        if act.kind == "suspension" and helped:
            lost = known.get(str(act.fields.get("who", "")))
            return by.left >= RANK[Role.EDITOR] and self.may_suspend(act, lost)
        return None

    def may_ask(self, by: Right, act: Act) -> bool:
        """Say whether somebody may ask guardians: who edits, or one of them."""
        chosen = self._chosen_for(act)
        if chosen is None or by.left <= 0:
            return False
        return by.left >= RANK[Role.EDITOR] or by.member in guardians_of(chosen)

    def _approves(
        self,
        by: Right,
        act: Act,
        known: Mapping[str, Act],
        left: Callable[[Act], int],
    ) -> bool:
        """Say whether this is a guardian's word: written here, or signed elsewhere."""
        asked = self.asked.get(str(act.fields.get("recovery", "")))
        chosen = self._chosen_for(asked) if asked and has(act.past, asked.ref) else None
        guardian = str(act.fields.get("guardian", ""))
        if asked is None or chosen is None or guardian == asked.fields.get("member"):
            return False
        if guardian not in guardians_of(chosen):
            return False
        member = known.get(str(asked.fields.get("member", "")))
        name = str(member.fields.get("name", "")) if member else ""
        texts = agreed_to(asked.id, asked.fields, name)
        text = texts.get(str(act.fields.get("text", "")))
        if text is None:
            return False  # of other keys: whoever approved looked at another request
        return by.member == guardian or any(
            is_signed(text, one.fields.get("request"), act.fields.get("signature"))
            for one in known.values()
            if one.kind == "device"
            and one.fields.get("member") == guardian
            and left(one) > 0
        )

    def may_let_in(self, by: Right, device: Act, taking: Iterable[Act]) -> bool:
        """Say whether a device comes in by the word of guardians.

        An editor or a lead says that it does: enough guardians agreed, the window has
        run out by the clock of whoever wrote this, and nobody said no who did not know
        yet that it was in.
        """
        asked = self.asked.get(str(device.fields.get("recovery", "")))
        if (
            asked is None
            or not has(device.past, asked.ref)
            or by.left < RANK[Role.EDITOR]
        ):
            return False
        chosen = self._chosen_for(asked)
        return (
            chosen is not None
            and all(device.fields.get(n) == asked.fields.get(n) for n in KEYS)
            and device.fields.get("member") == asked.fields.get("member")
            and not device.fields.get("older")
            and _ran_out(chosen, asked, device)
            and len(self.agreed(asked, device)) >= needed(chosen)
            and not any(self._stops(one, chosen, asked, device) for one in taking)
        )

    def may_suspend(self, suspension: Act, target: Act | None) -> bool:
        """Say whether this keeps out an older device of whom guardians let in.

        It does once, in the step that lets the new one in: right behind that entry, of
        a device that its writer knew. Else one editor could put out that member's
        devices for ever, by what guardians once agreed to: those that come later, and
        those that a lead took back.
        """
        step = self._step_before(suspension)
        if step is None or target is None:
            return False
        let_in, gone = step
        return (
            target.fields.get("member") == let_in.fields.get("member")
            and has(let_in.past, target.ref)
            and target.id not in gone
        )

    def _step_before(self, act: Act) -> tuple[Act, frozenset[str]] | None:
        """Return the step of a recovery that the entry before this one is of."""
        log, index = act.ref
        step = self.steps.get((log, index - 1))
        named = act.fields.get("recovery")
        return step if step and step[0].fields.get("recovery") == named else None

    def agreed(self, asked: Act, device: Act | None = None) -> set[str]:
        """Return the guardians who agreed, as far as the writer of `device` knew."""
        return {
            guardian
            for one, guardian in self.approvals.get(asked.id, ())
            if device is None or has(device.past, one.ref)
        }

    def _chosen_for(self, asked: Act) -> Act | None:
        chosen = self.chosen.get(str(asked.fields.get("guardianship", "")))
        return chosen if chosen is not None and has(asked.past, chosen.ref) else None

    @staticmethod
    def _stops(one: Act, chosen: Act, asked: Act, device: Act) -> bool:
        """Say whether a veto or a later choice of guardians speaks against a device."""
        against = (one.kind == "veto" and one.fields.get("recovery") == asked.id) or (
            one.kind == "guardianship" and one.order > chosen.order
        )
        return against and not has(one.claimed, device.ref)


def guardians_of(chosen: Act) -> tuple[str, ...]:
    """Return the members whom a choice of guardians names."""
    named = chosen.fields.get("guardians", ())
    return tuple(named) if isinstance(named, list | tuple) else ()


def needed(chosen: Act) -> int:
    """Return how many guardians must agree: never fewer than `FEWEST`."""
    need = chosen.fields.get("need")
    return max(need, FEWEST) if isinstance(need, int) else FEWEST


def window(chosen: Act) -> timedelta:
    """Return how long everybody may say no; a day where it isn't said as it should."""
    hours = chosen.fields.get("hours")
    if isinstance(hours, int) and 0 < hours <= _LONGEST:
        return timedelta(hours=hours)
    return timedelta(days=1)


def _ran_out(chosen: Act, asked: Act, device: Act) -> bool:
    if asked.at is None or device.at is None:
        return False
    return device.at - asked.at >= window(chosen)


def speaks_for(one: Written, cut: Act) -> bool:
    """Say whether an entry is a no to the very recovery that a suspension came with.

    That does not reach it: else whoever is pushed out could never say no.
    """
    asked = cut.fields.get("recovery")
    if not asked or not isinstance(one, Act) or one.kind != "veto":
        return False
    return bool(one.fields.get("recovery") == asked)
