"""The words of a paper as they stand in its file, for whoever searches them."""

import io
import re
import zipfile
from typing import Final

import pypdfium2  # type: ignore[import-untyped]  # it ships no types

_TAG: Final = re.compile(r"<[^>]+>")
_LINE: Final = re.compile(r"</w:(?:p|tc|tr)>|<w:(?:br|tab)[^>]*/>|</dc:|</cp:")
_MARK: Final = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}


def words_of_pdf(content: bytes) -> str:
    """Return every word of a PDF: its pages, its bookmarks, what it says of itself."""
    document = pypdfium2.PdfDocument(content)
    try:
        found = [page.get_textpage().get_text_range() for page in document]
        found += [mark.get_title() for mark in document.get_toc()]
        found += document.get_metadata_dict().values()
    finally:
        document.close()
    return "\n".join(found)


def words_of_docx(content: bytes) -> str:
    """Return every word of a Word file, whichever part it stands in, runs joined."""
    found = []
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                text = _LINE.sub("\n", parts.read(name).decode("utf-8", "replace"))
                found.append(_TAG.sub("", text))
    whole = "\n".join(found)
    for mark, letter in _MARK.items():
        whole = whole.replace(mark, letter)
    return whole
