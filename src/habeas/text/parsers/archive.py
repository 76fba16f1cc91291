"""The list of what a zip archive holds: read from its directory, nothing unpacked.

The sizes are the directory's claims. An archive inside the archive is named like any
other member: to look into it, a person takes it out and brings it in.
"""

import io
import zipfile

from habeas.text import notes
from habeas.text.clean import clean
from habeas.text.extract import Extract

TOOL, VERSION = "habeas-archive", "1"
MOST_NAMED = 20_000
LONGEST_NAME = 400


def read(data: bytes) -> Extract:
    """Return a line for each member; `data` is the archive, or its end."""
    members = zipfile.ZipFile(io.BytesIO(data)).infolist()
    lines = [_line(one) for one in members[:MOST_NAMED]]
    told = [notes.ARCHIVE]
    if len(members) > MOST_NAMED:
        told.append(notes.ARCHIVE_CUT)
    return Extract(
        text=clean("\n".join(lines)),
        tool=TOOL,
        tool_version=VERSION,
        notes=tuple(told),
    )


def _line(member: zipfile.ZipInfo) -> str:
    name = " ".join(member.filename.split())[:LONGEST_NAME]
    year, month, day, hour, minute, second = member.date_time
    when = f"{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"
    return f"{name}\t{member.file_size}\t{when}"
