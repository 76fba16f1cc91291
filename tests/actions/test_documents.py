"""Bringing in documents: sealed first, read, recorded; and nothing else ever left."""

import io
import os
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

import pytest
from PIL import Image

from habeas import app
from habeas.actions import documents as documents_module
from habeas.actions.desk import Desk
from habeas.actions.documents import (
    add_file,
    as_found,
    begin_import,
    file_of,
    mark_boilerplate,
    plain_name,
    text_of,
)
from habeas.actions.drafting import New
from habeas.actions.identities import photo_of, set_photo
from habeas.actions.record import correct, open_case, put, put_all, withdraw
from habeas.actions.sealed import look
from habeas.actions.texts import sealed_value
from habeas.case.facts.access import Look
from habeas.case.rules.embedded import Differs
from habeas.errors import (
    BadInputError,
    DamagedError,
    NotFoundError,
    RefusedError,
    StorageError,
)
from habeas.views.documents import document, documents
from habeas.views.records import record, records

MARKER = b"Zq7-marker-that-stands-nowhere-else-Zq7 "
Add = Callable[..., str]


def sealed(desk: Desk) -> list[Path]:
    folder = desk.vault.folder / "exhibits"
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_document_comes_back_byte_for_byte(desk: Desk, case: str, add: Add) -> None:
    data = bytes(range(256)) * 999
    one = add(data, "scan.bin")
    view = document(desk.views, case, one).document
    assert b"".join(look(desk, file_of(view), Look.SAVED)) == data
    assert (view.fields["number"], view.fields["name"]) == (1, "scan.bin")
    assert view.fields["file"]["size"] == len(data)
    assert len(sealed(desk)) == 2


def test_its_text_is_sealed_with_where_it_came_from(
    desk: Desk, case: str, add: Add
) -> None:
    found = text_of(desk, case, add())
    assert found.text.startswith("She said that the guard came at night.\n")
    assert found.extract is not None
    assert found.extract.fields["tool"]
    assert found.version == found.extract.fields["file"]["sha256"]


def test_a_file_without_text_keeps_what_was_noted(
    desk: Desk, case: str, add: Add
) -> None:
    found = text_of(desk, case, add(b"\0\1\2\3" * 100, "x.bin"))
    assert found.text == ""
    assert found.extract is not None
    assert found.extract.fields["notes"]


def test_author_and_dates_are_given_with_it_and_corrected_later(
    desk: Desk, case: str, her: str, tmp_path: Path
) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("x")
    when = {"edtf": "2021-12", "known": "document"}
    one = add_file(desk, case, path, {"author": her, "dated": when})
    later = {"edtf": "2021-12-07", "known": "stated"}
    title = {"lang": "en", "text": "Letter 1"}
    correct(desk, case, one, {"dated": later, "title": title}, reason="asked")
    correct(desk, case, one, {}, drop=["author"], reason="unsure")
    (line,) = documents(desk.views, case)
    assert (line.dated, line.title, line.claims) == ("2021-12-07", "Letter 1", 0)
    for fixed in ({"number": 7}, {"name": "x"}):
        with pytest.raises(RefusedError):
            correct(desk, case, one, fixed, reason="x")


def test_the_very_same_file_is_refused_with_its_number(
    desk: Desk, case: str, add: Add
) -> None:
    one = add()
    before = sealed(desk)
    with pytest.raises(RefusedError, match="as exhibit 1"):
        add()
    assert sealed(desk) == before
    withdraw(desk, case, one, reason="wrong file")
    add()
    other = open_case(desk, {"title": {"lang": "en", "text": "x"}}, "test")
    incoming = begin_import(desk, other, "story.txt")
    incoming.write(b"x")
    incoming.finish()


def test_a_number_is_never_given_twice(desk: Desk, case: str, add: Add) -> None:
    add("1", "a.txt")
    withdraw(desk, case, add("2", "b.txt"), reason="wrong file")
    add("3", "c.txt")
    assert [one.number for one in documents(desk.views, case)] == [1, 3]


def test_two_at_once_get_two_numbers(desk: Desk, case: str) -> None:
    errors: list[BaseException] = []

    def bring(data: bytes) -> None:
        try:
            incoming = begin_import(desk, case, "x.bin")
            incoming.write(data)
            incoming.finish()
        except BaseException as error:  # noqa: BLE001 - shown below
            errors.append(error)

    threads = [
        threading.Thread(target=bring, args=(data,))
        for data in (b"\0one", b"\0two", b"\0three", b"\0same", b"\0same")
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert [one.number for one in documents(desk.views, case)] == [1, 2, 3, 4]
    assert [type(one) for one in errors] == [RefusedError]
    assert len(sealed(desk)) == 8


def refuse_storage(*_: object, **__: object) -> object:
    raise StorageError("full")


class TestRefused:
    """What is refused leaves no file."""

    def test_an_empty_file(self, desk: Desk, add: Add) -> None:
        with pytest.raises(BadInputError, match="empty"):
            add(b"")
        assert sealed(desk) == []

    def test_a_wrong_field(self, desk: Desk, case: str, tmp_path: Path) -> None:
        path = tmp_path / "x.txt"
        path.write_text("x")
        for fields in ({"author": "nobody"}, {"dated": {"edtf": "soon"}}, {"x": 1}):
            with pytest.raises(BadInputError):
                add_file(desk, case, path, fields)
        with pytest.raises(BadInputError):
            add_file(desk, case, path, {}, "attic")
        assert sealed(desk) == []

    def test_aborted(self, desk: Desk, case: str) -> None:
        incoming = begin_import(desk, case, "x")
        incoming.write(MARKER * 99_999)
        incoming.abort()
        incoming.abort()
        assert sealed(desk) == []

    def test_a_reader_that_fails(
        self, desk: Desk, case: str, add: Add, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(documents_module, "read_document", fail)
        with pytest.raises(KeyboardInterrupt):
            add()
        assert sealed(desk) == []
        assert documents(desk.views, case) == []

    def test_a_disk_that_fills_before_the_record_keeps_the_sealed_file(
        self, desk: Desk, add: Add, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Nobody can say whether a commit that failed is on the disk: keep the file."""
        monkeypatch.setattr(documents_module, "put_all", refuse_storage)
        with pytest.raises(StorageError):
            add()
        assert len(sealed(desk)) == 2

    def test_interrupted_after_the_record_the_file_is_there(
        self, desk: Desk, case: str, add: Add, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def interrupted(desk: Desk, case: str, news: Sequence[New]) -> None:
            put_all(desk, case, news)
            raise KeyboardInterrupt

        with monkeypatch.context() as broken:
            broken.setattr(documents_module, "put_all", interrupted)
            with pytest.raises(KeyboardInterrupt):
                add()
        (line,) = documents(desk.views, case)
        view = document(desk.views, case, line.id).document
        assert b"".join(look(desk, file_of(view), Look.SAVED)).startswith(b"She said")

    UNREADABLE: ClassVar[dict[str, Callable[[Path], None]]] = {
        "a folder": lambda path: path.mkdir(),
        "a pipe": os.mkfifo,
        "a link to nothing": lambda path: path.symlink_to("/nowhere"),
        "nothing": lambda _: None,
    }

    @pytest.mark.parametrize("name", UNREADABLE)
    def test_what_is_no_file(
        self, name: str, desk: Desk, case: str, tmp_path: Path
    ) -> None:
        self.UNREADABLE[name](tmp_path / "x")
        with pytest.raises(BadInputError, match="cannot be read"):
            add_file(desk, case, tmp_path / "x")
        assert sealed(desk) == []

    def test_a_file_that_fails_halfway(
        self, desk: Desk, case: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        (tmp_path / "x").write_text("x")

        real = Path.open

        def refuse(path: Path, mode: str, buffering: int = -1) -> object:
            if path.name == "x":
                raise OSError
            return real(path, mode, buffering)

        monkeypatch.setattr(Path, "open", refuse)
        with pytest.raises(BadInputError, match="cannot be read"):
            add_file(desk, case, tmp_path / "x")
        assert sealed(desk) == []


def everything_with_the_marker(*places: Path) -> list[Path]:
    found = []
    for place in places:
        for folder, _, names in os.walk(place):  # what vanishes is passed over
            for path in (Path(folder, name) for name in names):
                with suppress(OSError):
                    if path.is_file() and MARKER.strip() in path.read_bytes():
                        found.append(path)
    return found


def test_no_plaintext_is_on_the_disk_during_or_after_an_import(
    desk: Desk, case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    for name in ("TMPDIR", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(temporary))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.chdir(temporary)
    seen: list[Path] = []
    others = Path("/dev/shm").glob("*")  # a whole run keeps its own files there
    places = (tmp_path, *(one for one in others if not one.name.startswith("habeas-")))
    incoming = begin_import(desk, case, "story.txt")
    for _ in range(40):
        incoming.write(MARKER * 2000)
        seen += everything_with_the_marker(*places)
    document_id = incoming.finish()
    text = {"lang": "en", "text": MARKER.decode()}
    put(desk, case, "note", {"text": text})
    seen += everything_with_the_marker(*places)
    assert MARKER.decode().strip() in text_of(desk, case, document_id).text
    desk.close()
    seen += everything_with_the_marker(*places)
    assert seen == []
    assert list(temporary.iterdir()) == []


def test_what_an_interrupted_import_left_is_cleared_at_the_next_unlock(
    desk: Desk, case: str, passphrase: str
) -> None:
    incoming = begin_import(desk, case, "x")
    incoming.write(b"x" * 999_999)
    desk.close()  # a lock drops it itself, a kill does not
    assert sealed(desk) == []
    left = desk.vault.folder / "exhibits" / "incoming" / "0123"
    left.write_bytes(b"half of a sealed file")
    again = app.unlock(desk.vault.folder, passphrase)
    assert not left.exists()
    again.close()
    incoming.abort()


NAMES = {
    "letter.pdf": "letter.pdf",
    "/home/counsel/secret/letter.pdf": "letter.pdf",
    "C:\\Users\\x\\letter.pdf": "letter.pdf",
    "../../etc/passwd": "passwd",
    "..": "document",
    ".": "document",
    "": "document",
    "/": "document",
    "...": "document",
    "a\nb\0c\x1b[31m.txt": "abc[31m.txt",
    "\ud800.txt": "txt",
    "письмо ә.txt": "письмо ә.txt",
    "x" * 300: "x" * 200,
    " . ": "document",
    "\u202egpj.exe": "gpj.exe",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_keeps_no_path_and_no_control_character(name: str) -> None:
    assert plain_name(name) == NAMES[name]


@pytest.mark.parametrize("name", NAMES)
def test_whatever_the_name_the_document_is_recorded(
    name: str, desk: Desk, case: str
) -> None:
    incoming = begin_import(desk, case, name)
    incoming.write(b"\0")
    one = incoming.finish()
    assert record(desk.views, case, one).fields["name"] == NAMES[name]


class TestBoilerplate:
    def spans(self, desk: Desk, case: str, one: str) -> list[tuple[int, int]]:
        extract = text_of(desk, case, one).extract
        assert extract is not None
        return [
            (span["start"], span["end"])
            for span in extract.fields.get("boilerplate", [])
        ]

    def test_marked_and_undone(self, desk: Desk, case: str, add: Add) -> None:
        one = add()
        mark_boilerplate(desk, case, one, 0, 8, marked=True)
        mark_boilerplate(desk, case, one, 20, 30, marked=True)
        assert self.spans(desk, case, one) == [(0, 8), (20, 30)]
        mark_boilerplate(desk, case, one, 5, 25, marked=True)
        assert self.spans(desk, case, one) == [(5, 25)]
        mark_boilerplate(desk, case, one, 7, 8, marked=False)
        assert self.spans(desk, case, one) == []
        with pytest.raises(BadInputError):
            mark_boilerplate(desk, case, one, 7, 8, marked=False)

    @pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (4, 3), (0, 10**9)])
    def test_only_inside_the_text(
        self, start: int, end: int, desk: Desk, case: str, add: Add
    ) -> None:
        with pytest.raises(BadInputError):
            mark_boilerplate(desk, case, add(), start, end, marked=True)


def test_a_document_whose_text_was_withdrawn_has_none(
    desk: Desk, case: str, add: Add
) -> None:
    one = add(b"\0\1", "x.bin")
    (line,) = records(desk.views, case, "extract")
    withdraw(desk, case, line.id, reason="badly read")
    found = text_of(desk, case, one)
    assert (found.text, found.version, found.extract) == ("", "", None)


def test_a_text_that_is_no_text_is_damage(desk: Desk, case: str, add: Add) -> None:
    """As another program may have recorded it."""
    one = add(b"\0\1", "x.bin")
    intake = desk.vault.exhibits.receive()
    intake.write(b"\xff\xfe")
    file = sealed_value(intake.finish(), "text/plain")
    put(desk, case, "extract", {"document": one, "file": file, "tool": "other"})
    with pytest.raises(DamagedError):
        text_of(desk, case, one)


class TestDamage:
    def test_a_changed_text(self, desk: Desk, case: str, add: Add) -> None:
        one = add()
        for path in sealed(desk):
            path.write_bytes(path.read_bytes()[:-1])
        with pytest.raises(DamagedError):
            text_of(desk, case, one)

    def test_a_document_that_is_not_there(
        self, desk: Desk, case: str, her: str
    ) -> None:
        for one in ("0" * 32, her):
            with pytest.raises(NotFoundError):
                text_of(desk, case, one)


class TestPhoto:
    PNG = b"\x89PNG\r\n\x1a\n" + bytes(99)

    @pytest.fixture
    def identity(self, desk: Desk, case: str, her: str) -> str:
        return put(desk, case, "identity", {"person": her})

    def test_it_is_sealed_like_any_exhibit(
        self, desk: Desk, case: str, identity: str
    ) -> None:
        set_photo(desk, case, identity, [self.PNG[:4], self.PNG[4:]], "given")
        photo = photo_of(desk, case, identity)
        assert b"".join(look(desk, photo, Look.SAVED)) == self.PNG

    @pytest.mark.parametrize(
        ("chunks", "reason"),
        [
            ([b"GIF89a"], "x"),
            ([], "x"),
            ([PNG, bytes(33 << 20)], "x"),
            ([PNG], ""),
        ],
    )
    def test_what_is_refused_leaves_no_file(
        self, chunks: list[bytes], reason: str, desk: Desk, case: str, identity: str
    ) -> None:
        with pytest.raises(BadInputError):
            set_photo(desk, case, identity, chunks, reason)
        assert sealed(desk) == []
        with pytest.raises(NotFoundError):
            photo_of(desk, case, identity)

    def test_only_an_identity_has_one(self, desk: Desk, case: str, her: str) -> None:
        with pytest.raises(NotFoundError):
            set_photo(desk, case, her, [self.PNG], "x")
        with pytest.raises(NotFoundError):
            photo_of(desk, case, her)


def test_the_list_counts_claims_and_not_texts(
    desk: Desk, case: str, her: str, add: Add
) -> None:
    one = add()
    text = {"lang": "en", "text": "x"}
    fields = {"speaker": her, "stance": "alleged", "document": one, "text": text}
    claims = [put(desk, case, "claim", fields) for _ in range(2)]
    withdraw(desk, case, claims[0], reason="twice")
    (line,) = documents(desk.views, case)
    assert line.claims == 1
    assert len(records(desk.views, case, "extract")) == 1


class TestAcquired:
    """How a file was as it was found, and what it was made from."""

    def test_two_hashes_to_match_lists_by(
        self, desk: Desk, case: str, add: Add
    ) -> None:
        fields = document(desk.views, case, add(b"abc", "x.bin")).document.fields
        assert fields["md5"] == "900150983cd24fb0d6963f7d28e17f72"
        assert fields["sha1"] == "a9993e364706816aba3e25717850c26c9cd0d89d"

    def test_a_file_keeps_the_time_of_its_file_system(
        self, desk: Desk, case: str, tmp_path: Path
    ) -> None:
        path = tmp_path / "IMG_0421.txt"
        path.write_bytes(b"found so")
        os.utime(path, (0, 1773930600.7))
        one = document(desk.views, case, add_file(desk, case, path)).document
        assert one.fields["modified"] == {
            "edtf": "2026-03-19T14:30:00Z",
            "known": "file",
        }

    def test_what_a_person_says_of_that_time_stands(
        self, desk: Desk, case: str, tmp_path: Path
    ) -> None:
        path = tmp_path / "a.txt"
        path.write_bytes(b"copied since")
        said = {"modified": {"edtf": "2026-03", "known": "stated"}}
        one = document(desk.views, case, add_file(desk, case, path, said)).document
        assert one.fields["modified"] == said["modified"]

    @pytest.mark.parametrize("seconds", [1e18, -1e18, float("inf"), float("nan")])
    def test_a_time_that_none_can_be_is_not_known(self, seconds: float) -> None:
        assert as_found(seconds) == {"edtf": "XXXX", "known": "file"}

    def test_a_time_of_the_first_years_is_whole(self) -> None:
        assert as_found(-50_000_000_000)["edtf"] == "0385-07-25T07:06:40Z"

    def test_a_picture_that_says_otherwise_is_told(self, desk: Desk, case: str) -> None:
        exif = Image.Exif()
        exif.get_ifd(34665)[36867] = "2026:03:21 09:00:00"
        picture = io.BytesIO()
        Image.new("RGB", (4, 4)).save(picture, "JPEG", exif=exif)
        incoming = begin_import(desk, case, "photo.jpg")
        incoming.write(picture.getvalue())
        one = incoming.finish({"dated": {"edtf": "2026-03-19", "known": "stated"}})
        view = document(desk.views, case, one)
        assert view.extract is not None
        assert "taken: 2026-03-21T09:00:00" in view.extract.fields["metadata"]
        assert [each.kind for each in view.differences] == [Differs.DATE]

    def test_nothing_is_made_from_its_own_copy(
        self, desk: Desk, case: str, add: Add
    ) -> None:
        first, second, third = (add(b"%d" % n, "a.txt") for n in range(3))
        for above, below in ((first, second), (second, third)):
            correct(desk, case, below, {"parent": above}, reason="a copy")
        with pytest.raises(BadInputError, match="taken from something"):
            correct(desk, case, first, {"parent": third}, reason="a ring")
        correct(desk, case, third, {"parent": first}, reason="the first after all")
