"""Fill in a template: Jinja in a sandbox, where nothing without a source is printed."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final

from jinja2 import (
    StrictUndefined,
    Template,
    TemplateError,
    TemplateSyntaxError,
    Undefined,
)
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace

from habeas.errors import BadInputError, Word
from habeas.papers.engine.guard import (
    ALONE,
    COUNTED,
    LARGEST_PAPER,
    LARGEST_TEMPLATE,
    Steps,
    alone,
    guard,
    plus,
)
from habeas.papers.engine.marked import CLOSE, OPEN, blocks_of
from habeas.papers.engine.model import Block, Run
from habeas.papers.engine.told import Label, Told, gap
from habeas.words import N_

_FILTERS: Final = ("length", "first", "last", "selectattr", "rejectattr", "list")
_TESTS: Final = ("defined", "none", "true", "false")
BROKEN: Final = (
    *(TemplateError, TypeError, ValueError, KeyError, AttributeError),
    *(SyntaxError, RecursionError, MemoryError, OverflowError),
)
"""What goes wrong in reading or running a template: it is its text that is at fault."""


def fill(source: str, context: Mapping[str, Any], name: str) -> tuple[Block, ...]:
    """Return the blocks of a template filled in with a context.

    Raises:
        BadInputError: the template is not well formed, asks for what there is not,
            prints what has no source or runs too long; it says which template and which
            line.
    """
    marks = Marks()
    try:
        return blocks_of(run(source, context, marks.mark), marks.told)
    except BROKEN as error:
        raise _wrong(name, line_of(error), said_of(error)) from error


class Marks:
    """What a template prints, each under the number of its mark in the text."""

    def __init__(self) -> None:
        self.told: list[Told] = []

    def mark(self, value: object) -> str:
        """Return the mark that stands for something told.

        Raises:
            TypeError, UndefinedError: it has no source.
        """
        if isinstance(value, Undefined):
            str(value)  # raises, and says what there is not
        if isinstance(value, Label) or type(value) is int:
            value = Told((Run(str(value)),))
        if not isinstance(value, Told):
            message = f"{type(value).__name__} has no source: it cannot be printed"
            raise TypeError(message)
        self.told.append(value)
        return f"{OPEN}{len(self.told) - 1}{CLOSE}"


def run(
    source: str,
    context: Mapping[str, Any],
    finalize: Callable[[Any], str],
    undefined: type[Undefined] = StrictUndefined,
) -> str:
    """Return a template's text; `finalize` says what stands for what it prints.

    Raises:
        What `BROKEN` lists.
    """
    if len(source) > LARGEST_TEMPLATE:
        message = f"it is longer than {LARGEST_TEMPLATE} characters"
        raise SecurityError(message)
    if OPEN in source or CLOSE in source:
        message = "U+E000 and U+E001 have a meaning of their own here"
        raise SecurityError(message)
    room = _Room(finalize, undefined)
    code = room.compile(guard(room.parse(source)))
    template = Template.from_code(room, code, room.make_globals(None))
    found: list[str] = []
    length = 0
    for piece in template.generate(context):
        found.append(piece)
        length += len(piece)
        if length > LARGEST_PAPER:
            message = N_("what it makes is too long for a paper")
            raise SecurityError(message)
    return "".join(found)


class _Room(ImmutableSandboxedEnvironment):
    """Jinja with the little that a template may use, and every loop counted."""

    intercepted_binops = frozenset({"+", "-"})

    def __init__(
        self, finalize: Callable[[Any], str], undefined: type[Undefined]
    ) -> None:
        super().__init__(
            undefined=undefined,
            finalize=finalize,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,  # what is told is no text here, never read as any markup
        )
        steps = Steps()
        self.filters = {one: _looking(self.filters[one], steps) for one in _FILTERS}
        self.filters |= {COUNTED: steps.turns, ALONE: alone}
        self.tests = {one: self.tests[one] for one in _TESTS} | steps.tests()
        self.globals = {"gap": gap, "namespace": Namespace}  # to count paragraphs

    def call_binop(
        self, _context: object, operator: str, left: object, right: object
    ) -> int:
        """Add and subtract what counts paragraphs."""
        return plus(left, right, sign=1 if operator == "+" else -1)


def _looking(filter_: Callable[..., Any], steps: Steps) -> Callable[..., Any]:
    """Return a filter that counts what it looks through."""
    at = int(hasattr(filter_, "jinja_pass_arg"))  # what Jinja passes stands before

    @wraps(filter_)
    def counted(*args: Any, **named: Any) -> Any:  # noqa: ANN401 - Jinja's filters
        found = steps.scan(args[at])
        return filter_(*args[:at], found, *args[at + 1 :], **named)

    return counted


def line_of(error: BaseException) -> int | None:
    """Return the line of the template in which it failed, if that is known."""
    found = error.lineno if isinstance(error, TemplateSyntaxError) else None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            found = trace.tb_lineno  # Jinja writes it there
        trace = trace.tb_next
    return found


def said_of(error: BaseException) -> str:
    """Return what a template did wrong, in words."""
    if isinstance(error, RecursionError | MemoryError | SyntaxError):
        return N_("it is nested too deeply")
    if isinstance(error, TemplateError):
        return error.message or ""
    return str(error)


def _wrong(name: str, line: int | None, why: str) -> BadInputError:
    return BadInputError(
        N_("The template {name} cannot be filled in (line {line}): {why}"),
        advice=N_("Correct the template, then try again. Nothing was written."),
        name=name,
        line=line or "?",
        why=Word(why[:300]),
    )
