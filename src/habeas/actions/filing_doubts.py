"""A filing that may be a mistake: told before it is recorded, or kept with a reason."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from habeas.actions.desk import Desk
from habeas.actions.protected import refuse_names
from habeas.case.rules.filing import Doubt, Earlier, doubts, require_come
from habeas.errors import RefusedError
from habeas.views.filings import filings
from habeas.views.papers import PaperView
from habeas.words import N_

_ONCE_MORE = N_(
    "Correct it; or, if it is so, say why it is recorded all the same: that is kept"
    " with it. Nothing was recorded."
)


class DoubtfulFilingError(RefusedError):
    """All that speaks against a filing being recorded, each a sentence."""

    def __init__(self, found: tuple[Doubt, ...]) -> None:
        super().__init__(found[0].words, advice=_ONCE_MORE, **found[0].blanks)
        self.doubts = found

    def say(self, translate: Callable[[str], str] = N_) -> tuple[str, str]:
        """Return all of them, and what can be done."""
        said = (translate(one.words).format(**one.blanks) for one in self.doubts)
        return " ".join(said), translate(self.advice)


def reason_for(desk: Desk, view: PaperView, when: str, despite: str) -> dict[str, Any]:
    """Return why a filing on a day is recorded all the same; {} if nothing is odd.

    `when` is EDTF, '' if nobody said.

    Raises:
        BadInputError: its day has not come.
        DoubtfulFilingError: it may be a mistake, and no reason is given.
        NameStandsError: the reason holds a protected name.
    """
    case, paper = view.view.case, view.view
    now = desk.clock.now()
    require_come(when, now)
    earlier = [
        Earlier(one.when, tuple(it.when for it in one.came if it.answers and it.when))
        for one in filings(desk.views, case, paper.id, now)
    ]
    begun = datetime.fromisoformat(paper.state.history[0].at)
    found, why = doubts(when, begun, earlier), despite.strip()
    if not found:
        return {}
    if not why:
        raise DoubtfulFilingError(found)
    pseudonym = N_("Write the pseudonym: whoever reads the paper reads the reason.")
    refuse_names(desk, case, why, N_("in the reason"), pseudonym)
    return {"despite": {"lang": str(paper.fields["language"]), "text": why}}
