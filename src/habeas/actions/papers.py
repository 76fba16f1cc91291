"""Make a paper from the case: what it still asks for, and the paper itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from habeas.actions.desk import Desk
from habeas.actions.protected import refuse_names
from habeas.papers.engine.casefile import Scope, gather
from habeas.papers.engine.compose import Composed, compose
from habeas.papers.engine.docx import write_docx
from habeas.papers.engine.form import Form
from habeas.papers.engine.layout import lay_out, words_in
from habeas.papers.engine.model import Paper
from habeas.papers.engine.pdf import write_pdf
from habeas.words import N_


class As(StrEnum):
    """What a paper is written as; the value is the ending of its file."""

    PDF = "pdf"
    DOCX = "docx"


@dataclass(frozen=True)
class Wanted:
    """Which paper, in which language, about which incidents (all if none is named)."""

    form: Form
    language: str
    answers: Mapping[str, str] = field(default_factory=dict)
    incidents: Sequence[str] = ()


def composed(desk: Desk, case: str, wanted: Wanted) -> Composed:
    """Return the paper as the case and the answers make it, with what is missing.

    Raises:
        NotFoundError: it is not there in this language.
        BadInputError: an answer cannot be used.
        NameStandsError: a protected name, date or number stands in it.
    """
    form, now = wanted.form, desk.clock.now()
    scope = Scope(
        case,
        wanted.language,
        frozenset(form.compartments),
        now,
        frozenset(wanted.incidents),
    )
    file = gather(desk.views, scope, form.reads)
    made = compose(form, file, wanted.answers, now.date())
    refuse_names(
        desk,
        case,
        "\n".join(words_in(lay_out(made.paper))),
        N_("in the paper"),
        N_("Correct the record or the answer where it stands. Nothing was written."),
    )
    return made


def written(paper: Paper, how: As) -> bytes:
    """Return a paper as a file; the same paper gives the same bytes."""
    return (write_pdf if how is As.PDF else write_docx)(lay_out(paper))
