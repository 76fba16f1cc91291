"""An open way between one copy of a case and one of its hubs."""

from dataclasses import dataclass, field

from habeas.actions.desk import Desk
from habeas.copying.desks import AtDesk
from habeas.copying.places import Place
from habeas.copying.report import HubReport
from habeas.sync.asking import Caller
from habeas.sync.hub import Hub
from habeas.vault.hubs import Holding, keep_holdings


@dataclass
class Line:
    """Who asks whom for what case; `done` says what passed.

    `who` are the keys by which the hub may know this device; the first one asks. Files
    and boxes are brought by the `writer`: a lead, or the key of a log.
    """

    at: AtDesk
    case: str
    place: Place
    hub: Hub
    who: list[Caller] = field(repr=False)
    done: HubReport
    writer: Caller | None = field(default=None, repr=False)

    @property
    def id(self) -> bytes:
        """Return the case's number."""
        return bytes.fromhex(self.case)

    @property
    def key(self) -> bytes:
        """Return the key that the hub is known by."""
        return self.place.hub.key

    @property
    def caller(self) -> Caller:
        """Return whoever the hub knows this device as."""
        return self.who[0]

    async def note(self, *held: Holding) -> None:
        """Keep what the hub has from now on, because it said so just now."""

        def keep(desk: Desk) -> None:
            with desk.vault.transaction() as db:
                keep_holdings(db, self.id, self.key, held)

        await self.at(keep)
