"""Entries of any kind in a log: what another version or a hostile copy may write."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from habeas.actions.desk import Desk
from habeas.case.codec import Act, Body, encode_body
from habeas.crypto.nonce import random_bytes
from habeas.vault import read
from habeas.vault.append import Draft, append
from habeas.vault.case_keys import device_in
from habeas.views.db import catch_up

Write = Callable[..., str]


@pytest.fixture
def write(desk: Desk, case: str) -> Write:
    """Return a writer of entries that no rule has looked at."""

    def entry(kind: str, fields: Mapping[str, Any], **parts: Any) -> str:  # noqa: ANN401
        where = parts.pop("case", case)
        place = parts.pop("place", 1)
        number = read.lamport(desk.vault, bytes.fromhex(where)) + 1
        values: dict[str, Any] = {
            "salt": random_bytes(32),
            "act": Act.PUT,
            "type": kind,
            "id": random_bytes(16).hex(),
            "by": device_in(desk.vault, bytes.fromhex(where)).hex(),
            "at": desk.clock.now(),
            "lamport": number,
            "fields": dict(fields),
        }
        values.update(parts)
        body = Body(**values)
        draft = Draft(place, "", encode_body(body), number)
        append(desk.vault, bytes.fromhex(where), [draft])
        catch_up(desk.vault, desk.views)
        return str(values["id"])

    return entry
