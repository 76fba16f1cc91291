"""The tree tells nothing of the machines it was written on or fetched from."""

import re

import pytest

from tests.docs.tree import texts

# Written so that this file does not find itself.
HOSTS = re.compile(
    r"py[p]i\.org|python[h]osted|npm[j]s\.(?:org|com)|deb[.]debian[.]org|crates[.]io"
)
MACHINES = re.compile(r"(?<![\w.:/~-])/(?:w[o]rk|r[o]ot|U[s]ers)/\w|/tmp/h[a]beas\b")


@pytest.mark.parametrize(
    ("pattern", "allowed"),
    [
        pytest.param(HOSTS, {"uv.lock"}, id="registry-hosts"),
        pytest.param(MACHINES, set[str](), id="paths-of-a-machine"),
    ],
)
def test_no_file_names(pattern: re.Pattern[str], allowed: set[str]) -> None:
    found = {
        f"{name}: {match[0]}"
        for name, text in texts()
        if name not in allowed
        for match in [pattern.search(text)]
        if match
    }
    assert found == set()
