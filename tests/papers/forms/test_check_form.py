"""A form that somebody writes: all that is wrong with it, and how it reads, at once."""

from importlib.resources import files

import pytest

from habeas.actions.form_check import sample_of
from habeas.languages import LANGUAGES
from habeas.papers.engine.check_form import Checked, check_form
from habeas.papers.engine.layout import lay_out
from habeas.papers.engine.pdf import write_pdf
from tests.papers.forms.conftest import Desks

SKELETONS = files("habeas.papers") / "skeletons"


def skeleton(language: str = "en") -> dict[str, str]:
    return {
        name: (SKELETONS / language / name).read_text("utf-8")
        for name in ("paper.toml", f"{language}.md")
    }


def check(desks: Desks, texts: dict[str, str]) -> Checked:
    return check_form("mine", texts, sample_of(desks.desk, desks.case))


def with_template(template: str) -> dict[str, str]:
    return {**skeleton(), "en.md": template}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_beginnings_of_a_form_can_be_used(desks: Desks, language: str) -> None:
    found = check(desks, skeleton(language))
    assert [one.say() for one in (*found.faults, *found.hints)] == []
    (tried,) = found.tried
    assert tried.language == language
    assert len(tried.headings) == 3  # those of the case are not its own
    assert len(tried.asked) == 3
    assert tried.lacking == ()
    assert tried.alone == ()
    assert write_pdf(lay_out(tried.paper)).startswith(b"%PDF")


EVERYTHING = """\
{{ adressee }}
{{ complainant.nam }}
{% for one in incidents %}
{{ one.titel }} {% for each in one.acounts %}{{ each.sentence }}{% endfor %}
{% endfor %}
{{ complainant }}
"""
MANY = """\
{{ a b }}
{% if more and %}
{{ 1 + }}{{ more }}
{% elif x y %}
{% endif %}
{% fro one in incidents %}
{% endfor %}
{% endif %}
{{ 'x' }}
"""
TEMPLATES = {
    "a name that is nearly right": (
        "# T\n\n{{ adressee }}",
        ["en.md:3: There is no ‘adressee’. Is ‘addressee’ meant?"],
    ),
    "a field that is nearly right": (
        "# T\n\n{{ complainant.nam }}",
        ["en.md:3: There is no ‘nam’. Is ‘name’ meant?"],
    ),
    "a part that is not read": (
        "{% for one in contacts %}{{ one.form }}{% endfor %}",
        ["en.md:1: The form does not read ‘contacts’: add it to ‘reads’."],
    ),
    "where no answer leads": (
        "{% if more and not more %}\n\n{{ nothing }}{% endif %}",
        ["en.md:3: There is no ‘nothing’. There are: addressee, case,"],
    ),
    "words of its own code": ("a\n\nb {{ 'x' }}", ["en.md:3: The template cannot do"]),
    "what is no word": (
        "{{ complainant }}\n\n{{ incidents }}",
        ["en.md:1: What stands here has no s", "en.md:3: What stands here has no s"],
    ),
    "a tag without its end": (
        "a\n{% if more %}\n",
        ["en.md:2: The template cannot do"],
    ),
    "every tag that cannot be read": (
        MANY,
        [f"en.md:{line}:" for line in (1, 2, 3, 4, 6, 8, 9)],
    ),
    "a tag that has no place there": (
        "{% if more %}\n{% endfor %}\n{{ a b }}\n{% endif %}",
        ["en.md:2:", "en.md:3:"],
    ),
    "what nobody can guess": (
        "{{ a b }}\n{{ more\n\n{{ complainant.name }}\n{{ 1 + }}",
        ["en.md:1:", "en.md:4:", "en.md:5:"],
    ),
    "all at once": (
        EVERYTHING,
        [
            "en.md:1:",
            "en.md:2:",
            "en.md:4: There is no ‘titel’",
            "en.md:4:",
            "en.md:6:",
        ],
    ),
    "what none may do": (
        "{{ 1 / 0 }}\n{% include 'x' %}\n{% for a in more recursive %}{% endfor %}",
        ["en.md:1:", "en.md:2:", "en.md:3:"],
    ),
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_faults_of_a_template(desks: Desks, name: str) -> None:
    template, expected = TEMPLATES[name]
    found = [one.say() for one in check(desks, with_template(template)).faults]
    assert len(found) == len(expected), found
    for one, beginning in zip(found, expected, strict=True):
        assert one.startswith(beginning)


def test_faults_of_settings_and_templates_are_said_together(desks: Desks) -> None:
    texts = with_template("{{ 1 / 0 }}")
    texts["paper.toml"] = texts["paper.toml"].replace("authority", "authorty", 1)
    texts["paper.toml"] = texts["paper.toml"].replace('use = "authority"', 'use = "x"')
    found = [one.say() for one in check(desks, texts).faults]
    assert [one.partition(":")[0] for one in found] == ["paper.toml", "en.md"]


def test_a_template_that_cannot_be_read_does_not_hide_the_others(desks: Desks) -> None:
    texts = skeleton() | {"ru.md": skeleton("ru")["ru.md"]}
    texts |= {"en.md": "{{ a b }}\n{{ c d }}"}
    texts["ru.md"] += "\n{{ adressee }}"
    found = check(desks, texts)
    line = len(texts["ru.md"].splitlines())
    said = [one.say() for one in found.faults]
    assert [one.partition(": ")[0] for one in said] == [
        *("en.md:1", "en.md:2"),
        f"ru.md:{line}",
    ]
    assert [one.language for one in found.tried] == ["ru"]


SETTINGS = {
    "a part that there is not": (
        '["incidents"]',
        '["everything"]',
        "no part of a case",
    ),
    "consent to keep it": ('"authority"', '"record"', "‘use’ cannot be ‘record’"),
    "an ask twice": ('"more"', '"request"', "is asked for twice"),
    "an ask called as a part": ('"more"', '"people"', "the name of a part of the case"),
    "an ask that is no name": ('"more"', '"a b"', "no name that a template can use"),
    "a choice without choices": (
        'kind = "line"',
        'kind = "choice"',
        "choices belong to",
    ),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_the_faults_of_settings(desks: Desks, name: str) -> None:
    old, new, expected = SETTINGS[name]
    texts = skeleton()
    assert old in texts["paper.toml"]
    texts["paper.toml"] = texts["paper.toml"].replace(old, new)
    found = [one.say() for one in check(desks, texts).faults]
    assert any(expected in one for one in found), found


def test_what_may_be_wished(desks: Desks) -> None:
    texts = skeleton() | {"ru.md": skeleton("ru")["ru.md"]}
    texts["en.md"] = "# T\n\n{{ addressee }}. It is so.\n\nHe is guilty.\n"
    found = check(desks, texts)
    assert found.faults == ()
    hints = [one.say() for one in found.hints]
    assert any("‘title’ is not said in: ru" in one for one in hints)
    assert any("‘addressee.help’ is not said in: ru" in one for one in hints)
    assert any(
        "‘request’ is asked for and does not stand in: en.md" in h for h in hints
    )
    assert not any("is read and stands in no template" in one for one in hints)
    english, russian = found.tried
    assert english.alone == ("He is guilty.",)
    assert russian.language == "ru"
    texts["ru.md"] = "# T"
    hints = [one.say() for one in check(desks, texts).hints]
    assert any("‘incidents’ is read and stands in no template" in one for one in hints)


def test_ours_have_no_fault(desks: Desks) -> None:
    """What the checker says of a form that is tested in other ways."""
    folder = files("habeas.papers") / "forms" / "chronology"
    names = ("paper.toml", "en.md", "ru.md", "kk.md")
    texts = {name: (folder / name).read_text("utf-8") for name in names}
    assert check(desks, texts).faults == ()
