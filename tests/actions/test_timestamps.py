"""Time from others, from the queue to the log: real authorities on loopback."""

import asyncio
import errno
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from habeas.actions import sealed
from habeas.actions import timestamps as acts
from habeas.actions.bundle_page import build_page
from habeas.actions.bundle_stamps import covering, enclosed
from habeas.actions.bundles import export
from habeas.actions.choosing import Chosen, with_needs
from habeas.actions.desk import Desk
from habeas.actions.exhibits import add_exhibit
from habeas.actions.record import RecordedError, correct, put, withdraw
from habeas.actions.sealed import NotShownError
from habeas.actions.stamping import Errand, Outcome, run
from habeas.actions.timestamps import (
    MOST_AT_ONCE,
    entry_of,
    errands,
    keep,
    rejudge,
    stamped_bytes,
    take_out,
    waiting,
)
from habeas.case.facts.consent import Use
from habeas.crypto.digest import sha256
from habeas.errors import (
    BadInputError,
    NotFoundError,
    RefusedError,
    StorageError,
)
from habeas.timestamps.calendars import read_proof
from habeas.timestamps.covered import Covered
from habeas.timestamps.rfc3161 import query
from habeas.vault import read
from habeas.views.access import openings
from habeas.views.cases import case_head
from habeas.views.custody import custody
from habeas.views.documents import document
from habeas.views.records import counts, record
from habeas.views.timestamps import authorities, stamps, tokens, tokens_of
from tests.conftest import FixedClock
from tests.timestamps.authority import (
    Answering,
    Calendar,
    Server,
    Stamper,
    as_authority,
    as_calendar,
    serving,
)
from tests.views.conftest import Write

Serve = Callable[[Answering], Server]
SHIRT = {"what": {"lang": "en", "text": "A grey T-shirt"}, "kind": "garment"}


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    with ExitStack() as stack:
        yield lambda answering: stack.enter_context(serving(answering))


@pytest.fixture
def choose(desk: Desk, case: str) -> Callable[..., str]:
    """Return what chooses an authority."""

    def add(url: str, ca: list[str] | None = None, **more: object) -> str:
        scheme = "rfc3161" if ca else "opentimestamps"
        fields = {"name": "One", "url": url, "scheme": scheme, **more}
        return put(desk, case, "authority", fields | ({"ca": ca} if ca else {}))

    return add


@pytest.fixture
def up(serve: Serve, choose: Callable[..., str], stamper: Stamper) -> Server:
    """A good authority that was chosen."""
    server = serve(as_authority(stamper))
    choose(server.url, stamper.lines, name="Up")
    return server


def ask(desk: Desk, case: str, exhibit: str = "") -> list[Outcome]:
    found = asyncio.run(run(errands(desk, case, exhibit)))
    return keep(desk, case, found).outcomes


def failures(found: list[Outcome]) -> list[str]:
    return [str(one.failure) for one in found if one.failure]


def test_two_of_three_authorities_may_fail(
    desk: Desk, case: str, serve: Serve, choose: Callable[..., str], stamper: Stamper
) -> None:
    choose(serve(lambda _path, _body: (503, {}, b"")).url, stamper.lines, name="Down")
    choose("http://127.0.0.1:1/", stamper.lines, name="Nowhere")
    choose(serve(as_authority(stamper)).url, stamper.lines, name="Up")
    found = ask(desk, case)
    assert len(failures(found)) == 2
    (token,) = tokens(desk.views, case)
    assert token.name == "Up"
    assert len(token.accepted) == 2
    ((log, size, root),) = [
        (one.id.hex(), one.size, read.root_at(desk.vault, one.id, one.size).hex())
        for one in read.logs(desk.vault, bytes.fromhex(case))
    ]
    covers = token.covers
    assert (covers.log, covers.number) == (log, size - 1)  # its own entry came after
    assert covers.hash != root
    assert sha256(stamped_bytes(desk, covers)).hex() == token.imprint == covers.imprint
    assert [one.authority.name for one in waiting(desk, case).now] == [
        "Down",
        "Nowhere",
    ]


def test_what_leaves_is_a_hash(desk: Desk, case: str, up: Server) -> None:
    (token_of,) = ask(desk, case)
    ((_, _, body),) = up.seen
    assert bytes.fromhex(token_of.errand.covers.imprint) in body
    assert len(body) < 80


@pytest.mark.usefixtures("up")
def test_stamping_alone_makes_nothing_new_to_stamp(desk: Desk, case: str) -> None:
    ask(desk, case)
    assert waiting(desk, case).now == []
    assert ask(desk, case) == []
    withdraw(desk, case, tokens(desk.views, case)[0].id, reason="a trial")
    assert len(waiting(desk, case).now) == 1  # nothing that counts covers it
    ask(desk, case)
    assert waiting(desk, case).now == []
    put(desk, case, "person", {"pseudonym": "A.", "role": "complainant"})
    assert len(waiting(desk, case).now) == 1


@pytest.mark.usefixtures("up")
def test_an_exhibit_alone_is_stamped_by_its_entry_never_by_its_file(
    desk: Desk, case: str, add: Callable[..., str]
) -> None:
    letter = add("A letter that the authority holds as well.")
    ask(desk, case, letter)
    (token,) = tokens_of(desk.views, case, letter)
    assert not token.covers.whole
    body = stamped_bytes(desk, token.covers)
    assert sha256(body).hex() == token.imprint
    assert token.imprint != record(desk.views, case, letter).fields["file"]["sha256"]
    assert errands(desk, case, letter) == []  # once is enough
    with pytest.raises(NotFoundError):
        errands(desk, case, put(desk, case, "note", {"text": SHIRT["what"]}))


def test_each_exhibit_by_itself_where_that_was_chosen(
    desk: Desk, case: str, serve: Serve, choose: Callable[..., str], stamper: Stamper
) -> None:
    choose(serve(as_authority(stamper)).url, stamper.lines, singly=True)
    shirt = add_exhibit(desk, case, SHIRT)
    swab = add_exhibit(desk, case, {**SHIRT, "kind": "sample"}, "medical")
    assert len(ask(desk, case)) == 3
    assert len(tokens_of(desk.views, case, shirt)) == 1
    (token,) = tokens_of(desk.views, case, swab)
    assert record(desk.views, case, token.id).compartment == "medical"
    assert waiting(desk, case) == acts.Queue([], 0)
    for _ in range(MOST_AT_ONCE):
        add_exhibit(desk, case, SHIRT)
    queue = waiting(desk, case)
    assert (len(queue.now), queue.later) == (MOST_AT_ONCE, 1)


def test_nobody_is_asked_before_somebody_was_chosen(desk: Desk, case: str) -> None:
    with pytest.raises(RefusedError, match="Nobody is chosen"):
        errands(desk, case)
    assert waiting(desk, case).now == []


def test_a_forged_an_expired_and_a_mismatched_token_are_not_kept(
    desk: Desk, case: str, serve: Serve, request: pytest.FixtureRequest
) -> None:
    good, stranger, expired = map(
        request.getfixturevalue, ("stamper", "stranger", "expired")
    )
    old = good.answer(query(sha256(b"something else")).der)
    replies: dict[str, tuple[Answering, Stamper]] = {
        "Forged": (as_authority(stranger), good),
        "Expired": (as_authority(expired), expired),
        "Old": (lambda _path, _body: (200, {}, old), good),
        "A hotel": (lambda _path, _body: (200, {}, b"<html>Welcome"), good),
    }
    choose = request.getfixturevalue("choose")
    for name, (answering, root) in replies.items():
        choose(serve(answering).url, root.lines, name=name)
    found = failures(ask(desk, case))
    assert len(found) == 4
    for name, said in zip(replies, found, strict=True):
        assert said.startswith(f"The answer of {name} was refused:")
    assert tokens(desk.views, case) == ()


def test_a_token_that_openssl_alone_accepts_is_kept_and_says_so(
    desk: Desk, case: str, serve: Serve, choose: Callable[..., str], stamper: Stamper
) -> None:
    def modified(_path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        granted, with_mods = bytes.fromhex("3003020100"), bytes.fromhex("3003020101")
        return 200, {}, stamper.answer(body).replace(granted, with_mods, 1)

    choose(serve(modified).url, stamper.lines)
    ask(desk, case)
    (token,) = tokens(desk.views, case)
    assert token.accepted[0].startswith("OpenSSL")
    assert "rfc3161-client" in token.refused[0]
    ((again, verdict),) = rejudge(desk, case)
    assert (again.id, verdict.holds) == (token.id, True)


def test_a_calendar_has_it_first_and_a_block_later(
    desk: Desk, case: str, serve: Serve, choose: Callable[..., str]
) -> None:
    calendar = Calendar()
    server = serve(as_calendar(calendar))
    calendar.url = server.url
    choose(f"{server.url}/")
    ask(desk, case)
    (pending,) = tokens(desk.views, case)
    assert pending.waits
    assert stamps(desk.views, case) == ()  # it says no time yet
    assert server.seen[0][2] != bytes.fromhex(pending.imprint)
    (again,) = failures(ask(desk, case))
    assert "no Bitcoin block holds it yet" in again
    calendar.block = 900_000
    ask(desk, case)
    old, new = tokens(desk.views, case)
    assert (old.raw, new.block) == (pending.raw, 900_000)
    assert read_proof(new.raw).imprint.hex() == new.imprint
    assert waiting(desk, case).now == []
    assert rejudge(desk, case) == []


def test_proofs_that_wait_are_asked_for_in_bounded_numbers(
    desk: Desk, case: str, choose: Callable[..., str]
) -> None:
    chosen = choose("http://c.invalid", singly=True)
    shirts = [add_exhibit(desk, case, SHIRT) for _ in range(MOST_AT_ONCE + 2)]

    def stamp(shirt: str) -> None:
        covers = acts.entry_of(desk, case, shirt)
        fields = {"name": "One", "authority": chosen, "scheme": "opentimestamps"}
        told = {"covers": str(covers), "imprint": covers.imprint, "exhibit": shirt}
        put(desk, case, "timestamp", {**fields, **told, "token": ["QUJD"]})

    for shirt in shirts[:-1]:
        stamp(shirt)
    queue = waiting(desk, case)
    assert (len(queue.now), queue.later) == (MOST_AT_ONCE, 3)
    head, new, *rest = queue.now  # what nobody vouches for yet goes first
    assert head.covers.whole
    assert (new.exhibit, new.pending) == (shirts[-1], b"")
    assert all(one.pending for one in rest)
    for shirt in shirts[:5]:
        withdraw(desk, case, shirt, reason="a mistake")
    queue = waiting(desk, case)
    assert (len(queue.now), queue.later) == (MOST_AT_ONCE - 2, 0)
    assert not {one.exhibit for one in queue.now} & set(shirts[:5])


def test_a_calendar_that_answers_nonsense_is_refused(
    desk: Desk, case: str, serve: Serve, choose: Callable[..., str]
) -> None:
    calendar, nonsense = Calendar(), [False]

    def answer(path: str, body: bytes) -> tuple[int, dict[str, str], bytes] | None:
        if nonsense[0]:
            return 200, {}, b"nonsense"
        return as_calendar(calendar)(path, body)

    server = serve(answer)
    calendar.url = "http://10.0.0.1/router"  # somebody in the person's own network
    choose(server.url)
    ask(desk, case)
    seen = len(server.seen)
    (told,) = failures(ask(desk, case))
    assert "another calendar" in told
    assert len(server.seen) == seen  # nobody was asked whom no person chose
    calendar.url = server.url
    put(desk, case, "note", {"text": SHIRT["what"]})
    ask(desk, case)
    nonsense[0] = True
    assert any("no proof" in one for one in failures(ask(desk, case)))


def test_a_calendar_that_knows_no_more_or_fails_keeps_it_waiting(
    desk: Desk, case: str, serve: Serve, choose: Callable[..., str]
) -> None:
    calendar, replies = Calendar(), [0]

    def answer(path: str, body: bytes) -> tuple[int, dict[str, str], bytes] | None:
        if path != "/digest" and replies[0] == 1:
            return 500, {}, b""
        if path != "/digest":
            return 200, {}, calendar.submit(bytes.fromhex(path.rpartition("/")[2]))
        return as_calendar(calendar)(path, body)

    server = serve(answer)
    calendar.url = server.url
    choose(server.url)
    ask(desk, case)
    assert "no Bitcoin block" in failures(ask(desk, case))[0]
    replies[0] = 1
    assert "HTTP 500" in failures(ask(desk, case))[0]
    assert len(tokens(desk.views, case)) == 1


@pytest.mark.usefixtures("up")
def test_two_windows_at_once_record_one_answer_each(desk: Desk, case: str) -> None:
    first = asyncio.run(run(errands(desk, case)))
    second = asyncio.run(run(errands(desk, case)))
    assert len(keep(desk, case, first).ids) == 1
    assert keep(desk, case, second) == acts.Kept([], second)
    assert keep(desk, case, [*second, *second]).ids == []
    assert len(tokens(desk.views, case)) == 1


@pytest.mark.usefixtures("up")
def test_the_vault_is_free_while_somebody_is_waited_for(desk: Desk, case: str) -> None:
    """Who waits holds no vault: something is recorded meanwhile, by one who asks."""
    wanted = errands(desk, case)

    async def both() -> list[Outcome]:
        going = asyncio.create_task(run(wanted))
        await asyncio.sleep(0)
        put(desk, case, "note", {"text": SHIRT["what"]})
        return await going

    assert len(keep(desk, case, asyncio.run(both())).ids) == 1
    (token,) = tokens(desk.views, case)
    assert token.held[1] > token.covers.number  # the note came between
    assert len(waiting(desk, case).now) == 1


@pytest.mark.usefixtures("up")
def test_a_full_disk_loses_nothing_that_waits(
    desk: Desk, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = asyncio.run(run(errands(desk, case)))

    def full(*_: object) -> None:
        raise StorageError("The disk is full.") from OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patched:
        patched.setattr("habeas.actions.record.append", full)
        with pytest.raises(StorageError, match="none was kept"):
            keep(desk, case, found)
    assert tokens(desk.views, case) == ()
    assert len(waiting(desk, case).now) == 1


@pytest.mark.usefixtures("up")
def test_what_is_on_the_disk_is_not_called_lost(
    desk: Desk, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = asyncio.run(run(errands(desk, case)))

    def unseen(*_: object) -> None:
        raise RecordedError("It is recorded, and the pages cannot show it yet.")

    monkeypatch.setattr("habeas.actions.record._show", unseen)
    with pytest.raises(RecordedError, match="Do not record it again"):
        keep(desk, case, found)


def test_what_was_withdrawn_meanwhile_costs_no_other_answer(
    desk: Desk, case: str, serve: Serve, choose: Callable[..., str], stamper: Stamper
) -> None:
    url = serve(as_authority(stamper)).url
    choose(url, stamper.lines, name="Stays", singly=True)
    goes = choose(url, stamper.lines, name="Goes", singly=True)
    shirt, swab = add_exhibit(desk, case, SHIRT), add_exhibit(desk, case, SHIRT)
    found = asyncio.run(run(errands(desk, case)))
    assert (len(found), failures(found)) == (6, [])
    withdraw(desk, case, goes, reason="closed")
    withdraw(desk, case, swab, reason="a mistake")
    kept = keep(desk, case, found)
    assert [(one.name, one.exhibit) for one in tokens(desk.views, case)] == [
        ("Stays", ""),
        ("Stays", shirt),
    ]
    assert len(kept.ids) == 2
    exhibit, *authority = failures(kept.outcomes)
    assert "Stays answered, and the exhibit was withdrawn meanwhile." in exhibit
    assert len(authority) == 3
    assert all("Goes answered, and was withdrawn" in one for one in authority)
    assert all("was not kept" in one for one in authority)


def test_without_a_way_out_every_errand_says_so(
    desk: Desk,
    case: str,
    choose: Callable[..., str],
    stamper: Stamper,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    choose("http://authority.invalid/", stamper.lines)
    monkeypatch.setenv("ALL_PROXY", "carrier-pigeon://x")
    assert "proxy" in failures(ask(desk, case))[0]


URLS = (
    "file:///etc/passwd",
    "ftp://authority.invalid/",
    "https://me:secret@authority.invalid/",
    "https://authority.invalid/#part",
    "https://authority.invalid/ space",
    "https:///nowhere",
    "javascript:alert(1)",
    "authority.invalid",
)


@pytest.mark.parametrize("url", URLS)
def test_an_address_that_is_none_is_not_chosen(
    url: str, choose: Callable[..., str], stamper: Stamper
) -> None:
    with pytest.raises(BadInputError) as caught:
        choose(url, stamper.lines)
    assert "secret" not in str(caught.value)


def test_an_authority_without_a_root_is_not_chosen(
    desk: Desk, case: str, choose: Callable[..., str], stamper: Stamper
) -> None:
    own = (stamper.folder / "tsa.pem").read_text().splitlines()
    text = ["Certificate:", *stamper.lines]
    for lines in (own, text, ["x"], stamper.lines[:-1], stamper.lines * 50):
        with pytest.raises(BadInputError, match="root"):
            choose("https://authority.invalid/", lines)
    fields = {"name": "C", "url": "https://c.invalid", "scheme": "opentimestamps"}
    for odd in ({"ca": stamper.lines}, {"url": "https://c.invalid/?a=b"}):
        with pytest.raises(BadInputError):
            put(desk, case, "authority", {**fields, **odd})
    chosen = choose("https://authority.invalid/", stamper.lines)
    with pytest.raises(BadInputError):
        correct(desk, case, chosen, {"url": "nowhere"}, reason="moved")
    with pytest.raises(BadInputError):
        correct(desk, case, chosen, {}, drop=["ca"], reason="lost")
    correct(desk, case, chosen, {"url": "https://b.invalid/"}, reason="moved")
    assert [one.url for one in authorities(desk.views, case)] == ["https://b.invalid/"]


def test_a_withdrawn_authority_is_asked_no_more(
    desk: Desk, case: str, choose: Callable[..., str], stamper: Stamper
) -> None:
    withdraw(desk, case, choose("https://a.invalid/", stamper.lines), reason="closed")
    with pytest.raises(RefusedError):
        errands(desk, case)


def test_records_of_another_version_are_no_tokens(
    desk: Desk, case: str, write: Write, choose: Callable[..., str], stamper: Stamper
) -> None:
    chosen = choose("https://a.invalid/", stamper.lines)
    good = {
        "name": "A",
        "authority": chosen,
        "scheme": "rfc3161",
        "covers": f"entry {'0' * 64} 3 {'1' * 64}",
        "imprint": "1" * 64,
        "token": ["QUJD"],
        "time": "2026-03-01T10:00:00Z",
        "accepted": ["OpenSSL"],
    }
    write("authority", {"name": "No address"})
    for odd in (
        {"covers": "everything"},
        {"imprint": "2" * 64},
        {"token": ["not base64!"]},
        {"token": "QUJD"},
        {"scheme": "a scheme to come"},
    ):
        write("timestamp", {**good, **odd})
    assert tokens(desk.views, case) == ()
    write("timestamp", {**good, "time": "yesterday"})
    write("timestamp", {**good, "accepted": []})
    assert [one.time for one in tokens(desk.views, case)] == [None, None]
    write("timestamp", good)
    assert len(stamps(desk.views, case)) == 1
    assert len(authorities(desk.views, case)) == 1


@pytest.mark.usefixtures("up")
def test_an_event_dated_before_a_token_that_stood_in_the_log_is_remarked_upon(
    desk: Desk, case: str, clock: FixedClock, her: str
) -> None:
    shirt = add_exhibit(desk, case, SHIRT)
    event = {"exhibit": shirt, "event": "received", "taker": her}
    event["when"] = {"edtf": "2021-12-07", "known": "seen"}  # type: ignore[assignment]
    before = put(desk, case, "custody", event)
    assert custody(desk.views, case, shirt).chain.remarks == ()
    ask(desk, case)
    (token,) = tokens(desk.views, case)
    assert token.time is not None
    assert custody(desk.views, case, shirt).chain.remarks == ()  # it stood before
    correct(desk, case, before, {"seal_after": "K-1"}, reason="forgotten")
    (told,) = custody(desk.views, case, shirt).chain.remarks  # the clock says 2021
    assert told.link == before
    assert "dated back" in told.what
    clock.at = token.time + timedelta(minutes=1)
    moved = {"exhibit": shirt, "event": "moved", "giver": her}
    put(desk, case, "custody", moved)
    assert [
        one.link for one in custody(desk.views, case, shirt).chain.remarks if one.grave
    ] == [before]


def test_a_body_that_is_not_here_cannot_be_shown(desk: Desk, case: str) -> None:
    (log,) = read.logs(desk.vault, bytes.fromhex(case))
    with pytest.raises(NotFoundError):
        stamped_bytes(desk, Covered("entry", log.id.hex(), 99, "0" * 64))


def test_a_body_with_the_key_of_a_file_is_handed_out_on_record_alone(
    desk: Desk, case: str, add: Callable[..., str], her: str
) -> None:
    letter = add("A letter.")
    found = document(desk.views, case, letter)
    assert found.extract is not None
    identity = put(desk, case, "identity", {"person": her})
    for one in (found.document, found.extract):
        assert b"AGE-SECRET-KEY" in take_out(desk, case, body_of(desk, case, one.id))
    assert acts_of(desk, case, letter) == ["saved", "saved"]
    assert take_out(desk, case, body_of(desk, case, identity))
    assert acts_of(desk, case, identity) == ["saved"]


def test_what_opens_no_file_is_handed_out_without_a_record(
    desk: Desk, case: str, her: str
) -> None:
    assert take_out(desk, case, body_of(desk, case, her))
    (log,) = read.logs(desk.vault, bytes.fromhex(case))
    head = read.root_at(desk.vault, log.id, log.size).hex()
    assert take_out(desk, case, Covered("head", log.id.hex(), log.size, head))
    assert counts(desk.views, case).get("access", 0) == 0


def test_a_body_whose_handing_out_cannot_be_recorded_stays_here(
    desk: Desk,
    case: str,
    add: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    letter = add("A letter.")

    def full(*_: object) -> None:
        raise StorageError("full")

    monkeypatch.setattr(sealed, "put_all", full)
    with pytest.raises(NotShownError, match="could not be recorded"):
        take_out(desk, case, entry_of(desk, case, letter))


def body_of(desk: Desk, case: str, one: str) -> Covered:
    log, index = record(desk.views, case, one).state.history[0].entry
    return Covered("entry", log, index, "0" * 64)


def acts_of(desk: Desk, case: str, one: str) -> list[str]:
    return [line.act for line in openings(desk.views, case, one)]


def test_an_errand_takes_no_plaintext_with_it(
    desk: Desk, case: str, choose: Callable[..., str], add: Callable[..., str]
) -> None:
    choose("https://c.invalid")
    found = errands(desk, case, add("A secret name: Zarina."))
    assert "Zarina" not in repr(found)
    assert isinstance(found[0], Errand)


@pytest.mark.usefixtures("up")
def test_the_folder_of_the_vault_holds_no_token_in_the_clear(
    desk: Desk, case: str, tmp_path: Path
) -> None:
    ask(desk, case)
    raw = tokens(desk.views, case)[0].raw
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or raw[20:60] not in file.read_bytes()


@pytest.mark.usefixtures("up")
def test_a_bundle_takes_along_what_vouches_best_and_verifies(
    desk: Desk, case: str, her: str, add: Callable[..., str], tmp_path: Path
) -> None:
    letter = add()
    put(desk, case, "consent", {"person": her, "use": "court", "answer": "given"})
    ask(desk, case)
    ask(desk, case, letter)
    note = put(desk, case, "note", {"text": SHIRT["what"]})
    ask(desk, case)
    assert len(tokens(desk.views, case)) == 3
    first, alone, later = tokens(desk.views, case)
    for records, stamps_ in (
        ({letter}, {first.id, alone.id}),
        ({note}, {first.id, later.id}),  # the case's own record is older
    ):
        chosen = Chosen(Use.COURT, "A court", frozenset(records))
        views = with_needs(desk, case, chosen)
        assert {one.id for one in views if one.type == "timestamp"} == stamps_
    alone_chosen = Chosen(Use.COURT, "A court", frozenset({alone.id}))
    assert letter in {one.id for one in with_needs(desk, case, alone_chosen)}
    folder = tmp_path / "bundle"
    chosen = Chosen(Use.COURT, "A court", frozenset({letter, note}))
    export(desk, case, chosen, "en", folder)
    done = subprocess.run(
        [sys.executable, folder / "verify.py", "--json"],
        capture_output=True,
        check=False,
    )
    report = json.loads(done.stdout)
    assert report["verdict"] == "verdict_ok", report
    assert {"word": "ok_stamps", "count": 3} in report["holds"]
    shown = (folder / "data/index.html").read_text()
    assert "Up:" in shown
    assert "does not prove that it is true" in shown
    assert "openssl ts -verify -data data/timestamps/" in shown


def test_a_finished_proof_goes_along_instead_of_the_one_that_waits(
    desk: Desk, case: str, serve: Serve, choose: Callable[..., str]
) -> None:
    calendar = Calendar()
    server = serve(as_calendar(calendar))
    calendar.url = server.url
    choose(server.url)
    ask(desk, case)
    ((waits,), entries) = tokens(desk.views, case), {(read_log(desk, case), 1)}
    assert covering(tokens(desk.views, case), entries) == [waits]
    chosen = Chosen(Use.COURT, "A court", frozenset({case_record(desk, case)}))
    page = build_page(desk, case, with_needs(desk, case, chosen), "en")
    assert any("no block yet" in note.text for note in page.notes)
    calendar.block = 900_000
    ask(desk, case)
    done = tokens(desk.views, case)[1]
    assert covering(tokens(desk.views, case), entries) == [done]
    assert covering([done, waits], entries) == [done]
    (alone,) = enclosed(desk, case, {waits.id})
    assert alone.token == waits.raw
    assert covering(tokens(desk.views, case), {("0" * 64, 1)}) == []
    page = build_page(desk, case, with_needs(desk, case, chosen), "en")
    assert any("Bitcoin block 900000" in note.text for note in page.notes)


def read_log(desk: Desk, case: str) -> str:
    (log,) = read.logs(desk.vault, bytes.fromhex(case))
    return log.id.hex()


def case_record(desk: Desk, case: str) -> str:
    return case_head(desk.views, case).record
