"""verify.html in Chromium, driven from within: its own functions on bytes in memory."""

import shutil
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from playwright.sync_api import Browser, Page, sync_playwright

Files: TypeAlias = dict[str, bytes]

CHROMIUM = next(  # the engine alone, where it is: it takes half of the time
    filter(
        None,
        map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser")),
    ),
    None,
)
HARNESS = (Path(__file__).parent / "harness.js").read_text("utf-8")


@contextmanager
def launched() -> Iterator[Browser]:
    """A Chromium that sends nothing anywhere."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


class Verifier:
    """The page of a bundle, opened from the disk, and the harness in it."""

    def __init__(self, browser: Browser, bundle: Path) -> None:
        self.page: Page = browser.new_page()
        self.page.goto((bundle / "verify.html").as_uri())
        self.page.evaluate(HARNESS)

    def load(self, files: Files) -> None:
        """Give the page a whole bundle."""
        self._call("load", _coded(files))

    def unnoticed(self, name: str, masks: tuple[int, ...]) -> list[int]:
        """Change each byte of a file; return the places that were not noticed."""
        found: list[int] = self._call("unnoticed", name, masks)
        return found

    def unnoticed_though_mended(
        self, name: str, masks: tuple[int, ...], step: int
    ) -> list[int]:
        """Change every so manieth byte, with both lists made right again."""
        found: list[int] = self._call("unnoticedThoughMended", name, masks, step)
        return found

    def unnoticed_in_zip(
        self, data: bytes, places: list[int], masks: tuple[int, ...]
    ) -> list[int]:
        """Change bytes of a zip at these places; return those not noticed."""
        coded = b64encode(data).decode()
        found: list[int] = self._call("unnoticedInZip", coded, places, masks)
        return found

    def judge(self, files: Files) -> list[list[str]]:
        """Return the faults that the page finds in a folder, as [word, file]."""
        found: list[list[str]] = self._call("judge", _coded(files))
        return found

    def judge_zip(self, data: bytes) -> list[list[str]]:
        """Return the faults in a zip; a zip refused has the one that says why."""
        found: list[list[str]] = self._call("judgeZip", b64encode(data).decode())
        return found

    def _call(self, name: str, *arguments: object) -> Any:  # noqa: ANN401 - JSON
        script = f"(given) => harness.{name}(...given)"
        return self.page.evaluate(script, list(arguments))


def _coded(files: Files) -> dict[str, str]:
    return {name: b64encode(data).decode() for name, data in files.items()}
