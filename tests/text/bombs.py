"""Files made to harm whoever reads them, and sound ones to change a little."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from PIL import Image

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def packed(parts: dict[str, bytes]) -> bytes:
    """Return a zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, body in parts.items():
            package.writestr(name, body)
    return out.getvalue()


def docx(words: str) -> bytes:
    """Return a small Word document."""
    body = f"<w:document {W}><w:body><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:body>"
    return packed({"word/document.xml": (body + "</w:document>").encode()})


def pdf(content: bytes, *, filters: bytes = b"", pages: int = 1) -> bytes:
    """Return a PDF with this content stream on each page, without a table."""
    kids = b"4 0 R " * pages
    return (
        b"%%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/"
        b"Count %d/Kids[%s]>>endobj\n3 0 obj<</Type/Font/Subtype/Type1/BaseFont/"
        b"Helvetica>>endobj\n4 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]"
        b"/Resources<</Font<</F 3 0 R>>>>/Contents 5 0 R>>endobj\n5 0 obj<</Length %d"
        b"%s>>stream\n%s\nendstream endobj\ntrailer<</Root 1 0 R/Size 6>>\n%%%%EOF"
        % (pages, kids, len(content), filters, content)
    )


WORDS_PDF = pdf(b"BT /F 12 Tf 20 200 Td (She said so.) Tj ET")


def png(width: int, height: int, pixels: bytes) -> bytes:
    """Return a PNG that claims this size, whatever its pixels are."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body))
            + name
            + body
            + struct.pack(">I", zlib.crc32(name + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(pixels))
    return b"\x89PNG\r\n\x1a\n" + parts + chunk(b"IEND", b"")


def picture(form: str) -> bytes:
    """Return a small sound picture."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "grey").save(out, form)
    return out.getvalue()


def _laughs() -> bytes:
    rows = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    text = f'<!DOCTYPE x [<!ENTITY l0 "ha">{rows}]><w:t {W}>&l9;</w:t>'
    return packed({"word/document.xml": text.encode()})


def _quine() -> bytes:
    """Return a zip that holds a zip that holds a zip, twelve deep."""
    inner = b"ha" * 1000
    for _ in range(12):
        inner = packed({f"word/{n}.docx": inner for n in range(9)})
    return inner


def _layers(data: bytes, times: int) -> bytes:
    for _ in range(times):
        data = zlib.compress(data, 9)
    return data


ZEROS = bytes(1 << 20)
MAIL = b"From: a@example.org\nTo: b@example.org\nSubject: x\n"

BOMBS: dict[str, tuple[str, bytes]] = {
    "a Word file of 200 MB of nothing": (
        "a.docx",
        packed({"word/document.xml": bytes(200 << 20)}),
    ),
    "a Word file of 100 MB of one paragraph": (
        "b.docx",
        packed({"word/document.xml": b"<w:p>" + b"a" * (100 << 20)}),
    ),
    "a Word file of a million open tags": (
        "c.docx",
        packed({"word/document.xml": b"<a>" * 1_000_000}),
    ),
    "a Word file of 6,000 parts": (
        "d.docx",
        packed({f"word/header{n}.xml": b"<a/>" for n in range(6000)}),
    ),
    "a billion laughs": ("e.docx", _laughs()),
    "zips in zips": ("f.docx", _quine()),
    "a spreadsheet that unpacks to 200 MB": (
        "g.xlsx",
        packed({"xl/worksheets/sheet1.xml": bytes(200 << 20)}),
    ),
    "a spreadsheet called a Word file": (
        "h.docx",
        packed({"xl/workbook.xml": bytes(100 << 20)}),
    ),
    "a zip of 100 MB": ("i.zip", packed({"x": bytes(100 << 20)})),
    "a PDF stream that unpacks a thousandfold": (
        "j.pdf",
        pdf(_layers(bytes(100 << 20), 1), filters=b"/Filter/FlateDecode"),
    ),
    "a PDF stream in three layers": (
        "k.pdf",
        pdf(
            _layers(bytes(100 << 20), 3),
            filters=b"/Filter[/FlateDecode/FlateDecode/FlateDecode]",
        ),
    ),
    "a PDF of 20,000 pages": ("l.pdf", pdf(b"BT /F 9 Tf (x) Tj ET", pages=20_000)),
    "a PDF that holds itself": (
        "m.pdf",
        (
            b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
            b"2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2000000000>>endobj\n"
            b"trailer<</Root 1 0 R/Size 3>>\n%%EOF"
        ),
    ),
    "a PDF of 200,000 nested lists": ("n.pdf", b"%PDF-1.4\n1 0 obj" + b"[" * 200_000),
    "a PDF cut short": ("o.pdf", WORDS_PDF[:200]),
    "a PDF of 4 MB of noise": ("p.pdf", b"%PDF-1.4\n" + b"\xff\x00obj<<" * 500_000),
    "a page nested 300,000 deep": ("q.html", b"<html>" + b"<div>" * 300_000),
    "a page of a million attributes": (
        "r.html",
        b"<html><p " + b" ".join(b"a%d=1" % n for n in range(200_000)) + b">x",
    ),
    "a page of 31 MB in one word": ("s.html", b"<html><p>" + b"x" * (31 << 20)),
    "a page of a hundred thousand tables": (
        "t.html",
        b"<html>" + b"<table><tr><td>" * 100_000,
    ),
    "a page with JSON 100,000 deep": (
        "u.html",
        b"<html><script type='application/ld+json'>" + b"[" * 100_000 + b"</script>",
    ),
    "a message in a message, 20,000 times": (
        "v.eml",
        MAIL + b"Content-Type: message/rfc822\n\n" * 20_000,
    ),
    "a message of 10,000 parts": (
        "w.eml",
        MAIL
        + b"Content-Type: multipart/mixed; boundary=b\n\n"
        + b"--b\n\nx\n" * 10_000,
    ),
    "a message with a head of 20 MB": (
        "x.eml",
        MAIL + b"X-Long: " + b"a b " * (5 << 20) + b"\n\nx",
    ),
    "a message of endless boundaries": (
        "y.eml",
        MAIL
        + b"Content-Type: multipart/mixed; boundary="
        + b"b" * 1_000_000
        + b"\n\nx",
    ),
    "a picture of 50,000 by 50,000 points": ("z.png", png(50_000, 50_000, ZEROS)),
    "a picture of two thousand million points across": (
        "aa.png",
        png(2**31 - 1, 2**31 - 1, b""),
    ),
    "a picture of no points": ("ab.png", png(0, 0, b"")),
    "a picture that ends at once": ("ac.png", b"\x89PNG\r\n\x1a\n"),
    "half a photo": ("ad.jpg", picture("JPEG")[:300]),
    "a photo of nothing": ("ae.jpg", b"\xff\xd8\xff" + bytes(9999)),
    "a photo of 65,535 by 65,535 points": (
        "af.jpg",
        picture("JPEG").replace(b"\x00\x1e\x00\x28", b"\xff\xff\xff\xff", 1),
    ),
    "40 MB of text without a space": ("ag.txt", b"x" * (40 << 20)),
    "a hundred thousand dates": ("ah.txt", b"3 May 2021 " * (1 << 17)),
    "a million line ends": ("ai.txt", b"\n" * (1 << 20)),
    "half letters": ("aj.txt", b"\xed\xa0\x80\xff\xfe" * 100_000),
    "a program": ("ak.exe", b"\x7fELF" + ZEROS),
}
"""Each with the name that it comes under."""

SOUND: dict[str, tuple[str, bytes]] = {
    "pdf": ("a.pdf", WORDS_PDF),
    "docx": ("a.docx", docx("She said so.")),
    "html": (
        "a.html",
        b"<html lang=en><title>x</title><p>She said so.<footer>y</footer>",
    ),
    "eml": ("a.eml", MAIL + b"Date: Mon, 3 May 2021 10:00:00 +0500\n\nShe said so.\n"),
    "png": ("a.png", picture("PNG")),
    "jpg": ("a.jpg", picture("JPEG")),
}
"""Small files of each kind that are read without complaint."""


def changed(data: bytes, times: int) -> Iterator[bytes]:
    """Yield a file changed in one place or cut, the same way every time."""
    for number in range(times):
        place = (number * 7919 + 13) % len(data)
        way = number % 4
        if way == 0:
            yield (
                data[:place]
                + bytes((data[place] ^ (1 << number % 8),))
                + data[place + 1 :]
            )
        elif way == 1:
            yield data[:place]
        elif way == 2:
            yield data[:place] + data[place // 2 : place] + data[place:]
        else:
            yield data[:place] + b"\xff" * 8 + data[place + 8 :]
