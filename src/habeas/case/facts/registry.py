"""Every record type this version knows, by the name that entries carry."""

from habeas.case.facts.access import ACCESS
from habeas.case.facts.annotations import ANNOTATION
from habeas.case.facts.batches import BATCH
from habeas.case.facts.bundles import BUNDLE
from habeas.case.facts.cases import CASE, LOG
from habeas.case.facts.claims import CLAIM
from habeas.case.facts.consent import CONSENT
from habeas.case.facts.contacts import CONTACT
from habeas.case.facts.deadlines import DEADLINE
from habeas.case.facts.decay import PERISHABLE, PRESERVATION
from habeas.case.facts.documents import DOCUMENT, EXTRACT
from habeas.case.facts.erasure import ERASED, ERASURE
from habeas.case.facts.exhibits import CUSTODY, EXHIBIT
from habeas.case.facts.guardians import GUARDING, REHEARSAL
from habeas.case.facts.hubs import HUB
from habeas.case.facts.incidents import INCIDENT
from habeas.case.facts.letters import LETTER, LETTER_STEP
from habeas.case.facts.life import SIGNS
from habeas.case.facts.members import MEMBERSHIP
from habeas.case.facts.notes import NOTE
from habeas.case.facts.papers import (
    PAPER,
    PAPER_ANSWER,
    PAPER_COPY,
    PAPER_FILING,
    PAPER_OVERRIDE,
)
from habeas.case.facts.people import IDENTITY, PERSON
from habeas.case.facts.plans import ALARM, ESCALATION, PLAN
from habeas.case.facts.proceedings import PROCEEDING, PROCEEDING_STEP
from habeas.case.facts.registers import MATTER, REGISTER
from habeas.case.facts.risks import ASSESSMENT, RISK
from habeas.case.facts.timestamps import AUTHORITY, TIMESTAMP
from habeas.case.schema import RecordType

RECORDS: dict[str, RecordType] = {
    kind.name: kind
    for kind in (
        CASE,
        LOG,
        PERSON,
        IDENTITY,
        CONSENT,
        DOCUMENT,
        EXTRACT,
        EXHIBIT,
        CUSTODY,
        BATCH,
        PERISHABLE,
        PRESERVATION,
        ANNOTATION,
        ACCESS,
        INCIDENT,
        CLAIM,
        CONTACT,
        LETTER,
        LETTER_STEP,
        PROCEEDING,
        PROCEEDING_STEP,
        DEADLINE,
        RISK,
        ASSESSMENT,
        PLAN,
        ESCALATION,
        ALARM,
        NOTE,
        PAPER,
        PAPER_ANSWER,
        PAPER_OVERRIDE,
        PAPER_COPY,
        PAPER_FILING,
        AUTHORITY,
        TIMESTAMP,
        BUNDLE,
        REGISTER,
        MATTER,
        HUB,
        ERASURE,
        ERASED,
        *MEMBERSHIP,
        *GUARDING,
        REHEARSAL,
        *SIGNS,
    )
}
