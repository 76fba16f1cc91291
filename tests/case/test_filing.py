"""What speaks against a filing: named cases, each with what is said of it."""

from datetime import datetime

import pytest

from habeas.case.rules.filing import Earlier, doubts, require_come
from habeas.errors import BadInputError

BEGUN = datetime.fromisoformat("2026-03-02T23:30:00+05:00")
NOW = datetime.fromisoformat("2026-03-10T12:00:00+05:00")
ONCE = Earlier("2026-03-03")
REPLIED = Earlier("2026-03-03", ("2026-03-05",))
TWICE = "recorded already"
BEFORE = "begun here"
AFTER = "came before"


@pytest.mark.parametrize(
    ("when", "earlier", "said"),
    [
        ("2026-03-03", (), ()),
        ("2026-03-02", (), ()),
        ("2026-03-02T09:00", (), ()),
        ("", (), ()),
        ("2026-03-01", (), (BEFORE,)),
        ("2026-03-02T18:40Z", (), ()),
        ("2026-02", (), (BEFORE,)),
        ("2026-02/2026-03", (), ()),
        ("XXXX", (), ()),
        ("", (ONCE,), (TWICE,)),
        ("2026-03-04", (REPLIED,), (TWICE,)),
        ("2026-03-05", (REPLIED,), (TWICE,)),
        ("2026-03-06", (REPLIED,), (TWICE, AFTER)),
        ("2026-03", (REPLIED,), (TWICE,)),
        ("2026-01-01", (Earlier(""),), (TWICE, BEFORE)),
    ],
)
def test_what_speaks_against_it(
    when: str, earlier: tuple[Earlier, ...], said: tuple[str, ...]
) -> None:
    found = doubts(when, BEGUN, earlier)
    assert [len([one for one in said if one in it.words]) for it in found] == [
        1 for _ in said
    ]
    for one in found:
        assert "{" not in one.words.format(**one.blanks)


@pytest.mark.parametrize("when", ["2026-03-10", "2026-03", "", "2026-03-10T11:59"])
def test_a_day_that_has_come(when: str) -> None:
    require_come(when, NOW)


@pytest.mark.parametrize("when", ["2026-03-11", "2026-04", "2026-03-10T08:00Z", "2999"])
def test_a_day_that_has_not_come(when: str) -> None:
    with pytest.raises(BadInputError, match="has not come yet"):
        require_come(when, NOW)
