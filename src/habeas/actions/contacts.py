"""The table of contacts to be sworn to, and many contacts of one day at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from habeas.actions.desk import Desk
from habeas.actions.protected import refuse_names
from habeas.case.contacts import in_reach
from habeas.case.dates import stretch
from habeas.case.values import Known
from habeas.errors import BadInputError
from habeas.languages import LANGUAGES, translations
from habeas.papers.statement import (
    About,
    Contact,
    Statement,
    Words,
    as_text,
    compose,
)
from habeas.views.contacts import ContactLine, contacts
from habeas.views.records import states
from habeas.views.spoken import edtf_words
from habeas.words import N_

_CORRECT_IT = N_("Correct the record in which it stands: use the pseudonym there.")


@dataclass(frozen=True)
class Wanted:
    """Which contacts go into the table; empty means all.

    `since` and `until` are EDTF. `apart`: those of the other compartments as well.
    """

    person: str = ""
    since: str = ""
    until: str = ""
    language: str = "en"
    apart: bool = False


def statement(desk: Desk, case: str, wanted: Wanted) -> Statement:
    """Write the table; nothing is recorded.

    Raises:
        BadInputError: no such language, no date, or no contact fits.
        RefusedError: a protected name, date or number stands in it.
    """
    if wanted.language not in LANGUAGES:
        raise BadInputError(
            N_("There is no table in the language ‘{language}’."),
            advice=N_("Use one of: {choices}."),
            language=wanted.language[:20],
            choices=", ".join(LANGUAGES),
        )
    stretch(wanted.since), stretch(wanted.until)
    about, chosen, apart = _chosen(desk, case, wanted)
    if not chosen:
        raise BadInputError(
            N_("No contact fits what was asked for."),
            advice=N_("Choose another person or a longer period."),
        )
    gettext = translations(wanted.language).gettext
    place = "en_GB" if wanted.language == "en" else wanted.language
    made = compose(
        about,
        _told(desk, case, chosen, apart=wanted.apart),
        wanted.language,
        lambda edtf: edtf_words(edtf, place, gettext),
    )
    refuse_names(desk, case, as_text(made), N_("in the table"), _CORRECT_IT)
    return replace(made, apart=apart)


def _chosen(
    desk: Desk, case: str, wanted: Wanted
) -> tuple[About, Sequence[ContactLine], int]:
    """Return what is meant, the oldest first, and how many lie apart from it."""
    own = [
        one
        for one in reversed(contacts(desk.views, case))
        if wanted.person in ("", one.meeting.person.id)
    ]
    period = bool(wanted.since or wanted.until)
    meant = [one for one in own if _open(one.compartment, apart=wanted.apart)]
    undated = [one for one in meant if period and one.meeting.at is None]
    fit = [
        one
        for one in own
        if not period or in_reach(one.meeting.when, wanted.since, wanted.until)
    ]
    chosen = [one for one in fit if _open(one.compartment, apart=wanted.apart)]
    named = states(desk.views, [wanted.person]) if wanted.person else {}
    about = About(
        day=desk.clock.now().date().isoformat(),
        person=next((one.title for one in named.values()), ""),
        since=wanted.since,
        until=wanted.until,
        undated=len(undated),
    )
    return about, chosen, len(fit) - len(chosen)


def _open(compartment: str, *, apart: bool) -> bool:
    return apart or compartment == "case"


def _told(
    desk: Desk, case: str, chosen: Sequence[ContactLine], *, apart: bool
) -> list[Contact]:
    """Return the contacts as the table tells them.

    The number of an exhibit and the pseudonym of somebody present stand in it only if
    they lie where the contacts lie that were asked for.
    """
    ids = {one for line in chosen for one in line.fields.get("present", ())}
    ids |= {line.fields["document"] for line in chosen if "document" in line.fields}
    found = {
        name: one
        for name, one in states(desk.views, sorted(ids)).items()
        if one.case == case and _open(one.compartment, apart=apart)
    }
    titles = {name: one.title for name, one in found.items() if one.type == "person"}
    numbers = {name: one.fields.get("number") for name, one in found.items()}
    return [_contact(one, titles, numbers) for one in chosen]


def _contact(
    line: ContactLine, titles: Mapping[str, str], numbers: Mapping[str, Any]
) -> Contact:
    fields, meeting = line.fields, line.meeting
    return Contact(
        id=line.id,
        with_whom=meeting.person.name,
        form=meeting.form,
        outcome=meeting.outcome,
        when=meeting.when,
        known=Known((fields.get("when") or {}).get("known", Known.UNKNOWN)),
        where=_words(fields, "where"),
        by=line.by.name if line.by else "",
        asked=line.asked.name if line.asked else "",
        refused_by=line.refused_by.name if line.refused_by else "",
        waited=meeting.waited,
        lasted=fields.get("lasted"),
        words=_words(fields, "words"),
        stated=_words(fields, "stated"),
        law=_words(fields, "law"),
        written=meeting.written,
        present=tuple(titles.get(one, "") for one in fields.get("present", ())),
        document=numbers.get(fields.get("document", "")),
        entry=line.entry,
        corrections=line.corrections,
    )


def _words(fields: Mapping[str, Any], name: str) -> Words:
    value = fields.get(name) or {}
    return Words(str(value.get("text", "")), str(value.get("lang", "")))
