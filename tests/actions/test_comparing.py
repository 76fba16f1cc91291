"""Lists of hashes in a folder: held against the files, and never followed."""

import hashlib
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from habeas.actions import comparing
from habeas.actions.batches import begin_batch, finish, keep
from habeas.actions.desk import Desk
from habeas.actions.documents import text_of
from habeas.actions.walk import Entered, Left, walk
from habeas.case.batch import Line, Outcome, read_list, unspelled
from habeas.text.siblings import Siblings
from habeas.views.documents import document, documents
from habeas.views.records import record


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "export"
    (made / "data").mkdir(parents=True)
    (made / "data" / "a.jpg").write_bytes(b"a")
    (made / "data" / "b.jpg").write_bytes(b"b")
    return made


@pytest.fixture
def bring(desk: Desk, case: str, folder: Path) -> Callable[[], dict[str, Any]]:
    """Return what brings the folder in: the record's fields, and the lines by path."""

    def whole() -> dict[str, Any]:
        batch = begin_batch(desk, case, folder, {})
        while not batch.run.ended:
            keep(desk, batch, batch.run.group())
        listed = finish(desk, batch)
        lines = list(read_list(text_of(desk, case, listed).text))
        fields = dict(record(desk.views, case, batch.id).fields)
        return {**fields, "lines": {one.path: one for one in lines}}

    return whole


def digest(data: bytes, algorithm: str = "sha256") -> str:
    return hashlib.new(algorithm, data).hexdigest()


def bag(folder: Path, algorithm: str) -> str:
    (folder / "bagit.txt").write_text("BagIt-Version: 1.0\n")
    (folder / f"manifest-{algorithm}.txt").write_text(
        f"{digest(b'a', algorithm)}  data/a.jpg\n"
        f"{digest(b'x', algorithm)}  data/b.jpg\nno line of a manifest\n"
    )
    return f"manifest-{algorithm}.txt"


def sums(folder: Path, algorithm: str) -> str:
    (folder / f"{algorithm}sums.txt").write_text(
        f"{digest(b'a', algorithm)} *./data/a.jpg\r\n"
        f"{digest(b'x', algorithm)} *data\\b.jpg\r\n"
    )
    return f"{algorithm}sums.txt"


def tagged(folder: Path, algorithm: str) -> str:
    name = algorithm.upper()
    (folder / f"list.{algorithm}").write_text(
        f"{name} (data/a.jpg) = {digest(b'a', algorithm)}\n"
        f"{name} (data/b.jpg) = {digest(b'x', algorithm)}\n"
    )
    return f"list.{algorithm}"


@pytest.mark.parametrize("kind", [bag, sums, tagged])
@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha224", "sha256", "sha512"])
def test_what_a_list_says_is_confirmed_or_told_loudly(  # noqa: PLR0913, PLR0917
    desk: Desk,
    case: str,
    folder: Path,
    bring: Callable[[], dict[str, Any]],
    kind: Callable[[Path, str], str],
    algorithm: str,
) -> None:
    name = kind(folder, algorithm)
    found = bring()
    assert (found["confirmed"], found["differing"], found["missing"]) == (1, 1, 0)
    assert any(one.startswith(name) for one in found["lists"])
    assert found["lines"]["data/a.jpg"].confirmed
    assert found["lines"]["data/b.jpg"].differs
    assert found["lines"]["data/b.jpg"].outcome is Outcome.IMPORTED
    (one,) = [o for o in documents(desk.views, case) if o.name == "b.jpg"]
    told = document(desk.views, case, one.id).document.fields["listed"]
    assert told == [f"differs {algorithm} {digest(b'x', algorithm)} {name}"]
    assert name in [o.name for o in documents(desk.views, case)]


def test_a_list_that_lies_is_told_and_not_followed(
    folder: Path, bring: Callable[[], dict[str, Any]], tmp_path: Path
) -> None:
    (tmp_path / "outside").write_bytes(b"secret")
    secret = digest(b"secret")
    (folder / "SHA256SUMS").write_text(
        f"{secret}  ../outside\n{secret}  /etc/passwd\n{secret}  data/gone.jpg\n"
        f"\\{secret}  a\\nb\\\\c\n"
    )
    found = bring()
    lines = found["lines"]
    assert lines["../outside"] == Line(
        "../outside", Outcome.OUTSIDE, "", None, "SHA256SUMS"
    )
    assert lines["/etc/passwd"].outcome is Outcome.OUTSIDE
    assert lines["data/gone.jpg"].outcome is Outcome.MISSING
    assert lines["a\\x0ab\\\\c"].outcome is Outcome.MISSING
    assert found["missing"] == 2


@pytest.mark.parametrize("word", ["differs", "same"])
def test_the_name_of_a_list_says_nothing_of_a_file(
    folder: Path, bring: Callable[[], dict[str, Any]], word: str
) -> None:
    name = f"x; {word} y.sha256"
    (folder / name).write_text(
        f"{digest(b'a')}  data/gone.jpg\n{digest(b'b')}  data/b.jpg\n"
    )
    (folder / "data" / "c.jpg").write_bytes(b"b")
    (folder / f"p; {word} q.html").write_text(
        f"bellingcat/auto-archiver SHA-256:{digest(b'a')} SHA-256:{digest(b'z')}"
    )
    found = bring()
    lines = found["lines"]
    assert (found["confirmed"], found["differing"]) == (2, 0)
    assert lines["data/gone.jpg"].detail == f"x\\x3b {word} y.sha256"
    assert lines["data/gone.jpg"].is_left_out
    assert not any(one.differs for one in lines.values())
    assert lines[f"sha256:{digest(b'z')}"].detail == f"p\\x3b {word} q.html"
    assert unspelled(lines["data/gone.jpg"].detail).decode() == name


TELLA = (
    "File hash,File path,File name,File created,Device ID\n"
    "{hash},/,a.jpg,01-02-2024 10:00:00 +0500,357-0\n"
)


def test_tella(desk: Desk, case: str, folder: Path, bring: Callable[[], Any]) -> None:
    (folder / "data" / "a.csv").write_text(TELLA.format(hash=digest(b"a")))
    (folder / "data" / "b.csv").write_text(
        TELLA.format(hash=digest(b"x")).replace("a.jpg", "renamed.jpg")
    )
    found = bring()
    assert (found["confirmed"], found["differing"]) == (1, 1)
    (one,) = [o for o in documents(desk.views, case) if o.name == "a.jpg"]
    told = document(desk.views, case, one.id).document.fields["told"]
    assert "a.csv: File created: 01-02-2024 10:00:00 +0500" in told


def archived(**media: str) -> str:
    return json.dumps(
        {
            "status": "done",
            "metadata": {"url": "https://example.org/1", "title": "A\nfilm", "n": [1]},
            "media": [
                {
                    "filename": f"/tmp/x/{name}",
                    "key": None,
                    "properties": {
                        "hash": f"SHA-256:{stated}",
                        "thumbnails": [
                            {"filename": "t.jpg", "properties": {"hash": "odd"}},
                            {"filename": 5},
                            "text",
                        ],
                    },
                }
                for name, stated in media.items()
            ],
        }
    )


def test_auto_archiver(
    desk: Desk, case: str, folder: Path, bring: Callable[[], Any]
) -> None:
    start = digest(b"static")
    (folder / "data" / f"{start[:24]}.mp4").write_bytes(b"static")
    (folder / "data" / "metadata.json").write_text(
        archived(
            **{
                "a.jpg": digest(b"a"),
                "b.jpg": digest(b"x"),
                "new.mp4": start,
                "no": digest(b"c"),
            }
        )
    )
    (folder / "c").write_bytes(b"c")
    gone = digest(b"gone")
    (folder / "page.html").write_text(
        f"<p>hash: SHA-256:{digest(b'b')} SHA-256:{gone} bellingcat/auto-archiver"
        f" SHA3-512:{'a' * 128}"
    )
    (folder / "db.csv").write_text(
        f"status,metadata,media\nok,x,'SHA-256:{digest(b'a')}'"
    )
    found = bring()
    assert (found["confirmed"], found["differing"], found["missing"]) == (3, 1, 1)
    assert found["lines"][f"sha256:{gone}"].detail == "page.html"
    (one,) = [o for o in documents(desk.views, case) if o.name == "a.jpg"]
    told = document(desk.views, case, one.id).document.fields["told"]
    assert "metadata.json: url: https://example.org/1" in told
    assert "metadata.json: title: A film" in told


NO_LISTS = {
    "Tella without a hash": ("x.csv", b"File hash,File name,Notes\n,a.jpg, \n"),
    "json of something else": ("x.json", b'{"status": 1}'),
    "a bomb of brackets": ("x.json", b"[" * 100_000),
    "json that is no text": ("x.json", b'"\xff"'),
    "a table of something else": ("x.csv", b"a,b\n1,2\n"),
    "an empty table": ("x.csv", b""),
    "one line of Tella": ("x.csv", b"File hash,File name\n"),
    "a page of something else": ("x.html", b"<p>hello"),
    "a text that is named like a list": ("sha256.txt", b"Dear all,\nhello\n"),
    "an empty list": ("SHA256SUMS", b""),
    "a list of another algorithm": ("sha512-256.txt", b"0" * 64 + b"  data/a.jpg\n"),
    "a manifest without its bag": ("manifest-sha256.txt", b"hello\n"),
    "a wrong algorithm": ("list.sha256", b"MD5 (data/a.jpg) = " + b"0" * 64),
    "hashes that are none": (
        "y.html",
        b"bellingcat/auto-archiver SHA3-512: " + b"0" * 64,
    ),
}


@pytest.mark.parametrize(("name", "data"), NO_LISTS.values(), ids=NO_LISTS)
def test_what_is_no_list_is_a_file_like_any_other(
    folder: Path, bring: Callable[[], dict[str, Any]], name: str, data: bytes
) -> None:
    (folder / name).write_bytes(data)
    found = bring()
    assert found["confirmed"] == found["differing"] == found["missing"] == 0
    assert found["lines"][name].outcome in (Outcome.IMPORTED, Outcome.EMPTY)


def test_a_list_too_large_is_told(
    folder: Path, bring: Callable[[], dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "LARGEST", 100)
    (folder / "SHA256SUMS").write_text(f"{digest(b'a')}  data/a.jpg\n" * 3)
    (folder / "diary.txt").write_text("a long text " * 30)
    lines = bring()["lines"]
    assert lines["SHA256SUMS"].outcome in (Outcome.UNCOMPARED, Outcome.IMPORTED)
    assert lines["diary.txt"].outcome is Outcome.IMPORTED


def test_what_a_list_says_holds_after_a_stop(
    desk: Desk, case: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("habeas.actions.batch_run.GROUP_FILES", 1)
    (folder / "page.html").write_text(
        f"SHA-256:{digest(b'a')} bellingcat/auto-archiver"
    )
    sums(folder, "sha256")
    batch = begin_batch(desk, case, folder, {})
    keep(desk, batch, batch.run.group())
    again = begin_batch(desk, case, folder, {})
    while not again.run.ended:
        keep(desk, again, again.run.group())
    finish(desk, again)
    found = record(desk.views, case, batch.id).fields
    assert (found["confirmed"], found["differing"], found["missing"]) == (1, 1, 0)


def test_a_list_that_cannot_be_read_is_told_in_its_turn(
    desk: Desk, case: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sums(folder, "sha256")
    monkeypatch.setattr(
        comparing, "open_met", lambda *_: (_ for _ in ()).throw(OSError)
    )
    batch = begin_batch(desk, case, folder, {})
    batch.run.group()
    assert batch.run.lists.compared == []


class Counted(bytes):
    """A name that lets each comparison be seen: a sort is no single call then."""

    __slots__ = ()

    def __lt__(self, other: bytes) -> bool:
        return bytes.__lt__(self, other)


def work_of(folder: Path, pairs: int) -> int:
    """Return the calls that it takes to hold so many files against a list each."""
    for number in range(pairs):
        table = TELLA.format(hash=digest(b"")).replace("a.jpg", f"{number}  1.jpg")
        (folder / f"{number}, 1.csv").write_text(table)
        (folder / f"{number}, 1.jpg").touch()
    calls = 0

    def count(_frame: object, event: str, _arg: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    lists = comparing.Lists()
    sys.setprofile(count)
    try:
        for step in walk(folder, folder.parent):
            if isinstance(step, Entered):
                names = frozenset(map(Counted, step.here.names))
                list(lists.enter(replace(step.here, names=names)))
            elif isinstance(step, Left):
                assert not list(lists.leave(step.here))
            else:
                path = step.path
                assert lists.needed(path) == ()
                lists.meet(path)
                says = lists.judge(path, {"sha256": digest(b"")})
                assert len(says) == len(lists.about(path)[:1]) == path.endswith(b".jpg")
    finally:
        sys.setprofile(None)
    return calls


def test_a_list_for_each_file_makes_no_more_work_a_file(tmp_path: Path) -> None:
    few, many = tmp_path / "few", tmp_path / "many"
    few.mkdir()
    many.mkdir()
    assert work_of(many, 2_000) < 5 * work_of(few, 500)


def test_archives_of_many_media_make_no_more_work_a_medium() -> None:
    names = Siblings(Counted(digest(b"%d" % one).encode()) for one in range(2_000))
    wanted = min(names)
    calls: list[str] = []
    assert names.starting(wanted[:24]) == [wanted]
    sys.setprofile(lambda _frame, event, _arg: calls.append(event))
    try:
        names.starting(wanted[:24])
    finally:
        sys.setprofile(None)
    assert len(calls) < 200
