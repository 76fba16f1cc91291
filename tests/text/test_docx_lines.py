"""Word documents paragraph by paragraph, however many runs a paragraph has."""

import io
import time
import zipfile

import msgspec

from habeas.text.parsers.docx_lines import lines
from habeas.text.word_file import WordFile

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def parsed(paragraph: str) -> WordFile:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        whole = f'<w:document xmlns:w="{_W}"><w:body>{paragraph}</w:body></w:document>'
        package.writestr("word/document.xml", whole)
    return msgspec.json.decode(lines(out.getvalue()), type=WordFile)


def test_runs_are_joined_with_one_space_and_notes_keep_their_places() -> None:
    found = parsed(
        "<w:p><w:r><w:t> He</w:t></w:r><w:r><w:t> </w:t></w:r><w:r><w:tab/></w:r>"
        "<w:r><w:t> said</w:t></w:r><w:r><w:footnoteReference w:id='1'/></w:r>"
        "<w:r><w:t> so. </w:t></w:r></w:p>"
    )
    (line,) = found.lines
    assert (line.text, line.notes) == ("He said so.", ((7, 1),))


def test_a_paragraph_of_very_many_runs_takes_no_longer_than_its_length() -> None:
    run = f"<w:r><w:t>{'a' * 99} </w:t></w:r>"
    begun = time.process_time()
    (line,) = parsed(f"<w:p>{run * 60_000}</w:p>").lines
    assert len(line.text) == 60_000 * 100 - 1
    assert time.process_time() - begun < 8
