"""How a Word file looks before anybody touches it: as a court expects a paper."""

import io

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, RGBColor

from habeas.papers.engine.docx import write_docx
from habeas.papers.engine.layout import Part, Piece, Sheet


def test_it_is_black_of_one_face_on_a4_with_numbered_pages() -> None:
    title = Part("heading", 1, (((Piece("Шағым"),),),))
    sheet = Sheet("kk", "2026-07-20", "Шағым", (), (title,), (), (), "", "Бет")
    made = Document(io.BytesIO(write_docx(sheet)))
    (section,) = made.sections
    sides = (section.page_width, section.page_height)
    assert [round(one / Mm(1)) for one in sides if one] == [210, 297]
    for name in ("Normal", "Heading 1", "Heading 2", "Heading 3"):
        font = made.styles[name].font
        assert font.name == "Times New Roman"
        assert font.color.rgb == RGBColor(0, 0, 0)
        assert not [one for one in font.element.rPr.rFonts.attrib if "Theme" in one]
    foot = section.footer.paragraphs[0]._p
    fields = [one.get(qn("w:instr")) for one in foot.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert "Бет" in "".join(one.text or "" for one in foot.iter(qn("w:t")))
