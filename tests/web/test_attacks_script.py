# ruff: noqa: E501 - what is planted stands on one line
"""Script in every text field of every kind of record, looked at in a real browser.

The fields come from the schema: a field that is new tomorrow is planted tomorrow.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from playwright.sync_api import Error, Page, Request

from habeas.actions import documents, record
from habeas.actions.desk import Desk
from habeas.case.facts.guardians import GUARDING
from habeas.case.facts.life import SIGNS
from habeas.case.facts.members import MEMBERSHIP
from habeas.case.facts.registry import RECORDS
from habeas.case.schema import FieldSpec, Kind
from habeas.errors import HabeasError
from habeas.views.cases import case_heads
from habeas.views.records import records
from habeas.web.door import make_app
from habeas.web.keeper import DeskKeeper
from habeas.web.session import Sessions
from tests.tally import Tally
from tests.web.chromium import Site, chromium, come_in, served
from tests.web.conftest import PASSPHRASE, PORT, QuickEntrance, Seed, plant

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]

SCRIPT = (
    "\"'><b data-planted onclick=x>p{{7*7}}lanted</b><img src=/planted onerror=alert(1)>"
    "</title></textarea></script><script>alert(2)</script><svg onload=alert(3)>"
    "<a href=javascript:alert(4)>&lt;script&gt;"
)
NAME = SCRIPT.replace("/", "") + ".txt"
HTML = f"<html lang='{SCRIPT}'><title>x</title><p>{SCRIPT}<p>Published 3 May 2021"
FREE = frozenset({"pseudonym", "role"})
MADE_OTHERWISE = {"case", "log", "bundle", "document", "extract", "authority"} | {
    "hub",
    "erasure",
    "erased",
    "rehearsal",
    "paper",
    "paper_answer",
    "paper_override",
    "paper_copy",
    "paper_filing",
    *(one.name for one in (*MEMBERSHIP, *GUARDING, *SIGNS)),
}
"""By their own actions; their texts are corrected or come in with a file."""


REFUSED = {
    *(("document", field) for field in ("name", "number", "md5", "sha1")),
    *(("document", field) for field in ("batch", "listed", "told")),
    ("document", "parent"),  # no exhibit is planted yet that it could point to
    *(("extract", field) for field in ("document", "pages")),
    *(("log", field) for field in ("mldsa44", "previous", "software", "continues")),
    *(("authority", field) for field in ("ca", "scheme", "url")),
}
"""What other things rest on is never corrected; a document's name came with its file."""


def value_of(spec: FieldSpec, ids: dict[str, str]) -> Any:  # noqa: ANN401 - JSON
    """Return a hostile value of a field, None where its kind holds no words."""
    text = {"lang": "en", "text": SCRIPT}
    name = spec.ask.aims[-1]  # what is not planted yet cannot be pointed to
    aim = ids.get(name, ids["person"] if name == "*" else None)
    made: dict[Kind, Any] = {
        Kind.LINE: SCRIPT,
        Kind.CODE: SCRIPT,
        Kind.LINES: [SCRIPT, SCRIPT + "2"],
        Kind.TEXT: text,
        Kind.PROSE: text,
        Kind.WHEN: {"edtf": "2021-05-03", "known": "stated", "note": SCRIPT},
        Kind.NAMES: [{"text": SCRIPT, "kind": "alias"}],
        Kind.SPANS: [{"start": 0, "end": 5, "why": SCRIPT}],
        Kind.CHOICE: next(iter(spec.ask.words), ""),
        Kind.REF: aim,
        Kind.REFS: [aim] if aim else None,
        Kind.NUMBER: 7,
        Kind.FLAG: True,
    }
    return made.get(spec.ask.kind)


def planted_records(desk: Desk, seed: Seed) -> tuple[int, set[tuple[str, str]]]:
    """Plant script wherever it is taken; return how often, and what was refused."""
    ids = {"person": seed.person, "incident": seed.incident, "document": seed.document}
    ids |= {"claim": seed.claim, "identity": seed.identity}
    calendar = {"name": "A", "url": "http://127.0.0.1:1", "scheme": "opentimestamps"}
    ids["authority"] = record.put(desk, seed.case, "authority", calendar)
    done, refused = 0, set()
    for name, kind in RECORDS.items():
        found = {one.name: value_of(one, ids) for one in kind.fields}
        fields = {name: value for name, value in found.items() if value is not None}
        if name not in MADE_OTHERWISE:
            done += put_most(desk, seed.case, name, fields)
            ids.setdefault(name, records(desk.views, seed.case, name)[-1].id)
            continue
        for line in records(desk.views, seed.case, name)[:1]:
            for field, value in fields.items():
                try:
                    record.correct(
                        desk, seed.case, line.id, {field: value}, reason=SCRIPT
                    )
                    done += 1
                except HabeasError:
                    refused.add((name, field))
    return done, refused


def put_most(desk: Desk, case: str, name: str, fields: dict[str, Any]) -> int:
    """Record all that can stand together: at most one field has to stay away."""
    kind = RECORDS[name]
    for drop in ["", *[one.name for one in kind.fields if not one.required]]:
        kept = {key: value for key, value in fields.items() if key != drop}
        with contextlib.suppress(HabeasError):
            record.put(desk, case, name, kept)
            return len(kept)
    raise AssertionError(f"no {name} could be planted: {fields}")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("script") / "vault"
    desk = QuickEntrance(folder).create(PASSPHRASE)
    seed = plant(desk)
    for name, data in ((NAME, SCRIPT), (f"page{NAME}.html", HTML)):
        incoming = documents.begin_import(desk, seed.case, name)
        incoming.write(data.encode())
        incoming.finish()
    done, refused = planted_records(desk, seed)
    assert done > 40
    assert refused <= REFUSED, refused - REFUSED
    desk.close()
    with served(folder, seed) as site:
        yield site


def pages(site: Site) -> list[str]:
    """Return the address of every page, of every record that it can be asked for."""
    app: Litestar = make_app(
        DeskKeeper(QuickEntrance(Path("/nowhere"))), Sessions(), PORT
    )
    desk = site.keeper._desk
    assert desk is not None
    ids: dict[str, list[str]] = {}
    for kind in RECORDS:
        lines = [one.id for one in records(desk.views, site.seed.case, kind)]
        ids[kind] = lines[-2:]  # those planted last
        ids.setdefault("record", []).extend(lines[-1:])
    ids["type"] = list(RECORDS)
    ids["case"] = [site.seed.case]
    found = []
    for route in app.routes:
        if "GET" not in getattr(route, "methods", ()):
            continue
        names = [
            part[1:-1].partition(":")[0]
            for part in route.path.split("/")
            if part[:1] == "{"
        ]
        addresses = [route.path]
        for name in names:
            addresses = [
                address.replace(f"{{{name}:str}}", one)
                for address in addresses
                for one in ids.get(name, ())
            ]
        found += addresses
    return [
        one
        for one in found
        if "{" not in one and not one.startswith(("/open", "/static"))
    ]


def test_no_page_runs_or_makes_what_was_planted(site: Site, tally: Tally) -> None:
    with chromium() as browser:
        context = browser.new_context()
        page = context.new_page()
        went: list[str] = []
        page.on("dialog", lambda one: went.append(f"dialog {one.message}"))
        page.on("request", lambda one: _note(one, site, went))
        come_in(page, site.link())
        desk = site.keeper._desk
        assert desk is not None
        assert len(case_heads(desk.views)) == 1
        shown = 0
        for address in pages(site):
            if address.endswith(("/original", "/picture", "/photo")):
                continue
            if not _bare_refusal(page, site.home + address):
                shown += _look(page, site.home + address)
        context.close()
    assert went == []
    assert shown > 30
    tally("hostile inputs tried", shown)


def _bare_refusal(page: Page, address: str) -> bool:
    """Say whether a page is refused in words of ours alone: nothing in it can run."""
    answer = page.request.get(address, max_redirects=0)
    return answer.status in {404, 409} and b"lanted" not in answer.body()


def _look(page: Page, address: str) -> bool:
    """Open a page; say whether it showed what was planted, as text."""
    try:
        page.goto(address)
    except Error as error:
        if "Download is starting" in str(error):  # a file, and no page
            return False
        raise
    made = page.evaluate(
        """() => [...document.querySelectorAll(
          "[data-planted], [onclick], [onload], [onerror], img[src='/planted'],"
          + "a[href^='javascript'], script:not([src^='/static/'])")].map((one) => one.outerHTML)"""
    )
    assert made == [], address
    text = page.content()
    assert "p49lanted" not in text, address
    return "p{{7*7}}lanted" in text


def _note(request: Request, site: Site, went: list[str]) -> None:
    if not request.url.startswith(site.home) or "planted" in request.url:
        went.append(request.url)
