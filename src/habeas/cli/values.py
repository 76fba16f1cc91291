"""The values of a record as words for a terminal."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from habeas.case.compartments import COMPARTMENT_WORDS
from habeas.case.facts.registry import RECORDS
from habeas.case.schema import FieldSpec, Kind
from habeas.case.values import KNOWN_WORDS, NAME_WORDS, Known, NameKind
from habeas.cli.say import Voice, cut
from habeas.views.db import Views
from habeas.views.records import states
from habeas.views.spoken import edtf_words, moment_words

_SHORT = 8


@dataclass(frozen=True)
class Speller:
    """Spells values in the language of a voice; names come from the views."""

    voice: Voice
    views: Views

    def spell(self, spec: FieldSpec | None, value: Any) -> str:  # noqa: ANN401 - JSON
        """Return a field's value in words; one of a newer version as it stands."""
        if value is None:
            return "–"
        speak = _SPEAK.get(spec.ask.kind) if spec else None
        return speak(self, spec, value) if speak and spec else str(value)

    def when(self, edtf: str) -> str:
        """Return a date in words."""
        return edtf_words(edtf, self.voice.language, self.voice.gettext)

    def name(self, record_id: str) -> str:
        """Return what a record is called, with the beginning of its id."""
        state = states(self.views, [record_id]).get(record_id)
        if state is None:
            return "?"
        kind = RECORDS.get(state.type)
        spec = kind.spec(kind.title) if kind else None
        word = spec.ask.words.get(state.title) if spec else None
        called = self.voice.gettext(word) if word else title_of(state.fields)
        return f"{cut(called)} ({short(record_id)})"


def kind_words(voice: Voice, kind: str) -> str:
    """Return what a record type is called; one of a newer version as it is named."""
    return voice.gettext(RECORDS[kind].label) if kind in RECORDS else kind


def place_words(voice: Voice, place: str) -> str:
    """Return what a compartment is called."""
    word = COMPARTMENT_WORDS.get(place)
    return voice.gettext(word) if word else place


def moment(voice: Voice, text: str) -> str:
    """Return an RFC 3339 time as people read it, by the clock of its own zone."""
    day_first = "en_GB" if voice.language == "en" else voice.language
    return moment_words(text, day_first)


def short(record_id: str) -> str:
    """Return the beginning of an id: enough to name the record by."""
    return record_id[:_SHORT]


def title_of(fields: Mapping[str, Any]) -> str:
    """Return what a record is called, whatever its type."""
    for name in ("pseudonym", "title", "name", "what", "text", "tool", "recipient"):
        value = fields.get(name)
        if value:
            return str(value["text"] if isinstance(value, dict) else value)
    return str((fields.get("passage") or {}).get("quote", "?"))


def _dated(self: Speller, _spec: FieldSpec, value: Mapping[str, str]) -> str:
    known = self.voice.gettext(KNOWN_WORDS[Known(value.get("known", "unknown"))])
    note = f"; {value['note']}" if value.get("note") else ""
    return f"{self.when(value['edtf'])} ({known}{note})"


def _choice(self: Speller, spec: FieldSpec, value: str) -> str:
    return self.voice.gettext(spec.ask.words.get(value, value))


def _flag(self: Speller, _spec: FieldSpec, value: object) -> str:
    _ = self.voice.gettext
    return _("yes") if value else _("no")


def _names(self: Speller, _spec: FieldSpec, value: list[dict[str, str]]) -> str:
    _ = self.voice.gettext
    return "\n".join(
        f"{one['text']} ({_(NAME_WORDS[NameKind(one['kind'])])}, {one['lang']})"
        for one in value
    )


def _text(_self: Speller, _spec: FieldSpec, value: dict[str, str]) -> str:
    return f"{value['text']} [{value['lang']}]"


def _passage(_self: Speller, _spec: FieldSpec, value: dict[str, Any]) -> str:
    return f"“{value['quote']}” ({value['start']}–{value['end']})"


def _sealed(_self: Speller, _spec: FieldSpec, value: dict[str, Any]) -> str:
    return f"{value['media_type']}, {value['size']} B, sha256:{value['sha256']}"


_SPEAK: dict[Kind, Callable[[Speller, FieldSpec, Any], str]] = {
    Kind.TEXT: _text,
    Kind.PROSE: _text,
    Kind.WHEN: _dated,
    Kind.CHOICE: _choice,
    Kind.FLAG: _flag,
    Kind.NAMES: _names,
    Kind.REF: lambda self, _spec, value: self.name(value),
    Kind.REFS: lambda self, _spec, value: ", ".join(self.name(one) for one in value),
    Kind.LINES: lambda _self, _spec, value: "\n".join(value),
    Kind.PASSAGE: _passage,
    Kind.SEALED: _sealed,
    Kind.SPANS: lambda _self, _spec, value: ", ".join(
        f"{one['start']}–{one['end']}" for one in value
    ),
}
