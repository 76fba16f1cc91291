"""A device outside of a case: hand in what it can't read back, and hear who it is for.

docs/spec/outside.md. What is handed in is sealed as it is written, to the public key of
the case: from then on no key of this device opens it. What is not signed by who leads
the case, as this device was told by two people who compared a number, is not believed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from habeas.actions.desk import Desk
from habeas.actions.drafting import New
from habeas.actions.record import put_unread
from habeas.actions.texts import sealed_value
from habeas.case.facts.claims import Stance
from habeas.crypto.digest import sha256
from habeas.crypto.failure import OpenError
from habeas.errors import BadInputError, NotFoundError, RefusedError
from habeas.text.kinds import sniff
from habeas.vault import read
from habeas.vault.arriving import part_of
from habeas.vault.case_keys import device_in, keys_in
from habeas.vault.exhibits import Intake, SealedFile
from habeas.vault.heard import note_met
from habeas.vault.outside import (
    Believed,
    HandedFile,
    audits,
    believe,
    believed,
    is_outside,
    note_handed,
    notices_for_us,
    once_leads,
    outside_cases,
    speak_against,
)
from habeas.wire.joining import number
from habeas.wire.notice import Notice, Word, open_notice, read_notice, weigh
from habeas.wire.parts import PART, seal_parts
from habeas.words import N_

CONTRIBUTOR, AUDITOR = "contributor", "auditor"
NO_NUMBER = 0
"""The exhibit number of a file that came from outside: who reads the case gives one."""
_HEAD = 4096


@dataclass(frozen=True)
class Place:
    """A case that this device is outside of; nothing of it is known but this."""

    case: str
    believed: Believed

    @property
    def role(self) -> str:
        """What this device may do: contributor, auditor, or out."""
        return self.believed.notice.role


def places_outside(desk: Desk) -> list[Place]:
    """Return the cases that this vault is outside of, the oldest first."""
    vault = desk.vault
    found = []
    with vault.guard:
        for case in outside_cases(vault):
            heard = believed(vault, case)
            if heard is not None and is_outside(vault, case):
                found.append(Place(case.hex(), heard))
    return found


def place_outside(desk: Desk, case: str, role: str = "") -> Place:
    """Return one of them, of this role.

    Raises:
        NotFoundError: this vault is not outside of such a case.
    """
    for one in places_outside(desk):
        if one.case == case and role in ("", one.role):
            return one
    raise NotFoundError(N_("There is no such case in this vault."))


def hear_notices(desk: Desk, case: str) -> bool:
    """Heed the notices that came for this device; say whether one counts from now on.

    Raises:
        StorageError: the disk refused; they are heeded at the next call.
    """
    vault, id_, new = desk.vault, bytes.fromhex(case), False
    with vault.guard:
        if believed(vault, id_) is None:
            return False
        notes = notices_for_us(vault, id_)
        notes.sort(key=lambda note: read_notice(note)[0].number)
        for note in notes:
            new |= _heed(desk, id_, note) is Word.NEW
    return new


def note_sizes(desk: Desk, case: str) -> None:
    """Note when an auditor met each log in the size that it has here.

    Raises:
        StorageError: the disk refused; it is noted the next time.
    """
    vault, id_ = desk.vault, bytes.fromhex(case)
    with vault.guard:
        if audits(vault, id_):
            sizes = {one.id.hex(): one.size for one in read.logs(vault, id_)}
            note_met(vault, id_, sizes, desk.clock.now())


def _heed(desk: Desk, case: bytes, note: bytes) -> Word:
    vault, held = desk.vault, believed(desk.vault, case)
    assert held is not None  # it was asked before
    notice, signer = read_notice(note)
    if not _is_ours(desk, case, notice):
        return Word.STRANGE
    word = weigh(held.notice, once_leads(vault, case), notice, signer)
    if word is Word.NEW and not held.against:
        believe(vault, case, note, _now(desk))
    elif word is Word.AGAINST and not held.against:
        speak_against(vault, case)
    return word


def _is_ours(desk: Desk, case: bytes, notice: Notice) -> bool:
    return notice.case == case and notice.device == device_in(desk.vault, case)


def begin_believing(desk: Desk, case: bytes, note: bytes, signer: bytes) -> None:
    """Believe the notice that came with a welcome whose number was compared.

    Raises:
        RefusedError: it is not of this case and device, or of who signed the welcome.
    """
    notice, wrote = read_notice(note)
    if not _is_ours(desk, case, notice) or wrote != signer:
        raise RefusedError(N_("The notice in this welcome is of somebody else."))
    believe(desk.vault, case, note, _now(desk))


def take_notice(desk: Desk, data: bytes, heard: str = "") -> str:
    """Take a notice that came as a file; return the case.

    With `heard`, the number that whoever leads the case read out: it counts whatever
    was believed before. Without, it must follow on what is believed.

    Raises:
        WireError, BadInputError: it is none, or the numbers differ.
        NotFoundError: it is for another device.
        RefusedError: it does not follow; it must be compared aloud.
    """
    case, note = _opened(desk, data)
    if heard:
        _compare(number(data), heard)
        believe(desk.vault, case, note, _now(desk))
    elif _heed(desk, case, note) in (Word.STRANGE, Word.AGAINST) or _stopped(
        desk, case
    ):
        raise RefusedError(
            N_("This notice does not follow on what this device was told before."),
            advice=N_(
                "Call whoever let you in, at a number that you know, and let them read"
                " out the thirty digits of this notice. Type them beside it."
            ),
        )
    return case.hex()


def _compare(own: str, heard: str) -> None:
    digits = "".join(one for one in heard if one.isdecimal())
    if digits != own.replace(" ", ""):
        raise BadInputError(
            N_("The numbers differ."),
            advice=N_("Let it be read out once more. Nothing was done."),
            field="heard",
        )


def _stopped(desk: Desk, case: bytes) -> bool:
    held = believed(desk.vault, case)
    return held is not None and held.against


def _opened(desk: Desk, data: bytes) -> tuple[bytes, bytes]:
    for case in outside_cases(desk.vault):
        try:
            note = open_notice(data, keys_in(desk.vault, case).box_private)
        except OpenError:
            continue
        if _is_ours(desk, case, read_notice(note)[0]):
            return case, note
    raise NotFoundError(
        N_("This notice is for another device."),
        advice=N_("Open it on the device that was let in."),
    )


def hand_in_note(desk: Desk, case: str, fields: Mapping[str, Any]) -> None:
    """Hand in a note. It is sealed when this returns, and can't be read here any more.

    Raises:
        RefusedError: this device may hand in nothing now.
        BadInputError: a field is wrong; nothing was recorded.
        StorageError: the disk refused; nothing was recorded.
    """
    _hand_in(desk, case, [New("note", fields)])


def hand_in_statement(
    desk: Desk, case: str, speaker: str, fields: Mapping[str, Any]
) -> None:
    """Hand in what somebody said: who, as the sender calls them, and their words.

    It says only that it was said. Raises as `hand_in_note`.
    """
    person = New("person", {"pseudonym": speaker.strip(), "role": "other"})
    said = {**fields, "speaker": person.id, "stance": Stance.ALLEGED}
    _hand_in(desk, case, [person, New("claim", said)])


class HandingIn:
    """A file that is handed in: `write` its bytes, then `finish` or `abort`."""

    def __init__(self, desk: Desk, case: str, name: str) -> None:
        require_may(desk, case)
        self._desk, self._case, self._name = desk, case, name
        self._intake: Intake = desk.vault.exhibits.receive()
        self._head = b""
        self._sealed: SealedFile | None = None

    def write(self, data: bytes) -> None:
        """Seal the next piece.

        Raises:
            StorageError: the disk is full; nothing is kept.
        """
        if len(self._head) < _HEAD:
            self._head += data[: _HEAD - len(self._head)]
        self._intake.write(data)

    def finish(self, fields: Mapping[str, Any] | None = None) -> None:
        """Make it durable and hand it in; its key is gone when this returns.

        Raises:
            BadInputError: the file is empty. StorageError: the disk is full.
        """
        sealed = self._sealed = self._intake.finish()
        try:
            _require_some(sealed)
            file = sealed_value(sealed, sniff(self._head, self._name))
            own = {**(fields or {}), "file": file, "number": NO_NUMBER}
            own |= {"name": self._name, "md5": sealed.md5, "sha1": sealed.sha1}
            parts = _list_of(self._desk, sealed)
            named = (HandedFile(sealed.stored, parts),)
            _hand_in(self._desk, self._case, [New("document", own)], named)
        except BaseException:
            self.abort()
            raise
        self._sealed = None

    def abort(self) -> None:
        """Drop what was received and not handed in; twice is fine."""
        self._intake.abort()
        sealed, self._sealed = self._sealed, None
        if sealed is not None:
            self._desk.vault.exhibits.discard(sealed)


def _require_some(sealed: SealedFile) -> None:
    if sealed.size == 0:
        raise BadInputError(
            N_("The file is empty."),
            advice=N_("Check that it was copied to the end. Nothing was recorded."),
        )


def _list_of(desk: Desk, sealed: SealedFile) -> bytes:
    """Return the sealed list of a file's parts, while its key is known; b'' for one."""
    parts = [sha256(part) for part in _parts(desk, sealed.stored)]
    if len(parts) == 1:
        return b""
    return seal_parts(sealed.identity, sealed.stored, parts)


def _parts(desk: Desk, stored: str) -> Iterator[bytes]:
    number_, part = 0, part_of(desk.vault.exhibits, stored, 0)
    while part:
        yield part
        number_ += 1
        part = (
            part_of(desk.vault.exhibits, stored, number_) if len(part) == PART else b""
        )


def _hand_in(
    desk: Desk, case: str, news: list[New], files: tuple[HandedFile, ...] = ()
) -> None:
    with desk.vault.guard:
        require_may(desk, case)

        def noted(log: str, index: int) -> None:
            for at in range(index, index + len(news)):
                last = at == index + len(news) - 1
                where, told = (log, at), files if last else ()
                note_handed(desk.vault, bytes.fromhex(case), where, _now(desk), told)

        put_unread(desk, case, news, noted)


def require_may(desk: Desk, case: str) -> None:
    """Refuse to seal for a case that this device may add nothing to now.

    Raises:
        RefusedError: it is out, only looks, or was told two things.
        NotFoundError: this vault is not outside of such a case.
    """
    place = place_outside(desk, case)
    if place.believed.against:
        raise RefusedError(
            N_("Two who led this case told this device two different things."),
            advice=N_(
                "Call whoever let you in, at a number that you know. Until you took a"
                " notice whose number you compared, nothing is sealed for anybody."
            ),
        )
    if place.role != CONTRIBUTOR:
        raise RefusedError(
            N_("This device may add nothing to this case now."),
            advice=N_("Ask whoever let you in. Nothing was recorded."),
        )


def waits_for_its_log(desk: Desk, case: str) -> bool:
    """Say whether a device that was told of a case may begin its log in it."""
    held = believed(desk.vault, bytes.fromhex(case))
    return held is not None and bool(held.notice.public)


def _now(desk: Desk) -> str:
    return desk.clock.now().isoformat(timespec="seconds")
