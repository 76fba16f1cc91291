"""Joining under attack: cut short, answered twice, with keys of somebody else."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from habeas.actions import joining
from habeas.actions.desk import Desk
from habeas.actions.members import Seat, members
from habeas.actions.merging import held, outgoing, outgoing_boxes
from habeas.actions.record import open_case, put
from habeas.case.facts.members import Role
from habeas.crypto.digest import sha256
from habeas.errors import HabeasError, NotFoundError, RefusedError
from habeas.vault import joining as kept
from habeas.vault import read
from habeas.vault.case_keys import keys_in
from habeas.vault.heads import Head
from habeas.vault.own_logs import own_log
from habeas.vault.vault import Vault
from habeas.views.records import records
from habeas.wire.joining import (
    Welcome,
    number,
    read_request,
    seal_welcome,
    write_request,
)
from tests.actions.copies import TITLE, Copies

SEAT = Seat("Beth", Role.EDITOR)


@pytest.fixture
def copies(new_desk: Callable[[str], Desk]) -> Copies:
    made = Copies(new_desk)
    made.begin()
    return made


def _bring(copies: Copies, source: Desk, target: Desk) -> None:
    case = copies.case
    packs = list(outgoing(source, case, held(target, case)))
    joining.arrive(target, case, packs, outgoing_boxes(source, case))


def _let(copies: Copies, asked: joining.Asked) -> joining.Let:
    ann = copies.desks["ann"]
    return joining.let_in(ann, copies.case, asked.note, asked.number, SEAT)


class CutError(Exception):
    """Stands for a power cut."""


@pytest.mark.parametrize("step", ["answered", "keep_hub"])
def test_cut_short_while_entering_it_is_done_again(
    copies: Copies, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    ann, beth = copies.desks["ann"], copies.new_desk("beth")
    asked = joining.ask(beth, "laptop")
    let = _let(copies, asked)

    def cut(*_args: object) -> None:
        raise CutError

    with monkeypatch.context() as at:
        if step == "answered":
            at.setattr(kept, "answered", cut)
        else:
            at.setattr(joining, "keep_hubs", cut)
        with pytest.raises(CutError):
            joining.enter(beth, let.welcome, let.number)
    assert [one.device for one in joining.asked(beth)] == [asked.device]
    assert joining.enter(beth, let.welcome, let.number) == copies.case
    _bring(copies, ann, beth)
    put(beth, copies.case, "note", {"text": {"lang": "en", "text": "In."}})
    assert joining.entered(beth) == []


def test_cut_short_after_the_log_was_begun(
    copies: Copies, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, beth = copies.desks["ann"], copies.new_desk("beth")
    let = _let(copies, joining.ask(beth, "laptop"))
    joining.enter(beth, let.welcome, let.number)

    def cut(*_args: object) -> None:
        raise CutError

    with monkeypatch.context() as at:
        at.setattr(kept, "forget_waiting", cut)
        with pytest.raises(CutError):
            _bring(copies, ann, beth)
    _bring(copies, ann, beth)
    assert joining.entered(beth) == []
    put(beth, copies.case, "note", {"text": {"lang": "en", "text": "In."}})


@pytest.mark.parametrize("killed", [True, False])
def test_cut_short_as_the_log_is_begun(
    copies: Copies, monkeypatch: pytest.MonkeyPatch, *, killed: bool
) -> None:
    """Killed, the note outside the vault stands; refused by the disk, it is undone."""
    ann, beth = copies.desks["ann"], copies.new_desk("beth")
    let = _let(copies, joining.ask(beth, "laptop"))
    joining.enter(beth, let.welcome, let.number)
    vault = beth.vault
    assert vault.heads is not None

    def noted(log: bytes, before: Head, after: Head) -> None:
        Vault.remember(vault, log, before, after)
        raise CutError

    with monkeypatch.context() as at:
        at.setattr(vault, "remember", noted)
        if killed:
            at.setattr(vault.heads, "settle", lambda *_: None)
        with pytest.raises(CutError):
            _bring(copies, ann, beth)
    _bring(copies, ann, beth)
    put(beth, copies.case, "note", {"text": {"lang": "en", "text": "In."}})
    _bring(copies, beth, ann)
    (note,) = records(ann.views, copies.case, "note")
    assert note.title == "In."
    own = [one for one in read.logs(vault, bytes.fromhex(copies.case)) if one.own]
    assert len(own) == 1


def test_a_copy_put_back_from_before_its_log_was_begun(copies: Copies) -> None:
    """What it wrote before comes from others: another log goes on from that one."""
    ann, beth = copies.desks["ann"], copies.new_desk("beth")
    asked = joining.ask(beth, "laptop")
    (waiting,) = kept.waiting(beth.vault)
    let = _let(copies, asked)
    joining.enter(beth, let.welcome, let.number)
    _bring(copies, ann, beth)
    put(beth, copies.case, "note", {"text": {"lang": "en", "text": "Before."}})
    _bring(copies, beth, ann)
    back = copies.new_desk("back")
    kept.keep_waiting(back.vault, waiting)
    joining.enter(back, let.welcome, let.number)
    _bring(copies, ann, back)
    put(back, copies.case, "note", {"text": {"lang": "en", "text": "After."}})
    _bring(copies, back, ann)
    titles = {one.title for one in records(ann.views, copies.case, "note")}
    assert titles == {"Before.", "After."}
    assert joining.entered(back) == []


def test_a_request_is_answered_once(copies: Copies) -> None:
    """Another case must not take the keys of the first, nor its place."""
    ann, beth = copies.desks["ann"], copies.new_desk("beth")
    asked = joining.ask(beth, "laptop")
    let = _let(copies, asked)
    joining.enter(beth, let.welcome, let.number)
    other = Welcome(
        bytes(range(16)),
        sha256(asked.note),
        bytes(16),
        bytes(range(32)),
        own_log(ann.vault.db, bytes.fromhex(copies.case)).mldsa44,
    )
    seed = own_log(ann.vault.db, bytes.fromhex(copies.case)).ed25519_seed
    sealed = seal_welcome(other, read_request(asked.note), seed)
    with pytest.raises(RefusedError):
        joining.enter(beth, sealed, number(sealed))
    assert joining.entered(beth) == [copies.case]
    _bring(copies, ann, beth)
    put(beth, copies.case, "note", {"text": {"lang": "en", "text": "In."}})


def test_a_log_of_another_case_begins_no_second_one(copies: Copies) -> None:
    """Else the keys would be kept for a case that nobody can ever open here."""
    ann, beth = copies.desks["ann"], copies.new_desk("beth")
    own = own_log(beth.vault.db, bytes.fromhex(open_case(beth, TITLE, "test")))
    asked = joining.ask(beth, "laptop")
    strange = Welcome(
        bytes(range(16)), sha256(asked.note), bytes(16), own.id, own.mldsa44
    )
    seed = own_log(ann.vault.db, bytes.fromhex(copies.case)).ed25519_seed
    sealed = seal_welcome(strange, read_request(asked.note), seed)
    with pytest.raises(RefusedError):
        joining.enter(beth, sealed, number(sealed))
    assert [one.device for one in joining.asked(beth)] == [asked.device]
    assert bytes(range(16)) not in read.cases(beth.vault)
    let = _let(copies, asked)
    assert joining.enter(beth, let.welcome, let.number) == copies.case


@pytest.mark.parametrize("stolen", ["box", "request"])
def test_a_request_with_a_key_of_somebody_else_is_refused(
    copies: Copies, stolen: str
) -> None:
    """What they sign is known by that key: its inventories, what it may at a hub."""
    ann, eve = copies.desks["ann"], copies.new_desk("eve")
    keys = keys_in(ann.vault, bytes.fromhex(copies.case))
    joining.ask(eve, "laptop")
    (waiting,) = kept.waiting(eve.vault)
    asking = read_request(waiting.note)
    if stolen == "box":
        asking = replace(asking, box=keys.box_public)
    else:
        asking = replace(asking, request=keys.request)
    note = write_request(asking, waiting.log.ed25519_seed)
    with pytest.raises(RefusedError):
        joining.let_in(ann, copies.case, note, number(note), SEAT)
    (line,) = members(ann, copies.case)
    with pytest.raises(RefusedError):
        joining.let_in(ann, copies.case, note, number(note), line.id)
    assert [len(one.devices) for one in members(ann, copies.case)] == [1]


def test_the_number_of_a_request_does_not_open_its_welcome(copies: Copies) -> None:
    beth = copies.new_desk("beth")
    asked = joining.ask(beth, "laptop")
    let = _let(copies, asked)
    assert asked.number != let.number
    with pytest.raises(HabeasError):
        joining.enter(beth, let.welcome, asked.number)
    with pytest.raises(NotFoundError):  # that of another request neither
        joining.enter(copies.new_desk("carl"), let.welcome, let.number)
