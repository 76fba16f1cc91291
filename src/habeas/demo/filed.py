"""A paper of the story: which form, what was answered, and how it left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from habeas.actions.filings import Filed
from habeas.case.facts.proceedings import PROCEEDING_STEP, Step
from habeas.case.forms import read_form

_ANSWER = "answer."


@dataclass(frozen=True)
class FiledPaper:
    """A paper as the story tells it."""

    form: str
    recipient: str
    answers: Mapping[str, str]
    filed: Filed


def filed(form: Mapping[str, Sequence[str]], ids: Mapping[str, str]) -> FiledPaper:
    """Read a paper of the story: its answers, and the step by which it was filed.

    The answers that are keys there are records: `ids` has them.
    """
    said = {name: values[0] for name, values in form.items()}
    answers = {
        name.removeprefix(_ANSWER): ids.get(said[name], said[name])
        for name in said
        if name.startswith(_ANSWER)
    }
    step = {"step": [str(Step.FILED)], **form}
    fields = read_form(PROCEEDING_STEP, step, "en")
    home = fields.pop("proceeding")
    return FiledPaper(said["paper"], said["recipient"], answers, Filed(fields, home))
