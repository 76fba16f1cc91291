"""Fill in a template: Jinja in a sandbox, where nothing without a source is printed."""

from collections.abc import Mapping
from typing import Any, Final

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace

from habeas.errors import BadInputError
from habeas.papers.engine.marked import CLOSE, OPEN, blocks_of
from habeas.papers.engine.model import Block, Run
from habeas.papers.engine.told import Label, Told, gap
from habeas.words import N_

_FILTERS: Final = ("length", "first", "last", "selectattr", "rejectattr", "list")
_TESTS: Final = ("defined", "none", "true", "false", "in", "equalto", "==")


def fill(source: str, context: Mapping[str, Any], name: str) -> tuple[Block, ...]:
    """Return the blocks of a template filled in with a context.

    Raises:
        BadInputError: the template is not well formed, asks for what there is not, or
            prints what has no source; it says which template and which line.
    """
    if OPEN in source or CLOSE in source:
        raise _wrong(name, 1, "U+E000 and U+E001 have a meaning of their own here")
    marks: list[Told] = []

    def mark(value: object) -> str:
        if isinstance(value, Label) or type(value) is int:
            value = Told((Run(str(value)),))
        if not isinstance(value, Told):
            message = f"{type(value).__name__} has no source: it cannot be printed"
            raise TypeError(message)
        marks.append(value)
        return f"{OPEN}{len(marks) - 1}{CLOSE}"

    room = _room(mark)
    try:
        text = room.from_string(source).render(context)
    except TemplateError as error:
        raise _wrong(name, getattr(error, "lineno", None), str(error)) from error
    except (TypeError, ValueError, KeyError) as error:
        raise _wrong(name, _line(error), str(error)) from error
    return blocks_of(text, marks)


def _room(finalize: Any) -> ImmutableSandboxedEnvironment:  # noqa: ANN401 - Jinja's type
    room = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # what is told is no text here, and never read as any markup
    )
    room.filters = {one: room.filters[one] for one in _FILTERS}
    room.tests = {one: room.tests[one] for one in _TESTS}
    room.globals = {"gap": gap, "namespace": Namespace}  # to count paragraphs
    return room


def _line(error: BaseException) -> int | None:
    """Return the line of the template in which it failed: Jinja writes it there."""
    trace, line = error.__traceback__, None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _wrong(name: str, line: int | None, why: str) -> BadInputError:
    return BadInputError(
        N_("The template {name} cannot be filled in (line {line}): {why}"),
        advice=N_("Correct the template, then try again. Nothing was written."),
        name=name,
        line=line or "?",
        why=why[:300],
    )
