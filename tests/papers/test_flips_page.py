"""Every byte of every file of a small bundle, changed one at a time, in verify.html."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.papers.browsing import CHROMIUM, Verifier, launched
from tests.papers.flipping import (
    MASKS,
    UNSIGNED,
    changed,
    files_of,
    free_places,
    zipped,
)
from tests.tally import Tally

pytestmark = pytest.mark.browser

if CHROMIUM is None:
    pytest.skip("Chromium is not installed", allow_module_level=True)


@pytest.fixture(scope="module")
def files(small_bundle: Path) -> dict[str, bytes]:
    return files_of(small_bundle)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture(scope="module")
def page(browser: Browser, small_bundle: Path, files: dict[str, bytes]) -> Verifier:
    verifier = Verifier(browser, small_bundle)
    verifier.load(files)
    return verifier


def test_every_byte_of_every_file_is_guarded_by_the_lists(
    page: Verifier, files: dict[str, bytes], tally: Tally
) -> None:
    for name, data in files.items():
        assert page.unnoticed(name, MASKS) == [], name
        tally("bytes flipped and detected", len(data))


STEP = 5  # no divisor of the number of masks: each is used on each kind of byte


def test_bytes_that_are_signed_are_guarded_though_the_lists_are_mended(
    page: Verifier, files: dict[str, bytes], tally: Tally
) -> None:
    """Every fifth byte here; test_flips.py does this to every byte, by verify.py."""
    for name in sorted(set(files) - UNSIGNED):
        assert page.unnoticed_though_mended(name, MASKS, STEP) == [], name
        tally("bytes flipped and detected", -(-len(files[name]) // STEP))


def test_every_byte_of_the_wrapping_of_a_zip_is_guarded(
    page: Verifier, small_bundle: Path, tmp_path: Path, tally: Tally
) -> None:
    """The bytes of its members are read by the same lines as those of a folder."""
    path = zipped(small_bundle, tmp_path / "b.zip")
    data, inside = path.read_bytes(), set[int]()
    with zipfile.ZipFile(path) as archive:
        for one in archive.infolist():
            start = one.header_offset + 30 + len(one.filename)
            inside.update(range(start, start + one.compress_size))
    wrapping = [at for at in range(len(data)) if at not in inside]
    missed = set(page.unnoticed_in_zip(data, wrapping, MASKS))
    assert missed <= free_places(data)
    tally("bytes flipped and detected", len(wrapping) - len(missed))


def test_a_page_whose_program_was_changed_does_not_run(
    browser: Browser, small_bundle: Path, tmp_path: Path
) -> None:
    """Its own policy names the one program that the browser may run."""
    data = (small_bundle / "verify.html").read_bytes()
    place = data.index(b"use strict")
    (tmp_path / "verify.html").write_bytes(changed(data, place, 1))
    page = browser.new_page()
    page.goto((small_bundle / "verify.html").as_uri())
    assert page.locator("#languages button").count() == 3
    page.goto((tmp_path / "verify.html").as_uri())
    assert page.locator("#languages button").count() == 0
    page.close()
