"""Files in: streamed, token first, limits, names without paths, nothing left behind."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from habeas.errors import BadInputError, HabeasError
from habeas.web.forms import Form
from habeas.web.refusals import ForgedFormError, TooLargeError
from habeas.web.session import Session
from habeas.web.uploads import Limits, bare_name, receive
from tests.web.conftest import OURS, Door

SESSION = Session("key", "good-token")
TYPE = "multipart/form-data; boundary=cut"


class Kept:
    """A sink that remembers what it was told."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.pieces: list[bytes] = []
        self.state = "open"

    async def write(self, chunk: bytes) -> None:
        self.pieces.append(chunk)

    async def finish(self) -> None:
        self.state = "finished"

    async def abort(self) -> None:
        self.state = "aborted"


def part(name: str, value: bytes, file: str | None = None) -> bytes:
    named = f'; filename="{file}"' if file is not None else ""
    head = f'--cut\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
    return head.encode() + value + b"\r\n"


END = b"--cut--\r\n"
TOKEN = part("csrf", b"good-token")


def run(
    body: bytes, *, untrusted: Session | None = SESSION, limits: Limits | None = None
) -> tuple[Form, list[Kept], list[int]]:
    """Feed a body seven bytes at a time; tell how far it was read at each file."""
    sinks: list[Kept] = []
    opened_at: list[int] = []
    read = [0]

    async def stream() -> AsyncIterator[bytes]:
        for at in range(0, len(body), 7):
            read[0] = at
            yield body[at : at + 7]

    async def open_sink(name: str, _fields: Form) -> Kept:
        opened_at.append(read[0])
        sinks.append(Kept(name))
        return sinks[-1]

    async def whole() -> Form:
        return await receive(
            stream(), TYPE, open_sink, untrusted=untrusted, limits=limits or Limits()
        )

    try:
        return asyncio.run(whole()), sinks, opened_at
    except HabeasError as error:
        error.add_note(",".join(one.state for one in sinks))
        raise


def test_a_file_arrives_piece_by_piece() -> None:
    content = bytes(range(256)) * 20
    form, sinks, _ = run(
        TOKEN + part("kind", b"case") + part("f", content, "a.bin") + END
    )
    assert form.pairs == (("kind", "case"),)
    assert b"".join(sinks[0].pieces) == content
    assert max(map(len, sinks[0].pieces)) < 64
    assert sinks[0].state == "finished"


def test_many_files_in_one_form() -> None:
    body = TOKEN + part("f", b"one", "1.txt") + part("f", b"two", "2.txt") + END
    _, sinks, _ = run(body)
    assert [(one.name, b"".join(one.pieces)) for one in sinks] == [
        ("1.txt", b"one"),
        ("2.txt", b"two"),
    ]


REFUSED = {
    "no token": (part("f", b"x", "a") + END, ForgedFormError),
    "a wrong token": (
        part("csrf", b"bad") + part("f", b"x", "a") + END,
        ForgedFormError,
    ),
    "a token after the file": (part("f", b"x", "a") + TOKEN + END, ForgedFormError),
    "another field before it": (part("k", b"v") + TOKEN + END, ForgedFormError),
    "a token as a file": (part("csrf", b"good-token", "t") + END, ForgedFormError),
    "nothing at all": (END, BadInputError),
    "broken off": (TOKEN + part("f", b"x" * 50, "a")[:-20], BadInputError),
    "no multipart": (b"hello, this is not a form at all, really not", BadInputError),
    "a field too long": (TOKEN + part("k", b"x" * 70_000) + END, TooLargeError),
    "a field not UTF-8": (TOKEN + part("k", b"\xff\xfe") + END, BadInputError),
}


@pytest.mark.counts("hostile inputs tried")
@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    body, error = REFUSED[name]
    with pytest.raises(error) as caught:
        run(body)
    assert "finished" not in "".join(getattr(caught.value, "__notes__", []))


def test_no_byte_of_a_file_is_read_before_the_token() -> None:
    with pytest.raises(ForgedFormError) as caught:
        run(part("f", b"x" * 10_000, "a") + END)
    assert caught.value.__notes__ == [""]


@pytest.mark.parametrize("limits", [Limits(file=100), Limits(request=1000)])
def test_over_a_limit_the_file_is_dropped(limits: Limits) -> None:
    with pytest.raises(TooLargeError) as caught:
        run(TOKEN + part("f", b"x" * 5000, "a") + END, limits=limits)
    assert caught.value.__notes__ == ["aborted"]


NAMES = {
    "../../etc/passwd": "passwd",
    "C:\\Users\\me\\letter.txt": "letter.txt",
    "a/b/": "b",
    "letter\u202etxt.exe": "lettertxt.exe",
    "line\nbreak": "linebreak",
    "...": "file",
    "": "file",
    "ü" * 300: "ü" * 200,
    "a" * 4096 + ".txt": "a" * 200,
    "/etc/shadow": "shadow",
    "..\\..\\boot.ini": "boot.ini",
    "..%2f..%2fx.txt": "..%2f..%2fx.txt".strip("."),
    "nul\x00byte.txt": "nulbyte.txt",
    "NUL": "NUL",
    "CON.txt": "CON.txt",
    "\x1b[2Jclear.txt": "[2Jclear.txt",
    "\u2066inside\u2069.txt": "inside.txt",
    "\u200bthin.txt": "thin.txt",
    ".htaccess": "htaccess",
    "a\r\nSet-Cookie: x=1.txt": "aSet-Cookie: x=1.txt",
    " . ": "file",
}


@pytest.mark.counts("hostile inputs tried")
@pytest.mark.parametrize("sent", NAMES)
def test_a_name_is_never_a_path(sent: str) -> None:
    assert bare_name(sent) == NAMES[sent]


def test_a_document_comes_in_through_the_door(door: Door) -> None:
    token = door.enter()
    path = f"/cases/{door.seed.case}/documents/add"
    words = b"She said: I was not there. " * 3
    answer = door.client.post(
        path,
        data={"csrf": token},
        files=[("file", ("../../a/Statement.txt", words))],
        headers=OURS,
    )
    assert answer.status_code == 200, answer.text
    assert answer.url.path.rpartition("/")[0].endswith("/documents")
    assert "Statement.txt" in answer.text
    original = door.client.get(f"{answer.url.path}/original")
    assert original.content == words
    assert original.headers["content-disposition"].startswith("attachment")
    twice = door.client.post(
        path, data={"csrf": token}, files=[("file", ("b.txt", words))], headers=OURS
    )
    assert twice.status_code == 409
    assert "in the case already" in twice.text


def test_a_forged_upload_leaves_nothing(door: Door) -> None:
    door.enter()
    path = f"/cases/{door.seed.case}/documents/add"
    desk = door.keeper._desk
    assert desk is not None
    before = _files(desk.vault.folder)
    answer = door.client.post(
        path,
        data={"csrf": "x"},
        files=[("file", ("a.txt", b"abc" * 999))],
        headers=OURS,
    )
    assert answer.status_code == 403
    assert _files(desk.vault.folder) == before


def test_an_upload_broken_off_leaves_nothing(door: Door) -> None:
    token = door.enter()
    path = f"/cases/{door.seed.case}/documents/add"
    desk = door.keeper._desk
    assert desk is not None
    before = _files(desk.vault.folder)
    body = part("csrf", token.encode()) + part("f", b"y" * 9000, "a.txt")[:-10]
    answer = door.client.post(
        path, content=body, headers={**OURS, "content-type": TYPE}
    )
    assert answer.status_code == 400
    assert _files(desk.vault.folder) == before


def _files(folder: Path) -> set[str]:
    return {str(one) for one in (folder / "exhibits").rglob("*") if one.is_file()}
