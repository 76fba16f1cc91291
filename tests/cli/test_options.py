"""The options of the record commands are the schema, and nothing else."""

from typing import Annotated

import click
import pytest

from habeas.case.facts.registry import RECORDS
from habeas.case.schema import Ask, Kind, Record, record_type
from habeas.case.values import Text
from habeas.cli.options import field_options
from habeas.cli.tree import build


class Cell(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A record type that does not exist, with a field of every way of asking."""

    title: Annotated[Text, Ask(Kind.TEXT, "Title", "Its number.")]
    held_on: Annotated[str, Ask(Kind.WHEN, "Held on")] = ""
    with_light: Annotated[bool, Ask(Kind.FLAG, "With light")] = False
    size: Annotated[
        str, Ask(Kind.CHOICE, "Size", words={"s": "small", "l": "large"})
    ] = ""
    people: Annotated[tuple[str, ...], Ask(Kind.REFS, "People", to="person")] = ()
    hidden: Annotated[str, Ask(Kind.CODE, "Not asked for", form=False)] = ""
    span: Annotated[str, Ask(Kind.PASSAGE, "Not typed")] = ""


CELL = record_type(Cell, name="cell", label="Cell", plural="Cells", title="title")


def shown(kind: str, command: str) -> click.Command:
    group = build(str).commands[kind]
    assert isinstance(group, click.Group)
    return group.commands[command]


def test_a_new_field_is_an_option_at_once() -> None:
    made = {one.opts[0]: one for one in field_options(str, CELL)}
    assert list(made) == [
        *("--title", "--title-lang", "--held-on", "--held-on-known", "--held-on-note"),
        *("--with-light", "--size", "--people"),
    ]
    assert made["--with-light"].secondary_opts == ["--no-with-light"]
    assert made["--people"].multiple
    assert made["--size"].metavar == "s|l"
    hidden = {name for name, one in made.items() if getattr(one, "hidden", False)}
    assert hidden == {"--title-lang", "--held-on-known", "--held-on-note"}


@pytest.mark.parametrize(
    "kind", ["person", "identity", "consent", "incident", "claim", "note"]
)
def test_every_field_of_the_form_can_be_given_and_corrected(kind: str) -> None:
    asked = {
        f"--{spec.name.replace('_', '-')}"
        for spec in RECORDS[kind].fields
        if spec.ask.form and spec.ask.kind not in (Kind.PASSAGE, Kind.SEALED)
    }
    for command in ("add", "correct"):
        given = {name for param in shown(kind, command).params for name in param.opts}
        assert asked <= given


def test_no_command_takes_the_same_option_twice() -> None:
    def check(made: click.Command) -> None:
        names = [name for param in made.params for name in param.opts]
        assert len(names) == len(set(names)), made.name
        for inner in getattr(made, "commands", {}).values():
            check(inner)

    check(build(str))


def test_no_command_takes_a_passphrase() -> None:
    def check(made: click.Command) -> None:
        for param in made.params:
            assert param.envvar is None
            flag = isinstance(param, click.Option) and param.is_flag
            for name in param.opts:
                assert "pass" not in name or flag or name.endswith("-fd")
        for inner in getattr(made, "commands", {}).values():
            check(inner)

    check(build(str))
