"""The readable page of a bundle, from what was chosen and nothing else."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from habeas.actions.bundle_stamps import check
from habeas.actions.desk import Desk
from habeas.case.facts.access import LOOK_WORDS
from habeas.case.facts.annotations import SHAPE_WORDS
from habeas.case.facts.claims import (
    BASIS_WORDS,
    CREDIBILITY_WORDS,
    RELIABILITY_WORDS,
    Basis,
)
from habeas.case.facts.decay import PERISHABLE, PRESERVATION, STEP_WORDS
from habeas.case.facts.exhibits import CUSTODY, EVENT_WORDS
from habeas.case.facts.people import ROLE_WORDS
from habeas.case.facts.registry import RECORDS
from habeas.case.schema import FieldSpec, Kind, RecordType
from habeas.languages import translations
from habeas.papers.bundle.pages.model import (
    BundlePage,
    EntryRef,
    PageAccount,
    PageIncident,
    PageNote,
)
from habeas.timestamps.commands import PROVES
from habeas.views.accounts import Account, Named, accounts
from habeas.views.cases import case_head
from habeas.views.records import RecordView
from habeas.views.spoken import edtf_words
from habeas.views.timestamps import Token, tokens
from habeas.words import N_

Gettext = Callable[[str], str]
_PENDING = N_("no block yet")
_CLOCK = (
    *("contact", "letter", "letter_step", "proceeding", "proceeding_step"),
    *("deadline", "risk", "assessment", "plan", "escalation", "alarm"),
)
_NOTED = (
    *("person", "exhibit", "custody", "annotation", "perishable", "preservation"),
    *("timestamp", "consent", "note", "identity", "access", "register", "matter"),
    *_CLOCK,
)


class _Words:
    """Turns views into words of one language."""

    def __init__(self, language: str, shown: dict[str, RecordView]) -> None:
        self.language = language
        self.gettext: Gettext = translations(language).gettext
        self._shown = shown

    def date(self, edtf: str) -> str:
        return edtf_words(edtf, self.language, self.gettext) if edtf else ""

    def role(self, person: str) -> str:
        view = self._shown.get(person)
        return self.choice(ROLE_WORDS, view.fields.get("role", "")) if view else ""

    def choice(self, choices: Mapping[Any, str], value: str) -> str:
        return self.gettext(choices[value]) if value in choices else ""

    def exhibit(self, account: Account) -> str:
        """Name the document's number; its title only if the document is disclosed."""
        source = account.source
        return str(source.number) if source else ""

    def numbered(self, exhibit: RecordView, what: str) -> str:
        number = exhibit.fields.get("number", "?")
        return self.gettext(N_("Ex. {number}: {what}")).format(number=number, what=what)

    def custody(self, view: RecordView) -> str:
        """Return a custody event in a line: what, of which exhibit, who, when."""
        fields = view.fields
        what = self.choice(EVENT_WORDS, fields.get("event", ""))
        thing = self._shown.get(fields.get("exhibit", ""))
        called = self.numbered(thing, what) if thing else what
        hands = self._titles(view, ("giver", "taker"))
        told = [called, " → ".join(hands), *self._fields(CUSTODY, fields)]
        return "; ".join(one for one in told if one)

    def perishable(self, view: RecordView) -> str:
        """Return something that is being lost in a line, its holder named."""
        holder = self._titles(view, ("holder",))
        return "; ".join([view.title, *holder, *self._fields(PERISHABLE, view.fields)])

    def preservation(self, view: RecordView) -> str:
        """Return a step of preservation in a line: about what, who, to whom, when."""
        what = self.choice(STEP_WORDS, view.fields.get("step", ""))
        about = self._titles(view, ("perishable",))
        hands = " → ".join(self._titles(view, ("who", "to")))
        told = [*about, what, hands, *self._fields(PRESERVATION, view.fields)]
        return "; ".join(one for one in told if one)

    def _titles(self, view: RecordView, names: Sequence[str]) -> list[str]:
        """Return what the records are called that these fields point to, if shown."""
        ids = (view.fields.get(name, "") for name in names)
        return [self._shown[one].title for one in ids if one in self._shown]

    def _fields(self, kind: RecordType, fields: Mapping[str, Any]) -> list[str]:
        """Return the fields with their labels, but the title and the references."""
        return [
            f"{self.gettext(spec.ask.label)}: {words}"
            for spec in kind.fields
            if spec.name != kind.title
            and (words := self._plain(spec, fields.get(spec.name)))
        ]

    def _plain(self, spec: FieldSpec, value: Any) -> str:  # noqa: ANN401 - JSON
        """Return a value that is no reference, in words."""
        if not value or spec.ask.kind in (Kind.REF, Kind.REFS):
            return ""
        match spec.ask.kind:
            case Kind.WHEN:
                words = self.date(value["edtf"])
            case Kind.CHOICE:
                words = self.choice(spec.ask.words, value)
            case Kind.FLAG:
                words = self.gettext(N_("yes"))
            case Kind.LINES:
                words = ", ".join(value)
            case _:
                words = str(value["text"] if isinstance(value, dict) else value)
        return words

    def told(self, view: RecordView) -> str:
        """Return a record in a line: its title, those it names, its fields."""
        kind = RECORDS[view.type]
        named = [
            f"{self.gettext(one.ask.label)}: {', '.join(titles)}"
            for one in kind.fields
            if (titles := self._aims(view, one))
        ]
        return "; ".join([self._called(view), *named, *self._fields(kind, view.fields)])

    def _aims(self, view: RecordView, spec: FieldSpec) -> list[str]:
        """Return what the records are called that a field points to, if shown."""
        if spec.ask.kind not in (Kind.REF, Kind.REFS):
            return []
        value = view.fields.get(spec.name) or ()
        ids = [value] if isinstance(value, str) else value
        shown = (self._shown[one] for one in ids if one in self._shown)
        return [self._called(one) for one in shown]

    def _called(self, view: RecordView) -> str:
        kind = RECORDS[view.type]
        spec = kind.spec(kind.title)
        return (self.choice(spec.ask.words, view.title) if spec else "") or view.title

    def annotation(self, view: RecordView) -> str:
        """Return a remark in a line: on which page of which exhibit, what, where."""
        fields = view.fields
        aim = self._shown.get(fields.get("document", ""))
        words = self.gettext(N_("page {page}, {shape} at {x}, {y} of 10000: {text}"))
        told = words.format(
            page=fields.get("page") or 1,
            shape=self.choice(SHAPE_WORDS, fields.get("shape", "")),
            x=fields.get("x", 0),
            y=fields.get("y", 0),
            text=view.title,
        )
        return self.numbered(aim, told) if aim else told

    def access(self, view: RecordView) -> str:
        """Return an opening in a line: of which exhibit, how, when, what for, whose."""
        fields, first = view.fields, view.state.history[0]
        aim = self._shown.get(fields.get("item", ""))
        how = self.choice(LOOK_WORDS, fields.get("act", ""))
        named = self.numbered(aim, how) if aim and "number" in aim.fields else how
        purpose = (fields.get("purpose") or {}).get("text", "")
        return "; ".join(
            one for one in (named, first.at, purpose, first.by[:16]) if one
        )

    def change(self, view: RecordView) -> str:
        if view.state.withdrawn:
            words = N_("withdrawn: {reason}")
        elif len(view.state.history) > 1:
            words = N_("corrected: {reason}")
        else:
            return ""
        reason = view.state.history[-1].reason
        return self.gettext(words).format(reason=reason)


def build_page(
    desk: Desk, case: str, views: Iterable[RecordView], language: str
) -> BundlePage:
    """Return the page: incidents with their accounts, loose accounts, the rest."""
    shown = {view.id: view for view in views}
    words = _Words(language, shown)
    claims = [view.id for view in shown.values() if view.type == "claim"]
    built = accounts(desk.views, claims)
    stamps = {one.id: one for one in tokens(desk.views, case)}
    built.sort(
        key=lambda one: (one.said or "9999", shown[one.id].state.history[0].entry)
    )
    incidents = [view for view in shown.values() if view.type == "incident"]
    own = {
        view.id: tuple(
            _account(one, shown[one.id], words)
            for one in built
            if one.incident == view.id
        )
        for view in incidents
    }
    loose = [one for one in built if one.incident not in own]
    return BundlePage(
        title=case_head(desk.views, case).title,
        incidents=tuple(_incident(view, own[view.id], words) for view in incidents),
        loose=tuple(_account(one, shown[one.id], words) for one in loose),
        notes=tuple(
            _stamp(stamps[view.id], view, words)
            if view.id in stamps
            else _note(view, words)
            for view in shown.values()
            if view.type in _NOTED
        ),
    )


def _entry(view: RecordView) -> EntryRef:
    return EntryRef(*view.state.history[0].entry)


def _account(one: Account, view: RecordView, words: _Words) -> PageAccount:
    return PageAccount(
        stance=one.stance,
        speaker=one.speaker.name,
        entry=_entry(view),
        passage=one.words if one.exact else "",
        passage_lang=one.lang if one.exact else "",
        text=one.gist if one.exact else one.words,
        text_lang=one.lang,
        role=words.role(one.speaker.id),
        via=tuple(_name(other) for other in reversed(one.via)),
        said_to=one.said_to.name if one.said_to else "",
        said=words.date(one.said),
        about=words.date(one.about),
        basis=words.gettext(BASIS_WORDS[Basis(one.basis)]),
        exhibit=words.exhibit(one),
        reliability=words.choice(RELIABILITY_WORDS, one.reliability),
        credibility=words.choice(CREDIBILITY_WORDS, one.credibility),
        change=words.change(view),
    )


def _name(named: Named) -> str:
    return named.name


def _incident(
    view: RecordView, own: tuple[PageAccount, ...], words: _Words
) -> PageIncident:
    fields = view.fields
    return PageIncident(
        title=fields["title"]["text"],
        title_lang=fields["title"]["lang"],
        accounts=own,
        entry=_entry(view),
        when=words.date((fields.get("when") or {}).get("edtf", "")),
        place=(fields.get("where") or {}).get("text", ""),
    )


def _stamp(token: Token, view: RecordView, words: _Words) -> PageNote:
    """Say who vouches for which time, what that proves, and the command to check it."""
    time = token.time.strftime("%Y-%m-%dT%H:%MZ") if token.time else ""
    block = words.gettext(N_("Bitcoin block {number}")).format(number=token.block)
    told = words.date(time) or (block if token.block else words.gettext(_PENDING))
    proves = words.gettext(PROVES)
    text = f"{token.name}: {told}. {proves} {check(token)}"
    label = words.gettext(RECORDS[view.type].label)
    return PageNote(label, text, words.language, _entry(view))


_SPOKEN: Mapping[str, tuple[Callable[[_Words, RecordView], str], str]] = {
    "exhibit": (lambda words, view: words.numbered(view, view.title), "what"),
    "custody": (_Words.custody, ""),
    "perishable": (_Words.perishable, "what"),
    "preservation": (_Words.preservation, ""),
    "annotation": (_Words.annotation, "text"),
    "access": (_Words.access, ""),
    "note": (lambda _, view: str(view.fields["text"]["text"]), "text"),
    **dict.fromkeys((*_CLOCK, "matter"), (_Words.told, "")),
    "person": (lambda words, view: f"{view.title} – {words.role(view.id)}", ""),
}
"""How a record is said in a line, and the field whose language it is said in."""


def _note(view: RecordView, words: _Words) -> PageNote:
    say, field = _SPOKEN.get(view.type, (lambda _, one: one.title, ""))
    lang = (view.fields.get(field) or {}).get("lang", words.language)
    label = words.gettext(RECORDS[view.type].label)
    return PageNote(label, say(words, view), lang, _entry(view))
