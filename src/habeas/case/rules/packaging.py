"""How a thing must be kept so that a laboratory can still use it.

Paper, never plastic, for what may carry biological traces; dried in the air or kept
cold (NIJ, IAAI, FBI handbook, 515 CMR 7.06). Nothing here ever says that it is too
late: garments kept for months, and washed ones, still gave DNA profiles
(Brayley-Morris et al. 2015; Jobin and De Gouffe 2003).
"""

from collections.abc import Mapping
from typing import Any

from habeas.case.facts.exhibits import Moisture, Packaging, Temperature, Thing
from habeas.words import N_

_TRACES = frozenset({Thing.GARMENT, Thing.SAMPLE})


def advice(fields: Mapping[str, Any]) -> list[str]:
    """Return sentences for whoever keeps this exhibit, the most urgent first."""
    if fields.get("kind") not in _TRACES:
        return []
    found = []
    cold = fields.get("temperature") in (Temperature.FROZEN, Temperature.REFRIGERATED)
    if fields.get("packaging") == Packaging.PLASTIC:
        found.append(
            N_(
                "Plastic keeps it damp, and traces rot. Repack it in clean paper, keep"
                " the plastic as well, and record that it was opened."
            )
        )
    if fields.get("packaging") == Packaging.BARE:
        found.append(N_("Pack it in clean paper, alone, without folding a stain."))
    if fields.get("moisture") == Moisture.WET and not cold:
        found.append(
            N_(
                "It is wet. Let it dry in the air on clean paper, without heat or sun,"
                " and keep that paper too; or freeze it and deliver it at once."
            )
        )
    if fields.get("kind") == Thing.GARMENT:
        found.append(
            N_(
                "Do not wash, iron or shake it. Washed or old, it may still give an"
                " answer: ask the laboratory for microscopy, PSA and DNA."
            )
        )
    return found
