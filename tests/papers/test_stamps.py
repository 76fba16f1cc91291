"""Timestamps in a bundle: enclosed, named, checked by strangers, and forged."""

import json
import shlex
import subprocess
import sys
from base64 import encodebytes
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from habeas.case.codec import canonical
from habeas.case.facts.timestamps import Scheme
from habeas.log.merkle import leaf_hash, root
from habeas.papers.bundle.model import BundleTimestamp
from habeas.papers.bundle.write import write_bundle
from habeas.timestamps.calendars import Commitment
from habeas.timestamps.commands import command
from habeas.timestamps.covered import Covered, head_text
from habeas.timestamps.judge import judge
from habeas.timestamps.rfc3161 import query
from tests.fuzz.strangers import judge as faults_of
from tests.papers.browsing import CHROMIUM, Verifier, launched
from tests.papers.flipping import relisted
from tests.timestamps.authority import (
    BOASTFUL,
    LIBRESSL,
    OLD,
    Calendar,
    Stamper,
    fake_openssl,
)
from tests.timestamps.conftest import authorities, expired, stamper, stranger

__all__ = ["authorities", "expired", "stamper", "stranger"]
Make: TypeAlias = Any  # conftest.Maker, which a test cannot import
Files: TypeAlias = dict[str, bytes]
Change: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]


def unchanged(fields: dict[str, Any]) -> dict[str, Any]:
    return fields


class Stamped:
    """A bundle whose log ends with three timestamps: a head, an entry, a proof."""

    def __init__(self, make: Make, by: Stamper, change: Change = unchanged) -> None:
        contents = make.bodies()
        short = make.log(contents)
        entries = [one.envelope for one in short.entries]
        log, size = make.log_id.hex(), len(entries)
        head = Covered("head", log, size, root(list(map(leaf_hash, entries))).hex())
        claim = canonical(contents[6][0])
        entry = Covered("entry", log, 6, sha256(claim).hexdigest())
        self.stamps: list[BundleTimestamp] = []
        for number, (covers, data, scheme) in enumerate(
            (
                (head, head_text(head), Scheme.RFC3161),
                (entry, claim, Scheme.RFC3161),
                (head, head_text(head), Scheme.OPENTIMESTAMPS),
            )
        ):
            fields, made = self._made(by, covers, data, scheme, size + number)
            told = make.body("timestamp", 50 + number, change(fields))
            contents.append((told, True))
            self.stamps.append(made)
        self.request = make.request(
            logs=(make.log(contents),), timestamps=tuple(self.stamps)
        )
        self.files: Files = make.files(self.request)

    def _made(
        self, by: Stamper, covers: Covered, data: bytes, scheme: Scheme, index: int
    ) -> tuple[dict[str, Any], BundleTimestamp]:
        imprint, log = bytes.fromhex(covers.imprint), bytes.fromhex(covers.log)
        pem, time = by.pem, None
        if scheme is Scheme.RFC3161:
            token = by.answer(query(imprint).der)
            time = judge(token, imprint, pem).time
        else:
            asked, pem = Commitment(imprint, bytes(16)), b""
            token = asked.proof(Calendar("http://c.invalid").submit(asked.digest))
        suffix = "ots" if scheme is Scheme.OPENTIMESTAMPS else "tsr"
        base = f"data/timestamps/{log.hex()}/{index:06}"
        line = command(scheme, f"{base}.data", f"{base}.{suffix}", f"{base}.pem", time)
        fields = {
            "scheme": str(scheme),
            "covers": str(covers),
            "imprint": covers.imprint,
            "token": encodebytes(token).decode().split(),
        }
        if pem:
            fields["ca"] = pem.decode().splitlines()
        return fields, BundleTimestamp(log, index, suffix, data, token, pem, line)


@pytest.fixture(scope="module")
def bundle(make: Make, stamper: Stamper) -> Stamped:
    return Stamped(make, stamper)


def verified(folder: Path, **env: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, folder / "verify.py", "--json"],
        capture_output=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", **env},
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_stranger_checks_them_with_the_program_and_by_hand(
    bundle: Stamped, tmp_path: Path
) -> None:
    folder = tmp_path / "bundle"
    write_bundle(bundle.request, folder)
    report = verified(folder)
    assert report["verdict"] == "verdict_ok"
    assert {"word": "ok_stamps", "count": 2} in report["holds"]
    assert {"word": "note_ots", "count": 1} in report["notes"]
    for one in bundle.stamps[:2]:
        done = subprocess.run(
            shlex.split(one.command), cwd=folder, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr
    by_hand = subprocess.run(
        ["sh", "-e", "VERIFY.txt"], cwd=folder, capture_output=True, check=False
    )
    assert by_hand.returncode == 0, by_hand.stderr
    text = (folder / "VERIFY.txt").read_text()
    assert all(one.command in text for one in bundle.stamps)
    assert f"#   {bundle.stamps[2].command}" in text
    assert "ots verify -f data/timestamps/" in bundle.stamps[2].command


def test_where_there_is_no_openssl_that_is_said(
    bundle: Stamped, tmp_path: Path
) -> None:
    write_bundle(bundle.request, tmp_path / "bundle")
    report = verified(tmp_path / "bundle", PATH="/nowhere")
    assert {"word": "note_stamps", "count": 2} in report["notes"]
    assert report["verdict"] == "verdict_open"


@pytest.mark.parametrize("script", [LIBRESSL, BOASTFUL, OLD])
def test_an_openssl_that_cannot_judge_them_finds_no_fault(
    script: str, bundle: Stamped, tmp_path: Path
) -> None:
    write_bundle(bundle.request, tmp_path / "bundle")
    report = verified(tmp_path / "bundle", PATH=fake_openssl(tmp_path / "bin", script))
    assert {"word": "note_stamps", "count": 2} in report["notes"]
    assert report["faults"] == []


def test_a_bundle_without_them_says_nothing_of_them(make: Make) -> None:
    files = make.files(make.request())
    assert b"Timestamps by others" not in files["VERIFY.txt"]
    assert faults_of(files) == []


def files_of(files: Files, suffix: str) -> list[str]:
    stamps = (name for name in files if name.startswith("data/timestamps/"))
    return sorted(name for name in stamps if name.endswith(suffix))


def without(files: Files, suffix: str) -> Files:
    (name, *_) = files_of(files, suffix)
    return {one: data for one, data in files.items() if one != name}


def with_other(files: Files, suffix: str, data: bytes) -> Files:
    (name, *_) = files_of(files, suffix)
    return {**files, name: data}


def beside(files: Files, suffix: str) -> Files:
    (name, *_) = files_of(files, ".tsr")
    return {**files, name.replace(".tsr", suffix): b"more"}


FORGED: dict[str, tuple[Callable[[Files], Files], set[str]]] = {
    "no token": (lambda files: without(files, ".tsr"), {"bad_stamp"}),
    "no proof": (lambda files: without(files, ".ots"), {"bad_stamp"}),
    "no root": (lambda files: without(files, ".pem"), {"bad_stamp"}),
    "nothing covered": (lambda files: without(files, ".data"), {"bad_stamp"}),
    "another token": (lambda files: with_other(files, ".tsr", b"x"), {"bad_stamp"}),
    "another text": (lambda files: with_other(files, ".data", b"x"), {"bad_stamp"}),
    "a file more": (lambda files: beside(files, ".ots"), {"bad_stray"}),
    "a name of its own": (lambda files: beside(files, ".txt"), {"bad_stray"}),
}


@pytest.fixture(scope="module")
def page(small_bundle: Path) -> Any:  # noqa: ANN401 - a generator of a Verifier
    if CHROMIUM is None:
        yield None
        return
    with launched() as browser:
        yield Verifier(browser, small_bundle)


def both(page: Verifier | None, files: Files) -> set[str]:
    """Return the faults that both find; of signatures only verify.py knows."""
    ours = faults_of(files)
    if page is not None:
        theirs = page.judge(files)
        assert sorted(one for one in ours if one[0] != "bad_stamp") == sorted(
            one for one in theirs if one[0] != "bad_stamp"
        )
        assert set(map(tuple, theirs)) <= set(map(tuple, ours))
    return {word for word, _ in ours}


@pytest.mark.browser
@pytest.mark.parametrize("attack", FORGED)
def test_files_that_are_not_as_their_entry_says_are_found_by_both(
    attack: str, bundle: Stamped, page: Verifier | None
) -> None:
    forge, words = FORGED[attack]
    assert both(page, bundle.files) == set()
    assert both(page, relisted(forge(dict(bundle.files)))) == words


CHANGED: dict[str, Change] = {
    "another imprint": lambda one: {**one, "imprint": "0" * 64},
    "another root of the log": lambda one: {
        **one,
        "covers": one["covers"][:-64] + "0" * 64,
    },
    "a longer log": lambda one: {
        **one,
        "covers": " ".join([*one["covers"].split()[:2], "99", "0" * 64]),
    },
    "another log": lambda one: {**one, "covers": f"head {'0' * 64} 3 {'0' * 64}"},
    "nothing that can be read": lambda one: {**one, "covers": "everything"},
    "no text": lambda one: {**one, "covers": 7},
    "an entry that is withheld": lambda one: {
        **one,
        "covers": f"entry {one['covers'].split()[1]} 7 {'0' * 64}",
    },
}


@pytest.mark.browser
@pytest.mark.parametrize("change", CHANGED)
def test_an_entry_that_covers_something_else_is_found_by_both(
    change: str, make: Make, stamper: Stamper, page: Verifier | None
) -> None:
    made = Stamped(make, stamper, CHANGED[change])
    assert both(page, made.files) == {"bad_covered", "bad_stray"}


@pytest.mark.browser
def test_a_token_or_root_that_is_no_list_of_lines_is_found_by_both(
    make: Make, stamper: Stamper, page: Verifier | None
) -> None:
    def worded(name: str) -> Change:
        return lambda fields: {**fields, name: "words"}

    for odd in ("token", "ca"):
        made = Stamped(make, stamper, worded(odd))
        assert both(page, made.files) == {"bad_stray"}


def test_a_token_by_somebody_else_or_of_an_expired_authority_is_found(
    make: Make, stamper: Stamper, stranger: Stamper, expired: Stamper
) -> None:
    class Forger(Stamper):
        pem = stamper.pem

    for one in (Forger(stranger.folder), expired):
        found = faults_of(Stamped(make, one).files)
        assert {word for word, _ in found} == {"bad_stamp"}


def test_a_token_without_a_time_is_found(make: Make, stamper: Stamper) -> None:
    made = Stamped(make, stamper, lambda one: {**one, "token": ["QUJD"]})
    name = files_of(made.files, ".tsr")
    files = {**made.files, **dict.fromkeys(name, b"ABC")}
    files = {**files, **dict.fromkeys(files_of(files, ".ots"), b"ABC")}
    assert {word for word, _ in faults_of(relisted(files))} == {"bad_stamp"}
