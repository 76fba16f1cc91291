"""Papers of one's own forms: begun, answered, sealed; and when the form is gone."""

from pathlib import Path

import pytest

from habeas.actions.desk import Desk
from habeas.actions.house import form_called, house_of, shelf
from habeas.actions.papers import Beginning, answer, begin, composed, seal
from habeas.actions.record import open_case, put
from habeas.errors import BadInputError, NotFoundError
from habeas.papers.engine.layout import lay_out, words_in
from habeas.papers.engine.own import own_named
from habeas.papers.leaks.errors import NameStandsError
from habeas.views.papers import of_form, paper

SETTINGS = """\
use = "court"
reads = ["incidents", "assessments"]
compartments = ["case", "medical"]
source = "ours"
sure = "verified"
[title]
en = "Our letter"
[about]
en = "About"
[[ask]]
key = "court"
kind = "line"
[ask.label]
en = "Which court"
"""
TEMPLATE = """\
# Our letter

To: {{ court }}

{% for one in incidents %}
## {{ one.title }}
{% endfor %}
{% for one in assessments %}
- {{ one.words }}
{% endfor %}
"""


def text(words: str) -> dict[str, str]:
    return {"lang": "en", "text": words}


@pytest.fixture
def folder(desk: Desk) -> Path:
    made = house_of(desk) / "forms" / "our-letter"
    made.mkdir(parents=True)
    (made / "paper.toml").write_text(SETTINGS)
    (made / "en.md").write_text(TEMPLATE)
    return made


@pytest.fixture
def told(desk: Desk) -> str:
    case = open_case(desk, {"title": text("A.")}, "test")
    put(desk, case, "incident", {"title": text("The night")})
    put(desk, case, "incident", {"title": text("The ward")}, "medical")
    return case


def words_of(desk: Desk, case: str, one: str) -> str:
    return "\n".join(words_in(lay_out(composed(desk, case, one).paper)))


def test_a_form_of_ones_own_is_used_as_ours_are(
    desk: Desk, folder: Path, told: str
) -> None:
    one = begin(desk, told, Beginning("our-letter", "en"))
    assert composed(desk, told, one).missing == ("Which court",)
    answer(desk, told, one, {"court": "District court"})
    words = words_of(desk, told, one)
    assert "To: District court" in words
    assert "The night" in words
    seal(desk, told, one)
    found = own_named(folder.parents[1], "our-letter")
    assert found
    fields = paper(desk.views, told, one).view.fields
    assert fields["form_text"] == found.digest


def test_it_reads_no_compartment_that_its_author_did_not_choose(
    desk: Desk, folder: Path, told: str
) -> None:
    assert folder.is_dir()
    plain = begin(desk, told, Beginning("our-letter", "en"))
    assert "The ward" not in words_of(desk, told, plain)
    assert composed(desk, told, plain).apart == 1
    wide = begin(desk, told, Beginning("our-letter", "en", reads=["medical"]))
    assert "The ward" in words_of(desk, told, wide)
    # not what the form does not declare, whatever is chosen
    none = begin(desk, told, Beginning("our-letter", "en", reads=["counsel"]))
    assert "reads" not in paper(desk.views, told, none).view.fields
    # nor what it declares later on
    (folder / "paper.toml").write_text(
        SETTINGS.replace('"case", ', '"case", "counsel", ')
    )
    assert "The ward" not in words_of(desk, told, plain)


def test_a_form_that_is_gone_takes_no_answer_with_it(
    desk: Desk, folder: Path, told: str
) -> None:
    one = begin(desk, told, Beginning("our-letter", "en"))
    answer(desk, told, one, {"court": "District court"})
    folder.rename(folder.with_name("_away"))
    with pytest.raises(NotFoundError, match="What was answered is kept"):
        composed(desk, told, one)
    with pytest.raises(NotFoundError):
        answer(desk, told, one, {"court": "Another"})
    assert paper(desk.views, told, one).given == {"court": "District court"}
    folder.with_name("_away").rename(folder)
    assert "To: District court" in words_of(desk, told, one)


def test_an_answer_that_is_asked_for_no_more_is_kept(
    desk: Desk, folder: Path, told: str
) -> None:
    one = begin(desk, told, Beginning("our-letter", "en"))
    answer(desk, told, one, {"court": "District court"})
    settings, _ask, _rest = SETTINGS.partition("[[ask]]")
    (folder / "paper.toml").write_text(settings)
    (folder / "en.md").write_text("# Our letter\n")
    assert "District court" not in words_of(desk, told, one)
    assert paper(desk.views, told, one).given == {"court": "District court"}


def test_a_broken_form_stands_in_the_list_and_makes_nothing(
    desk: Desk, folder: Path, told: str
) -> None:
    (folder / "paper.toml").write_text("use = ")
    last = list(shelf(house_of(desk)))[-1]
    assert last.name == "our-letter"
    with pytest.raises(BadInputError, match="not TOML"):
        begin(desk, told, Beginning("our-letter", "en"))
    assert form_called(house_of(desk), "appeal").name == "appeal"


def test_the_letterhead_is_looked_through_for_protected_names(
    desk: Desk, folder: Path, told: str
) -> None:
    person = put(desk, told, "person", {"pseudonym": "A.", "role": "complainant"})
    names = [{"text": "Айгерим Выдуманная"}]
    put(desk, told, "identity", {"person": person, "names": names})
    style = '[letterhead]\nen = ["Friends of Aigerim Vydumannaya"]\n'
    (folder.parents[1] / "house.toml").write_text(style)
    one = begin(desk, told, Beginning("our-letter", "en"))
    with pytest.raises(NameStandsError):
        composed(desk, told, one)


def test_a_paper_is_called_by_its_form_as_long_as_it_is_the_only_one(
    desk: Desk, folder: Path, told: str
) -> None:
    assert folder.is_dir()
    assert of_form(desk.views, told, "our-letter") == ""
    one = begin(desk, told, Beginning("our-letter", "en"))
    begin(desk, told, Beginning("chronology", "en"))
    assert of_form(desk.views, told, " Our-Letter ") == one
    begin(desk, told, Beginning("our-letter", "en"))
    with pytest.raises(BadInputError, match="More than one"):
        of_form(desk.views, told, "our-letter")
