"""The child process: reads one file from its standard input, answers, and ends.

Run as `python -I -m habeas.text.child` by habeas.text.process only. It gives up its
rights before the first byte of the file is read, and whatever goes wrong it says
nothing: the exit code tells the parent that there is no answer.
"""

import sys
from importlib import import_module
from types import ModuleType

import msgspec

from habeas.text import kinds, notes
from habeas.text.boilerplate import mark_boilerplate
from habeas.text.dates import dates_in_text, unique
from habeas.text.extract import Extract
from habeas.text.job import Job
from habeas.text.sandbox import close_doors, limit_resources

PARSERS = {
    kinds.TEXT: "plain",
    kinds.HTML: "page",
    kinds.PDF: "pdf",
    kinds.MAIL: "mail",
    kinds.DOCX: "docx",
    kinds.ZIP: "archive",
    kinds.JPEG: "image",
    kinds.PNG: "image",
    kinds.GIF: "image",
    kinds.WEBP: "image",
    kinds.TIFF: "image",
    kinds.BMP: "image",
}
"""The parser of each kind; one is imported, so that the child starts quickly."""

_MARKED = frozenset((kinds.TEXT, kinds.HTML))


def main() -> int:
    """Do the job on standard input; exit code 0 means that the answer is whole."""
    job = msgspec.json.decode(sys.stdin.buffer.readline(), type=Job)
    limit_resources(job.memory, job.cpu_seconds)
    name = _parser(job)
    parser = import_module(f"habeas.text.parsers.{name}")
    close_doors()
    data = sys.stdin.buffer.read()
    try:
        answer = _work(job, parser, data)
    except Exception:  # noqa: BLE001 - the named door: a parser may fail in any way
        return 1
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    return 0


def _parser(job: Job) -> str:
    if job.copy:
        return "anew"
    if job.codes:
        return "codes"
    if job.lines:
        return "docx_lines"
    return "paint" if job.width else PARSERS[job.media_type]


def _work(job: Job, parser: ModuleType, data: bytes) -> bytes:
    if job.copy:
        made: bytes = parser.anew(data, job.media_type)
        return made
    if job.codes:
        seen: bytes = parser.codes(data, job.media_type)
        return seen
    if job.lines:
        told: bytes = parser.lines(data)
        return told
    if job.width:
        asked = (job.page, job.width)
        drawn: bytes = parser.paint(data, job.media_type, *asked, blur=job.blur)
        return drawn
    return msgspec.json.encode(finish(parser.read(data), job))


def finish(extract: Extract, job: Job) -> Extract:
    """Return the parser's extract with the proposals that the text itself gives."""
    if len(extract.text) > job.text_length:
        return Extract(
            "", extract.tool, extract.tool_version, notes=(notes.TOO_MUCH_TEXT,)
        )
    marks = extract.boilerplate
    if job.media_type in _MARKED:
        marks = mark_boilerplate(extract.text, marks)
    dates = unique(extract.dates + dates_in_text(extract.text))
    return msgspec.structs.replace(extract, boilerplate=marks, dates=dates)


if __name__ == "__main__":  # pragma: no cover - only the child runs it
    sys.exit(main())
