"""A stranger's checks: what was done to a bundle is noticed and the file is named."""

import json
import os
import shutil
import struct
import subprocess
import sys
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from habeas.crypto.sign import ed25519_sign
from habeas.papers.bundle.write import write_bundle
from tests.papers.flipping import verifier

Make: TypeAlias = Any  # conftest.Maker, which a test cannot import
Attack = Callable[[Path, Make], str]

openssl = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="the program openssl is not installed"
)
pytestmark = openssl


def run(bundle: Path, *options: str, **env: str) -> tuple[int, str]:
    """Run the bundle's own verify.py as a stranger would."""
    program = bundle / "verify.py" if bundle.is_dir() else bundle.parent / "verify.py"
    if not program.exists():
        with zipfile.ZipFile(bundle) as archive:
            name = next(n for n in archive.namelist() if n.endswith("verify.py"))
            program.write_bytes(archive.read(name))
    done = subprocess.run(
        [sys.executable, "-I", str(program), str(bundle), *options],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, **env},
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def report(bundle: Path) -> dict[str, Any]:
    code, out = run(bundle, "--json")
    found: dict[str, Any] = json.loads(out)
    assert (code == 0) == (found["verdict"] == "verdict_ok")
    return found


@pytest.fixture
def bag(whole_bundle: Path, tmp_path: Path) -> Path:
    """A copy to spoil."""
    return Path(shutil.copytree(whole_bundle, tmp_path / "bag"))


@pytest.mark.parametrize("form", ["whole_bundle", "whole_zip"])
def test_a_whole_bundle_holds(form: str, request: pytest.FixtureRequest) -> None:
    found = report(request.getfixturevalue(form))
    assert found["faults"] == []
    words = {one["word"] for one in found["holds"]}
    assert words >= {
        *("ok_files", "ok_log", "ok_bodies", "ok_ed25519"),
        *("ok_proofs", "ok_exhibits", "ok_passages"),
    }
    (log,) = found["logs"]
    assert (log["size"], log["withheld"], log["ranges"]) == (11, 3, "1, 7\u20138")


def test_the_words_say_what_holds_and_what_is_not_proven(whole_bundle: Path) -> None:
    code, english = run(whole_bundle)
    assert code == 0
    assert english.startswith("Everything that is checked here holds.")
    assert "Withheld: 3 of 11 entries" in english
    assert "That what somebody said is true." in english
    head = next((whole_bundle / "data" / "logs").glob("*/checkpoint.body"))
    digits = sha256(head.read_bytes()).hexdigest()
    assert " ".join(digits[i : i + 4] for i in range(0, 64, 4)) in english
    assert "Не раскрыто" in run(whole_bundle, "--lang", "ru")[1]
    assert "ашылмаған" in run(whole_bundle, "--lang", "kk")[1]


def test_every_file_is_guarded_in_every_byte_sampled(bag: Path) -> None:
    """One byte of each file flipped, at a place of its own: the file is named."""
    files = sorted(path for path in bag.rglob("*") if path.is_file())
    for number, path in enumerate(files):
        name = path.relative_to(bag).as_posix()
        data = path.read_bytes()
        at = number * 7919 % len(data)
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        code, out = run(bag) if name != "verify.py" else _run_other(path, data, bag)
        assert code != 0, (name, at)
        assert name in out, (name, at)
        path.write_bytes(data)


def _run_other(program: Path, whole: bytes, bag: Path) -> tuple[int, str]:
    """A changed verify.py can say anything; one had from elsewhere names it."""
    other = program.parent.parent / "verify.py"
    other.write_bytes(whole)
    done = subprocess.run(
        [sys.executable, "-I", str(other), str(bag)],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def in_log(bag: Path, name: str) -> Path:
    return next((bag / "data" / "logs").iterdir()) / name


def in_bodies(bag: Path, name: str) -> Path:
    return next((bag / "data" / "bodies").iterdir()) / name


def swap(one: Path, two: Path) -> None:
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)


# Each attack spoils the bundle and returns the end of the path that must be named. The
# lists of hashes are made right again afterwards, as any forger would.


def a_body_changed(bag: Path, _: Make) -> str:
    path = in_bodies(bag, "000006.json")
    path.write_bytes(path.read_bytes().replace(b'"alleged"', b'"denied!"'))
    return "bodies/*/000006.json"


def two_bodies_swapped(bag: Path, _: Make) -> str:
    swap(in_bodies(bag, "000002.json"), in_bodies(bag, "000005.json"))
    return "bodies/*/000002.json"


def an_entry_removed(bag: Path, _: Make) -> str:
    in_log(bag, "000007.entry").unlink()
    return "000007.entry"


def the_last_entry_removed(bag: Path, _: Make) -> str:
    for path in (
        in_log(bag, "000010.entry"),
        in_log(bag, "proofs/000010.tlog-proof"),
        in_bodies(bag, "000010.json"),
    ):
        path.unlink()
    return "000010.entry"


def two_entries_reordered(bag: Path, _: Make) -> str:
    swap(in_log(bag, "000007.entry"), in_log(bag, "000008.entry"))
    return "000007.entry"


def an_entry_renumbered(bag: Path, _: Make) -> str:
    path = in_log(bag, "000007.entry")
    other = in_log(bag, "000008.entry").read_bytes()
    path.write_bytes(other.replace(b"index 8", b"index 7"))
    return "checkpoint"


def an_entry_added(bag: Path, _: Make) -> str:
    other = in_log(bag, "000010.entry").read_bytes()
    in_log(bag, "000011.entry").write_bytes(other.replace(b"index 10", b"index 11"))
    return "checkpoint"


def an_entry_truncated(bag: Path, _: Make) -> str:
    path = in_log(bag, "000003.entry")
    path.write_bytes(path.read_bytes()[:-1])
    return "000003.entry"


def an_entry_with_carriage_returns(bag: Path, _: Make) -> str:
    path = in_log(bag, "000003.entry")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    return "000003.entry"


def a_head_of_another_key(bag: Path, make: Make) -> str:
    other = make.log(make.bodies(), make.other_seed)
    names = (other.log_id.hex().encode(), make.log_id.hex().encode())
    in_log(bag, "checkpoint").write_bytes(other.checkpoint.replace(*names))
    return "checkpoint"


def a_head_signed_by_another(bag: Path, make: Make) -> str:
    """All in form, the log's own key named, and yet another's signature."""
    path = in_log(bag, "checkpoint")
    note = path.read_text()
    text, _, signatures = note.rpartition("\n\n")
    blob = b64decode(signatures.split()[2])
    forged = blob[:4] + ed25519_sign(make.other_seed, f"{text}\n".encode())
    mended = note.replace(b64encode(blob).decode(), b64encode(forged).decode())
    path.write_text(mended)
    in_log(bag, "checkpoint.ed25519.sig").write_bytes(forged[4:])
    for proof in in_log(bag, "proofs").iterdir():
        proof.write_text(proof.read_text().replace(note, mended))
    return "checkpoint"


def a_shorter_head_signed_by_nobody(bag: Path, _: Make) -> str:
    path = in_log(bag, "checkpoint")
    path.write_bytes(path.read_bytes().replace(b"\n11\n", b"\n10\n", 1))
    return "checkpoint"


def keys_replaced(bag: Path, make: Make) -> str:
    other = make.log(make.bodies(), make.other_seed)
    in_log(bag, "vkeys").write_text("".join(f"{key}\n" for key in other.vkeys))
    return "vkeys"


def a_pem_replaced(bag: Path, _: Make) -> str:
    path = in_log(bag, "ed25519.pem")
    der = b64decode(path.read_text().split("\n")[1])
    text = b64encode(der[:-1] + b"\x00").decode()
    path.write_text(f"-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n")
    return "ed25519.pem"


def the_genesis_withheld(bag: Path, _: Make) -> str:
    in_bodies(bag, "000000.json").unlink()
    in_log(bag, "proofs/000000.tlog-proof").unlink()
    return "000000.entry"


def a_proof_of_another_entry(bag: Path, _: Make) -> str:
    proofs = in_log(bag, "proofs")
    swap(proofs / "000002.tlog-proof", proofs / "000003.tlog-proof")
    return "proofs/000002.tlog-proof"


def a_proof_cut_short(bag: Path, _: Make) -> str:
    path = in_log(bag, "proofs/000004.tlog-proof")
    lines = path.read_text().split("\n")
    path.write_text("\n".join(lines[:2] + lines[3:]))
    return "proofs/000004.tlog-proof"


def a_proof_missing(bag: Path, _: Make) -> str:
    in_log(bag, "proofs/000004.tlog-proof").unlink()
    return "proofs/000004.tlog-proof"


def an_exhibit_changed(bag: Path, _: Make) -> str:
    (bag / "data/exhibits/1-Letter_scan.pdf").write_bytes(b"another letter")
    return "data/exhibits/1-Letter_scan.pdf"


def an_exhibit_added(bag: Path, _: Make) -> str:
    (bag / "data/exhibits/2-more.pdf").write_bytes(b"more")
    return "data/exhibits/2-more.pdf"


def a_file_added_to_the_log(bag: Path, _: Make) -> str:
    in_log(bag, "note.txt").write_text("hello")
    return "note.txt"


def a_file_added_beside(bag: Path, _: Make) -> str:
    (bag / "README.html").write_text("open me")
    return "README.html"


def a_body_of_no_entry(bag: Path, _: Make) -> str:
    in_bodies(bag, "000099.json").write_text("{}")
    return "000099.json"


def a_body_of_a_log_that_is_not_here(bag: Path, _: Make) -> str:
    folder = bag / "data" / "bodies" / ("ab" * 32)
    folder.mkdir()
    (folder / "000000.json").write_text("{}")
    return f"{'ab' * 32}/000000.json"


ATTACKS: list[Attack] = [
    a_body_changed,
    two_bodies_swapped,
    an_entry_removed,
    the_last_entry_removed,
    two_entries_reordered,
    an_entry_renumbered,
    an_entry_added,
    an_entry_truncated,
    an_entry_with_carriage_returns,
    a_head_of_another_key,
    a_head_signed_by_another,
    a_shorter_head_signed_by_nobody,
    keys_replaced,
    a_pem_replaced,
    the_genesis_withheld,
    a_proof_of_another_entry,
    a_proof_cut_short,
    a_proof_missing,
    an_exhibit_changed,
    an_exhibit_added,
    a_file_added_to_the_log,
    a_file_added_beside,
    a_body_of_no_entry,
    a_body_of_a_log_that_is_not_here,
]


@pytest.mark.counts("hostile inputs tried")
@pytest.mark.parametrize("attack", ATTACKS)
def test_a_forger_who_mends_the_lists_is_found(
    attack: Attack, bag: Path, make: Make
) -> None:
    named = attack(bag, make)
    make.reseal(bag)
    faults = report(bag)["faults"]
    files = [fault["file"] for fault in faults]
    assert any(Path(file).match(named) for file in files), files
    assert not {fault["word"] for fault in faults} & {"bad_changed", "bad_extra"}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_forger_who_does_not_is_found_at_once(
    attack: Attack, bag: Path, make: Make
) -> None:
    attack(bag, make)
    words = {fault["word"] for fault in report(bag)["faults"]}
    assert words & {"bad_changed", "bad_extra", "bad_missing"}


UNSIGNED = {"VERIFY.txt", "bag-info.txt", "index.html", "verify.html", "verify.py"}


@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(where=st.floats(0, 0.999999), at=st.floats(0, 0.999999), by=st.integers(1, 255))
def test_any_byte_changed_is_found_though_the_lists_are_mended(
    bag: Path, make: Make, where: float, at: float, by: int
) -> None:
    """Nothing crashes the verifier either, whatever stands in a file."""
    files = sorted(p for p in (bag / "data").rglob("*") if p.is_file())
    files = [path for path in files if path.name not in UNSIGNED]
    path = files[int(where * len(files))]
    data = path.read_bytes()
    place = int(at * len(data))
    changed = bytes([(data[place] + by) % 256])
    path.write_bytes(data[:place] + changed + data[place + 1 :])
    make.reseal(bag)
    try:
        report = verifier(bag / "verify.py").check(str(bag))
    finally:
        path.write_bytes(data)
    assert report.faults, path


@pytest.mark.parametrize("spoil", [b"", b"\x00" * 100, b"[" * 100_000, b"{}", b"null"])
def test_no_content_of_a_file_crashes_the_verifier(
    bag: Path, make: Make, spoil: bytes
) -> None:
    for path in sorted(bag.rglob("*")):
        if not path.is_file() or path.name in UNSIGNED | {"bagit.txt"}:
            continue
        data = path.read_bytes()
        path.write_bytes(spoil)
        if "manifest" not in path.name:
            make.reseal(bag)
        assert verifier(bag / "verify.py").check(str(bag)).faults, path
        path.write_bytes(data)


def test_a_passage_that_is_not_in_its_text_is_named(make: Make, tmp_path: Path) -> None:
    contents = make.bodies()
    contents[6][0]["fields"]["passage"]["start"] += 1
    bundle = write_bundle(make.request(logs=(make.log(contents),)), tmp_path / "bag")
    (fault,) = report(bundle.path)["faults"]
    assert (fault["word"], Path(fault["file"]).name) == ("bad_passage", "000006.json")


def test_a_whole_log_of_another_writer_shows_another_fingerprint(
    make: Make, tmp_path: Path, whole_bundle: Path
) -> None:
    """Nothing inside can tell: that is why the fingerprint is to be compared."""
    log = make.log(make.bodies(), make.other_seed)
    forged = write_bundle(make.request(logs=(log,)), tmp_path / "bag").path
    (mine,), (theirs,) = report(whole_bundle)["logs"], report(forged)["logs"]
    assert mine["fingerprint"] != theirs["fingerprint"]


def test_links_are_not_followed(bag: Path) -> None:
    path = bag / "data/exhibits/1-text-text.txt"
    data = path.read_bytes()
    (bag.parent / "elsewhere").write_bytes(data)
    path.unlink()
    path.symlink_to(bag.parent / "elsewhere")
    faults = report(bag)["faults"]
    assert {fault["word"] for fault in faults} >= {"bad_name", "bad_missing"}


def test_what_the_system_left_behind_is_ignored(bag: Path) -> None:
    (bag / "data" / ".DS_Store").write_bytes(b"Bud1")
    found = report(bag)
    assert found["verdict"] == "verdict_ok"
    assert "note_ignored" in {one["word"] for one in found["notes"]}


ZIP_TRICKS = {
    "a path upwards": "../../outside.txt",
    "an absolute path": "/outside.txt",
    "a second top folder": "other/bagit.txt",
    "a backslash": "TOP/data\\exhibits\\x",
    "a dot folder": "TOP/./bagit.txt",
    "a name twice": "TOP/bagit.txt",
    "a control character": "TOP/data/exhibits/a\x1b[2Jb",
}


@pytest.mark.counts("hostile inputs tried")
@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ZIP_TRICKS.values(), ids=ZIP_TRICKS)
def test_tricks_with_names_in_a_zip_are_refused(
    name: str, whole_zip: Path, tmp_path: Path
) -> None:
    spoiled = Path(shutil.copy(whole_zip, tmp_path / "b.zip"))
    with zipfile.ZipFile(spoiled, "a") as archive:
        top = archive.namelist()[0].split("/")[0]
        archive.writestr(name.replace("TOP", top), b"x")
    faults = report(spoiled)["faults"]
    assert "bad_name" in {fault["word"] for fault in faults}
    assert "\x1b" not in run(spoiled)[1]


def test_a_zip_packed_again_and_compressed_holds(
    whole_bundle: Path, tmp_path: Path
) -> None:
    packed = shutil.make_archive(str(tmp_path / "b"), "zip", whole_bundle)
    assert report(Path(packed))["verdict"] == "verdict_ok"


def test_a_truncated_zip_does_not_hold(whole_zip: Path, tmp_path: Path) -> None:
    cut = tmp_path / "b.zip"
    cut.write_bytes(whole_zip.read_bytes()[:-500])
    shutil.copy(whole_zip, tmp_path / "whole.zip")
    run(tmp_path / "whole.zip")
    assert run(cut)[0] == 2


def two_bundles(whole: bytes) -> bytes:
    """Genuine members and directory, evil ones, and an end that fits either."""
    return whole[:-22] + whole[:-22] + whole[-22:]


def one_entry_uncounted(whole: bytes) -> bytes:
    count = struct.unpack("<H", whole[-12:-10])[0] - 1
    return whole[:-14] + struct.pack("<HH", count, count) + whole[-10:]


def another_name_in_the_local_header(whole: bytes) -> bytes:
    return whole.replace(b"data/index.html", b"data/index.htm_", 1)


def words_before(whole: bytes) -> bytes:
    return b"#!/bin/sh\n" + whole


ZIPS: dict[str, Callable[[bytes], bytes]] = {
    "two bundles": two_bundles,
    "one entry uncounted": one_entry_uncounted,
    "another name in the local header": another_name_in_the_local_header,
    "words before": words_before,
    "words after": lambda whole: whole + b"more",
    "a comment": lambda whole: whole[:-2] + b"\4\0more",
    "zip64": lambda whole: whole[:-12] + b"\xff\xff" + whole[-10:],
}


@pytest.mark.counts("hostile inputs tried")
@pytest.mark.parametrize("attack", ZIPS.values(), ids=ZIPS)
def test_a_zip_with_two_readings_is_refused(
    attack: Callable[[bytes], bytes], whole_zip: Path, tmp_path: Path
) -> None:
    spoiled = Path(shutil.copy(whole_zip, tmp_path / "b.zip"))
    assert run(spoiled)[0] == 0
    spoiled.write_bytes(attack(whole_zip.read_bytes()))
    code, out = run(spoiled)
    assert code == 2
    assert out.startswith(("This is not a sound zip", "This zip is too large"))


def test_a_log_that_was_seen_is_enclosed_and_the_same(whole_bundle: Path) -> None:
    module = verifier(whole_bundle / "verify.py")
    one, two = module.Log("aa" * 32), module.Log("bb" * 32)
    two.envelopes = [b"0", b"1", b"2", b"3", b"4"]
    for size in range(1, 6):
        leaves = [sha256(b"\0" + leaf).digest() for leaf in two.envelopes[:size]]
        one.seen.append((size, two.id, size, module.tree_root(leaves).hex()))
    found = module.Report()
    module.check_seen(found, [one, two])
    assert found.faults == []
    module.check_seen(found, [one])
    two.envelopes[3] = b"another"
    module.check_seen(found, [one, two])
    words = [(fault["word"], fault["log"]) for fault in found.faults]
    assert words == [("bad_unenclosed", "bb" * 4), *[("bad_seen", "bb" * 4)] * 2]


def test_exhibits_stripped_are_noted_and_repeated_ones_named(
    bag: Path, make: Make
) -> None:
    letter = bag / "data/exhibits/1-Letter_scan.pdf"
    again = Path(shutil.copy(letter, letter.with_name("9-confession.pdf")))
    make.reseal(bag)
    (fault,) = report(bag)["faults"]
    assert (fault["word"], Path(fault["file"]).name) == ("bad_twice", again.name)
    letter.unlink()
    again.unlink()
    make.reseal(bag)
    found = report(bag)
    assert found["faults"] == []
    notes = [one["file"] for one in found["notes"] if one["word"] == "note_exhibit"]
    assert len(notes) == 1


def test_names_that_differ_only_in_capitals_are_refused(bag: Path, make: Make) -> None:
    (bag / "data/exhibits/1-LETTER_scan.pdf").write_bytes(b"x")
    make.reseal(bag)
    assert "bad_name" in {fault["word"] for fault in report(bag)["faults"]}


def test_a_byte_changed_in_a_zip_is_named(whole_zip: Path, tmp_path: Path) -> None:
    data = whole_zip.read_bytes()
    at = data.index(b"%PDF-1.7 invented")
    spoiled = tmp_path / "b.zip"
    spoiled.write_bytes(data[:at] + b"#" + data[at + 1 :])
    code, out = run(spoiled)
    assert code == 1
    assert "1-Letter_scan.pdf" in out


# Answers as `openssl pkeyutl -verify` of version 3.5 does.
NEWER_OPENSSL = """#!{python}
import sys
from pathlib import Path
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import load_pem_public_key
if sys.argv[1] == "version":
    print("OpenSSL 3.5.0 8 Apr 2025")
    sys.exit(0)
given = dict(zip(sys.argv, sys.argv[1:]))
key, message, signature = (
    Path(given[name]).read_bytes() for name in ("-inkey", "-in", "-sigfile")
)
try:
    load_pem_public_key(key).verify(signature, message)
except InvalidSignature:
    sys.exit(1)
"""


@pytest.fixture
def newer(tmp_path: Path) -> str:
    """A PATH on which openssl knows ML-DSA-44."""
    program = tmp_path / "bin" / "openssl"
    program.parent.mkdir()
    program.write_text(NEWER_OPENSSL.format(python=sys.executable))
    program.chmod(0o755)
    return str(program.parent)


def test_a_newer_openssl_checks_both_signatures(whole_bundle: Path, newer: str) -> None:
    code, out = run(whole_bundle, PATH=newer)
    assert code == 0
    assert "(ML-DSA-44): it holds" in out


def test_a_newer_openssl_finds_a_wrong_second_signature(bag: Path, newer: str) -> None:
    path = in_log(bag, "checkpoint")
    lines = path.read_text().split("\n")
    blob = bytearray(b64decode(lines[5].split()[2]))
    blob[700] ^= 1
    lines[5] = " ".join([*lines[5].split()[:2], b64encode(blob).decode()])
    path.write_text("\n".join(lines))
    code, out = run(bag, PATH=newer)
    assert code == 1
    assert "second key did not sign" in out


def test_without_openssl_it_says_so(whole_bundle: Path) -> None:
    code, out = run(whole_bundle, PATH="/nowhere")
    assert code == 2
    assert "a signature could not be checked here" in out


def test_a_folder_that_is_no_bundle(whole_bundle: Path, tmp_path: Path) -> None:
    shutil.copy(whole_bundle / "verify.py", tmp_path)
    assert run(tmp_path)[0] == 2


REPO = Path(__file__).parents[2]


def test_the_copy_in_the_repository_checks_the_bundle_in_the_specification() -> None:
    """A bundle of an earlier day still holds, by a verifier not had from its sender."""
    program = REPO / "src/habeas/papers/bundle/stranger/verify.py"
    bundle = REPO / "docs/spec/vectors/bundle.zip"
    done = subprocess.run(
        [sys.executable, "-I", str(program), str(bundle)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Everything that is checked here holds.")


def test_the_shell_lines_hold_and_notice(bag: Path) -> None:
    """VERIFY.txt is comments and commands: run the very lines."""
    shell = ["sh", "-e", "VERIFY.txt"]
    done = subprocess.run(shell, cwd=bag, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Signature Verified Successfully" in done.stdout
    assert done.stdout.endswith("All of this holds.\n")


@pytest.mark.parametrize(
    "attack",
    [
        a_body_changed,
        two_bodies_swapped,
        an_entry_removed,
        the_last_entry_removed,
        a_head_of_another_key,
        a_head_signed_by_another,
        a_pem_replaced,
        an_exhibit_added,
    ],
)
def test_the_shell_lines_notice_a_forger(attack: Attack, bag: Path, make: Make) -> None:
    attack(bag, make)
    make.reseal(bag)
    shell = ["sh", "-e", "VERIFY.txt"]
    done = subprocess.run(shell, cwd=bag, capture_output=True, text=True, check=False)
    assert done.returncode != 0


@pytest.mark.parametrize("entry", range(1, 12))
def test_the_climb_by_hand_is_right_for_every_size(
    entry: int, make: Make, tmp_path: Path
) -> None:
    """The last disclosed entry of logs of every size up to 11."""
    contents = [(body, True) for body, _ in make.bodies()][:entry]
    bundle = write_bundle(
        make.request(logs=(make.log(contents),), exhibits=(), protected=()),
        tmp_path / "bag",
    )
    shell = ["sh", "-e", "VERIFY.txt"]
    done = subprocess.run(shell, cwd=bundle.path, capture_output=True, check=False)
    assert done.returncode == 0
