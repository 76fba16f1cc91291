"""Receipts by the page: issued, read, countersigned in another case, taken back."""

import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from habeas.log.receipt import read_receipt
from tests.web.conftest import OURS, Door, Seed, opened
from tests.web.test_exhibits import made

Bring = Callable[..., str]


@pytest.fixture
def door(copied: tuple[Path, Seed]) -> Iterator[Door]:
    """A door over a vault of this module's own: a second case is opened in it."""
    yield from opened(*copied)


@pytest.fixture
def home(door: Door) -> str:
    return f"/cases/{door.seed.case}"


@pytest.fixture
def token(door: Door) -> str:
    return door.enter()


@pytest.fixture
def event(door: Door, home: str, token: str) -> str:
    """Return the address of a hand-over's record."""
    thing = made(door, home, token).rsplit("/", 1)[1]
    page = door.post(
        f"{home}/records/new/custody",
        token,
        exhibit=thing,
        event="handed",
        new_giver="Counsel 1",
        new_taker="The laboratory",
        seal_after="K-1",
    )
    (found,) = set(re.findall(rf"{home}/records/[0-9a-f]{{32}}(?=/receipt)", page.text))
    return str(found)


@pytest.fixture
def laboratory(door: Door, token: str) -> str:
    """Return the address of another case, which stands for the receiver's vault."""
    page = door.post("/cases/new", token, title="Order 7")
    return str(page.url.path)


@pytest.fixture
def bring(door: Door, token: str) -> Bring:
    def brought(case: str, data: bytes = b"", code: str = "", status: int = 200) -> str:
        sent = {"csrf": token, "code": code}
        files = {"file": ("receipt.txt", data)}
        page = door.client.post(
            f"{case}/receipts", data=sent, files=files, headers=OURS
        )
        assert page.status_code == status, page.text
        return page.text

    return brought


def code_in(page: str) -> str:
    (found,) = re.findall(r'name="code" value="([^"]+)"', page)
    return html.unescape(found)


def test_issued_signed_and_taken_back(
    door: Door, token: str, event: str, laboratory: str, bring: Bring
) -> None:
    note = door.client.get(f"{event}/receipt/file").content
    page = bring(laboratory, note)
    assert "You are asked to sign" in page
    assert "A grey T-shirt" in page
    page = door.post(f"{laboratory}/receipts/sign", token, code=code_in(page)).text
    assert "Signed. Give this back" in page
    (paper,) = re.findall(rf'href="({laboratory}/documents/[0-9a-f]+/original)"', page)
    signed = door.client.get(paper).content
    assert len(read_receipt(signed).receivers) == 1
    page = bring(event.partition("/records/")[0], signed)
    assert "It comes back signed" in page
    case = event.partition("/records/")[0]
    page = door.post(f"{case}/receipts/keep", token, code=code_in(page)).text
    assert "signed with the key" in page
    assert "signed for" in page


def test_it_may_be_pasted_as_a_code(
    door: Door, event: str, laboratory: str, bring: Bring
) -> None:
    page = door.client.get(f"{event}/receipt").text
    assert "If the receiver has Habeas too" in page
    note = door.client.get(f"{event}/receipt/file").content
    page = bring(laboratory, note)
    assert "You are asked to sign" in bring(laboratory, code=code_in(page))


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", "", "No receipt was chosen"),
        (b"a letter", "", "not a receipt of custody"),
        (b"\xff\xfe\x00", "", "not a receipt of custody"),
        (b"", "abc", "not a receipt of custody"),
    ],
)
def test_what_is_no_receipt(
    bring: Bring, home: str, data: bytes, code: str, words: str
) -> None:
    page = bring(home, data, code, status=400)
    assert words in page
    assert 'id="code"' in page


def test_a_file_that_is_too_large(bring: Bring, home: str) -> None:
    assert "large" in bring(home, b"x" * 80_000, status=413)


def test_a_form_without_a_token_is_refused(door: Door, home: str, token: str) -> None:
    assert token
    page = door.client.post(
        f"{home}/receipts", files={"file": ("a", b"a")}, headers=OURS
    )
    assert page.status_code == 403


def test_no_code_where_a_protected_name_would_stand(
    door: Door, home: str, token: str, event: str
) -> None:
    name = {"names": "Zhanna Invented", "person": door.seed.person}
    door.post(f"{home}/records/new/identity", token, **name)
    assert "The receipt as a code" in door.client.get(f"{event}/receipt").text
    told = {"seal_after": "Zhanna Invented", "reason": "seen", "event": "handed"}
    kept = door.client.get(f"{event}/correct").text
    people = re.findall(r'value="([0-9a-f]{32})" selected', kept)
    told |= {"exhibit": people[0], "giver": people[-2], "taker": people[-1]}
    door.post(f"{event}/correct", token, **told)
    assert door.client.get(f"{event}/receipt/file").status_code == 409
    assert "The receipt as a code" not in door.client.get(f"{event}/receipt").text
