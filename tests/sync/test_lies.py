"""A hub that lies, or answers garbage: nothing of it is believed."""

import json
import socket
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from habeas.crypto.digest import sha256
from habeas.hub.hublog import cosign, cosignatures
from habeas.log.checkpoint import Checkpoint, origin
from habeas.log.note import parse, serialise
from habeas.sync.answers import Conflict, Cosigned
from habeas.sync.hub import Hub
from habeas.sync.refusals import (
    HubRefusedError,
    SyncError,
    UnreachableError,
    UntrueAnswerError,
)
from habeas.wire import pack as packs
from habeas.wire.boxes import BoxHead, object_id
from habeas.wire.pack import Pack
from tests.hub.peer import Case, Device, chance
from tests.sync.copy import (
    Copy,
    answering,
    listening,
    reply,
    request_of,
)

Act = Callable[[Hub], Awaitable[object]]


def told(answer: bytes, act: Act, copy: Copy) -> tuple[SyncError, int]:
    """Return what a forged answer leads to, and how often it was asked for."""
    serve, seen = answering(answer)
    with listening(serve) as port:
        near = copy.at(f"http://127.0.0.1:{port}")
        with pytest.raises(SyncError) as caught:
            near.ask(act)
    for secret in (copy.case.lead, copy.case.device.ed25519_seed, copy.case.id):
        assert secret.hex() not in str(caught.value)
    return caught.value, len(seen)


def appending(copy: Copy, made: Pack) -> Act:
    return lambda hub: hub.append(copy.writer, made, copy.log)


JUNK = {
    "nothing": b"",
    "zeros": bytes(500),
    "a page": b"<html><body>Welcome to free wifi</body></html>",
    "a list": b"[]",
    "deep": b"[" * 50_000,
    "half a letter": b'{"type": "\\ud800", "name": "\\ud800"}',
    "not text": b"\xff\xfe\xfd",
    "huge numbers": b'{"cursor": 1e400, "changes": []}',
    "wrong kinds": b'{"cursor": "1", "changes": 2, "name": [], "keys": {}}',
}
ASKED: dict[str, Callable[[Copy], Act]] = {
    "info": lambda _: lambda hub: hub.info(),
    "checkpoint": lambda _: lambda hub: hub.checkpoint(),
    "access": lambda c: lambda hub: hub.access(c.reader),
    "entries": lambda c: lambda hub: hub.entries(c.reader, c.log, 0),
    "whole": lambda c: lambda hub: hub.whole(c.reader, c.log, 0),
    "fork": lambda c: lambda hub: hub.fork(c.reader, c.log),
    "changes": lambda c: lambda hub: hub.changes(c.reader, 0),
    "blob": lambda c: lambda hub: hub.get_blob(c.reader, sha256(b"x")),
    "box": lambda c: lambda hub: hub.get_box(c.reader, sha256(b"x")[:16]),
    "append": lambda c: (
        lambda hub: hub.append(
            c.writer, Pack(c.log.ed25519, 0, c.case.device.head(), ()), c.log
        )
    ),
}


@pytest.mark.parametrize("asked", ASKED)
def test_a_hub_that_answers_garbage_is_not_believed(asked: str, copy: Copy) -> None:
    act = ASKED[asked](copy)
    answers = [reply("200 OK", junk) for junk in JUNK.values()]
    for answer in answers:
        error, times = told(answer, act, copy)
        assert isinstance(error, UntrueAnswerError)
        assert times == 1


@pytest.mark.parametrize("junk", JUNK)
@pytest.mark.parametrize("status", ["409 x", "422 x", "401 x"])
def test_a_refusal_that_is_garbage_is_a_refusal(
    junk: str, status: str, copy: Copy
) -> None:
    error, times = told(reply(status, JUNK[junk]), ASKED["append"](copy), copy)
    assert isinstance(error, HubRefusedError)
    assert (error.word, times) == ("", 1)


RAW = {
    "no http": b"220 mail.example.org ESMTP\r\n\r\n",
    "no length that is one": b"HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\n",
    "broken off": b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\nshort",
    "a head without end": b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 40_000,
    "no words": b"\x00\x01\x02\x03\r\n\r\n",
}


@pytest.mark.parametrize("raw", RAW)
def test_what_is_no_answer_at_all(raw: str, copy: Copy) -> None:
    error, times = told(RAW[raw], ASKED["access"](copy), copy)
    assert isinstance(error, UnreachableError)
    assert times == copy.patience.tries


@pytest.mark.parametrize("asked", ["access", "changes", "box", "checkpoint", "info"])
def test_more_than_such_an_answer_has_is_not_read(asked: str, copy: Copy) -> None:
    sent: list[int] = []

    def flood(connection: socket.socket) -> None:
        request_of(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
        piece = b"10000\r\n" + b"x" * 65536 + b"\r\n"
        for _ in range(1600):
            connection.sendall(piece)
            sent.append(65536)

    with listening(flood) as port:
        near = copy.at(f"http://127.0.0.1:{port}")
        with pytest.raises(UntrueAnswerError):
            near.ask(ASKED[asked](copy))
    assert sum(sent) < 30_000_000


def test_a_file_that_is_another_one(copy: Copy) -> None:
    wrong = reply("200 OK", b"not what has this hash")
    error, _ = told(wrong, ASKED["blob"](copy), copy)
    assert isinstance(error, UntrueAnswerError)
    error, _ = told(wrong, ASKED["box"](copy), copy)
    assert isinstance(error, UntrueAnswerError)


def test_a_box_of_another_case(copy: Copy) -> None:
    head = BoxHead(chance(16), 1, 1, chance(), chance(16))
    box = head.text + chance(1136 + 32 + 32)
    error, _ = told(
        reply("200 OK", box), lambda hub: hub.get_box(copy.reader, object_id(box)), copy
    )
    assert isinstance(error, UntrueAnswerError)


def test_the_list_of_another_case(copy: Copy) -> None:
    error, _ = told(reply("200 OK", Case().first_list()), ASKED["access"](copy), copy)
    assert isinstance(error, UntrueAnswerError)


def forged_packs(copy: Copy) -> dict[str, Pack]:
    device, other = copy.case.device, Device(copy.case.id)
    made, theirs = device.write(3), other.write(3)
    return {
        "another log": theirs,
        "another log's head": Pack(device.log, 0, theirs.note, made.entries),
        "from elsewhere": Pack(device.log, 1, made.note, made.entries[1:]),
        "more than the head": Pack(device.log, 0, made.note, tuple(made.entries) * 2),
        "no head": Pack(device.log, 0, b"", made.entries),
        "nothing of something": Pack(device.log, 0, made.note, ()),
    }


@pytest.mark.parametrize(
    "name",
    [
        "another log",
        "another log's head",
        "from elsewhere",
        "more than the head",
        "no head",
        "nothing of something",
    ],
)
def test_entries_that_were_not_asked_for(name: str, copy: Copy) -> None:
    answer = reply("200 OK", packs.encode(forged_packs(copy)[name]))
    for asked in ("entries", "whole"):
        error, _ = told(answer, ASKED[asked](copy), copy)
        assert isinstance(error, UntrueAnswerError)


def test_an_append_is_done_when_the_right_hub_signed_the_right_head(
    copy: Copy,
) -> None:
    device = copy.case.device
    made = device.write(2)
    done = copy.append(made)
    assert isinstance(done, Cosigned)
    earlier = done.note
    later = device.write(1)
    by_mldsa44 = earlier.splitlines(keepends=True)[-2]
    twice, lines = earlier + by_mldsa44, cosignatures(earlier)
    lies = [
        (later, reply("200 OK", later.note)),  # it signed nothing
        (later, reply("200 OK", earlier)),
        (made, reply("200 OK", earlier, "habeas-hublog: x")),
        (made, reply("200 OK", twice)),
        (later, reply("200 OK", lines)),  # of another head
        (made, reply("200 OK", by_mldsa44)),  # one of two
        (made, reply("200 OK", lines + by_mldsa44)),
    ]
    for sent, lie in lies:
        error, _ = told(lie, appending(copy, sent), copy)
        assert isinstance(error, UntrueAnswerError)


def test_the_cosignature_of_another_hub_does_not_count(copy: Copy) -> None:
    made = copy.case.device.write(2)
    other = Device(copy.case.id).keys
    head = Checkpoint(origin(copy.log.ed25519), 2, copy.case.device.tree.root())
    answer = reply("200 OK", cosign(made.note, head, other, 1_796_040_000))
    error, _ = told(answer, lambda hub: hub.append(copy.writer, made, copy.log), copy)
    assert isinstance(error, UntrueAnswerError)


def test_a_cosignature_that_no_receipt_can_be_made_of_is_refused(copy: Copy) -> None:
    """The Ed25519 one may be forgotten or broken while the other holds."""
    made, tree = copy.case.device.write(2), copy.case.device.tree
    head = Checkpoint(origin(copy.log.ed25519), 2, tree.root())
    note = cosign(made.note, head, copy.hub.keys, 1_796_040_000)
    parsed = parse(note)
    *own, short, long = parsed.signatures
    broken = replace(short, blob=short.blob[:-1] + bytes([short.blob[-1] ^ 1]))
    for lie in ([*own, long], [*own, broken, long], [*own, short]):
        answer = reply("200 OK", serialise(parsed.text, lie))
        error, _ = told(answer, appending(copy, made), copy)
        assert isinstance(error, UntrueAnswerError)


def problem(status: str, word: str, held: bytes, offered: bytes = b"") -> bytes:
    fields = {
        "type": f"habeas.org/hub/{word}",
        "held": held.decode(),
        "offered": offered.decode(),
    }
    return reply(status, json.dumps(fields).encode())


def test_a_conflict_counts_when_the_log_itself_signed_what_is_shown(
    copy: Copy,
) -> None:
    device = copy.case.device
    made, other = device.write(2), Device(copy.case.id).write(2)
    lies = [
        problem("409 x", "size", other.note),
        problem("409 x", "size", b"not a head"),
        problem("409 x", "fork", made.note, made.note),
        problem("409 x", "fork", made.note, other.note),
        problem("409 x", "fork", made.note),
        problem("422 x", "root", other.note),
    ]
    for lie in lies:
        error, _ = told(lie, lambda hub: hub.append(copy.writer, made, copy.log), copy)
        assert isinstance(error, UntrueAnswerError)
    serve, _seen = answering(problem("409 x", "size", made.note))
    with listening(serve) as port:
        near = copy.at(f"http://127.0.0.1:{port}")
        found = near.append(made)
    assert found == Conflict("size", 2, made.note, b"")


@pytest.mark.parametrize("what", ["one head twice", "no path", "another log"])
def test_a_fork_that_is_none(what: str, copy: Copy) -> None:
    device = copy.case.device
    one, two = device.write(2), device.write(1)
    second = {
        "one head twice": one.note,
        "no path": two.note,
        "another log": Device(copy.case.id).write(2).note,
    }[what]
    fork = {"first": one.note.decode(), "second": second.decode(), "path": []}
    answer = reply("200 OK", json.dumps(fork).encode())
    error, _ = told(answer, ASKED["fork"](copy), copy)
    assert isinstance(error, UntrueAnswerError)


@pytest.mark.parametrize("date", ["x: y", "date: soon", "date: Mon, 99 Foo 1 1:1:1"])
def test_another_time_that_is_not_told(date: str, copy: Copy) -> None:
    answer = reply("401 x", b'{"type": "habeas.org/hub/time"}', date)
    error, times = told(answer, ASKED["access"](copy), copy)
    assert (getattr(error, "word", ""), times) == ("time", 1)


LOG = "ab" * 32
WRONG_CHANGES = {
    "it goes back": b'{"cursor": 3, "changes": [{"kind":"log","id":"%s","size":1}]}',
    "no such id": b'{"cursor": 9, "changes": [{"kind":"blob","id":"%.8s","size":1}]}',
    "less than nothing": b'{"cursor":9,"changes":[{"kind":"log","id":"%s","size":-1}]}',
    "too far": b'{"cursor": 9223372036854775808, "changes": []}//%.0s',
}


@pytest.mark.parametrize("name", WRONG_CHANGES)
def test_changes_that_can_not_be(name: str, copy: Copy) -> None:
    body = WRONG_CHANGES[name] % LOG.encode()
    answer = reply("200 OK", body.removesuffix(b"//"))
    error, _ = told(answer, lambda hub: hub.changes(copy.reader, 3), copy)
    assert isinstance(error, UntrueAnswerError)


def test_a_change_of_a_kind_that_is_not_known_yet_is_passed_over(copy: Copy) -> None:
    body = b'{"cursor": 9, "changes": [{"kind": "song", "id": "?", "size": 1}]}'
    serve, _seen = answering(reply("200 OK", body))
    with listening(serve) as port:
        near = copy.at(f"http://127.0.0.1:{port}")
        found = near.ask(lambda hub: hub.changes(near.reader, 3))
    assert (found.cursor, found.changes, found.whole) == (9, (), True)


def test_no_cookie_is_kept(copy: Copy) -> None:
    note = copy.case.signed().note
    serve, seen = answering(
        reply("503 x", b"", "set-cookie: who=you"),
        reply("200 OK", note, "set-cookie: who=you"),
    )
    with listening(serve) as port:
        near = copy.at(f"http://127.0.0.1:{port}")
        near.ask(lambda hub: hub.access(near.reader))
    assert all(b"cookie" not in one.lower() for one in seen)
    heads = [line.split(b":")[0] for line in seen[1].lower().split(b"\r\n")[1:-2]]
    assert heads == [
        b"host",
        b"accept",
        b"accept-encoding",
        b"user-agent",
        b"content-digest",
        b"signature-input",
        b"signature",
    ]
    assert b"mozilla/5.0\r\n" in seen[1].lower()
