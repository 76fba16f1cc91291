"""Opens the browser without telling its command line the link.

Every user of a machine reads the command lines of all programs. The browser is given a
page instead that this user alone can read, and that leads to the link.
"""

import os
import shutil
import tempfile
import webbrowser
from html import escape
from pathlib import Path

from habeas import app

PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Habeas</title>
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0;url={link}">
<p><a href="{link}">Habeas</a></p>
</html>
"""


class Doorstep:
    """The page that leads to the link; removed once that was used, or at the end."""

    def __init__(self) -> None:
        self._folder: Path | None = None

    def open(self, link: str) -> None:
        """Write the page and show it; where none can be written, show nothing.

        The link was printed all the same: a browser in a sandbox may not read the page.
        """
        try:
            self._folder = _private_folder()
            page = self._folder / "open.html"
            page.touch(mode=0o600, exist_ok=False)
            page.write_text(PAGE.format(link=escape(link)), encoding="utf-8")
        except OSError:
            self.remove()
            return
        webbrowser.open(page.as_uri())

    def remove(self) -> None:
        """Remove the page; twice is fine."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


def _private_folder() -> Path:
    named = Path(os.environ.get("XDG_RUNTIME_DIR", ""))
    place = named if named.is_absolute() and named.is_dir() else app.default_heads()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix="habeas-", dir=place))  # 0700
