"""`paper house`, `paper new-form` and `paper check-form`: what an organisation adds."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import click

from habeas.actions.form_check import check_folder
from habeas.actions.house import shelf
from habeas.cli.commands import argument, command, json_option
from habeas.cli.door import Door
from habeas.cli.originals import write_new
from habeas.cli.say import Progress, Translate
from habeas.demo.throwaway import build_throwaway
from habeas.errors import BadInputError, StorageError
from habeas.languages import LANGUAGES
from habeas.papers.engine.check_form import Checked, Tried
from habeas.papers.engine.form import SETTINGS, Form
from habeas.papers.engine.house import (
    HOUSE,
    Style,
    beside,
    dress,
    face_note,
    read_style,
)
from habeas.papers.engine.layout import lay_out
from habeas.papers.engine.own import FORMS, Broken, refuse_name
from habeas.papers.engine.pdf import write_pdf
from habeas.words import N_

_SHOWN = 5
_FAULTY = 2


def house(door: Door, *, new: bool) -> int:
    """Say where the house lies, what it gives and what is wrong with it."""
    folder = beside(door.folder)
    if new:
        _write(door, folder / HOUSE, _skeleton(door, HOUSE))
    style, found = read_style(folder), list(shelf(folder))
    own = [one.name for one in found if isinstance(one, Form) and one.own]
    broken = [one for one in found if isinstance(one, Broken)]
    if door.voice.json:
        door.voice.data(_house_data(door, style, own, broken))
    else:
        _tell_house(door, style, own, broken)
    return _FAULTY if style.faults or broken else 0


def _house_data(
    door: Door, style: Style, own: list[str], broken: list[Broken]
) -> dict[str, object]:
    _ = door.voice.gettext
    return {
        "folder": str(style.folder),
        "style": style.house,
        "faults": [one.say(_) for one in style.faults],
        "face": style.face,
        "forms": own,
        "broken": {one.name: " ".join(one.why.say(_)) for one in broken},
    }


def _tell_house(door: Door, style: Style, own: list[str], broken: list[Broken]) -> None:
    voice, _ = door.voice, door.voice.gettext
    voice.line(_("The house lies in {folder}").format(folder=style.folder))
    for fault in style.faults:
        voice.line(f"! {fault.say(_)}")
    if style.faults:
        voice.note(_("Papers are made without it until all of this is mended."))
    elif style.house is None:
        voice.line(_("There is no house.toml in it: papers have no letterhead."))
        voice.line(_("‘habeas paper house --new’ writes one for you to fill in."))
    for words in _style_lines(door, style):
        voice.line(words, indent=2)
    for name in own:
        voice.line(_("Your form {name} can be used.").format(name=name), indent=2)
    for one in broken:
        said = " ".join(one.why.say(_))
        words = _("Your form {name} cannot be used. {why}")
        voice.line(f"! {words.format(name=one.name, why=said)}")


def _style_lines(door: Door, style: Style) -> Iterator[str]:
    """Say what the style gives, language by language."""
    _, given = door.voice.gettext, style.house
    if given is None:
        return
    for code, language in LANGUAGES.items():
        lines = getattr(given.letterhead, code)
        said = lines[0] if lines else _("no letterhead in this language")
        yield f"{language}: {said}"
        if style.face and (note := face_note(style.face, code, door.voice.language)):
            yield f"{language}: {note}"
    if style.logo:
        yield _("Logo: {name}").format(name=style.logo.name)
    names = ("/".join(_names(one)) for one in given.signature)
    yield _("Who signs: {names}").format(names="; ".join(names) or "–")


def _names(one: object) -> list[str]:
    found = (getattr(one, language) for language in LANGUAGES)
    return list(dict.fromkeys(lines[0] for lines in found if lines))


def new_form(door: Door, name: str) -> None:
    """Write the beginnings of a form, which can be used as it is."""
    folder = _folder(door, name)
    refuse_name(folder.name)
    language = door.voice.language
    for file in (SETTINGS, f"{language}.md"):
        _write(door, folder / file, _skeleton(door, file))
    _ = door.voice.gettext
    door.voice.line(_("Written: {folder}").format(folder=folder))
    door.voice.line(
        _("Change it, then: habeas paper check-form {name}").format(name=name)
    )


def check_form(door: Door, name: str, into: Path | None) -> int:
    """Say all that is wrong with a form, and how it reads over an invented case."""
    folder = _folder(door, name)
    with Progress(door.voice, ""):
        found = check_folder(folder, build_throwaway)
    if door.voice.json:
        door.voice.data(_data(door, found))
    else:
        _tell(door, found)
    if into:
        _show(door, found, into)
    return _FAULTY if found.faults else 0


def _data(door: Door, found: Checked) -> dict[str, object]:
    _ = door.voice.gettext
    return {
        "name": found.name,
        "faults": [one.say(_) for one in found.faults],
        "hints": [one.say(_) for one in found.hints],
        "languages": [
            {
                "language": one.language,
                "headings": one.headings,
                "asked": one.asked,
                "lacking": one.lacking,
                "alone": one.alone,
            }
            for one in found.tried
        ],
    }


def _tell(door: Door, found: Checked) -> None:
    voice, _ = door.voice, door.voice.gettext
    for fault in found.faults:
        voice.line(f"! {fault.say(_)}")
    for hint in found.hints:
        voice.line(f"? {hint.say(_)}")
    for one in found.tried:
        _tell_tried(door, one)
    if found.faults:
        voice.note(
            _("This form cannot be used until all that begins with ! is mended.")
        )
    else:
        voice.line(_("The form {name} can be used.").format(name=found.name))


def _tell_tried(door: Door, one: Tried) -> None:
    voice, _ = door.voice, door.voice.gettext
    voice.line(LANGUAGES[one.language])
    for label, words in (
        (_("Headings"), one.headings),
        (_("In brackets until it is answered"), one.asked),
        (_("In brackets whatever is answered, in the invented case"), one.lacking),
        (_("Stands in every paper and rests on nothing: read it again"), one.alone),
    ):
        if words:
            voice.line(f"{label}:", indent=2)
            for each in words:
                voice.line(f"- {each}", indent=4)


def _show(door: Door, found: Checked, into: Path) -> None:
    """Write what was made on trial, to be looked at: the case in it is invented."""
    style = read_style(beside(door.folder))
    for one in found.tried:
        assert found.form
        worn = dress(style, one.language, found.form.house, None)
        content = write_pdf(lay_out(replace(one.paper, dress=worn)))
        target = into / f"{found.name}.{one.language}.pdf"
        with Progress(door.voice, "", len(content)) as progress:
            _make(into)
            write_new(target, iter([content]), progress)
        _ = door.voice.gettext
        door.voice.line(_("Written: {folder}").format(folder=target))


def _folder(door: Door, name: str) -> Path:
    """Return the folder that is meant: a bare name is one of the house's forms."""
    path = Path(name)
    bare = path.name == name and not path.is_dir()
    return beside(door.folder) / FORMS / name if bare else path


def _skeleton(door: Door, file: str) -> bytes:
    shelf_of = files("habeas.papers") / "skeletons" / door.voice.language
    return (shelf_of / file).read_bytes()


def _write(door: Door, path: Path, content: bytes) -> None:
    _make(path.parent)
    with Progress(door.voice, "", len(content)) as progress:
        write_new(path, iter([content]), progress)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise BadInputError(N_("There is a file where a folder is needed.")) from error
    except OSError as error:
        raise StorageError(N_("The folder cannot be made.")) from error


def commands(_: Translate) -> Iterable[click.Command]:
    """Return what stands among the commands of `paper`."""
    new = click.Option(
        ["--new"],
        is_flag=True,
        help=_("Write a house.toml to be filled in, if there is none."),
    )
    into = click.Option(
        ["--into"],
        type=click.Path(path_type=Path),
        default=None,
        metavar=_("FOLDER"),
        help=_("Write what it makes of an invented case there, as PDF."),
    )
    name = argument("name", _("NAME|FOLDER"))
    return [
        command(
            _,
            "house",
            house,
            _("Say what your organisation gives to papers: its letterhead, its forms."),
            [new, json_option(_)],
        ),
        command(
            _,
            "new-form",
            new_form,
            _("Write the beginnings of a form of your own. It needs no vault."),
            [name],
        ),
        command(
            _,
            "check-form",
            check_form,
            _("Check a form of your own: all that is wrong, at once."),
            [name, into, json_option(_)],
        ),
    ]
