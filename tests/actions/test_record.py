"""The one write path: checked, durable, folded; and what a person may change."""

import shutil
from base64 import b64decode
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest

from habeas import app
from habeas.actions import record as record_module
from habeas.actions.check import head_of, verify_case
from habeas.actions.desk import Desk
from habeas.actions.drafting import New
from habeas.actions.members import members, share
from habeas.actions.record import (
    RecordedError,
    correct,
    open_case,
    put,
    put_all,
    withdraw,
)
from habeas.case.codec import Act, decode_body
from habeas.errors import (
    BadInputError,
    HabeasError,
    NotFoundError,
    RefusedError,
    StorageError,
)
from habeas.log.entry import decode
from habeas.vault import read
from habeas.vault.case_keys import device_in
from habeas.views.db import unread
from habeas.views.records import find, record, records
from habeas.views.timeline import Filter, months

TEXT = {"lang": "en", "text": "x"}
CLAIM = {"stance": "alleged", "text": TEXT}


def size(desk: Desk, case: str) -> int:
    return sum(log.size for log in read.logs(desk.vault, bytes.fromhex(case)))


def last_body(desk: Desk, case: str) -> Any:  # noqa: ANN401 - a Body, compared by part
    (log,) = read.logs(desk.vault, bytes.fromhex(case))
    stored = read.entry(desk.vault, log.id, log.size - 1)
    return decode_body(read.open_body(desk.vault, stored))


def test_a_case_begins_with_a_log_entry_that_names_its_second_key(
    desk: Desk, case: str
) -> None:
    (log,) = read.logs(desk.vault, bytes.fromhex(case))
    first = decode_body(read.open_body(desk.vault, read.entry(desk.vault, log.id, 0)))
    assert (first.type, first.lamport) == ("log", 1)
    assert b64decode(first.fields["mldsa44"]) == log.mldsa44
    assert first.fields["software"] == "habeas test"
    assert head_of(desk, case)[0][:2] == (log.id.hex(), 2)


def test_a_case_without_a_title_is_not_begun(desk: Desk) -> None:
    with pytest.raises(BadInputError):
        open_case(desk, {}, "test")
    assert read.cases(desk.vault) == []


def test_what_is_put_stands_in_the_log_by_whom_and_when(
    desk: Desk, case: str, her: str
) -> None:
    body = last_body(desk, case)
    assert (body.id, body.type, body.lamport) == (her, "person", 3)
    assert body.by == device_in(desk.vault, bytes.fromhex(case)).hex()
    assert body.at.isoformat() == "2021-12-07T09:00:03+05:00"
    assert body.fields == {"pseudonym": "A.", "role": "complainant"}


def test_every_body_has_a_salt_of_its_own(desk: Desk, case: str) -> None:
    made = []
    for _ in range(3):
        put(desk, case, "note", {"text": TEXT})
        made.append(last_body(desk, case).salt)
    assert len(set(made)) == 3


def test_several_at_once_later_ones_may_point_to_earlier_ones(
    desk: Desk, case: str
) -> None:
    person = New("person", {"pseudonym": "A.", "role": "witness"})
    claim = New("claim", {**CLAIM, "speaker": person.id})
    assert put_all(desk, case, [person, claim]) == [person.id, claim.id]
    assert len(read_heads(desk, case)) == 2  # one for the case, one for both


def read_heads(desk: Desk, case: str) -> Sequence[object]:
    (log,) = read.logs(desk.vault, bytes.fromhex(case))
    return desk.vault.db.all("SELECT size FROM checkpoints WHERE log = ?", (log.id,))


def test_all_or_none(desk: Desk, case: str) -> None:
    person = New("person", {"pseudonym": "A.", "role": "witness"})
    earlier = New("claim", {**CLAIM, "speaker": person.id})
    before = size(desk, case)
    for news in ([earlier, person], [person, New("note", {})], [person, New("x", {})]):
        with pytest.raises(BadInputError):
            put_all(desk, case, news)
    assert size(desk, case) == before
    assert records(desk.views, case, "person") == []


def test_a_case_that_is_not_here(desk: Desk) -> None:
    with pytest.raises(NotFoundError):
        put(desk, "0" * 32, "note", {"text": TEXT})


class TestCompartments:
    def test_the_usual_one(self, desk: Desk, case: str, her: str) -> None:
        one = put(desk, case, "identity", {"person": her})
        assert record(desk.views, case, one).compartment == "identity"
        assert envelope(desk, case).compartment == 2

    def test_another_one_that_is_allowed(self, desk: Desk, case: str) -> None:
        put(desk, case, "note", {"text": TEXT}, "counsel")
        assert envelope(desk, case).compartment == 4

    def test_one_that_is_not(self, desk: Desk, case: str, her: str) -> None:
        tries: list[tuple[str, dict[str, Any], str]] = [
            ("note", {"text": TEXT}, "identity"),
            ("identity", {"person": her}, "case"),
            ("note", {"text": TEXT}, "x"),
        ]
        for kind, fields, place in tries:
            with pytest.raises(BadInputError, match="compartment"):
                put(desk, case, kind, fields, place)

    def test_a_change_stays_where_the_record_is(
        self, desk: Desk, case: str, her: str
    ) -> None:
        one = put(desk, case, "identity", {"person": her})
        unit = stored(desk, case).unit
        correct(desk, case, one, {"numbers": ["0"]}, reason="seen")
        assert (envelope(desk, case).compartment, stored(desk, case).unit) == (2, unit)
        withdraw(desk, case, one, reason="wrong")
        assert (envelope(desk, case).compartment, stored(desk, case).unit) == (2, unit)


def stored(desk: Desk, case: str) -> read.Stored:
    (log,) = read.logs(desk.vault, bytes.fromhex(case))
    return read.entry(desk.vault, log.id, log.size - 1)


def envelope(desk: Desk, case: str) -> Any:  # noqa: ANN401
    return decode(stored(desk, case).envelope)


class TestCorrect:
    def test_the_entry_names_what_it_answers(
        self, desk: Desk, case: str, her: str
    ) -> None:
        correct(desk, case, her, {"role": "witness"}, reason=" misheard \n")
        body = last_body(desk, case)
        ((log, _, _),) = head_of(desk, case)
        assert (body.fields, body.reason) == ({"role": "witness"}, "misheard")
        assert body.over == ((log, 2),)
        correct(desk, case, her, {"pseudonym": "B.", "role": "other"}, reason="again")
        assert last_body(desk, case).over == ((log, 2), (log, 3))

    def test_what_is_given_as_it_stands_is_left_out(
        self, desk: Desk, case: str, her: str
    ) -> None:
        fields = {"pseudonym": "A.", "role": "witness"}
        correct(desk, case, her, fields, reason="misheard")
        assert last_body(desk, case).fields == {"role": "witness"}

    def test_a_list_and_a_tuple_are_the_same(
        self, desk: Desk, case: str, her: str
    ) -> None:
        fields = {"title": TEXT, "people": [her]}
        one = put(desk, case, "incident", fields)
        with pytest.raises(BadInputError, match="Nothing is different"):
            correct(desk, case, one, {"people": (her,)}, reason="x")

    def test_an_emptied_field(self, desk: Desk, case: str, her: str) -> None:
        claim = {**CLAIM, "speaker": her, "basis": "saw"}
        one = put(desk, case, "claim", claim)
        correct(desk, case, one, {}, drop=["basis"], reason="not said")
        assert "basis" not in record(desk.views, case, one).fields
        with pytest.raises(BadInputError):
            correct(desk, case, one, {}, drop=["basis"], reason="again")
        with pytest.raises(BadInputError, match="what was said"):
            correct(desk, case, one, {}, drop=["text"], reason="no words left")

    REFUSED: ClassVar[dict[str, tuple[dict[str, Any], str, tuple[str, ...]]]] = {
        "no reason": ({"role": "witness"}, " \n", ()),
        "nothing": ({}, "x", ()),
        "nothing different": ({"role": "complainant"}, "x", ()),
        "a wrong value": ({"role": "ghost"}, "x", ()),
        "a value that cannot be stored": ({"role": 1.5}, "x", ()),
        "an unknown field": ({"colour": "red"}, "x", ()),
        "an emptied pseudonym": ({"pseudonym": ""}, "x", ()),
        "a dropped pseudonym": ({}, "x", ("pseudonym",)),
        "a reason with half a surrogate pair": ({"role": "witness"}, "\ud800", ()),
        "a reason of 5 MB": ({"role": "witness"}, "x" * 5_000_000, ()),
    }

    @pytest.mark.parametrize("name", REFUSED)
    def test_what_is_refused_leaves_everything_as_it_was(
        self, name: str, desk: Desk, case: str, her: str
    ) -> None:
        fields, reason, drop = self.REFUSED[name]
        before = size(desk, case)
        with pytest.raises(BadInputError):
            correct(desk, case, her, fields, reason=reason, drop=drop)
        assert size(desk, case) == before

    def test_a_speaker_who_was_withdrawn_does_not_stop_other_corrections(
        self, desk: Desk, case: str, her: str
    ) -> None:
        one = put(desk, case, "claim", {**CLAIM, "speaker": her})
        withdraw(desk, case, her, reason="twice")
        correct(desk, case, one, {"basis": "saw"}, reason="she said how")
        with pytest.raises(BadInputError):
            correct(desk, case, one, {"said_to": her}, reason="x")

    def test_what_was_withdrawn_is_not_corrected(
        self, desk: Desk, case: str, her: str
    ) -> None:
        withdraw(desk, case, her, reason="twice")
        with pytest.raises(RefusedError, match="withdrawn"):
            correct(desk, case, her, {"role": "witness"}, reason="x")
        with pytest.raises(RefusedError, match="withdrawn"):
            withdraw(desk, case, her, reason="x")

    def test_the_log_record_is_not_corrected(self, desk: Desk, case: str) -> None:
        (line,) = records(desk.views, case, "log")
        with pytest.raises(RefusedError):
            correct(desk, case, line.id, {"software": "x"}, reason="x")

    def test_a_conflict_is_settled_by_saying_either_value(
        self, desk: Desk, case: str, her: str
    ) -> None:
        ((log, _, _),) = head_of(desk, case)
        for role in ("witness", "other"):  # as two writers who did not see each other
            change = record_module.Change(
                Act.CORRECT, {"role": role}, ((log, 2),), (), "x"
            )
            record_module._append_change(desk, record(desk.views, case, her), change)
        assert record(desk.views, case, her).state.conflicts == ("role",)
        correct(desk, case, her, {"role": "witness"}, reason="asked her")
        settled = record(desk.views, case, her)
        assert settled.state.conflicts == ()
        assert settled.fields["role"] == "witness"


class TestWithdraw:
    def test_it_stays_in_the_log_and_counts_no_more(
        self, desk: Desk, case: str, her: str
    ) -> None:
        withdraw(desk, case, her, reason="twice")
        view = record(desk.views, case, her)
        assert view.state.withdrawn
        assert view.state.history[-1].reason == "twice"
        assert view.fields["pseudonym"] == "A."

    def test_only_with_a_reason(self, desk: Desk, case: str, her: str) -> None:
        with pytest.raises(BadInputError, match="reason"):
            withdraw(desk, case, her, reason=" ")

    def test_not_the_case_itself(self, desk: Desk, case: str) -> None:
        for kind in ("case", "log"):
            (line,) = records(desk.views, case, kind)
            with pytest.raises(RefusedError, match="case itself"):
                withdraw(desk, case, line.id, reason="x")

    def test_nothing_that_is_not_there(self, desk: Desk, case: str) -> None:
        with pytest.raises(NotFoundError):
            withdraw(desk, case, "0" * 32, reason="x")


def test_a_record_of_a_newer_version_is_not_changed_by_this_one(
    desk: Desk, case: str, her: str
) -> None:
    desk.views.db.run("UPDATE records SET compartment = 9 WHERE id = ?", (her,))
    with pytest.raises(RefusedError, match="compartment"):
        withdraw(desk, case, her, reason="x")
    assert unread(desk.views, case) == []


def test_if_only_the_pages_fail_it_says_that_it_was_recorded(
    desk: Desk, case: str, passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or a person records it again, and everything stands twice."""

    def refuse(*_: object) -> int:
        raise StorageError("full")

    before = size(desk, case)
    with monkeypatch.context() as broken:
        broken.setattr(record_module, "catch_up", refuse)
        with pytest.raises(RecordedError, match="Do not record it again"):
            put(desk, case, "note", {"text": TEXT})
    assert size(desk, case) == before + 1
    desk.close()
    again = app.unlock(desk.vault.folder, passphrase)
    assert len(records(again.views, case, "note")) == 1
    again.close()


def test_a_full_disk_refuses_and_keeps_nothing(desk: Desk, case: str) -> None:
    ((pages,),) = desk.vault.db.all("PRAGMA page_count")
    desk.vault.db.run(f"PRAGMA max_page_count = {pages}")
    before = size(desk, case)
    for _ in range(2):
        with pytest.raises(StorageError, match="Free some space") as refused:
            put(desk, case, "note", {"text": {"lang": "en", "text": "x" * 99_000}})
        assert not isinstance(refused.value, RecordedError)
    assert size(desk, case) == before
    desk.vault.db.run("PRAGMA max_page_count = 1000000")
    put(desk, case, "note", {"text": TEXT})
    assert len(head_of(desk, case)) == 1  # the same log goes on
    assert verify_case(desk, case).clean


def test_nothing_is_recorded_that_could_not_be_read_again(
    desk: Desk,
    case: str,
    clock: Any,  # noqa: ANN401 - the tests' own clock
) -> None:
    before = size(desk, case)
    clock.at = clock.at.replace(tzinfo=None)
    with pytest.raises(BadInputError):
        put(desk, case, "note", {"text": TEXT})
    with pytest.raises(BadInputError):
        put_all(desk, case, [New("note", {"text": TEXT}, id="not an id")])
    assert size(desk, case) == before


def test_a_clock_set_back_changes_no_order(desk: Desk, case: str, clock: Any) -> None:  # noqa: ANN401
    first = put(desk, case, "note", {"text": {"lang": "en", "text": "first"}})
    clock.at = clock.at.replace(year=1990)
    second = put(desk, case, "note", {"text": {"lang": "en", "text": "second"}})
    correct(desk, case, first, {"text": TEXT}, reason="later, whatever the clock says")
    assert [one.id for one in records(desk.views, case, "note")] == [first, second]
    assert record(desk.views, case, first).fields["text"] == TEXT
    assert record(desk.views, case, second).state.history[0].at.startswith("1990-")
    assert verify_case(desk, case).clean


class TestRestored:
    """A restored backup or a copy never continues a log (docs/adr/0007)."""

    @pytest.fixture
    def backup(self, desk: Desk, case: str, passphrase: str, tmp_path: Path) -> Desk:
        put(desk, case, "note", {"text": {"lang": "en", "text": "before"}})
        desk.close()
        shutil.copytree(desk.vault.folder, tmp_path / "backup")
        later = app.unlock(desk.vault.folder, passphrase)
        put(later, case, "note", {"text": {"lang": "en", "text": "lost"}})
        later.close()
        return app.unlock(tmp_path / "backup", passphrase)

    def test_it_can_be_shared(self, backup: Desk, case: str) -> None:
        put(backup, case, "note", {"text": {"lang": "en", "text": "after"}})
        share(backup, case, "Ann", "laptop")
        (line,) = members(backup, case)
        assert line.own
        assert [len(one.fields["older"]) for one in line.devices] == [1]

    def test_it_begins_a_log_that_names_the_old_head(
        self, backup: Desk, case: str
    ) -> None:
        ((old, count, root),) = head_of(backup, case)
        put(backup, case, "note", {"text": {"lang": "en", "text": "after"}})
        put(backup, case, "note", {"text": {"lang": "en", "text": "and after"}})
        heads = {log: size for log, size, _ in head_of(backup, case)}
        assert heads.pop(old) == count
        assert list(heads.values()) == [3]
        _, line = records(backup.views, case, "log")
        fields = record(backup.views, case, line.id).fields
        assert fields["previous"] == f"{old} {count} {root}"
        (fault,) = verify_case(backup, case).faults  # what the backup lacks
        assert "older copy was put back" in fault.what
        backup.close()

    def test_both_logs_fold_into_one_case(self, backup: Desk, case: str) -> None:
        before = find(backup.views, case, "note", "before")
        correct(backup, case, before, {"text": TEXT}, reason="misheard")
        view = record(backup.views, case, before)
        assert view.fields["text"] == TEXT
        assert view.state.conflicts == ()
        assert len({one.entry[0] for one in view.state.history}) == 2
        withdraw(backup, case, before, reason="twice")
        assert unread(backup.views, case) == []
        (fault,) = verify_case(backup, case).faults  # what the backup lacks
        assert "older copy was put back" in fault.what
        assert months(backup.views, case, Filter()) == []
        backup.close()

    def test_reading_alone_begins_nothing(self, backup: Desk, case: str) -> None:
        verify_case(backup, case)
        with pytest.raises(HabeasError):
            put(backup, case, "note", {})
        assert len(head_of(backup, case)) == 1
        backup.close()
