"""What goes wrong on the way: nothing is lost, and nothing is done twice."""

import socket
import time
from collections.abc import Callable

import pytest

from habeas.crypto.digest import sha256
from habeas.sync.answers import Cosigned
from habeas.sync.refusals import (
    HubRefusedError,
    UnreachableError,
)
from tests.hub.peer import Case, chance
from tests.sync.copy import (
    ONCE,
    Copy,
    answering,
    listening,
    pump,
    reply,
    request_of,
)


def port_of(base: str) -> int:
    return int(base.rpartition(":")[2])


def to_hub(base: str) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port_of(base)), timeout=20)


def test_a_connection_that_is_cut_in_the_middle_of_an_upload(copy: Copy) -> None:
    blob, cuts = chance(2_000_000), [400_000, 900_000]

    def serve(connection: socket.socket) -> None:
        with to_hub(copy.base) as hub:
            if not cuts:
                pump(connection, hub)
                return
            left = cuts.pop()
            while left > 0:
                left -= hub.send(connection.recv(min(left, 65536)))

    with listening(serve) as port:
        near = copy.at(f"http://127.0.0.1:{port}")
        assert near.ask(lambda hub: hub.put_blob(near.writer, blob))
    assert cuts == []
    hash_ = sha256(blob)
    assert copy.ask(lambda hub: hub.get_blob(copy.reader, hash_)) == blob


def losing_answers(copy: Copy, lost: list[int]) -> Callable[[socket.socket], None]:
    """Return a way to the hub that brings every question and loses some answers."""

    def serve(connection: socket.socket) -> None:
        with to_hub(copy.base) as hub:
            if not lost:
                pump(connection, hub)
                return
            hub.sendall(request_of(connection))
            assert hub.recv(65536)  # it has done it
            lost.pop()

    return serve


def test_an_answer_that_is_lost_after_the_hub_wrote_it_down(copy: Copy) -> None:
    made, lost = copy.case.device.write(2), [1, 2]
    with listening(losing_answers(copy, lost)) as port:
        near = copy.at(f"http://127.0.0.1:{port}")
        done = near.append(made)
    assert isinstance(done, Cosigned)
    assert (done.head.size, done.number, lost) == (2, None, [])  # held before
    assert copy.ask(lambda hub: hub.whole(copy.reader, copy.log, 0)) == made


def test_a_list_whose_answer_is_lost_begins_the_case_all_the_same(
    copy: Copy, token: Callable[[], str]
) -> None:
    case, invitation = Case(), token()
    new = Copy(copy.base, copy.hub, case)
    with listening(losing_answers(new, [1])) as port:
        near = new.at(f"http://127.0.0.1:{port}")
        note = case.first_list()
        assert not near.ask(lambda hub: hub.put_access(near.lead, note, invitation))
    assert new.ask(lambda hub: hub.access(new.reader)).note == note


@pytest.mark.parametrize("status", ["408 x", "429 x", "500 x", "502 x", "503 x"])
def test_who_is_busy_is_asked_again_signed_anew(status: str, copy: Copy) -> None:
    note = copy.case.signed().note
    busy = reply(status, b"<html>not a hub's words</html>", "retry-after: 0")
    serve, seen = answering(busy, busy, reply("200 OK", note))
    with listening(serve) as port:
        near = copy.at(f"http://127.0.0.1:{port}")
        assert near.ask(lambda hub: hub.access(near.reader)).note == note
    nonces = {one.partition(b'nonce="')[2][:22] for one in seen}
    assert (len(seen), len(nonces)) == (3, 3)


@pytest.mark.parametrize("status", ["503 x", "502 x"])
def test_who_stays_busy_is_left_in_peace(status: str, copy: Copy) -> None:
    serve, seen = answering(reply(status, b""))
    with listening(serve) as port:
        near = copy.at(f"http://127.0.0.1:{port}")
        with pytest.raises(HubRefusedError) as refused:
            near.ask(lambda hub: hub.access(near.reader))
    assert len(seen) == near.patience.tries
    assert "Nothing is lost" in str(refused.value)


@pytest.mark.parametrize("status", ["400 x", "403 x", "404 x", "507 x", "301 x"])
def test_what_will_not_change_is_asked_once(status: str, copy: Copy) -> None:
    away = reply(status, b"{}", "location: http://127.0.0.1:1/elsewhere")
    serve, seen = answering(away)
    with listening(serve) as port:
        near = copy.at(f"http://127.0.0.1:{port}")
        with pytest.raises(HubRefusedError, match="refused"):
            near.ask(lambda hub: hub.access(near.reader))
    assert len(seen) == 1


def test_a_hub_that_hangs_up_every_time(copy: Copy) -> None:
    serve, seen = answering(None)
    with listening(serve) as port:
        near = copy.at(f"http://127.0.0.1:{port}")
        with pytest.raises(UnreachableError, match="could not be reached"):
            near.ask(lambda hub: hub.access(near.reader))
    assert len(seen) == 4


def test_nobody_at_the_address(copy: Copy) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    near = copy.at(f"http://127.0.0.1:{port}")
    with pytest.raises(UnreachableError, match="could not be reached"):
        near.ask(lambda hub: hub.info())


def test_a_hub_that_never_answers_is_waited_for_so_long(copy: Copy) -> None:
    def silent(connection: socket.socket) -> None:
        while connection.recv(65536):
            pass

    with listening(silent) as port:
        near = copy.at(f"http://127.0.0.1:{port}", seconds=0.2, patience=ONCE)
        began = time.monotonic()
        with pytest.raises(UnreachableError, match="in time"):
            near.ask(lambda hub: hub.access(near.reader))
        assert time.monotonic() - began < 5


def test_a_hub_that_drips_is_not_waited_for_for_ever(copy: Copy) -> None:
    def drip(connection: socket.socket) -> None:
        request_of(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n")
        while True:  # each step is in time; the whole never is
            connection.sendall(b"x")
            time.sleep(0.1)

    with listening(drip) as port:
        near = copy.at(f"http://127.0.0.1:{port}", seconds=0.3, patience=ONCE)
        blob = sha256(b"")
        began = time.monotonic()
        with pytest.raises(UnreachableError, match="in time"):
            near.ask(lambda hub: hub.get_box(near.reader, blob[:16]))
        assert time.monotonic() - began < 8


def test_a_file_that_was_damaged_on_its_way_is_refused_and_said(copy: Copy) -> None:
    blob = chance(1000)

    def serve(connection: socket.socket) -> None:
        with to_hub(copy.base) as hub:
            data = request_of(connection)
            hub.sendall(data[:-1] + bytes([data[-1] ^ 1]))
            pump(connection, hub)

    with listening(serve) as port:
        near = copy.at(f"http://127.0.0.1:{port}")
        with pytest.raises(HubRefusedError) as refused:
            near.ask(lambda hub: hub.put_blob(near.writer, blob))
    assert refused.value.word == "digest"
    assert copy.ask(lambda hub: hub.blob_size(copy.reader, sha256(blob))) is None
