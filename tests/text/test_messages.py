"""A message gives its visible headers, its body, and the names of its attachments."""

from email.message import EmailMessage

import pytest

from habeas.text import notes
from habeas.text.dates import MESSAGE
from habeas.text.parsers.mail import read


def _message() -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Анна Тестова <anna@example.org>"
    message["To"] = "defence@example.org"
    message["Subject"] = "Өтініш"
    message["Date"] = "Tue, 07 Dec 2021 23:30:00 -0500"
    message["Message-ID"] = "<1@example.org>"
    return message


HEADERS = (
    "From: Анна Тестова <anna@example.org>\nTo: defence@example.org\n"
    "Date: Tue, 07 Dec 2021 23:30:00 -0500\nSubject: Өтініш"
)


def test_a_plain_message() -> None:
    message = _message()
    message.set_content("Она сказала.\nДа.", charset="koi8-r", cte="base64")
    message["Content-Language"] = "KK, ru"
    extract = read(message.as_bytes())
    assert extract.text == HEADERS + "\n\nОна сказала.\nДа."
    assert (extract.title, extract.language) == ("Өтініш", "kk")
    (date,) = extract.dates
    assert (date.edtf, date.where) == ("2021-12-07", MESSAGE)
    assert date.quote == "Tue, 07 Dec 2021 23:30:00 -0500"
    assert ("encoding", "koi8-r") in extract.metadata
    assert ("message number", "<1@example.org>") in extract.metadata
    assert extract.notes == ()


def test_the_plain_body_goes_first_and_attachments_are_named() -> None:
    message = _message()
    message.set_content("plain words")
    message.add_alternative("<p>html words</p>", subtype="html")
    message.add_attachment(b"%PDF-", "application", "pdf", filename="Үкім.pdf")
    message.add_attachment(b"x", "application", "octet-stream")
    extract = read(message.as_bytes())
    assert extract.text.endswith("\n\nplain words")
    assert extract.notes == (notes.ATTACHMENTS,)
    assert [value for key, value in extract.metadata if key == "attachment"] == [
        "Үкім.pdf",
        "application/octet-stream",
    ]


def test_an_html_body_is_read_as_a_page() -> None:
    message = _message()
    message.set_content("<p>one<p>two<script>x</script>", subtype="html")
    assert read(message.as_bytes()).text == HEADERS + "\n\none\n\ntwo"


BROKEN = {
    "no body": (b"From: a@example.org\nTo: b@example.org\n\n", "From: a@example.org"),
    "an unknown encoding": (
        b"Subject: x\nContent-Type: text/plain; charset=klingon\n\nbody",
        "Subject: x\n\nbody",
    ),
    "a wrong encoding": (
        b"Content-Type: text/plain; charset=utf-8\n\n\xce\xed\xe0 \xf2\xe0\xec",
        "Она там",
    ),
    "a boundary that never comes": (
        b"Subject: x\nContent-Type: multipart/mixed; boundary=q\n\nbody",
        "Subject: x",
    ),
    "base64 cut short": (
        (
            b"Subject: x\nContent-Type: text/plain\n"
            b"Content-Transfer-Encoding: base64\n\naGVsbG8gd29ybG"
        ),
        "Subject: x",
    ),
    "a date that is none": (b"Subject: x\nDate: soon\n\nbody", "Date: soon"),
    "no headers": (b"\n\nbody", "body"),
    "raw letters in a header": ("Subject: Она\n\nbody".encode(), "body"),
    "only an attachment": (
        b"Subject: x\nContent-Type: application/pdf\n\n%PDF-",
        "Subject: x",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_message_gives_what_it_has(name: str) -> None:
    data, expected = BROKEN[name]
    extract = read(data)
    assert expected in extract.text
    assert extract.dates == ()
