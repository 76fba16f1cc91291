"""Each address with a key that may not, a request that is not new, and bodies too much.

One table of addresses, one of attacks; every pair is tried.
"""

import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from habeas.crypto.digest import sha256
from habeas.crypto.sign import ed25519_public
from habeas.hub import incoming
from habeas.hub.folder import Hub, invite
from habeas.hub.store import Quota
from habeas.wire import pack
from habeas.wire.access import MAX_ACCESS
from habeas.wire.request import LONGEST_LIFE, SKEW, Times
from tests.hub.conftest import ROOMY
from tests.hub.peer import Case, Device, Peer, chance, word

BLOB = b"a sealed part of a file"
BOX = "ab" * 16


@dataclass(frozen=True)
class Door:
    """One address: how it is asked, with which key, and what it then answers."""

    method: str
    address: Callable[[Case], str]
    who: str
    body: Callable[[Case], bytes] = lambda _: b""
    good: int = 200


def blob_at(case: Case) -> str:
    return f"{case.at}/blobs/{sha256(BLOB).hex()}"


def box_at(case: Case) -> str:
    return f"{case.at}/keyboxes/{BOX}"


def newer_at(case: Case) -> str:
    return f"{case.at}/logs/{case.newer.log.hex()}"


DOORS = {
    "put access": Door("PUT", lambda c: c.at + "/access", "lead", Case.next_list),
    "get access": Door("GET", lambda c: c.at + "/access", "reader"),
    "put log": Door("PUT", newer_at, "reader", Case.goes_on, 201),
    "get log": Door("GET", newer_at, "reader", good=404),
    "append": Door(
        "POST",
        lambda c: c.log_at + "/entries",
        "log",
        lambda c: pack.encode(c.device.write()),
    ),
    "entries": Door("GET", lambda c: c.log_at + "/entries?from=0", "reader"),
    "fork": Door("GET", lambda c: c.log_at + "/fork", "reader", good=404),
    "erase body": Door("DELETE", lambda c: c.log_at + "/bodies/0", "lead", good=204),
    "changes": Door("GET", lambda c: c.at + "/changes?after=0", "reader"),
    "put blob": Door("PUT", blob_at, "log", lambda _: BLOB),
    "get blob": Door("GET", blob_at, "reader"),
    "head blob": Door("HEAD", blob_at, "reader"),
    "erase blob": Door("DELETE", blob_at, "lead", good=204),
    "put keybox": Door("PUT", box_at, "log", lambda _: b"box"),
    "get keybox": Door("GET", box_at, "reader"),
    "erase keybox": Door("DELETE", box_at, "lead", good=204),
}
WITH_BODY = [name for name, door in DOORS.items() if door.method in {"PUT", "POST"}]


def key_of(case: Case, who: str) -> bytes:
    keys = {"lead": case.lead, "reader": case.reader, "log": case.device.ed25519_seed}
    return keys[who]


def furnish(peer: Peer, case: Case) -> Case:
    """Put an entry, a blob and a keybox into a case."""
    assert peer.append(case, case.device.write()).status_code == 200
    assert peer.send(case.lead, "PUT", blob_at(case), BLOB).status_code == 201
    assert peer.send(case.lead, "PUT", box_at(case), b"box").status_code == 201
    return case


@pytest.fixture
def furnished(peer: Peer, case: Case) -> Case:
    """Return a case with something behind each door."""
    return furnish(peer, case)


@pytest.fixture(scope="module")
def shared(peer: Peer, hub: Hub) -> Case:
    """Return such a case for what must be refused, and so changes nothing."""
    return furnish(peer, peer.open_case(invite(hub, ROOMY, int(peer.clock.seconds))))


@pytest.fixture(scope="module")
def other(peer: Peer, hub: Hub) -> Case:
    """Return another case at the same hub."""
    return peer.open_case(invite(hub, ROOMY, int(peer.clock.seconds)))


@pytest.mark.parametrize("name", DOORS)
class TestEveryDoor:
    def asked(self, name: str, case: Case) -> tuple[bytes, str, str, bytes]:
        door = DOORS[name]
        body = door.body(case)
        return key_of(case, door.who), door.method, door.address(case), body

    def test_opens_to_whom_it_should(
        self, name: str, peer: Peer, furnished: Case
    ) -> None:
        answer = peer.send(*self.asked(name, furnished))
        assert answer.status_code == DOORS[name].good

    def test_a_strangers_key(self, name: str, peer: Peer, shared: Case) -> None:
        _key, method, address, body = self.asked(name, shared)
        answer = peer.send(chance(), method, address, body)
        assert answer.status_code == 403
        assert answer.request.method == "HEAD" or word(answer) == "stranger"

    def test_another_cases_keys(
        self, name: str, peer: Peer, other: Case, shared: Case
    ) -> None:
        _key, method, address, body = self.asked(name, shared)
        for who in ("lead", "reader", "log"):
            assert (
                peer.send(key_of(other, who), method, address, body).status_code == 403
            )

    def test_what_is_not_there_is_answered_as_what_is_somebody_elses(
        self, name: str, peer: Peer, shared: Case
    ) -> None:
        door = DOORS[name]
        nowhere = Case()
        answers = []
        for case in (shared, nowhere):
            key, body = (
                chance(),
                b"" if door.method in {"GET", "HEAD", "DELETE"} else b"x",
            )
            answers.append(peer.send(key, door.method, door.address(case), body))
        if name == "put access":  # whoever has an invitation may open one
            assert [word(one) for one in answers] == ["stranger", "invitation"]
        else:
            assert {one.status_code for one in answers} == {403}
            assert len({one.content for one in answers}) == 1

    def test_a_key_that_was_taken_off_the_list(
        self, name: str, peer: Peer, furnished: Case
    ) -> None:
        second = chance()
        listed = furnished.listed
        gone = furnished.next_list(
            leads=frozenset({ed25519_public(second)}), logs={}, readers=frozenset()
        )
        at = furnished.at + "/access"
        assert peer.send(furnished.lead, "PUT", at, gone).status_code == 200
        furnished.listed = listed
        assert peer.send(*self.asked(name, furnished)).status_code == 403

    def test_a_request_that_came_before(
        self, name: str, peer: Peer, furnished: Case
    ) -> None:
        key, method, address, body = self.asked(name, furnished)
        headers = peer.headers(key, method, address, body)
        assert peer.raw(method, address, body, headers).status_code == DOORS[name].good
        answer = peer.raw(method, address, body, headers)
        assert answer.status_code == 401
        assert method == "HEAD" or word(answer) == "replay"

    @pytest.mark.parametrize(
        ("created", "expires"),
        [
            pytest.param(-61, -1, id="expired"),
            pytest.param(SKEW + 1, SKEW + 60, id="future"),
            pytest.param(0, LONGEST_LIFE + 1, id="valid too long"),
        ],
    )
    def test_another_time(
        self, name: str, created: int, expires: int, peer: Peer, shared: Case
    ) -> None:
        now = int(peer.clock.seconds)
        asked = self.asked(name, shared)
        times = Times(now + created, now + expires, chance(16))
        headers = peer.headers(*asked, times)
        answer = peer.raw(*asked[1:], headers)
        assert answer.status_code == 401
        assert answer.headers["date"]
        assert asked[1] == "HEAD" or word(answer) == "time"

    def test_no_signature(self, name: str, peer: Peer, shared: Case) -> None:
        _key, method, address, body = self.asked(name, shared)
        for headers in ({}, {"authorization": "Bearer " + "00" * 32}):
            answer = peer.raw(method, address, body, headers)
            assert answer.status_code == 401
            assert method == "HEAD" or word(answer) == "signature"

    def test_a_signature_for_another_hub(
        self, name: str, peer: Peer, shared: Case
    ) -> None:
        asked = self.asked(name, shared)
        elsewhere = Peer(peer.base, "other.example.org", peer.clock)
        answer = peer.raw(*asked[1:], elsewhere.headers(*asked))
        elsewhere.client.close()
        assert answer.status_code == 401

    def test_a_signature_that_stands_twice(
        self, name: str, peer: Peer, shared: Case
    ) -> None:
        key, method, address, body = self.asked(name, shared)
        headers = list(peer.headers(key, method, address, body).items())
        answer = peer.client.request(
            method,
            peer.base + address,
            content=body or None,
            headers=[*headers, headers[-1]],
        )
        assert answer.status_code == 401


@pytest.mark.parametrize("name", WITH_BODY)
class TestEveryBody:
    def raw_request(
        self, name: str, peer: Peer, case: Case, length: str, digest_of: bytes
    ) -> bytes:
        door = DOORS[name]
        key, address = key_of(case, door.who), door.address(case)
        headers = peer.headers(key, door.method, address, digest_of)
        lines = [f"{door.method} {address} HTTP/1.1", "Host: hub.example.org"]
        lines += [f"{field}: {value}" for field, value in headers.items()]
        lines += [length, "", ""]
        return "\r\n".join(lines).encode()

    def exchange(self, peer: Peer, *pieces: bytes, pause: float = 0.0) -> bytes:
        host, port = peer.base.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=20) as line:
            for piece in pieces:
                line.sendall(piece)
                time.sleep(pause)
            return line.recv(65536)

    def test_a_giant_one_is_refused_before_it_comes(
        self, name: str, peer: Peer, case: Case
    ) -> None:
        digest_of = BLOB if name == "put blob" else b"x"
        for size in (8 * 1024 * 1024 + 1, 10**12, 10**19):
            length = f"Content-Length: {size}"
            sent = self.raw_request(name, peer, case, length, digest_of)
            assert b"413" in self.exchange(peer, sent).split(b"\r\n")[0]

    def test_one_with_two_lengths_is_refused(
        self, name: str, peer: Peer, case: Case
    ) -> None:
        digest_of = BLOB if name == "put blob" else b"x"
        both = "Content-Length: 1\r\nTransfer-Encoding: chunked"
        sent = self.raw_request(name, peer, case, both, digest_of)
        assert b"411" in self.exchange(peer, sent).split(b"\r\n")[0]

    def test_one_without_a_length_is_refused(
        self, name: str, peer: Peer, case: Case
    ) -> None:
        digest_of = BLOB if name == "put blob" else b"x"
        chunked = "Transfer-Encoding: chunked"
        sent = self.raw_request(name, peer, case, chunked, digest_of)
        assert b"411" in self.exchange(peer, sent).split(b"\r\n")[0]

    def test_a_slow_one_is_not_waited_for(
        self,
        name: str,
        peer: Peer,
        case: Case,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(incoming, "_PATIENCE_SECONDS", 0.3)
        body = BLOB if name == "put blob" else b"x" * 20
        length = f"Content-Length: {len(body)}"
        sent = self.raw_request(name, peer, case, length, body)
        answer = self.exchange(peer, sent, body[:1], body[1:2], pause=0.2)
        assert b"408" in answer.split(b"\r\n")[0]

    def test_one_that_is_not_what_was_signed(
        self, name: str, peer: Peer, case: Case
    ) -> None:
        door = DOORS[name]
        key, address = key_of(case, door.who), door.address(case)
        body = door.body(case)
        other = body[:-1] + bytes([body[-1] ^ 1])
        if name == "put blob":
            new = chance(30)
            address = f"{case.at}/blobs/{sha256(new).hex()}"
            body, other = new, new[::-1]
        headers = peer.headers(key, door.method, address, body)
        answer = peer.raw(door.method, address, other, headers)
        assert answer.status_code == 422
        assert word(answer) == "digest"


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("GET", "/v1/cases/xyz/access"),
        ("GET", "/v1/cases/" + "AB" * 16 + "/access"),
        ("GET", "/v1/cases/" + "ab" * 17 + "/access"),
        ("GET", "/v1/logs/" + "ab" * 16 + "/entries"),
        ("GET", "/v1/nothing"),
        ("GET", "/"),
        ("GET", "/v1/hublog/tile/0/1"),
        ("GET", "/v1/hublog/tile/0/999"),
        ("GET", "/v1/hublog/tile/64/000"),
        ("GET", "/v1/hublog/tile/0/000.p/0"),
        ("GET", "/v1/hublog/tile/0/000.p/256"),
        ("GET", "/v1/hublog/tile/0/x000/000"),
        ("GET", "/v1/hublog/tile/../../hub.toml"),
        ("PATCH", "/v1/hub"),
        ("GET", "/v1/cases/%61" + "a" * 31 + "/access"),
        ("GET", "/v1/cases/" + "ab" * 16 + "/access?" + "a" * 500),
    ],
)
def test_an_address_that_is_none(method: str, address: str, peer: Peer) -> None:
    answer = peer.raw(method, address, b"", {})
    assert answer.status_code in {400, 401, 404, 405}
    assert word(answer)


@pytest.mark.parametrize(
    "query",
    ["from=-1", "from=01", "from=x", "upto=1", "from=9223372036854775808", "from"],
)
def test_a_query_in_another_form(query: str, peer: Peer, case: Case) -> None:
    answer = peer.send(case.reader, "GET", f"{case.log_at}/entries?{query}")
    assert (answer.status_code, word(answer)) == (400, "request")


def test_a_range_behind_the_end(peer: Peer, case: Case) -> None:
    assert peer.send(case.reader, "GET", case.log_at + "/entries").status_code == 200
    answer = peer.send(case.reader, "GET", case.log_at + "/entries?from=1")
    assert word(answer) == "range"


def test_a_body_where_none_belongs(peer: Peer, case: Case) -> None:
    answer = peer.send(case.reader, "GET", case.at + "/access", b"something")
    assert word(answer) == "request"


class TestWhoMayWhat:
    def test_a_writer_reads_its_own_log_and_nothing_else(
        self, peer: Peer, furnished: Case
    ) -> None:
        other = Device(furnished.id)
        logs = {**furnished.listed.logs, other.log: other.keys.mldsa44_public}
        note = furnished.next_list(logs=logs)
        peer.send(furnished.lead, "PUT", furnished.at + "/access", note)
        key = other.ed25519_seed
        own = f"/v1/logs/{other.log.hex()}/entries"
        assert peer.send(key, "GET", own).status_code == 200
        for address in (
            furnished.log_at + "/entries",
            blob_at(furnished),
        ):
            assert word(peer.send(key, "GET", address)) == "stranger"
        # what it is told lies among the boxes (docs/spec/outside.md)
        assert peer.send(key, "GET", box_at(furnished)).status_code == 200
        assert word(peer.send(key, "DELETE", box_at(furnished))) == "stranger"

    def test_a_log_that_was_left_out_takes_no_more_and_can_be_read(
        self, peer: Peer, furnished: Case
    ) -> None:
        made = furnished.device.write()
        left_out = furnished.next_list(logs={})
        peer.send(furnished.lead, "PUT", furnished.at + "/access", left_out)
        assert word(peer.append(furnished, made)) == "stranger"
        address = furnished.log_at + "/entries"
        assert len(peer.send(furnished.reader, "GET", address).content) > 500
        device = furnished.device
        again = furnished.next_list(logs={device.log: device.keys.mldsa44_public})
        peer.send(furnished.lead, "PUT", furnished.at + "/access", again)
        assert peer.append(furnished, made).status_code == 200


class TestAccess:
    def put(self, peer: Peer, case: Case, note: bytes, token: str = "") -> str:
        more = {"authorization": f"Bearer {token}"} if token else {}
        answer = peer.send(case.lead, "PUT", case.at + "/access", note, more)
        return "" if answer.status_code < 300 else word(answer)

    def test_a_new_case_needs_an_invitation_and_uses_it_up(
        self, peer: Peer, hub: Hub
    ) -> None:
        token = invite(hub, ROOMY, int(peer.clock.seconds))
        one, two = Case(), Case()
        assert self.put(peer, one, one.first_list()) == "invitation"
        assert self.put(peer, one, one.first_list(), "00" * 32) == "invitation"
        assert self.put(peer, one, one.first_list(), token) == ""
        assert self.put(peer, one, one.first_list()) == ""  # the same again
        assert self.put(peer, two, two.first_list(), token) == "invitation"

    def test_without_an_invitation_no_content_is_waited_for(
        self, peer: Peer, hub: Hub
    ) -> None:
        case, token = Case(), invite(hub, ROOMY, int(peer.clock.seconds))
        long = b"x" * (MAX_ACCESS + 1)
        assert self.put(peer, case, long) == "invitation"
        assert self.put(peer, case, long, token) == "size"
        assert self.put(peer, case, case.first_list(), token) == ""  # still good

    def test_an_invitation_has_an_end(self, peer: Peer, hub: Hub) -> None:
        old = int(peer.clock.seconds) - 31 * 86_400
        case = Case()
        token = invite(hub, ROOMY, old)
        assert self.put(peer, case, case.first_list(), token) == "invitation"

    def test_a_list_follows_on_the_one_before(self, peer: Peer, case: Case) -> None:
        first, held = case.listed, case.next_list()
        assert self.put(peer, case, held) == ""
        case.listed = first
        rival = case.next_list(readers=frozenset())
        assert self.put(peer, case, rival) == "version"
        assert self.put(peer, case, case.first_list()) == "version"

    def test_a_lead_that_is_only_in_the_new_list_signs_nothing(
        self, peer: Peer, case: Case
    ) -> None:
        thief = Case(id=case.id, lead=chance())
        thief.listed = case.listed
        note = thief.next_list(leads=frozenset({ed25519_public(thief.lead)}))
        assert self.put(peer, thief, note) == "stranger"
        # nor does a lead pass on what somebody else signed
        answer = peer.send(case.lead, "PUT", case.at + "/access", note)
        assert word(answer) == "stranger"

    def test_a_log_is_bound_to_its_case_and_its_second_key(
        self, peer: Peer, hub: Hub, case: Case
    ) -> None:
        other = peer.open_case(invite(hub, ROOMY, int(peer.clock.seconds)))
        device = case.device
        stolen = other.next_list(logs={device.log: device.keys.mldsa44_public})
        assert self.put(peer, other, stolen) == "bound"
        assert self.put(peer, case, case.next_list(logs={device.log: bytes(1312)})) == (
            "bound"
        )

    def test_of_another_case(self, peer: Peer, case: Case) -> None:
        other = Case(lead=case.lead)
        answer = peer.send(case.lead, "PUT", case.at + "/access", other.first_list())
        assert word(answer) == "stranger"


def test_a_replay_that_is_looked_up_as_its_time_ends_is_no_new_one(
    peer: Peer, case: Case, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, now = case.at + "/access", int(peer.clock.seconds)
    times = Times(now - LONGEST_LIFE + 1, now + 1, chance(16))
    headers = peer.headers(case.lead, "GET", at, times=times)
    assert peer.raw("GET", at, b"", headers).status_code == 200
    nonces = hub.store.nonces
    kept = nonces.are_new
    monkeypatch.setattr(nonces, "are_new", lambda asked, now: kept(asked, now + 1))
    assert word(peer.raw("GET", at, b"", headers)) == "replay"


def test_a_quota_refuses_and_changes_nothing(peer: Peer, hub: Hub) -> None:
    case = peer.open_case(invite(hub, Quota(3000, 2), int(peer.clock.seconds)))
    assert peer.append(case, case.device.write()).status_code == 200
    before = case.device.clone()
    assert word(peer.append(case, case.device.write(2))) == "quota"
    large = chance(4000)
    at = f"{case.at}/blobs/{sha256(large).hex()}"
    answer = peer.send(case.lead, "PUT", at, large)
    assert (answer.status_code, word(answer)) == (507, "quota")
    assert peer.send(case.lead, "GET", at).status_code == 404
    box = f"{case.at}/keyboxes/{BOX}"
    assert word(peer.send(case.lead, "PUT", box, chance(4000))) == "quota"
    assert peer.append(case, before.write(), before).status_code == 200
