"""Which steps may be meant where a step is chosen: those of one proceeding."""

from habeas.views.db import Views
from habeas.views.records import linked, states


def line_of(views: Views, case: str, proceeding: str) -> list[str]:
    """Return a proceeding and those that it comes from, the nearest first.

    What an appeal is about was decided in the proceeding that it comes from.
    """
    found: list[str] = []
    at = proceeding
    while at and at not in found:
        one = states(views, [at]).get(at)
        if one is None or (one.case, one.type) != (case, "proceeding"):
            break
        found.append(at)
        at = str(one.fields.get("parent", ""))
    return found


def steps_in(views: Views, case: str, proceeding: str) -> list[str]:
    """Return the steps of a proceeding, and of those that it comes from."""
    return [
        step
        for one in line_of(views, case, proceeding)
        for step in linked(views, one, "proceeding", kind="proceeding_step")
    ]
