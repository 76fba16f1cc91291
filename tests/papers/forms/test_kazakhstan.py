"""The papers for Kazakh bodies: whole from the demo, with gaps from an empty case.

What a law asks for is there under its heading; no language says more than another; no
article is cited that the form does not name as its source.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest

from habeas.actions.desk import Desk
from habeas.actions.documents import add_file
from habeas.actions.record import correct, put
from habeas.papers.engine.casefile import Scope, gather
from habeas.papers.engine.compose import Composed, compose
from habeas.papers.engine.form import Form, Wanted, form_named
from habeas.papers.engine.layout import lay_out, words_in
from habeas.papers.engine.leaving import Sure
from habeas.papers.engine.model import Block, Heading, Items, Kind, Table, runs_in
from habeas.papers.engine.pdf import write_pdf
from habeas.views.cases import case_heads
from habeas.views.records import Sound, records, states
from tests.papers.forms.conftest import Desks, each

DAY = date(2026, 11, 30)
NOW = datetime(2026, 11, 30, tzinfo=UTC)
NAMES = (
    "access-motion",
    "appeal",
    "appeal-medical",
    "complaint-judge",
    "complaint-torture",
    "expertise-motion",
    "npm-notice",
    "preservation-request",
    "protective-measures",
    "restore-term",
)
IN_EACH = each(*NAMES)
EIGHT_FIELDS = {
    "ru": (
        "1. Суд, которому адресована жалоба",
        "2. Кто подаёт жалобу",
        "3. Обжалуемый акт и суд, который его вынес",
        "4. В какой части акт обжалуется",
        "5. Доводы и нарушенные нормы",
        (
            "6. Доказательства, на которых основаны доводы, в том числе не"
            " исследованные судом первой инстанции"
        ),
        "7. Перечень прилагаемых материалов",
        "8. Дата и подпись",
    ),
    "kk": (
        "1. Шағым жолданатын сот",
        "2. Шағым берген адам",
        "3. Шағым жасалып отырған акт және оны шығарған сот",
        "4. Актіге қай бөлігінде шағым жасалады",
        "5. Шағымның дәлелдері және бұзылған құқық нормалары",
        (
            "6. Дәлелдерді негіздейтін дәлелдемелер, оның ішінде бірінші сатыдағы сот"
            " зерттемегендері"
        ),
        "7. Қоса берілетін материалдардың тізбесі",
        "8. Күні және қолы",
    ),
}
HEADINGS = {
    ("appeal", "ru"): EIGHT_FIELDS["ru"],
    ("appeal", "kk"): EIGHT_FIELDS["kk"],
    ("appeal-medical", "ru"): (
        *EIGHT_FIELDS["ru"],
        "Право на обжалование",
        "Кто участвовал в заседании",
        "Довод: психическое расстройство не установлено (ч. 5 ст. 521 УПК РК)",
    ),
    ("appeal-medical", "kk"): (*EIGHT_FIELDS["kk"], "Отырысқа кім қатысты"),
    ("complaint-torture", "ru"): ("Что сообщается", "Квалификация", "Кто расследует"),
    ("complaint-torture", "kk"): ("Хабарланған мән-жайлар", "Саралау", "Кім тергейді"),
    ("complaint-judge", "ru"): ("Срок обращения", "Какие права затронуты", "Прошу"),
    ("complaint-judge", "kk"): ("Шағым беру мерзімі", "Сұраймын"),
    ("restore-term", "ru"): ("Решение и срок", "Как шло время", "Основание", "Прошу"),
    ("restore-term", "kk"): ("Шешім және мерзім", "Мерзімнің барысы", "Негіз"),
    ("access-motion", "en"): ("Statement of refusals of access to the client",),
    ("access-motion", "ru"): ("Справка об отказах в доступе к подзащитному",),
    ("access-motion", "kk"): (
        "Қорғалушымен кездесуден бас тарту жағдайлары туралы анықтама",
    ),
    ("expertise-motion", "ru"): ("Учреждение и его независимость", "Условия"),
    ("expertise-motion", "kk"): ("Мекеме және оның тәуелсіздігі", "Шарттар"),
    ("preservation-request", "en"): ("We ask you to", "Annexes"),
    ("preservation-request", "ru"): ("Просим", "Приложения"),
    ("preservation-request", "kk"): ("Сұраймыз", "Қосымшалар"),
    ("npm-notice", "ru"): ("Согласие на передачу", "Кто уже извещён и с каким итогом"),
    ("npm-notice", "kk"): ("Беруге келісім", "Кімге хабарланған және нәтижесі"),
    ("protective-measures", "ru"): ("Кого надо защитить", "В чём опасность"),
    ("protective-measures", "kk"): ("Кімді қорғау керек", "Қауіп неде"),
}
ARTICLE = re.compile(
    r"(?:ст\.|art\.|arts|,) (\d{2,3}(?:-\d)?)(?:–(\d{2,3}))?\b"
    r"|(\d{2,3}(?:-\d)?)(?:–(\d{2,3}))?-ба[пб]"
    r"|(\d{2,3}), (\d{2,3})-баптары"
)
"""An article of the law, as a paper cites it."""


@pytest.fixture(scope="module")
def whole(desks: Desks) -> Callable[[str, str], Composed]:
    """Return what makes a paper of the demo with every ask answered."""

    @cache
    def make(name: str, language: str) -> Composed:
        form = form_named(name)
        given = answers(desks.desk, desks.case, form)
        return made(desks.desk, desks.case, form, language, given)

    return make


def made(
    desk: Desk, case: str, form: Form, language: str, given: Mapping[str, str]
) -> Composed:
    scope = Scope(case, language, frozenset(form.compartments), NOW)
    return compose(form, gather(desk.views, scope, form.reads), given, DAY)


def answers(desk: Desk, case: str, form: Form) -> dict[str, str]:
    def first(kind: str, fits: Callable[[Sound], bool]) -> str:
        with desk.views.guard:
            ids = [line.id for line in records(desk.views, case, kind)]
            found = states(desk.views, ids).values()
        return next(one.id for one in found if fits(one))

    def step(kind: str) -> Callable[[Sound], bool]:
        return lambda one: one.fields["step"] == kind

    def called(name: str) -> Callable[[Sound], bool]:
        return lambda one: one.fields["pseudonym"] == name

    hearing, decision = (
        first("proceeding_step", step(one)) for one in ("hearing", "decision")
    )
    colony, aina = (first("person", called(one)) for one in ("Facility 12", "Aina"))
    by_key = {"hearing": hearing, "holder": colony}
    by_kind = {
        Wanted.PROCEEDING: first("proceeding", lambda one: "number" in one.fields),
        Wanted.STEP: decision,
        Wanted.PERSON: aina,
        Wanted.DAY: "2026-05-18",
        Wanted.TEXT: "Words [ex 6, p. 1].\n\nMore.",
        Wanted.LINE: "A line",
    }
    return {
        one.key: next(iter(one.choices), "") or by_key.get(one.key) or by_kind[one.kind]
        for one in form.ask
    }


def text(paper: Composed) -> str:
    return "\n".join(words_in(lay_out(paper.paper)))


def headings(paper: Composed) -> list[str]:
    return [
        "".join(run.text for run in one.runs)
        for one in paper.paper.blocks
        if isinstance(one, Heading)
    ]


@pytest.mark.parametrize(("name", "language"), IN_EACH)
def test_a_paper_is_whole(
    whole: Callable[[str, str], Composed], name: str, language: str
) -> None:
    paper = whole(name, language)
    assert paper.missing == ()
    runs = list(runs_in(paper.paper.blocks))
    assert not [one for one in runs if one.kind is Kind.FILE and not one.sources]
    assert set(HEADINGS[name, language]) <= set(headings(paper))
    assert any(one.title for one in paper.paper.annexes)
    assert ".." not in text(paper).replace("…", "")


def shape(blocks: tuple[Block, ...]) -> list[object]:
    """Return what a paper is made of, whatever its language."""
    found: list[object] = []
    for one in blocks:
        match one:
            case Heading(level=level):
                found.append(("heading", level))
            case Items(items=items, start=start):
                found.append(("items", len(items), start))
            case Table(head=head, rows=rows):
                found.append(("table", len(head), len(rows)))
            case _:
                found.append(type(one).__name__)
    return found


def cited(source: str) -> set[str]:
    """Return the numbers of the articles that a text cites, ranges in full."""
    found: set[str] = set()
    for parts in ARTICLE.findall(source):
        for first, last in (parts[0:2], parts[2:4]):
            ends = (int(first.split("-")[0]), int(last)) if last else (0, -1)
            found |= {first} | {str(one) for one in range(ends[0], ends[1] + 1)}
        found |= set(parts[4:])
    return found - {""}


@pytest.mark.parametrize("name", NAMES)
def test_every_language_says_the_same(
    whole: Callable[[str, str], Composed], name: str
) -> None:
    form = form_named(name)
    first, *rest = (whole(name, one).paper.blocks for one in form.languages)
    for other in rest:
        assert shape(other) == shape(first)
    laws = [cited(form.templates[one]) for one in form.languages]
    assert all(one == laws[0] for one in laws)
    assert {"ru", "kk"} <= set(form.languages)


@pytest.mark.parametrize("name", NAMES)
def test_every_article_stands_among_the_sources(name: str) -> None:
    form = form_named(name)
    sources = " ".join((form.source, *(one.source for one in form.ask)))
    named = set(re.findall(r"\d{2,3}(?:-\d)?", sources))
    for first, last in re.findall(r"(\d{2,3})-(\d{2,3})\b", sources):
        named |= {str(one) for one in range(int(first), int(last) + 1)}
    said = list(form.templates.values())
    said += [
        words
        for ask in form.ask
        for choice in ask.choices.values()
        for words in choice.values()
    ]
    laws = set().union(*map(cited, said))
    assert laws <= named
    assert laws or name == "preservation-request"
    assert all(one.source for one in form.ask)


@pytest.mark.parametrize(("name", "language"), IN_EACH)
def test_an_empty_case_gives_gaps(desks: Desks, name: str, language: str) -> None:
    form = form_named(name)
    paper = desks.bare(form, language)
    runs = [one.text for one in runs_in(paper.paper.blocks) if one.kind is Kind.GAP]
    assert paper.missing == tuple(dict.fromkeys(runs))
    lines = {Wanted.LINE, Wanted.TEXT, Wanted.DAY, Wanted.CHOICE}
    asked = [one for one in form.ask if one.required and one.kind in lines]
    assert {one.label[language] for one in asked} <= set(paper.missing)
    assert not paper.paper.annexes


def test_a_form_from_memory_says_so(whole: Callable[[str, str], Composed]) -> None:
    unsure = {one for one in NAMES if form_named(one).sure is Sure.MEMORY}
    assert unsure == {
        "complaint-judge",
        "complaint-torture",
        "expertise-motion",
        "protective-measures",
        "restore-term",
    }
    for name in NAMES:
        assert bool(whole(name, "ru").paper.notes) is (name in unsure)


def test_one_of_them_as_pdf(whole: Callable[[str, str], Composed]) -> None:
    assert write_pdf(lay_out(whole("appeal-medical", "kk").paper)).startswith(b"%PDF")


@pytest.fixture
def her(desk: Desk, case: str) -> str:
    return put(desk, case, "person", {"pseudonym": "A.", "role": "complainant"})


@pytest.fixture
def guard(desk: Desk, case: str) -> str:
    return put(desk, case, "person", {"pseudonym": "Colony", "role": "body"})


def be_client(desk: Desk, case: str, person: str) -> None:
    (head,) = case_heads(desk.views)
    correct(desk, case, head.record, {"subject": person}, reason="She came to us.")


@pytest.mark.parametrize(
    ("presence", "asked"), [("present", 0), ("excluded", 1), ("absent", 0)]
)
def test_who_kept_the_person_out(
    desk: Desk, case: str, presence: str, asked: int
) -> None:
    paper = appeal(desk, case, presence, "defender")
    assert paper.missing.count("кто не допустил или не доставил лицо") == asked
    assert not any("ст. 522" in one for one in paper.missing)
    assert "Законного представителя в деле нет." in text(paper)


@pytest.mark.parametrize("presence", ["excluded", "not_brought", "absent"])
def test_who_was_not_there_may_not_appeal(desk: Desk, case: str, presence: str) -> None:
    paper = appeal(desk, case, presence, "person")
    assert any("ст. 522" in one for one in paper.missing)


def appeal(desk: Desk, case: str, presence: str, right: str) -> Composed:
    matter = {"title": {"lang": "ru", "text": "Дело"}, "track": "medical"}
    place = put(desk, case, "proceeding", matter)
    fields = {"proceeding": place, "step": "hearing", "presence": presence}
    hearing = put(desk, case, "proceeding_step", fields)
    given = {"hearing": hearing, "right": right, "represented": "none"}
    return made(desk, case, form_named("appeal-medical"), "ru", given)


def test_only_what_this_holder_may_lose(
    desk: Desk, case: str, her: str, guard: str
) -> None:
    def losing(what: str, holder: str) -> str:
        words = {"lang": "ru", "text": what}
        fields = {"what": words, "kind": "footage", "holder": holder}
        return put(desk, case, "perishable", fields)

    losing("Запись двора", guard)
    kept = losing("Запись ворот", guard)
    losing("Запись у неё", her)
    put(desk, case, "preservation", {"perishable": kept, "step": "secured"})
    paper = made(
        desk, case, form_named("preservation-request"), "ru", {"holder": guard}
    )
    assert "Запись двора" in headings(paper)
    assert not {"Запись ворот", "Запись у неё"} & set(headings(paper))


def test_protection_tells_of_nobody_else(
    desk: Desk, case: str, her: str, guard: str
) -> None:
    for whose, words in ((her, "Угрожали ей"), (guard, "Иное")):
        told = {"lang": "ru", "text": words}
        fields = {"harm": "threat", "told_by": her, "person": whose, "words": told}
        put(desk, case, "risk", fields)
    paper = made(desk, case, form_named("protective-measures"), "ru", {"who": her})
    assert "Угрожали ей" in text(paper)
    assert "Иное" not in text(paper)


def test_a_term_that_may_not_be_missed_at_all(desk: Desk, case: str) -> None:
    form = form_named("restore-term")
    without = text(made(desk, case, form, "ru", {}))
    given = {"in_time": "Сдано администрации 5 мая."}
    assert "Признать, что срок не пропущен" not in without
    assert "Признать, что срок не пропущен" in text(made(desk, case, form, "ru", given))


def test_a_paper_that_it_may_not_read_is_no_annex(
    desk: Desk, case: str, her: str, tmp_path: Path
) -> None:
    for name, compartment in (("privileged.txt", "counsel"), ("gate.txt", "case")):
        path = tmp_path / name
        path.write_text(name)
        one = add_file(desk, case, path, compartment=compartment)
        fields = {"person": her, "form": "visit", "outcome": "refused", "document": one}
        put(desk, case, "contact", fields)
    be_client(desk, case, her)
    paper = made(desk, case, form_named("access-motion"), "ru", {})
    assert [one.title for one in paper.paper.annexes] == ["gate.txt"]
    assert "privileged" not in text(paper)


@pytest.mark.parametrize(
    ("term", "title"),
    [("verdict", "Апелляционная жалоба"), ("ruling", "Частная жалоба")],
)
def test_a_ruling_is_appealed_by_a_private_complaint(
    desks: Desks, term: str, title: str
) -> None:
    paper = desks.make(form_named("appeal"), "ru", desks.empty, {"term": term})
    assert paper.paper.title == title


def test_the_statement_is_about_the_client_alone(
    desk: Desk, case: str, her: str, guard: str
) -> None:
    be_client(desk, case, her)
    for whom, words in ((her, "Карантин"), (guard, "Ремонт")):
        stated = {"lang": "ru", "text": words}
        fields = {"person": whom, "form": "visit", "outcome": "refused"}
        put(desk, case, "contact", {**fields, "stated": stated})
    said = text(made(desk, case, form_named("access-motion"), "ru", {}))
    assert "Карантин" in said
    assert "Ремонт" not in said
    assert "несостоявшихся контактов: 1." in said
