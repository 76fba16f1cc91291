"""Papers being made: which form, what about, and what its author answered."""

from typing import Annotated

from habeas.case.schema import Ask, Kind, Record, record_type
from habeas.case.values import Text
from habeas.words import N_


class Paper(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A submission or another paper made from the case."""

    form: Annotated[str, Ask(Kind.CODE, N_("Which form"), form=False)]
    language: Annotated[str, Ask(Kind.LANG, N_("In which language"), form=False)]
    title: Annotated[
        Text | None,
        Ask(
            Kind.TEXT,
            N_("What it is for"),
            N_("To tell it from others: ‘Appeal of the ruling of 3 March’."),
            search=True,
        ),
    ] = None
    recipient: Annotated[
        Text | None,
        Ask(
            Kind.TEXT,
            N_("Who receives it"),
            N_("As a consent names them: consents are judged for this recipient."),
            search=True,
        ),
    ] = None
    person: Annotated[
        str, Ask(Kind.REF, N_("Whose case it is"), to="person", form=False)
    ] = ""
    """Whose data it is, with all that lies beside it: it is erased with them."""
    proceeding: Annotated[
        str, Ask(Kind.REF, N_("In which proceeding"), to="proceeding")
    ] = ""
    incidents: Annotated[
        tuple[str, ...],
        Ask(
            Kind.REFS,
            N_("Which incidents it is about"),
            N_("Leave it empty for all of them."),
            to="incident",
        ),
    ] = ()
    reads: Annotated[
        tuple[str, ...],
        Ask(
            Kind.LINES,
            N_("What a form of your own may read besides the case"),
            form=False,
        ),
    ] = ()
    form_text: Annotated[
        str,
        Ask(Kind.CODE, N_("Digest of the form it was sealed by"), form=False),
    ] = ""
    sealed: Annotated[
        str,
        Ask(Kind.REF, N_("As it was rendered"), to="document", form=False),
    ] = ""
    named: Annotated[
        bool,
        Ask(
            Kind.FLAG,
            N_("With the name"),
            N_("It prints who the complainant is, if the addressee may know."),
            form=False,
        ),
    ] = False


class PaperAnswer(Record, frozen=True, kw_only=True, omit_defaults=True):
    """What the author of a paper answered to one thing that its form asks."""

    paper: Annotated[str, Ask(Kind.REF, N_("Which paper"), to="paper", form=False)]
    key: Annotated[str, Ask(Kind.CODE, N_("What was asked"), form=False)]
    words: Annotated[
        Text | None, Ask(Kind.PROSE, N_("Answer"), search=True, form=False)
    ] = None
    aim: Annotated[
        str,
        Ask(
            Kind.REF,
            N_("Answered by a record"),
            to="person|proceeding|proceeding_step",
            form=False,
        ),
    ] = ""
    recipient: Annotated[
        Text | None, Ask(Kind.TEXT, N_("Who receives it"), form=False)
    ] = None
    """Of what is asked before it leaves: for whom it was answered, None for nobody."""


class PaperOverride(Record, frozen=True, kw_only=True, omit_defaults=True):
    """That somebody let a paper go although a check keeps it in, and why.

    `check` names the check and what it found: for anything else it is no reason.
    """

    paper: Annotated[str, Ask(Kind.REF, N_("Which paper"), to="paper", form=False)]
    check: Annotated[str, Ask(Kind.CODE, N_("What was set aside"), form=False)]
    why: Annotated[Text, Ask(Kind.PROSE, N_("Why it leaves all the same"), search=True)]


class PaperCopy(Record, frozen=True, kw_only=True, omit_defaults=True):
    """The words of a paper as it was taken out or sealed, with what they rested on.

    `marks` say of single lines of `words` what they are and rest on: docs/adr/0034.
    """

    paper: Annotated[str, Ask(Kind.REF, N_("Which paper"), to="paper", form=False)]
    words: Annotated[Text, Ask(Kind.PROSE, N_("As it was rendered"), form=False)]
    marks: Annotated[
        tuple[str, ...],
        Ask(Kind.LINES, N_("What its words rest on"), form=False),
    ] = ()
    rests: Annotated[
        tuple[str, ...],
        Ask(Kind.REFS, N_("Whose words it tells"), to="claim|person", form=False),
    ] = ()
    """What an erasure must find: `marks` are text to it."""
    document: Annotated[
        str, Ask(Kind.REF, N_("Sealed as"), to="document", form=False)
    ] = ""
    filing: Annotated[
        str, Ask(Kind.REF, N_("As it was filed"), to="paper_filing", form=False)
    ] = ""
    """Set for words of a filed file that fewer may read than its filing."""


class PaperFiling(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One time that a paper really left: the file, and the step or letter it went by.

    `words`, `marks` and `found` are what was read in the file when it came back.
    """

    paper: Annotated[str, Ask(Kind.REF, N_("Which paper"), to="paper", form=False)]
    document: Annotated[
        str, Ask(Kind.REF, N_("The file that was filed"), to="document", form=False)
    ] = ""
    step: Annotated[
        str,
        Ask(Kind.REF, N_("Filed by this step"), to="proceeding_step", form=False),
    ] = ""
    letter: Annotated[
        str, Ask(Kind.REF, N_("Filed by this letter"), to="letter", form=False)
    ] = ""
    words: Annotated[
        Text | None, Ask(Kind.PROSE, N_("Text of the file"), form=False)
    ] = None
    marks: Annotated[
        tuple[str, ...], Ask(Kind.LINES, N_("How its lines are set"), form=False)
    ] = ()
    found: Annotated[
        tuple[str, ...], Ask(Kind.LINES, N_("What else was in the file"), form=False)
    ] = ()
    despite: Annotated[
        Text | None,
        Ask(Kind.PROSE, N_("Why it is recorded all the same"), search=True, form=False),
    ] = None
    """Why a second filing, or one on a day that cannot be, is none by mistake."""


PAPER = record_type(
    Paper,
    name="paper",
    label=N_("Paper"),
    plural=N_("Papers"),
    compartments=("counsel", "case", "medical"),
    title="title",
)
PAPER_ANSWER = record_type(
    PaperAnswer,
    name="paper_answer",
    label=N_("Answer in a paper"),
    plural=N_("Answers in papers"),
    compartments=("counsel", "case", "medical", "identity"),
    title="key",
)
PAPER_OVERRIDE = record_type(
    PaperOverride,
    name="paper_override",
    label=N_("Check set aside"),
    plural=N_("Checks set aside"),
    compartments=("counsel", "case", "medical"),
    title="why",
)
PAPER_COPY = record_type(
    PaperCopy,
    name="paper_copy",
    label=N_("Paper as it was taken out"),
    plural=N_("Papers as they were taken out"),
    compartments=("counsel", "case", "medical", "identity"),
    title="paper",
)
PAPER_FILING = record_type(
    PaperFiling,
    name="paper_filing",
    label=N_("Filing of a paper"),
    plural=N_("Filings of papers"),
    compartments=("counsel", "case", "medical"),
    title="paper",
)
