"""Recordings play from sealed storage, a part at a time; RFC 9110, 14."""

import io
import math
import shutil
import struct
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.actions import sealed
from habeas.errors import StorageError
from habeas.web.playing import TURN, Span, span_of
from tests.web.conftest import Door, Seed, opened
from tests.web.test_pictures import Table


def sound(seconds: float = 2.0, rate: int = 8000) -> bytes:
    """Return an invented tone."""
    out = io.BytesIO()
    with wave.open(out, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(rate)
        made.writeframes(
            b"".join(
                struct.pack("<h", int(8000 * math.sin(n / 20)))
                for n in range(int(seconds * rate))
            )
        )
    return out.getvalue()


SOUND = sound(120)


@pytest.fixture
def door(planted: tuple[Path, Seed], tmp_path: Path) -> Iterator[Door]:
    shutil.copytree(planted[0], tmp_path / "vault")
    yield from opened(tmp_path / "vault", planted[1])


@pytest.fixture
def table(door: Door) -> Table:
    made = Table(door)
    door.client.headers["accept-encoding"] = "identity"
    return made


SPANS = {
    "bytes=0-": Span(0, 100),
    "bytes=0-0": Span(0, 1),
    "bytes=10-19": Span(10, 20),
    "bytes=99-": Span(99, 100),
    "bytes=90-500": Span(90, 100),
    "bytes=-10": Span(90, 100),
    "bytes=-500": Span(0, 100),
    "bytes=100-": Span(0, 0),
    "bytes=-0": Span(0, 0),
    "bytes=20-10": None,
    "bytes=-": None,
    "bytes=0-1,5-6": None,
    "bytes=x-": None,
    "bytes 0-1": None,
    "items=0-1": None,
    "": None,
    "bytes=" + "9" * 30 + "-": None,
}


@pytest.mark.parametrize("header", SPANS)
def test_what_a_range_asks_for(header: str) -> None:
    assert span_of(header, 100) == SPANS[header]


@given(st.text(max_size=20), st.integers(0, 1000))
def test_no_header_asks_for_what_is_not_there(header: str, size: int) -> None:
    for one in (header, f"bytes={header}"):
        span = span_of(one, size)
        assert span is None or 0 <= span.start <= span.stop <= size


def test_nothing_plays_before_it_is_asked_for(table: Table) -> None:
    here = table.put(SOUND, "call.wav")
    page = table.get(f"{here}/pages").text
    assert "It plays when you ask for it" in page
    assert "<audio" not in page
    refused = table.get(f"{here}/media")
    assert refused.status_code == 409
    assert "Nobody asked to play" in refused.text
    assert table.acts() == []
    page = table.post(f"{here}/look", act="show", purpose="To type it").text
    assert "<audio" in page
    assert table.acts() == [("played", "To type it")]


def test_a_part_is_the_slice_of_the_whole(table: Table) -> None:
    here = table.put(SOUND, "call.wav")
    table.post(f"{here}/look", act="show")
    whole = table.get(f"{here}/media")
    assert whole.status_code == 200
    assert whole.content == SOUND
    assert whole.headers["content-length"] == str(len(SOUND))
    assert whole.headers["content-type"] == "audio/wav"
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert whole.headers["accept-ranges"] == "bytes"
    assert "media-src 'self'" in whole.headers["content-security-policy"]
    for start, stop in ((0, 1), (65_535, 65_537), (len(SOUND) - 1, len(SOUND))):
        answer = table.door.client.get(
            f"{here}/media", headers={"range": f"bytes={start}-{stop - 1}"}
        )
        assert answer.status_code == 206
        assert answer.content == SOUND[start:stop]
        told = f"bytes {start}-{stop - 1}/{len(SOUND)}"
        assert answer.headers["content-range"] == told
        assert answer.headers["content-length"] == str(stop - start)
    assert len(table.acts()) == 1


def test_one_turn_gives_no_more_than_it_may(table: Table) -> None:
    here = table.put(SOUND, "call.wav")
    table.post(f"{here}/look", act="show")
    answer = table.door.client.get(f"{here}/media", headers={"range": "bytes=0-"})
    assert answer.status_code == 206
    assert answer.content == SOUND[:TURN]
    assert answer.headers["content-range"] == f"bytes 0-{TURN - 1}/{len(SOUND)}"


def test_what_is_not_there_cannot_be_satisfied(table: Table) -> None:
    here = table.put(SOUND, "call.wav")
    table.post(f"{here}/look", act="show")
    ask = {"range": f"bytes={len(SOUND)}-"}
    answer = table.door.client.get(f"{here}/media", headers=ask)
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(SOUND)}"
    unmarked = {"range": "bytes=0-1", "if-range": '"x"'}
    assert table.door.client.get(f"{here}/media", headers=unmarked).status_code == 200


def test_a_lock_ends_it(table: Table) -> None:
    here = table.put(SOUND, "call.wav")
    table.post(f"{here}/look", act="show")
    table.post("/lock")
    ask = {"range": "bytes=0-1"}
    assert table.door.client.get(f"{here}/media", headers=ask).status_code == 423
    table.token = table.door.enter()
    assert table.door.client.get(f"{here}/media", headers=ask).status_code == 409


def test_hidden_it_is_asked_for_again(table: Table) -> None:
    here = table.put(SOUND, "call.wav")
    table.post(f"{here}/look", act="show")
    assert "<audio" not in table.post(f"{here}/look", act="hide").text
    assert table.get(f"{here}/media").status_code == 409


def test_long_playing_is_recorded_again_or_ends(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, ask = table.put(SOUND, "call.wav"), {"range": "bytes=0-1"}
    table.post(f"{here}/look", act="show")
    key = next(one for one in table.desk.looked if one[1] == table.doc)
    table.desk.looked[key] -= sealed.STANDS
    assert table.door.client.get(f"{here}/media", headers=ask).status_code == 206
    assert table.acts() == [("played", "")] * 2
    table.desk.looked[key] -= sealed.STANDS

    def full(*_: object) -> None:
        raise StorageError("full")

    monkeypatch.setattr(sealed, "put_all", full)
    answer = table.door.client.get(f"{here}/media", headers=ask)
    assert answer.status_code == 409


def test_a_changed_byte_is_refused_where_it_is_asked_for(
    table: Table, tmp_path: Path
) -> None:
    before = set(tmp_path.rglob("*.age"))
    here = table.put(SOUND, "call.wav")
    table.post(f"{here}/look", act="show")
    path = max(set(tmp_path.rglob("*.age")) - before, key=lambda p: p.stat().st_size)
    cipher = bytearray(path.read_bytes())
    cipher[200 + 3 * (65_536 + 16)] ^= 1
    path.write_bytes(cipher)
    for place, status in ((0, 206), (3 * 65_536, 500)):
        ask = {"range": f"bytes={place}-{place + 9}"}
        answer = table.door.client.get(f"{here}/media", headers=ask)
        assert answer.status_code == status


def test_a_picture_and_a_text_do_not_play(table: Table) -> None:
    letter = f"{table.home}/documents/{table.door.seed.document}/media"
    assert table.get(letter).status_code == 409


def test_a_film_has_a_screen(table: Table) -> None:
    here = table.put(b"\x1a\x45\xdf\xa3" + bytes(9) + b"webm" + bytes(99), "a.webm")
    page = table.post(f"{here}/look", act="show").text
    assert "<video" in page
