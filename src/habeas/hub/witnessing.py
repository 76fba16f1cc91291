"""The hub shows its own head to its witnesses, beside its work and never in its way.

A thread of each process looks every few seconds whether the log grew; one process at a
time asks (C2SP tlog-witness), and what the witnesses cosigned is kept and handed out.
One that is down is asked again, at growing intervals.
"""

import logging
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace

from habeas.clock import Clock
from habeas.errors import BadInputError
from habeas.hub import hublog
from habeas.hub.asking import Answer, Asker
from habeas.hub.folder import Hub
from habeas.hub.store import Shown, Watcher
from habeas.log.base64lines import encode_line
from habeas.log.checkpoint import Checkpoint, parse_checkpoint_text, signed
from habeas.log.merkle import consistency_proof
from habeas.log.note import (
    ED25519_COSIGNATURE,
    MLDSA44_COSIGNATURE,
    Signature,
    parse,
    parse_signature_lines,
    parse_vkey,
    serialise,
)
from habeas.log.refusal import NoteError
from habeas.serving import place_of
from habeas.words import N_

log = logging.getLogger("habeas.hub")
LOOK_SECONDS = 2.0
FIRST_PAUSE, LONGEST_PAUSE = 4, 3600
"""Seconds before a witness that failed is asked again: doubled each time."""
MOST_WITNESSES = 16
_TURN_SECONDS = 60
_OK, _CONFLICT = 200, 409
_URL = re.compile(r"https?://[!-~]{1,500}")
_SIZE = re.compile(rb"(0|[1-9][0-9]{0,18})\n")
Ask = Callable[[str, bytes], Answer]


@dataclass(frozen=True)
class _Head:
    """The head that is shown in one round, signed by the hub."""

    note: bytes
    checkpoint: Checkpoint


def watcher(url: str, vkeys: tuple[str, ...]) -> Watcher:
    """Return a witness to be asked at `url`, its prefix, `add-checkpoint` not included.

    Raises:
        BadInputError: no such address, or not the keys of one cosigner.
    """
    bare = url.rstrip("/")
    if not _URL.fullmatch(bare):
        raise BadInputError(
            N_("This is not the address of a witness."),
            advice=N_("Give it as https://witness.example.org."),
        )
    keys = [parse_vkey(one) for one in vkeys]
    kinds = {one.kind for one in keys}
    if not keys or not kinds <= {ED25519_COSIGNATURE, MLDSA44_COSIGNATURE}:
        raise BadInputError(
            N_("These are not the keys of a witness."),
            advice=N_("Its operator reads them with `habeas witness keys`."),
        )
    return Watcher(bare, vkeys)


def ask_witnesses(hub: Hub, now: int, ask: Ask) -> None:
    """Show the hub's newest head to every witness that hasn't seen it and may be asked.

    What they cosigned is kept before this returns.
    """
    store = hub.store
    size = store.hub_tree.tree().size
    due = [one for one in store.witnesses.all() if one.next_at <= now]
    due = [one for one in due if one.size < size]
    if not due or not store.witnesses.take_turn(now, now + _TURN_SECONDS):
        return
    try:
        _ask_all(hub, due, now, ask)
    finally:
        store.witnesses.take_turn(now + _TURN_SECONDS, now)


def _ask_all(hub: Hub, due: list[Watcher], now: int, ask: Ask) -> None:
    """Ask all of them side by side; what one answers is kept while others are slow."""
    witnesses, head, lines = hub.store.witnesses, _head(hub, due), list[Signature]()
    parsed = parse(head.note)
    with ThreadPoolExecutor(len(due), thread_name_prefix="asking") as threads:
        asked = [threads.submit(_ask_one, hub, head, one, ask) for one in due]
        for told in as_completed(asked):
            after, found = told.result()
            lines += found
            if found:
                note = serialise(parsed.text, [*parsed.signatures, *lines])
                witnesses.show(Shown(head.checkpoint.size, note))
            witnesses.note(_paused(after, now))


def _head(hub: Hub, due: list[Watcher]) -> _Head:
    """Return the newest head; the one that is shown, if that is the newest."""
    shown = hub.store.witnesses.shown()
    note = hublog.sign_tree(hub.store.hub_tree, hub.keys)
    checkpoint = parse_checkpoint_text(parse(note).text)
    if shown is not None and shown.size == checkpoint.size:
        mine = {parse_vkey(key).key_id() for one in due for key in one.vkeys}
        held = parse(shown.note)
        others = [one for one in held.signatures if one.key_id not in mine]
        note = serialise(held.text, others)
    return _Head(note, checkpoint)


def _ask_one(
    hub: Hub, head: _Head, one: Watcher, ask: Ask
) -> tuple[Watcher, list[Signature]]:
    """Return the witness as it is after being asked, and its cosignatures that hold."""
    size = head.checkpoint.size
    answer = ask(f"{one.url}/add-checkpoint", _request(hub, head, one.size))
    told = _SIZE.fullmatch(answer.body) if answer.status == _CONFLICT else None
    if told and one.size != int(told[1]) <= size:  # it knows better what it has seen
        one = replace(one, size=int(told[1]))
        answer = ask(f"{one.url}/add-checkpoint", _request(hub, head, one.size))
    if answer.status != _OK:
        word = f"answered {answer.status}" if answer.status else "no answer"
        if answer.status == _CONFLICT:
            word = "it has seen another history"
        return replace(one, failures=one.failures + 1, trouble=word), []
    found = _cosignatures(head, one, answer.body)
    if not found:
        word = "no cosignature that holds"
        return replace(one, failures=one.failures + 1, trouble=word), []
    return replace(one, size=size, failures=0, trouble=""), found


def _request(hub: Hub, head: _Head, old: int) -> bytes:
    node = hublog.tree_node(hub.store.hub_tree)
    hashes = consistency_proof(old, head.checkpoint.size, node)
    lines = "".join(f"{encode_line(one)}\n" for one in hashes)
    return f"old {old}\n{lines}\n".encode() + head.note


def _cosignatures(head: _Head, one: Watcher, body: bytes) -> list[Signature]:
    """Return the first that holds of each key; what others signed is left out."""
    try:
        lines = parse_signature_lines(body)
    except NoteError:
        return []
    text, found = parse(head.note).text, []
    for key in map(parse_vkey, one.vkeys):
        name = (key.name, key.key_id())
        mine = (line for line in lines if (line.name, line.key_id) == name)
        good = (s for s in mine if signed(key, text, head.checkpoint, s.blob))
        found += [first for first in [next(good, None)] if first]
    return found


def _paused(one: Watcher, now: int) -> Watcher:
    if not one.failures:
        return replace(one, next_at=0)
    pause = min(FIRST_PAUSE * 2 ** min(one.failures - 1, 20), LONGEST_PAUSE)
    return replace(one, next_at=now + pause)


class Witnessing:
    """The thread that asks, from the start of a process of the hub to its end."""

    def __init__(self, hub: Hub, clock: Clock) -> None:
        self._hub, self._clock = hub, clock
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="witnesses", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """End it; waits for what is being asked."""
        self._end.set()
        if self._thread.is_alive():
            self._thread.join(_TURN_SECONDS)

    def _run(self) -> None:
        with Asker() as asker:
            while not self._end.wait(LOOK_SECONDS):
                try:
                    now = int(self._clock.now().timestamp())
                    ask_witnesses(self._hub, now, asker.ask)
                except Exception as error:  # noqa: BLE001 - the next round may succeed
                    log.error("%s at %s", type(error).__name__, place_of(error))  # noqa: TRY400
