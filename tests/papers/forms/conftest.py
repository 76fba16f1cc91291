"""The demo case, and each paper of it made once for every test that looks at it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pytest

from habeas.actions.desk import Desk
from habeas.actions.record import open_case
from habeas.demo.throwaway import build_throwaway
from habeas.papers.engine.casefile import Scope, gather
from habeas.papers.engine.compose import Composed, compose
from habeas.papers.engine.form import Form, Wanted, form_named, forms
from habeas.views.cases import case_heads
from habeas.views.records import records

SPOKEN = "By her account it was so [ex 2, p. 1].\n\nWe add nothing to it."


@dataclass
class Desks:
    """A vault with the demo case and an empty one; makes papers and keeps them."""

    desk: Desk
    case: str
    empty: str
    made: dict[tuple[str, str, str], Composed] = field(default_factory=dict)

    def whole(self, form: Form, language: str) -> Composed:
        """Return the paper of the demo case, with an answer to every ask."""
        return self._kept(form, language, self.case, self.answers(form))

    def bare(self, form: Form, language: str) -> Composed:
        """Return the paper of a case that holds nothing, with no answer."""
        return self._kept(form, language, self.empty, {})

    def answers(self, form: Form) -> dict[str, str]:
        """Answer every ask of a form: the first choice, the first record."""
        return {one.key: self._answer(one.kind, one.choices) for one in form.ask}

    def _answer(self, kind: Wanted, choices: Mapping[str, object]) -> str:
        if kind is Wanted.CHOICE:
            return next(iter(choices))
        if kind is Wanted.TEXT:
            return SPOKEN
        if kind is Wanted.DAY:
            return "2026-07-20"
        if kind is Wanted.LINE:
            return "A line of the author"
        return records(self.desk.views, self.case, kind.value)[0].id

    def _kept(
        self, form: Form, language: str, case: str, answers: Mapping[str, str]
    ) -> Composed:
        key = (form.name, language, case)
        if key not in self.made:
            self.made[key] = self.make(form, language, case, answers)
        return self.made[key]

    def make(
        self, form: Form, language: str, case: str, answers: Mapping[str, str]
    ) -> Composed:
        """Make a paper anew."""
        now = self.desk.clock.now()
        scope = Scope(case, language, frozenset(form.compartments), now)
        file = gather(self.desk.views, scope, form.reads)
        return compose(form, file, answers, now.date())


@pytest.fixture(scope="session")
def desks() -> Iterator[Desks]:
    desk = build_throwaway()
    case = case_heads(desk.views)[0].id
    title = {"lang": "en", "text": "A case that holds nothing"}
    yield Desks(desk, case, open_case(desk, {"title": title}, "habeas test"))
    desk.close()


def each(*names: str) -> list[tuple[str, str]]:
    """Return these forms, all if none is named, with each language they are in."""
    found = [form_named(one) for one in names] or list(forms())
    return [(one.name, language) for one in found for language in one.languages]
