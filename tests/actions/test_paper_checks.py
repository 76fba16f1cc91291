"""What keeps a paper in, and what lets it out, over a small case."""

import pytest

from habeas.actions.desk import Desk
from habeas.actions.paper_checks import address
from habeas.actions.papers import Beginning, agreed, begin
from habeas.actions.record import correct, open_case, put
from habeas.case.rules.consent import Verdict
from habeas.views.papers import paper
from habeas.views.records import records


def text(words: str, lang: str = "en") -> dict[str, str]:
    return {"lang": lang, "text": words}


@pytest.fixture
def told(desk: Desk) -> tuple[str, str]:
    """Return a case and the one complainant in it, who is its subject."""
    one = open_case(desk, {"title": text("A."), "law": "KZ"}, "test")
    person = put(desk, one, "person", {"pseudonym": "A.", "role": "complainant"})
    (line,) = (each.id for each in records(desk.views, one, "case"))
    correct(desk, one, line, {"subject": person}, reason="known now")
    return one, person


def test_consents_are_judged_for_the_recipient(
    desk: Desk, told: tuple[str, str]
) -> None:
    case, person = told
    given = {"person": person, "use": "international", "answer": "given"}
    put(desk, case, "consent", {**given, "recipient": text("Working  group")})
    one = begin(desk, case, Beginning("allegation-letter", "en", recipient=" SPT "))

    def verdict() -> Verdict:
        (answer,) = agreed(desk, case, paper(desk.views, case, one))
        return answer.verdict

    assert paper(desk.views, case, one).recipient == "SPT"
    assert verdict() is Verdict.MISSING
    assert address(desk, case, one, "Working Group")
    assert not address(desk, case, one, "Working Group ")
    assert verdict() is Verdict.GIVEN
    put(desk, case, "consent", {**given, "answer": "withdrawn"})
    assert verdict() is Verdict.WITHDRAWN
    assert address(desk, case, one, "")
    assert not paper(desk.views, case, one).recipient
