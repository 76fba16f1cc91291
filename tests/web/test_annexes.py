"""The annexes of a paper, and the bundle beside it, by the page."""

from collections.abc import Iterator
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest

from habeas.actions.annexes import Annexes
from habeas.actions.record import put
from habeas.web import annexes
from tests.web.conftest import Door

WHY = "She is held and can't be asked."


@pytest.fixture
def here(door: Door) -> tuple[str, str]:
    """Begin a paper of a claim in an exhibit; return its address and the token."""
    token = door.enter()
    home = f"/cases/{door.seed.case}/papers"
    begun = door.post(home, form="allegation-letter", language="en", csrf=token)
    path = str(begun.url.path)
    return path, token


def test_the_file_and_the_bundle_are_taken_out(
    door: Door, here: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, token = here
    assert "1 document is an annex." in door.client.get(path).text
    held = door.post(f"{path}/annexes", csrf=token)
    assert held.status_code == 409
    assert "It does not leave yet" in held.text
    why = door.despite(path, WHY)
    made = door.post(f"{path}/annexes", csrf=token, **why)
    assert made.headers["content-type"] == "application/pdf"
    assert "letter%2Dannexes%2Epdf" in made.headers["content-disposition"]
    page = pypdfium2.PdfDocument(made.content)[2]
    assert "Annex 1, p. 1 of 1" in page.get_textpage().get_text_range()
    held = door.post(f"{path}/bundle", csrf=token, recipient="The mandate")
    assert held.status_code == 409
    assert 'value="The mandate"' in held.text

    def beside(*_: object, target: Path, **__: object) -> None:
        target.write_bytes(b"PK, a bundle")

    monkeypatch.setattr(annexes, "beside", beside)
    given = door.post(f"{path}/bundle", csrf=token, recipient="The mandate")
    assert given.content == b"PK, a bundle"


def test_a_paper_without_documents_says_so(door: Door) -> None:
    token = door.enter()
    home = f"/cases/{door.seed.case}/papers"
    begun = door.post(home, form="dramatis-personae", language="en", csrf=token)
    assert "it has no annexes" in door.client.get(begun.url.path).text


def test_a_lock_on_the_way_ends_it(
    door: Door, here: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, token = here
    closed: list[str] = []

    def pieces(_made: Annexes) -> Iterator[bytes]:
        try:
            yield b"sent"
            lock = door.client.blocking_portal.start_task_soon(door.keeper.lock)
            lock.result(30)
            yield b"never sent"
        finally:
            closed.append("closed")

    monkeypatch.setattr(Annexes, "pieces", pieces)
    why = door.despite(path, WHY)
    made = door.post(f"{path}/annexes", csrf=token, **why)
    assert b"never sent" not in made.content
    assert closed == ["closed"]
    again = door.post(f"{path}/annexes", csrf=token, **why)
    assert again.status_code == 423


def test_the_bundle_asks_the_gate_for_the_checks_that_were_shown(
    door: Door, here: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, token = here
    monkeypatch.setattr("habeas.actions.annexes.export", write_a_bundle)
    to, why = {"recipient": "The mandate"}, door.despite(path, WHY)
    for said in ({}, {"despite": WHY}, {**why, "shown": "recipient"}):
        held = door.post(f"{path}/bundle", csrf=token, **to, **said)
        assert held.status_code == 409
        assert "It does not leave yet" in held.text
    given = door.post(f"{path}/bundle", csrf=token, **to, **why)
    assert given.content == b"PK, a bundle"
    door.post(f"{path}/recipient", csrf=token, recipient="Another")
    held = door.post(f"{path}/bundle", csrf=token, **to, **why)
    assert held.status_code == 400
    assert "The paper is for somebody else: Another." in held.text


def write_a_bundle(*said: object, **_: object) -> None:
    target = said[4]
    assert isinstance(target, Path)
    target.write_bytes(b"PK, a bundle")


def test_a_consent_withdrawn_while_it_is_set_lets_nothing_leave(
    door: Door, here: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, token = here
    typeset = Annexes.typeset

    def refused(made: Annexes) -> None:
        typeset(made)
        said = {"person": door.seed.person, "use": "international"}
        task = door.client.blocking_portal.start_task_soon(
            door.keeper.run,
            lambda desk: put(
                desk, door.seed.case, "consent", {**said, "answer": "refused"}
            ),
        )
        task.result(30)

    monkeypatch.setattr(Annexes, "typeset", refused)
    made = door.post(f"{path}/annexes", csrf=token, **door.despite(path, WHY))
    assert made.status_code == 409
    assert "refused this" in made.text
