"""Exhibits and their custody as CASE/UCO 1.5 (JSON-LD), for forensic tools.

<https://caseontology.org>: an exhibit is a `ProvenanceRecord` of an object, what
happened to it an `InvestigativeAction`. `case_validate` accepts what is written here; a
date that is no exact moment stands in words only, for the ontology knows no vague ones.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import NAMESPACE_URL, uuid5

import msgspec

from habeas.case.facts.exhibits import EVENT_WORDS, Event
from habeas.views.custody import words_of

_KB = "https://habeas.org/kb/"
_CONTEXT = {
    "kb": _KB,
    "core": "https://ontology.unifiedcyberontology.org/uco/core/",
    "action": "https://ontology.unifiedcyberontology.org/uco/action/",
    "identity": "https://ontology.unifiedcyberontology.org/uco/identity/",
    "investigation": "https://ontology.caseontology.org/case/investigation/",
    "location": "https://ontology.unifiedcyberontology.org/uco/location/",
    "observable": "https://ontology.unifiedcyberontology.org/uco/observable/",
    "types": "https://ontology.unifiedcyberontology.org/uco/types/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)\Z")
_HASHES = (("SHA256", "sha256"), ("MD5", "md5"), ("SHA1", "sha1"))
_MADE_OF = ("giver", "taker")

Node = dict[str, Any]


class Recorded(Protocol):
    """A record as the views give it."""

    @property
    def id(self) -> str:
        """Its id: 32 hex digits."""
        ...

    @property
    def title(self) -> str:
        """What it is called."""
        ...

    @property
    def fields(self) -> Mapping[str, Any]:
        """Its fields that this version knows."""
        ...


@dataclass(frozen=True)
class Subject:
    """An exhibit, its events in order, and the pseudonyms of whom they name, by id."""

    exhibit: Recorded
    events: Sequence[Recorded]
    names: Mapping[str, str]


def write_case_uco(case: str, title: str, subjects: Iterable[Subject]) -> bytes:
    """Return the investigation with its exhibits as JSON-LD, the same each time."""
    found: dict[str, Node] = {}
    objects = []
    for subject in subjects:
        for node in _nodes(subject):
            found[node["@id"]] = node
        objects.append({"@id": _id("provenance", subject.exhibit.id)})
    investigation = {
        "@id": _id("investigation", case),
        "@type": "investigation:Investigation",
        "core:name": title,
        "core:object": objects,
    }
    graph = [investigation, *(found[one] for one in sorted(found))]
    data = {"@context": _CONTEXT, "@graph": graph}
    return msgspec.json.format(msgspec.json.encode(data, order="sorted")) + b"\n"


def _nodes(subject: Subject) -> Iterator[Node]:
    for person, name in subject.names.items():
        yield {
            "@id": _id("person", person),
            "@type": "identity:Person",
            "core:name": name,
        }
    yield from _thing(subject.exhibit)
    yield _provenance(subject.exhibit)
    before = ""
    for event in subject.events:
        yield from _action(subject.exhibit, event, before)
        before = event.id


def _thing(exhibit: Recorded) -> Iterator[Node]:
    fields = exhibit.fields
    node: Node = {
        "@id": _id("object", exhibit.id),
        "core:name": exhibit.title,
        "core:tag": exhibit.id,
    }
    file = fields.get("file")
    if file is None:
        yield {**node, "@type": "core:Item"}
        return
    hashes = {**fields, "sha256": file["sha256"]}
    known = [(method, name) for method, name in _HASHES if hashes.get(name)]
    for method, name in known:
        yield {
            "@id": _id(name, exhibit.id),
            "@type": "types:Hash",
            "types:hashMethod": method,
            "types:hashValue": {"@type": "xsd:hexBinary", "@value": hashes[name]},
        }
    content = {
        "@id": _id("content", exhibit.id),
        "@type": "observable:ContentDataFacet",
        "observable:mimeType": file["media_type"],
        "observable:sizeInBytes": _number(file["size"]),
        "observable:hash": [{"@id": _id(name, exhibit.id)} for _, name in known],
    }
    facets = [_as_found(exhibit), content]
    yield {**node, "@type": "observable:File", "core:hasFacet": facets}


def _as_found(exhibit: Recorded) -> Node:
    fields = exhibit.fields
    node: Node = {
        "@id": _id("file", exhibit.id),
        "@type": "observable:FileFacet",
        "observable:fileName": fields["name"],
        "observable:sizeInBytes": _number(fields["file"]["size"]),
    }
    if "path" in fields:
        node["observable:filePath"] = fields["path"]
    for name, term in (
        ("modified", "modifiedTime"),
        ("created", "observableCreatedTime"),
    ):
        if moment := _moment(fields.get(name)):
            node[f"observable:{term}"] = moment
    return node


def _number(value: int) -> Node:
    return {"@type": "xsd:integer", "@value": str(value)}


def _provenance(exhibit: Recorded) -> Node:
    fields = exhibit.fields
    objects = [{"@id": _id("object", exhibit.id)}]
    node: Node = {
        "@id": _id("provenance", exhibit.id),
        "@type": "investigation:ProvenanceRecord",
        "core:object": objects,
        "investigation:exhibitNumber": str(fields["number"]),
    }
    told = [words_of(fields.get(name)) for name in ("how_known", "obtained", "device")]
    if description := "; ".join(one for one in told if one):
        node["core:description"] = description
    return node


def _action(exhibit: Recorded, event: Recorded, before: str) -> Iterator[Node]:
    fields = event.fields
    node: Node = {
        "@id": _id("action", event.id),
        "@type": "investigation:InvestigativeAction",
        "core:name": EVENT_WORDS[Event(fields["event"])],
        "core:tag": event.id,
        "core:description": _described(fields),
        "action:object": [{"@id": _id("object", exhibit.id)}],
        "action:result": [{"@id": _id("provenance", exhibit.id)}],
    }
    giver, *others = [*(fields[one] for one in _MADE_OF if fields.get(one)), ""]
    if giver:
        node["action:performer"] = {"@id": _id("person", giver)}
    others = [one for one in (*others, *fields.get("witnesses", ())) if one]
    if others:
        node["action:participant"] = [{"@id": _id("person", one)} for one in others]
    if moment := _moment(fields.get("when")):
        node["action:startTime"] = moment
    if place := words_of(fields.get("place")):
        here = _id("location", event.id)
        yield {"@id": here, "@type": "location:Location", "core:name": place}
        node["action:location"] = [{"@id": here}]
    if authority := words_of(fields.get("authority")):
        order = _id("authorization", event.id)
        yield {
            "@id": order,
            "@type": "investigation:Authorization",
            "investigation:authorizationIdentifier": authority,
        }
        node["action:instrument"] = [{"@id": order}]
    if before:
        node["investigation:wasInformedBy"] = [{"@id": _id("action", before)}]
    yield node


def _described(fields: Mapping[str, Any]) -> str:
    """Return what the ontology has no place for, by the names of our own fields."""
    told = {
        "event": fields["event"],
        "when": fields.get("when", {}).get("edtf", ""),
        "seal_before": fields.get("seal_before", ""),
        "seal_after": fields.get("seal_after", ""),
        "condition": words_of(fields.get("condition")),
        "purpose": words_of(fields.get("purpose")),
        "signed": fields.get("signed", ""),
    }
    return "; ".join(f"{name}: {words}" for name, words in told.items() if words)


def _moment(when: Mapping[str, str] | None) -> Node | None:
    if when is None or not _MOMENT.match(when["edtf"]):
        return None
    moment = datetime.fromisoformat(when["edtf"])
    return {"@type": "xsd:dateTime", "@value": moment.isoformat()}


def _id(kind: str, one: str) -> str:
    """Return the IRI of a node: its kind and a UUID (RFC 9562, version 5) of both."""
    return f"kb:{kind}-{uuid5(NAMESPACE_URL, f'{_KB}{kind}/{one}')}"
