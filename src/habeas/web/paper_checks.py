"""Before a paper leaves, by its page: whom it is for, what keeps it in, and why not."""

from dataclasses import dataclass

from habeas.actions.desk import Desk
from habeas.actions.paper_checks import Looked, address, checked, set_aside
from habeas.actions.paper_leaving import Despite
from habeas.papers.engine.checked import State
from habeas.papers.engine.leaving import WHY, Question
from habeas.views.papers import PaperView
from habeas.web.ask import Answer, Ask, Go


@dataclass(frozen=True, slots=True)
class Asking:
    """A question before a paper leaves, and what was answered: a code, and words."""

    it: Question
    value: str
    more: str
    more_key: str


def part(
    desk: Desk, case: str, found: PaperView, looked: Looked, ask: Ask
) -> dict[str, object]:
    """Return what the part of a paper's page reads that is about leaving."""
    one = found.view.id
    checks = checked(desk, case, one, looked, ask.language)
    return {
        "checks": {
            state.value: [each for each in checks if each.state is state]
            for state in State
        },
        "stopped": [each for each in checks if each.stops],
        "asides": found.asides,
        "despite": ask.form.get("despite"),
    }


def despite(ask: Ask) -> Despite:
    """Return why a paper leaves all the same, for the checks that its page showed."""
    shown = frozenset(ask.form.all("shown"))
    return Despite(ask.form.get("despite"), shown, ask.language)


def asking(
    found: PaperView, questions: tuple[Question, ...], ask: Ask, prefix: str
) -> list[Asking]:
    """Return the questions that the form itself does not ask.

    What was typed and refused stands in them; what was answered for another recipient
    does not.
    """
    own = [one for one in questions if not one.ask]
    held = found.held([key for one in own for key in (one.key, one.key + WHY)])

    def value(key: str) -> str:
        return ask.form.get(prefix + key) if ask.problem else held.get(key, "")

    return [
        Asking(one, value(one.key), value(one.key + WHY), one.key + WHY) for one in own
    ]


def address_it(desk: Desk, ask: Ask) -> Answer:
    """Record who receives a paper."""
    case, one = ask.id("case"), ask.id("paper")
    address(desk, case, one, ask.form.get("recipient"))
    return Go(f"/cases/{case}/papers/{one}#paper")


def aside(desk: Desk, ask: Ask) -> Answer:
    """Record why a paper leaves although a check keeps it in."""
    case, one = ask.id("case"), ask.id("paper")
    code, why = ask.form.get("check"), ask.form.get("why")
    set_aside(desk, case, one, code, why, ask.language)
    return Go(f"/cases/{case}/papers/{one}#paper")
