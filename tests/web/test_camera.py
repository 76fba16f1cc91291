"""A code seen by the camera or in a photo: what it opens, and what it never does."""

import logging
from pathlib import Path

import pytest
from httpx import Response

from habeas.log.receipt import as_code
from habeas.web import camera
from habeas.web.headers import CAMERA
from tests.text.test_codes import photo
from tests.web.conftest import OURS, Door, token_of
from tests.web.test_exhibits import made

FOREIGN = "This code is of no exhibit of this case."


@pytest.fixture
def home(door: Door) -> str:
    return f"/cases/{door.seed.case}"


@pytest.fixture
def token(door: Door) -> str:
    return door.enter()


def send(door: Door, path: str, token: str, picture: bytes, **fields: str) -> Response:
    """Send a picture as the page does, or with `live` as its script does."""
    return door.client.post(
        path,
        data={"csrf": token, **fields},
        files={"file": ("picture.jpg", picture)},
        headers=OURS,
        follow_redirects=False,
    )


def label(address: str) -> str:
    """Return the code that the label of an exhibit carries."""
    return address.rsplit("/", 1)[1].upper()


def test_the_script_is_told_where_a_label_leads(
    door: Door, home: str, token: str
) -> None:
    thing = made(door, home, token)
    answer = send(door, f"{home}/exhibits/scan", token, photo(label(thing)), live="1")
    assert (answer.status_code, answer.text) == (200, thing)
    assert answer.headers["content-type"].startswith("text/plain")


def test_the_script_is_told_nothing_where_nothing_is_seen(
    door: Door, home: str, token: str
) -> None:
    answer = send(door, f"{home}/exhibits/scan", token, photo(), live="1")
    assert (answer.status_code, answer.content) == (204, b"")


def test_a_photo_opens_the_exhibit_without_script(
    door: Door, home: str, token: str
) -> None:
    thing = made(door, home, token)
    answer = send(door, f"{home}/exhibits/scan", token, photo(label(thing)))
    assert (answer.status_code, answer.headers["location"]) == (303, thing)


STRANGE = ("https://example.invalid/?a=<b>", "1", "0A0A", "F" * 32)
"""A shop's code, a number, the beginning of an id, a label of another case."""


@pytest.mark.parametrize("live", ["", "1"])
@pytest.mark.parametrize("text", STRANGE)
def test_a_code_of_something_else_opens_nothing_and_is_not_quoted(
    door: Door, home: str, token: str, text: str, live: str
) -> None:
    made(door, home, token)
    answer = send(door, f"{home}/exhibits/scan", token, photo(text), live=live)
    assert answer.status_code == 404
    assert FOREIGN in answer.text
    assert "example.invalid" not in answer.text
    assert answer.text.startswith(FOREIGN) == bool(live)


def test_of_several_codes_the_one_that_fits_is_taken(
    door: Door, home: str, token: str
) -> None:
    path, thing, other = (
        f"{home}/exhibits/scan",
        *(made(door, home, token) for _ in "12"),
    )
    beside = send(door, path, token, photo(STRANGE[0], label(thing)), live="1")
    assert beside.text == thing
    both = send(door, path, token, photo(label(other), label(thing)), live="1")
    assert both.status_code == 400
    assert "Several codes" in both.text


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (photo(), "No code is seen"),
        (b"no picture", "cannot be read as a picture"),
        (b"", "cannot be read as a picture"),
    ],
)
def test_a_photo_without_a_code_shows_the_page_again(
    door: Door, home: str, token: str, picture: bytes, words: str
) -> None:
    page = send(door, f"{home}/exhibits/scan", token, picture)
    assert page.status_code == 400
    assert words in page.text
    assert 'type="file"' in page.text


@pytest.mark.parametrize("path", ["exhibits/scan", "receipts"])
def test_without_its_token_nothing_is_looked_at(
    door: Door, home: str, token: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camera, "read_codes", lambda *_, **__: pytest.fail("looked"))
    for wrong in ("", token[:-1]):
        answer = send(door, f"{home}/{path}", wrong, photo(), live="1")
        assert answer.status_code == 403
    answer = door.client.post(
        f"{home}/{path}", files={"file": ("a", photo())}, headers=OURS
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(("live", "most"), [("1", "MOST_LIVE"), ("", "MOST_PHOTO")])
def test_a_picture_that_is_too_large(
    door: Door, home: str, token: str, live: str, most: str
) -> None:
    data = b"\xff\xd8\xff" + b"x" * getattr(camera, most)
    answer = send(door, f"{home}/exhibits/scan", token, data, live=live)
    assert answer.status_code == 413


def test_a_locked_vault_looks_at_nothing(
    door: Door, home: str, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camera, "read_codes", lambda *_, **__: pytest.fail("looked"))
    door.post("/lock", token)
    answer = send(door, f"{home}/exhibits/scan", token, photo(), live="1")
    assert answer.status_code == 423  # its token is spent
    token = token_of(door.client.get("/unlock").text)
    told = send(door, f"{home}/exhibits/scan", token, photo(), live="1")
    assert told.status_code == 423
    asked = send(door, f"{home}/exhibits/scan", token, photo())
    assert asked.headers["location"].startswith("/unlock?next=")


def test_a_camera_that_looks_keeps_no_vault_open(
    door: Door, home: str, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    thing = made(door, home, token)
    monkeypatch.setattr(door.keeper, "touch", lambda: pytest.fail("counted as use"))
    for picture in (photo(), photo(label(thing)), photo("1")):
        send(door, f"{home}/exhibits/scan", token, picture, live="1")


def test_nothing_of_a_picture_is_kept_or_logged(
    door: Door,
    home: str,
    token: str,
    planted: tuple[Path, object],
    caplog: pytest.LogCaptureFixture,
) -> None:
    folder = planted[0]

    def there() -> dict[Path, int]:
        return {one: one.stat().st_size for one in folder.rglob("*") if one.is_file()}

    door.client.get(home)
    before = there()
    with caplog.at_level(logging.DEBUG):
        for live in ("1", ""):
            send(door, f"{home}/exhibits/scan", token, photo("A secret"), live=live)
    assert there() == before
    assert "secret" not in caplog.text


def test_only_pages_that_read_a_code_may_ask_for_the_camera(
    door: Door, home: str, token: str
) -> None:
    assert token
    policy = "camera=({}), microphone=(), geolocation=()"
    for path in ("/exhibits", "/receipts"):
        page = door.client.get(home + path)
        assert page.headers["permissions-policy"] == policy.format("self")
        assert path in CAMERA
        assert "data-camera" in page.text
    for path in ("", "/timeline", "/documents", "/exhibits/new", "/exhibits/labels"):
        page = door.client.get(home + path)
        assert page.headers["permissions-policy"] == policy.format("")
        assert "data-camera" not in page.text


class TestReceipts:
    """The code of a receipt fills the box, and a photo of it is read as it is."""

    @pytest.fixture
    def code(self, door: Door, home: str, token: str) -> str:
        thing = made(door, home, token).rsplit("/", 1)[1]
        handed = {"event": "handed", "new_giver": "C. 1", "new_taker": "The laboratory"}
        asked = {"exhibit": thing, "seal_after": "K-1", **handed}
        page = door.post(f"{home}/records/new/custody", token, **asked).text
        event = page.split("/receipt")[0].rsplit("/", 1)[1]
        note = door.client.get(f"{home}/records/{event}/receipt/file").content
        return as_code(note)

    def test_the_script_is_told_the_code(
        self, door: Door, home: str, token: str, code: str
    ) -> None:
        seen = photo(code, size=(1280, 1000))
        answer = send(door, f"{home}/receipts", token, seen, live="1")
        assert (answer.status_code, answer.text) == (200, code)
        answer = send(door, f"{home}/receipts", token, photo("F" * 32), live="1")
        assert answer.status_code == 400
        assert "not a receipt of custody" in answer.text

    def test_a_photo_of_it_is_read(self, door: Door, token: str, code: str) -> None:
        laboratory = door.post("/cases/new", token, title="Order 7").url.path
        seen = photo(code, size=(1280, 1000))
        page = send(door, f"{laboratory}/receipts", token, seen)
        assert "You are asked to sign" in page.text
