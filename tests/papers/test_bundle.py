"""A bundle is whole, is the same each time, and is never written when a name leaks."""

import errno
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeAlias

import bagit  # type: ignore[import-untyped]
import pytest

from habeas.errors import BadInputError, DamagedError, StorageError
from habeas.log import proof
from habeas.log.merkle import leaf_hash
from habeas.papers.bundle.contents import MOST_IN_A_FILE, MOST_LEAKS
from habeas.papers.bundle.layout import safe_name
from habeas.papers.bundle.model import BundleRequest
from habeas.papers.bundle.page import render_page
from habeas.papers.bundle.stranger.build import verify_py
from habeas.papers.bundle.write import preview_bundle, write_bundle
from habeas.papers.leaks.errors import LeakFoundError
from habeas.papers.leaks.protected import ProtectedName, protected_name

NAME = "Иванова"
Make: TypeAlias = Any  # conftest.Maker, which a test cannot import
Change = Callable[[Make], dict[str, object]]


def test_the_bag_is_valid_for_the_reference_library(whole_bundle: Path) -> None:
    bagit.Bag(str(whole_bundle)).validate()


def test_every_envelope_and_only_chosen_bodies(whole_bundle: Path, make: Make) -> None:
    (log,) = make.request().logs
    folder = whole_bundle / "data" / "logs" / log.log_id.hex()
    assert len(list(folder.glob("*.entry"))) == len(log.entries)
    chosen = {i: one for i, one in enumerate(log.entries) if one.body is not None}
    shown = {path.name for path in (whole_bundle / "data" / "bodies").rglob("*.json")}
    assert shown == {f"{index:06}.json" for index in chosen}
    for index, entry in chosen.items():
        data = (folder / "proofs" / f"{index:06}.tlog-proof").read_bytes()
        proof.verify(proof.decode(data), leaf_hash(entry.envelope), log.vkeys)


def test_the_same_request_gives_the_same_zip(make: Make, tmp_path: Path) -> None:
    request = make.request()
    one = write_bundle(request, tmp_path / "one.zip")
    two = write_bundle(request, tmp_path / "two.zip")
    assert one.path.read_bytes() == two.path.read_bytes()
    assert one.fingerprint == two.fingerprint


def test_a_zip_is_stored_in_one_top_folder(whole_zip: Path) -> None:
    with zipfile.ZipFile(whole_zip) as archive:
        infos = archive.infolist()
    assert {info.compress_type for info in infos} == {zipfile.ZIP_STORED}
    assert len({info.filename.split("/")[0] for info in infos}) == 1


def test_the_preview_says_what_would_be_written(make: Make, whole_bundle: Path) -> None:
    preview = preview_bundle(make.request())
    files = [path for path in whole_bundle.rglob("*") if path.is_file()]
    there = {path.relative_to(whole_bundle).as_posix() for path in files}
    assert {file.path for file in preview.files} == there
    assert (preview.disclosed, preview.withheld) == (8, 3)
    assert preview.look == ("data/exhibits/1-Letter_scan.pdf",)
    assert (preview.leaks, preview.unsearchable) == ((), ())
    assert preview.size == sum(path.stat().st_size for path in files)


def test_a_text_is_no_exhibit_but_what_was_read_in_one(
    make: Make, whole_bundle: Path
) -> None:
    page = (whole_bundle / "data/index.html").read_text("utf-8")
    assert "<dt>Exhibits enclosed</dt><dd>1</dd>" in page
    assert ">Text that Habeas read from exhibit 1</a>" in page
    empty = make.exhibit("1-text", "text.txt", "text/plain", b"")
    (original, _) = make.request().exhibits
    shown = render_page(make.request(exhibits=(original, empty))).decode()
    assert ">Habeas read no text in exhibit 1</a>" in shown


def exhibit_holding(name: str, data: bytes) -> Change:
    """An exhibit and the disclosed entry that vouches for it."""

    def change(make: Make) -> dict[str, object]:
        file = make.sealed_file(data, "application/octet-stream")
        entry = (make.body("document", 50, {"number": 2, "file": file}), True)
        one = make.exhibit("2", name, "application/octet-stream", data)
        return {"logs": (make.log([*make.bodies(), entry]),), "exhibits": (one,)}

    return change


def note_saying(text: str, *, disclosed: bool) -> Change:
    def change(make: Make) -> dict[str, object]:
        note = make.body("note", 77, {"text": {"lang": "ru", "text": text}})
        return {"logs": (make.log([*make.bodies(), (note, disclosed)]),)}

    return change


def page_with(**changes: object) -> Change:
    return lambda make: {"page": replace(make.request().page, **changes)}


LEAKS: dict[str, tuple[str, Change]] = {
    "in an exhibit": (
        "data/exhibits/2",
        exhibit_holding("a.bin", b"\x00\x01" + NAME.encode("utf-16-le")),
    ),
    "over the border of two chunks": (
        "data/exhibits/2",
        exhibit_holding("a.txt", "дИванова".encode()[2:]),
    ),
    "in an exhibit's name": (
        "data/exhibits/2 (its name)",
        exhibit_holding("PetitionIvanova.pdf", b"x"),
    ),
    "in the text of an exhibit": (
        "text of 1",
        lambda _: {"texts": (("1", "A. Ivanova"),)},
    ),
    "in the page": ("data/index.html", page_with(title="Жалоба Ивановой")),
    "in the page, beside markup": ("data/index.html", page_with(purpose="<Ivanova&")),
    "in a disclosed body": ("data/bodies/", note_saying(NAME, disclosed=True)),
}


@pytest.mark.parametrize("target", ["b.zip", "bag"])
@pytest.mark.parametrize(
    ("place", "change"), [pytest.param(*LEAKS[name], id=name) for name in LEAKS]
)
def test_a_leak_stops_the_export_and_leaves_nothing(
    make: Make, tmp_path: Path, target: str, place: str, change: Change
) -> None:
    request = make.request(**change(make))
    with pytest.raises(LeakFoundError) as caught:
        write_bundle(request, tmp_path / target)
    assert any(leak.place.startswith(place) for leak in caught.value.leaks)
    assert {leak.record for leak in caught.value.leaks} == {"a1" * 16}
    assert "ванов" not in str(caught.value).lower()
    assert "ivanov" not in str(caught.value).lower()
    assert list(tmp_path.iterdir()) == []
    assert preview_bundle(request).leaks == caught.value.leaks


OWN_WORDS = protected_name("b2" * 16, "Operating Webcrypto")


def test_a_name_that_is_a_word_of_the_program_does_not_stop_it(
    make: Make, tmp_path: Path
) -> None:
    written = write_bundle(make.request(protected=(OWN_WORDS,)), tmp_path / "bag")
    told = (written.path / "verify.html").read_text("utf-8").lower()
    assert "webcrypto" in told


def test_a_file_that_is_not_what_the_program_ships_is_searched(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = verify_py("en") + b"# webcrypto"
    monkeypatch.setattr("habeas.papers.bundle.tags.verify_py", lambda _: changed)
    monkeypatch.setattr(
        "habeas.papers.bundle.contents.shipped", lambda _: {verify_py("en")}
    )
    leaks = preview_bundle(make.request(protected=(OWN_WORDS,))).leaks
    assert "verify.py" in {leak.place for leak in leaks}


def test_a_name_in_the_name_of_the_bundle_stops_it(make: Make, tmp_path: Path) -> None:
    with pytest.raises(LeakFoundError):
        write_bundle(make.request(), tmp_path / "ivanova.zip")
    assert list(tmp_path.iterdir()) == []


def test_a_withheld_body_is_not_there_to_leak(make: Make, tmp_path: Path) -> None:
    request = make.request(**note_saying(NAME, disclosed=False)(make))
    write_bundle(request, tmp_path / "b.zip")


def test_a_name_disclosed_on_purpose_is_written(make: Make, tmp_path: Path) -> None:
    request = make.request(
        **note_saying(NAME, disclosed=True)(make),
        allowed=frozenset({ProtectedName("Иванова Алия Сериковна")}),
    )
    write_bundle(request, tmp_path / "b.zip")


def test_a_stream_that_changes_between_the_passes_is_refused(
    make: Make, tmp_path: Path
) -> None:
    request = make.request()
    calls = []

    def read() -> Iterator[bytes]:
        calls.append(1)
        return iter([b"searched" if len(calls) == 1 else b"Ivanova!"])

    swapped = replace(request.exhibits[0], read=read)
    with pytest.raises(DamagedError):
        write_bundle(replace(request, exhibits=(swapped,)), tmp_path / "b.zip")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("target", ["b.zip", "bag"])
def test_a_full_disk_leaves_nothing(
    make: Make, tmp_path: Path, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StorageError):
        write_bundle(make.request(), tmp_path / target)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("target", ["there.zip", "there", "missing/b.zip"])
def test_nothing_is_overwritten_and_no_folder_is_made(
    make: Make, tmp_path: Path, target: str
) -> None:
    (tmp_path / "there.zip").write_text("mine")
    (tmp_path / "there").mkdir()
    with pytest.raises(BadInputError):
        write_bundle(make.request(), tmp_path / target)
    assert (tmp_path / "there.zip").read_text() == "mine"


def without_genesis(make: Make) -> dict[str, object]:
    contents = make.bodies()
    return {"logs": (make.log([(contents[0][0], False), *contents[1:]]),)}


def with_a_changed_body(make: Make) -> dict[str, object]:
    (log,) = make.request().logs
    entries = list(log.entries)
    entries[2] = replace(entries[2], body=entries[2].body.replace(b"Compl", b"Campl"))
    return {"logs": (replace(log, entries=tuple(entries)),)}


def with_an_entry_removed(make: Make) -> dict[str, object]:
    (log,) = make.request().logs
    return {"logs": (replace(log, entries=log.entries[:-1]),)}


def with_entries_swapped(make: Make) -> dict[str, object]:
    (log,) = make.request().logs
    entries = (*log.entries[:7], log.entries[8], log.entries[7], *log.entries[9:])
    return {"logs": (replace(log, entries=entries),)}


def with_keys_of_another(make: Make) -> dict[str, object]:
    (log,) = make.request().logs
    other = make.log(make.bodies(), make.other_seed)
    return {"logs": (replace(log, vkeys=other.vkeys),)}


def with_an_exhibit_of_no_entry(make: Make) -> dict[str, object]:
    return {"exhibits": (make.exhibit("7", "x.txt", "text/plain", b"of no entry"),)}


@pytest.mark.parametrize(
    "change",
    [
        without_genesis,
        with_a_changed_body,
        with_an_entry_removed,
        with_entries_swapped,
        with_keys_of_another,
        with_an_exhibit_of_no_entry,
    ],
)
def test_a_bundle_that_would_not_verify_is_not_written(
    make: Make, tmp_path: Path, change: Change
) -> None:
    request: BundleRequest = make.request(**change(make))
    with pytest.raises(DamagedError):
        write_bundle(request, tmp_path / "b.zip")
    assert list(tmp_path.iterdir()) == []


def test_what_a_search_cannot_see_is_said(make: Make) -> None:
    short = replace(make.request().protected[0], record="short", numbers=("12",))
    preview = preview_bundle(make.request(protected=(short,)))
    assert preview.unsearchable == ("short",)


SAFE_NAMES = [
    ("Letter (scan).pdf", "Letter_scan.pdf"),
    ("../../etc/passwd", "etc_passwd"),
    ("..\\..\\boot.ini", "boot.ini"),
    ("a\u202egnp.exe", "a_gnp.exe"),
    ("Жалоба №3.docx", "Жалоба_3.docx"),
    ("", "file"),
    ("....", "file"),
    ("con.txt", "con_.txt"),
    ("x" * 300 + ".jpeg", "x" * 60 + ".jpeg"),
    ("line\nbreak%0a.txt", "line_break_0a.txt"),
]


@pytest.mark.parametrize(("name", "safe"), SAFE_NAMES)
def test_names_are_safe_for_every_file_system(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_the_fingerprint_is_of_the_list_of_files(make: Make, tmp_path: Path) -> None:
    written = write_bundle(make.request(), tmp_path / "bag")
    listed = (written.path / "tagmanifest-sha256.txt").read_bytes()
    assert written.fingerprint == sha256(listed).hexdigest()


def test_two_files_of_one_path_are_refused(make: Make) -> None:
    request = make.request()
    twice = (*request.exhibits, request.exhibits[0])
    with pytest.raises(ValueError, match="one path"):
        preview_bundle(replace(request, exhibits=twice))


def test_a_flood_of_leaks_is_cut_short(make: Make) -> None:
    text = "Иванова\n" * (MOST_IN_A_FILE + 5)
    flood = make.request(
        texts=tuple((str(number), text) for number in range(12)),
        page=replace(make.request().page, title=text),
    )
    preview = preview_bundle(flood)
    assert len(preview.leaks) == MOST_LEAKS
    assert preview.leaks[MOST_IN_A_FILE - 1].line == MOST_IN_A_FILE
    assert preview.leaks[MOST_IN_A_FILE].place == "text of 1"
    whole = preview_bundle(make.request(page=replace(flood.page, title="short")))
    assert {one.path for one in preview.files} == {one.path for one in whole.files}


def test_where_folders_cannot_be_synced_the_bundle_is_written_all_the_same(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("os.O_DIRECTORY")
    bagit.Bag(str(write_bundle(make.request(), tmp_path / "bag").path)).validate()
