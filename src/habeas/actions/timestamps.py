"""Time from others: what waits to be stamped, asking for it, keeping the answers.

Three steps, so that nobody waits for a network with the vault in hand: `errands` reads
the vault, `stamping.run` goes through the network door without it, `keep` records what
came. The queue stands nowhere: it is worked out from what has not been stamped by whom.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from habeas.actions.desk import Desk
from habeas.actions.drafting import New
from habeas.actions.record import RecordedError, put_all
from habeas.actions.sealed import note
from habeas.actions.stamping import Errand, Outcome
from habeas.case.codec import decode_body
from habeas.case.facts.access import Look
from habeas.case.facts.timestamps import Scheme
from habeas.errors import NotFoundError, RefusedError, StorageError
from habeas.log.entry import decode
from habeas.timestamps.covered import ENTRY, HEAD, Covered, head_text
from habeas.timestamps.judge import judge
from habeas.timestamps.verdict import Verdict
from habeas.vault import read
from habeas.views.records import record, records, type_of
from habeas.views.timestamps import Asked, Token, authorities, tokens
from habeas.words import N_

MOST_AT_ONCE: Final = 50
"""Requests of one asking to one authority; the rest waits for the next."""


@dataclass(frozen=True)
class Queue:
    """What waits: what is asked next, and how many more after that."""

    now: list[Errand]
    later: int


@dataclass(frozen=True)
class Kept:
    """What was recorded, and the outcomes with what was dropped told as a failure."""

    ids: list[str]
    outcomes: list[Outcome]


def waiting(desk: Desk, case: str) -> Queue:
    """Return what is not stamped yet, for every authority that stands.

    The head of a log waits when something was recorded since, timestamps aside; each
    exhibit by itself where the authority was chosen for that; a proof that its calendar
    had not finished.
    """
    with desk.vault.guard:
        known, heads = tokens(desk.views, case), _heads(desk, case)
        holding = _holding(desk, case)
        found, later = [], 0
        for one in authorities(desk.views, case):
            own = [token for token in known if token.authority == one.id]
            grown = [head for head in heads if _grown(head, own, holding)]
            single = _single(desk, case, own) if one.singly else []
            every: list[Errand | str] = [
                *(Errand(one, head) for head in grown),
                *single,
                *_pending(desk, case, one, own),  # last: some may never be finished
            ]
            found += [
                Errand(one, entry_of(desk, case, each), each)
                if isinstance(each, str)
                else each
                for each in every[:MOST_AT_ONCE]
            ]
            later += len(every[MOST_AT_ONCE:])
        return Queue(found, later)


def errands(desk: Desk, case: str, exhibit: str = "") -> list[Errand]:
    """Return what is to be asked now: the queue, or one exhibit at every authority.

    Raises:
        RefusedError: no authority was chosen.
        NotFoundError: the exhibit is not in this case.
    """
    chosen = authorities(desk.views, case)
    if not chosen:
        raise RefusedError(
            N_("Nobody is chosen yet who could be asked for a timestamp."),
            advice=N_("Choose at least one authority; three are better."),
        )
    if not exhibit:
        return waiting(desk, case).now
    covers = entry_of(desk, case, exhibit)
    done = {one.authority for one in tokens(desk.views, case) if one.exhibit == exhibit}
    return [Errand(one, covers, exhibit) for one in chosen if one.id not in done]


def entry_of(desk: Desk, case: str, exhibit: str) -> Covered:
    """Return the entry with which an exhibit, a thing or a document, was begun.

    Raises:
        NotFoundError: it is no exhibit of this case.
    """
    found = record(desk.views, case, exhibit)
    if found.type not in ("exhibit", "document"):
        raise NotFoundError(N_("This exhibit is not in this case."))
    log, index = found.state.history[0].entry
    stored = read.entry(desk.vault, bytes.fromhex(log), index)
    return Covered(ENTRY, log, index, decode(stored.envelope).commit.hex())


def keep(desk: Desk, case: str, outcomes: Sequence[Outcome]) -> Kept:
    """Record what came, all at once; what lost its authority or exhibit is dropped.

    What another window brought meanwhile is not recorded twice.

    Raises:
        StorageError: the disk refused; nothing was recorded, and it waits as before.
    """
    with desk.vault.guard:
        outcomes = [_standing(desk, case, one) for one in outcomes]
        stand = {
            (one.authority, str(one.covers), one.waits)
            for one in tokens(desk.views, case)
        }
        fresh: dict[tuple[str, str, bool], New] = {}
        for one in outcomes:
            if one.fields is None:
                continue
            waits = one.errand.authority.scheme is Scheme.OPENTIMESTAMPS
            waits = waits and not one.fields.get("block")
            place = (one.errand.authority.id, str(one.errand.covers), waits)
            if place not in stand:
                fresh.setdefault(place, New("timestamp", one.fields))
        return Kept(_put(desk, case, list(fresh.values())), outcomes)


def _standing(desk: Desk, case: str, outcome: Outcome) -> Outcome:
    """Return an outcome; a failure if what it belongs to was withdrawn meanwhile."""
    errand = outcome.errand
    if outcome.fields is None:
        return outcome
    if type_of(desk.views, case, errand.authority.id) is None:
        what = N_("{name} answered, and was withdrawn meanwhile.")
    elif errand.exhibit and type_of(desk.views, case, errand.exhibit) is None:
        what = N_("{name} answered, and the exhibit was withdrawn meanwhile.")
    else:
        return outcome
    failure = RefusedError(
        what,
        advice=N_("This answer was not kept; the others are not affected."),
        name=errand.authority.name,
    )
    return replace(outcome, fields=None, failure=failure)


def _put(desk: Desk, case: str, news: Sequence[New]) -> list[str]:
    try:
        return put_all(desk, case, news) if news else []
    except RecordedError:
        raise  # it is on the disk
    except StorageError as error:
        raise StorageError(
            error.what,
            advice=N_(
                "Of the answers that came, none was kept. Free some space or plug the"
                " drive in again, then ask again: all of it is still waiting."
            ),
            **error.params,
        ) from error


def rejudge(desk: Desk, case: str) -> list[tuple[Token, Verdict]]:
    """Judge every RFC 3161 token of a case again, as of the time that it states."""
    return [
        (one, judge(one.raw, bytes.fromhex(one.imprint), one.pem))
        for one in tokens(desk.views, case)
        if one.scheme is Scheme.RFC3161
    ]


def take_out(desk: Desk, case: str, covers: Covered) -> bytes:
    """Return the exact bytes that a timestamp covers, to be handed out.

    A body that holds the key of a sealed file opens that file to whoever has it: that
    is recorded first.

    Raises:
        NotFoundError: the entry is not in this case, or its body was erased.
        NotShownError: it could not be recorded.
    """
    data = stamped_bytes(desk, covers)
    if not covers.whole:
        found = record(desk.views, case, decode_body(data).id)
        own = found.fields["document"] if found.type == "extract" else found.id
        if found.type in ("document", "extract", "identity"):
            note(desk, case, own, Look.SAVED)
    return data


def stamped_bytes(desk: Desk, covers: Covered) -> bytes:
    """Return the exact bytes that a timestamp covers: a head's lines, or a body.

    For the program's own use: what is handed out comes from `take_out`.

    Raises:
        NotFoundError: the entry is not here, or its body was erased.
    """
    if covers.whole:
        return head_text(covers)
    stored = read.entry(desk.vault, bytes.fromhex(covers.log), covers.number)
    return read.open_body(desk.vault, stored)


def _heads(desk: Desk, case: str) -> list[Covered]:
    return [
        Covered(
            HEAD,
            log.id.hex(),
            log.size,
            read.root_at(desk.vault, log.id, log.size).hex(),
        )
        for log in read.logs(desk.vault, bytes.fromhex(case))
    ]


def _holding(desk: Desk, case: str) -> set[tuple[str, int]]:
    """Return the entries that hold timestamps: for them alone nobody is asked."""
    return {
        change.entry
        for line in records(desk.views, case, "timestamp", withdrawn=True)
        for change in record(desk.views, case, line.id).state.history
    }


def _grown(
    head: Covered, own: Sequence[Token], holding: Collection[tuple[str, int]]
) -> bool:
    """Say whether a log holds more than timestamps beyond its head stamped last."""
    sizes = [
        one.covers.end for one in own if one.covers.whole and one.covers.log == head.log
    ]
    since = range(max(sizes, default=0), head.number)
    return any((head.log, at) not in holding for at in since)


def _single(desk: Desk, case: str, own: Sequence[Token]) -> list[str]:
    """Return the exhibits that have no timestamp of their own yet."""
    done = {one.exhibit for one in own}
    return [
        line.id
        for kind in ("exhibit", "document")
        for line in records(desk.views, case, kind)
        if line.id not in done
    ]


def _pending(
    desk: Desk, case: str, authority: Asked, own: Sequence[Token]
) -> list[Errand]:
    """Return the proofs whose calendar had no block for them yet."""
    finished = {str(one.covers) for one in own if one.block}
    return [
        Errand(authority, one.covers, one.exhibit, one.raw)
        for one in own
        if one.waits and str(one.covers) not in finished
        if not one.exhibit or type_of(desk.views, case, one.exhibit)
    ]
