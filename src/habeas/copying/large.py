"""Files of several parts: sent and fetched in order, going on where it broke off."""

from functools import partial

from habeas.actions.desk import Desk
from habeas.copying.files import Large, large_files, open_list, seal_list
from habeas.copying.line import Line
from habeas.crypto.digest import sha256
from habeas.errors import DamagedError
from habeas.sync.refusals import GoneError, SyncError, UnreachableError
from habeas.vault.arriving import Arrival, part_of
from habeas.vault.hubs import (
    Holding,
    are_refused,
    holdings,
    keep_parts,
    parts_of,
    refuse_parts,
)


async def carry_large(line: Line, *, reads: bool) -> None:
    """Send the large files that the hub lacks, fetch those that are lacking here.

    What is wrong with one is noted, and the others go on: whoever may write can name a
    file that cannot be.

    Raises:
        UnreachableError: it broke off; the parts that went or came stay.
        StorageError: the disk refused.
    """
    files = await line.at(lambda desk: large_files(desk, line.case))
    if not files:
        return
    there = await line.at(lambda desk: _blobs(desk, line))
    came: set[str] = set()
    for file in files:
        try:
            if file.here and line.writer:
                await _send(line, file, there)
            elif reads and not file.here and file.stored not in came:
                came |= await _fetch(line, file, there)
        except UnreachableError:
            raise
        except (SyncError, DamagedError) as error:
            line.done.fail(error)


def _blobs(desk: Desk, line: Line) -> dict[bytes, int]:
    """Return the blobs of a hub with their sizes; -1 for what was erased there."""
    told = holdings(desk.vault, line.id, line.place.hub.key)
    found = {bytes.fromhex(one.id): one.size for one in told if one.kind == "blob"}
    gone = {bytes.fromhex(one.id): -1 for one in told if one.kind == "blob-erased"}
    return found | gone


async def _send(line: Line, file: Large, there: dict[bytes, int]) -> None:
    """Send the parts, and then the list of them: who finds it finds all."""
    parts = await _hashes(line, file)
    for number, hash_ in enumerate(parts):
        if hash_ not in there:
            part = await line.at(partial(_part, stored=file.stored, number=number))
            await _put(line, part)
    sealed = seal_list(file, parts)
    if sha256(sealed) not in there:
        await _put(line, sealed)
        line.done.sent.files += 1


async def _put(line: Line, part: bytes) -> None:
    assert line.writer is not None  # it was asked before
    try:
        await line.hub.put_blob(line.writer, part)
    except GoneError:
        await line.note(Holding("blob-erased", sha256(part).hex(), 0))
    else:
        await line.note(Holding("blob", sha256(part).hex(), len(part)))


async def _hashes(line: Line, file: Large) -> list[bytes]:
    """Return the hashes of a file's parts: read once, then remembered."""
    known = await line.at(lambda desk: parts_of(desk.vault, file.stored))
    if len(known) == file.count:
        return known
    found = []
    for number in range(file.count):
        part = await line.at(partial(_part, stored=file.stored, number=number))
        found.append(sha256(part))
    await line.at(partial(_note_parts, stored=file.stored, parts=found))
    return found


async def _fetch(line: Line, file: Large, there: dict[bytes, int]) -> set[str]:
    """Fetch a file; return its name if it came."""
    parts = await _listed(line, file, there)
    if not parts:
        return set()  # whoever has it has not sent all of it yet
    arrival = await line.at(lambda desk: Arrival(desk.vault.exhibits, file.stored))
    fresh = not arrival.parts
    while await line.at(lambda _desk: arrival.reread()):
        pass
    for hash_ in parts[arrival.parts :]:
        part = await line.hub.get_blob(line.caller, hash_)
        await line.at(partial(_keep, arrival=arrival, part=part))
    try:
        await line.at(lambda _desk: arrival.finish())
    except DamagedError:
        if fresh:  # else what was here before may have been the wrong part of it
            await line.at(partial(_refuse, stored=file.stored, parts=parts))
        raise
    await line.at(partial(_note_parts, stored=file.stored, parts=parts))
    line.done.came.files += 1
    return {file.stored}


async def _listed(line: Line, file: Large, there: dict[bytes, int]) -> list[bytes]:
    """Return the parts of a file that is not here; none if nobody sent them yet.

    Whoever reads the case can make a list; one that led to another file is not tried
    again, and one whose parts are not there hides no other.
    """
    for id_, size in there.items():
        if size == file.list_size:
            found = open_list(file, await line.hub.get_blob(line.caller, id_))
            if found is None or sum(there.get(one, 0) for one in found) != file.size:
                continue
            if not await line.at(partial(_refused, stored=file.stored, parts=found)):
                return found
    return []


def _part(desk: Desk, stored: str, number: int) -> bytes:
    return part_of(desk.vault.exhibits, stored, number)


def _keep(_desk: Desk, arrival: Arrival, part: bytes) -> None:
    arrival.take(part)


def _note_parts(desk: Desk, stored: str, parts: list[bytes]) -> None:
    keep_parts(desk.vault, stored, parts)


def _refuse(desk: Desk, stored: str, parts: list[bytes]) -> None:
    refuse_parts(desk.vault, stored, parts)


def _refused(desk: Desk, stored: str, parts: list[bytes]) -> bool:
    return are_refused(desk.vault, stored, parts)
