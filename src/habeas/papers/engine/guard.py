"""What a template may do: say, choose and repeat, for a bounded number of steps.

A form may come from a stranger. So a template is read before it runs: it has the few
constructs that a paper needs and no way to compute, to call or to fetch. What is left
that could run for ever, loops within loops, is counted.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, cast

from jinja2 import TemplateSyntaxError, nodes, pass_context
from jinja2.exceptions import SecurityError

from habeas.words import N_

LARGEST_TEMPLATE: Final = 256 * 1024
"""Characters of a template."""
LARGEST_PAPER: Final = 4_000_000
"""Characters of a template filled in: 2,000 pages."""
MOST_STEPS: Final = 40_000_000
"""A paper of 10,000 statements takes a tenth of them; they take some ten seconds."""
COUNTED: Final = "each one"
"""The filter that counts; no template can name it."""
ALONE: Final = "a single one"
"""The filter that lets no list through."""
CALLED: Final = frozenset({"gap", "namespace"})
_MAY: Final = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr),
    *(nodes.Const, nodes.If, nodes.For, nodes.Call, nodes.Or, nodes.And, nodes.Not),
    *(nodes.Compare, nodes.Operand, nodes.Filter, nodes.Test, nodes.Assign),
    *(nodes.NSRef, nodes.Tuple, nodes.List, nodes.Keyword, nodes.CondExpr),
    *(nodes.Add, nodes.Sub),
)
_LISTED: Final = (nodes.Tuple, nodes.List)
_AMONG: Final = frozenset({"in", "notin"})
_BIGGEST: Final = 1_000_000_000
_SCAN: Final = 50
"""Steps that a filter takes for each member of its list, by the time that it takes."""


@dataclass
class Steps:
    """How far a template has come; it stops when it has come too far."""

    taken: int = 0

    def count(self, found: Iterable[Any], weight: int) -> list[Any]:
        """Return the members of a list, each counted with a weight.

        Raises:
            SecurityError: it is too much.
        """
        members = list(found)
        self.taken += (len(members) + 1) * weight
        if self.taken > MOST_STEPS:
            message = N_("it repeats too much: loops within loops over long lists")
            raise SecurityError(message)
        return members

    @pass_context  # so that Jinja does not work it out beforehand, uncounted
    def turns(self, _context: object, found: Iterable[Any], weight: int) -> list[Any]:
        """Return the members of a list that a loop goes through."""
        return self.count(found, weight)

    def scan(self, found: Iterable[Any]) -> list[Any]:
        """Return the members of a list that a filter looks through."""
        return self.count(found, _SCAN)

    def tests(self) -> dict[str, Callable[..., bool]]:
        """Return the tests that compare."""

        def among(one: object, found: Iterable[Any]) -> bool:
            return any(alone(each) == alone(one) for each in self.scan(found))

        return {"in": among, "equalto": _equal, "==": _equal}


def alone(one: object) -> object:
    """Return what is compared: whole lists would take no one knows how long.

    Raises:
        TypeError: it is a list, or a record.
    """
    if isinstance(one, list | tuple | dict):
        message = N_("a list or a record is not compared: compare .id or .code")
        raise TypeError(message)
    return one


def _equal(one: object, other: object) -> bool:
    return alone(one) == alone(other)


def guard(tree: nodes.Template) -> nodes.Template:
    """Return a template with each of its loops counted.

    Raises:
        TemplateSyntaxError: it does what no paper needs; the first such line.
    """
    for fault in refused(tree):
        raise fault
    for compared in list(tree.find_all(nodes.Compare)):
        compared.expr = _alone(compared.expr)
        for operand in compared.ops:
            if operand.op in _AMONG and isinstance(operand.expr, _LISTED):
                operand.expr.items = [_alone(one) for one in operand.expr.items]
            else:
                operand.expr = _alone(operand.expr)
    for loop in tree.find_all(nodes.For):
        weight = nodes.Const(_weight(loop), lineno=loop.lineno)
        loop.iter = _filtered(cast("nodes.Expr", loop.iter), COUNTED, [weight])
    return tree


def _alone(one: nodes.Expr) -> nodes.Expr:
    return one if isinstance(one, nodes.Const) else _filtered(one, ALONE, [])


def _filtered(one: nodes.Expr, name: str, rest: list[nodes.Expr]) -> nodes.Expr:
    place = {"lineno": one.lineno, "environment": one.environment}
    return nodes.Filter(one, name, rest, [], None, None, **place)


def refused(tree: nodes.Template) -> Iterator[TemplateSyntaxError]:
    """Yield what a template does and may not, in the order of its lines."""
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, _MAY):
            why = f"a template cannot do this ({type(node).__name__.lower()})"
            yield TemplateSyntaxError(why, node.lineno)
        for why, where in _faults(node):
            yield TemplateSyntaxError(why, where.lineno)


def _faults(node: nodes.Node) -> Iterator[tuple[str, nodes.Node]]:
    match node:
        case nodes.For(recursive=True):
            yield N_("a loop cannot call itself"), node
        case nodes.Output():
            for one in filter(_is_typed, node.nodes):
                yield (
                    N_("words of its own code have no source: write them outside"),
                    one,
                )
        case nodes.Call():
            if why := _call_fault(node):
                yield why, node
        case nodes.Operand(op="in" | "notin"):
            if not isinstance(node.expr, _LISTED):
                yield N_('‘in’ takes words: in ("witness", "press")'), node.expr
        case _:
            pass


def _is_typed(one: nodes.Expr) -> bool:
    return isinstance(one, nodes.Const) and type(one.value) is not int


def _call_fault(call: nodes.Call) -> str:
    name = call.node.name if isinstance(call.node, nodes.Name) else ""
    if name not in CALLED or call.dyn_args or call.dyn_kwargs:
        return N_("a template calls nothing but gap(…) and namespace(…)")
    if name == "gap" and not _one_word(call):
        return N_('a gap is named by words in quotation marks: gap("the date")')
    return ""


def _one_word(call: nodes.Call) -> bool:
    match call.args:
        case [nodes.Const(value=str())]:
            return not call.kwargs
        case _:
            return False


def _weight(loop: nodes.For) -> int:
    """Return how much one turn of a loop does, without the loops in it."""
    inner = {
        id(part)
        for one in loop.find_all(nodes.For)
        for part in one.iter_child_nodes(exclude=("iter",))
    }
    return 1 + sum(1 for _ in _own(loop, inner))


def _own(node: nodes.Node, inner: set[int]) -> Iterator[nodes.Node]:
    for child in node.iter_child_nodes():
        if id(child) not in inner:
            yield child
            yield from _own(child, inner)


def plus(left: object, right: object, *, sign: int = 1) -> int:
    """Count on: whole numbers alone, and no large ones.

    Raises:
        TypeError: it is no counting.
    """
    if type(left) is int and type(right) is int and abs(left) + abs(right) < _BIGGEST:
        return left + sign * right
    message = N_("+ and - count paragraphs: they take whole numbers")
    raise TypeError(message)
