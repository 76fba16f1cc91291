"""The table of what was tried claims something in every row."""

from tests.tally import written


def test_every_row_has_a_number() -> None:
    assert written()
    assert all(written().values())
