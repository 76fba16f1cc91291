"""A sealed paper is handed out as an exhibit only if the checks let the paper go."""

import pytest

from habeas.actions.desk import Desk
from habeas.actions.looking import make_copy
from habeas.actions.paper_checks import KeptInError, look, set_all_aside, stopping_now
from habeas.actions.paper_originals import paper_of, take_original
from habeas.actions.papers import seal
from habeas.actions.record import put, withdraw
from habeas.views.records import records
from tests.filed import WHY, Told, tell


@pytest.fixture
def told(desk: Desk) -> Told:
    return tell(desk)


def test_what_keeps_a_paper_in_keeps_its_sealed_original_in(
    desk: Desk, told: Told
) -> None:
    case, one = told.case, told.paper
    document = seal(desk, case, one)
    copy = make_copy(desk, case, document)
    opened = len(records(desk.views, case, "access"))
    for each in (document, copy):
        assert paper_of(desk.views, case, each) == one
        with pytest.raises(KeptInError):
            take_original(desk, case, each, "en")
    assert len(records(desk.views, case, "access")) == opened
    stopping = stopping_now(desk, case, one, look(desk, case, one), "en")
    set_all_aside(desk, case, one, stopping, WHY)
    assert b"".join(take_original(desk, case, document, "en")).startswith(b"%PDF")
    withdraw(desk, case, one, reason="not this one")
    assert paper_of(desk.views, case, document) == one
    refused = {"person": told.person, "answer": "refused", "use": "international"}
    put(desk, case, "consent", refused)
    with pytest.raises(KeptInError):
        take_original(desk, case, document, "en")
