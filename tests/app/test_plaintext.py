"""No word of a case lies in the clear, in any file, at any moment of an import."""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from habeas import app
from habeas.actions import claims, documents, record
from habeas.actions.desk import Desk
from habeas.crypto.passphrase import LEAST_MEMORY, KdfParams

PASSPHRASE = "eleven quiet lanterns on the river"
NAME = "Zarina Omarova"
QUOTE = "Nobody came although I knocked until the morning"
FILE = "letter of zarina.txt"
LETTER = f"To the prosecutor.\n\n{QUOTE}. My name is {NAME}.\n" * 3000
SECRETS = (PASSPHRASE, NAME, QUOTE, FILE, "zarina", "night of the lanterns")
FORMS = {
    secret: [secret.encode(encoding) for encoding in ("utf-8", "utf-16-le")]
    for secret in SECRETS
}

_written: list[str] | None = None


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    """Note every file that Python opens for writing while somebody watches."""
    if _written is None or event != "open":
        return
    path, _mode, flags = arguments
    writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT
    if isinstance(flags, int) and flags & writing and not isinstance(path, int):
        _written.append(os.fsdecode(path))  # type: ignore[arg-type]


sys.addaudithook(_watch)


@pytest.fixture
def written() -> Iterator[list[str]]:
    """Return the paths that are opened for writing from now on."""
    global _written  # noqa: PLW0603 - an audit hook cannot be removed
    _written = []
    yield _written
    _written = None


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a home folder; temporary files and the machine's memory lie in it too."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    params = KdfParams(LEAST_MEMORY, 1, 1, os.urandom(16))
    made = app.create(home / "vault", PASSPHRASE, params=params)
    yield made
    made.close()


def in_the_clear(folder: Path) -> set[tuple[str, str]]:
    """Return (file, secret) of each secret in a file's bytes or its name."""
    found = set()
    for file in sorted(folder.rglob("*")):
        data = file.read_bytes() if file.is_file() else b""
        for secret, forms in FORMS.items():
            if secret in file.name or any(form in data for form in forms):
                found.add((file.name, secret))
    return found


def new_case(desk: Desk) -> str:
    title = {"lang": "en", "text": "night of the lanterns"}
    return record.open_case(desk, {"title": title}, "test")


def test_the_search_sees_what_it_should(home: Path) -> None:
    (home / "log line").write_text(f"opened {NAME}")
    (home / FILE).write_bytes(b"")
    assert in_the_clear(home) == {("log line", NAME), (FILE, FILE), (FILE, "zarina")}


def test_an_import_leaves_no_word_on_the_disk_at_any_moment(
    desk: Desk, home: Path, written: list[str]
) -> None:
    case = new_case(desk)
    incoming = documents.begin_import(desk, case, FILE)
    for start in range(0, len(LETTER), 20_000):
        incoming.write(LETTER[start : start + 20_000].encode())
        assert in_the_clear(home) == set()
    document = incoming.finish()

    assert documents.text_of(desk, case, document).text.count(QUOTE) == 3000
    assert in_the_clear(home) == set()
    assert written
    assert [path for path in written if not expected(path, home)] == []


def test_an_import_that_is_broken_off_leaves_nothing(desk: Desk, home: Path) -> None:
    case = new_case(desk)
    before = {file for file in home.rglob("*") if file.suffix != ".db-wal"}
    incoming = documents.begin_import(desk, case, FILE)
    incoming.write(LETTER.encode())
    incoming.abort()

    assert {file for file in home.rglob("*") if file.suffix != ".db-wal"} == before
    assert in_the_clear(home) == set()


def test_no_record_stands_in_the_clear_open_or_locked(desk: Desk, home: Path) -> None:
    case = new_case(desk)
    person = record.put(desk, case, "person", {"pseudonym": "Z.", "role": "witness"})
    names = [{"text": NAME, "kind": "full"}]
    identity = record.put(desk, case, "identity", {"person": person, "names": names})
    document = documents.begin_import(desk, case, FILE)
    document.write(f"{QUOTE}.".encode())
    number = document.finish()
    said = {"speaker": person, "stance": "alleged"}
    claims.mark_quote(desk, case, number, said, QUOTE)
    record.withdraw(desk, case, identity, reason=f"{NAME} asked for it")

    assert in_the_clear(home) == set()
    desk.close()
    assert in_the_clear(home) == set()


def expected(path: str, home: Path) -> bool:
    """Tell whether this is the vault, or what the machine remembers of its heads."""
    place = Path(path).resolve()
    noted = place.suffix in {".heads", ".heads2"}
    remembered = place.is_relative_to(home / "state") and noted
    return path == os.devnull or place.is_relative_to(home / "vault") or remembered
