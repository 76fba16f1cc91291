"""The compartments of a case, by number and by name; each has its own epoch keys."""

from habeas.words import N_

COMPARTMENTS = {"case": 1, "identity": 2, "medical": 3, "counsel": 4}
COMPARTMENT_NAMES = {number: name for name, number in COMPARTMENTS.items()}
COMPARTMENT_WORDS = {
    "case": N_("case"),
    "identity": N_("identity"),
    "medical": N_("medical"),
    "counsel": N_("counsel (privileged)"),
}
