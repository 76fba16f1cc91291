"""Read files that a person put into a folder: plain and small ones, none elsewhere."""

import os
import stat
from pathlib import Path
from typing import Final

from habeas.errors import BadInputError, NotFoundError
from habeas.words import N_

_NO_PIPE: Final = getattr(os, "O_NONBLOCK", 0)  # a pipe would never end
_NO_LINK: Final = getattr(os, "O_NOFOLLOW", 0)
_BINARY: Final = getattr(os, "O_BINARY", 0)


def read_plain(folder: Path, name: str, largest: int) -> bytes:
    """Return a file of a folder.

    Raises:
        NotFoundError: there is none.
        BadInputError: it is larger than that, a link, no plain file, or unreadable.
    """
    if name != Path(name).name or name in ("", ".", ".."):
        raise _refused(name)
    path = folder / name
    try:
        if path.is_symlink():
            raise _refused(name)
        file = os.open(path, os.O_RDONLY | _NO_PIPE | _NO_LINK | _BINARY)
        with os.fdopen(file, "rb") as opened:
            if not stat.S_ISREG(os.fstat(file).st_mode):
                raise _refused(name)
            content = opened.read(largest + 1)
    except FileNotFoundError as error:
        raise NotFoundError(
            N_("There is no file {name} in this folder."), name=name[:80]
        ) from error
    except OSError as error:
        raise _refused(name) from error
    if len(content) > largest:
        raise BadInputError(
            N_("The file {name} is too large: up to {size} KB."),
            name=name[:80],
            size=largest // 1024,
        )
    return content


def read_words(folder: Path, name: str, largest: int) -> str:
    """Return a text file of a folder.

    Raises:
        NotFoundError, BadInputError: as `read_plain`; or it is no UTF-8.
    """
    try:
        text = read_plain(folder, name, largest).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInputError(
            N_("The file {name} is not UTF-8 text."),
            advice=N_("Save it as plain text in UTF-8, then try again."),
            name=name[:80],
        ) from error
    return text.replace("\r\n", "\n")


def _refused(name: str) -> BadInputError:
    return BadInputError(
        N_("{name} cannot be read: it must be a plain file in this folder, no link."),
        name=name[:80],
    )
