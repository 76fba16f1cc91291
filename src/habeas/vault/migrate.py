"""Bring the keys of an older vault into the tables of this version, once.

Older vaults knew one writer: epochs without a name, boxes without a head, units without
a maker. Nothing that is signed changes.
"""

from habeas.crypto.boxes import (
    box_fingerprint,
    box_public,
    epochbox_info,
    keybox_info,
    unbox,
)
from habeas.crypto.failure import OpenError
from habeas.errors import DamagedError
from habeas.vault.database import Database, Row
from habeas.wire.boxes import BoxHead, epochbox_object, keybox_object, object_id
from habeas.words import N_

_OLD = ("epochboxes", "units", "epochs")


def migrate(db: Database, member_private: bytes) -> None:
    """Move what the old tables hold, and drop them; nothing if there are none.

    Raises:
        DamagedError: a box doesn't open; nothing was changed.
    """
    if db.one("SELECT 1 FROM sqlite_schema WHERE name = 'epochboxes'") is None:
        return
    with db.transaction():
        privates: dict[Row, bytes] = {}
        for row in db.all(
            "SELECT case_id, compartment, epoch, public, box FROM epochs"
            " JOIN epochboxes USING (case_id, compartment, epoch)"
        ):
            privates[row[:3]] = _move_epoch(db, member_private, row)
        for row in db.all(
            "SELECT case_id, compartment, epoch, id, subject, keybox FROM units"
        ):
            _move_unit(db, privates[row[:3]], row)
        for table in _OLD:
            db.run(f"DROP TABLE {table}")


def _move_epoch(db: Database, member_private: bytes, row: Row) -> bytes:
    case, compartment, epoch, public, box = row
    own = box_public(member_private)
    private = _opened(member_private, box, epochbox_info(case, compartment, epoch, own))
    head = BoxHead(case, compartment, epoch, box_fingerprint(public))
    made = epochbox_object(head, public, own, private)
    db.run(
        "INSERT INTO epoch_keys VALUES (?, ?, ?, ?, ?)",
        (case, compartment, epoch, head.key, public),
    )
    db.run("INSERT INTO epoch_now VALUES (?, ?, ?)", (case, compartment, head.key))
    db.run(
        "INSERT INTO epoch_boxes VALUES (?, ?, ?, ?)",
        (object_id(made), case, head.key, made),
    )
    return private


def _move_unit(db: Database, private: bytes, row: Row) -> None:
    case, compartment, epoch, unit, subject, keybox = row
    public = box_public(private)
    head = BoxHead(case, compartment, epoch, box_fingerprint(public), unit)
    made = None
    if keybox is not None:
        info = keybox_info(case, compartment, epoch, unit)
        made = keybox_object(head, public, _opened(private, keybox, info), subject)
    db.run(
        "INSERT INTO unit_boxes VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?)",
        (
            *(unit, case, compartment, epoch, head.key, subject),
            *(object_id(made) if made else b"", made),
        ),
    )


def _opened(private: bytes, sealed: bytes, info: bytes) -> bytes:
    try:
        return unbox(private, sealed, info)
    except OpenError as error:
        raise DamagedError(N_("A key of this vault is not what was sealed.")) from error
