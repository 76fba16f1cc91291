"""Who works on a case, with which keys, and who may not any more.

The program writes these; nobody corrects or withdraws one. What they amount to together
is worked out in habeas.case.membership (docs/spec/members.md).
"""

from enum import StrEnum
from typing import Annotated

from habeas.case.schema import Ask, Kind, Record, record_type
from habeas.words import N_


class Role(StrEnum):
    """What a member may do in a case."""

    LEAD = "lead"
    EDITOR = "editor"
    READER = "reader"
    CONTRIBUTOR = "contributor"
    AUDITOR = "auditor"
    GUARDIAN = "guardian"


ROLE_WORDS = {
    Role.LEAD: N_("leads: does everything, and says who may"),
    Role.EDITOR: N_("edits: reads and writes"),
    Role.READER: N_("reads"),
    Role.CONTRIBUTOR: N_("contributes: adds what they cannot read back"),
    Role.AUDITOR: N_("audits: sees that nothing was changed, and no word of it"),
    Role.GUARDIAN: N_("guards: reads nothing, and helps somebody back in"),
}


class Ground(StrEnum):
    """Why somebody is suspended."""

    ASKED = "asked"
    ARREST = "arrest"
    SEIZED = "seized"
    LOST = "lost"
    SILENT = "silent"
    TRAVEL = "travel"
    OTHER = "other"


GROUND_WORDS = {
    Ground.ASKED: N_("asked for it themselves"),
    Ground.ARREST: N_("was detained"),
    Ground.SEIZED: N_("the device was seized"),
    Ground.LOST: N_("the device is lost"),
    Ground.SILENT: N_("gave no sign of life"),
    Ground.TRAVEL: N_("is travelling without the case"),
    Ground.OTHER: N_("another reason"),
}


class Member(Record, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody who works on the case, as the others call them."""

    name: Annotated[
        str, Ask(Kind.LINE, N_("Name of the member"), search=True, form=False)
    ]
    role: Annotated[Role, Ask(Kind.CHOICE, N_("Role"), words=ROLE_WORDS, form=False)]
    compartments: Annotated[
        tuple[str, ...], Ask(Kind.LINES, N_("May read"), form=False)
    ] = ()


class Device(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One device of a member, by its keys in this case.

    `box` is its HPKE public key and `mldsa44` its log's second key, both in base64;
    `log` and `request` are Ed25519 keys in hex. `older` are logs that it wrote before,
    '<log> <ML-DSA-44 key>' each. With a `recovery`, guardians let it in.
    """

    member: Annotated[str, Ask(Kind.REF, N_("Member"), to="member", form=False)]
    label: Annotated[str, Ask(Kind.LINE, N_("Device"), search=True, form=False)]
    box: Annotated[str, Ask(Kind.CODE, N_("Key that boxes are made for"), form=False)]
    log: Annotated[str, Ask(Kind.CODE, N_("Log"), form=False)]
    mldsa44: Annotated[
        str, Ask(Kind.CODE, N_("ML-DSA-44 public key, base64"), form=False)
    ]
    request: Annotated[str, Ask(Kind.CODE, N_("Key for requests"), form=False)]
    older: Annotated[
        tuple[str, ...], Ask(Kind.LINES, N_("Logs before this one"), form=False)
    ] = ()
    recovery: Annotated[
        str, Ask(Kind.REF, N_("Recovery"), to="recovery", form=False)
    ] = ""


class RoleChange(Record, frozen=True, kw_only=True, omit_defaults=True):
    """Another role of a member, from what its writer had seen on."""

    member: Annotated[str, Ask(Kind.REF, N_("Member"), to="member", form=False)]
    role: Annotated[Role, Ask(Kind.CHOICE, N_("Role"), words=ROLE_WORDS, form=False)]
    compartments: Annotated[
        tuple[str, ...], Ask(Kind.LINES, N_("May read"), form=False)
    ] = ()
    stated: Annotated[str, Ask(Kind.LINE, N_("Why"), form=False)] = ""


class Removal(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A member, or one device, that is out of the case for good."""

    who: Annotated[str, Ask(Kind.REF, N_("Removed"), to="member|device", form=False)]
    stated: Annotated[str, Ask(Kind.LINE, N_("Why"), form=False)] = ""


class Suspension(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A member, or one device, that is out of the case until it is lifted.

    With a `recovery`: a device that its member lost, as guardians let in another.
    """

    who: Annotated[str, Ask(Kind.REF, N_("Suspended"), to="member|device", form=False)]
    ground: Annotated[
        Ground, Ask(Kind.CHOICE, N_("Why"), words=GROUND_WORDS, form=False)
    ]
    stated: Annotated[str, Ask(Kind.LINE, N_("More about it"), form=False)] = ""
    recovery: Annotated[
        str, Ask(Kind.REF, N_("Recovery"), to="recovery", form=False)
    ] = ""


class Lifting(Record, frozen=True, kw_only=True, omit_defaults=True):
    """The end of a suspension."""

    suspension: Annotated[
        str, Ask(Kind.REF, N_("Suspension"), to="suspension", form=False)
    ]
    stated: Annotated[str, Ask(Kind.LINE, N_("Why"), form=False)] = ""


class Acceptance(Record, frozen=True, kw_only=True, omit_defaults=True):
    """Entries that were held back, and that count because a lead has looked at them.

    Of one log, from `start` up to but not including `stop`.
    """

    log: Annotated[str, Ask(Kind.CODE, N_("Log"), form=False)]
    start: Annotated[int, Ask(Kind.NUMBER, N_("From entry"), form=False)]
    stop: Annotated[int, Ask(Kind.NUMBER, N_("Up to entry"), form=False)]
    stated: Annotated[str, Ask(Kind.LINE, N_("Why"), form=False)] = ""


class Epoch(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A new key of a compartment: what is written from then on is sealed for it.

    `public` is in base64; `devices` are the SHA-256 of the box keys of those who got
    it, in hex.
    """

    compartment: Annotated[str, Ask(Kind.LINE, N_("Compartment"), form=False)]
    number: Annotated[int, Ask(Kind.NUMBER, N_("Number"), form=False)]
    public: Annotated[str, Ask(Kind.CODE, N_("Public key"), form=False)]
    devices: Annotated[tuple[str, ...], Ask(Kind.LINES, N_("Given to"), form=False)]
    against: Annotated[
        tuple[str, ...], Ask(Kind.LINES, N_("What keeps others out"), form=False)
    ] = ()


MEMBER = record_type(
    Member, name="member", label=N_("Member"), plural=N_("Members"), title="name"
)
DEVICE = record_type(
    Device, name="device", label=N_("Device"), plural=N_("Devices"), title="label"
)
ROLE = record_type(
    RoleChange,
    name="role",
    label=N_("Change of role"),
    plural=N_("Changes of role"),
    title="role",
)
REMOVAL = record_type(
    Removal, name="removal", label=N_("Removal"), plural=N_("Removals"), title="stated"
)
SUSPENSION = record_type(
    Suspension,
    name="suspension",
    label=N_("Suspension"),
    plural=N_("Suspensions"),
    title="ground",
)
LIFTING = record_type(
    Lifting,
    name="lifting",
    label=N_("End of a suspension"),
    plural=N_("Ends of suspensions"),
    title="stated",
)
ACCEPTANCE = record_type(
    Acceptance,
    name="acceptance",
    label=N_("Acceptance of entries"),
    plural=N_("Acceptances of entries"),
    title="log",
)
EPOCH = record_type(
    Epoch,
    name="epoch",
    label=N_("Key of a compartment"),
    plural=N_("Keys of compartments"),
    title="compartment",
)
MEMBERSHIP = (MEMBER, DEVICE, ROLE, REMOVAL, SUSPENSION, LIFTING, ACCEPTANCE, EPOCH)
"""What says who may do what: believed for who wrote it, changed by nobody."""
