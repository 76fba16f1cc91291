"""A name packed inside an original is found; broken originals stop nothing."""

import io
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from habeas.papers.bundle.contents import Contents, take
from habeas.papers.bundle.stream import Stream
from habeas.papers.leaks.hidden import is_packed, unpacked
from habeas.papers.leaks.protected import protected_name
from habeas.papers.leaks.scan import Scanner

SCANNER = Scanner([protected_name("alia", "Иванова Алия Сериковна")])


def packed(name: str, text: str) -> bytes:
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
    return any(list(SCANNER.scan([text])) for text in unpacked(data))


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
    assert list(unpacked(b"plain text")) == []


def test_a_bomb_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("habeas.papers.leaks.hidden.MOST_BYTES", 100_000)
    for bomb in (packed("bomb", "x" * 10_000_000), pdf(b"x" * 10_000_000)):
        assert max(map(len, unpacked(bomb))) <= 100_001


@settings(deadline=None)
@given(
    st.sampled_from(sorted(HIDDEN)),
    st.integers(0, 200),
    st.binary(min_size=1, max_size=9),
)
def test_a_broken_original_never_raises(which: str, at: int, noise: bytes) -> None:
    data = HIDDEN[which]
    list(unpacked(data[:at] + noise + data[at + len(noise) :]))
    list(unpacked(data[: at + 5]))
