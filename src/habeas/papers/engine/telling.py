"""A record as a template reads it: each field told, with the entry that set it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from habeas.case.facts.registry import RECORDS
from habeas.case.schema import FieldSpec, Kind
from habeas.papers.engine.model import Kind as Origin
from habeas.papers.engine.model import Run, Source
from habeas.papers.engine.told import NOTHING, Told
from habeas.papers.engine.wording import SOBER
from habeas.views.records import Sound
from habeas.views.spoken import edtf_words

_WORDED = frozenset({Kind.TEXT, Kind.PROSE})
_WRITTEN = frozenset({Kind.LINE, Kind.CODE, Kind.NUMBER})

Facts = dict[str, Any]
"""The fields of a record by name: told words, records they point to, flags."""

UNNAMED: Final[Facts] = {
    "named": False,
    "full_name": NOTHING,
    "family_name": NOTHING,
    "given_name": NOTHING,
    "born": NOTHING,
    "documents": (),
    "address": NOTHING,
}
"""What a template reads of the identity of whom the paper does not name."""


@dataclass(frozen=True)
class Choice(Told):
    """One of the words of a list; a template may ask for its code, not print it."""

    code: str = ""


@dataclass(frozen=True)
class Teller:
    """Tells the records of one case in one language."""

    records: Mapping[str, Sound]
    language: str
    gettext: Callable[[str], str]
    readable: frozenset[str] = frozenset()
    """The compartments that the paper may read."""
    identities: Mapping[str, Facts] = field(default_factory=dict)
    """What is printed of who people are, by id: of nobody unless the paper names them.
    """

    def facts(self, one: Sound) -> Facts:
        """Return every field of a record; what is not recorded is empty."""
        found: Facts = {"id": one.id}
        for spec in RECORDS[one.type].fields:
            found[spec.name] = self._field(one, spec)
        return found

    def called(self, one: Sound) -> Facts:
        """Return a record's facts, with the `name` that a person or paper goes by."""
        tell = {"person": self.person, "document": self.exhibit}.get(one.type)
        return tell(one.id) if tell else self.facts(one)

    def blank(self, kind: str) -> Facts:
        """Return the facts of a record that there is not: all empty."""
        return {one.name: self._blank(one) for one in RECORDS[kind].fields} | {"id": ""}

    def _blank(self, spec: FieldSpec) -> Any:  # noqa: ANN401 - by its kind
        match spec.ask.kind:
            case Kind.FLAG:
                return False
            case Kind.LINES:
                return []
            case Kind.CHOICE:
                return Choice()
            case Kind.REF | Kind.REFS:
                return self._aims(spec, None)
            case _:
                return NOTHING

    def words(self, one: Sound, field: str, text: str, lang: str = "") -> Told:
        """Tell words of a record's field, as the entry that set it has them."""
        if not text:
            return NOTHING
        foreign = "" if lang in ("", self.language) else lang
        source = replace(source_of(one, field), exhibit=self._paper(one))
        return Told((Run(text, Origin.FILE, foreign, (source,)),))

    def _paper(self, one: Sound) -> int | None:
        """Return the number of the paper that a record is about, if it may be read.

        A statement says itself where it stands.
        """
        found = self.records.get(one.fields.get("document", ""))
        if one.type == "claim" or found is None or found.type != "document":
            return None
        number: int | None = found.fields.get("number")
        return number if found.compartment in self.readable else None

    def person(self, id_: str) -> Facts:
        """Return the facts of a person, all empty for an unknown one.

        `name` is the pseudonym: how they are called everywhere. Only of whom the paper
        names, `named` is true and their identity is there; `full_name` is the pseudonym
        of anybody else.
        """
        found = self.records.get(id_)
        if found is None or found.type != "person":
            return self.blank("person") | {"name": NOTHING} | UNNAMED
        facts = self.facts(found)
        name = facts["pseudonym"]
        called = {**UNNAMED, "full_name": name, **self.identities.get(id_, {})}
        return {**facts, "name": name, **called}

    def exhibit(self, id_: str) -> Facts:
        """Return the facts of a document, all empty for an unknown one.

        So are those of one that the paper may not read. Its `name` points to the
        exhibit: what names it has it among the annexes.
        """
        found = self.records.get(id_)
        if (
            found is None
            or found.type != "document"
            or found.compartment not in self.readable
        ):
            return self.blank("document") | {"name": NOTHING, "number": 0}
        number = found.fields.get("number", 0)
        source = replace(source_of(found, "title"), exhibit=number or None)
        title = Told((Run(found.title, Origin.FILE, sources=(source,)),))
        return {**self.facts(found), "name": title, "number": number}

    def _field(self, one: Sound, spec: FieldSpec) -> Any:  # noqa: ANN401 - by its kind
        value = one.fields.get(spec.name)
        match spec.ask.kind:
            case Kind.FLAG:
                return bool(value)
            case Kind.WHEN:
                return self._when(one, spec.name, value)
            case Kind.CHOICE:
                return self._choice(one, spec, value)
            case Kind.REF | Kind.REFS:
                return self._aims(spec, value)
            case _:
                return self._plain(one, spec, value)

    def _plain(self, one: Sound, spec: FieldSpec, value: Any) -> Any:  # noqa: ANN401
        if spec.ask.kind is Kind.LINES:
            return [self.words(one, spec.name, each) for each in value or ()]
        if spec.ask.kind in _WORDED and value:
            return self.words(one, spec.name, value["text"], value["lang"])
        if spec.ask.kind in _WRITTEN and value is not None:
            return self.words(one, spec.name, str(value))
        return NOTHING  # a file, a passage, names: told by other ways

    def _aims(self, spec: FieldSpec, value: Any) -> Any:  # noqa: ANN401 - one or several
        """Follow references to people and documents; others go by other names."""
        find = {"person": self.person, "document": self.exhibit}.get(spec.ask.to)
        if find is None:
            return NOTHING
        if spec.ask.kind is Kind.REF:
            return find(value or "")
        return [find(one) for one in value or ()]

    def _when(self, one: Sound, field: str, value: Mapping[str, str] | None) -> Told:
        edtf = (value or {}).get("edtf", "")
        if edtf in ("", "XXXX"):
            return NOTHING
        return self.words(one, field, edtf_words(edtf, self.language, self.gettext))

    def _choice(self, one: Sound, spec: FieldSpec, value: object) -> Choice:
        code = str(value or "")
        words = SOBER.get((one.type, code)) or spec.ask.words.get(code, "")
        told = self.words(one, spec.name, self.gettext(words) if words else code)
        return Choice(told.runs, code)


def source_of(one: Sound, field: str, stance: str = "") -> Source:
    """Return where a field of a record was set: the entry that stands for it."""
    setters = one.state.set_by.get(field)
    entry = setters[0] if setters else one.state.history[0].entry
    return Source(one.id, (entry[0], entry[1]), stance)
