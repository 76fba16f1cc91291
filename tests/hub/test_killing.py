"""Three hubs, PostgreSQL with a replica, SeaweedFS of three: killed while copies write.

For minutes and by hand: `.venv/bin/python -m tests.hub.killing MINUTES`.
"""

import sys

import pytest

from tests.hub.killing import endure


@pytest.mark.skipif(sys.platform != "linux", reason="the servers are tested on Linux")
def test_whatever_is_killed_nothing_acknowledged_is_lost() -> None:
    ledger = endure(8, seed=6)
    assert not ledger.thin
