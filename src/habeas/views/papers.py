"""Papers that are being made, and what their authors answered so far."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from habeas.case.fold import State, begun
from habeas.case.rules.consent import plain
from habeas.errors import BadInputError, NotFoundError
from habeas.views.db import Views
from habeas.views.records import RecordView, Sound, linked, record, records, states
from habeas.words import N_

_CHOSEN: Final = ("recipient", "named", "proceeding", "incidents", "reads")
"""What somebody says of a paper: two that differ let nothing leave."""


@dataclass(frozen=True)
class PaperView:
    """One paper; `answers` are the records of what was answered, by what was asked.

    Of two answers to one ask, given on two copies at the same time, the later stands
    in `doubled`: nothing leaves until somebody withdraws one. `asides` are the checks
    that were set aside, by check; of two reasons for one the earlier counts. What is
    earlier is the same on all copies.
    """

    view: RecordView
    answers: Mapping[str, Sound]
    doubled: tuple[Sound, ...]
    asides: Mapping[str, Sound] = field(default_factory=dict)

    @property
    def recipient(self) -> str:
        """Who receives it, '' if nobody said."""
        return str((self.view.fields.get("recipient") or {}).get("text", ""))

    @property
    def named(self) -> bool:
        """Whether ‘with the name’ was chosen; that alone prints no name.

        Two copies that say both have not chosen it.
        """
        return "named" not in self.torn and bool(self.view.fields.get("named"))

    @property
    def torn(self) -> tuple[str, ...]:
        """What two copies said differently of the paper itself, by field."""
        return tuple(one for one in _CHOSEN if one in self.view.state.conflicts)

    @property
    def torn_answers(self) -> tuple[str, ...]:
        """What was answered differently on two copies, in one record, by key."""
        return tuple(key for key, one in self.answers.items() if one.state.conflicts)

    @property
    def given(self) -> dict[str, str]:
        """What was answered, by what was asked: words, or the id of a record."""
        return {key: answered(one) for key, one in self.answers.items()}

    def held(self, leaving: Collection[str]) -> dict[str, str]:
        """What was answered; of these keys only for the recipient that it has now."""
        away = self.elsewhere(leaving)
        return {key: said for key, said in self.given.items() if key not in away}

    def elsewhere(self, leaving: Collection[str]) -> dict[str, str]:
        """Which of these were answered for another recipient, '' for none, and whom."""
        said = {key: _to(self.answers[key]) for key in leaving if key in self.answers}
        return {
            key: to for key, to in said.items() if plain(to) != plain(self.recipient)
        }


def _to(one: Sound) -> str:
    return str((one.fields.get("recipient") or {}).get("text", ""))


def stamp(state: State) -> str:
    """Return what tells a record as it stands from all that it was and will be."""
    entries = (one.entry for one in state.history)
    return ",".join((state.id, *(f"{log}.{index}" for log, index in entries)))


def answered(one: Sound) -> str:
    """Return what an answer says: its words, or the id of a record."""
    words = one.fields.get("words") or {}
    return str(one.fields.get("aim") or words.get("text", ""))


def papers(views: Views, case: str) -> list[Sound]:
    """Return the papers that stand, the newest first."""
    lines = records(views, case, "paper")
    found = states(views, [line.id for line in lines])
    return [found[line.id] for line in reversed(lines)]


def of_form(views: Views, case: str, name: str) -> str:
    """Return the paper that was begun with a form, '' if there is none.

    Raises:
        BadInputError: there are several.
    """
    wanted = name.strip().casefold()
    found = [one.id for one in papers(views, case) if one.fields.get("form") == wanted]
    if len(found) > 1:
        raise BadInputError(
            N_("More than one record is called ‘{name}’."),
            advice=N_("Use the beginning of its id instead."),
            name=name[:80],
        )
    return found[0] if found else ""


def paper(views: Views, case: str, one: str) -> PaperView:
    """Return a paper with its answers.

    Raises:
        NotFoundError: it is no paper of this case.
    """
    view = record(views, case, one)
    if view.type != "paper" or "form" not in view.fields:
        raise NotFoundError(N_("This is not a paper of this case."))
    kinds = ("paper_answer", "paper_override")
    beside = [id_ for kind in kinds for id_ in linked(views, one, "paper", kind=kind)]
    found = states(views, beside)
    answers: dict[str, Sound] = {}
    doubled: list[Sound] = []
    asides: dict[str, Sound] = {}
    for each in sorted((found[id_] for id_ in beside), key=lambda it: begun(it.state)):
        key = str(each.fields.get("key", ""))
        if each.type == "paper_override":
            asides.setdefault(str(each.fields.get("check", "")), each)
        elif each.type == "paper_answer" and key in answers:
            doubled.append(each)
        elif each.type == "paper_answer":
            answers[key] = each
    return PaperView(view, answers, tuple(doubled), asides)
