"""docs/spec/body.md and its vectors say what the code does."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from habeas.case.codec import canonical, decode_body, encode_body
from habeas.errors import BadInputError

SPEC = Path(__file__).parents[2] / "docs" / "spec"
VECTORS: dict[str, list[dict[str, Any]]] = json.loads(
    (SPEC / "vectors" / "body.json").read_text("utf-8")
)


@pytest.mark.parametrize("one", VECTORS["bodies"], ids=lambda one: one["name"])
def test_a_body_has_these_bytes_and_this_hash(one: dict[str, Any]) -> None:
    data = one["body"].encode()
    assert encode_body(decode_body(data)) == data
    assert canonical(json.loads(data)) == data
    assert hashlib.sha256(data).hexdigest() == one["sha256"]


@pytest.mark.parametrize("one", VECTORS["refused"], ids=lambda one: one["name"])
def test_another_form_is_refused(one: dict[str, Any]) -> None:
    with pytest.raises(BadInputError):
        decode_body(one["body"].encode())


def test_the_example_of_the_specification_is_the_first_vector() -> None:
    text = (SPEC / "body.md").read_text("utf-8")
    first = VECTORS["bodies"][0]
    assert f"```\n{first['body']}\n```" in text
    assert f"commit sha256:{first['sha256']}`" in text
    assert f"{len(first['body'].encode())} bytes" in text
