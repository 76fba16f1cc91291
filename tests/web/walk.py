"""Every page there is, found in the program's own table of addresses.

A page that is added later is walked by itself; only an address with a part that was
not known before has to be told here what may stand in its place.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from litestar.testing import TestClient

from habeas.actions import (
    guardians,
    joining,
    outside,
    paper_checks,
    papers,
    record,
    recoveries,
)
from habeas.actions.batches import begin_batch, finish, keep
from habeas.actions.desk import Desk
from habeas.actions.erasure import erase, outlook
from habeas.actions.members import Seat, members, share
from habeas.actions.record import open_case
from habeas.actions.register_source import read_source
from habeas.actions.timestamps import entry_of
from habeas.case.facts.guardians import GUARDING
from habeas.case.facts.life import SIGNS
from habeas.case.facts.members import MEMBERSHIP, Role
from habeas.case.facts.registry import RECORDS
from habeas.demo.build import build
from habeas.text import kinds
from habeas.timestamps.covered import Covered
from habeas.vault.erased import erased_people
from habeas.views.cases import case_heads
from habeas.views.deadlines import deadlines
from habeas.views.documents import documents
from habeas.views.records import RecordLine, linked, records
from habeas.web.door import make_app
from habeas.web.keeper import DeskKeeper
from habeas.web.routes import ROUTES
from habeas.web.session import Sessions
from tests.filed import file_it
from tests.registers import bring_in as bring_in_register
from tests.registers import sample
from tests.web.conftest import PASSPHRASE, QuickEntrance, Seed, plant

MADE_ELSEWHERE = {
    *("case", "log", "document", "extract", "exhibit", "batch", "bundle"),
    *("timestamp", "access", "register", "matter", "hub"),
    *("erasure", "erased", "rehearsal", "paper", "paper_answer"),
    "paper_override",
    *("paper_copy", "paper_filing"),
    *(one.name for one in (*MEMBERSHIP, *GUARDING, *SIGNS)),
}
NOT_PAGES = {
    "/open/{token}",  # a cookie and a redirect
    "/static/{version}/{path}",
    "/display",  # a cookie and a redirect
    "/awake",  # an empty answer
    "/lock",
    "/first/leave",  # locks, as /lock does
    "/first/show",  # a redirect where there is a vault
    "/keys/revoke",  # a redirect
    "/keys/shares/revoke",  # a redirect
    "/recover/shares",  # while the vault is locked: axe_walk
    "/cases/{case}/batches/{batch}/pause",  # a redirect
    "/cases/{case}/batches/{batch}/texts",  # begins work; a redirect
    "/cases/{case}/registers/{register}/pause",  # a redirect
    "/suspend-me/now",  # locks, as /lock does
    "/travel/leave",  # locks
    "/join/{device}/give-up",  # a redirect
    "/cases/{case}/documents/underway",  # a line within a page, without script
    "/cases/{case}/copies/table/host",  # listens; a redirect
    "/cases/{case}/copies/table/stop",  # a redirect
    "/outside/{outside}/sign",  # a redirect
    "/outside/{outside}/hand-in",  # a redirect
    "/outside/{outside}/exchange",  # a redirect
}
VARIANTS = (
    "/today?group=losing&skip=1",
    "/cases/{case}/timeline?stance=denied&disputed=1&q=officer",
    "/cases/{case}/timeline?q=nothing-like-this",
    "/cases/{case}/documents/{document}?paragraph=2",
    "/cases/{case}/documents/{document}?claim={claim}",
    "/cases/{case}/documents/{scan}",
    "/cases/{case}/documents/{scan}/pages?page=2",
    "/cases/{case}/documents/{film}/pages",
    "/cases/{case}/records/{document}/access",
    "/cases/{case}/exhibits/{document}",
    "/cases/{case}/exhibits/{exhibit}?skip=50",
    "/cases/{case}/exhibits/labels?exhibit={exhibit}",
    "/cases/{case}/registers/{register}/matters?late=1&day=2014-02-01",
    "/cases/{case}/registers/{register}/matters?level=nothing-like-this",
    "/cases/{case}/registers/{register}/statistics?day=2014-02-01",
    "/cases/{case}/records/new/preservation?perishable={perishable}&step=asked",
    "/cases/{case}/records/new/proceeding_step?proceeding={proceeding}&step=hearing",
    "/cases/{case}/records/new/alarm?plan={plan}&answer=paused",
    "/cases/{case}/contacts?outcome=refused",
    "/cases/{case}/people/{withdrawn}/erase?sure=1",
    "/cases/{case}/people/{erased}",
    "/cases/{case}/contacts/day?after={contact}",
)
ROOMS = (
    "",
    "/today",
    "/timeline",
    "/documents",
    "/documents/add",
    "/batches",
    "/batches/new",
    "/registers",
    "/registers/new",
    "/exhibits",
    "/decay",
    "/proceedings",
    "/deadlines",
    "/risks",
    "/contacts",
    "/contacts/patterns",
    "/letters",
    "/people",
    "/incidents",
    "/consents",
    "/erasures",
    "/contributions",
    "/members",
    "/members/life",
    "/notes",
    "/papers",
    "/timestamps",
    "/copies",
    "/bundle",
    "/verify",
    "/records/new/claim",
)
FEW = {  # the others look the same
    "/cases/{case}/records/{record}": (
        *("claim", "consent", "identity", "log", "authority", "timestamp"),
    ),
    "/cases/{case}/records/{record}/correct": ("person", "claim", "identity"),
    "/cases/{case}/records/{record}/withdraw": ("claim",),
    "/cases/{case}/records/{record}/photo": ("identity",),
    "/cases/{case}/records/{record}/look": ("identity",),
    "/cases/{case}/records/{record}/access": ("identity", "claim"),
    "/cases/{case}/records/{record}/receipt": ("custody", "claim"),
    "/cases/{case}/records/{record}/receipt/file": ("claim",),
    "/cases/{case}/records/{record}/stamped": ("claim",),
    "/cases/{case}/records/{record}/token": ("timestamp", "claim"),
    "/cases/{case}/records/{record}/root": ("timestamp",),
}


@dataclass(frozen=True)
class Stop:
    """A page of the walk: an address, and whether an empty form is sent there."""

    path: str
    sends: bool = False

    def __str__(self) -> str:
        return f"{'POST ' if self.sends else ''}{self.path}"


@dataclass(frozen=True)
class Cases:
    """The cases of the vault that is walked: one full, one empty, one damaged."""

    full: str
    empty: str
    damaged: Seed
    values: dict[str, tuple[str, ...]]
    kinds: dict[str, str]


def set_recipient_aside(desk: Desk, case: str, paper: str) -> None:
    """Set aside that nobody is named as who receives a paper."""
    found = paper_checks.checked(
        desk, case, paper, paper_checks.look(desk, case, paper), "en"
    )
    code = next(one.code for one in found if one.code.startswith("recipient"))
    paper_checks.set_aside(desk, case, paper, code, "7", "en")


def furnish(folder: Path) -> Cases:
    """Make a vault with the demo's case, an empty one, and one with a lost exhibit."""
    desk = build(folder, PASSPHRASE)
    try:
        full = case_heads(desk.views)[0].id
        bring_in(desk, full, folder.parent / f"{folder.name} phone")
        empty = open_case(desk, {"title": {"lang": "en", "text": "Empty"}}, "test")
        vouch(desk, full)
        let_in(desk, full)
        erase_one(desk, full)
        stand_outside(desk, folder.parent / f"{folder.name} other")
        file = sample(folder.parent / f"{folder.name} register")
        made = papers.begin(desk, full, papers.Beginning("allegation-letter", "en"))
        papers.answer(desk, full, made, {"mandate": "7", "rights": "7 [ex 1, p. 2]"})
        set_recipient_aside(desk, full, made)
        file_it(desk, full, made)
        bring_in_register(desk, full, read_source(file, "us-bop-complaints"))
        before = set(folder.rglob("*.age"))
        damaged = plant(desk)
        for exhibit in sorted(set(folder.rglob("*.age")) - before):
            exhibit.write_bytes(exhibit.read_bytes()[:-1] + b"!")
        values, kinds = values_of(desk, full)
        return Cases(full, empty, damaged, values, kinds)
    finally:
        desk.close()


def bring_in(desk: Desk, case: str, folder: Path) -> None:
    """Bring a folder into a case, with something to tell of each kind."""
    folder.mkdir()
    (folder / "IMG_0421.bin").write_bytes(b"an invented photo")
    (folder / "copy of IMG_0421.bin").write_bytes(b"an invented photo")
    (folder / "a link").symlink_to("IMG_0421.bin")
    (folder / "SHA256SUMS").write_text(f"{'0' * 64}  IMG_0421.bin\n{'1' * 64}  gone\n")
    batch = begin_batch(desk, case, folder, {})
    while not batch.run.ended:
        keep(desk, batch, batch.run.group())
    finish(desk, batch)


def vouch(desk: Desk, case: str) -> None:
    """Record answers of a calendar: one that waits and one that names a block.

    Nobody listens at its address, so that asking is a page of failures.
    """
    fields = {"name": "7", "scheme": "opentimestamps", "url": "http://127.0.0.1:1"}
    authority = record.put(desk, case, "authority", fields)
    exhibit = records(desk.views, case, "exhibit")[0].id
    covers = entry_of(desk, case, exhibit)
    answer = {
        "name": "7",
        "authority": authority,
        "scheme": "opentimestamps",
        "covers": str(covers),
        "imprint": covers.imprint,
        "token": ["0000"],
        "exhibit": exhibit,
        "accepted": ["1"],
    }
    record.put(desk, case, "timestamp", answer)
    head = Covered("head", covers.log, 9, "7" * 64)
    answer |= {"covers": str(head), "imprint": head.imprint, "refused": ["2"]}
    del answer["exhibit"]
    record.put(desk, case, "timestamp", {**answer, "block": 900_000})
    answer |= {"scheme": "rfc3161", "time": "2026-03-01T10:00:00Z", "ca": ["1"]}
    record.put(desk, case, "timestamp", answer)


def let_in(desk: Desk, case: str) -> None:
    """Let somebody into a case, and ask to be let into another one."""
    share(desk, case, "7", "7")
    asked = joining.ask(desk, "7")
    joining.let_in(desk, case, asked.note, asked.number, Seat("77", Role.EDITOR))
    own, other = (one.id for one in members(desk, case))
    guardians.choose(desk, case, 2, [own, other])
    asked = joining.ask(desk, "8")
    recoveries.ask(desk, case, asked.note, asked.number, other, "7")


def stand_outside(desk: Desk, folder: Path) -> None:
    """Be let into two cases of another vault: to add to one, and to audit one."""
    other = QuickEntrance(folder).create(PASSPHRASE)
    try:
        for role in (Role.CONTRIBUTOR, Role.AUDITOR):
            case = open_case(other, {"title": {"lang": "en", "text": "7"}}, "test")
            share(other, case, "7", "7")
            asked = joining.ask(desk, "9")
            seat = Seat("77", role)
            let = joining.let_in(other, case, asked.note, asked.number, seat)
            joining.enter(desk, let.welcome, let.number)
            if role is Role.CONTRIBUTOR:
                note = {"text": {"lang": "en", "text": "7"}}
                outside.hand_in_note(desk, case, note)
    finally:
        other.close()


def erase_one(desk: Desk, case: str) -> None:
    """Record two people who withdraw their consent, and erase one of them."""
    for name in ("7", "8"):
        who = {"pseudonym": name, "role": "witness"}
        person = record.put(desk, case, "person", who)
        answer = {"person": person, "use": "record", "answer": "withdrawn"}
        record.put(desk, case, "consent", answer)
        if name == "7":
            erase(desk, case, person, outlook(desk, case, person).seal)


def values_of(
    desk: Desk, case: str
) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Return what may stand in the place of each part of an address."""
    lines = {kind: records(desk.views, case, kind) for kind in RECORDS}
    one_each = [_telling(found) for found in lines.values() if found]
    marked = max(documents(desk.views, case), key=lambda one: one.claims)
    values = {
        "case": (case,),
        "type": tuple(kind for kind in RECORDS if kind not in MADE_ELSEWHERE),
        "record": tuple(one.id for one in one_each),
        "document": (marked.id,),
        "table": ("subject",),
    }
    for name, drawn in (("scan", kinds.DRAWN), ("film", kinds.PLAYED)):
        found = [one for one in documents(desk.views, case) if one.media_type in drawn]
        values[name] = ((found[0] if found else marked).id,)
    for kind in (
        *("person", "incident", "claim", "exhibit", "perishable", "batch"),
        *("register", "matter", "proceeding", "contact", "letter", "risk", "plan"),
        "paper",
    ):
        values[kind] = (_telling(lines[kind]).id,)
    left = linked(desk.views, values["paper"][0], "paper", kind="paper_filing")
    values["filing"] = (left[0],)
    people = records(desk.views, case, "person", withdrawn=True)
    gone = erased_people(desk.vault, bytes.fromhex(case))
    values["erased"] = tuple(gone)
    values["withdrawn"] = tuple(one.id for one in people if one.title == "8")
    values["member"] = tuple(one.id for one in members(desk, case))
    values["device"] = tuple(one.device.hex() for one in joining.asked(desk)[:1])
    values["outside"] = tuple(one.case for one in outside.places_outside(desk))
    due = deadlines(desk.views, case, desk.clock.now())
    values["deadline"] = tuple(one.id for one in due[:3])
    return values, {one.id: one.type for one in one_each}


def _telling(found: list[RecordLine]) -> RecordLine:
    """Return the record with the longest title: it needs the most room."""
    return max(found, key=lambda one: len(one.title))


def stops(cases: Cases) -> list[Stop]:
    """Return every page of a vault that is open."""
    found = [Stop(path) for path in _filled(cases, _paths("GET"))]
    found += [Stop(path) for variant in VARIANTS for path in _filled(cases, [variant])]
    found += [Stop(path, sends=True) for path in _filled(cases, _paths("POST"))]
    found += [Stop(f"/cases/{cases.empty}{room}") for room in ROOMS]
    found.append(Stop(f"/cases/{cases.damaged.case}/verify", sends=True))
    found += [Stop("/nowhere"), Stop("/lock"), Stop(f"/cases/{cases.full}/people/7")]
    return found


def _again() -> set[str]:
    """Return the addresses that show, to GET, what another address shows."""
    shown, found = set(), set()
    for route in ROUTES:
        if route.show in shown:
            found.add(route.path.replace(":str}", "}"))
        shown.add(route.show)
    return found


def _paths(method: str) -> list[str]:
    same = _again()
    keeper = DeskKeeper(QuickEntrance(Path("nowhere")))
    app = make_app(keeper, Sessions(), 1)
    with TestClient(app):  # so that the keeper's thread is ended
        return [
            route.path_format
            for route in app.routes
            if method in getattr(route, "methods", ())
            and route.path_format not in NOT_PAGES
            and not route.path_format.endswith("/result/{name}")  # an answer, once
            and not (method == "GET" and route.path_format in same)
        ]


def _filled(cases: Cases, paths: list[str]) -> Iterator[str]:
    for path in paths:
        names = re.findall(r"\{(\w+)\}", path)
        for name in names:
            assert name in cases.values, f"tell the walk what {{{name}}} may be: {path}"
        for values in itertools.product(*(cases.values[name] for name in names)):
            chosen = dict(zip(names, values, strict=True))
            kind = cases.kinds.get(chosen.get("record", ""), "")
            if path not in FEW or kind in FEW[path]:
                yield path.format(**chosen)
