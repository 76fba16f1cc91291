"""axe finds nothing: the other half, and what fits; the walk is axe_walk.py."""

import pytest

from tests.tally import Tally
from tests.web.axe_walk import MARKS, Found, walk

pytestmark = MARKS


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """What the walk over these pages found."""
    return walk(tmp_path_factory.mktemp("walk") / "vault", 1)


def test_axe_finds_nothing(walked: Found, tally: Tally) -> None:
    assert not walked.axe, "\n".join(walked.axe)
    tally("pages x languages x themes checked by axe", walked.pages)


def test_every_control_has_a_name(walked: Found) -> None:
    assert not walked.unnamed, "\n".join(walked.unnamed)


def test_no_page_is_wider_than_a_phone(walked: Found) -> None:
    assert not walked.wide, "\n".join(walked.wide)
