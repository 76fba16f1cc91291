"""Check a form that somebody writes: all that is wrong, and how it reads, at once.

What may be asked for is read from the types that a form becomes and from a paper that
is made on trial, so that nothing has to be listed here a second time.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any, Final

import msgspec
from jinja2 import Environment, meta, nodes

from habeas.case.facts.consent import Use
from habeas.papers.engine.answers import tell_answers
from habeas.papers.engine.casefile import PARTS, CaseFile
from habeas.papers.engine.compose import context_of
from habeas.papers.engine.faults import Fault, Lines, read_toml, structure_faults
from habeas.papers.engine.form import SETTINGS, Form, all_faults
from habeas.papers.engine.guard import CALLED
from habeas.papers.engine.model import (
    Block,
    Heading,
    Items,
    Kind,
    Paper,
    Paragraph,
    Run,
    Table,
    runs_in,
)
from habeas.papers.engine.own import KEEPS, as_own, completed, templates_of
from habeas.papers.engine.syntax import syntax_faults
from habeas.papers.engine.trying import absent, try_to_fill
from habeas.words import N_

_ENDS: Final = (".", "!", "?")
_NO_MARKS: Final = str.maketrans("", "", "*_\\")


@dataclass(frozen=True)
class Tried:
    """How a form reads in one language, over an invented case.

    `headings` are the template's own; `asked` is what stands in brackets as long as
    nothing is answered, `lacking` what still does with every answer. `alone` are the
    sentences of the template's own that rest on nothing: they stand in the paper
    whatever the case holds.
    """

    language: str
    headings: tuple[str, ...]
    asked: tuple[str, ...]
    lacking: tuple[str, ...]
    alone: tuple[str, ...]
    paper: Paper


@dataclass(frozen=True)
class Checked:
    """A form that was checked: with `faults` it cannot be used, `hints` may be wished.

    `form` is None as long as its settings cannot be read.
    """

    name: str
    faults: tuple[Fault, ...]
    hints: tuple[Fault, ...] = ()
    tried: tuple[Tried, ...] = ()
    form: Form | None = None


@dataclass(frozen=True)
class Sample:
    """An invented case to try a form on: its parts, an answer to each ask, a day."""

    file: Callable[[Form, str], CaseFile]
    answers: Callable[[Form], Mapping[str, str]]
    day: date


def check_form(name: str, texts: Mapping[str, str], sample: Sample) -> Checked:
    """Check the files of a form; `texts` are its settings and templates by name.

    A template that cannot be read is not tried; the others are.
    """
    form, faults, hints = check_texts(texts)
    if form is None or unusable(faults):
        return Checked(name, tuple(faults), tuple(hints), (), form)
    form = msgspec.structs.replace(as_own(form, texts), name=name)
    broken = {one.file for one in faults}
    whole = [one for one in form.languages if f"{one}.md" not in broken]
    tried = [_try(form, one, sample) for one in whole]
    for _made, found in tried:
        faults += found
    hints += () if broken else _unused(form, texts)
    made = tuple(one for one, _found in tried)
    return Checked(name, tuple(faults), tuple(hints), made, form)


def unusable(faults: Iterable[Fault]) -> bool:
    """Say whether the settings are at fault: then no template can be tried."""
    return any(one.file == SETTINGS for one in faults)


def check_texts(
    texts: Mapping[str, str],
) -> tuple[Form | None, list[Fault], list[Fault]]:
    """Return a form as far as its files can be read, what is wrong, what is wished.

    It is not tried on a case.
    """
    form, faults, hints = _settings(texts)
    faults += chain.from_iterable(
        syntax_faults(file, text) for file, text in texts.items() if file != SETTINGS
    )
    return form, faults, hints


def _settings(
    texts: Mapping[str, str],
) -> tuple[Form | None, list[Fault], list[Fault]]:
    text = texts[SETTINGS]
    raw, faults = read_toml(text, SETTINGS)
    if faults:
        return None, faults, []
    templates = templates_of(texts)
    whole = completed(raw, templates)
    faults = structure_faults(whole, Form, text, SETTINGS)
    if faults:
        return None, faults, []
    try:
        form = msgspec.convert(whole, Form)
    except ValueError as error:
        why = {"why": str(error).rstrip(".")}
        return None, [Fault(SETTINGS, 0, N_("{why}."), why)], []
    faults = [_placed(one, text) for one in all_faults(form, templates)]
    faults += _taken(form, text)
    form = msgspec.structs.replace(form, templates=templates)
    return form, faults, list(_unworded(raw, templates, text))


def _placed(why: str, text: str) -> Fault:
    """Return what the form says of itself, at the line that names what it names."""
    first = why.partition(" ")[0].strip("‘’:,")
    lines = text.splitlines()
    line = next((n for n, one in enumerate(lines, 1) if f'"{first}"' in one), 0)
    return Fault(SETTINGS, line, N_("{why}."), {"why": why.rstrip(".")})


def _taken(form: Form, text: str) -> Iterator[Fault]:
    lines = Lines(text)
    if form.use is Use.RECORD:
        yield Fault(SETTINGS, lines.of(("use",)), KEEPS)
    taken = PARTS | {"case", "complainant", "today", "gap", "namespace", "loop"}
    for number, one in enumerate(form.ask):
        if one.key in taken:
            what = N_(
                "‘{key}’ is the name of a part of the case: call the ask another."
            )
            yield Fault(SETTINGS, lines.of(("ask", number)), what, {"key": one.key})


def _unworded(
    raw: Mapping[str, Any], templates: Mapping[str, str], text: str
) -> Iterator[Fault]:
    """Yield which words whoever makes the paper will not read in their language."""
    lines = Lines(text)
    places: list[tuple[tuple[str | int, ...], str, Any]] = [
        ((one,), one, raw.get(one)) for one in ("title", "about")
    ]
    for number, ask in enumerate(raw.get("ask", [])):
        for part in ("label", "help"):
            named = f"{ask.get('key', '')}.{part}"
            places.append((("ask", number, part), named, ask.get(part)))
    for path, named, words in places:
        lacking = [one for one in templates if one not in (words or {})]
        if lacking:
            what = N_("‘{key}’ is not said in: {languages}.")
            params = {"key": named, "languages": ", ".join(lacking)}
            yield Fault(SETTINGS, lines.of(path), what, params)


def _try(form: Form, language: str, sample: Sample) -> tuple[Tried, list[Fault]]:
    """Fill a form in without answers, then with all of them."""
    file, name = sample.file(form, language), f"{language}.md"
    source = form.templates[language]
    bare = context_of(file, tell_answers(form, {}, file.teller), sample.day)
    faults = list(_unknown(source, bare, name))
    empty, found = try_to_fill(source, bare, name)
    told = tell_answers(form, sample.answers(form), file.teller)
    whole, more = try_to_fill(source, context_of(file, told, sample.day), name)
    known = {one.params["name"] for one in faults}
    for one in (*found, *more):
        if one not in faults and one.params.get("name") not in known:
            faults.append(one)
    titles = [_text(one.runs) for one in _headings(whole)]
    title = titles[0] if titles else form.title[language]
    own = " ".join(source.translate(_NO_MARKS).split())
    tried = Tried(
        language,
        headings=tuple(one for one in titles if one in own),
        asked=_gaps(empty),
        lacking=_gaps(whole),
        alone=tuple(one for one in _alone(whole) if one in own),
        paper=Paper(form.name, language, sample.day.isoformat(), title, whole),
    )
    return tried, sorted(faults, key=lambda one: one.line)


def _unknown(source: str, context: Mapping[str, Any], file: str) -> Iterator[Fault]:
    """Yield each name that means nothing, also where the trial does not come by."""
    tree = Environment(autoescape=True).parse(source)
    known = set(context) | CALLED
    strange = meta.find_undeclared_variables(tree) - known
    for node in tree.find_all(nodes.Name):
        if node.name not in strange:
            continue
        strange.discard(node.name)
        what, params = absent(node.name, sorted(known))
        if node.name in PARTS:
            what = N_("The form does not read ‘{name}’: add it to ‘reads’.")
            params = {"name": node.name}
        yield Fault(file, node.lineno, what, params)


def _text(runs: Iterable[Run]) -> str:
    return "".join(one.text for one in runs).strip()


def _headings(blocks: Iterable[Block]) -> Iterator[Heading]:
    return (one for one in blocks if isinstance(one, Heading))


def _gaps(blocks: Iterable[Block]) -> tuple[str, ...]:
    found = (one.text for one in runs_in(blocks) if one.kind is Kind.GAP)
    return tuple(dict.fromkeys(found))


def _alone(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the sentences in which nothing comes from the case or its author."""
    for runs in _sentences(blocks):
        text = _text(runs)
        if text.endswith(_ENDS) and all(one.kind is Kind.FORM for one in runs):
            yield text


def _sentences(blocks: Iterable[Block]) -> Iterator[tuple[Run, ...]]:
    for block in blocks:
        match block:
            case Paragraph(runs=runs):
                yield runs
            case Items(items=items):
                yield from _sentences(chain(*items))
            case Table(rows=rows):
                yield from chain(*rows)
            case _:
                pass


def _unused(form: Form, texts: Mapping[str, str]) -> Iterator[Fault]:
    """Yield what is asked for or read, and told in no template."""
    lines = Lines(texts[SETTINGS])
    named = {one: set(_names(text)) for one, text in form.templates.items()}
    anywhere = set().union(*named.values())
    for number, ask in enumerate(form.ask):
        lacking = [one for one, names in named.items() if ask.key not in names]
        if lacking:
            what = N_("‘{key}’ is asked for and does not stand in: {files}.")
            files = ", ".join(f"{one}.md" for one in lacking)
            params = {"key": ask.key, "files": files}
            yield Fault(SETTINGS, lines.of(("ask", number)), what, params)
    for part in sorted(set(form.reads) - anywhere):
        what = N_("‘{key}’ is read and stands in no template: take it out of ‘reads’.")
        yield Fault(SETTINGS, lines.of(("reads",)), what, {"key": part})


def _names(text: str) -> Iterator[str]:
    tree = Environment(autoescape=True).parse(text)
    return (one.name for one in tree.find_all(nodes.Name))
