"""Records of other versions: what fits is read, the rest is kept and shown as such."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.case.facts.registry import RECORDS
from habeas.case.reading import sound_fields, strange_fields

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(),
    lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=5), one),
    max_leaves=6,
)
NOTE: dict[str, object] = {"text": {"lang": "en", "text": "x"}}


def test_fields_that_fit_are_read() -> None:
    assert sound_fields("note", NOTE) == NOTE
    assert strange_fields("note", NOTE) == {}


STRANGE: dict[str, dict[str, object]] = {
    "a field of a newer version": {"mood": 3},
    "a field in a newer form": {"when": {"edtf": "2021", "calendar": "hijri"}},
    "a field of another type": {"about": 7},
}


@pytest.mark.parametrize("name", STRANGE)
def test_what_does_not_fit_is_left_to_be_shown_as_it_is(name: str) -> None:
    fields = {**NOTE, **STRANGE[name]}
    assert sound_fields("note", fields) == NOTE
    assert strange_fields("note", fields) == STRANGE[name]


def test_of_a_type_that_this_version_does_not_know_everything_is_strange() -> None:
    assert sound_fields("hearing", NOTE) == {}
    assert strange_fields("hearing", NOTE) == NOTE


@given(
    st.sampled_from(sorted(RECORDS)).flatmap(
        lambda kind: st.tuples(
            st.just(kind),
            st.dictionaries(
                st.sampled_from([one.name for one in RECORDS[kind].fields] + ["new"]),
                JSON,
            ),
        )
    )
)
def test_whatever_was_written_every_field_is_in_one_of_the_two(
    one: tuple[str, dict[str, object]],
) -> None:
    kind, fields = one
    sound, strange = sound_fields(kind, fields), strange_fields(kind, fields)
    assert set(sound) | set(strange) == set(fields)
    assert not set(sound) & set(strange)
    for name in sound:
        spec = RECORDS[kind].spec(name)
        assert spec is not None
        assert spec.fits(sound[name])
