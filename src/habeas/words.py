"""Marks words for translation without translating them: usable in pure rooms."""


def N_(message: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Return the message unchanged; its translation is looked up where it is shown."""
    return message
