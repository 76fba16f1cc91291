"""A record must fit its schema before it is written, and after each correction."""

from collections.abc import Collection, Mapping
from typing import Any

import msgspec

from habeas.case.facts.annotations import WHOLE
from habeas.case.facts.batches import COUNTS
from habeas.case.facts.guardians import GUARDING, REHEARSAL
from habeas.case.facts.life import SIGNS
from habeas.case.facts.members import MEMBERSHIP
from habeas.case.facts.registers import COUNTED
from habeas.case.facts.registry import RECORDS
from habeas.case.rules.authorities import check_authority
from habeas.case.rules.decisions import check_deadline
from habeas.case.rules.erasure import check_entries, check_erasure
from habeas.case.rules.fields import Lookup, check_field, does_not_fit
from habeas.case.rules.guardians import GUARDIAN_CHECKS
from habeas.case.rules.life import check_watch
from habeas.case.rules.members import MEMBERSHIP_CHECKS
from habeas.case.rules.plans import check_alarm, check_escalation, check_plan
from habeas.case.schema import FieldSpec, Kind, Record, RecordType
from habeas.errors import BadInputError, RefusedError, Word
from habeas.words import N_

FIXED = {
    "document": ("number", "file", "name", "md5", "sha1", "batch", "listed", "told"),
    "extract": ("document", "file"),
    "exhibit": ("number",),
    "custody": ("exhibit",),
    "batch": ("source",),
    "preservation": ("perishable",),
    "annotation": ("document",),
    "letter_step": ("letter",),
    "proceeding_step": ("proceeding",),
    "deadline": ("proceeding", "start", "rule", "computed", "basis"),
    "escalation": ("plan",),
    "paper": ("form", "language"),
    "paper_answer": ("paper", "key"),
    "paper_override": ("paper", "check"),
    "paper_copy": ("paper", "words", "marks", "rests", "document", "filing"),
    "paper_filing": ("paper", "document", "words", "marks", "found"),
    "alarm": ("plan",),
    "access": ("item", "act", "purpose"),
    "identity": ("person",),
    "consent": ("person",),
    "timestamp": (
        *("name", "authority", "scheme", "covers", "imprint", "token", "exhibit"),
        *("time", "block", "accepted", "refused", "ca"),
    ),
    "bundle": ("use", "recipient", "sha256", "disclosed", "withheld", "names"),
    "register": ("file", "sha256", "size", "mapping", "jurisdiction", "labels"),
    "matter": ("register", "row"),
    "log": ("mldsa44", "software", "previous", "continues"),
    "hub": ("name", "address", "key", "mldsa44"),
}
"""Fields that no correction changes: other things rest on them."""

UNCHANGED = frozenset(
    {
        *("access", "erasure", "erased"),
        *(one.name for one in (*MEMBERSHIP, *GUARDING, *SIGNS, REHEARSAL)),
    }
)
"""Records that nobody corrects or withdraws: the program alone writes them."""
ONCE = {"batch": ("manifest", "lists", *COUNTS), "register": COUNTED}
"""Fields that are filled in once, when the work is done, and changed no more."""
_DONE = {"batch": "manifest", "register": "rows"}
"""The field of these that says that the work is done."""

APART = {"paper_answer": {"identity"}, "paper_copy": {"identity", "medical"}}
"""What may lie in a compartment that fewer read than that of the thing it is beside."""

BESIDE = {
    "custody": "exhibit",
    "preservation": "perishable",
    "timestamp": "exhibit",
    "annotation": "document",
    "letter_step": "letter",
    "proceeding_step": "proceeding",
    "escalation": "plan",
    "alarm": "plan",
    "paper_answer": "paper",
    "paper_override": "paper",
    "paper_copy": "paper",
    "paper_filing": "paper",
    "access": "item",
}
"""Records that lie in the compartment of what this field of theirs points to."""


def record_named(name: str) -> RecordType:
    """Return the schema of a record type.

    Raises:
        BadInputError: this version does not know it.
    """
    if name not in RECORDS:
        raise BadInputError(
            N_("There is no kind of record called ‘{name}’."), name=name[:40]
        )
    return RECORDS[name]


def require_changeable(kind_name: str) -> None:
    """Refuse a change of what nobody may change.

    Raises:
        RefusedError: as it says.
    """
    if kind_name == "access":
        raise RefusedError(
            N_("That a file was opened is never corrected or withdrawn."),
            advice=N_("Record a note beside it, if something is to be explained."),
        )
    if kind_name in ("erasure", "erased"):
        raise RefusedError(
            N_("An erasure is never corrected or withdrawn: nothing brings it back."),
            advice=N_("Enter the person anew, if they agree to it again."),
        )
    if kind_name in UNCHANGED:
        raise RefusedError(
            N_("Who may do what is never corrected or withdrawn."),
            advice=N_("Suspend or remove the member, or give another role."),
        )


def check_record(kind: RecordType, fields: Mapping[str, Any], lookup: Lookup) -> Record:
    """Return the typed record, or refuse with the field that is wrong.

    Raises:
        BadInputError: names the field (its label) and what is wrong with it.
    """
    _check_names(kind, fields)
    for spec in kind.fields:
        if spec.required and _is_empty(fields.get(spec.name)):
            raise _missing(spec)
        if spec.name in fields:
            check_field(spec, fields[spec.name], lookup)
    _check_together(fields)
    _check_words(kind, fields)
    _check_whole(kind, fields)
    try:
        return msgspec.convert(dict(fields), kind.struct)
    except msgspec.ValidationError as error:  # pragma: no cover - each field fits
        raise does_not_fit(kind.fields[0]) from error


def check_change(
    kind: RecordType,
    old: Mapping[str, Any],
    changed: Mapping[str, Any],
    emptied: Collection[str],
    lookup: Lookup,
) -> None:
    """Refuse a correction that would not leave a whole record.

    Only what changes is checked: what stands may point to what was withdrawn since, or
    hold what a newer version wrote.

    Raises:
        BadInputError: a field is wrong, would be missing, or is both set and emptied.
        RefusedError: a field that other things rest on.
    """
    _check_names(kind, changed)
    for name in (*changed, *emptied):
        once = name in ONCE.get(kind.name, ()) and _DONE[kind.name] in old
        given = name not in emptied and _is_unnumbered(name, old)
        if once or (name in FIXED.get(kind.name, ()) and not given):
            raise _is_fixed(kind, name)
    if set(changed) & set(emptied) or set(emptied) - set(old):
        raise BadInputError(N_("A field is emptied that is not filled in."))
    for spec in kind.fields:
        left = {**old, **changed}.get(spec.name)
        if spec.required and (_is_empty(left) or spec.name in emptied):
            raise _missing(spec)
        if spec.name in changed:
            check_field(spec, changed[spec.name], lookup)
    _check_together(changed)
    _check_words(kind, (set(old) - set(emptied)) | set(changed))
    left_all = {**old, **changed}
    _check_whole(kind, {n: v for n, v in left_all.items() if n not in emptied})


def _is_unnumbered(name: str, old: Mapping[str, Any]) -> bool:
    """Say whether an exhibit that came from outside, and has none, gets its number."""
    return name == "number" and old.get(name) == 0


def _is_empty(value: object) -> bool:
    return value is None or value in ("", (), [], {})


def _check_names(kind: RecordType, fields: Mapping[str, Any]) -> None:
    for name in fields:
        if kind.spec(name) is None:
            raise BadInputError(
                N_("A record of the kind ‘{kind}’ has no field called ‘{name}’."),
                kind=Word(kind.label),
                name=str(name)[:40],
            )


def _check_together(fields: Mapping[str, Any]) -> None:
    """Check what two fields say of one thing: the document and the passage in it."""
    passage = fields.get("passage")
    if passage and fields.get("document", passage["document"]) != passage["document"]:
        raise BadInputError(
            N_("The passage stands in another document than the one named."),
            advice=N_("Select the passage again on the document's page."),
        )


def _check_words(kind: RecordType, fields: Collection[str]) -> None:
    """Refuse a claim without a word of what was said."""
    if kind.name == "claim" and not {"passage", "text"} & set(fields):
        raise BadInputError(
            N_("It is not said what was said."),
            advice=N_("Mark the passage in the document, or put it in short."),
            field="text",
        )


def _check_whole(kind: RecordType, fields: Mapping[str, Any]) -> None:
    """Check what one field asks of another."""
    if kind.name == "authority":
        check_authority(fields)
    if kind.name == "annotation":
        _check_place(fields)
    if kind.name in _TOGETHER:
        _TOGETHER[kind.name](fields)


_TOGETHER = {
    "deadline": check_deadline,
    "plan": check_plan,
    "escalation": check_escalation,
    "alarm": check_alarm,
    "watch": check_watch,
    "erasure": check_erasure,
    "erased": check_entries,
    **MEMBERSHIP_CHECKS,
    **GUARDIAN_CHECKS,
}
"""What the fields of a record must say together, by its type."""


def _check_place(fields: Mapping[str, Any]) -> None:
    """Refuse a place outside the picture, and a frame or an arrow without an end."""
    ends = [fields.get(name) for name in ("x2", "y2")]
    places = [fields.get(name) for name in ("x", "y")] + ends
    far = any(isinstance(one, int) and one > WHOLE for one in places)
    if far or (fields.get("shape") != "point" and None in ends):
        raise BadInputError(
            N_("The place lies outside the picture, or has no second corner."),
            advice=N_("Point at two places of the picture, or give four numbers."),
            field="x",
        )


def _missing(spec: FieldSpec) -> BadInputError:
    advice = N_("Fill it in and try again. Nothing was recorded.")
    if spec.ask.kind in (Kind.REF, Kind.CHOICE):
        advice = N_("Choose it from the list and try again. Nothing was recorded.")
    return BadInputError(
        N_("‘{field}’ is missing."), advice=advice, field=Word(spec.ask.label)
    )


def _is_fixed(kind: RecordType, name: str) -> RefusedError:
    spec = kind.spec(name)
    return RefusedError(
        N_("‘{field}’ cannot be corrected, for other things rest on it."),
        advice=N_("Withdraw the record with a reason, and record it anew."),
        field=Word(spec.ask.label if spec else name),
    )
