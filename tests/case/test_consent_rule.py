"""Nothing is used without a consent for this use and this recipient."""

from datetime import date
from typing import Any

import pytest

from habeas.case.facts.consent import Use
from habeas.case.rules.consent import Permission, Verdict, permission

WHO, OTHER = "1" * 32, "2" * 32
TODAY = date(2026, 11, 22)


def answer(word: str, **more: object) -> dict[str, Any]:
    return {"person": WHO, "use": "court", "answer": word, **more}


def to(name: str) -> dict[str, str]:
    return {"lang": "en", "text": name}


TABLE: dict[str, tuple[list[dict[str, Any]], Verdict, bool]] = {
    "nobody was asked": ([], Verdict.MISSING, False),
    "given to anybody": ([answer("given")], Verdict.GIVEN, False),
    "given with the name": ([answer("given", with_name=True)], Verdict.GIVEN, True),
    "given to this court": (
        [answer("given", recipient=to(" city  COURT "))],
        Verdict.GIVEN,
        False,
    ),
    "given to another court": (
        [answer("given", recipient=to("District court"))],
        Verdict.MISSING,
        False,
    ),
    "given for another use": (
        [{**answer("given"), "use": "ngo"}],
        Verdict.MISSING,
        False,
    ),
    "of nobody": ([{"use": "court", "answer": "given"}], Verdict.MISSING, False),
    "to no use": (
        [answer("given"), {"person": WHO, "answer": "refused"}],
        Verdict.GIVEN,
        False,
    ),
    "without an answer": (
        [answer("refused"), {"person": WHO, "use": "court"}],
        Verdict.REFUSED,
        False,
    ),
    "given by somebody else": (
        [{**answer("given"), "person": OTHER}],
        Verdict.MISSING,
        False,
    ),
    "refused": ([answer("refused", with_name=True)], Verdict.REFUSED, False),
    "given, then withdrawn": (
        [answer("given", with_name=True), answer("withdrawn")],
        Verdict.WITHDRAWN,
        False,
    ),
    "given to one, then withdrawn for all": (
        [answer("given", recipient=to("City court")), answer("withdrawn")],
        Verdict.WITHDRAWN,
        False,
    ),
    "withdrawn for another": (
        [answer("given"), answer("withdrawn", recipient=to("District court"))],
        Verdict.GIVEN,
        False,
    ),
    "given, not yet to be asked again": (
        [answer("given", ask_again={"edtf": "2026-12"})],
        Verdict.GIVEN,
        False,
    ),
    "given, to be asked again today": (
        [answer("given", with_name=True, ask_again={"edtf": "2026-11-22"})],
        Verdict.ASK_AGAIN,
        False,
    ),
    "asked again and given": (
        [answer("given", ask_again={"edtf": "2022-06"}), answer("given")],
        Verdict.GIVEN,
        False,
    ),
    "refused, then given": ([answer("refused"), answer("given")], Verdict.GIVEN, False),
}


@pytest.mark.parametrize("name", TABLE)
def test_the_newest_answer_that_covers_the_use_decides(name: str) -> None:
    answers, verdict, with_name = TABLE[name]
    expected = Permission(WHO, verdict, with_name)
    assert permission(answers, WHO, Use.COURT, "City court", TODAY) == expected
