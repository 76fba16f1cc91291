"""Carry out erasures that count: at once, to the last page (docs/spec/erasure.md).

Each step may be done twice, and a crash between two is made good at the next unlock:
keys and contents in one transaction, then the index in a new file, the sealed files,
the pages of the log's database, and last the receipt.
"""

from contextlib import suppress

from habeas.actions.desk import Desk
from habeas.actions.record import put
from habeas.case.rules.erasure import entries_line
from habeas.errors import NotFoundError, RefusedError
from habeas.vault import read
from habeas.vault.due import is_due, is_untold
from habeas.vault.erased import (
    GONE,
    TOLD,
    carried,
    clean_traces,
    erased_bodies,
    erased_files,
    obey,
    orders,
    reached,
)
from habeas.vault.own_logs import own_log
from habeas.vault.vault import Vault
from habeas.views.db import start_over
from habeas.views.erasure import named_files


def carry_out(desk: Desk, case: str) -> bool:
    """Obey the erasures of a case, and say so in receipts; say if something was erased.

    Raises:
        StorageError: the disk refused; it is done at the next call.
    """
    with desk.vault.guard:
        found = obey(desk.vault, bytes.fromhex(case))
        if is_due(desk.vault):
            _clean(desk)
        _receipts(desk, case)
    return found


def finish(desk: Desk) -> None:
    """Carry out what a crash, a lock or a full disk left undone.

    Raises:
        StorageError: the disk refused; it is done at the next call.
    """
    if desk.behind or not (is_due(desk.vault) or is_untold(desk.vault)):
        return
    for case in read.cases(desk.vault):
        carry_out(desk, case.hex())


def _clean(desk: Desk) -> None:
    """Leave nothing of what was destroyed in the index, in files, on pages."""
    vault = desk.vault
    cases = read.cases(vault)
    desk.looked.clear()
    start_over(vault, desk.views)
    still = named_files(desk.views)
    for case in cases:
        for one in erased_files(vault, case):
            if one.hex() not in still:
                vault.exhibits.remove(one.hex())
    clean_traces(vault)
    for case in cases:
        for it in carried(vault, case):
            reached(vault, it.record, GONE)


def _receipts(desk: Desk, case: str) -> None:
    """Say of each erasure that this device has carried it out, once."""
    vault, id_ = desk.vault, bytes.fromhex(case)
    for it in carried(vault, id_):
        if it.stage != GONE:
            continue
        with suppress(NotFoundError, RefusedError):  # it joins just now, or is out
            own_log(vault.db, id_)
            counts = {"keys": it.units, "emptied": it.entries, "removed": it.files}
            late = _late(vault, id_)
            put(desk, case, "erased", {"erasure": it.record, **counts, **late})
            reached(vault, it.record, TOLD)


def _late(vault: Vault, case: bytes) -> dict[str, list[str]]:
    """Name what this device wrote of the person before it heard of the erasure."""
    named = {
        (log, at)
        for order in orders(vault, case)
        for log, run in order.entries
        for at in run
    }
    own = {log.id for log in read.logs(vault, case) if log.own}
    late: dict[bytes, set[int]] = {}
    for log, at in erased_bodies(vault, case) - named:
        if log in own:
            late.setdefault(log, set()).add(at)
    lines = [entries_line(log, numbers) for log, numbers in sorted(late.items())]
    return {"entries": lines} if lines else {}
