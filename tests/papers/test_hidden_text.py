"""A name packed inside an original is found; broken originals stop nothing."""

import io
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from habeas.papers.bundle.contents import Contents, take
from habeas.papers.bundle.stream import Stream
from habeas.papers.leaks.hidden import MOST_PARTS, Room, is_packed, unpacked
from habeas.papers.leaks.protected import protected_name
from habeas.papers.leaks.scan import Scanner

SCANNER = Scanner([protected_name("alia", "Иванова Алия Сериковна")])


def packed(name: str, text: str | bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return target.getvalue()


def pdf(content: bytes, dictionary: bytes = b"<< /Filter /FlateDecode >>") -> bytes:
    body = zlib.compress(content)
    return (
        b"%PDF-1.7\n1 0 obj\n" + dictionary + b"\nstream\r\n" + body + b"\nendstream\n"
    )


HEX = b"<FEFF" + "Иванова".encode("utf-16-be").hex().encode() + b">"
HIDDEN: dict[str, bytes] = {
    "the author of a docx": packed(
        "docProps/core.xml", "<dc:creator>Иванова</dc:creator>"
    ),
    "an attribute": packed("word/comments.xml", '<w:comment w:author="Иванова"/>'),
    "a name split into runs": packed(
        "word/document.xml", "<w:r><w:t>Ива</w:t></w:r><w:r><w:t>нова</w:t></w:r>"
    ),
    "the last word of a paragraph": packed(
        "word/document.xml", "<w:p><w:t>Ива</w:t><w:t>нова</w:t></w:p><w:p>Она</w:p>"
    ),
    "the name of a member": packed("media/Иванова.png", ""),
    "a compressed stream": pdf(b"BT (Ivanova) Tj ET"),
    "a kerned text": pdf(b"BT [(Iva) -20 (nova)] TJ ET"),
    "a hexadecimal title": b"%PDF-1.4\n<< /Title " + HEX + b" >>\n",
    "a hexadecimal text in a stream": pdf(b"<< /Author " + HEX + b" >>"),
    "a stream cut short": pdf(b"BT (Ivanova) Tj ET " * 9)[:-14],
}


def found(data: bytes) -> bool:
    return any(list(SCANNER.scan([text])) for text in unpacked(data, Room()))


@pytest.mark.parametrize("data", HIDDEN.values(), ids=HIDDEN)
def test_a_hidden_name_is_found(data: bytes) -> None:
    assert is_packed(data)
    assert not list(SCANNER.scan([data])) or b"FEFF" in data or b"media/" in data
    assert found(data)


@pytest.mark.parametrize("size", [7, 100_000])
def test_a_bundle_with_it_is_reported(size: int) -> None:
    data = HIDDEN["an attribute"]
    contents = Contents()
    parts = [data[at : at + size] for at in range(0, len(data), size)]
    stream = Stream("data/exhibits/1-a.docx", lambda: iter(parts), "data/exhibits/1")
    take(contents, SCANNER, stream)
    assert {leak.place for leak in contents.leaks} == {
        "data/exhibits/1 (packed inside)"
    }
    assert contents.measures[stream.path].size == len(data)


def test_paragraphs_do_not_run_together() -> None:
    assert not found(packed("word/document.xml", "<w:p>Ива</w:p><w:p>нова</w:p>"))


def test_other_files_are_not_unpacked() -> None:
    assert not is_packed(b"plain text")
    assert list(unpacked(b"plain text", Room())) == []


def test_a_bomb_is_cut_off() -> None:
    for bomb in (packed("bomb", "x" * 10_000_000), pdf(b"x" * 10_000_000)):
        room = Room(size=100_000)
        assert max(map(len, unpacked(bomb, room))) <= 100_001
        assert room.size <= 0


def nested(depth: int) -> bytes:
    data = HIDDEN["an attribute"]
    for _ in range(depth):
        data = packed("letters.zip", data)
    return data


def encrypted() -> bytes:
    """Flag bit 0 of a zip's member; what follows is no text to anybody."""
    data = bytearray(packed("letter.txt", "Иванова"))
    data[6] |= 1
    data[data.index(b"PK\1\2") + 8] |= 1
    return bytes(data)


def test_a_zip_within_a_zip_is_searched_a_few_deep() -> None:
    assert [found(nested(depth)) for depth in range(4)] == [True, True, True, False]
    assert found(packed("a.pdf", HIDDEN["a compressed stream"]))


SHUT: dict[str, bytes] = {
    "a zip too deep": nested(3),
    "an encrypted zip": encrypted(),
    "an encrypted zip in a zip": packed("a.zip", encrypted()),
    "an encrypted PDF": b"%PDF-1.7\ntrailer << /Encrypt 5 0 R >>",
    "a zip cut short": HIDDEN["an attribute"][:60],
}


@pytest.mark.parametrize("data", SHUT.values(), ids=SHUT)
def test_what_was_not_all_searched_is_said(data: bytes) -> None:
    room = Room()
    assert not any(list(SCANNER.scan([text[:99]])) for text in unpacked(data, room))
    assert room.short
    contents = Contents()
    take(contents, Scanner(()), Stream("a", lambda: iter([data]), "a"))
    assert contents.shut == ["a"]


def test_what_was_all_searched_is_not_said() -> None:
    for data in [*HIDDEN.values(), nested(2), b"no zip"]:
        room = Room()
        list(unpacked(data, room))
        assert not room.short


def test_many_parts_are_cut_off() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number in range(MOST_PARTS + 1):
            archive.writestr(str(number), b"")
    room = Room()
    assert len(list(unpacked(target.getvalue(), room))) == 2 * MOST_PARTS
    assert room.short


def test_what_is_too_large_to_be_unpacked_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("habeas.papers.bundle.contents.MOST_BYTES", 2000)
    data = HIDDEN["an attribute"] + bytes(3000)
    parts = [data[at : at + 700] for at in range(0, len(data), 700)]
    contents = Contents()
    take(contents, SCANNER, Stream("a", lambda: iter(parts), "a"))
    assert contents.shut == ["a"]


@settings(deadline=None)
@given(
    st.sampled_from(sorted(HIDDEN)),
    st.integers(0, 200),
    st.binary(min_size=1, max_size=9),
)
def test_a_broken_original_never_raises(which: str, at: int, noise: bytes) -> None:
    data = HIDDEN[which]
    list(unpacked(data[:at] + noise + data[at + len(noise) :], Room()))
    list(unpacked(data[: at + 5], Room()))
