"""Save a Word document so that the same paper gives the same bytes."""

import io
import zipfile
from typing import Final

from docx.document import Document as Paper

_FIXED: Final = (1980, 1, 1, 0, 0, 0)
"""The time of every part in the zip: the first that a zip can hold."""


def dated(paper: Paper) -> bytes:
    """Save it, every part under one time: the library takes the clock's."""
    saved, out = io.BytesIO(), io.BytesIO()
    paper.save(saved)
    with zipfile.ZipFile(saved) as parts, zipfile.ZipFile(out, "w") as again:
        for part in parts.infolist():
            info = zipfile.ZipInfo(part.filename, _FIXED)
            again.writestr(info, parts.read(part), zipfile.ZIP_DEFLATED)
    return out.getvalue()
