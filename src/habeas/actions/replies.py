"""What came back on a paper, point by point: our statements, and what answers each."""

from dataclasses import dataclass

from habeas.actions.desk import Desk
from habeas.actions.filings import filed_lines
from habeas.actions.paper_copies import made_of
from habeas.actions.record import correct
from habeas.errors import BadInputError
from habeas.views.accounts import Account, accounts
from habeas.views.filings import filings
from habeas.views.papers import paper
from habeas.views.records import linked, record, states, type_of
from habeas.words import N_


@dataclass(frozen=True)
class Point:
    """A statement that the paper told, and the statements that answer it.

    Without an answer it is unanswered, which is never an admission. One that was
    `withdrawn` since stays a point: the addressee has it.
    """

    ours: Account
    withdrawn: bool
    answers: tuple[Account, ...]


@dataclass(frozen=True)
class Paperwork:
    """A document that came on a paper."""

    id: str
    number: int
    title: str


@dataclass(frozen=True)
class Replies:
    """A paper's points, what came, and what in it answers none of them.

    `kept` is false where the paper never left: then nobody can answer it. `said` are
    all statements in what came.
    """

    points: tuple[Point, ...]
    documents: tuple[Paperwork, ...]
    said: tuple[Account, ...]
    kept: bool

    @property
    def others(self) -> tuple[Account, ...]:
        """The statements in what came that answer no point of the paper."""
        used = {it.id for one in self.points for it in one.answers}
        return tuple(one for one in self.said if one.id not in used)

    @property
    def unanswered(self) -> int:
        """How many points nothing answers."""
        return sum(not one.answers for one in self.points)


def replies(desk: Desk, case: str, one: str) -> Replies:
    """Return what a paper said and what answers it; by the paper as it left last.

    Raises:
        NotFoundError: it is no paper of this case.
    """
    views = desk.views
    paper(views, case, one)  # refuses what is none
    came = [it for f in filings(views, case, one, desk.clock.now()) for it in f.came]
    documents = _documents(desk, case, [it.document for it in came if it.document])
    said = tuple(a for it in documents for a in _said_in(desk, case, it.id))
    kept = made_of(desk, one, filed_lines(desk, case, one))
    if kept is None:
        return Replies((), documents, said, kept=False)
    told = dict.fromkeys(it.record for it in kept.rests if it.stance)
    points = tuple(_point(desk, it) for it in _accounts(desk, case, list(told)))
    return Replies(points, documents, said, kept=True)


def _accounts(desk: Desk, case: str, ids: list[str]) -> list[Account]:
    """Return the statements of this case among these records."""
    found = states(desk.views, ids)
    ours = [one for one in ids if one in found and found[one].case == case]
    return accounts(desk.views, ours)


def _point(desk: Desk, ours: Account) -> Point:
    answers = accounts(desk.views, linked(desk.views, ours.id, "answers"))
    withdrawn = states(desk.views, [ours.id])[ours.id].state.withdrawn
    return Point(ours, withdrawn, tuple(answers))


def _documents(desk: Desk, case: str, ids: list[str]) -> tuple[Paperwork, ...]:
    found = states(desk.views, ids)
    there = (found[one] for one in dict.fromkeys(ids) if one in found)
    return tuple(
        Paperwork(one.id, one.fields.get("number", 0), one.title)
        for one in there
        if (one.case, one.type) == (case, "document")
    )


def _said_in(desk: Desk, case: str, document: str) -> list[Account]:
    return _accounts(desk, case, linked(desk.views, document, "document"))


def answer_point(desk: Desk, case: str, point: str, reply: str) -> None:
    """Record that a statement answers a point of a paper.

    Raises:
        BadInputError: one of them is no statement of this case, or it is said already.
        RefusedError: the answer was withdrawn.
    """
    kinds = {type_of(desk.views, case, it) for it in (reply, point)}
    if kinds != {"claim"} or point == reply:
        raise BadInputError(
            N_("Choose a statement that answers this point."),
            advice=N_("Mark it in the reply first, if it is not in the list."),
        )
    before = record(desk.views, case, reply).fields.get("answers", ())
    if point in before:
        raise BadInputError(N_("That this answers it is recorded already."))
    fields = {"answers": [*before, point]}
    correct(desk, case, reply, fields, reason=N_("it answers that statement"))
