"""Mail: the visible headers and the body, by Python's own email package.

Attachments are named, never opened: each is a document of its own.
"""

import platform
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime

from habeas.text import notes
from habeas.text.clean import clean, label, language_tag
from habeas.text.dates import MESSAGE, iso_date
from habeas.text.encodings import Decoded, decode
from habeas.text.extract import DateProposal, Extract
from habeas.text.parsers.plain import encoding_notes

_SHOWN = ("From", "To", "Cc", "Date", "Subject")
_WANTED = (*_SHOWN, "Message-ID", "Content-Language")
_FACTS = (("From", "from"), ("To", "to"), ("Message-ID", "message number"))
_MOST_ATTACHMENTS = 1000


def read(data: bytes) -> Extract:
    """Return headers and body as one text; a plain body goes before an HTML one."""
    message = message_from_bytes(data, policy=default)
    headers = {name: label(str(message.get(name, ""))) for name in _WANTED}
    body, decoded = _body(message)
    attached = list(_attached(message))
    return Extract(
        text="\n\n".join(part for part in (_shown(headers), body) if part),
        tool="python-email",
        tool_version=platform.python_version(),
        title=headers["Subject"],
        language=language_tag(headers["Content-Language"].split(",")[0]),
        dates=_sent(headers["Date"]),
        notes=encoding_notes(decoded) + ((notes.ATTACHMENTS,) if attached else ()),
        metadata=(("encoding", decoded.encoding), *_facts(headers), *attached),
    )


def _shown(headers: dict[str, str]) -> str:
    return "\n".join(f"{name}: {headers[name]}" for name in _SHOWN if headers[name])


def _facts(headers: dict[str, str]) -> list[tuple[str, str]]:
    return [(key, headers[name]) for name, key in _FACTS if headers[name]]


def _body(message: EmailMessage) -> tuple[str, Decoded]:
    part = message.get_body(("plain", "html"))
    if part is None:
        return "", Decoded("", "us-ascii")
    raw = part.get_payload(decode=True)
    decoded = decode(
        raw if isinstance(raw, bytes) else b"", str(part.get_param("charset", ""))
    )
    if part.get_content_subtype() != "html":
        return clean(decoded.text).strip("\n"), decoded
    # Only now: most messages do not need the HTML parser.
    from habeas.text.parsers.page import text_of  # noqa: PLC0415

    return text_of(decoded.text), decoded


def _attached(message: EmailMessage) -> Iterator[tuple[str, str]]:
    if not message.is_multipart():
        return
    for part in list(message.iter_attachments())[:_MOST_ATTACHMENTS]:
        yield "attachment", label(part.get_filename() or part.get_content_type())


def _sent(value: str) -> tuple[DateProposal, ...]:
    """Return the day of the Date header in the zone of its sender."""
    try:
        day = parsedate_to_datetime(value).date().isoformat()
    except (ValueError, TypeError, IndexError):
        return ()
    return tuple(
        DateProposal(found.edtf, MESSAGE, value[:200])
        for found in iso_date(day, MESSAGE)
    )
