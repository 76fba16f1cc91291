"""Objects of a PDF are read strictly: what is not plain is refused, no more."""

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from habeas.papers.annexes.forms import forms_in, page_as_form, page_numbers
from habeas.papers.annexes.objects import BrokenError, Objects, Thing, write_value


def plain(*objects: bytes, trailer: bytes = b"") -> bytes:
    """Return a file of these objects, numbered from 1; the first is its root."""
    data, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, one)
    lines = b"".join(b"%010d 00000 n\r\n" % place for place in places)
    table = b"xref\n0 %d\n0000000000 65535 f\r\n%b" % (len(places) + 1, lines)
    end = b"trailer\n<</Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF\n"
    return data + table + end % (trailer, len(data))


VALUES = {
    b"/Name": b"/Name",
    b"/": b"/",
    b"-1.50": b"-1.50",
    b"null": None,
    b"7 0 R": 7,
    b"[ 1 7 0 R/A(b).5 true]": [b"1", 7, b"/A", b"(b)", b".5", b"true"],
    rb"(a \) (b) c)": rb"(a \) (b) c)",
    b"<FE ff\n00>": b"<FE ff\n00>",
    b"<</A 1%said\n/B<</C[]>>>>": {b"/A": b"1", b"/B": {b"/C": []}},
}


@pytest.mark.parametrize("written", VALUES)
def test_a_value_is_read_and_written_again(written: bytes) -> None:
    value = Objects(plain(written)).get(1).value
    assert value == VALUES[written]
    assert Objects(plain(write_value(value))).get(1).value == value


def test_a_stream_is_passed_on_as_it_is_stored() -> None:
    thing = Objects(plain(b"<</Length 4>>stream\r\n\0\1>>\r\nendstream")).get(1)
    assert bytes(thing.stream or b"") == b"\0\1>>"
    assert Objects(plain(b"null")).get(9) == Thing(None)
    assert Objects(plain(b"null")).get(b"1") == Thing(None)


BROKEN = {
    "no table": b"%PDF-1.7\nstartxref\n3\n%%EOF",
    "nothing": b"",
    "a table that ends early": plain(b"null").replace(b"0 2\n", b"0 9999\n"),
    "no trailer": plain(b"null").replace(b"trailer", b"TRAILER"),
    "a trailer that is none": plain(b"null").replace(b"<</Root 1 0 R>>", b"[]"),
    "an older table": plain(b"null", trailer=b"/Prev 3"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_no_plain_file_is_refused(case: str) -> None:
    with pytest.raises(BrokenError):
        Objects(BROKEN[case])


BAD = {
    "another number": b"null\nendobj",
    "a text that does not end": b"(a",
    "a list that does not end": b"[1",
    "a dictionary that does not end": b"<</A 1",
    "a key that is no name": b"<<1 1>>",
    "nothing": b"",
    "closed before it is open": b"]",
    "too deep": b"[" * 99 + b"]" * 99,
    "no length": b"<<>>stream\nendstream",
    "a length elsewhere": b"<</Length 1 0 R>>stream\n\nendstream",
    "a length that is wrong": b"<</Length 9>>stream\nabc\nendstream",
}


@pytest.mark.parametrize("case", BAD)
def test_an_object_that_cannot_be_read_is_refused(case: str) -> None:
    data = plain(BAD[case])
    if case == "another number":
        data = data.replace(b"1 0 obj", b"2 0 obj")
    with pytest.raises(BrokenError):
        Objects(data).get(1)


PAGES = b"<</Type/Catalog/Pages 2 0 R>>"
FORMS = {
    "no pages": (b"<<>>",),
    "pages within themselves": (PAGES, b"<</Kids[2 0 R]>>"),
    "a page that is no reference": (PAGES, b"<</Kids[1]>>"),
    "no resources": (PAGES, b"<</Kids[3 0 R]>>", b"<</Type/Page>>"),
    "other names": (PAGES, b"<</Resources<</XObject<</Y 3 0 R>>>>>>", b"null"),
}
_PAGE = b"<</Resources<</XObject<</X1 3 0 R>>>>>>"
for _name, _box in {
    "no box": b"",
    "a short box": b"/BBox[0 0 1]",
    "a box of names": b"/BBox[0 0 /A 1]",
    "a box of references": b"/BBox[0 0 1 0 R 1]",
    "a box without end": b"/BBox[0 0 1 inf]",
    "an empty box": b"/BBox[0 0 0 9]",
    "a box a mile long": b"/BBox[0 0 9 99999999]",
    "a bad matrix": b"/BBox[0 0 9 9]/Matrix[1]",
}.items():
    FORMS[_name] = (PAGES, _PAGE, b"<</Length 0%b>>stream\n\nendstream" % _box)
FORMS["no stream"] = (PAGES, _PAGE, b"<</BBox[0 0 9 9]>>")


@pytest.mark.parametrize("case", FORMS)
def test_pages_that_are_not_as_asked_are_refused(case: str) -> None:
    with pytest.raises(BrokenError):
        forms_in(Objects(plain(*FORMS[case])), 1)


def test_a_page_without_content_is_no_form() -> None:
    with pytest.raises(BrokenError):
        page_as_form(plain(PAGES, b"<</Type/Page>>"))


GOOD = typst.compile(b"= One\n#pagebreak()\nTwo", format="pdf")
assert isinstance(GOOD, bytes)


@given(st.integers(0, len(GOOD) - 1), st.binary(max_size=8))
def test_whatever_is_changed_is_read_or_refused(at: int, other: bytes) -> None:
    data = GOOD[:at] + other + GOOD[at + len(other) :]
    try:
        objects = Objects(data)
        page_numbers(objects)
        for number in objects.numbers:
            write_value(objects.get(number).value)
    except BrokenError:
        pass
