"""A name packed inside an original is found; broken originals stop nothing."""

import base64
import gzip
import io
import zipfile
import zlib
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from habeas.papers.bundle.contents import Contents, take
from habeas.papers.bundle.stream import Stream
from habeas.papers.leaks.hidden import MOST_PARTS, Room, unpacked
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


def test_many_parts_of_a_mail_are_cut_off() -> None:
    room = Room(parts=2)
    list(unpacked(mail(b"x") + b"\nFrom b\n" + mail(DOCX), room))
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


def mail(data: bytes, kind: str = "octet-stream", name: str = "a.bin") -> bytes:
    message = EmailMessage()
    message["Subject"] = "Statement"
    message.set_content("See what is attached.\n")
    message.add_attachment(data, maintype="application", subtype=kind, filename=name)
    return message.as_bytes()


def page(data: bytes) -> bytes:
    return b"<a href='data:a/b;base64," + base64.b64encode(data) + b"'>x</a>"


DOCX = packed("word/document.xml", "<w:t>Ива</w:t><w:t>нова</w:t> " * 9)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
CARRIED: dict[str, bytes] = {
    "a docx in a mail": mail(DOCX),
    "a PDF in a mail": mail(HIDDEN["a compressed stream"], "pdf"),
    "a gzip in a mail": mail(gzip.compress("Иванова сказала".encode())),
    "a docx in a zip in a mail": mail(packed("a.docx", DOCX)),
    "a docx in a mail in a zip": packed("letter.eml", mail(DOCX)),
    "a docx in a mail in a mail": mail(mail(DOCX)),
    "a docx in a box of mails": b"From a\n" + mail(b"x") + b"\nFrom b\n" + mail(DOCX),
    "a name of an attachment": mail(b"x", name="Иванова.txt"),
    "a text of another charset": b"Content-Type: text/plain; charset=utf-7\n\n"
    + "Иванова сказала".encode("utf-7"),
    "a docx in a page": page(DOCX),
    "a docx in JSON": b'{"file": "' + base64.b64encode(DOCX) + b'"}',
    "a page in a mail": mail(page(DOCX), "html"),
    "a text in gzip": gzip.compress("Иванова сказала".encode()),
}


@pytest.mark.counts("hostile inputs tried")
@pytest.mark.parametrize("data", CARRIED.values(), ids=CARRIED)
def test_a_name_in_what_a_mail_or_a_page_carries_is_found(data: bytes) -> None:
    contents = Contents()
    take(contents, SCANNER, Stream("a", lambda: iter([data]), "a"))
    assert "a (packed inside)" in {leak.place for leak in contents.leaks}


UNREAD: dict[str, bytes] = {
    "a picture in a mail": mail(PNG),
    "a PDF in a mail": mail(pdf(b"BT (x) Tj ET"), "pdf"),
    "an encrypted zip in a mail": mail(encrypted()),
    "a gzip cut short": gzip.compress(bytes(999))[:-9],
    "a second gzip behind the first": gzip.compress(b"x") * 2,
    "a picture in a docx in a mail": mail(packed("word/media/1.png", PNG)),
    "a picture in a page": page(PNG),
    "a picture in a page, in percents": b"<img src='data:image/png,%89PNG'>",
    "a picture in JSON": b'{"file": "' + base64.b64encode(PNG) + b'"}',
    "a picture in RTF": b"{\\rtf1 {\\pict 89504e47}}",
    "unknown bytes in a mail": mail(bytes(range(256))),
    "unknown bytes in base64": base64.encodebytes(bytes(range(256)) * 8),
    "a message in PGP": mail(b"-----BEGIN PGP MESSAGE-----\n\nabc"),
    "uuencoded": b"Hello\nbegin 644 a.zip\n#86)C\n \nend\n",
    "a part of a mail without its head": b"x\nContent-Transfer-Encoding: base64\n\n",
    "mails too deep": mail(mail(mail(mail(b"Subject: x\n\nx")))),
}


@pytest.mark.counts("hostile inputs tried")
@pytest.mark.parametrize("data", UNREAD.values(), ids=UNREAD)
def test_what_no_search_reads_is_said(data: bytes) -> None:
    contents = Contents()
    take(contents, Scanner(()), Stream("a", lambda: iter([data]), "a"))
    assert contents.shut == ["a"]


READ: dict[str, bytes] = {
    "a mail": mail(b"Nothing but words", "json"),
    "a docx in a mail": mail(DOCX),
    "an old encoding": "Письмо без имён".encode("cp1251"),
    "a page with a text inside": page(b"words"),
}


@pytest.mark.parametrize("data", READ.values(), ids=READ)
def test_what_was_read_is_not_said(data: bytes) -> None:
    contents = Contents()
    take(contents, Scanner(()), Stream("a", lambda: iter([data]), "a"))
    assert contents.shut == []


@settings(deadline=None)
@given(st.sampled_from(sorted(CARRIED)), st.integers(0, 500), st.binary(max_size=9))
def test_a_broken_mail_never_raises(which: str, at: int, noise: bytes) -> None:
    data = CARRIED[which]
    list(unpacked(data[:at] + noise + data[at + len(noise) :], Room()))


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
