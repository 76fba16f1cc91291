"""Oracles for what Habeas reads out of received files: the parsers that a child runs.

A parser may fail in any way: its process ends, and a sentence says that the text could
not be read. What it does answer, the parent must be able to believe.
"""

from importlib import import_module

import msgspec

from habeas.papers.leaks.hidden import Room, unpacked
from habeas.papers.leaks.protected import protected_name
from habeas.papers.leaks.scan import Scanner
from habeas.text import kinds
from habeas.text.check import NonsenseError, parse_answer
from habeas.text.child import PARSERS, finish
from habeas.text.encodings import decode
from habeas.text.job import Job
from habeas.text.passage import check_passage, find_loosely, find_quote, passage_at

_LENGTH = 1_000_000
_SCANNER = Scanner((protected_name("a1" * 16, "Жаңабаева Алия Сериковна"),))


def _parsed(data: bytes, media_type: str) -> None:
    job = Job(media_type, memory=0, cpu_seconds=0, text_length=_LENGTH)
    parser = import_module(f"habeas.text.parsers.{PARSERS[media_type]}")
    try:
        read = parser.read(data)
    except Exception:  # noqa: BLE001 - as in habeas.text.child
        assert media_type != kinds.TEXT, "nothing stands between a text and its reader"
        return
    found = finish(read, job)
    assert parse_answer(msgspec.json.encode(found)) == found


def plain(data: bytes) -> None:
    _parsed(data, kinds.TEXT)


def page(data: bytes) -> None:
    _parsed(data, kinds.HTML)


def mail(data: bytes) -> None:
    _parsed(data, kinds.MAIL)


def docx(data: bytes) -> None:
    _parsed(data, kinds.DOCX)


def pdf(data: bytes) -> None:
    _parsed(data, kinds.PDF)


def picture(data: bytes) -> None:
    _parsed(data, kinds.PNG)


def kind(data: bytes) -> None:
    name, _, head = data.partition(b"\0")
    told = kinds.sniff(head[: kinds.HEAD], name.decode("utf-8", "replace"))
    assert told == kinds.UNKNOWN or told in PARSERS


def letters(data: bytes) -> None:
    declared, _, rest = data.partition(b"\0")
    read = decode(rest, declared.decode("ascii", "replace"))
    if not (read.broken or read.guessed):
        assert read.text.encode(read.encoding, "surrogatepass") == rest.removeprefix(
            b"\xef\xbb\xbf" if read.encoding == "utf-8" else b""
        ) or rest.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"))


def quote(data: bytes) -> None:
    text, _, wanted = data.decode("utf-8", "replace").partition("\0")
    for span in find_quote(text, wanted):
        assert text[span.start : span.end] == wanted
        assert check_passage(text, passage_at(text, span.start, span.end))
    for span in find_loosely(text, wanted):
        assert 0 <= span.start < span.end <= len(text)


def answer(data: bytes) -> None:
    try:
        found = parse_answer(data)
    except NonsenseError:
        return
    assert parse_answer(msgspec.json.encode(found)) == found


def leak(data: bytes) -> None:
    """A name is found whatever stands before it, and nothing stops the search."""
    for part in unpacked(data, Room()):
        list(_SCANNER.scan([part]))
    list(_SCANNER.scan([data]))
    named = data.rstrip(b"\\&=%") + b"\n\n" + "Жаңабаева Алия\n".encode()
    assert list(_SCANNER.scan([named]))
