"""Marks words for translation without translating them: usable in pure rooms."""

from collections.abc import Callable

Tell = Callable[[str, int], object]
"""Is told what is being done (a message id) and how many of them are done."""


def silent(_words: str, _done: int) -> None:
    """Tell nobody how far the work is."""


def N_(message: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Return the message unchanged; its translation is looked up where it is shown."""
    return message


def NN_(one: str, many: str) -> tuple[str, str]:  # noqa: N802 - as above
    """Return both forms of a message that counts, unchanged: for ngettext later."""
    return one, many
