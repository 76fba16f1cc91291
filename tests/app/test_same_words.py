"""What happens in proceedings has the same words in the records and in the rule packs.

The rooms `case` and `law` may not know each other; views join them by these words.
"""

from habeas.case.facts.proceedings import Filing, Law, Ruling, Step, Track
from habeas.law.events import ACTS, CIRCUMSTANCES, EVENTS, PROCEEDINGS
from habeas.law.packs import CODES, packs
from habeas.views import happenings, proceedings, roles


def test_the_kinds_of_step_are_the_events_of_the_packs() -> None:
    assert set(map(str, Step)) == set(EVENTS)


def test_the_kinds_of_proceedings_are_those_of_the_packs() -> None:
    assert set(map(str, Track)) == set(PROCEEDINGS)


def test_decisions_and_what_is_filed_are_the_acts_but_for_measures() -> None:
    said = {*map(str, Ruling), *map(str, Filing)}
    assert said - {"measure"} == set(ACTS)
    assert {happenings._act(one) for one in Ruling} <= set(ACTS)
    assert happenings._act(None) == ""


def test_each_law_that_a_case_may_name_has_a_pack() -> None:
    assert set(map(str, Law)) == set(CODES) == set(packs())


def test_every_fact_that_is_told_is_one_that_the_packs_know() -> None:
    assert set(proceedings._FLAGS) <= set(CIRCUMSTANCES)
    assert set(proceedings._LEVELS.values()) <= set(CIRCUMSTANCES)
    told = {"hearing_held", "new_evidence", "extended", "listed_act", "person_absent"}
    assert told <= set(CIRCUMSTANCES)


def test_the_roles_that_are_looked_up_have_rights_in_kazakhstan() -> None:
    assert set(roles._IN_LAW.values()) <= set(packs()["KZ"].roles)
