"""What has its time in a case, whichever room it lies in: one line of the first page.

A due is worked out without looking at the clock; whether it is near or past is said
when somebody looks.
"""

from dataclasses import dataclass
from enum import StrEnum

from habeas.words import N_


class Sort(StrEnum):
    """What it is that has its time, the most pressing kind first."""

    SILENCE = "silence"
    DEADLINE = "deadline"
    DECAY = "decay"
    HEARING = "hearing"
    CONTACT = "contact"
    REPLY = "reply"
    SENDING = "sending"
    REVIEW = "review"
    UNREAD = "unread"


SORT_WORDS = {
    Sort.SILENCE: N_("silence"),
    Sort.DEADLINE: N_("deadline"),
    Sort.DECAY: N_("being lost"),
    Sort.HEARING: N_("hearing"),
    Sort.CONTACT: N_("contact agreed"),
    Sort.REPLY: N_("answer due from others"),
    Sort.SENDING: N_("must be sent on by the administration"),
    Sort.REVIEW: N_("to be looked at again"),
    Sort.UNREAD: N_("cannot be read"),
}


@dataclass(frozen=True)
class Due:
    """Something with a moment: on whose page it stands, what it is, when.

    `at` is 'YYYY-MM-DD' (its whole day is still in time) or 'YYYY-MM-DDTHH:MM', by the
    clock of the place, or with the zone if one was named: then whoever reads sees it by
    their own clock, as on its page. '' if no day is known. `until` is the last such
    moment where a date is vague, '' if it is `at`: nothing is past before it, but a
    silence is not waited for so long: it counts from `at`. `page` is the record whose
    page is opened, or with a slash the address below that of the case, where there is
    no record. `term` is the id of a rule whose name is said in the reader's language
    where `what` is empty. `proposed`: nobody has confirmed the day. `ends` is the last
    moment at which it holds at all, written like `at`, '' if nothing ends it. `held` is
    the day on which a pause of it ends, '' without one. `whom` names the person whom it
    is about.
    """

    sort: Sort
    record: str
    page: str
    at: str
    compartment: str
    what: str = ""
    lang: str = ""
    term: str = ""
    proposed: bool = False
    soft: bool = False
    until: str = ""
    ends: str = ""
    held: str = ""
    whom: str = ""
