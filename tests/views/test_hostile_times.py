"""Records of the right shape with odd days, choices and references crash nothing."""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from habeas.actions.desk import Desk
from habeas.case.codec import Act
from habeas.case.facts.registry import RECORDS
from habeas.case.schema import FieldSpec, Kind
from tests.views.looking import look_at_everything

Write = Callable[..., str]
HEX = "7" * 32
DATES = (
    *("../..", "XXXX", "9999", "0001", "0000", "-9999", "2026-11-01/..", "../2026-11"),
    *("9999-12/..", "2026~", "2026-02-29", "2026-11-01T24:00", "156X", "soon", ""),
    *("9999-12-31T23:59-14:00", "0001-01-01T00:00+14:00", "2200-12-31", "2201-01-01"),
)


def typed(spec: FieldSpec) -> st.SearchStrategy[Any]:
    """Return values of the right shape for a field, with odd contents."""
    refs = st.integers(0, 7)  # which of the records before it, or of nobody
    of: dict[Kind, st.SearchStrategy[Any]] = {
        Kind.WHEN: st.fixed_dictionaries(
            {"edtf": st.sampled_from(DATES), "known": st.just("stated")}
        ),
        Kind.CHOICE: st.sampled_from([*map(str, spec.ask.words), "newer"]),
        Kind.NUMBER: st.sampled_from([0, 1, 7, -5, 3650, 10**9, 2**53 - 1]),
        Kind.FLAG: st.booleans(),
        Kind.LINES: st.sampled_from([[], ["x"], ["calendar y"], ["1 few x"]]),
        Kind.REF: st.tuples(refs),
        Kind.REFS: st.lists(refs, max_size=3).map(tuple),
    }
    words = {"lang": "en", "text": "x"}
    of |= dict.fromkeys((Kind.TEXT, Kind.PROSE), st.sampled_from([words, {}]))
    code = st.sampled_from(["KZ", "RU", "US", "MARS", "kz.appeal.ruling", "kz.x"])
    return of.get(spec.ask.kind, code)


TYPED = (
    *("contact", "letter", "letter_step", "proceeding", "proceeding_step", "deadline"),
    *("risk", "assessment", "plan", "escalation", "alarm", "register", "matter"),
    *("person", "perishable", "preservation"),
)
RECORD = st.sampled_from(TYPED).flatmap(
    lambda kind: st.tuples(
        st.just(kind),
        st.fixed_dictionaries(
            {one.name: typed(one) for one in RECORDS[kind].fields if one.required},
            optional={
                one.name: typed(one) for one in RECORDS[kind].fields if not one.required
            },
        ),
        st.booleans(),
    )
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    max_examples=15,
    deadline=None,
)
@given(st.lists(RECORD, min_size=4, max_size=9))
def test_right_shapes_with_odd_contents_crash_nothing(
    desk: Desk, case: str, write: Write, told: list[tuple[str, dict[str, Any], bool]]
) -> None:
    made: list[str] = []

    def named(value: Any) -> Any:  # noqa: ANN401 - whatever a field holds
        if not isinstance(value, tuple):
            return value
        return [made[one] if one < len(made) else HEX for one in value]

    for kind, fields, gone in told:
        values = {name: named(value) for name, value in fields.items()}
        for spec in RECORDS[kind].fields:
            if spec.ask.kind is Kind.REF and spec.name in values:
                (values[spec.name],) = values[spec.name]
        made.append(write(kind, values))
        if gone:
            write(kind, {}, act=Act.WITHDRAW, id=made[-1], reason="x")
    look_at_everything(desk, case)
