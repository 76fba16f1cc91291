"""Whether a paper prints who the complainant is, and in which words: the rule alone."""

from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from habeas.case.fold import State
from habeas.case.rules.consent import Permission, Verdict
from habeas.errors import BadInputError
from habeas.languages import translations
from habeas.papers.engine.form import read_form
from habeas.papers.engine.identity import FIELDS, Lack, Naming, naming, tell_identity
from habeas.papers.engine.telling import Teller
from habeas.papers.engine.told import Told
from habeas.views.records import Sound

NAMES = [{"text": "Айнаша Желбегенова", "lang": "ru"}]
GIVEN = Permission("a", Verdict.GIVEN, with_name=True)
ALL = ("names", "born", "numbers", "address")


def identity(twice: tuple[str, ...] = (), **fields: Any) -> Sound:  # noqa: ANN401 - JSON
    setters: dict[str, tuple[tuple[str, int], ...]] = {
        name: (("l", 1), ("m", 2)) if name in twice else (("l", 1),) for name in fields
    }
    state = State("i", "identity", fields, setters, ())
    return Sound("i", "c", "identity", "identity", "", {"person": "a", **fields}, state)


WHOLE = identity(names=NAMES, born={"edtf": "2001-04-17"}, numbers=["D-0417-2201"])
LACKING: dict[Lack, dict[str, Any]] = {
    Lack.NOT_ASKED: {"listed": ()},
    Lack.NOBODY: {"permission": None},
    Lack.NO_CONSENT: {"permission": Permission("a", Verdict.MISSING, with_name=False)},
    Lack.REFUSED: {"permission": Permission("a", Verdict.REFUSED, with_name=False)},
    Lack.WITHDRAWN: {"permission": Permission("a", Verdict.WITHDRAWN, with_name=True)},
    Lack.ASK_AGAIN: {"permission": Permission("a", Verdict.ASK_AGAIN, with_name=True)},
    Lack.WITHOUT_NAME: {"permission": Permission("a", Verdict.GIVEN, with_name=False)},
    Lack.NOT_READ: {"records": None},
    Lack.NOT_RECORDED: {"records": [identity(born={"edtf": "2001-04-17"})]},
    Lack.UNSETTLED: {"records": [WHOLE, identity(names=[{"text": "Another"}])]},
    Lack.NOT_CHOSEN: {"chosen": False},
}


def judged(changed: dict[str, Any]) -> Naming:
    given: dict[str, Any] = {
        "listed": ALL,
        "permission": GIVEN,
        "records": [WHOLE],
        "chosen": True,
        **changed,
    }
    return naming(**given)


def test_with_nothing_lacking_it_prints_what_is_listed_and_recorded() -> None:
    assert judged({}).fields == {"names", "born", "numbers"}
    assert judged({"listed": ("names",)}).fields == {"names"}
    assert not judged({}).lacking


def test_every_reason_is_tried() -> None:
    assert set(LACKING) == set(Lack)


@pytest.mark.parametrize("lack", Lack)
def test_one_thing_that_lacks_is_enough_and_is_said(lack: Lack) -> None:
    found = judged(LACKING[lack])
    assert found.lacking == (lack,)
    assert not found.printed
    assert not found.records


def test_two_that_lack_never_make_one_that_does_not() -> None:
    for one, two in product(LACKING.values(), repeat=2):
        assert not judged(one | two).printed


@pytest.mark.parametrize("field", ["names", "born", "numbers"])
def test_what_two_writers_say_of_one_field_is_not_printed(field: str) -> None:
    torn = identity((field,), **{k: WHOLE.fields[k] for k in ("names", field)})
    assert judged({"records": [torn]}).lacking == (Lack.UNSETTLED,)
    kept = {"records": [torn], "listed": [one for one in FIELDS if one != field]}
    if field != "names":
        assert judged(kept).printed


def told(names: list[dict[str, str]], language: str) -> dict[str, Any]:
    teller = Teller({}, language, translations(language).gettext)
    found = judged({"listed": ("names",), "records": [identity(names=names)]})
    return tell_identity(found, teller)["a"]


def said(one: Told) -> list[tuple[str, str]]:
    return [(run.text, run.lang) for run in one.runs]


RU = {"text": "Айнаша Желбегенова", "lang": "ru"}
KK = {"text": "Айнаша Желбегенқызы", "lang": "kk"}
EN = {"text": "Ainasha Zhelbegenova", "lang": "en"}
BARE = {"text": "Айнаша Безъязыкова"}
FORMER = {"text": "Айнаша Прежняя", "lang": "ru", "kind": "former"}
WHICH: dict[str, tuple[list[dict[str, str]], str, list[tuple[str, str]]]] = {
    "the paper's language": ([EN, KK, RU], "ru", [(RU["text"], "")]),
    "Kazakh script only": ([KK], "ru", [(KK["text"], "kk")]),
    "Kazakh script only, in English": ([KK], "en", [(KK["text"], "kk")]),
    "no language said": ([EN, BARE], "ru", [(BARE["text"], "")]),
    "no language said, other letters": ([EN, BARE], "en", [(EN["text"], "")]),
    "no language said, other letters alone": ([BARE], "en", [(BARE["text"], "und")]),
    "no former name": ([FORMER, KK], "ru", [(KK["text"], "kk")]),
    "a part of the world": (
        [{**RU, "lang": "ru-KZ"}, KK],
        "ru",
        [(RU["text"], "ru-KZ")],
    ),
    "parts": (
        [
            {"text": "Айнаша", "kind": "given", "lang": "ru"},
            {"text": "Желбегенова", "kind": "family", "lang": "ru"},
            {"text": "Сериковна", "kind": "patronymic", "lang": "ru"},
            {"text": "Zhelbegenova", "kind": "family", "lang": "en"},
        ],
        "ru",
        [("Желбегенова", ""), (" ", ""), ("Айнаша", ""), (" ", ""), ("Сериковна", "")],
    ),
}


@pytest.mark.parametrize("name", WHICH)
def test_which_name_stands_and_in_which_language(name: str) -> None:
    names, language, expected = WHICH[name]
    found = told(names, language)["full_name"]
    assert said(found) == expected
    for run in found.runs:
        assert bool(run.sources) == bool(run.text.strip())


def test_a_name_that_no_paper_prints_is_no_name() -> None:
    found = judged({"records": [identity(names=[FORMER])]})
    assert found.lacking == (Lack.NOT_RECORDED,)


SAID = "[anonymous]\nen = 'a'\nru = 'b'\nkk = 'c'\n"
WRONG = {
    "no field of an identity": (("names", "photo"), SAID),
    "listed twice": (("names", "names"), SAID),
    "without the names": (("born",), SAID),
    "what becomes of it": (("names",), ""),
    "not said in every language": (("names",), "[anonymous]\nen = 'a'\n"),
}


@pytest.mark.parametrize("why", WRONG)
def test_a_form_that_lists_what_it_may_not_cannot_be_used(
    why: str, tmp_path: Path
) -> None:
    fields, anonymous = WRONG[why]
    ours = files("habeas.papers") / "forms" / "exhibit-list"
    for one in ("en.md", "ru.md", "kk.md"):
        (tmp_path / one).write_text((ours / one).read_text("utf-8"), "utf-8")
    settings = (ours / "paper.toml").read_text("utf-8")
    listed = "".join(
        f'\n[[identity]]\nfield = "{one}"\nsource = "art. 1"\nsure = "verified"\n'
        for one in fields
    )
    (tmp_path / "paper.toml").write_text(f"{settings}{listed}{anonymous}", "utf-8")
    with pytest.raises(BadInputError, match=why):
        read_form(tmp_path)
