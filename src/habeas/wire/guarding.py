"""What passes between a case and a guardian who holds no copy of it.

Three short texts (docs/spec/recovery.md): a question with the request of a device, the
answer, and the word that a guardian is there. Their signatures are over the texts of
habeas.case.agreeing, so that nothing said on the way can change what was agreed to.
"""

import re
from dataclasses import dataclass
from typing import Final

from habeas.log.base64lines import decode_line, encode_line
from habeas.wire.joining import Asking, read_request
from habeas.wire.refusal import WireError
from habeas.words import N_

MAX_TEXT: Final = 64 * 1024
_SIGNATURE: Final = 64
_QUESTION = re.compile(
    r"habeas\.org/guardian-question/v1\n"
    r"case ([0-9a-f]{32})\n"
    r"recovery ([0-9a-f]{32})\n"
    r"member ([0-9a-f]{32}) ([^\n]{1,500})\n"
    r"\n"
)
_ANSWER = re.compile(
    r"habeas\.org/guardian-answer/v1\n"
    r"recovery ([0-9a-f]{32})\n"
    r"request ([0-9a-f]{64})\n"
    r"signature ([A-Za-z0-9+/=]+)\n"
)
_HERE = re.compile(
    r"habeas\.org/guardian-here/v1\n"
    r"case ([0-9a-f]{32})\n"
    r"day ([0-9]{4}-[0-9]{2}-[0-9]{2})\n"
    r"request ([0-9a-f]{64})\n"
    r"signature ([A-Za-z0-9+/=]+)\n"
)


@dataclass(frozen=True)
class Question:
    """Whether the device that made a request is that of the member of this name."""

    case: str
    recovery: str
    member: str
    name: str
    note: bytes

    @property
    def asking(self) -> Asking:
        """The keys that ask."""
        return read_request(self.note)

    def write(self) -> bytes:
        """Return the text that is sent to a guardian."""
        head = (
            f"habeas.org/guardian-question/v1\ncase {self.case}\n"
            f"recovery {self.recovery}\nmember {self.member} {self.name}\n\n"
        )
        return head.encode() + self.note


@dataclass(frozen=True)
class Answer:
    """A guardian's yes; `about` is the id of the recovery."""

    about: str
    request: bytes
    signature: bytes

    def write(self) -> bytes:
        """Return the text that is sent back."""
        return (
            f"habeas.org/guardian-answer/v1\nrecovery {self.about}\n"
            f"request {self.request.hex()}\nsignature {encode_line(self.signature)}\n"
        ).encode()


@dataclass(frozen=True)
class Here:
    """A guardian's word that they are there and able, on a day."""

    case: str
    day: str
    request: bytes
    signature: bytes

    def write(self) -> bytes:
        """Return the text that is sent to the others."""
        return (
            f"habeas.org/guardian-here/v1\ncase {self.case}\nday {self.day}\n"
            f"request {self.request.hex()}\nsignature {encode_line(self.signature)}\n"
        ).encode()


def read_question(data: bytes) -> Question:
    """Read a question; the request in it is checked.

    Raises:
        NoteError, WireError: another form than the one, or the request was changed.
    """
    text = _text(data)
    hit = _QUESTION.match(text)
    if hit is None:
        raise _strange()
    note = text[hit.end() :].encode()
    read_request(note)
    return Question(hit[1], hit[2], hit[3], hit[4], note)


def read_answer(data: bytes) -> Answer:
    """Read an answer; whose it is, its signature shows to those who know the keys.

    Raises:
        WireError: another form than the one.
    """
    hit = _ANSWER.fullmatch(_text(data))
    if hit is None:
        raise _strange()
    return Answer(hit[1], bytes.fromhex(hit[2]), _blob(hit[3]))


def read_here(data: bytes) -> Here:
    """Read a guardian's word that they are there.

    Raises:
        WireError: another form than the one.
    """
    hit = _HERE.fullmatch(_text(data))
    if hit is None:
        raise _strange()
    return Here(hit[1], hit[2], bytes.fromhex(hit[3]), _blob(hit[4]))


def _text(data: bytes) -> str:
    """Return the text; messengers change the ends of lines."""
    if len(data) > MAX_TEXT:
        raise _strange()
    try:
        return (data.strip().replace(b"\r\n", b"\n") + b"\n").decode()
    except UnicodeDecodeError:
        raise _strange() from None


def _blob(text: str) -> bytes:
    found = decode_line(text, _SIGNATURE)
    if found is None:
        raise _strange()
    return found


def _strange() -> WireError:
    return WireError(
        N_("This is not the text that was expected of a guardian, or for one."),
        advice=N_("Take the text that their Habeas made, whole."),
    )
