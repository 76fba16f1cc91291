"""Two devices at one table, over a real line on loopback."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from habeas.actions.carried import Came
from habeas.actions.desk import Desk
from habeas.actions.documents import add_file
from habeas.actions.members import Seat, change_role, remove
from habeas.actions.merging import held
from habeas.actions.record import put
from habeas.case.facts.members import Role
from habeas.copying.desks import directly
from habeas.copying.hosting import host
from habeas.copying.table import MOST_WRONG, visit
from habeas.crypto.certificates import passing_certificate
from habeas.errors import BadInputError, HabeasError, NotFoundError, RefusedError
from habeas.sync.network import Call, open_network
from habeas.sync.refusals import UnreachableError, UntrustedError
from habeas.vault.arriving import sealed_names
from habeas.vault.inventories import own_inventory
from habeas.wire.parts import PART
from habeas.wire.table import Place, read_code
from tests.actions.copies import Copies

HERE = "127.0.0.1"


@pytest.fixture
def copies(new_desk: Callable[[str], Desk]) -> Copies:
    made = Copies(new_desk)
    made.begin()
    made.enter("bob", Role.EDITOR)
    return made


def note(copies: Copies, who: str) -> str:
    text = {"text": {"lang": "en", "text": who}}
    return put(copies.desks[who], copies.case, "note", text)


Visiting = Callable[[Place], Awaitable[object]]


async def met(
    copies: Copies, visiting: Visiting, *, at: str = "ann", minutes: float = 0.3
) -> tuple[Came | HabeasError, object]:
    """Return what came to the host, or what went wrong there, and to the guest."""
    shown: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    desk = directly(copies.desks[at])
    hosting = asyncio.create_task(
        host(desk, copies.case, HERE, shown.set_result, minutes)
    )
    try:
        there = await visiting(read_code(await shown))
    except HabeasError as error:
        there = error
    try:
        return await hosting, there
    except HabeasError as error:
        return error, there


def meet(
    copies: Copies, guest: str = "bob", minutes: float = 0.3
) -> tuple[Came | HabeasError, object]:
    at = directly(copies.desks[guest])
    return asyncio.run(
        met(copies, lambda place: visit(at, place, 5.0), minutes=minutes)
    )


def test_both_have_the_same_afterwards(copies: Copies, tmp_path: Path) -> None:
    path = tmp_path / "x.bin"
    path.write_bytes(bytes(9_000_000))  # more than one part
    add_file(copies.desks["ann"], copies.case, path)
    note(copies, "ann")
    note(copies, "bob")
    here, there = meet(copies)
    assert isinstance(here, Came), here
    assert isinstance(there, Came), there
    assert (here.writer, there.writer) == ("Bob", "Ann")
    ann, bob = copies.desks["ann"], copies.desks["bob"]
    assert held(ann, copies.case) == held(bob, copies.case)
    stores = [one.vault.exhibits for one in (ann, bob)]
    assert sealed_names(stores[0]) == sealed_names(stores[1])
    for store in stores:
        assert list((store.folder / "incoming").iterdir()) == []
    again, _there = meet(copies)
    assert isinstance(again, Came)
    assert again.entries == 0


def test_who_is_out_gets_nothing(copies: Copies) -> None:
    remove(copies.desks["ann"], copies.case, copies.members["bob"], "left")
    here, there = meet(copies)
    assert isinstance(here, RefusedError)
    assert "out of this case" in here.what
    assert isinstance(there, RefusedError)


def test_who_contributes_gets_nothing(copies: Copies) -> None:
    ann, bob = copies.desks["ann"], copies.members["bob"]
    change_role(ann, copies.case, bob, Seat("Bob", Role.CONTRIBUTOR, ()))
    note(copies, "ann")
    before = held(copies.desks["bob"], copies.case)
    here, there = meet(copies)
    assert isinstance(here, RefusedError)
    assert "reads nothing" in here.what
    assert isinstance(there, RefusedError)
    assert held(copies.desks["bob"], copies.case) == before


def test_a_stranger_gets_nothing(
    copies: Copies, new_desk: Callable[[str], Desk]
) -> None:
    copies.desks["eve"] = new_desk("eve")
    here, there = meet(copies, "eve", 0.02)
    assert isinstance(there, NotFoundError)
    assert isinstance(here, RefusedError)  # nobody came
    assert "Nobody came" in here.what


def test_another_key_than_the_pinned_one(copies: Copies) -> None:
    at, pin = directly(copies.desks["bob"]), passing_certificate().pin
    _here, there = asyncio.run(
        met(
            copies,
            lambda place: visit(at, replace(place, pin=pin), 5.0),
            minutes=0.02,
        )
    )
    assert isinstance(there, UntrustedError)
    assert "does not have the key that the code names" in there.what
    assert "the part before the last" in there.advice


def test_another_word_than_the_shown_one(copies: Copies) -> None:
    at = directly(copies.desks["bob"])
    _here, there = asyncio.run(
        met(
            copies,
            lambda place: visit(at, replace(place, token=bytes(16)), 5.0),
            minutes=0.02,
        )
    )
    assert isinstance(there, RefusedError)
    assert "The word at the end of the code" in there.what


def test_a_code_counts_for_one_visit(copies: Copies) -> None:
    at = directly(copies.desks["bob"])

    async def late(place: Place) -> object:
        from habeas.sync.address import read_way  # noqa: PLC0415 - for this alone

        word = {"authorization": f"Bearer {place.token.hex()}"}
        hello = own_inventory(copies.desks["bob"].vault, place.case, ())
        async with open_network(read_way(place.base, "", place.pin), 5.0) as network:
            await network.exchange(Call("PUT", "/hello", 100, word, hello))
        return await visit(at, place, 5.0)

    _here, there = asyncio.run(met(copies, late, minutes=0.02))
    assert isinstance(there, RefusedError)
    assert "was used already" in there.what


def test_without_the_word_nothing_is_told_and_nobody_guesses(copies: Copies) -> None:
    async def guess(place: Place) -> set[int]:
        from habeas.sync.address import read_way  # noqa: PLC0415 - for this alone

        way = read_way(place.base, "", place.pin)
        right = {"authorization": f"Bearer {place.token.hex()}"}
        wrong = {"authorization": f"Bearer {bytes(16).hex()}"}
        found = set()
        async with open_network(way, 5.0) as network:
            for headers in [{}, *[wrong] * (MOST_WRONG - 1)]:
                answer = await network.exchange(Call("GET", "/out/0", 100, headers))
                found.add(answer.status)
            with suppress(UnreachableError):  # nobody listens any more
                answer = await network.exchange(Call("PUT", "/hello", 100, right))
                found.add(answer.status)
        return found

    here, there = asyncio.run(met(copies, guess))
    assert there == {404}
    assert isinstance(here, RefusedError)
    assert "tried other words" in here.what  # it is told, and not only waited for


def test_out_of_turn(copies: Copies) -> None:
    async def odd(place: Place) -> list[int]:
        from habeas.sync.address import read_way  # noqa: PLC0415 - for this alone

        way = read_way(place.base, "", place.pin)
        word = {"authorization": f"Bearer {place.token.hex()}"}
        calls = [("GET", "/out/0"), ("GET", "/out/1"), ("PUT", "/in/7"), ("GET", "/")]
        async with open_network(way, 5.0) as network:
            answers = [
                await network.exchange(Call(method, target, 100, word))
                for method, target in calls
            ]
            nonsense = Call("PUT", "/hello", 100, word, b"nonsense")
            answers.append(await network.exchange(nonsense))
        return [one.status for one in answers]

    here, there = asyncio.run(met(copies, odd))
    assert there == [409, 409, 409, 409, 403]
    assert isinstance(here, BadInputError)


@pytest.mark.parametrize(
    "calls",
    [
        [("PUT", "/done")],
        [("PUT", "/in/0")],
        [("PUT", "/hello"), ("PUT", "/in/0")],
        [("PUT", "/hello"), ("PUT", "/done")],
        [("PUT", "/hello"), ("GET", "/out/0"), ("GET", "/out/0")],
        [("PUT", "/hello"), ("GET", "/out/0"), ("GET", "/out/-1")],
        [("PUT", "/hello"), ("GET", "/out/0"), ("PUT", "/done")],
        [("PUT", "/hello"), ("GET", "/out/0"), ("PUT", "/in/1")],
    ],
)
def test_nothing_is_left_out_and_nothing_comes_twice(
    copies: Copies, calls: list[tuple[str, str]]
) -> None:
    """Whoever has the word and no more ends nothing, and fills no disk."""
    *before, last = asyncio.run(_asked(copies, calls))
    assert (last, set(before) - {200, 204}) == (409, set())


async def _asked(copies: Copies, calls: list[tuple[str, str]]) -> list[int]:
    """Return how a host answers; it goes on waiting."""
    from habeas.sync.address import read_way  # noqa: PLC0415 - for this alone

    shown: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    desk = directly(copies.desks["ann"])
    hosting = asyncio.create_task(host(desk, copies.case, HERE, shown.set_result))
    place = read_code(await shown)
    word = {"authorization": f"Bearer {place.token.hex()}"}
    hello = own_inventory(copies.desks["bob"].vault, place.case, ())
    found = []
    way = read_way(place.base, "", place.pin)
    async with open_network(way, 5.0) as network:
        for method, target in calls:
            body = hello if target == "/hello" else b""
            answer = await network.exchange(Call(method, target, PART, word, body))
            found.append(answer.status)
    assert not hosting.done()
    hosting.cancel()
    await asyncio.gather(hosting, return_exceptions=True)
    return found


def test_nobody_listens(copies: Copies) -> None:
    place = Place(HERE, 9, bytes.fromhex(copies.case), bytes(32), bytes(16))
    with pytest.raises(UnreachableError, match="Nobody waits at the place"):
        asyncio.run(visit(directly(copies.desks["bob"]), place, 1.0))


PLACE = Place("192.168.1.7", 40123, bytes(16), bytes(range(32)), bytes(range(16)))


def test_a_code_is_read_as_it_was_shown() -> None:
    code = PLACE.code()
    assert read_code(code) == PLACE
    assert read_code(f" {code[:40]}\n{code[40:].lower()} ") == PLACE
    assert len(code) < 160


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://192.168.1.7:40123/",
        PLACE.code()[:-1],
        PLACE.code()[:-1] + "B",
        PLACE.code() + "A",
        PLACE.code().replace("40123", "99999"),
        PLACE.code().replace("40123", "040123"),
        PLACE.code().replace("MEET-1", "MEET-2"),
        PLACE.code().replace("192.168.1.7", "999.168.1.7"),
        PLACE.code().replace("192.168.1.7", "192.168.01.7"),
    ],
)
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(BadInputError):
        read_code(text)
