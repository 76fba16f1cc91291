"""What may start, extend or stop a term, and the facts that decide which term it is.

The words on the left stand in records and packs; the sentences are what is shown.
"""

from types import MappingProxyType
from typing import Final

from habeas.words import N_

EVENTS: Final = MappingProxyType(
    {
        "event": N_("what is complained about happened"),
        "filed": N_("filed or posted"),
        "handed_in": N_("handed to the administration or an officer"),
        "received": N_("received by the body"),
        "registered": N_("registered"),
        "refused_registration": N_("registration refused"),
        "refused": N_("refused"),
        "forwarded": N_("forwarded to another body"),
        "hearing": N_("hearing"),
        "decision": N_("decision made or pronounced"),
        "served": N_("copy of the decision served"),
        "learned": N_("the person learned of it"),
        "in_force": N_("decision took effect"),
        "reply": N_("reply received"),
        "no_reply": N_("no reply came"),
        "extended": N_("term extended"),
        "suspended": N_("proceedings suspended"),
        "resumed": N_("proceedings resumed"),
        "restored": N_("term restored"),
        "detained": N_("detained"),
        "detention_record": N_("record of detention made"),
        "placed": N_("placed in an institution or a safe place"),
        "admitted": N_("admitted for examination"),
        "arrived": N_("arrived at the place of serving"),
        "exhausted": N_("domestic remedies exhausted"),
        "reported": N_("report sent"),
        "communicated": N_("communicated to the State"),
        "closed": N_("proceedings closed"),
        "other": N_("something else"),
    }
)
"""The kinds of step in proceedings."""

CIRCUMSTANCES: Final = MappingProxyType(
    {
        "in_custody": N_("the person is in custody"),
        "minor": N_("the person is a minor"),
        "person_absent": N_("the person did not take part in the hearing"),
        "hearing_held": N_("a hearing is held"),
        "new_evidence": N_("new evidence or a new verdict"),
        "extended": N_("the term was extended"),
        "exceptional": N_("an exceptional case, with notice of it"),
        "listed_act": N_("an act or case that the article lists"),
        "emergency": N_("an emergency"),
        "urgent": N_("an urgent matter"),
        "inquiry": N_("an inquiry and not an investigation"),
        "at_prosecutor": N_("before the prosecutor or the head of the investigation"),
        "at_judge": N_("before the investigating judge"),
        "at_facility": N_("at the level of the prison"),
        "at_region": N_("at the regional level"),
        "at_centre": N_("at the central level"),
    }
)
"""Facts of a case that choose between terms: given by whoever calls, never guessed."""

ACTS: Final = MappingProxyType(
    {
        "verdict": N_("verdict"),
        "ruling": N_("ruling"),
        "order": N_("order of an investigator or a prosecutor"),
        "judge_order": N_("order of an investigating judge"),
        "refusal": N_("refusal"),
        "termination": N_("termination of the case"),
        "reply": N_("reply"),
        "rejection": N_("rejection"),
        "motion": N_("motion"),
        "victim_status": N_("request for the status of victim"),
        "security": N_("request for measures of security"),
        "complaint": N_("complaint"),
        "appeal": N_("appeal"),
        "other": N_("another act"),
    }
)
"""What a decision is, or what was filed."""

PROCEEDINGS: Final = MappingProxyType(
    {
        "complaint": N_("complaint"),
        "preinvestigation": N_("check before an investigation"),
        "investigation": N_("investigation"),
        "court": N_("court"),
        "medical": N_("compulsory medical measures"),
        "discipline": N_("prison discipline"),
        "npm": N_("National Preventive Mechanism"),
        "un": N_("United Nations"),
        "regional": N_("regional mechanism"),
        "grievance": N_("grievance to the prison system"),
        "detention": N_("detention"),
        "prison": N_("life in prison: letters, visits, transfers"),
    }
)
"""The kinds of proceedings in which a term may arise."""

IN_ORDER: Final = (
    ("decision", "served"),
    ("decision", "in_force"),
    ("filed", "received"),
    ("handed_in", "received"),
    ("received", "registered"),
    ("received", "reply"),
    ("detained", "detention_record"),
    ("suspended", "resumed"),
)
"""Pairs of which the second cannot come before the first."""
