"""A consent is withdrawn: what goes, where, who has done it, and what stays proven."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from habeas import app
from habeas.actions import erasure_names
from habeas.actions.bundles import export, gather
from habeas.actions.check import verify_case
from habeas.actions.choosing import Chosen, everything
from habeas.actions.claims import mark_quote
from habeas.actions.desk import Desk
from habeas.actions.documents import add_file
from habeas.actions.erasing import finish
from habeas.actions.erasure import Outlook, erase, erasures, outlook
from habeas.actions.members import remove
from habeas.actions.merging import held, merge, outgoing, outgoing_boxes
from habeas.actions.notices import fresh_notices, notices
from habeas.actions.record import correct, put, withdraw
from habeas.case.facts.consent import Use
from habeas.case.facts.members import Role
from habeas.errors import BadInputError, NotFoundError, RefusedError, StorageError
from habeas.vault import read
from habeas.vault.due import is_due
from habeas.vault.erased import (
    erased_bodies,
    erased_boxes,
)
from habeas.vault.opening import boxes, keep_box
from habeas.vault.own_logs import own_log
from habeas.vault.units import unit_key
from habeas.views.db import rebuild, unread
from habeas.views.documents import document
from habeas.views.records import record, records
from habeas.views.search import search
from tests.actions.copies import Copies
from tests.actions.test_members import shown
from tests.conftest import PASSPHRASE, FixedClock

WORDS = "aconite and a grey heron"
NAME = "Zarina Invented"


def text(words: str) -> dict[str, str]:
    return {"lang": "en", "text": words}


class Her:
    """A woman in a case, with something of every kind that is hers."""

    def __init__(self, desk: Desk, case: str, folder: Path) -> None:
        self.desk, self.case = desk, case
        self.id = self.put("person", pseudonym="H.", role="complainant")
        self.other = self.put("person", pseudonym="G.", role="relative")
        self.identity = self.put(
            "identity", person=self.id, names=[{"text": NAME, "kind": "full"}]
        )
        self.given = self.answer("given")
        self.claim = self.put(
            "claim", speaker=self.id, stance="alleged", text=text(WORDS)
        )
        self.theirs = self.put(
            "claim", speaker=self.other, stance="alleged", text=text("a brown bear")
        )
        path = folder / "statement.txt"
        path.write_text(f"My statement: {WORDS}.")
        self.document = add_file(desk, case, path)
        correct(desk, case, self.document, {"author": self.id}, reason="she wrote it")
        self.note = self.put("note", about=self.claim, text=text(f"about {WORDS}"))
        self.loose = self.put("note", text=text("of nobody"))
        self.stored = record(desk.views, case, self.document).fields["file"]["stored"]

    def put(self, kind: str, **fields: object) -> str:
        return put(self.desk, self.case, kind, fields)

    def answer(self, answer: str, use: str = "record", **more: object) -> str:
        return self.put("consent", person=self.id, use=use, answer=answer, **more)

    def look(self) -> Outlook:
        return outlook(self.desk, self.case, self.id)

    def erase(self) -> str:
        return erase(self.desk, self.case, self.id, self.look().seal)

    @property
    def hers(self) -> set[str]:
        return {
            *(self.id, self.identity, self.given, self.claim, self.document),
            self.note,
        }


@pytest.fixture
def her(desk: Desk, case: str, tmp_path: Path) -> Her:
    """Return her in a case that one person keeps alone."""
    return Her(desk, case, tmp_path)


@pytest.fixture
def copies(new_desk: Callable[[str], Desk], tmp_path: Path) -> tuple[Copies, Her]:
    """Return a case that ann leads; bob edits, and both have all of it."""
    made = Copies(new_desk)
    made.begin()
    made.enter("bob", Role.EDITOR, "identity")
    woman = Her(made.desks["ann"], made.case, tmp_path)
    woman.answer("withdrawn")
    made.meet("ann", "bob")
    return made, woman


def test_nothing_is_erased_without_her_answer(her: Her) -> None:
    assert her.look().basis is None
    with pytest.raises(RefusedError, match="withdrawn"):
        her.erase()
    for use, more in (("publish", {}), ("record", {"recipient": text("a court")})):
        her.answer("withdrawn", use, **more)
        assert her.look().basis is None
    her.answer("refused")
    assert her.look().basis == "refused"
    her.answer("given")
    assert her.look().basis is None  # the newest answer counts


def test_looking_says_what_goes_and_what_stays(her: Her) -> None:
    her.put("incident", title=text("that night"), people=[her.id])
    her.answer("withdrawn", scope=text("all of it"))
    before = shown_all(her.desk)
    found = her.look()
    assert (found.basis, found.scope) == ("withdrawn", "all of it")
    assert found.kinds == {
        "person": 1,
        "identity": 1,
        "consent": 2,
        "claim": 1,
        "document": 1,
        "extract": 1,
        "note": 1,
    }
    assert found.files == 2  # the file and its text
    assert [line.type for line in found.stays] == ["incident"]
    assert found.may
    assert shown_all(her.desk) == before


def test_what_others_wrote_with_her_name_is_told(
    her: Her, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In any version, and before the name is forgotten; it may be many records."""
    monkeypatch.setattr(erasure_names, "_MANY", 2)
    for number in range(5):
        her.put("note", text=text(f"of nobody {number}"))
    named = her.put("note", text=text("The guard called her Zarina\nInvented."))
    plain = her.put("note", text=text("nobody"))
    correct(her.desk, her.case, plain, {"text": text(f"by {NAME}")}, reason="a slip")
    correct(her.desk, her.case, plain, {"text": text("by her")}, reason="her wish")
    found = her.look()
    assert found.searched
    assert set(found.named) == {named, plain}
    assert {named, plain} <= {line.id for line in found.stays}
    assert her.theirs not in {line.id for line in found.stays}


def test_a_document_in_whose_text_her_name_stands_is_told(
    her: Her, tmp_path: Path
) -> None:
    """Of one that is not here nothing can be said, and it stops nothing."""
    kept = {}
    for name, words in (
        ("named", f"I saw {NAME} there."),
        ("plain", "A heron."),
        ("broken", NAME),
    ):
        path = tmp_path / f"{name}.txt"
        path.write_text(words)
        kept[name] = add_file(her.desk, her.case, path)
    broken = document(her.desk.views, her.case, kept["broken"]).extract
    assert broken is not None
    stored = broken.fields["file"]["stored"]
    for sealed in (her.desk.vault.folder / "exhibits").rglob(f"*{stored}*"):
        sealed.unlink()
    found = her.look()
    assert kept["named"] in found.named
    assert not {kept["plain"], kept["broken"]} & set(found.named)
    assert kept["named"] in {line.id for line in found.stays}


def test_it_is_said_when_no_name_is_known_to_search_for(her: Her) -> None:
    found = outlook(her.desk, her.case, her.other)
    assert (found.named, found.searched) == ((), False)


def test_whoever_came_in_since_is_looked_at_first(copies: tuple[Copies, Her]) -> None:
    made, her = copies
    seal = her.look().seal
    assert her.look().seal == seal
    made.enter("eve")
    with pytest.raises(RefusedError):
        erase(her.desk, her.case, her.id, seal)
    assert her.erase()


def test_what_was_recorded_since_is_looked_at_first(her: Her) -> None:
    her.answer("withdrawn")
    seal = her.look().seal
    her.put("claim", speaker=her.id, stance="alleged", text=text("one more thing"))
    with pytest.raises(RefusedError, match="since you looked"):
        erase(her.desk, her.case, her.id, seal)


def shown_all(desk: Desk) -> list[tuple[object, ...]]:
    return desk.views.db.all("SELECT id, state FROM records ORDER BY id")


def test_what_is_erased_is_gone_and_the_rest_stands(her: Her) -> None:
    her.answer("withdrawn")
    desk, case = her.desk, her.case
    path = desk.vault.exhibits.path(her.stored)
    her.erase()
    left = {row[0] for row in shown_all(desk)}
    assert left & her.hers == {her.id}
    assert {her.other, her.theirs, her.loose} <= left
    assert record(desk.views, case, her.id).title == f"[–] {her.id[:4]}"
    assert not path.exists()
    assert list(search(desk.views, case, "aconite")) == []
    assert [one.what for one in verify_case(desk, case).faults] == []
    assert verify_case(desk, case).erased == len(
        erased_bodies(desk.vault, bytes.fromhex(case))
    )
    assert unread(desk.views, case) == []
    before = shown_all(desk)
    rebuild(desk.vault, desk.views)
    assert shown_all(desk) == before


def test_what_others_quoted_from_her_stands_unchecked(her: Her) -> None:
    """Her words in another's account are listed as staying: a person judges."""
    fields = {"speaker": her.other, "stance": "alleged"}
    quoted = mark_quote(her.desk, her.case, her.document, fields, "a grey heron")
    her.answer("withdrawn")
    assert quoted in {line.id for line in her.look().stays}
    her.erase()
    report = verify_case(her.desk, her.case)
    assert (report.clean, report.passages) == (True, 0)
    chosen = Chosen(Use.COURT, "A court", everything(her.desk, her.case))
    gathered = gather(her.desk, her.case, chosen, "en")
    assert not any(
        WORDS.encode() in (e.body or b"") for log in gathered.logs for e in log.entries
    )


def test_nobody_points_to_her_again_and_she_is_entered_anew(her: Her) -> None:
    her.answer("withdrawn")
    her.erase()
    with pytest.raises(BadInputError):
        her.put("claim", speaker=her.id, stance="alleged", text=text("again"))
    with pytest.raises(NotFoundError):
        her.look()
    again = her.put("person", pseudonym="H.", role="complainant")
    put(
        her.desk,
        her.case,
        "consent",
        {"person": again, "use": "record", "answer": "given"},
    )
    assert record(her.desk.views, her.case, again).title == "H."
    assert not is_due(her.desk.vault)


@pytest.mark.parametrize("kind", ["erasure", "erased"])
def test_an_erasure_is_never_withdrawn(her: Her, kind: str) -> None:
    her.answer("withdrawn")
    her.erase()
    (line,) = records(her.desk.views, her.case, kind)
    with pytest.raises(RefusedError, match="nothing brings it back"):
        withdraw(her.desk, her.case, line.id, reason="a mistake")


def test_the_records_of_it_say_no_word_of_her(her: Her) -> None:
    her.answer("withdrawn")
    her.erase()
    for kind in ("erasure", "erased"):
        (line,) = records(her.desk.views, her.case, kind)
        said = repr(record(her.desk.views, her.case, line.id))
        assert not any(one in said for one in (NAME, "H.", WORDS, "aconite"))


# --- on the disk ------------------------------------------------------------------


def pages(desk: Desk) -> Iterator[bytes]:
    """Yield the plaintext of every page that log.db and its journal hold, used or not.

    SQLCipher 4: AES-256-CBC, the last 80 bytes of a page are its IV and its HMAC; the
    first page begins with a salt. With a raw key, that is the key.
    """
    key = log_key(desk)
    main = (desk.vault.folder / "log.db").read_bytes()
    for at in range(0, len(main), 4096):
        yield opened(key, main[at : at + 4096], skip=16 if at == 0 else 0)
    journal = (desk.vault.folder / "log.db-wal").read_bytes()
    for at in range(32, len(journal) - 24, 24 + 4096):
        page = journal[at + 24 : at + 24 + 4096]
        first = journal[at : at + 4] == b"\0\0\0\1"
        yield opened(key, page, skip=16 if first else 0)


def opened(key: bytes, page: bytes, *, skip: int) -> bytes:
    body, iv = page[skip : 4096 - 80], page[4096 - 80 : 4096 - 64]
    cipher = Cipher(algorithms.AES256(key), modes.CBC(iv)).decryptor()
    return cipher.update(body) + cipher.finalize()


def log_key(desk: Desk) -> bytes:
    """Return the raw key of log.db, from the frame that knows it."""
    connect = desk.vault.db._connect
    (key,) = (
        cell.cell_contents
        for cell in connect.__closure__ or ()
        if isinstance(cell.cell_contents, bytes)
    )
    return bytes(key)


def test_no_page_of_the_database_holds_a_key_or_a_content(her: Her) -> None:
    her.answer("withdrawn")
    desk, id_ = her.desk, bytes.fromhex(her.case)
    rows = desk.vault.db.all(
        "SELECT unit, box FROM unit_boxes WHERE subject = ?", (her.id,)
    )
    keys = [unit_key(desk.vault, bytes(unit)) for unit, _ in rows]
    gone = [bytes(box)[-64:] for _, box in rows] + keys
    for log in read.logs(desk.vault, id_):
        gone += [
            one.sealed[:64]
            for one in read.entries(desk.vault, log.id)
            if one.sealed and one.unit in {bytes(unit) for unit, _ in rows}
        ]
    boxes_before = gone[: len(rows)]
    assert rows
    assert all(any(one in page for page in pages(desk)) for one in boxes_before)
    her.erase()
    held = b"".join(pages(desk))
    assert b"CREATE TABLE" in held  # the pages were opened indeed
    assert [one for one in gone if one in held] == []
    assert not any(unit in desk.vault.unit_keys for unit, _ in rows)


def test_a_bundle_from_before_verifies_and_a_new_one_cannot_hold_it(
    her: Her, tmp_path: Path
) -> None:
    for use in ("court", "record"):
        her.answer("given", use)
    chosen = Chosen(Use.COURT, "A court", frozenset({her.claim, her.theirs}))
    export(her.desk, her.case, chosen, "en", tmp_path / "before")
    her.answer("withdrawn")
    (handed,) = her.look().places.bundles
    assert handed.title == "A court"
    her.erase()
    assert run_verifier(tmp_path / "before") == 0
    files = [one for one in (tmp_path / "before").rglob("*.json") if one.is_file()]
    assert any(WORDS in one.read_text("utf-8") for one in files)
    other = her.put("person", pseudonym="I.", role="complainant")
    her.put("consent", person=other, use="court", answer="given")
    with pytest.raises(NotFoundError):
        export(her.desk, her.case, chosen, "en", tmp_path / "after")
    assert not everything(her.desk, her.case) & her.hers
    rest = Chosen(Use.COURT, "A court", frozenset({her.theirs}))
    export(her.desk, her.case, rest, "en", tmp_path / "after")
    assert run_verifier(tmp_path / "after") == 0


def run_verifier(folder: Path) -> int:
    """Run what a stranger runs."""
    done = subprocess.run(
        [sys.executable, "-I", folder / "verify.py"], capture_output=True, check=False
    )
    return done.returncode


@pytest.mark.parametrize("broken", ["obey", "start_over", "clean_traces", "put"])
def test_a_crash_at_each_step_is_made_good_at_the_next_unlock(
    her: Her, broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    her.answer("withdrawn")

    def crash(*_args: object, **_named: object) -> None:
        raise StorageError("the power went")

    monkeypatch.setattr(f"habeas.actions.erasing.{broken}", crash)
    with pytest.raises(StorageError):
        her.erase()
    monkeypatch.undo()
    finish(her.desk)
    (done,) = erasures(her.desk, her.case)
    assert [copy.done is not None for copy in done.copies] == [True]
    assert not her.desk.vault.exhibits.path(her.stored).exists()
    assert not is_due(her.desk.vault)
    assert her.claim not in {row[0] for row in shown_all(her.desk)}
    assert verify_case(her.desk, her.case).clean


# --- copies -----------------------------------------------------------------------


def test_every_copy_does_it_when_it_hears_and_says_so(
    copies: tuple[Copies, Her],
) -> None:
    made, her = copies
    made.enter("cat")  # reads 'case' alone, and goes away
    made.bring("ann", "cat")
    ann, bob, cat = (made.desks[name] for name in ("ann", "bob", "cat"))
    before = {copy.device: copy.out for copy in her.look().places.copies}
    assert before == {"laptop": False, "bob": False, "cat": False}
    her.erase()
    made.meet("ann", "bob")
    assert notices(ann) == []  # she did it herself
    for told in (notices, fresh_notices):
        assert ["was erased" in one.say()[0] for one in told(bob)] == [True]
    assert fresh_notices(bob) == []  # a command says it once, a page goes on
    assert len(notices(bob)) == 1
    (done,) = erasures(ann, made.case)
    said = {copy.device: copy.done is not None for copy in done.copies}
    assert said == {"laptop": True, "bob": True, "cat": False}
    for desk in (ann, bob):
        assert not her.hers - {her.id} & {row[0] for row in shown_all(desk)}
        assert verify_case(desk, made.case).clean
    assert shown(made, "ann") == shown(made, "bob")
    put(
        cat,
        made.case,
        "claim",
        {"speaker": her.id, "stance": "alleged", "text": text("late")},
    )
    made.meet("ann", "bob", "cat")  # what she wrote unknowing goes too
    assert shown(made, "ann") == shown(made, "cat") == shown(made, "bob")
    assert not any(WORDS in repr(row) or "late" in repr(row) for row in shown_all(cat))
    assert all(copy.done for copy in erasures(bob, made.case)[0].copies)
    for desk in (ann, bob, cat):
        assert [one.what for one in verify_case(desk, made.case).faults] == []
        assert unread(desk.views, made.case) == []


def test_an_old_copy_brings_nothing_back(copies: tuple[Copies, Her]) -> None:
    made, her = copies
    ann, bob, id_ = made.desks["ann"], made.desks["bob"], bytes.fromhex(made.case)
    old = boxes(bob.vault, id_)
    her.erase()
    for one in old.values():
        keep_box(ann.vault, id_, one)
    assert not set(boxes(ann.vault, id_)) & erased_boxes(ann.vault, id_)
    made.bring("bob", "ann")  # bob has not heard, and has all of it
    assert not her.hers - {her.id} & {row[0] for row in shown_all(ann)}
    dan = made.enter("dan", Role.EDITOR, "identity")
    made.bring("bob", "dan")  # the old boxes, before and after
    assert shown(made, "dan") != shown(made, "bob")
    made.meet("ann", "bob", "dan")
    assert shown(made, "dan") == shown(made, "ann") == shown(made, "bob")
    assert erased_boxes(dan.vault, id_) == erased_boxes(ann.vault, id_)
    assert erased_bodies(dan.vault, id_) == erased_bodies(ann.vault, id_)
    assert not set(boxes(dan.vault, id_)) & erased_boxes(dan.vault, id_)
    assert [one.what for one in verify_case(dan, made.case).faults] == []


def test_a_restored_vault_erases_again_when_it_meets_a_copy(
    copies: tuple[Copies, Her], tmp_path: Path, clock: FixedClock
) -> None:
    made, her = copies
    bob = made.desks.pop("bob")
    bob.close()
    shutil.copytree(bob.vault.folder, tmp_path / "backup")
    made.desks["bob"] = app.unlock(bob.vault.folder, PASSPHRASE, clock=clock)
    her.erase()
    made.meet("ann", "bob")
    made.desks["bob"].close()
    shutil.rmtree(bob.vault.folder)
    shutil.copytree(tmp_path / "backup", bob.vault.folder)
    again = app.unlock(bob.vault.folder, PASSPHRASE, clock=clock)
    made.desks["bob"] = again
    try:
        assert her.claim in {row[0] for row in shown_all(again)}  # it holds it again
        made.meet("ann", "bob")
        assert not her.hers - {her.id} & {row[0] for row in shown_all(again)}
        assert shown(made, "ann") == shown(made, "bob")
        assert [one.what for one in verify_case(again, made.case).faults] == []
    finally:
        again.close()


def test_only_who_leads_erases(copies: tuple[Copies, Her]) -> None:
    made, her = copies
    bob = made.desks["bob"]
    found = outlook(bob, made.case, her.id)
    assert not found.may
    with pytest.raises(RefusedError, match="may not"):
        erase(bob, made.case, her.id, found.seal)
    fields = {
        "whose": her.id,
        "basis": "withdrawn",
        "consent": her.given,
        "records": 1,
        **found.lines,
    }
    put(bob, made.case, "erasure", fields)  # by a program that does not ask
    made.meet("ann", "bob")
    for desk in (made.desks["ann"], bob):
        assert erasures(desk, made.case) == []
        assert record(desk.views, made.case, her.claim).title == WORDS


def test_the_newest_answer_is_the_same_on_every_copy(
    copies: tuple[Copies, Her],
) -> None:
    """She agreed again, and cat hears of that before she hears of the withdrawal."""
    made, her = copies
    made.enter("cat")
    ann, bob, cat = (made.desks[name] for name in ("ann", "bob", "cat"))
    her.answer("withdrawn")
    made.bring("ann", "bob")
    given = {"person": her.id, "use": "record", "answer": "given"}
    put(bob, made.case, "consent", given)
    own = own_log(bob.vault.db, bytes.fromhex(made.case)).id
    packs = outgoing(bob, made.case, held(cat, made.case))
    mine = [one for one in packs if one.log == own]
    merge(cat, made.case, mine, outgoing_boxes(bob, made.case))
    made.bring("ann", "cat")
    made.bring("bob", "ann")
    for desk in (ann, bob, cat):
        assert outlook(desk, made.case, her.id).basis is None


def test_a_copy_that_never_had_the_answer_obeys(copies: tuple[Copies, Her]) -> None:
    """The answer is erased with the rest: who waited for it would keep all of it."""
    made, her = copies
    bob = made.desks["bob"]
    fields = {"whose": her.id, "basis": "withdrawn", "records": 1, "consent": "b" * 32}
    put(made.desks["ann"], made.case, "erasure", {**fields, **her.look().lines})
    assert her.claim in {row[0] for row in shown_all(bob)}
    made.meet("ann", "bob")
    assert not her.hers - {her.id} & {row[0] for row in shown_all(bob)}
    assert all(copy.done for copy in erasures(bob, made.case)[0].copies)


def test_an_erasure_reaches_nothing_else(copies: tuple[Copies, Her]) -> None:
    """A lead's program gone wrong names acts, another case's entries, nobody's unit."""
    made, her = copies
    ann, bob, id_ = made.desks["ann"], made.desks["bob"], bytes.fromhex(made.case)
    logs = [log.id.hex() for log in read.logs(ann.vault, id_)]
    base = {"whose": her.id, "basis": "withdrawn", "consent": her.given, "records": 1}
    with pytest.raises(BadInputError):
        put(ann, made.case, "erasure", {**base, "whose": "0" * 32})
    with pytest.raises(BadInputError):
        put(ann, made.case, "erasure", {**base, "entries": [f"{logs[0]} 0-9999999"]})
    put(ann, made.case, "erasure", {**base, "entries": [f"{one} 0-40" for one in logs]})
    made.meet("ann", "bob")
    acts = "SELECT count(*) FROM entries JOIN acts USING (log, position) WHERE sealed"
    for desk in (ann, bob):
        assert desk.vault.db.all(f"{acts} IS NULL") == [(0,)]
    assert shown(made, "ann") == shown(made, "bob")
    remove(ann, made.case, made.members["bob"], "gone")


def test_who_is_out_is_named_as_out_of_reach(copies: tuple[Copies, Her]) -> None:
    made, her = copies
    remove(made.desks["ann"], made.case, made.members["bob"], "gone")
    found = her.look().places.copies
    assert [(copy.device, copy.out) for copy in found] == [
        ("laptop", False),
        ("bob", True),
    ]
