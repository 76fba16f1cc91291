"""Records by their forms: put, correct, withdraw; nothing is lost on the way."""

import struct
import zlib

import pytest

from habeas.case.fold import State
from habeas.views.records import record
from tests.web.conftest import OURS, Door


def home(door: Door) -> str:
    return f"/cases/{door.seed.case}"


def state(door: Door, one: str) -> State:
    assert door.keeper._desk is not None
    return record(door.keeper._desk.views, door.seed.case, one).state


def test_a_correction_keeps_the_passage_and_shows_the_old_value(door: Door) -> None:
    token = door.enter()
    claim = door.seed.claim
    form = {
        "speaker": door.seed.person,
        "stance": "unknown",
        "incident": door.seed.incident,
        "document": door.seed.document,
        "said": "2021-05-20",
        "said.known": "document",
        "reason": "She was not sure.",
    }
    page = door.post(f"{home(door)}/records/{claim}/correct", token, **form)
    assert page.status_code == 200, page.text
    now = state(door, claim)
    assert now.fields["stance"] == "unknown"
    assert now.fields["passage"]["quote"] == "the duty officer came into the ward"
    assert now.history[-1].fields == {"stance": "unknown"}
    assert "She was not sure." in page.text
    assert "<del>" in page.text


@pytest.mark.parametrize("act", ["correct", "withdraw"])
def test_without_a_reason_the_form_comes_back(door: Door, act: str) -> None:
    token = door.enter()
    before = state(door, door.seed.denial)
    page = door.post(
        f"{home(door)}/records/{door.seed.denial}/{act}",
        token,
        speaker=door.seed.prison,
        stance="alleged",
    )
    assert page.status_code == 400
    assert "A reason is missing." in page.text
    assert 'role="alert"' in page.text
    assert state(door, door.seed.denial) == before


def test_a_withdrawn_record_counts_no_more_and_stays(door: Door) -> None:
    token = door.enter()
    made = door.post(
        f"{home(door)}/records/new/person", token, pseudonym="Z.", role="other"
    )
    person = made.url.path.rpartition("/")[2]
    gone = door.post(
        f"{home(door)}/records/{person}/withdraw", token, reason="Entered twice."
    )
    assert "Entered twice." in gone.text
    assert f"/people/{person}" not in door.client.get(f"{home(door)}/people").text


def test_what_was_typed_is_not_lost(door: Door) -> None:
    token = door.enter()
    page = door.post(
        f"{home(door)}/records/new/incident",
        token,
        **{"title": "The morning after", "title.lang": "en", "when": "yesterday"},
    )
    assert page.status_code == 400
    assert "is not a date" in page.text
    assert 'value="The morning after"' in page.text


def test_reporters_keep_their_order(door: Door) -> None:
    token = door.enter()
    people = [door.seed.prison, door.seed.person]
    answer = door.client.post(
        f"{home(door)}/records/new/claim",
        data={
            "csrf": token,
            "speaker": door.seed.person,
            "stance": "alleged",
            "text": "It was cold.",
            "via": [*people, ""],
        },
        headers=OURS,
    )
    claim = answer.url.path.rpartition("/")[2]
    assert list(state(door, claim).fields["via"]) == people


def picture() -> bytes:
    """Return the smallest PNG: one white dot."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        size = struct.pack(">I", len(data))
        return size + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    dot = zlib.compress(b"\x00\xff")
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", dot)
        + chunk(b"IEND", b"")
    )


def test_a_photo_is_sealed_and_stands_on_the_identity_page(door: Door) -> None:
    token = door.enter()
    photo = f"{home(door)}/records/{door.seed.identity}/photo"
    page = door.client.post(
        photo,
        data={"csrf": token},
        files=[("file", ("her name.png", picture()))],
        headers=OURS,
    )
    assert page.status_code == 200, page.text
    assert f'src="{photo}"' in page.text
    shown = door.client.get(photo)
    assert shown.headers["content-type"] == "image/png"
    assert shown.content != picture()  # drawn anew, and blurred
    assert not {"content-disposition"} & set(shown.headers)


def test_a_photo_that_is_a_page_is_refused(door: Door) -> None:
    token = door.enter()
    answer = door.client.post(
        f"{home(door)}/records/{door.seed.identity}/photo",
        data={"csrf": token},
        files=[("file", ("a.png", b"<html><script>alert(1)</script>"))],
        headers=OURS,
    )
    assert answer.status_code == 400
