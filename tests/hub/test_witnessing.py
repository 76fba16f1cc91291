"""A hub shows its own log to witnesses: what they cosign is kept, who is down waits."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest
import uvicorn
from hypothesis import given, settings
from hypothesis import strategies as st

from habeas.errors import BadInputError
from habeas.hub import witnessing
from habeas.hub.asking import Answer, Asker
from habeas.hub.folder import Hub, begin_again, create_hub, invite, open_hub
from habeas.hub.hublog import tree_node
from habeas.hub.service import Service
from habeas.hub.witnessing import FIRST_PAUSE, ask_witnesses, watcher
from habeas.log.checkpoint import Checkpoint, open_checkpoint
from habeas.log.merkle import Frontier, consistency_proof, verify_consistency
from habeas.log.note import parse
from habeas.log.policy import parse_policy
from habeas.log.refusal import NoteError
from habeas.log.stored import head_leaf
from habeas.log.verdict import judge
from habeas.witness import app as witness_app
from habeas.witness.cosigning import WitnessRefusal, add_checkpoint
from habeas.witness.folder import Witness, create_witness, open_witness
from tests.hub.conftest import ROOMY, running, serving
from tests.hub.model import HubTree, Model
from tests.hub.peer import Peer, SetClock, chance
from tests.hub.process import NAME

NOW = 1_796_040_000
HEADS = [chance() for _ in range(600)]


@dataclass
class World:
    """A hub, its witnesses by address, and which of them are down."""

    folder: Path
    hub: Hub
    witnesses: dict[str, Witness] = field(default_factory=dict)
    down: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def witness(self, name: str) -> Witness:
        """Make a witness of this hub's log, and have the hub ask it."""
        folder = self.folder / name
        create_witness(folder, f"{name}.example.org")
        keys = Service(self.hub, SetClock()).vkeys()
        (folder / "logs.txt").write_text("".join(f"log {one}\n" for one in keys))
        made = open_witness(folder)
        url = f"https://{name}.example.org"
        self.witnesses[url] = made
        self.hub.store.witnesses.put(watcher(url, made.vkeys()))
        return made

    def ask(self, url: str, body: bytes) -> Answer:
        base = url.removesuffix("/add-checkpoint")
        self.asked.append(base)
        if base in self.down:
            return Answer(0)
        try:
            lines = add_checkpoint(self.witnesses[base], body, lambda: NOW)
        except WitnessRefusal as refusal:
            held = b"" if refusal.held is None else f"{refusal.held}\n".encode()
            return Answer(refusal.status, held)
        return Answer(200, lines)

    def grow(self, count: int = 1) -> None:
        """Let the hub accept heads."""
        grow(self.hub, count)

    def shown(self, *vkeys: str) -> Checkpoint:
        service = Service(self.hub, SetClock())
        return open_checkpoint(service.hub_checkpoint(), [*service.vkeys(), *vkeys])

    def look(self, now: int = NOW) -> None:
        ask_witnesses(self.hub, now, self.ask)


def grow(hub: Hub, count: int) -> None:
    """Accept heads of an invented log, as an append does."""
    from tests.hub.test_store import growth, opened  # noqa: PLC0415

    case = opened(hub.store)
    for _ in range(count):
        hub.store.logs.append([growth(hub.store, case, 1)])


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    create_hub(tmp_path / "hub", NAME)
    with open_hub(tmp_path / "hub") as hub:
        yield World(tmp_path, hub)


def test_without_a_witness_the_newest_head_is_handed_out(world: World) -> None:
    world.grow(2)
    world.look()
    assert world.shown().size == 2
    world.grow()
    assert world.shown().size == 3


def test_what_witnesses_cosign_is_handed_out(world: World) -> None:
    one, two = world.witness("one"), world.witness("two")
    world.look()
    assert world.asked == []  # an empty log says nothing
    for size in (1, 8, 30):
        world.grow(size - world.hub.store.hub_tree.tree().size)
        world.look()
        assert world.shown(*one.vkeys(), *two.vkeys()).size == size
        world.look()
    assert len(world.asked) == 6  # nothing new, nobody is asked
    text = f"witness a {one.vkeys()[0]}\nwitness b {two.vkeys()[1]}\n"
    policy = parse_policy(f"{text}group both all a b\nquorum both\n".encode())
    service = Service(world.hub, SetClock())
    assert judge(policy, service.hub_checkpoint(), service.vkeys()).safe


def test_one_that_is_down_is_asked_at_growing_intervals(world: World) -> None:
    up, down = world.witness("up"), world.witness("down")
    (url,) = world.down = {"https://down.example.org"}
    asked, now = [], NOW
    for _ in range(40):
        now += 1
        world.grow()
        before = world.asked.count(url)
        world.look(now)
        asked += [now] * (world.asked.count(url) - before)
    pauses = [b - a for a, b in pairwise(asked)]
    assert pauses == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE]
    assert world.shown(*up.vkeys()).size == 40
    held = {one.url: one for one in world.hub.store.witnesses.all()}
    assert (held[url].failures, held[url].trouble) == (4, "no answer")
    world.down = set()
    world.look(now + 3600)
    assert world.shown(*up.vkeys(), *down.vkeys()).size == 40
    assert {one.failures for one in world.hub.store.witnesses.all()} == {0}


def test_the_pause_has_an_end(world: World) -> None:
    world.witness("one")
    world.down = {"https://one.example.org"}
    world.grow()
    now = NOW
    for _ in range(30):
        world.look(now)
        (held,) = world.hub.store.witnesses.all()
        assert held.next_at - now <= 3600
        now = held.next_at
    assert world.hub.store.witnesses.all()[0].failures == 30


def test_a_hub_that_forgot_is_told_by_the_witness(world: World) -> None:
    made = world.witness("one")
    world.grow(3)
    world.look()
    world.hub.store.witnesses.put(watcher("https://one.example.org", made.vkeys()))
    world.grow(4)
    world.look()
    assert world.shown(*made.vkeys()).size == 7
    assert len(world.asked) == 3  # refused once, and asked again from there


def test_a_hub_that_was_rolled_back_is_found_out(world: World) -> None:
    """The witness has seen more: nothing smaller is ever cosigned."""
    made = world.witness("one")
    world.grow(5)
    world.look()
    other = World(world.folder / "again", world.hub, world.witnesses)
    create_hub(other.folder / "hub", NAME)
    toml = (world.folder / "hub" / "hub.toml").read_bytes()
    (other.folder / "hub" / "hub.toml").write_bytes(toml)
    with open_hub(other.folder / "hub") as copy:
        other.hub = copy
        copy.store.witnesses.put(watcher("https://one.example.org", made.vkeys()))
        grow(copy, 2)
        other.look()
        (held,) = copy.store.witnesses.all()
        assert (held.size, held.trouble) == (0, "it has seen another history")
        grow(copy, 3)
        other.look(NOW + 100)
        (held,) = copy.store.witnesses.all()
        assert held.failures == 2
        assert copy.store.witnesses.shown() is None


BAD = {
    "nonsense": Answer(200, b"hello\n"),
    "nothing": Answer(200),
    "a failure": Answer(503),
    "a size that is none": Answer(409, b"03\n"),
    "a size above": Answer(409, b"99\n"),
}


@pytest.mark.parametrize("answer", BAD.values(), ids=BAD.keys())
def test_an_answer_that_is_worth_nothing(answer: Answer, world: World) -> None:
    world.witness("one")
    world.grow(2)
    ask_witnesses(world.hub, NOW, lambda _url, _body: answer)
    (held,) = world.hub.store.witnesses.all()
    assert (held.size, held.failures) == (0, 1)
    assert held.trouble
    assert world.hub.store.witnesses.shown() is None


def test_cosignatures_of_others_are_left_out(world: World) -> None:
    one, other = world.witness("one"), world.witness("other")
    world.hub.store.witnesses.remove("https://other.example.org")
    world.grow(2)

    def ask(url: str, body: bytes) -> Answer:
        mine = world.ask(url, body).body
        return Answer(200, add_checkpoint(other, body, lambda: NOW) + mine + mine)

    ask_witnesses(world.hub, NOW, ask)
    note = Service(world.hub, SetClock()).hub_checkpoint()
    names = [line.name for line in parse(note).signatures]
    assert names[2:] == [one.name, one.name]


def test_another_process_that_asks_is_left_alone(world: World) -> None:
    world.witness("one")
    world.grow()
    assert world.hub.store.witnesses.take_turn(NOW, NOW + 60)
    world.look(NOW + 59)
    assert world.asked == []
    world.look(NOW + 60)
    assert world.asked


def test_a_restored_hub_begins_with_its_witnesses_again(world: World) -> None:
    made = world.witness("one")
    world.grow(3)
    world.look()
    begin_again(world.folder / "hub")
    with open_hub(world.folder / "hub") as again:
        world.hub = again
        (held,) = again.store.witnesses.all()
        assert held.size == 0
        keys = Service(again, SetClock()).vkeys()
        (made.folder / "logs.txt").write_text("".join(f"log {k}\n" for k in keys))
        world.look()
        assert world.shown(*made.vkeys()).size == 1


@given(st.integers(0, 600), st.integers(0, 600))
@settings(max_examples=40, deadline=None)
def test_any_two_sizes_of_the_tree_prove_that_it_grew(one: int, two: int) -> None:
    old, new = sorted((one, two))
    model = Model()
    model.hub_heads = HEADS
    leaves = [head_leaf(head) for head in HEADS]
    first, second = (Frontier().extend(leaves[:size]).root() for size in (old, new))
    proof = consistency_proof(old, new, tree_node(HubTree(model)))
    assert verify_consistency(old, new, first, second, proof)


@pytest.mark.parametrize("url", ["", "ftp://a", "https://a b", "https://" + "a" * 600])
def test_what_is_no_address(url: str, world: World) -> None:
    with pytest.raises(BadInputError):
        watcher(url, world.witness("one").vkeys())


def test_what_is_no_key_of_a_witness(world: World) -> None:
    for vkeys in ((), Service(world.hub, SetClock()).vkeys()[:1]):
        with pytest.raises(BadInputError):
            watcher("https://a", vkeys)
    with pytest.raises(NoteError):
        watcher("https://a", ("nonsense",))


@contextmanager
def witness_at(made: Witness) -> Iterator[str]:
    """Serve a witness and yield its address."""
    app = witness_app.make_app(made, SetClock())
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None)
    with running(config) as base:
        yield base


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 15
    while not done():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_over_real_connections(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hub and two witnesses, one of them nowhere: appends are answered."""
    monkeypatch.setattr(witnessing, "LOOK_SECONDS", 0.02)
    clock = SetClock()
    made = world.witness("one")
    world.hub.store.witnesses.remove("https://one.example.org")
    with serving(world.hub, clock) as base, witness_at(made) as address:
        for url in (address, "http://127.0.0.1:9"):
            world.hub.store.witnesses.put(watcher(url, made.vkeys()))
        peer = Peer(base, NAME, clock)
        case = peer.open_case(invite(world.hub, ROOMY, int(clock.seconds)))
        for number in range(5):
            answer = peer.append(case, case.device.write())
            assert (answer.status_code, answer.headers["habeas-hublog"]) == (
                200,
                str(number),
            )
        at = "/v1/hublog/checkpoint"
        service = Service(world.hub, clock)

        def cosigned() -> bool:
            note = peer.raw("GET", at, b"", {}).content
            try:
                head = open_checkpoint(note, [*service.vkeys(), *made.vkeys()])
            except Exception:  # noqa: BLE001 - not cosigned yet
                return False
            return head.size == 5

        until(cosigned)
        peer.client.close()


def test_who_answers_is_handed_out_while_another_is_slow(world: World) -> None:
    quick, _slow = world.witness("quick"), world.witness("slow")
    world.grow(3)
    meanwhile = []

    def ask(url: str, body: bytes) -> Answer:
        if "slow" not in url:
            return world.ask(url, body)
        until(lambda: world.hub.store.witnesses.shown() is not None)
        meanwhile.append(world.shown(*quick.vkeys()).size)
        return Answer(0)

    ask_witnesses(world.hub, NOW, ask)
    assert meanwhile == [3]
    held = {one.url: one.failures for one in world.hub.store.witnesses.all()}
    assert held == {"https://quick.example.org": 0, "https://slow.example.org": 1}


HEAD = b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n"


@contextmanager
def dripping(at_once: bytes) -> Iterator[str]:
    """Serve an answer of which a part comes at once, and then a byte now and then."""
    end = threading.Event()

    def drip(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.recv(65536)
            connection.sendall(at_once)
            for byte in (HEAD + bytes(500))[len(at_once) :]:
                if end.wait(0.05):
                    return
                connection.sendall(bytes([byte]))

    def serve(server: socket.socket) -> None:
        connection, _who = server.accept()
        drip(connection)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve, args=(server,))
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/add-checkpoint"
        end.set()
        thread.join()


@pytest.mark.parametrize("at_once", [b"", HEAD], ids=["its head", "its body"])
def test_one_that_drips_has_a_time_for_the_whole(at_once: bytes) -> None:
    """Each byte comes in time; all of them never would."""
    with dripping(at_once) as url, Asker(0.3) as asker:
        begun = time.monotonic()
        assert asker.ask(url, b"old 0\n\n") == Answer(0)
        assert 0.2 < time.monotonic() - begun < 3


def test_what_an_asker_takes_for_no_answer() -> None:
    with Asker(0.2) as asker:
        for url in ("http://127.0.0.1:9/x", "nonsense", "http://[", "https://\x00"):
            assert asker.ask(url, b"body") == Answer(0)
