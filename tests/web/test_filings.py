"""After a paper left, by the page: filed, compared, answered point by point."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx import Response

from tests.filed import bytes_of, holding, opened, say
from tests.web.conftest import OURS, Door, Seed
from tests.web.conftest import opened as doors

WHY = "She is held and can't be asked."


@pytest.fixture
def door(planted: tuple[Path, Seed], tmp_path: Path) -> Iterator[Door]:
    """A door over a vault of its own: a statement is withdrawn in it."""
    shutil.copytree(planted[0], tmp_path / "vault")
    yield from doors(tmp_path / "vault", planted[1])


def send(door: Door, path: str, token: str, file: bytes, **fields: str) -> Response:
    """Send the form with a file, as the page does: the token first."""
    return door.client.post(
        path,
        data={"csrf": token, **fields},
        files={"file": ("filed.docx", file)},
        headers=OURS,
    )


def begun(door: Door, token: str) -> str:
    """Begin a paper; return its address."""
    home = f"/cases/{door.seed.case}/papers"
    made = door.post(home, form="allegation-letter", language="en", csrf=token)
    return made.url.path


def came_back(door: Door, here: str, token: str) -> bytes:
    """Take the paper out, and change it as nobody should."""
    why = door.despite(here, WHY)
    made = door.post(f"{here}/write", csrf=token, **why, **{"as": "docx"})
    word = opened(made.content)
    say(holding(word, "came into the ward"), "the ward", "her room")
    word.add_paragraph("The guard is a criminal.")
    word.add_comment(word.paragraphs[0].runs[0], "Zarina Omarova", author="R.")
    return bytes_of(word)


def test_what_was_filed_is_taken_in_and_compared(door: Door) -> None:
    token = door.enter()
    here = begun(door, token)
    before = door.client.get(here).text
    assert "It is not recorded that it left." in before
    assert "It has left already" not in before
    file = came_back(door, here, token)
    refused = send(door, f"{here}/filed", token, file, number="in. 77")
    assert refused.status_code == 400
    assert "it is not said whom that is for" in refused.text
    assert 'value="in. 77"' in refused.text
    told = {"number": "in. 77", "when": "2021-06-01", "addressee": "court"}
    told["despite"] = "It is recorded late."
    found = send(door, f"{here}/filed", token, file, **told)
    for words in (
        "In 1 place the words of a statement are not those of the file.",
        "<del>ward</del>",
        "1 line was added that rests on nothing in the file.",
        "stands in the file that left",
    ):
        assert words in found.text
    assert "Zarina" not in found.text
    page = door.client.get(here).text
    assert "Number or mark of receipt: in. 77" in page
    assert "stands in the file that left" in page
    assert "No answer is recorded." in page
    assert "It has left already" in page
    for wrong in (f"{here}/filed/{door.seed.claim}", f"{here[:-32]}{'7' * 32}/filed"):
        assert door.client.get(wrong).status_code == 404


def test_each_point_stands_beside_its_answer(door: Door) -> None:
    token = door.enter()
    base, here = f"/cases/{door.seed.case}", begun(door, token)
    assert "It has not left yet" in door.client.get(f"{here}/replies").text
    came_back(door, here, token)
    points = door.client.get(f"{here}/replies").text
    assert points.count("No answer to this point.") == 2
    bad = door.post(f"{here}/replies", csrf=token, point=door.seed.claim, reply="x")
    assert bad.status_code == 400
    assert "Choose a statement that answers this point." in bad.text
    answer = {"point": door.seed.claim, "reply": door.seed.denial}
    points = door.post(f"{here}/replies", csrf=token, **answer).text
    assert points.count("No answer to this point.") == 1
    reason = {"reason": "She asked for it.", "csrf": token}
    door.post(f"{base}/records/{door.seed.claim}/withdraw", **reason)
    assert "withdrawn since" in door.client.get(here).text


def test_an_answer_is_marked_where_it_stands(door: Door) -> None:
    token = door.enter()
    home, denial = f"/cases/{door.seed.case}/documents", door.seed.denial
    here = f"{home}/{door.seed.document}"
    assert 'name="answers"' not in door.client.get(here).text
    page = door.client.get(f"{here}?answers={denial}").text
    assert f'name="answers" value="{denial}" checked' in page
    said = {"quote": "Neither left the building.", "speaker": door.seed.person}
    made = {"stance": "denied", "answers": denial, **said}
    marked = door.post(f"{here}/claims", csrf=token, **made)
    one = marked.url.params["claim"]
    assert f"/claims/{denial}" in door.client.get(f"{home[:-10]}/claims/{one}").text
    made_of = door.client.get(f"/cases/{door.seed.case}/records/new/claim")
    assert 'name="answers"' not in made_of.text


def test_without_a_file_and_without_a_token(door: Door) -> None:
    token = door.enter()
    here = begun(door, token)
    forged = send(door, f"{here}/filed", "", b"PK", addressee="court")
    assert forged.status_code == 403
    assert "It is not recorded that it left." in door.client.get(here).text
    filed = door.post(f"{here}/filed", csrf=token, addressee="court", way="hand")
    assert filed.status_code == 200
    page = door.client.get(here)
    assert page.status_code == 200
    assert "Recorded all the same" not in page.text
    assert "There is nothing to compare" in filed.text
    empty = send(door, f"{here}/filed", token, b"", addressee="court")
    assert empty.status_code == 400
    assert "The file is empty." in empty.text


def test_a_second_filing_or_one_on_a_wrong_day_is_told_before_it_is_recorded(
    door: Door,
) -> None:
    token = door.enter()
    here = begun(door, token)
    form = {"csrf": token, "addressee": "court"}
    assert "f-despite" not in door.client.get(f"{here}/filed").text
    future = door.post(f"{here}/filed", **form, when="2999-01-01")
    assert "has not come yet: 2999-01-01" in future.text
    early = door.post(f"{here}/filed", **form, when="2020-01-01", number="in. 7")
    assert early.status_code == 409
    assert "It was filed 2020-01-01, and the paper was begun here on" in early.text
    assert 'value="in. 7"' in early.text
    assert "It is not recorded that it left." in door.client.get(here).text
    door.post(f"{here}/filed", **form, when="2020-01-01", despite="Written by hand.")
    page = door.client.get(here).text
    assert "Recorded all the same: Written by hand." in page
    asked = door.client.get(f"{here}/filed").text
    assert "It is recorded already that this paper was filed." in asked
    again = door.post(f"{here}/filed", **form)
    assert "It is recorded already that it was filed: 2020-01-01." in again.text
    assert door.client.get(here).text.count("No answer is recorded.") == 1
