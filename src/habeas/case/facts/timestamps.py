"""Time from others: whom the person chose to ask, and what they answered."""

from enum import StrEnum
from typing import Annotated

from habeas.case.schema import Ask, Kind, Record, record_type
from habeas.words import N_


class Scheme(StrEnum):
    """How somebody else vouches for a time."""

    RFC3161 = "rfc3161"
    OPENTIMESTAMPS = "opentimestamps"


SCHEME_WORDS = {
    Scheme.RFC3161: N_("timestamp authority (RFC 3161)"),
    Scheme.OPENTIMESTAMPS: N_("OpenTimestamps calendar"),
}


class Authority(Record, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody who is asked for timestamps: chosen by a person, never by Habeas."""

    name: Annotated[str, Ask(Kind.LINE, N_("Name"), search=True)]
    scheme: Annotated[Scheme, Ask(Kind.CHOICE, N_("Kind"), words=SCHEME_WORDS)]
    url: Annotated[
        str,
        Ask(
            Kind.LINE,
            N_("Address"),
            N_("Begins with https:// or http://; without a user name or password."),
        ),
    ]
    ca: Annotated[
        tuple[str, ...],
        Ask(
            Kind.LINES,
            N_("Certificate of its root (PEM)"),
            N_(
                "From ‘BEGIN CERTIFICATE’ to ‘END CERTIFICATE’, as the authority"
                " publishes it; a calendar has none. Its answers are judged by it."
            ),
        ),
    ] = ()
    singly: Annotated[
        bool,
        Ask(
            Kind.FLAG,
            N_("Each exhibit by itself as well"),
            N_("One request for each; else the whole record is stamped at once."),
        ),
    ] = False


class Timestamp(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One answer, exactly as it came, with what was found when it came.

    `covers` says what was stamped (docs/spec/timestamps.md); `imprint` is the SHA-256
    that left; `token` the raw answer in base64. `time` is RFC 3339 in UTC, '' where
    only a Bitcoin block (`block`) says it. `ca` is what it was judged by.
    """

    name: Annotated[str, Ask(Kind.LINE, N_("From"), search=True, form=False)]
    authority: Annotated[str, Ask(Kind.REF, N_("Asked"), to="authority", form=False)]
    scheme: Annotated[
        Scheme, Ask(Kind.CHOICE, N_("Kind"), words=SCHEME_WORDS, form=False)
    ]
    covers: Annotated[str, Ask(Kind.CODE, N_("Covers"), form=False)]
    imprint: Annotated[str, Ask(Kind.CODE, N_("Hash that was sent"), form=False)]
    token: Annotated[
        tuple[str, ...], Ask(Kind.LINES, N_("Answer as it came, base64"), form=False)
    ]
    exhibit: Annotated[
        str, Ask(Kind.REF, N_("Exhibit"), to="exhibit|document", form=False)
    ] = ""
    time: Annotated[str, Ask(Kind.CODE, N_("Time it states"), form=False)] = ""
    block: Annotated[int, Ask(Kind.NUMBER, N_("Bitcoin block"), form=False)] = 0
    accepted: Annotated[
        tuple[str, ...], Ask(Kind.LINES, N_("Accepted by"), form=False)
    ] = ()
    refused: Annotated[
        tuple[str, ...], Ask(Kind.LINES, N_("Refused by"), form=False)
    ] = ()
    ca: Annotated[
        tuple[str, ...], Ask(Kind.LINES, N_("Judged by (PEM)"), form=False)
    ] = ()


AUTHORITY = record_type(
    Authority,
    name="authority",
    label=N_("Timestamp authority"),
    plural=N_("Timestamp authorities"),
    title="name",
)
TIMESTAMP = record_type(
    Timestamp,
    name="timestamp",
    label=N_("Timestamp"),
    plural=N_("Timestamps"),
    compartments=("case", "medical", "counsel", "identity"),
    title="name",
)
