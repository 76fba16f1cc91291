"""Nothing sealed is shown without a record of it, and nobody gets around that."""

import ast
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

import habeas
from habeas.actions import sealed
from habeas.actions.bundles import export
from habeas.actions.choosing import Chosen, everything, with_needs
from habeas.actions.desk import Desk
from habeas.actions.documents import file_of, read_text
from habeas.actions.identities import photo_of, set_photo
from habeas.actions.record import RecordedError, correct, put, withdraw
from habeas.actions.sealed import (
    STANDS,
    Item,
    NotShownError,
    asked,
    hide,
    look,
    look_at_part,
    stands,
)
from habeas.case.facts.access import Look
from habeas.case.facts.consent import Use
from habeas.errors import (
    DamagedError,
    HabeasError,
    LockedError,
    NotFoundError,
    RefusedError,
    StorageError,
)
from habeas.papers.leaks.errors import LeakFoundError
from habeas.vault.case_keys import device_in
from habeas.vault.exhibits import ExhibitStore, SealedFile
from habeas.views.access import openings
from habeas.views.cases import case_heads
from habeas.views.records import counts, record, records
from tests.conftest import FixedClock

Add = Callable[..., str]
WHY = {"lang": "en", "text": "For the hearing"}


@pytest.fixture
def letter(add: Add) -> str:
    return add()


def item(desk: Desk, case: str, one: str) -> Item:
    return file_of(record(desk.views, case, one))


def acts(desk: Desk, case: str, one: str) -> list[str]:
    return [line.act for line in openings(desk.views, case, one)]


def test_an_opening_says_what_how_when_who_and_what_for(
    desk: Desk, case: str, letter: str
) -> None:
    assert b"".join(look(desk, item(desk, case, letter), Look.SAVED, WHY))
    (line,) = openings(desk.views, case, letter)
    assert (line.act, line.purpose, line.lang) == ("saved", "For the hearing", "en")
    assert line.by == device_in(desk.vault, bytes.fromhex(case)).hex()
    assert line.at.startswith("2021-12-07T09:")


def test_it_is_recorded_before_the_first_byte_is_opened(
    desk: Desk, case: str, letter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    whole = ExhibitStore.read

    def watched(store: ExhibitStore, file: SealedFile) -> Iterator[bytes]:
        seen.append(len(openings(desk.views, case, letter)))
        yield from whole(store, file)

    monkeypatch.setattr(ExhibitStore, "read", watched)
    for act in (Look.SEEN, Look.SAVED):
        list(look(desk, item(desk, case, letter), act))
    read_text(desk, case, letter)
    assert seen == [1, 2, 3]


FAILURES: dict[str, HabeasError] = {
    "a full disk": StorageError("full"),
    "a damaged log": DamagedError("damaged"),
    "a copy that wrote": LockedError("copied"),
    "a newer compartment": RefusedError("newer"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_what_cannot_be_recorded_is_not_opened(
    name: str, desk: Desk, case: str, letter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise FAILURES[name]

    def never(*_: object) -> None:
        pytest.fail("it was opened all the same")

    monkeypatch.setattr(sealed, "put_all", fail)
    monkeypatch.setattr(ExhibitStore, "read", never)
    monkeypatch.setattr(ExhibitStore, "read_range", never)
    own = item(desk, case, letter)
    for attempt in (
        lambda: look(desk, own, Look.SEEN),
        lambda: look_at_part(desk, own, Look.PLAYED, 0, 1),
        lambda: read_text(desk, case, letter),
    ):
        with pytest.raises(NotShownError, match="could not be recorded"):
            attempt()
    assert not asked(desk, case, letter, Look.SEEN)


def test_what_is_recorded_and_cannot_be_listed_yet_is_shown(
    desk: Desk, case: str, letter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def recorded(*_: object) -> None:
        raise RecordedError("the pages are behind")

    monkeypatch.setattr(sealed, "put_all", recorded)
    assert b"".join(look(desk, item(desk, case, letter), Look.SEEN))


def test_one_record_stands_for_what_follows_in_the_same_way(
    desk: Desk, case: str, letter: str, clock: FixedClock
) -> None:
    own = item(desk, case, letter)
    for _ in range(300):
        look(desk, own, Look.SEEN)
    assert acts(desk, case, letter) == ["seen"]
    read_text(desk, case, letter)
    assert acts(desk, case, letter) == ["read", "seen"]
    clock.at += STANDS
    assert not stands(desk, case, letter, Look.SEEN)
    look(desk, own, Look.SEEN)
    assert acts(desk, case, letter) == ["seen", "read", "seen"]
    clock.at -= timedelta(days=1)  # a clock that was set back proves nothing
    look(desk, own, Look.SEEN)
    assert len(acts(desk, case, letter)) == 4


def test_what_leaves_something_behind_is_recorded_each_time(
    desk: Desk, case: str, letter: str
) -> None:
    own = item(desk, case, letter)
    for act in (Look.SAVED, Look.SAVED, Look.COPIED, Look.COPIED):
        look(desk, own, act)
    assert acts(desk, case, letter) == ["copied", "copied", "saved", "saved"]


def test_a_purpose_is_recorded_though_a_record_stands(
    desk: Desk, case: str, letter: str
) -> None:
    own = item(desk, case, letter)
    look(desk, own, Look.SEEN)
    look(desk, own, Look.SEEN, WHY)
    assert len(acts(desk, case, letter)) == 2


def test_hidden_or_locked_it_is_asked_for_anew(
    desk: Desk, case: str, letter: str
) -> None:
    own = item(desk, case, letter)
    look(desk, own, Look.SEEN)
    hide(desk, case, letter)
    hide(desk, case, letter)
    assert not asked(desk, case, letter, Look.SEEN)
    look(desk, own, Look.SEEN)
    assert len(acts(desk, case, letter)) == 2
    desk.close()
    assert desk.looked == {}


def test_nobody_corrects_or_withdraws_an_opening(
    desk: Desk, case: str, letter: str
) -> None:
    read_text(desk, case, letter)
    (line,) = openings(desk.views, case, letter)
    with pytest.raises(RefusedError, match="never corrected or withdrawn"):
        withdraw(desk, case, line.id, reason="I was not there.")
    for name, value in (("act", "saved"), ("purpose", WHY)):
        with pytest.raises(RefusedError, match="never corrected or withdrawn"):
            correct(desk, case, line.id, {name: value}, reason="A slip.")


def test_one_that_another_program_withdrew_is_listed_all_the_same(
    desk: Desk, case: str, letter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_text(desk, case, letter)
    (line,) = openings(desk.views, case, letter)
    monkeypatch.setattr("habeas.actions.record.require_changeable", lambda _: None)
    withdraw(desk, case, line.id, reason="Forged.")
    (line,) = openings(desk.views, case, letter)
    assert line.withdrawn


def test_it_lies_where_the_file_lies(desk: Desk, case: str, her: str) -> None:
    identity = put(desk, case, "identity", {"person": her})
    png = b"\x89PNG\r\n\x1a\n" + bytes(99)
    set_photo(desk, case, identity, [png], "given")
    look(desk, photo_of(desk, case, identity), Look.SEEN)
    (line,) = openings(desk.views, case, identity)
    assert record(desk.views, case, line.id).compartment == "identity"


def test_a_withdrawn_file_may_be_looked_at_and_that_is_recorded(
    desk: Desk, case: str, letter: str
) -> None:
    withdraw(desk, case, letter, reason="She takes her consent back.")
    read_text(desk, case, letter)
    assert acts(desk, case, letter) == ["read"]


def test_the_own_reading_of_the_program_is_no_opening(
    desk: Desk, case: str, letter: str
) -> None:
    from habeas.actions.check import verify_case  # noqa: PLC0415

    assert not verify_case(desk, case).faults
    assert acts(desk, case, letter) == []


def test_it_stands_in_no_ordinary_list(desk: Desk, case: str, letter: str) -> None:
    def cards() -> list[object]:
        return list(desk.views.db.all("SELECT * FROM items"))

    before = cards()
    read_text(desk, case, letter)
    assert cards() == before
    (line,) = records(desk.views, case, "access")
    assert counts(desk.views, case)["access"] == 1
    assert line.id not in everything(desk, case)


def test_there_is_no_log_of_what_is_not_there(desk: Desk, case: str) -> None:
    with pytest.raises(NotFoundError):
        openings(desk.views, case, "f" * 32)


@pytest.fixture
def allowed(desk: Desk, case: str, her: str) -> Chosen:
    given = {"edtf": "2021-12-01", "known": "stated"}
    answer = {"person": her, "use": "court", "answer": "given", "given": given}
    put(desk, case, "consent", answer)
    return Chosen(use=Use.COURT, recipient="The court")


def test_an_export_is_recorded_with_its_recipient(
    desk: Desk, case: str, letter: str, allowed: Chosen, tmp_path: Path
) -> None:
    read_text(desk, case, letter)
    chosen = Chosen(allowed.use, allowed.recipient, frozenset({letter}))
    export(desk, case, chosen, "en", tmp_path / "out.zip")
    first, second = openings(desk.views, case, letter)
    assert (first.act, first.purpose) == ("bundled", "")
    assert second.act == "read"


def test_a_recipient_learns_nothing_of_who_looked_before_unless_it_is_chosen(
    desk: Desk, case: str, letter: str, allowed: Chosen
) -> None:
    sealed.note(desk, case, letter, Look.SEEN, {"lang": "en", "text": "For J. Doe"})
    chosen = Chosen(allowed.use, allowed.recipient, frozenset({letter}))
    types = {view.type for view in with_needs(desk, case, chosen)}
    assert "access" not in types
    (opening,) = openings(desk.views, case, letter)
    records = frozenset({letter, opening.id})
    chosen = Chosen(allowed.use, allowed.recipient, records)
    types = {view.type for view in with_needs(desk, case, chosen)}
    assert "access" in types


def test_an_export_without_files_opens_nothing(
    desk: Desk, case: str, her: str, allowed: Chosen, tmp_path: Path
) -> None:
    chosen = Chosen(allowed.use, allowed.recipient, frozenset({her}))
    export(desk, case, chosen, "en", tmp_path / "out.zip")
    assert counts(desk.views, case).get("access", 0) == 0


def test_an_export_that_cannot_be_recorded_leaves_nothing(
    desk: Desk, letter: str, allowed: Chosen, tmp_path: Path
) -> None:
    def fail(*_: object) -> None:
        raise StorageError("full")

    case = case_heads(desk.views)[0].id
    chosen = Chosen(allowed.use, allowed.recipient, frozenset({letter}))
    out = tmp_path / "out"
    out.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealed, "put_all", fail)
        with pytest.raises(NotShownError):
            export(desk, case, chosen, "en", out / "bundle.zip")
    assert list(out.iterdir()) == []


def test_an_export_that_a_leak_stops_opened_nothing(
    desk: Desk, letter: str, allowed: Chosen, her: str, tmp_path: Path
) -> None:
    case = case_heads(desk.views)[0].id
    name = {"text": "Zarina Omarova", "kind": "full"}
    put(desk, case, "identity", {"person": her, "names": [name]})
    told = {"text": {"lang": "en", "text": "Zarina Omarova said so."}}
    note = put(desk, case, "note", told)
    chosen = Chosen(allowed.use, allowed.recipient, frozenset({letter, note}))
    with pytest.raises(LeakFoundError):
        export(desk, case, chosen, "en", tmp_path / "out.zip")
    assert acts(desk, case, letter) == []


# The doors: which code reaches the bytes of sealed files at all.

SOURCE = Path(habeas.__file__).parent
OPENS = {"read", "read_range"}
UNSEEN = {
    "actions/annex_leaves.py",  # reads what was never read, to search it for names
    "actions/annexes.py",  # draws annexes; `record_all` before it is one
    "actions/bundles.py",  # searches and writes a bundle; `record_all` before it is one
    "actions/check.py",  # compares hashes and passages
    "actions/documents.py",  # reads the text at import; `text_in`, for quotations
    "actions/filings.py",  # reads a paper that came back, in the child process
    "actions/looking.py",  # what is drawn blurred
    "actions/reading.py",  # reads the text later, in the child process
}
"""Who may read a file without a record: nothing of it is shown."""
SEAL = {"actions/taking.py", "actions/texts.py"}
"""Who names the store to put files into it."""
QUIET = {"text_of", "text_in"}
QUIETLY = {
    *("actions/annex_leaves.py", "actions/bundles.py"),
    *("actions/check.py", "actions/claims.py", "actions/erasure_names.py"),
}
"""Who may read a text without a record: to compare (a passage that stands in a claim
already), to search, to write a bundle."""
STAMPED = {"actions/bundle_stamps.py", "actions/timestamps.py"}
"""Who may have the body of an entry, and the key of a file in it, without a record."""


@cache
def _files() -> dict[str, tuple[frozenset[str], bool]]:
    """Return of each file of the program what it names, and whether it reads there."""
    found = {}
    for file in sorted(SOURCE.rglob("*.py")):
        if "stranger" not in file.parts:
            tree = ast.parse(file.read_text())
            name = file.relative_to(SOURCE).as_posix()
            found[name] = frozenset(_called(tree)), _stores(tree)
    return found


def _naming(*wanted: str) -> set[str]:
    """Return the files of the program that name one of these."""
    return {name for name, (named, _) in _files().items() if named & set(wanted)}


def _called(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.alias):
            yield node.name.rpartition(".")[2]


def _stores(tree: ast.Module) -> bool:
    """Say whether it reads from the store of sealed files, whatever that is called."""
    return any(
        isinstance(node, ast.Attribute)
        and node.attr in OPENS
        and any(one in ast.unparse(node.value) for one in ("exhibits", "store"))
        for node in ast.walk(tree)
    )


def test_one_file_alone_opens_the_store() -> None:
    reading = [name for name, (_, stores) in _files().items() if stores]
    assert reading == ["actions/sealed.py"]
    came = ("arriving", "coming", "spool")  # what came sealed, kept so
    sealed = {f"vault/{one}.py" for one in came}
    assert _naming("ExhibitStore") == {
        "vault/exhibits.py",
        "vault/vault.py",
        *sealed,
        *SEAL,
    }
    keyed = _naming("read_age", "read_age_range")
    assert keyed == {"vault/exhibits.py", "actions/carried.py"}  # a stick's file


def test_only_these_read_a_file_without_a_record() -> None:
    assert _naming("unseen") - {"actions/sealed.py"} == UNSEEN
    quiet = {one for one in _naming(*QUIET) if not one.startswith(("text/", "papers/"))}
    assert quiet == {"actions/documents.py", *QUIETLY}
    assert _naming("stamped_bytes") == STAMPED


def test_nothing_switches_it_off() -> None:
    """No setting, no argument and no variable of the system is asked."""
    tree = ast.parse((SOURCE / "actions" / "sealed.py").read_text())
    names = set(_called(tree))
    assert not names & {"environ", "getenv", "config", "settings", "demo", "behind"}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name in {"look", "note"}:
            given = [one.arg for one in (*node.args.args, *node.args.kwonlyargs)]
            assert not {"record", "quiet", "log", "silent", "recorded"} & set(given)
