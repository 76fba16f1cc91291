"""A guardian who holds no copy of a case: what their own program does for them."""

from base64 import b64encode
from datetime import date

from habeas.actions.desk import Desk
from habeas.actions.joining import compare
from habeas.case.agreeing import approval_text, rehearsal_text
from habeas.crypto.sign import ed25519_sign
from habeas.errors import NotFoundError
from habeas.vault.acts import founder
from habeas.vault.case_keys import CaseKeys, keys_in
from habeas.wire.guarding import Answer, Here, Question, read_question
from habeas.wire.joining import number
from habeas.words import N_


def look(data: bytes) -> Question:
    """Return a question that was sent to a guardian.

    Raises:
        NoteError, WireError: it is none, or was changed.
    """
    return read_question(data)


def elsewhere(desk: Desk) -> list[str]:
    """Return the cases that this vault was let into, and of which it holds nothing."""
    with desk.vault.guard:
        rows = desk.vault.db.all(
            "SELECT case_id FROM case_roots WHERE NOT EXISTS (SELECT 1 FROM entries"
            " JOIN logs ON log = logs.id WHERE logs.case_id = case_roots.case_id)"
            " ORDER BY case_id"
        )
    return [bytes(row[0]).hex() for row in rows]


def answer(desk: Desk, data: bytes, heard: str) -> bytes:
    """Return a guardian's signed yes to a question.

    `heard` is the number that the person read out who lost their devices.

    Raises:
        NoteError, WireError: it is no question, or was changed.
        BadInputError: another number.
        NotFoundError: this vault was never let into that case.
    """
    asked = read_question(data)
    compare(number(asked.note), heard)
    keys, asking = _keys(desk, asked.case), asked.asking
    fields = {
        "member": asked.member,
        "box": b64encode(asking.box).decode(),
        "log": asking.log.hex(),
        "mldsa44": b64encode(asking.mldsa44).decode(),
        "request": asking.request.hex(),
    }
    text = approval_text(asked.recovery, fields, asked.name)
    signature = ed25519_sign(keys.request_seed, text)
    return Answer(asked.recovery, keys.request, signature).write()


def say_here(desk: Desk, case: str) -> bytes:
    """Return a guardian's signed word that they are there and able, for today.

    Raises:
        NotFoundError: this vault was never let into that case.
    """
    keys, day = _keys(desk, case), desk.clock.now().date()
    return _here(case, day, keys)


def _here(case: str, day: date, keys: CaseKeys) -> bytes:
    text = rehearsal_text(keys.request.hex(), day.isoformat())
    signature = ed25519_sign(keys.request_seed, text)
    return Here(case, day.isoformat(), keys.request, signature).write()


def _keys(desk: Desk, case: str) -> CaseKeys:
    id_ = bytes.fromhex(case)
    if not founder(desk.vault, id_):  # asking for keys would make some
        raise NotFoundError(
            N_("This vault was never let into the case that this is about."),
            advice=N_("Open it in the vault in which you were made a guardian."),
        )
    return keys_in(desk.vault, id_)
