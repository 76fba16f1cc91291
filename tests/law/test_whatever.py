"""Whatever is recorded, every rule answers, in every language, and never by chance."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from random import Random  # noqa: TID251 - hypothesis gives a seeded one

from hypothesis import given
from hypothesis import strategies as st

from habeas.languages import LANGUAGES
from habeas.law.counting import compute, proposed
from habeas.law.events import ACTS, CIRCUMSTANCES, EVENTS, PROCEEDINGS
from habeas.law.filing import filed_in_time
from habeas.law.happenings import Computed, Happening, order
from habeas.law.packs import CODES, Pack, packs

RULES = [(pack, name) for pack in packs().values() for name in pack.terms]
MOMENTS = st.datetimes(
    datetime(2000, 1, 1),  # noqa: DTZ001 - the zone is chosen beside it
    datetime(2040, 1, 1),  # noqa: DTZ001 - as above
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=6))]),
)
HAPPENINGS = st.builds(
    Happening,
    st.sampled_from(list(EVENTS)),
    st.dates(date(2000, 1, 1), date(2040, 1, 1)) | MOMENTS,
    st.sampled_from(["", *ACTS]),
)
ROWS = st.lists(HAPPENINGS, max_size=8)
FACTS = st.frozensets(st.sampled_from(list(CIRCUMSTANCES)))
WHERE = st.sampled_from(["", *CODES])


def sentences(done: Computed) -> list[str]:
    parts = [*done.steps, *done.warnings, *(one.why for one in done.alternatives)]
    return [one.say(language, str) for one in parts for language in LANGUAGES]


@given(st.sampled_from(RULES), ROWS, FACTS, WHERE)
def test_every_rule_answers(
    rule: tuple[Pack, str],
    rows: Sequence[Happening],
    when: frozenset[str],
    where: str,
) -> None:
    pack, name = rule
    done = compute(pack, name, rows, when, where=where)
    said = sentences(done)
    assert all(said)
    assert not any("{" in one or "}" in one for one in said)
    assert sum(one.taken for one in done.alternatives) == done.started
    if done.due is not None and done.begins is not None:
        assert order(done.due) >= order(done.begins)
        assert done.stopped is None
    filed_in_time(done, rows)


@given(
    st.sampled_from(list(packs().values())),
    st.sampled_from(list(PROCEEDINGS)),
    ROWS,
    FACTS,
    st.randoms(),
)
def test_the_order_of_records_changes_nothing(
    pack: Pack,
    proceeding: str,
    rows: list[Happening],
    when: frozenset[str],
    chance: Random,
) -> None:
    """Only the order within one moment, which nobody can know, is left as it is."""
    apart = list({order(one.at): one for one in rows}.values())
    mixed = list(apart)
    chance.shuffle(mixed)
    assert proposed(pack, proceeding, mixed, when) == proposed(
        pack, proceeding, apart, when
    )
