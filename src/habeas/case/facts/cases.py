"""The case itself and the log that one device writes for it."""

from typing import Annotated

from habeas.case.facts.proceedings import LAW_WORDS, Law
from habeas.case.schema import Ask, Kind, Record, record_type
from habeas.case.values import Text
from habeas.words import N_


class Case(Record, frozen=True, kw_only=True, omit_defaults=True):
    """What the case is about, under pseudonyms."""

    title: Annotated[
        Text,
        Ask(
            Kind.TEXT,
            N_("Title"),
            N_("Under a pseudonym: this line stands on every page."),
            search=True,
        ),
    ]
    number: Annotated[
        str,
        Ask(
            Kind.CODE,
            N_("Your case number"),
            N_("As in your own files."),
            search=True,
        ),
    ] = ""
    subject: Annotated[
        str,
        Ask(
            Kind.REF,
            N_("Complainant"),
            N_("The person whose case this is."),
            to="person",
        ),
    ] = ""
    held_at: Annotated[Text | None, Ask(Kind.TEXT, N_("Held at"), search=True)] = None
    status: Annotated[
        Text | None,
        Ask(Kind.TEXT, N_("Status in custody"), N_("For example: remand, convicted.")),
    ] = None
    law: Annotated[
        Law | None,
        Ask(
            Kind.CHOICE,
            N_("Law of the place"),
            N_("Whose rules count the days where the person is held."),
            words=LAW_WORDS,
        ),
    ] = None


class Log(Record, frozen=True, kw_only=True, omit_defaults=True):
    """The first entry of a log: the second key that signs it, and what wrote it."""

    mldsa44: Annotated[
        str, Ask(Kind.CODE, N_("ML-DSA-44 public key, base64"), form=False)
    ]
    software: Annotated[str, Ask(Kind.CODE, N_("Written by"), form=False)]
    previous: Annotated[
        str, Ask(Kind.CODE, N_("Head of the log before this one"), form=False)
    ] = ""
    continues: Annotated[
        str,
        Ask(Kind.CODE, N_("Signature of the log before this one"), form=False),
    ] = ""


CASE = record_type(
    Case, name="case", label=N_("Case"), plural=N_("Cases"), title="title"
)
LOG = record_type(Log, name="log", label=N_("Log"), plural=N_("Logs"), title="software")
