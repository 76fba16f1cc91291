"""Copies of one case on several devices, and what passes between them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from habeas.actions.desk import Desk
from habeas.actions.members import Newcomer, Seat, admit, share
from habeas.actions.merging import (
    Merged,
    heads_of,
    held,
    merge,
    outgoing,
    outgoing_boxes,
)
from habeas.actions.record import begin_log, open_case
from habeas.actions.settling import settle
from habeas.case.facts.members import Role
from habeas.vault import read
from habeas.vault.acts import founder
from habeas.vault.case_keys import CaseKeys, new_keys
from habeas.vault.foreign import Writer, join
from habeas.vault.lacking import lacking
from habeas.vault.own_logs import LogKeys, new_log

TITLE = {"title": {"lang": "en", "text": "The case of A."}}


@dataclass
class Copies:
    """Devices by name, each with a vault of its own; `ann` began the case and leads."""

    new_desk: Callable[[str], Desk]
    desks: dict[str, Desk] = field(default_factory=dict)
    members: dict[str, str] = field(default_factory=dict)
    case: str = ""

    def begin(self) -> None:
        desk = self.desks["ann"] = self.new_desk("ann")
        self.case = open_case(desk, TITLE, "habeas test")
        share(desk, self.case, "Ann", "laptop")

    def enter(self, name: str, role: Role = Role.EDITOR, *also: str) -> Desk:
        """Let somebody in, bring them the case, and let them begin their log."""
        keys, log = new_keys(), new_log()
        asked = newcomer(name, keys, log)
        ann, id_ = self.desks["ann"], bytes.fromhex(self.case)
        seat = Seat(name.title(), role, also)
        self.members[name] = admit(ann, self.case, asked, seat)
        desk = self.desks[name] = self.new_desk(name)
        root = founder(ann.vault, id_)
        (first,) = (one for one in read.logs(ann.vault, id_) if one.id == root)
        join(desk.vault, id_, Writer(root, first.mldsa44), keys)
        self.bring("ann", name)
        begin_log(desk, self.case, log)
        return desk

    def bring(self, source: str, target: str) -> Merged:
        """Carry what one lacks of what the other has."""
        there, here = self.desks[source], self.desks[target]
        lacks = lacking(here.vault, bytes.fromhex(self.case))
        whole = held(here, self.case) | {log: at[0] for log, at in lacks.items()}
        packs = list(outgoing(there, self.case, whole))
        packs += heads_of(there, self.case)
        done = merge(here, self.case, packs, outgoing_boxes(there, self.case))
        settle(here, self.case)
        return done

    def meet(self, *names: str) -> None:
        """Let these exchange all they have, twice round."""
        for _ in range(2):
            for source in names:
                for target in names:
                    if source != target:
                        self.bring(source, target)


def newcomer(label: str, keys: CaseKeys, log: LogKeys) -> Newcomer:
    return Newcomer(label, keys.box_public, log.id, log.mldsa44, keys.request)
