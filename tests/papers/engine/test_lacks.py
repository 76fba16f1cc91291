"""What a paper lacks is told in the reader's language, with the key that answers it."""

import re

import pytest

from habeas.papers.engine.form import form_named, our_names
from habeas.papers.engine.lacks import Lacking, lacking

GAP = re.compile(r'gap\("([^"]*)"\)')
OURS = sorted(name for name in our_names() if not name.startswith("_"))


def test_an_ask_is_told_by_its_key_in_the_language_of_the_reader() -> None:
    form = form_named("appeal")
    (act,) = (one for one in form.ask if one.key == "act")
    (found,) = lacking(form, (act.label["kk"],), "kk", "en")
    assert found == Lacking("The decision that is appealed", "act", act.label["kk"])
    (same,) = lacking(form, (act.label["kk"],), "kk", "kk")
    assert same == Lacking(act.label["kk"], "act")


def test_what_the_case_must_say_is_told_as_another_template_has_it() -> None:
    form = form_named("chronology")
    (found,) = lacking(form, ("без даты",), "ru", "en")
    assert found == Lacking("no date", "", "без даты")
    (found,) = lacking(form_named("appeal"), ("номер дела",), "ru", "en")
    assert found == Lacking("номер дела")


@pytest.mark.parametrize("name", OURS)
def test_the_templates_of_a_form_name_the_same_gaps(name: str) -> None:
    found = {len(GAP.findall(text)) for text in form_named(name).templates.values()}
    assert len(found) == 1
