"""Makes the demo's documents that are no text: a .docx, a .pdf, a photographed .png.

They are made from the texts beside this file whenever the demo starts, so that no
binary file has to be trusted.
"""

import io
import zipfile
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

from PIL import Image, ImageDraw, ImageFont

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main"
_MADE = (2026, 5, 14, 12, 0, 0)

_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_MAIN}+xml"/></Types>'
)
_LINKS = (
    f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1"'
    f' Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)


def docx(lines: Sequence[str]) -> bytes:
    """Return a word processor's document with a paragraph for each line."""
    paragraphs = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>'
        for line in lines
        if line.strip()
    )
    body = f"<w:body>{paragraphs}</w:body>"
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _LINKS,
        "word/document.xml": f'<w:document xmlns:w="{_WORD}">{body}</w:document>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            whole = f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'
            package.writestr(zipfile.ZipInfo(name, _MADE), whole)
    return out.getvalue()


def pdf(lines: Sequence[str]) -> bytes:
    """Return a one-page PDF with a text layer: Helvetica 11 on A4, ASCII only."""
    shown = "".join(f"({_pdf_text(line)}) '\n" for line in lines)
    content = f"BT /F1 11 Tf 16 TL 72 770 Td\n{shown}ET".encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    trailer = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n"
        f"startxref\n{len(out)}\n%%EOF\n"
    )
    return out + trailer.encode("ascii")


def _pdf_text(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def photograph(lines: Sequence[str]) -> bytes:
    """Return a picture of a sheet of paper that lies a little askew on a dark table."""
    paper = Image.new("RGB", (920, 640), (246, 242, 230))
    pen = ImageDraw.Draw(paper)
    font = ImageFont.load_default(24)
    for number, line in enumerate(lines):
        top = 48 + number * 40
        pen.line((40, top + 34, 880, top + 34), fill=(206, 212, 222))
        _write_columns(pen, top, line, font)
    turned = paper.rotate(2.5, expand=True, fillcolor=(58, 46, 40))
    table = Image.new("RGB", (1040, 760), (58, 46, 40))
    table.paste(turned, (40, 30))
    out = io.BytesIO()
    table.save(out, "PNG")
    return out.getvalue()


def _write_columns(
    pen: ImageDraw.ImageDraw,
    top: int,
    line: str,
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont,
) -> None:
    """Write each letter in its own cell, as a typewriter does."""
    for column, letter in enumerate(line):
        pen.text((48 + column * 17, top), letter, fill=(40, 44, 70), font=font)


MAKERS: dict[str, Callable[[Sequence[str]], bytes]] = {
    ".docx": docx,
    ".pdf": pdf,
    ".png": photograph,
}
"""How a document is made of its text, by the end of its name."""
