"""A paper on the command line, from its beginning until it may leave."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.transcript import Player

Run = Callable[..., str]


@pytest.fixture
def run(player: Player) -> Run:
    def typed(*words: str, code: int = 0) -> str:
        ended, out, err = player.run(list(words))
        assert ended == code, err
        return out + err

    return typed


def test_what_keeps_a_paper_in_is_said_and_set_aside(run: Run) -> None:
    run("case", "new", "--title", "The case of A.")
    run("person", "add", "--pseudonym", "A.", "--role", "complainant")
    begun = run("paper", "begin", "wgad", "--in", "en", "--to", "WGAD", "--json")
    one = json.loads(begun)["id"]
    assert not json.loads(run("paper", "show", one, "--json"))["ready"]
    assert "Recorded." in run("paper", "to", one, "The Working Group")
    told = run("paper", "check", one)
    assert "It keeps it in:" in told
    assert "A. is not recorded to have agreed to this" in told
    assert "Working Group on Arbitrary Detention. [Questionnaire" in told
    read = json.loads(run("paper", "check", one, "--json"))
    consent, *others = read["keeps_in"]
    assert consent.startswith("consent:")
    assert [one.rpartition(":")[0] for one in others] == ["not_anonymous:", "may_sign:"]
    run("paper", "answer", one, "not_anonymous", "yes")
    run("paper", "answer", one, "may_sign", "no")
    refused = run("paper", "save", one, "out.docx", code=2)
    assert "2 check(s) keep it in" in refused
    assert not Path("out.docx").exists()
    run("paper", "set-aside", one, consent, "She is held.")
    run("paper", "set-aside", one, consent, "Again.", code=2)
    assert "It leaves all the same: She is held." in run("paper", "check", one)
    run("paper", "save", one, "out.docx", "--despite", "It is signed tomorrow.")
    assert Path("out.docx").read_bytes().startswith(b"PK")
    assert json.loads(run("paper", "check", one, "--json"))["keeps_in"] == []


def test_what_would_keep_it_in_is_said_when_it_is_sealed(run: Run) -> None:
    run("case", "new", "--title", "The case of A.")
    run("person", "add", "--pseudonym", "A.", "--role", "complainant")
    run("case", "correct", "--subject", "A.", "--reason", "known")
    begun = run("paper", "begin", "dramatis-personae", "--in", "en", "--json")
    told = run("paper", "seal", json.loads(begun)["id"])
    assert "Sealed as Ex. " in told
    assert "A. is not recorded to have agreed to this" in told
