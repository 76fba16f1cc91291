"""Who may let somebody back into a case who lost every device, and that it was asked.

What these amount to is worked out in habeas.case.membership and habeas.case.recovering
(docs/spec/recovery.md). The program writes them; nobody corrects or withdraws one.
"""

from typing import Annotated

from habeas.case.schema import Ask, Kind, Record, record_type
from habeas.words import N_


class Guardianship(Record, frozen=True, kw_only=True, omit_defaults=True):
    """Who the guardians are, how many must agree, how long everybody may say no."""

    need: Annotated[int, Ask(Kind.NUMBER, N_("How many must agree"), form=False)]
    guardians: Annotated[
        tuple[str, ...], Ask(Kind.REFS, N_("Guardians"), to="member", form=False)
    ]
    hours: Annotated[
        int, Ask(Kind.NUMBER, N_("Hours in which anybody may say no"), form=False)
    ]
    stated: Annotated[str, Ask(Kind.LINE, N_("Why"), form=False)] = ""


class Recovery(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A device that asks to be a member's, who lost those they had.

    Its keys are named as those of a device are (habeas.case.facts.members). `signature`
    (base64) is that of its request: with it the number that is compared aloud is worked
    out again by each guardian.
    """

    member: Annotated[str, Ask(Kind.REF, N_("Member"), to="member", form=False)]
    guardianship: Annotated[
        str,
        Ask(Kind.REF, N_("Choice of guardians"), to="guardianship", form=False),
    ]
    label: Annotated[str, Ask(Kind.LINE, N_("Device"), search=True, form=False)]
    box: Annotated[str, Ask(Kind.CODE, N_("Key that boxes are made for"), form=False)]
    log: Annotated[str, Ask(Kind.CODE, N_("Log"), form=False)]
    mldsa44: Annotated[
        str, Ask(Kind.CODE, N_("ML-DSA-44 public key, base64"), form=False)
    ]
    request: Annotated[str, Ask(Kind.CODE, N_("Key for requests"), form=False)]
    signature: Annotated[
        str, Ask(Kind.CODE, N_("Signature of the request"), form=False)
    ]
    stated: Annotated[str, Ask(Kind.LINE, N_("Why"), form=False)] = ""


class Approval(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A guardian's word that a device is that member's.

    Written by the guardian; or by somebody who was given the guardian's `signature`
    (base64), for a guardian may hold no copy of the case. `text` is the SHA-256 of what
    was agreed to, with the member's name and all keys: an id can be used twice.
    """

    recovery: Annotated[str, Ask(Kind.REF, N_("Recovery"), to="recovery", form=False)]
    guardian: Annotated[str, Ask(Kind.REF, N_("Guardian"), to="member", form=False)]
    text: Annotated[str, Ask(Kind.CODE, N_("Hash of what was agreed to"), form=False)]
    signature: Annotated[
        str, Ask(Kind.CODE, N_("Signature of the guardian"), form=False)
    ] = ""


class Veto(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A member's no to a recovery."""

    recovery: Annotated[str, Ask(Kind.REF, N_("Recovery"), to="recovery", form=False)]
    stated: Annotated[str, Ask(Kind.LINE, N_("Why"), form=False)] = ""


class Rehearsal(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A guardian's word that they are here and able, on a day.

    Signed like an approval where somebody else records it.
    """

    guardianship: Annotated[
        str,
        Ask(Kind.REF, N_("Choice of guardians"), to="guardianship", form=False),
    ]
    guardian: Annotated[str, Ask(Kind.REF, N_("Guardian"), to="member", form=False)]
    day: Annotated[str, Ask(Kind.LINE, N_("Day"), form=False)]
    signature: Annotated[
        str, Ask(Kind.CODE, N_("Signature of the guardian"), form=False)
    ] = ""


GUARDIANSHIP = record_type(
    Guardianship,
    name="guardianship",
    label=N_("Choice of guardians"),
    plural=N_("Choices of guardians"),
    title="need",
)
RECOVERY = record_type(
    Recovery,
    name="recovery",
    label=N_("Recovery"),
    plural=N_("Recoveries"),
    title="label",
)
APPROVAL = record_type(
    Approval,
    name="approval",
    label=N_("Approval of a recovery"),
    plural=N_("Approvals of recoveries"),
    title="guardian",
)
VETO = record_type(
    Veto,
    name="veto",
    label=N_("No to a recovery"),
    plural=N_("Noes to recoveries"),
    title="stated",
)
REHEARSAL = record_type(
    Rehearsal,
    name="rehearsal",
    label=N_("Rehearsal of a guardian"),
    plural=N_("Rehearsals of guardians"),
    title="day",
)
GUARDING = (GUARDIANSHIP, RECOVERY, APPROVAL, VETO)
"""What decides who is let in: believed for who wrote it, changed by nobody."""
