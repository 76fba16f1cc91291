"""Bundles that left: what was disclosed, for what use, to whom."""

from typing import Annotated

from habeas.case.facts.consent import USE_WORDS, Use
from habeas.case.schema import Ask, Kind, Record, record_type
from habeas.words import N_


class Bundle(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One export. The file itself is not kept; its hash is."""

    use: Annotated[Use, Ask(Kind.CHOICE, N_("Use"), words=USE_WORDS, form=False)]
    recipient: Annotated[str, Ask(Kind.LINE, N_("Recipient"), search=True, form=False)]
    sha256: Annotated[str, Ask(Kind.CODE, N_("SHA-256 of the zip file"), form=False)]
    disclosed: Annotated[int, Ask(Kind.NUMBER, N_("Entries disclosed"), form=False)]
    withheld: Annotated[int, Ask(Kind.NUMBER, N_("Entries withheld"), form=False)]
    names: Annotated[
        tuple[str, ...],
        Ask(Kind.REFS, N_("Identities disclosed"), to="identity", form=False),
    ] = ()


BUNDLE = record_type(
    Bundle,
    name="bundle",
    label=N_("Bundle"),
    plural=N_("Bundles"),
    title="recipient",
)
