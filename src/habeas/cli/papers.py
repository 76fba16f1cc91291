"""`paper`: the submissions that are made from a case."""

import sys
from pathlib import Path

import click

from habeas.actions.house import CASE, form_called, house_of
from habeas.actions.house import shelf as all_forms
from habeas.actions.paper_checks import checked, look
from habeas.actions.paper_leaving import Despite, take_out
from habeas.actions.paper_names import naming_of
from habeas.actions.papers import (
    As,
    Beginning,
    answer,
    begin,
    composed,
    form_of,
    seal,
)
from habeas.case.compartments import COMPARTMENTS
from habeas.cli import paper_filed, paper_forms
from habeas.cli.commands import (
    argument,
    case_option,
    command,
    group,
    json_option,
    reading,
)
from habeas.cli.door import Door
from habeas.cli.originals import say_saved, write_new
from habeas.cli.paper_annexes import annex_commands
from habeas.cli.paper_checks import checking, tell_aside, tell_checks
from habeas.cli.paper_filed import after, tell_after
from habeas.cli.paper_lacks import lacks_of, tell_lacks
from habeas.cli.paper_names import naming_commands, tell_naming
from habeas.cli.records import list_command
from habeas.cli.say import Progress, Translate, Voice, cut
from habeas.cli.values import Speller, short
from habeas.errors import BadInputError
from habeas.languages import LANGUAGES
from habeas.papers.engine.compose import Composed
from habeas.papers.engine.form import RECORDS, Form
from habeas.papers.engine.house import beside
from habeas.papers.engine.identity import Naming
from habeas.papers.engine.own import Broken
from habeas.views.papers import paper, papers
from habeas.views.records import Sound, record
from habeas.words import N_

_FROM_STDIN = "-"


def shelf(door: Door) -> None:
    """List the forms that a paper can be made of, those of the house after ours."""
    voice, found = door.voice, list(all_forms(beside(door.folder)))
    if voice.json:
        voice.data([_told_form(one) for one in found if isinstance(one, Form)])
        return
    _ = voice.gettext
    voice.table(
        (_("Form"), _("Paper"), _("Languages")),
        [
            (one.name, _called(one, voice), " ".join(one.languages))
            for one in found
            if isinstance(one, Form)
        ],
    )
    for one in found:
        if isinstance(one, Broken):
            words = _("Your form {name} cannot be used. {why}")
            said = " ".join(one.why.say(_))
            voice.note(words.format(name=one.name, why=said))


def _called(form: Form, voice: Voice) -> str:
    title = form.title[voice.language]
    yours = voice.gettext("yours")
    return f"{title} ({yours})" if form.own else title


def _told_form(form: Form) -> dict[str, object]:
    return {
        "name": form.name,
        "own": form.own,
        "title": form.title,
        "languages": form.languages,
        "use": form.use,
        "source": form.source,
        "sure": form.sure,
        "asks": form.ask,
    }


def begun(  # noqa: PLR0913, PLR0917 - all that a paper is begun with
    door: Door,
    form: str,
    written_in: str | None,
    recipient: str,
    incident: tuple[str, ...],
    reads: tuple[str, ...],
) -> None:
    """Begin a paper; say its id and what it asks."""
    with door.at_case() as at:
        incidents = [at.find("incident", one) for one in incident]
        language = written_in or door.voice.language
        wanted = Beginning(
            form, language, recipient=recipient, incidents=incidents, reads=reads
        )
        one = begin(at.desk, at.case, wanted)
        _tell_asks(door, one, form_called(house_of(at.desk), form))


def _tell_asks(door: Door, one: str, form: Form) -> None:
    voice = door.voice
    if voice.json:
        voice.data({"id": one, "asks": form.ask})
        return
    _ = voice.gettext
    voice.line(
        _("Begun: {title} {id}").format(title=form.title[voice.language], id=one)
    )
    if form.ask:
        voice.line(_("It asks:"))
    for ask in form.ask:
        more = "" if ask.required else f" {_('(may stay empty)')}"
        voice.line(f"{ask.key}: {ask.label[voice.language]}{more}", indent=2)


def answered(door: Door, name: str, key: str, text: str) -> None:
    """Answer one thing that a paper asks; ‘-’ reads it from standard input."""
    with door.at_case() as at:
        one = at.find("paper", name)
        given = sys.stdin.read() if text == _FROM_STDIN else text
        form = form_of(at.desk, paper(at.desk.views, at.case, one))
        kind = next((ask.kind for ask in form.ask if ask.key == key), None)
        if kind in RECORDS and given.strip():
            given = at.find(str(kind), given)
        count = answer(at.desk, at.case, one, {key: given})
    _ = door.voice.gettext
    done = _("Recorded.") if count else _("It was answered so before.")
    door.voice.line(done)


def shown(door: Door, name: str) -> None:
    """Say how a paper stands: what is missing, what to look at before it leaves."""
    with door.at_case() as at:
        one = at.find("paper", name)
        found = paper(at.desk.views, at.case, one)
        naming = naming_of(at.desk, at.case, found)
        made = composed(at.desk, at.case, one)
        lacks = lacks_of(form_of(at.desk, found), made, door.voice)
        _tell(door, made, naming, {"lacking": lacks, **after(at, one)})
        if not door.voice.json:
            tell_lacks(door.voice, lacks)
            tell_after(door, at, one)


def _tell(door: Door, made: Composed, naming: Naming, later: dict[str, object]) -> None:
    voice = door.voice
    found = {
        "title": made.paper.title,
        "language": made.paper.language,
        "ready": made.ready,
        "missing": list(made.missing),
        "resting": len(made.resting),
        "foreign": len(made.foreign),
        "unsure": len(made.unsure),
        "apart": made.apart,
        "named": naming.printed,
        "pseudonym_because": naming.lacking,
        "annexes": [f"{one.number}. {one.title}" for one in made.paper.annexes],
    }
    if voice.json:
        voice.data({**found, **later})
        return
    _ = voice.gettext
    voice.line(made.paper.title)
    for one in made.paper.dress.notes:
        voice.note(one)
    for words, number in (
        (_("Missing: {n}"), len(made.missing)),
        (_("Your paragraphs that point to nothing: {n}"), len(made.resting)),
        (_("Statements in another language: {n}"), len(made.foreign)),
        (_("Statements whose standing is not known: {n}"), len(made.unsure)),
        (_("Records of other compartments that stay out: {n}"), made.apart),
        (_("Annexes: {n}"), len(made.paper.annexes)),
    ):
        voice.line(words.format(n=number), indent=2)
    tell_naming(door, naming)


def saved(door: Door, name: str, target: str, despite: str) -> None:
    """Write a paper as it stands now: FILE.pdf or FILE.docx."""
    ending = Path(target).suffix.removeprefix(".").lower()
    if ending not in list(As):
        raise BadInputError(
            N_("A paper is written as .pdf or .docx."),
            advice=N_("Give the file one of these endings. Nothing was written."),
        )
    with door.at_case() as at:
        one = at.find("paper", name)
        said = Despite(despite, language=door.voice.language)
        leaving = take_out(at.desk, at.case, one, As(ending), said)
        tell_aside(door.voice, leaving.gate)
        content = leaving.write()
        leaving.leave(at.desk)
    with Progress(door.voice, "", len(content)) as progress:
        write_new(Path(target), iter([content]), progress)
    say_saved(door, target)


def sealed(door: Door, name: str) -> None:
    """Seal a paper as it stands now, as a new exhibit."""
    language = door.voice.language
    with door.at_case() as at:
        one = at.find("paper", name)
        document = seal(at.desk, at.case, one)
        number = record(at.desk.views, at.case, document).fields["number"]
        found = checked(at.desk, at.case, one, look(at.desk, at.case, one), language)
    told = door.voice.gettext("Sealed as Ex. {number}.")
    door.voice.line(told.format(number=number))
    tell_checks(door.voice, tuple(each for each in found if each.stops))


def _row(_speller: Speller, one: Sound) -> tuple[object, ...]:
    return cut(one.title), one.fields.get("language", ""), short(one.id)


def commands(_: Translate) -> list[click.Command]:
    """Return `paper`."""
    words = _("Submissions and other papers that are made from the case.")
    before = [*checking(_), *naming_commands(_)]
    later = [*annex_commands(_), *paper_filed.commands(_), *paper_forms.commands(_)]
    return [
        group(_, "paper", words, [*_making(_), *before, *_using(_), *later]),
    ]


def _making(_: Translate) -> list[click.Command]:
    forms_words = _("List the forms that a paper can be made of.")
    answer_words = _("Answer what a paper asks; ‘-’ reads it from standard input.")
    asked = (argument("key", _("ASK")), argument("text", _("ANSWER")))
    name = argument("name", _("PAPER"))
    return [
        command(_, "forms", shelf, forms_words, [json_option(_)]),
        _begin_command(_),
        command(_, "answer", answered, answer_words, [name, *asked, case_option(_)]),
        list_command(
            _,
            _("List the papers that are being made."),
            (_("Paper"), _("Language"), _("Id")),
            lambda at: papers(at.desk.views, at.case),
            _row,
        ),
    ]


def _using(_: Translate) -> list[click.Command]:
    name, at_case = argument("name", _("PAPER")), case_option(_)
    lacks = _("Say what a paper lacks, and what to look at before it leaves.")
    save = _("Write a paper as it stands now: FILE.pdf or FILE.docx.")
    lies = _("Seal a paper that lacks nothing as a new exhibit.")
    target = argument("target", _("FILE"))
    despite = click.Option(
        ["--despite"],
        metavar=_("TEXT"),
        default="",
        help=_("Why it leaves although checks keep it in; kept with the paper."),
    )
    return [
        command(_, "show", shown, lacks, [name, *reading(_)]),
        command(_, "save", saved, save, [name, target, despite, at_case]),
        command(_, "seal", sealed, lies, [name, at_case]),
    ]


def _begin_command(_: Translate) -> click.Command:
    return command(
        _,
        "begin",
        begun,
        _("Begin a paper and say what it asks."),
        [
            argument("form", _("FORM")),
            click.Option(
                ["--in", "written_in"],
                help=_("The language of the paper. [default: that of the answers]"),
                metavar="|".join(LANGUAGES),
                type=click.Choice(list(LANGUAGES)),
                default=None,
            ),
            click.Option(
                ["--to", "recipient"],
                help=_("Who receives it, as a consent names them."),
                metavar=_("RECIPIENT"),
                default="",
            ),
            click.Option(
                ["--incident"],
                help=_("Make it about this incident only. [may be repeated]"),
                metavar=_("INCIDENT"),
                multiple=True,
            ),
            click.Option(
                ["--reads"],
                help=_(
                    "What a form of your own may read besides the case, of what it"
                    " declares. [may be repeated]"
                ),
                multiple=True,
                type=click.Choice([one for one in COMPARTMENTS if one != CASE]),
            ),
            *reading(_),
        ],
    )
