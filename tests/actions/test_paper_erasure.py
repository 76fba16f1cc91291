"""Papers, when somebody whose words they tell has everything of them erased."""

from habeas.actions.desk import Desk
from habeas.actions.erasure import erase, outlook
from habeas.actions.papers import answer, composed
from habeas.actions.record import put
from habeas.papers.engine.model import runs_in
from tests.filed import DENIAL, QUOTE, Told, come, taken, tell


def withdraws(desk: Desk, told: Told, person: str) -> None:
    consent = {"person": person, "use": "record", "answer": "withdrawn"}
    put(desk, told.case, "consent", consent)


def kept(desk: Desk) -> str:
    """Return everything that the vault can show."""
    rows = desk.views.db.all("SELECT state FROM records")
    return "\n".join(str(row[0]) for row in rows)


def test_a_paper_goes_with_whose_case_it_is(desk: Desk) -> None:
    told = tell(desk)
    come(desk, told, taken(desk, told))
    assert kept(desk).count(QUOTE) >= 3  # the claim, the copy, the file that came back
    withdraws(desk, told, told.person)
    found = outlook(desk, told.case, told.person)
    assert found.kinds["paper"] == found.kinds["paper_copy"] == 1
    assert found.kinds["paper_filing"] == 1
    assert found.kinds["paper_answer"] > 1
    erase(desk, told.case, told.person, found.seal)
    assert QUOTE not in kept(desk)


def test_a_paper_with_anothers_words_is_told_before_they_go(desk: Desk) -> None:
    told = tell(desk)
    taken(desk, told)
    withdraws(desk, told, told.prison)
    found = outlook(desk, told.case, told.prison)
    assert "paper_copy" in {line.type for line in found.stays}
    assert "paper" not in found.kinds
    erase(desk, told.case, told.prison, found.seal)
    made = composed(desk, told.case, told.paper).paper
    assert all(DENIAL not in run.text for run in runs_in(made.blocks))


def test_who_is_named_in_an_answer_finds_it_before_the_name_is_forgotten(
    desk: Desk,
) -> None:
    told = tell(desk)
    names = {"person": told.prison, "names": [{"text": "Bolat Ospanov"}]}
    put(desk, told.case, "identity", names)
    answer(desk, told.case, told.paper, {"confidential": "That Bolat Ospanov wrote."})
    withdraws(desk, told, told.prison)
    found = outlook(desk, told.case, told.prison)
    assert [one.type for one in found.stays if "answer" in one.type] == ["paper_answer"]
