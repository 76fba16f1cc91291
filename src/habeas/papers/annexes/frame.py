"""The frame of an annex file as a PDF, set by Typst: all but the originals' pages."""

from importlib.resources import files

import msgspec
import typst

from habeas.papers.annexes.model import Frame


def set_frame(frame: Frame) -> bytes:
    """Return the frame: an index, how to check, and empty pages with their stamps.

    The same frame gives the same bytes: only the typefaces that come with Typst are
    used, and nothing is taken from the clock.
    """
    template = files(__package__).joinpath("frame.typ").read_bytes()
    return _compiled(template, {"frame": msgspec.json.encode(frame).decode()})


def set_notice(language: str, words: str) -> bytes:
    """Return one page that says these words, for where a page cannot be printed."""
    template = files(__package__).joinpath("notice.typ").read_bytes()
    return _compiled(template, {"language": language, "words": words})


def _compiled(template: bytes, inputs: dict[str, str]) -> bytes:
    made = typst.compile(
        template, format="pdf", sys_inputs=inputs, ignore_system_fonts=True
    )
    assert isinstance(made, bytes)  # one document, so not a list of pages
    return made
