"""A step that a paper is about belongs to the proceeding that the paper is in."""

from collections.abc import Mapping

from habeas.actions.desk import Desk
from habeas.errors import BadInputError
from habeas.papers.engine.form import Form, Wanted
from habeas.views.papers import PaperView
from habeas.views.steps import steps_in
from habeas.words import N_


def home_of(form: Form, found: PaperView, given: Mapping[str, str]) -> str:
    """Return the proceeding that a paper is in, as it is answered; '' for none."""
    answers = (given.get(one.key) for one in form.ask if one.kind is Wanted.PROCEEDING)
    return next(filter(None, answers), str(found.view.fields.get("proceeding", "")))


def require_own_steps(
    desk: Desk, form: Form, found: PaperView, changed: Mapping[str, str]
) -> None:
    """Refuse a step of another proceeding than the paper is in.

    A step of the one that this comes from is its own. What was answered before is not
    looked at again unless the proceeding changes.

    Raises:
        BadInputError: it belongs elsewhere.
    """
    given = found.given | dict(changed)
    home = home_of(form, found, given)
    moved = home != home_of(form, found, found.given)
    asked = (one for one in form.ask if one.kind is Wanted.STEP)
    steps = [
        one for one in asked if given.get(one.key) and (moved or one.key in changed)
    ]
    own = set(steps_in(desk.views, found.view.case, home)) if home and steps else set()
    for one in steps:
        if home and given[one.key] not in own:
            raise BadInputError(
                N_("The step that answers ‘{ask}’ is of another proceeding."),
                advice=N_(
                    "Choose a step of the proceeding that the paper is in, or leave it"
                    " empty. Nothing was recorded."
                ),
                ask=one.label[str(found.view.fields["language"])],
            )
