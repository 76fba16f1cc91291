"""The one call of Typst: whatever goes wrong in it is one error, without its words."""

from typing import Any, Final

import typst

_SHAPES: Final = b"""\
#set text(font: sys.inputs.standard)
#set document(title: "-")
#sys.inputs.words"""
_STRICT: Final = "a-2a"


class NotSetError(Exception):
    """Typst made nothing of it; why is left out, as it may quote what was set."""


def typeset(source: bytes, **how: Any) -> bytes:  # noqa: ANN401 - Typst's options
    """Return what Typst makes of a source, as one file.

    Raises:
        NotSetError: it refuses, or panics, which no other error's `except` catches.
    """
    try:
        made = typst.compile(source, **how)
    except typst.TypstError:
        raise NotSetError from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # it can't be imported
            raise
        raise NotSetError from None
    assert isinstance(made, bytes)  # one document, so not a list of pages
    return made


def has_shapes(words: str, standard: str, fonts: typst.Fonts) -> bool:
    """Say whether each of these characters has a shape in one of the typefaces.

    Typst is strict about that only where the file must be kept for ever (PDF/A).
    """
    told = {"standard": standard, "words": words}
    try:
        typeset(
            _SHAPES,
            format="pdf",
            sys_inputs=told,
            font_paths=fonts,
            pdf_standards=_STRICT,
        )
    except NotSetError:
        return False
    return True
