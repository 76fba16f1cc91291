"""What `show` and `today` say of a case that several write."""

import json
from collections.abc import Callable

import pytest

from habeas.actions.desk import Desk
from habeas.actions.record import correct, put
from tests.actions.copies import Copies
from tests.actions.test_members_attacks import forge
from tests.cli.transcript import Player


@pytest.fixture
def ran(
    player: Player, new_desk: Callable[[str], Desk]
) -> tuple[Callable[..., str], str]:
    """Return what runs a command at Ann's vault, and whom two described apart."""
    copies = Copies(new_desk)
    copies.begin()
    ann, bob, case = copies.desks["ann"], copies.enter("bob"), copies.case
    person = put(ann, case, "person", {"pseudonym": "Z.", "role": "witness"})
    copies.meet("ann", "bob")
    correct(ann, case, person, {"role": "expert"}, reason="she said so")
    correct(bob, case, person, {"role": "relative"}, reason="he said so")
    copies.meet("ann", "bob")
    vault = ann.vault.folder
    for desk in copies.desks.values():
        desk.close()

    def run(*words: str) -> str:
        code, out, err = player.run([*words, "--vault", str(vault)])
        assert code == 0, err
        return str(out)

    return run, person


def test_both_versions_are_shown_with_who_wrote_each(
    ran: tuple[Callable[..., str], str],
) -> None:
    run, person = ran
    shown = run("show", person)
    beside = shown.split("To be settled: Role\n")[1].split("History")[0].splitlines()
    versions = [one.strip() for one in beside]
    assert len(versions) == 2
    assert {one.split(" (")[0] for one in versions} == {"expert", "relative"}
    assert {one.split(" (")[1].split(",")[0] for one in versions} == {"Ann", "Bob"}
    assert "(Bob " in shown.split("History")[1]


def test_today_says_what_is_to_be_settled(
    ran: tuple[Callable[..., str], str],
) -> None:
    run, _person = ran
    for words in (("today",), ("today", "--case", "The case of A.")):
        assert "! Two versions of ‘Z.’ stand in ‘The case of A.’" in run(*words)
    (told,) = json.loads(run("today", "--json"))["told"]
    assert told["what"].startswith("Two versions of ‘Z.’ stand in")
    assert told["page"].startswith("/cases/")


def test_what_is_incomplete_is_listed_as_it_is(
    player: Player, new_desk: Callable[[str], Desk]
) -> None:
    copies = Copies(new_desk)
    copies.begin()
    ann, case = copies.desks["ann"], copies.case
    found = [
        forge(ann, case, "consent", fields)
        for fields in ({}, {"use": "court"}, {"answer": "given"})
    ]
    forge(ann, case, "erased", {})
    ann.close()
    for words, told in (("consent list", found), ("erase list", ["Nobody was erased"])):
        line = [*words.split(), "--vault", str(ann.vault.folder)]
        code, out, err = player.run(line)
        assert code == 0, err
        assert all(one[:8] in out for one in told)
