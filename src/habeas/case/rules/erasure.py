"""When a person may be erased, and the exact form of what an erasure names."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from habeas.case.facts.consent import Answer, Use
from habeas.case.facts.erasure import Basis
from habeas.errors import BadInputError
from habeas.words import N_

_ID = re.compile(r"(?!0{32})[0-9a-f]{32}\Z")
_UNIT = re.compile(r"[0-9a-f]{32} [0-9a-f]{32}\Z")
_FILE = re.compile(r"[0-9a-f]{64}(?: [0-9a-f]{64})*\Z")
_NUMBERS = r"[0-9]{1,9}(?:-[0-9]{1,9})?"
_ENTRIES = re.compile(rf"[0-9a-f]{{64}} {_NUMBERS}(?:,{_NUMBERS})*\Z")
_MOST = 1_000_000
_ENDS = {Answer.WITHDRAWN: Basis.WITHDRAWN, Answer.REFUSED: Basis.REFUSED}


def deciding_answer(
    answers: Iterable[tuple[str, Mapping[str, Any]]], person: str
) -> tuple[str, Mapping[str, Any]] | None:
    """Return the newest answer of a person to being kept in the case, None without one.

    `answers` are consent records with their ids, oldest first. An answer about another
    use (a court, publishing) or for one recipient says nothing of keeping it.
    """
    found = None
    for one, fields in answers:
        named = (fields.get("recipient") or {}).get("text", "")
        if fields["person"] == person and fields["use"] == Use.RECORD and not named:
            found = (one, fields)
    return found


def basis_of(answer: Mapping[str, Any] | None) -> Basis | None:
    """Return on what ground a person may be erased, None if there is none."""
    return _ENDS.get(Answer(answer["answer"])) if answer else None


def check_erasure(fields: Mapping[str, Any]) -> None:
    """Refuse an erasure that does not name exactly what it erases.

    Raises:
        BadInputError: names the field.
    """
    for name in ("whose", "consent"):
        if not _ID.match(str(fields.get(name))):
            raise _malformed(name)
    _check_lines(fields, "units", _UNIT)
    _check_lines(fields, "files", _FILE)
    check_entries(fields)


def check_entries(fields: Mapping[str, Any]) -> None:
    """Refuse entries that are not named in the one form, or that are too many.

    Raises:
        BadInputError: names the field.
    """
    _check_lines(fields, "entries", _ENTRIES)
    named = entries_named(fields.get("entries") or ())
    if sum(len(run) for _, run in named) > _MOST or not all(r for _, r in named):
        raise _malformed("entries")


def _check_lines(fields: Mapping[str, Any], name: str, form: re.Pattern[str]) -> None:
    lines = fields.get(name) or ()
    if not isinstance(lines, (list, tuple)) or not all(
        isinstance(one, str) and form.match(one) for one in lines
    ):
        raise _malformed(name)


def _malformed(field: str) -> BadInputError:
    return BadInputError(
        N_("It is not said in the one form what is erased."), field=field
    )


def entries_line(log: bytes, numbers: Iterable[int]) -> str:
    """Return how the entries of one log are named: '<log> 3-7,9'."""
    told, run = [], list[int]()
    for at in sorted(set(numbers)):
        if run and at == run[-1] + 1:
            run.append(at)
            continue
        if run:
            told.append(_run(run))
        run = [at]
    return f"{log.hex()} {','.join([*told, _run(run)])}"


def _run(run: list[int]) -> str:
    return f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}"


def entries_named(lines: Iterable[str]) -> list[tuple[bytes, range]]:
    """Return the entries that an erasure names: each log with runs of its numbers."""
    return [
        (bytes.fromhex(line[:64]), range(start, stop))
        for line in lines
        for start, stop in _ranges(line)
    ]


def _ranges(line: str) -> list[tuple[int, int]]:
    found = []
    for one in line[65:].split(","):
        first, _, last = one.partition("-")
        found.append((int(first), int(last or first) + 1))
    return found
