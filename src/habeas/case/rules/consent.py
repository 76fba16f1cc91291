"""Nothing is used without a recorded consent, for this use and this recipient."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from habeas.case.dates import stretch
from habeas.case.facts.consent import Answer, Use

_WHOLE = frozenset({"person", "use", "answer"})


class Verdict(StrEnum):
    """What the recorded answers say about one use."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ASK_AGAIN = "ask_again"
    MISSING = "missing"


@dataclass(frozen=True)
class Permission:
    """The verdict for a person, and whether the name may be used.

    `scope` is what the answer that decides covers, in the words of who recorded it.
    """

    person: str
    verdict: Verdict
    with_name: bool
    scope: str = ""


def permission(
    answers: Iterable[Mapping[str, Any]],
    person: str,
    use: Use,
    recipient: str,
    today: date,
) -> Permission:
    """Judge consent records (as recorded, oldest first) for one use and recipient.

    The newest answer that covers the use decides. An answer that names a recipient
    covers that recipient alone; one that names none covers any, and a refusal or
    withdrawal that names none ends every earlier consent to the use. A consent that was
    to be asked again by `today` no longer holds. An answer that is not `whole` is
    passed over.
    """
    verdict, with_name, scope = Verdict.MISSING, False, ""
    wanted = plain(recipient)
    for answer in filter(whole, answers):
        named = plain(str((answer.get("recipient") or {}).get("text", "")))
        if answer["person"] != person or answer["use"] != use:
            continue
        if named and named != wanted:
            continue
        verdict = Verdict(Answer(answer["answer"]).value)
        if verdict is Verdict.GIVEN and _is_due(answer, today):
            verdict = Verdict.ASK_AGAIN
        with_name = verdict is Verdict.GIVEN and bool(answer.get("with_name", False))
        scope = str((answer.get("scope") or {}).get("text", ""))
    return Permission(person, verdict, with_name, scope)


def whole(answer: Mapping[str, Any]) -> bool:
    """Say whether it says who answered what to which use: other programs may not."""
    return answer.keys() >= _WHOLE


def _is_due(answer: Mapping[str, Any], today: date) -> bool:
    """Say whether the first day of 'ask again on' has come."""
    span = stretch(str((answer.get("ask_again") or {}).get("edtf", "")))
    day = span.first or span.last
    return day is not None and day <= today


def plain(text: str) -> str:
    """Return a name as names are compared: the same however it is typed."""
    return " ".join(text.casefold().split())
