"""What a paper lacks, in the reader's language, and the command that gives it."""

from collections.abc import Sequence

from habeas.cli.say import Voice
from habeas.papers.engine.compose import Composed
from habeas.papers.engine.form import Form
from habeas.papers.engine.lacks import Lacking, lacking


def lacks_of(form: Form, made: Composed, voice: Voice) -> tuple[Lacking, ...]:
    """Return what is missing in a paper, for whoever reads it here."""
    return lacking(form, made.missing, made.paper.language, voice.language)


def tell_lacks(voice: Voice, found: Sequence[Lacking]) -> None:
    """Say what is missing: with what answers it, or that the case has to say it."""
    _ = voice.gettext
    for one in found:
        what = one.words
        if one.printed:
            words = _("{what} (in the paper: {printed})")
            what = words.format(what=what, printed=one.printed)
        if one.key:
            words = _("Missing: {what}. Answer it: habeas paper answer PAPER {key} …")
            voice.line(words.format(what=what, key=one.key), indent=2)
        else:
            words = _("Missing in the case: {what}. Record it there.")
            voice.line(words.format(what=what), indent=2)
