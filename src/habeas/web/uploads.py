"""Files in, as a stream: no spooling, no temporary file, nothing kept whole.

multipart/form-data (RFC 7578), parsed chunk by chunk. The token comes in the header or
as the first part, and is checked before a byte of a file is read. Each chunk of a file
goes to a `Sink` at once; the sink hashes and seals it.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from multipart import (  # type: ignore[import-untyped]
    MultipartError,
    MultipartSegment,
    ParserLimitReached,
    PushMultipartParser,
    parse_options_header,
)

from habeas.errors import BadInputError
from habeas.web.forms import Form
from habeas.web.gate import TOKEN_FIELD
from habeas.web.refusals import ForgedFormError, TooLargeError
from habeas.web.session import Session, require_token
from habeas.words import N_

MAX_FILE = 2 * 1024**3
"""Bytes of one file."""
MAX_UPLOAD = 8 * 1024**3
"""Bytes of one request, all files together."""
MAX_FIELD = 64 * 1024
MAX_PARTS = 1000


class Sink(Protocol):
    """Takes one file: bytes in order, then `finish`, or `abort` and nothing stays."""

    async def write(self, chunk: bytes) -> None:
        """Take the next bytes of the file."""
        ...

    async def finish(self) -> None:
        """Take the file as whole."""
        ...

    async def abort(self) -> None:
        """Forget the file; may be called after a failed write or finish."""
        ...


OpenSink = Callable[[str, Form], Awaitable[Sink]]
"""Opens a sink for a file name, given the fields sent before the file."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes that one file and one request may have."""

    file: int = MAX_FILE
    request: int = MAX_UPLOAD


class _Upload:
    """The state of one request: which part is being read, and where it goes."""

    def __init__(self, open_sink: OpenSink, trusted: Session | None) -> None:
        self.fields: list[tuple[str, str]] = []
        self._open_sink = open_sink
        self._untrusted = trusted
        self._sink: Sink | None = None
        self._field: tuple[str, bytearray] | None = None

    async def begin(self, part: MultipartSegment) -> None:
        if part.filename is None:
            self._field = (part.name, bytearray())
            return
        if self._untrusted is not None:
            raise ForgedFormError
        if part.filename == "":
            self._field = ("", bytearray())  # an empty file picker sends a bare part
            return
        self._sink = await self._open_sink(bare_name(part.filename), self.form())

    async def more(self, chunk: bytes) -> None:
        if self._sink is not None:
            await self._sink.write(chunk)
        elif self._field is not None:
            name, value = self._field
            value += chunk
            if not name or len(value) > MAX_FIELD:
                raise TooLargeError

    async def end(self) -> None:
        if self._sink is not None:
            await self._sink.finish()
            self._sink = None
        elif self._field is not None:
            self._end_field(*self._field)
            self._field = None

    def _end_field(self, name: str, value: bytearray) -> None:
        try:
            text = value.decode("utf-8")
        except UnicodeDecodeError:
            raise BadInputError(N_("The form is not written in UTF-8.")) from None
        if self._untrusted is None:
            if name:
                self.fields.append((name, text))
        else:
            require_token(self._untrusted, text if name == TOKEN_FIELD else "")
            self._untrusted = None

    async def abort(self) -> None:
        if self._sink is not None:
            await self._sink.abort()

    def require_token(self) -> None:
        if self._untrusted is not None:
            raise ForgedFormError

    def form(self) -> Form:
        return Form(tuple(self.fields))


def bare_name(sent: str) -> str:
    """Return the last part of a file name that a browser sent: never a path.

    Control characters and direction marks go too, so that a name reads as it is.
    """
    last = sent.replace("\\", "/").rstrip("/").rpartition("/")[2]
    kept = "".join(letter for letter in last if letter.isprintable()).strip(" .")
    return kept[:200] or "file"


async def receive(
    stream: AsyncIterator[bytes],
    content_type: str,
    open_sink: OpenSink,
    *,
    untrusted: Session | None,
    limits: Limits = Limits(),
) -> Form:
    """Read a whole upload, handing each file to the sink that `open_sink` gives.

    Args:
        stream: the request's body.
        content_type: the request's Content-Type, with the boundary.
        open_sink: called once for each file, before its first byte.
        untrusted: the session whose token must be the first part; None where the token
            was in the header.
        limits: bytes allowed.

    Returns:
        The plain fields, without the token.

    Raises:
        ForgedFormError: no token before the first file or field.
        TooLargeError: over a limit; the file being read is aborted.
        BadInputError: not a whole multipart body.
    """
    _, options = parse_options_header(content_type)
    upload = _Upload(open_sink, untrusted)
    try:
        with PushMultipartParser(
            options.get("boundary", ""),
            max_segment_size=limits.file,
            max_segment_count=MAX_PARTS,
            strict=True,
        ) as parser:
            async for chunk in _up_to(limits.request, stream):
                await _feed(parser, chunk, upload)
        upload.require_token()
    except ParserLimitReached:
        await upload.abort()
        raise TooLargeError from None
    except (MultipartError, UnicodeDecodeError):
        await upload.abort()
        raise BadInputError(N_("The upload broke off before it was whole.")) from None
    except BaseException:
        await upload.abort()  # also when the browser went away
        raise
    return upload.form()


async def _up_to(limit: int, stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    seen = 0
    async for chunk in stream:
        seen += len(chunk)
        if seen > limit:
            raise TooLargeError
        if chunk:
            yield chunk


async def _feed(parser: PushMultipartParser, chunk: bytes, upload: _Upload) -> None:
    for event in parser.parse(chunk):
        if event is None:
            await upload.end()
        elif isinstance(event, MultipartSegment):
            await upload.begin(event)
        else:
            await upload.more(bytes(event))
