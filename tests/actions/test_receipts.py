"""A receipt signed by a second vault and verified by the first."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from habeas.actions.desk import Desk
from habeas.actions.documents import file_of
from habeas.actions.exhibits import add_exhibit
from habeas.actions.receipts import accept, issue, look, take
from habeas.actions.record import correct, open_case, put
from habeas.actions.sealed import unseen
from habeas.case.codec import Act, Body, encode_body
from habeas.errors import NewerVersionError, NotFoundError, RefusedError
from habeas.log.receipt import Receipt, read_receipt
from habeas.vault import read
from habeas.vault.append import Draft, append
from habeas.vault.case_keys import device_in
from habeas.vault.own_logs import release
from habeas.views.custody import custody
from habeas.views.db import catch_up
from habeas.views.documents import document, documents
from habeas.views.records import record, records

Handed = Callable[..., str]
Lab = tuple[Desk, str]
NewDesk = Callable[[str], Desk]


@pytest.fixture
def lab(new_desk: Callable[[str], Desk]) -> Lab:
    """Return the receiver's desk, with a vault of its own, and a case in it."""
    desk = new_desk("laboratory")
    return desk, open_case(desk, {"title": {"lang": "en", "text": "Order 7"}}, "test")


@pytest.fixture
def handed(desk: Desk, case: str) -> Handed:
    """Return what records that a shirt was handed over."""

    def happens(**fields: Any) -> str:  # noqa: ANN401 - of a form
        people = [
            put(desk, case, "person", {"pseudonym": name, "role": "other"})
            for name in ("Counsel 1", "The laboratory")
        ]
        what = {"lang": "en", "text": "A grey T-shirt"}
        shirt = add_exhibit(desk, case, {"what": what, "kind": "garment"})
        own = {
            "exhibit": shirt,
            "event": "handed",
            "giver": people[0],
            "taker": people[1],
            "when": {"edtf": "2021-12-06T14:30+05:00", "known": "seen"},
            "place": {"lang": "en", "text": "Room 4"},
            "seal_after": "K-1",
        }
        return put(desk, case, "custody", {**own, **fields})

    return happens


def counted(desk: Desk) -> int:
    return sum(
        log.size
        for case in read.cases(desk.vault)
        for log in read.logs(desk.vault, case)
    )


def test_signed_by_a_second_vault_and_verified_by_the_first(
    desk: Desk, case: str, lab: Lab, handed: Handed
) -> None:
    event = handed()
    taken = take(*lab, issue(desk, case, event))
    assert accept(desk, case, taken.note) == event
    fields = record(desk.views, case, event).fields
    assert fields["signed"] == "signed"
    paper = document(desk.views, case, fields["receipt"]).document
    assert b"".join(unseen(desk, file_of(paper).file)) == taken.note
    shirt = fields["exhibit"]
    assert not [
        one for one in custody(desk.views, case, shirt).chain.remarks if one.grave
    ]

    chain = custody(lab[0].views, lab[1], taken.exhibit).chain
    (link,) = chain.links
    assert (link.event.value, link.seal_before, link.place) == (
        "received",
        "K-1",
        "Room 4",
    )
    (theirs_too,) = documents(lab[0].views, lab[1])
    assert theirs_too.id == taken.paper
    assert not [one for one in chain.remarks if one.grave]
    assert chain.holder is not None
    assert chain.holder.name == "The laboratory"
    exhibit = custody(lab[0].views, lab[1], taken.exhibit).exhibit.fields
    assert exhibit["what"]["text"] == "A grey T-shirt"
    assert exhibit["how_known"]["text"].startswith("Exhibit 1 of the giver")


def test_both_sides_may_do_it_again_and_nothing_more_is_recorded(
    desk: Desk, case: str, lab: Lab, handed: Handed
) -> None:
    note = issue(desk, case, handed())
    taken = take(*lab, note)
    accept(desk, case, taken.note)
    before = counted(desk), counted(lab[0])
    assert take(*lab, note) == taken
    assert take(*lab, taken.note) == taken
    accept(desk, case, taken.note)
    assert (counted(desk), counted(lab[0])) == before


def test_a_document_is_named_by_its_hash(
    desk: Desk, case: str, lab: Lab, handed: Handed, add: Handed
) -> None:
    one = add()
    note = issue(desk, case, handed(exhibit=one, seal_after="", seal_before="K-0"))
    told = read_receipt(note).receipt.told
    sha256 = document(desk.views, case, one).document.fields["file"]["sha256"]
    assert (told["file"], told["seal"]) == (sha256, "K-0")
    taken = take(*lab, note)
    what = record(lab[0].views, lab[1], taken.exhibit).fields["what"]["text"]
    assert what == f"story.txt, SHA-256 {sha256}"


def test_little_is_said_and_it_is_signed_all_the_same(
    desk: Desk, case: str, lab: Lab, handed: Handed
) -> None:
    bare = {
        "event": "handed",
        "exhibit": record(desk.views, case, handed()).fields["exhibit"],
    }
    event = put(desk, case, "custody", bare)
    taken = take(*lab, issue(desk, case, event))
    assert custody(lab[0].views, lab[1], taken.exhibit).chain.seal == ""
    assert accept(desk, case, taken.note) == event


class TestRefused:
    """What is no receipt of this, or says otherwise: refused, and nothing recorded."""

    def test_what_nobody_signed_for(
        self, desk: Desk, case: str, handed: Handed
    ) -> None:
        with pytest.raises(RefusedError, match="not signed by both"):
            accept(desk, case, issue(desk, case, handed()))

    def test_what_the_giver_never_signed_is_not_kept(
        self, desk: Desk, case: str, lab: Lab, handed: Handed
    ) -> None:
        text, _, lines = (
            take(*lab, issue(desk, case, handed())).note.decode().rpartition("\n\n")
        )
        alone = f"{text}\n\n{lines.splitlines()[1]}\n".encode()
        with pytest.raises(RefusedError, match="not signed by both"):
            accept(desk, case, alone)

    def test_another_signer_does_not_replace_the_first(
        self, desk: Desk, case: str, lab: Lab, handed: Handed, new_desk: NewDesk
    ) -> None:
        event = handed()
        note = issue(desk, case, event)
        accept(desk, case, take(*lab, note).note)
        kept = record(desk.views, case, event).fields["receipt"]
        stranger = new_desk("stranger")
        theirs = open_case(stranger, {"title": {"lang": "en", "text": "X"}}, "test")
        with pytest.raises(RefusedError, match="has a receipt already"):
            accept(desk, case, take(stranger, theirs, note).note)
        assert record(desk.views, case, event).fields["receipt"] == kept

    def test_an_event_of_a_newer_version(self, desk: Desk, case: str) -> None:
        fields = {"event": "handed", "exhibit": ["a list"]}
        body = Body(
            salt=bytes(32),
            act=Act.PUT,
            type="custody",
            id="f" * 32,
            by=device_in(desk.vault, bytes.fromhex(case)).hex(),
            at=desk.clock.now(),
            lamport=9,
            fields=fields,
        )
        draft = Draft(1, "", encode_body(body), 9)
        append(desk.vault, bytes.fromhex(case), [draft])
        catch_up(desk.vault, desk.views)
        with pytest.raises(NewerVersionError):
            issue(desk, case, "f" * 32)

    def test_what_is_no_hand_over(self, desk: Desk, case: str, handed: Handed) -> None:
        event = handed(event="moved")
        shirt = record(desk.views, case, event).fields["exhibit"]
        for one in (event, shirt):
            with pytest.raises(NotFoundError, match="no hand-over"):
                issue(desk, case, one)

    def test_a_receipt_for_an_exhibit_of_another_case(
        self, desk: Desk, case: str, lab: Lab, handed: Handed
    ) -> None:
        taken = take(*lab, issue(desk, case, handed()))
        second = open_case(desk, {"title": {"lang": "en", "text": "B."}}, "test")
        before = counted(desk)
        with pytest.raises(RefusedError, match="another case"):
            accept(desk, second, taken.note)
        assert counted(desk) == before

    @pytest.mark.parametrize("index", [0, 999])
    def test_a_receipt_of_an_entry_that_is_another_or_none(
        self, desk: Desk, case: str, lab: Lab, handed: Handed, index: int
    ) -> None:
        told = read_receipt(issue(desk, case, handed())).receipt
        signed = release(desk.vault, replace(told, index=index))
        with pytest.raises(RefusedError, match="nothing that is recorded"):
            accept(desk, case, take(*lab, signed).note)

    def test_the_event_was_corrected_meanwhile(
        self, desk: Desk, case: str, lab: Lab, handed: Handed
    ) -> None:
        event = handed()
        taken = take(*lab, issue(desk, case, event))
        correct(desk, case, event, {"seal_after": "K-2"}, reason="a slip")
        before = counted(desk)
        with pytest.raises(RefusedError, match=r"changed since.*seal"):
            accept(desk, case, taken.note)
        assert counted(desk) == before
        again = take(*lab, issue(desk, case, event))
        accept(desk, case, again.note)

    def test_one_signs_nothing_of_ones_own_case(
        self, desk: Desk, case: str, handed: Handed
    ) -> None:
        with pytest.raises(RefusedError, match="issued in this very case"):
            take(desk, case, issue(desk, case, handed()))

    def test_what_the_giver_has_not_signed(
        self, desk: Desk, case: str, lab: Lab, handed: Handed
    ) -> None:
        taken = take(*lab, issue(desk, case, handed()))
        text, _, lines = taken.note.decode().rpartition("\n\n")
        alone = f"{text}\n\n{lines.splitlines()[1]}\n".encode()
        with pytest.raises(RefusedError, match="has not signed"):
            look(*lab, alone)

    def test_a_protected_name_stays_in_the_vault(
        self, desk: Desk, case: str, her: str, handed: Handed
    ) -> None:
        names = [{"text": "Zhanna Invented", "kind": "full", "lang": "en"}]
        put(desk, case, "identity", {"person": her, "names": names})
        told = {"lang": "en", "text": "taken off Zhanna Invented"}
        with pytest.raises(RefusedError, match="protected name"):
            issue(desk, case, handed(condition=told))

    def test_what_another_device_recorded(self, desk: Desk) -> None:
        with pytest.raises(NotFoundError, match="another device"):
            release(desk.vault, Receipt(bytes(32), 1, bytes(32)))


def test_what_is_changed_after_it_was_signed_is_a_break(
    desk: Desk, case: str, lab: Lab, handed: Handed
) -> None:
    event = handed()
    accept(desk, case, take(*lab, issue(desk, case, event)).note)
    correct(desk, case, event, {"seal_after": "K-2"}, reason="a slip")
    shirt = record(desk.views, case, event).fields["exhibit"]
    remarks = custody(desk.views, case, shirt).chain.remarks
    (told,) = [one.say(str, str) for one in remarks if one.grave]
    assert told.startswith("It was signed for, and changed afterwards: Seal number put")


def test_a_slip_in_what_came_signed_is_no_break(
    desk: Desk, case: str, handed: Handed
) -> None:
    event = handed(signed="signed")
    correct(desk, case, event, {"seal_after": "K-2"}, reason="a slip")
    shirt = record(desk.views, case, event).fields["exhibit"]
    remarks = custody(desk.views, case, shirt).chain.remarks
    assert not [one for one in remarks if one.grave]


def test_a_receipt_is_no_physical_exhibit_of_the_giver(
    desk: Desk, case: str, lab: Lab, handed: Handed
) -> None:
    accept(desk, case, take(*lab, issue(desk, case, handed())).note)
    assert len(records(desk.views, case, "exhibit")) == 1
