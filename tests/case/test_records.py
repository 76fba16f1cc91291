"""What may be written: every field of every type, and what a correction may do."""

from typing import Any

import pytest

from habeas.case.facts.claims import Claim
from habeas.case.facts.registry import RECORDS
from habeas.case.rules.fields import LONGEST_LINE
from habeas.case.rules.records import (
    FIXED,
    check_change,
    check_record,
    record_named,
)
from habeas.errors import BadInputError, HabeasError, RefusedError

(
    PERSON,
    INCIDENT,
    DOCUMENT,
    EXTRACT,
    IDENTITY,
    EXHIBIT,
    PERISHABLE,
    AUTHORITY,
    BATCH,
) = (str(n) * 32 for n in range(1, 10))
REGISTER = "a1" * 16
CONTACT, LETTER, HANDED, PROCEEDING, RULED, PLAN, RUNG = (
    f"b{n}" * 16 for n in range(7)
)
THERE = {
    PERSON: "person",
    INCIDENT: "incident",
    DOCUMENT: "document",
    EXTRACT: "extract",
    IDENTITY: "identity",
    EXHIBIT: "exhibit",
    BATCH: "batch",
    REGISTER: "register",
    PERISHABLE: "perishable",
    AUTHORITY: "authority",
    CONTACT: "contact",
    LETTER: "letter",
    HANDED: "letter_step",
    PROCEEDING: "proceeding",
    RULED: "proceeding_step",
    PLAN: "plan",
    RUNG: "escalation",
}
THERE |= {(MEMBER := "c1" * 16): "member", (SUSPENSION := "c2" * 16): "suspension"}
THERE |= {(ERASURE := "c9" * 16): "erasure"}
THERE |= {(OTHER := "c3" * 16): "member", (ASKED := "c4" * 16): "recovery"}
THERE |= {(CHOSEN := "c5" * 16): "guardianship"}
KEYS = {
    "label": "laptop",
    "box": "A" * 1622 + "==",
    "log": "0123456789abcdef" * 4,
    "mldsa44": "A" * 1750 + "==",
    "request": "0123456789abcdef" * 4,
}
THERE |= {(PAPER := "ca" * 16): "paper", (SAID := "cb" * 16): "claim"}
THERE |= {(FILING := "cc" * 16): "paper_filing"}
THERE |= {(WATCH := "c8" * 16): "watch"}
HASH = "0123456789abcdef" * 4
SEALED = {
    "sha256": HASH,
    "size": 3,
    "media_type": "text/plain",
    "stored": HASH,
    "identity": "AGE-SECRET-KEY-1INVENTED",
}
TEXT = {"lang": "kk", "text": "Бір сөз"}
WHEN = {"edtf": "2021-06~", "known": "stated"}
PASSAGE = {
    "document": DOCUMENT,
    "extract": EXTRACT,
    "version": HASH,
    "start": 4,
    "end": 7,
    "quote": "abc",
}
WHOLE: dict[str, dict[str, Any]] = {
    "case": {
        "title": TEXT,
        "number": "12/2021",
        "subject": PERSON,
        "held_at": TEXT,
        "status": TEXT,
        "law": "KZ",
    },
    "log": {"mldsa44": "AAAA", "software": "habeas 0", "previous": "", "continues": ""},
    "paper": {
        "form": "chronology",
        "language": "kk",
        "title": TEXT,
        "recipient": TEXT,
        "person": PERSON,
        "proceeding": PROCEEDING,
        "incidents": [INCIDENT],
        "reads": ["medical"],
        "form_text": "ab" * 32,
        "sealed": DOCUMENT,
        "named": True,
    },
    "paper_override": {"paper": PAPER, "check": "consent:x:missing:", "why": TEXT},
    "paper_answer": {
        "paper": PAPER,
        "key": "mandate",
        "words": TEXT,
        "aim": PERSON,
        "recipient": TEXT,
    },
    "paper_copy": {
        "paper": PAPER,
        "words": TEXT,
        "marks": ["0 heading"],
        "rests": [SAID, PERSON],
        "document": DOCUMENT,
        "filing": FILING,
    },
    "paper_filing": {
        "paper": PAPER,
        "document": DOCUMENT,
        "step": RULED,
        "letter": LETTER,
        "words": TEXT,
        "marks": ["0 cell"],
        "found": ["comments 2"],
        "despite": TEXT,
    },
    "person": {
        "pseudonym": "Ш.\u00a0А.",
        "role": "officer",
        "number": 2,
        "features": {"lang": "ru", "text": "хромает\nи кашляет"},
        "position": TEXT,
        "also": "monitor",
    },
    "identity": {
        "person": PERSON,
        "names": [
            {"text": "Invented Name", "kind": "full", "lang": "en"},
            {"text": "Ойдан Шығарылған"},
        ],
        "born": {"edtf": "1990-03-XX", "known": "document", "note": "passport"},
        "numbers": ["000000000000"],
        "address": TEXT,
        "photo": {**SEALED, "media_type": "image/jpeg"},
        "note": TEXT,
    },
    "consent": {
        "person": PERSON,
        "use": "court",
        "answer": "given",
        "recipient": TEXT,
        "scope": TEXT,
        "with_name": True,
        "how": "call",
        "given": WHEN,
        "ask_again": WHEN,
    },
    "document": {
        "number": 1,
        "file": SEALED,
        "name": "письмо.txt",
        "title": TEXT,
        "author": PERSON,
        "dated": WHEN,
        "received": WHEN,
        "obtained": TEXT,
        "where": TEXT,
        "device": TEXT,
        "path": "DCIM/100MEDIA/IMG_0421.JPG",
        "created": WHEN,
        "modified": WHEN,
        "method": "copied",
        "tool": TEXT,
        "acquired": WHEN,
        "acquired_by": PERSON,
        "parent": DOCUMENT,
        "relation": "copy",
        "batch": BATCH,
        "listed": ["same sha256 SHA256SUMS"],
        "told": ["a.csv: Device ID: 1"],
        "md5": "0" * 32,
        "sha1": "0" * 40,
    },
    "extract": {
        "document": DOCUMENT,
        "file": SEALED,
        "tool": "plain 1",
        "pages": [0, 40, 40, 90],
        "language": "kk-Cyrl",
        "boilerplate": [
            {"start": 0, "end": 4, "why": ""},
            {"start": 4, "end": 9, "why": "menu"},
        ],
        "proposed_dates": ["2021-12-07"],
        "proposed_title": "A title",
        "notes": ["A note"],
        "metadata": ["camera: One"],
    },
    "incident": {
        "title": TEXT,
        "when": WHEN,
        "time": TEXT,
        "where": TEXT,
        "people": [PERSON, PERSON],
    },
    "claim": {
        "speaker": PERSON,
        "stance": "denied",
        "passage": PASSAGE,
        "text": TEXT,
        "incident": INCIDENT,
        "via": [PERSON, PERSON],
        "said_to": PERSON,
        "said": WHEN,
        "about": WHEN,
        "basis": "told",
        "document": DOCUMENT,
        "answers": [SAID],
        "reliability": "A",
        "credibility": "6",
    },
    "note": {"text": TEXT, "when": WHEN, "about": INCIDENT},
    "exhibit": {
        "number": 7,
        "what": TEXT,
        "kind": "garment",
        "parent": EXHIBIT,
        "found_by": PERSON,
        "found": WHEN,
        "where": TEXT,
        "how_known": TEXT,
        "since": TEXT,
        "packaging": "paper",
        "moisture": "dried",
        "seal": "K-1",
        "storage": TEXT,
        "temperature": "frozen",
        "photos": [DOCUMENT],
    },
    "batch": {
        "source": "/media/stick",
        "device": TEXT,
        "handed_by": PERSON,
        "received": WHEN,
        "method": "copied",
        "tool": TEXT,
        "acquired": WHEN,
        "acquired_by": PERSON,
        "note": TEXT,
        "lists": ["SHA256SUMS: sums, 3"],
        "seen": 9,
        "imported": 4,
        "duplicates": 2,
        "refused": 3,
        "confirmed": 2,
        "differing": 1,
        "missing": 1,
        "manifest": DOCUMENT,
    },
    "register": {
        "name": "A register",
        "file": "complaints.csv",
        "sha256": HASH,
        "size": 10,
        "mapping": {"lang": "zxx", "text": "format = 1"},
        "jurisdiction": "US-BOP",
        "labels": ["level F: Facility"],
        "note": TEXT,
        "rows": 9,
        "kept": 8,
        "refused": 1,
        "problems": ["12 date due"],
    },
    "matter": {
        "register": REGISTER,
        "row": 4,
        "case_number": "806130",
        "level": "F",
        "facility": "OTV",
        "office": "OTV",
        "subject": "25C",
        "received": WHEN,
        "due": WHEN,
        "status": "CLO",
        "outcome": "closed",
        "status_date": WHEN,
        "reasons": ["XPL", "OTH"],
        "jurisdiction": "US-BOP",
        "term": "us.bop.due.F",
    },
    "custody": {
        "exhibit": EXHIBIT,
        "event": "handed",
        "giver": PERSON,
        "taker": PERSON,
        "when": WHEN,
        "place": TEXT,
        "condition": TEXT,
        "seal_before": "K-1",
        "seal_after": "K-2",
        "purpose": TEXT,
        "authority": TEXT,
        "witnesses": [PERSON],
        "signed": "signed",
        "receipt": DOCUMENT,
    },
    "perishable": {
        "what": TEXT,
        "kind": "footage",
        "where": TEXT,
        "when": WHEN,
        "ends": WHEN,
        "days": 30,
        "days_known": "document",
        "days_source": TEXT,
        "holder": PERSON,
        "able": [PERSON],
        "about": [INCIDENT, EXHIBIT],
        "shown": [DOCUMENT],
    },
    "preservation": {
        "perishable": PERISHABLE,
        "step": "said_lost",
        "when": WHEN,
        "who": PERSON,
        "to": PERSON,
        "how": "letter",
        "mark": "17",
        "words": TEXT,
        "lost": WHEN,
        "days": 30,
        "exhibit": EXHIBIT,
        "enclosed": DOCUMENT,
        "witnesses": [PERSON],
    },
    "authority": {
        "name": "An authority",
        "scheme": "opentimestamps",
        "url": "https://calendar.invalid",
        "ca": [],
        "singly": True,
    },
    "timestamp": {
        "name": "An authority",
        "authority": AUTHORITY,
        "scheme": "rfc3161",
        "covers": f"head {HASH} 3 {HASH}",
        "imprint": HASH,
        "token": ["QUJD"],
        "exhibit": EXHIBIT,
        "time": "2026-03-01T10:00:00Z",
        "block": 900000,
        "accepted": ["OpenSSL 3"],
        "refused": ["rfc3161-client 1: a reason"],
        "ca": ["-----BEGIN CERTIFICATE-----"],
    },
    "annotation": {
        "document": DOCUMENT,
        "text": TEXT,
        "shape": "arrow",
        "page": 2,
        "x": 10,
        "y": 10_000,
        "x2": 0,
        "y2": 7,
        "sensitive": True,
    },
    "contact": {
        "person": PERSON,
        "form": "visit",
        "outcome": "refused",
        "when": WHEN,
        "by": PERSON,
        "asked": PERSON,
        "where": TEXT,
        "waited": 55,
        "lasted": 4,
        "refused_by": PERSON,
        "stated": TEXT,
        "law": TEXT,
        "written": "not_given",
        "privacy": "heard",
        "present": [PERSON],
        "carried_by": PERSON,
        "words": TEXT,
        "next": WHEN,
        "document": DOCUMENT,
    },
    "letter": {
        "what": TEXT,
        "addressee": "prosecutor",
        "writer": PERSON,
        "to": PERSON,
        "complaint": True,
        "known_by": TEXT,
        "replies": LETTER,
        "proceeding": PROCEEDING,
        "document": DOCUMENT,
    },
    "letter_step": {
        "letter": LETTER,
        "step": "handed_in",
        "when": WHEN,
        "who": PERSON,
        "to": PERSON,
        "how": "hand",
        "mark": "214",
        "photo": DOCUMENT,
        "words": TEXT,
    },
    "proceeding": {
        "title": TEXT,
        "track": "court",
        "law": "KZ",
        "body": PERSON,
        "number": "1-88/2026",
        "person": PERSON,
        "counsel": [PERSON],
        "parent": PROCEEDING,
        "in_custody": True,
        "minor": True,
        "exceptional": True,
        "emergency": True,
        "inquiry": True,
        "level": "region",
    },
    "proceeding_step": {
        "proceeding": PROCEEDING,
        "step": "decision",
        "when": WHEN,
        "ruling": "ruling",
        "filing": "motion",
        "outcome": TEXT,
        "who": PERSON,
        "to": PERSON,
        "about": RULED,
        "number": "1204",
        "presence": "excluded",
        "excluded_by": PERSON,
        "excluded_why": TEXT,
        "counsel": [PERSON],
        "new_evidence": True,
        "answer_by": WHEN,
        "letter": LETTER,
        "document": DOCUMENT,
    },
    "deadline": {
        "what": TEXT,
        "decision": "overridden",
        "whose": "own",
        "due": WHEN,
        "proceeding": PROCEEDING,
        "start": HANDED,
        "rule": "kz.appeal.ruling",
        "computed": "2021-12-22",
        "basis": ["KZ 2026-11-30"],
        "why": TEXT,
        "responsible": PERSON,
        "done": WHEN,
        "done_by": RULED,
    },
    "risk": {
        "harm": "threat",
        "told_by": PERSON,
        "when": WHEN,
        "ended": WHEN,
        "person": PERSON,
        "actor": PERSON,
        "words": TEXT,
        "order": "no. 7",
        "stated": TEXT,
        "after": [CONTACT, LETTER, RULED],
        "where": TEXT,
        "document": DOCUMENT,
    },
    "assessment": {
        "person": PERSON,
        "level": "high",
        "reasons": TEXT,
        "when": WHEN,
        "by": PERSON,
        "review": WHEN,
    },
    "plan": {
        "what": TEXT,
        "person": PERSON,
        "every": 14,
        "counting": "spoken",
        "since": WHEN,
        "agreed": TEXT,
        "measures": TEXT,
        "responsible": PERSON,
        "review": WHEN,
        "ended": WHEN,
    },
    "escalation": {
        "plan": PLAN,
        "day": 3,
        "what": TEXT,
        "tell": PERSON,
        "how": "call",
    },
    "alarm": {
        "plan": PLAN,
        "answer": "dismissed",
        "why": TEXT,
        "when": WHEN,
        "step": RUNG,
        "until": WHEN,
        "who": PERSON,
    },
    "access": {"item": IDENTITY, "act": "seen", "purpose": TEXT},
    "hub": {
        "name": "hub",
        "address": "https://hub.invalid",
        "key": HASH,
        "mldsa44": "A",
    },
    "erasure": {
        "whose": PERSON,
        "basis": "withdrawn",
        "consent": PERSON,
        "records": 2,
        "units": [f"{PERSON} {PERSON}"],
        "files": [HASH, f"{HASH} {HASH}"],
        "entries": [f"{HASH} 3-7,9"],
    },
    "erased": {
        "erasure": ERASURE,
        "keys": 1,
        "emptied": 6,
        "removed": 1,
        "entries": [f"{HASH} 3-7,9"],
    },
    "member": {"name": "D.", "role": "editor", "compartments": ["case"]},
    "device": {
        "member": MEMBER,
        "label": "laptop",
        "box": "A" * 1622 + "==",
        "log": HASH,
        "mldsa44": "A" * 1750 + "==",
        "request": HASH,
        "older": [f"{HASH} " + "A" * 1750 + "=="],
        "recovery": ASKED,
    },
    "role": {
        "member": MEMBER,
        "role": "reader",
        "compartments": ["case", "medical"],
        "stated": "why",
    },
    "removal": {"who": MEMBER, "stated": "why"},
    "suspension": {
        "who": MEMBER,
        "ground": "arrest",
        "stated": "why",
        "recovery": ASKED,
    },
    "guardianship": {
        "need": 2,
        "guardians": [MEMBER, OTHER],
        "hours": 72,
        "stated": "why",
    },
    "recovery": {
        **KEYS,
        "member": MEMBER,
        "guardianship": CHOSEN,
        "signature": "A" * 86 + "==",
        "stated": "lost on a train",
    },
    "approval": {
        "recovery": ASKED,
        "guardian": OTHER,
        "text": HASH,
        "signature": "A" * 86 + "==",
    },
    "veto": {"recovery": ASKED, "stated": "why"},
    "rehearsal": {
        "guardianship": CHOSEN,
        "guardian": OTHER,
        "day": "2026-11-30",
        "signature": "A" * 86 + "==",
    },
    "lifting": {"suspension": SUSPENSION, "stated": "why"},
    "acceptance": {"log": HASH, "start": 0, "stop": 7, "stated": "why"},
    "epoch": {
        "compartment": "case",
        "number": 2,
        "public": "A" * 1622 + "==",
        "devices": [HASH],
        "against": [f"{HASH} 7 {SUSPENSION}"],
    },
    "watch": {"who": MEMBER, "hours": 24, "grace": 12, "agreed": "D. and Ann"},
    "life": {"watch": WATCH},
    "bundle": {
        "use": "court",
        "recipient": "A court",
        "sha256": HASH,
        "disclosed": 3,
        "withheld": 0,
        "names": [IDENTITY],
    },
}


def check(kind: str, fields: dict[str, Any]) -> object:
    return check_record(record_named(kind), fields, THERE.get)


def test_the_table_of_whole_records_names_every_field_of_every_type() -> None:
    for name, kind in RECORDS.items():
        assert set(WHOLE[name]) == {spec.name for spec in kind.fields}


@pytest.mark.parametrize("kind", WHOLE)
def test_a_whole_record_is_accepted(kind: str) -> None:
    assert check(kind, WHOLE[kind])


@pytest.mark.parametrize("kind", WHOLE)
def test_a_record_of_required_fields_alone_is_accepted(kind: str) -> None:
    required = {spec.name for spec in RECORDS[kind].fields if spec.required}
    required |= {"text"} if kind == "claim" else set()  # or a passage
    required |= {"x2", "y2"} if kind == "annotation" else set()  # or it is a point
    required |= {"due", "why"} if kind == "deadline" else set()  # of this decision
    required |= {"compartments"} if kind in ("member", "role") else set()
    assert check(kind, {n: v for n, v in WHOLE[kind].items() if n in required})


def shouted(message: str) -> str:
    """Translate labels, and leave the sentences that hold them."""
    return message if "{" in message else message.upper()


REQUIRED = [
    (name, spec.name)
    for name, kind in RECORDS.items()
    for spec in kind.fields
    if spec.required
]


@pytest.mark.parametrize(("kind", "field"), REQUIRED)
@pytest.mark.parametrize("empty", ["absent", None, "", [], {}])
def test_a_required_field_is_missed_by_its_label(
    kind: str, field: str, empty: object
) -> None:
    fields = {**WHOLE[kind], field: empty}
    if empty == "absent":
        del fields[field]
    with pytest.raises(BadInputError) as refused:
        check(kind, fields)
    spec = RECORDS[kind].spec(field)
    assert spec is not None
    assert refused.value.say(shouted)[0].startswith(f"‘{spec.ask.label.upper()}’")


EVERY = [(name, spec.name) for name, kind in RECORDS.items() for spec in kind.fields]
NO_VALUE_OF_ANY_FIELD: dict[str, object] = {
    "float": 1.5,
    "huge number": 2**80,
    "negative": -1,
    "object": {"a": 1},
    "list of lists": [[1]],
    "list of objects": [{"a": 1}],
    "list of numbers": [-1],
    "text with NUL": "a\0b",
    "half of a surrogate pair": "\udc80",
    "2 MB": "x" * 2_000_000,
    "deep": [[[[[[[[[[[[]]]]]]]]]]]],
}


@pytest.mark.parametrize(("kind", "field"), EVERY)
@pytest.mark.parametrize("bad", NO_VALUE_OF_ANY_FIELD)
def test_odd_values_are_refused_with_the_fields_label_and_never_crash(
    kind: str, field: str, bad: str
) -> None:
    with pytest.raises(BadInputError) as refused:
        check(kind, {**WHOLE[kind], field: NO_VALUE_OF_ANY_FIELD[bad]})
    assert len(str(refused.value)) < 600


ATTACKS: dict[str, tuple[str, dict[str, Any]]] = {
    "unknown field": ("note", {"colour": "red"}),
    "text without a language": ("note", {"text": {"text": "x"}}),
    "text in an empty language": ("note", {"text": {"lang": "", "text": "x"}}),
    "text in a language by name": ("note", {"text": {"lang": "Kazakh!", "text": "x"}}),
    "text of spaces": ("note", {"text": {"lang": "en", "text": " \n\t"}}),
    "text with more inside": ("note", {"text": {**TEXT, "html": "<b>"}}),
    "text with an escape": ("note", {"text": {"lang": "en", "text": "\x1b[31m"}}),
    "language with a line break": ("extract", {"language": "en\n"}),
    "language by name": ("extract", {"language": "English"}),
    "pseudonym of two lines": ("person", {"pseudonym": "A\nB"}),
    "pseudonym of spaces": ("person", {"pseudonym": "  "}),
    "pseudonym too long": ("person", {"pseudonym": "x" * (LONGEST_LINE + 1)}),
    "role in another case": ("person", {"role": "Officer"}),
    "role as a list": ("person", {"role": ["officer"]}),
    "role as an object": ("person", {"role": {"officer": 1}}),
    "stance of our own": ("claim", {"stance": "true"}),
    "reliability of two letters": ("claim", {"reliability": "AB"}),
    "credibility as a number": ("claim", {"credibility": 1}),
    "basis null": ("claim", {"basis": None}),
    "officer number 0": ("person", {"number": 0}),
    "officer number true": ("person", {"number": True}),
    "exhibit number as text": ("document", {"number": "1"}),
    "flag as text": ("consent", {"with_name": "yes"}),
    "date without edtf": ("incident", {"when": {"known": "stated"}}),
    "empty date": ("incident", {"when": {"edtf": ""}}),
    "date in words": ("incident", {"when": {"edtf": "soon"}}),
    "date known by magic": ("incident", {"when": {"edtf": "2021", "known": "magic"}}),
    "date with a note of two lines": (
        "incident",
        {"when": {"edtf": "2021", "note": "a\nb"}},
    ),
    "speaker not there": ("claim", {"speaker": "9" * 32}),
    "speaker is an incident": ("claim", {"speaker": INCIDENT}),
    "speaker in upper case": ("claim", {"speaker": "A" * 32}),
    "speaker by name": ("claim", {"speaker": "A."}),
    "speaker with a line break": ("claim", {"speaker": PERSON + "\n"}),
    "via somebody not there": ("claim", {"via": [PERSON, "9" * 32]}),
    "via a document": ("claim", {"via": [DOCUMENT]}),
    "via as one id": ("claim", {"via": PERSON}),
    "via nobody": ("claim", {"via": [""]}),
    "note about nothing there": ("note", {"about": "a" * 32}),
    "identity of an incident": ("identity", {"person": INCIDENT}),
    "name without letters": ("identity", {"names": [{"text": " "}]}),
    "name of two lines": ("identity", {"names": [{"text": "A\nB"}]}),
    "name of no kind": ("identity", {"names": [{"text": "A", "kind": "nick"}]}),
    "name in no language": ("identity", {"names": [{"text": "A", "lang": "?"}]}),
    "passage of another length": ("claim", {"passage": {**PASSAGE, "end": 8}}),
    "passage that ends before it begins": (
        "claim",
        {"passage": {**PASSAGE, "start": 7, "end": 4, "quote": ""}},
    ),
    "passage from below 0": (
        "claim",
        {"passage": {**PASSAGE, "start": -1, "end": 2}},
    ),
    "passage without words": (
        "claim",
        {"passage": {**PASSAGE, "end": 4, "quote": ""}},
    ),
    "passage in no version": ("claim", {"passage": {**PASSAGE, "version": "1"}}),
    "passage in a person": ("claim", {"passage": {**PASSAGE, "document": PERSON}}),
    "passage in no text": ("claim", {"passage": {**PASSAGE, "extract": "9" * 32}}),
    "passage counted in code units": (
        "claim",
        {"passage": {**PASSAGE, "end": 6, "quote": "😀"}},
    ),
    "file by a path": ("document", {"file": {**SEALED, "stored": "../../etc/passwd"}}),
    "file with another hash": (
        "document",
        {"file": {**SEALED, "sha256": HASH.upper()}},
    ),
    "file of less than nothing": ("document", {"file": {**SEALED, "size": -1}}),
    "file of no type": ("document", {"file": {**SEALED, "media_type": "text"}}),
    "file of a type with a header": (
        "document",
        {"file": {**SEALED, "media_type": "text/html\r\nX-Evil: 1"}},
    ),
    "file with a password": ("document", {"file": {**SEALED, "identity": "hunter2"}}),
    "spans that overlap": (
        "extract",
        {"boilerplate": [{"start": 0, "end": 5, "why": ""}] * 2},
    ),
    "span of nothing": (
        "extract",
        {"boilerplate": [{"start": 3, "end": 3, "why": ""}]},
    ),
    "annotation beyond the right edge": ("annotation", {"x": 10_001}),
    "annotation beyond the lower edge": ("annotation", {"y2": 10_001}),
    "annotation left of the picture": ("annotation", {"x": -1}),
    "frame without a second corner": (
        "annotation",
        {"shape": "frame", "x2": None},
    ),
    "annotation of a person": ("annotation", {"document": PERSON}),
    "access to a person": ("access", {"item": PERSON}),
    "access in a new way": ("access", {"act": "smelled"}),
    "pages backwards": ("extract", {"pages": [0, 9, 4]}),
    "pages from the middle": ("extract", {"pages": [7]}),
    "a rhythm of no days": ("plan", {"every": 0}),
    "a rhythm of a lifetime": ("plan", {"every": 3651}),
    "a step before the first day": ("escalation", {"day": 0}),
    "a step on a day that nobody counts": ("escalation", {"day": 3651}),
    "an alarm ended without a reason": ("alarm", {"why": None}),
    "an alarm ended for a reason of spaces": (
        "alarm",
        {"why": {"lang": "en", "text": "  "}},
    ),
    "an alarm paused without an end": ("alarm", {"answer": "paused", "until": None}),
    "no step that was done": ("alarm", {"answer": "done", "step": ""}),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_does_not_hold_is_refused(attack: str) -> None:
    kind, change = ATTACKS[attack]
    with pytest.raises(BadInputError):
        check(kind, {**WHOLE[kind], **change})


def test_a_passage_must_be_in_the_document_that_the_claim_names() -> None:
    other = "6" * 32
    fields = {**WHOLE["claim"], "document": other}
    with pytest.raises(BadInputError, match="another document"):
        check_record(record_named("claim"), fields, {**THERE, other: "document"}.get)


def test_an_optional_choice_or_reference_may_be_left_empty() -> None:
    fields = {
        **WHOLE["claim"],
        "reliability": "",
        "incident": "",
        "said_to": "",
        "document": "",
    }
    del fields["passage"]
    assert isinstance(check("claim", fields), Claim)


def test_a_claim_says_what_was_said() -> None:
    fields = {n: v for n, v in WHOLE["claim"].items() if n not in ("passage", "text")}
    with pytest.raises(BadInputError, match="what was said"):
        check("claim", fields)


def test_an_unknown_type_is_named() -> None:
    with pytest.raises(BadInputError, match="dossier"):
        record_named("dossier")


def test_no_refusal_repeats_a_long_value() -> None:
    with pytest.raises(BadInputError) as refused:
        check("person", {**WHOLE["person"], "role": "secret " * 1000})
    assert len(str(refused.value)) < 600


class TestChange:
    def change(
        self, kind: str, changed: dict[str, Any], emptied: tuple[str, ...] = ()
    ) -> None:
        check_change(
            record_named(kind), WHOLE[kind], changed, emptied, {PERSON: "person"}.get
        )

    def test_only_what_changes_is_checked(self) -> None:
        # the incident, the document and the extract were withdrawn meanwhile
        self.change("claim", {"basis": "saw"})

    def test_what_a_newer_version_wrote_does_not_stop_a_correction(self) -> None:
        old = {**WHOLE["note"], "mood": 3}
        check_change(record_named("note"), old, {"text": TEXT}, (), THERE.get)

    def test_what_changes_is_checked(self) -> None:
        with pytest.raises(BadInputError):
            self.change("claim", {"incident": INCIDENT})

    def test_a_required_field_cannot_be_emptied(self) -> None:
        with pytest.raises(BadInputError, match="missing"):
            self.change("person", {}, ("pseudonym",))
        with pytest.raises(BadInputError, match="missing"):
            self.change("person", {"pseudonym": ""})

    def test_an_optional_field_can(self) -> None:
        self.change("claim", {}, ("text", "via"))

    def test_what_is_not_filled_in_cannot_be_emptied(self) -> None:
        for emptied in ("colour", "photo"):
            with pytest.raises(BadInputError):
                check_change(record_named("identity"), {}, {}, (emptied,), THERE.get)

    def test_a_field_is_set_or_emptied_not_both(self) -> None:
        with pytest.raises(BadInputError):
            self.change("claim", {"text": TEXT}, ("text",))

    @pytest.mark.parametrize(
        ("kind", "field"),
        [(kind, name) for kind, names in FIXED.items() for name in names],
    )
    def test_what_other_things_rest_on_is_never_corrected(
        self, kind: str, field: str
    ) -> None:
        with pytest.raises(RefusedError):
            self.change(kind, {field: WHOLE[kind][field]})
        with pytest.raises(HabeasError):
            self.change(kind, {}, (field,))
