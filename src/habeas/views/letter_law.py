"""What the law says of letters: who may read them, how soon they must go on."""

from collections.abc import Mapping
from dataclasses import dataclass

from habeas.case.facts.letters import Addressee
from habeas.case.facts.people import Role
from habeas.case.letters import Treatment
from habeas.law.packs import Pack, packs
from habeas.law.windows import Status

_HANDED_IN = "handed_in"


@dataclass(frozen=True)
class Rule:
    """A row of a rule pack for one class of addressees, with its source.

    The words are by language: en, ru, kk.
    """

    law: str
    controlled: bool | None
    hours: int | None
    confirmed: bool
    article: Mapping[str, str]
    note: Mapping[str, str]
    source: str
    filed: Mapping[str, str]
    """The article by which handing it in counts as filing, {} if there is none."""

    @property
    def treatment(self) -> Treatment:
        """What the rules of the case need of it."""
        return Treatment(
            controlled=self.controlled,
            hours=self.hours,
            filed=bool(self.filed),
            confirmed=self.confirmed,
        )


def rule_of(law: str, addressee: Addressee, writer: str = "") -> Rule | None:
    """Return what the law says of such letters, None where no pack tells.

    A letter to the person in custody is treated by who writes: `writer` is the role.
    """
    pack = packs().get(law)
    named = _class(addressee, writer)
    row = pack.addressees.get(named) if pack else None
    if pack is None or row is None:
        return None
    inward = addressee is Addressee.PERSON
    return Rule(
        law=law,
        controlled=row.controlled,
        hours=None if inward else row.hours,
        confirmed=row.status is Status.CONFIRMED,
        article=row.article,
        note=row.note,
        source=row.source,
        filed={} if inward else _filed(pack),
    )


def _class(addressee: Addressee, writer: str) -> str:
    if addressee is not Addressee.PERSON:
        return str(addressee)
    return {Role.COUNSEL: "advocate", Role.RELATIVE: "relative"}.get(
        Role(writer) if writer in list(Role) else Role.OTHER, ""
    )


def _filed(pack: Pack) -> Mapping[str, str]:
    found = [
        one
        for counting in pack.countings.values()
        for one in counting.in_time
        if one.event == _HANDED_IN
    ]
    return found[0].article if found else {}
