"""Reading a file never fails, whatever the file does to its parser."""

import io
import os
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from habeas.errors import DamagedError
from habeas.text import kinds, notes, process
from habeas.text.process import Limits
from habeas.text.reader import read_document

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SHORT = Limits(seconds=20, cpu_seconds=2)


def _zip(name: str, body: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, body)
    return out.getvalue()


def _laughs() -> bytes:
    rows = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    text = f'<!DOCTYPE x [<!ENTITY l0 "ha">{rows}]><w:t {W}>&l9;</w:t>'
    return _zip("word/document.xml", text.encode())


def _png_bomb() -> bytes:
    """50,000 x 50,000 pixels that say nothing."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body))
            + name
            + body
            + struct.pack(">I", zlib.crc32(name + body))
        )

    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1 << 20))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", pixels)
        + chunk(b"IEND", b"")
    )


PDF_LOOP = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2000000000>>endobj\n"
    b"trailer<</Root 1 0 R/Size 3>>\n%%EOF"
)

NO_TEXT = {
    "a zip bomb": (
        _zip("word/document.xml", bytes(200 << 20)),
        kinds.DOCX,
        notes.UNREADABLE,
    ),
    "a billion laughs": (_laughs(), kinds.DOCX, notes.UNREADABLE),
    "a zip cut short": (_zip("word/document.xml", b"<x/>")[:-9], kinds.DOCX, None),
    "a PDF cut short": (b"%PDF-1.7\n1 0 obj\n<<", kinds.PDF, notes.UNREADABLE),
    "a PDF of two billion pages": (PDF_LOOP, kinds.PDF, None),
    "a PDF with a password-like end": (b"%PDF-1.7" + b"\xff" * 5000, kinds.PDF, None),
    "100,000 nested boxes": (b"<div>" * 100_000, kinds.HTML, None),
    "a picture bomb": (_png_bomb(), kinds.PNG, notes.PICTURE),
    "a PNG that ends at once": (b"\x89PNG\r\n\x1a\n", kinds.PNG, notes.UNREADABLE),
    "a JPEG of nothing": (b"\xff\xd8\xff" + bytes(99), kinds.JPEG, notes.UNREADABLE),
    "mail of 20,000 nested parts": (
        b"Content-Type: message/rfc822\n\n" * 20_000,
        kinds.MAIL,
        None,
    ),
    "a program": (b"\x7fELF", kinds.UNKNOWN, notes.UNKNOWN_KIND),
    "an invented kind": (b"x", "text/x-python", notes.UNKNOWN_KIND),
}


@pytest.mark.parametrize("name", NO_TEXT)
def test_an_attack_ends_without_text_and_with_a_sentence(name: str) -> None:
    data, kind, note = NO_TEXT[name]
    extract = read_document([data], "a", kind, SHORT)
    assert extract.text == ""
    assert extract.notes
    if note is not None:
        assert extract.notes == (note,)


TEXTS = {
    "NULs": (b"She\0 said\0 so.", "She said so."),
    "half pairs": (b"a\xed\xa0\x80b.", None),
    "nothing": (b"", ""),
    "a Russian text": ("Она сказала.\r\nДа.".encode("cp1251"), "Она сказала.\nДа."),
    "a Kazakh text": ("Ол айтты: «Қорқамын».".encode(), "Ол айтты: «Қорқамын»."),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_read(name: str) -> None:
    data, expected = TEXTS[name]
    extract = read_document([data[:4], data[4:]], "a.txt", kinds.TEXT)
    assert extract.text_version  # whatever it is, it can be named
    if expected is None:
        expected = extract.text
    else:
        assert notes.UNREADABLE not in extract.notes
    assert extract.text == expected


def test_twenty_megabytes_in_one_line() -> None:
    extract = read_document([b"word " * (4 << 20)], "a.txt", kinds.TEXT)
    assert len(extract.text) == 20 << 20
    assert extract.boilerplate == ()


def test_the_kind_is_asked_where_nobody_told() -> None:
    page = iter([b"<!DOCTYPE html><p>She", b" said so."])
    assert read_document(page, "a.txt", "").text == "She said so."
    assert read_document([], "", "").text == ""


LIMITS = {
    "too large": (Limits(input_bytes=10), notes.TOO_LARGE),
    "too much text": (Limits(text_length=10), notes.TOO_MUCH_TEXT),
    "too long an answer": (Limits(output_bytes=50), notes.UNREADABLE),
    "too little memory": (Limits(memory=20 << 20), notes.UNREADABLE),
    "no time": (Limits(seconds=0.001), notes.TOO_SLOW),
}


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_is_kept_and_told(name: str) -> None:
    limits, note = LIMITS[name]
    times = 1 << 20 if limits.memory < 1 << 30 else 9  # what is there may be enough
    extract = read_document([b"She said so. " * times], "a.txt", kinds.TEXT, limits)
    assert (extract.text, extract.notes) == ("", (note,))


def test_processor_time_is_bounded() -> None:
    limits = Limits(seconds=60, cpu_seconds=1)
    extract = read_document([b"<div>" * 100_000], "a.html", kinds.HTML, limits)
    assert extract.notes == (notes.TOO_SLOW,)


def test_a_hanging_source_does_not_hold_the_child_for_ever() -> None:
    given: list[int] = []

    def slow() -> Iterator[bytes]:
        for number in range(2000):
            time.sleep(0.05)
            given.append(number)
            yield b"x" * 100_000

    extract = read_document(slow(), "a.txt", kinds.TEXT, Limits(seconds=0.5))
    assert extract.notes == (notes.TOO_SLOW,)
    assert len(given) < 2000


def test_a_damaged_exhibit_is_not_a_parsers_failure() -> None:
    def damaged() -> Iterator[bytes]:
        yield b"She said"
        raise DamagedError("The exhibit is damaged.")

    with pytest.raises(DamagedError):
        read_document(damaged(), "a.txt", kinds.TEXT)


def _play(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a child in place that does what a parser taken over by a file might do."""
    monkeypatch.setattr(process, "_COMMAND", ("-I", "-c", f"import os, sys\n{script}"))


TAKEN_OVER = {
    "dies of a signal": "os.abort()",
    "answers nothing": "sys.stdin.buffer.read()",
    "answers nonsense": "print('{\"text\": 7}')",
    "answers without end": "[print('x' * 100000) for _ in range(10000)]",
    "does not listen": "sys.stdin.close(); __import__('time').sleep(60)",
    "listens and sleeps": "sys.stdin.buffer.read(); __import__('time').sleep(60)",
    "answers well and fails": (
        'print(\'{"text": "a lie", "tool": "t", "tool_version": "1"}\'); sys.exit(3)'
    ),
}


@pytest.mark.parametrize("name", TAKEN_OVER)
def test_a_child_taken_over_is_not_believed(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _play(monkeypatch, TAKEN_OVER[name])
    limits = Limits(seconds=1, output_bytes=1 << 20)
    extract = read_document([b"x" * 1_000_000], "a.txt", kinds.TEXT, limits)
    assert extract.text == ""
    assert extract.notes in {(notes.UNREADABLE,), (notes.TOO_SLOW,)}


def test_nothing_of_a_file_is_in_arguments_environment_or_error_output(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    monkeypatch.setattr(process, "wrapped", list)  # within bubblewrap it could not tell
    _play(
        monkeypatch,
        f"open({str(told)!r}, 'w').write(repr((sys.argv, dict(os.environ),"
        " os.getcwd(), os.readlink('/proc/self/fd/2'),"
        " sorted(os.listdir('/proc/self/fd')))))",
    )
    monkeypatch.setenv("HABEAS_TEST_SECRET", "open sesame")
    reading, writing = os.pipe()
    os.set_inheritable(writing, True)  # noqa: FBT003 - takes no keyword
    read_document([b"She said so."], "Aliya.txt", kinds.TEXT)
    os.close(reading)
    os.close(writing)
    said = told.read_text()
    assert "sesame" not in said
    assert "Aliya" not in said
    assert "'/', '/dev/null'" in said
    assert str(writing) not in said.rpartition("[")[2].split("'")


def test_only_the_parser_of_the_kind_is_imported() -> None:
    script = (
        "import sys; import habeas.text.child;"
        "print([m for m in ('PIL', 'pypdfium2', 'selectolax', 'email', 'zipfile')"
        " if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", script], capture_output=True, check=True
    )
    assert done.stdout == b"[]\n"


HEADS = (b"", b"%PDF-1.4\n", b"PK\x03\x04word/", b"\x89PNG\r\n\x1a\n", b"<html>")


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(HEADS), st.binary(max_size=2000))
def test_any_bytes_are_read_or_refused_in_a_sentence(head: bytes, rest: bytes) -> None:
    extract = read_document([head + rest], "a", "")
    assert extract.text_version
    assert extract.pages[0] == 0
