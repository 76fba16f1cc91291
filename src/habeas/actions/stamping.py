"""Go and ask for timestamps: with hashes in hand and without the vault."""

import asyncio
from base64 import encodebytes
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from habeas.case.facts.timestamps import Scheme
from habeas.crypto.nonce import random_bytes
from habeas.errors import HabeasError, RefusedError
from habeas.timestamps.calendars import (
    MOST,
    NONCE,
    TYPE,
    Commitment,
    MalformedError,
    read_proof,
    tool,
    upgraded,
)
from habeas.timestamps.covered import Covered
from habeas.timestamps.judge import judge
from habeas.timestamps.network import Call, Line, NoAnswerError, open_line
from habeas.timestamps.rfc3161 import MOST as MOST_TOKEN
from habeas.timestamps.rfc3161 import TYPE as QUERY_TYPE
from habeas.timestamps.rfc3161 import query
from habeas.views.timestamps import Asked
from habeas.words import N_, Tell, silent

_TOGETHER = 4
_NOT_FOUND = 404
_ANSWERED = N_("Answers that came")


@dataclass(frozen=True)
class Errand:
    """One thing to ask one authority; `pending` is the proof to bring further."""

    authority: Asked
    covers: Covered
    exhibit: str = ""
    pending: bytes = b""


@dataclass(frozen=True)
class Outcome:
    """What came of an errand: the fields of a timestamp, or why there are none."""

    errand: Errand
    fields: dict[str, Any] | None = None
    failure: HabeasError | None = None


class RefusedTokenError(RefusedError):
    """An answer that nothing accepted; it is not kept."""

    status = 502
    default_advice = N_(
        "It is not kept. Check the authority's address and certificate, then ask again."
    )


async def run(wanted: Sequence[Errand], tell: Tell = silent) -> list[Outcome]:
    """Ask; every errand has an outcome. Needs no vault, and takes none with it.

    What leaves is a hash of 32 bytes for each, and the address of this machine.
    """
    gate, done = asyncio.Semaphore(_TOGETHER), 0

    async def one(line: Line, errand: Errand) -> Outcome:
        nonlocal done
        async with gate:
            try:
                outcome = Outcome(errand, await _asked(line, errand))
            except HabeasError as error:
                outcome = Outcome(errand, failure=error)
        done += 1
        tell(_ANSWERED, done)
        return outcome

    try:
        async with open_line() as line:
            return await asyncio.gather(*(one(line, errand) for errand in wanted))
    except NoAnswerError as error:  # no way out at all
        return [Outcome(errand, failure=error) for errand in wanted]


async def _asked(line: Line, errand: Errand) -> dict[str, Any]:
    if errand.authority.scheme is Scheme.RFC3161:
        return await _rfc3161(line, errand)
    try:
        return await _calendar(line, errand)
    except MalformedError:
        raise RefusedTokenError(
            N_("{name} answered with something that is no proof."),
            name=errand.authority.name,
        ) from None


async def _rfc3161(line: Line, errand: Errand) -> dict[str, Any]:
    authority, imprint = errand.authority, bytes.fromhex(errand.covers.imprint)
    asked = query(imprint)
    token = await line.ask(
        Call(authority.url, MOST_TOKEN, asked.der, {"content-type": QUERY_TYPE})
    )
    verdict = await asyncio.to_thread(judge, token, imprint, authority.pem, asked)
    if not verdict.holds or verdict.time is None:
        raise RefusedTokenError(
            N_("The answer of {name} was refused: {why}."),
            name=authority.name,
            why="; ".join(verdict.refused),
        )
    return {
        **_fields(errand, token),
        "time": verdict.time.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "accepted": list(verdict.accepted),
        "refused": list(verdict.refused),
        "ca": list(authority.ca),
    }


async def _calendar(line: Line, errand: Errand) -> dict[str, Any]:
    if errand.pending:
        proof = await _further(line, errand)
    else:
        imprint = bytes.fromhex(errand.covers.imprint)
        made = Commitment(imprint, random_bytes(NONCE))
        url = f"{errand.authority.url.rstrip('/')}/digest"
        answer = await line.ask(Call(url, MOST, made.digest, {"accept": TYPE}))
        proof = made.proof(answer)
    block = read_proof(proof).block
    fields = {**_fields(errand, proof), "accepted": [f"{tool()} (form)"]}
    return {**fields, "block": block} if block else fields


async def _further(line: Line, errand: Errand) -> bytes:
    """Return a pending proof with the block that its calendar knows by now.

    Only the address that the person chose is asked, whatever the proof names.
    """
    base = errand.authority.url.rstrip("/")
    own = [
        commitment
        for calendar, commitment in read_proof(errand.pending).pending
        if calendar.rstrip("/") == base
    ]
    if not own:
        raise NoAnswerError(
            N_("The proof by {name} waits at another calendar than the one chosen."),
            advice=N_(
                "Open the proof with `ots info`, and choose the calendar that it names."
            ),
            name=errand.authority.name,
        )
    try:
        answer = await line.ask(
            Call(f"{base}/timestamp/{own[0].hex()}", MOST, None, {"accept": TYPE})
        )
    except NoAnswerError as error:
        raise _patience(errand) if error.code == _NOT_FOUND else error from None
    proof = upgraded(errand.pending, own[0], answer)
    if not read_proof(proof).block:
        raise _patience(errand)
    return proof


def _patience(errand: Errand) -> NoAnswerError:
    return NoAnswerError(
        N_("{name} has it, and no Bitcoin block holds it yet."),
        advice=N_(
            "That takes some hours. Ask again tomorrow; the proof so far is kept."
        ),
        name=errand.authority.name,
    )


def _fields(errand: Errand, token: bytes) -> dict[str, Any]:
    made = {
        "name": errand.authority.name,
        "authority": errand.authority.id,
        "scheme": errand.authority.scheme.value,
        "covers": str(errand.covers),
        "imprint": errand.covers.imprint,
        "token": encodebytes(token).decode("ascii").split(),
    }
    return {**made, "exhibit": errand.exhibit} if errand.exhibit else made
