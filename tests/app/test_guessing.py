"""Who holds the envelopes, and knows what might stand in a body, learns nothing."""

from habeas.actions import record
from habeas.actions.desk import Desk
from habeas.case.codec import decode_body
from habeas.log.entry import Envelope, decode
from habeas.vault import read

NOTE = {"text": {"lang": "en", "text": "He was there that night."}}


def newest(desk: Desk, case: str) -> tuple[Envelope, bytes]:
    """Return the last entry's envelope and its body."""
    (log,) = read.logs(desk.vault, bytes.fromhex(case))
    *_, stored = read.entries(desk.vault, log.id, 0)
    return decode(stored.envelope), read.open_body(desk.vault, stored)


def test_one_thing_recorded_twice_has_nothing_in_common(desk: Desk, case: str) -> None:
    record.put(desk, case, "note", NOTE)
    first, body = newest(desk, case)
    record.put(desk, case, "note", NOTE)
    second, again = newest(desk, case)

    assert decode_body(body).fields == decode_body(again).fields
    assert first.commit != second.commit
    assert first.body_hash != second.body_hash
    assert decode_body(body).salt != decode_body(again).salt


def test_an_envelope_does_not_tell_two_people_apart(desk: Desk, case: str) -> None:
    told = []
    for name in ("A.", "B."):
        person = record.put(
            desk, case, "person", {"pseudonym": name, "role": "witness"}
        )
        names = [{"text": "Somebody Invented", "kind": "full"}]
        fields = {"person": person, "names": names}
        record.put(desk, case, "identity", fields)
        told.append(newest(desk, case)[0])

    first, second = told
    assert (first.case, first.log, first.compartment, first.epoch, first.body_size) == (
        second.case,
        second.log,
        second.compartment,
        second.epoch,
        second.body_size,
    )
