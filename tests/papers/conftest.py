"""A small invented case as a bundle, built from real keys."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from habeas.case.codec import canonical
from habeas.crypto.sign import Signer, ed25519_public, mldsa44_public
from habeas.log.checkpoint import Checkpoint, log_vkeys, origin, sign_checkpoint
from habeas.log.entry import Envelope, Head, encode
from habeas.log.merkle import leaf_hash, root
from habeas.papers.bundle.contents import survey
from habeas.papers.bundle.model import (
    BundleEntry,
    BundleExhibit,
    BundleLog,
    BundleRequest,
)
from habeas.papers.bundle.pages.model import (
    BundlePage,
    EntryRef,
    PageAccount,
    PageIncident,
    PageNote,
)
from habeas.papers.bundle.write import write_bundle
from habeas.papers.leaks.protected import protected_name
from habeas.papers.leaks.scan import Scanner

SEED, OTHER_SEED, MLDSA_SEED = b"\x01" * 32, b"\x02" * 32, b"\x03" * 32
LOG = ed25519_public(SEED)
CREATED = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TEXT = (
    "The prison says that nothing happened.\n"
    "The lawyers say that she said: «Он ударил меня»."
)
LETTER = b"%PDF-1.7 invented bytes \x00\xff"
PROTECTED = protected_name("a1" * 16, "Иванова Алия Сериковна")

Body = dict[str, Any]


def body(kind: str, number: int, fields: Body | None = None, **more: object) -> Body:
    return {
        "_salt": sha256(f"{kind}{number}".encode()).hexdigest(),
        "v": 1,
        "act": "put",
        "type": kind,
        "id": f"{number:032x}",
        "by": "0b" * 16,
        "at": "2026-11-20T10:00:00+05:00",
        "lamport": number,
        **({"fields": fields} if fields else {}),
        **more,
    }


def sealed_file(data: bytes, media_type: str) -> Body:
    return {
        "sha256": sha256(data).hexdigest(),
        "size": len(data),
        "media_type": media_type,
        "stored": "00" * 32,
        "identity": "AGE-SECRET-KEY-1INVENTED",
    }


def quoted(quote: str) -> Body:
    start = TEXT.index(quote)
    return {
        "document": f"{3:032x}",
        "extract": f"{4:032x}",
        "version": sha256(TEXT.encode()).hexdigest(),
        "start": start,
        "end": start + len(quote),
        "quote": quote,
    }


def bodies() -> list[tuple[Body, bool]]:
    """The case in order, each with whether it is disclosed."""
    mldsa = b64encode(mldsa44_public(MLDSA_SEED)).decode()
    letter = sealed_file(LETTER, "application/pdf")
    text = sealed_file(TEXT.encode(), "text/plain")
    said = {"speaker": f"{2:032x}", "stance": "alleged", "basis": "felt"}
    denied = {"speaker": f"{2:032x}", "stance": "denied", "basis": "unsaid"}
    return [
        (body("log", 0, {"mldsa44": mldsa, "software": "habeas 0.1.0"}), True),
        (body("identity", 1, {"person": "x", "numbers": ["970312450123"]}), False),
        (body("person", 2, {"pseudonym": "Complainant", "role": "complainant"}), True),
        (
            body("document", 3, {"number": 1, "file": letter, "name": "letter.pdf"}),
            True,
        ),
        (body("extract", 4, {"document": f"{3:032x}", "file": text}), True),
        (body("incident", 5, {"title": {"lang": "en", "text": "In the ward"}}), True),
        (body("claim", 6, {**said, "passage": quoted("«Он ударил меня»")}), True),
        (body("note", 7, {"text": {"lang": "en", "text": "kept back"}}), False),
        (body("note", 8, {"text": {"lang": "en", "text": "kept back"}}), False),
        (body("claim", 9, {**denied, "passage": quoted("nothing happened")}), True),
        (body("claim", 9, act="withdraw", over=[[LOG.hex(), 9]], reason="twice"), True),
    ]


def make_log(
    contents: Sequence[tuple[Body | bytes, bool]],
    seed: bytes = SEED,
    mldsa_seed: bytes = MLDSA_SEED,
    seen: Mapping[int, tuple[Head, ...]] = MappingProxyType({}),
) -> BundleLog:
    """Seal bodies into a log of their own and sign its head.

    A body that is bytes already is taken as it is; `seen` are heads by entry.
    """
    log = ed25519_public(seed)
    entries = []
    for index, (content, disclosed) in enumerate(contents):
        data = content if isinstance(content, bytes) else canonical(content)
        hidden = isinstance(content, dict) and content["type"] == "identity"
        envelope = Envelope(
            case=b"\x0c" * 16,
            log=log,
            index=index,
            compartment=2 if hidden else 1,
            epoch=1,
            commit=sha256(data).digest(),
            body_hash=sha256(b"sealed" + data).digest(),
            body_size=len(data) + 28,
            seen=seen.get(index, ()),
        )
        entries.append(BundleEntry(encode(envelope), data if disclosed else None))
    head = root([leaf_hash(entry.envelope) for entry in entries])
    checkpoint = Checkpoint(origin(log), len(entries), head)
    return BundleLog(
        log_id=log,
        entries=tuple(entries),
        checkpoint=sign_checkpoint(checkpoint, Signer(seed, mldsa_seed)),
        vkeys=log_vkeys(log, mldsa44_public(mldsa_seed)),
    )


def make_page() -> BundlePage:
    log = LOG.hex()
    said = PageAccount(
        stance="alleged",
        speaker="Complainant",
        role="complainant",
        entry=EntryRef(log, 6),
        passage="«Он ударил меня»",
        passage_lang="ru",
        via=("Lawyer 1", "News site"),
        said="about June 2021",
        basis="felt it",
        exhibit="1",
        reliability="B – usually reliable",
        credibility="3 – possibly true",
    )
    denied = PageAccount(
        stance="denied",
        speaker="Prison",
        role="court, prison or other body",
        entry=EntryRef(log, 9),
        passage="nothing happened",
        passage_lang="en",
        said="7 December 2021",
        exhibit="1",
        change="withdrawn: twice",
    )
    return BundlePage(
        title="Complainant – treatment in the isolation ward",
        purpose="For the district court.",
        incidents=(
            PageIncident(
                title="In the ward",
                title_lang="en",
                accounts=(said, denied),
                entry=EntryRef(log, 5),
                when="about June 2021",
                place="isolation ward",
            ),
        ),
        loose=(replace(said, stance="ruled", speaker="Court <b>&", exhibit="9"),),
        notes=(
            PageNote("Person", "Complainant – complainant", "en", EntryRef(log, 2)),
        ),
    )


def exhibit(number: str, name: str, media_type: str, data: bytes) -> BundleExhibit:
    return BundleExhibit(
        number=number,
        name=name,
        media_type=media_type,
        sha256=sha256(data).hexdigest(),
        document_id=f"{3:032x}",
        read=lambda: iter([data[:7], data[7:]]),
        read_in=number.removesuffix("-text") if "-" in number else "",
    )


def make_request(**changes: object) -> BundleRequest:
    request = BundleRequest(
        case_title="invented",
        created=CREATED,
        language="en",
        logs=(make_log(bodies()),),
        page=make_page(),
        exhibits=(
            exhibit("1", "Letter (scan).pdf", "application/pdf", LETTER),
            exhibit("1-text", "text.txt", "text/plain", TEXT.encode()),
        ),
        protected=(PROTECTED,),
        texts=(("1", TEXT),),
    )
    return replace(request, **changes)  # type: ignore[arg-type]


def files(request: BundleRequest) -> dict[str, bytes]:
    """Return the files of a bundle that nobody checked before."""
    streams = survey(request, Scanner(())).streams
    return {one.path: b"".join(one.read()) for one in streams}


class Maker:
    """What the tests of this folder make bundles with."""

    request = staticmethod(make_request)
    log = staticmethod(make_log)
    body = staticmethod(body)
    bodies = staticmethod(bodies)
    exhibit = staticmethod(exhibit)
    sealed_file = staticmethod(sealed_file)
    files = staticmethod(files)
    other_seed = OTHER_SEED
    log_id = LOG

    @staticmethod
    def reseal(bag: Path) -> None:
        """Make the lists of hashes right again, as a forger would."""
        payload = [one for one in (bag / "data").rglob("*") if one.is_file()]
        _list(bag, "manifest-sha256.txt", payload)
        tags = [one for one in bag.iterdir() if one.is_file()]
        tags = [one for one in tags if one.name != "tagmanifest-sha256.txt"]
        _list(bag, "tagmanifest-sha256.txt", tags)


def _list(bag: Path, name: str, files: list[Path]) -> None:
    lines = (
        f"{sha256(one.read_bytes()).hexdigest()}  {one.relative_to(bag).as_posix()}\n"
        for one in sorted(files)
    )
    (bag / name).write_text("".join(lines))


@pytest.fixture(scope="session")
def make() -> Maker:
    """Return the makers of requests, logs, bodies and exhibits."""
    return Maker()


@pytest.fixture(scope="session")
def whole_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle as a folder; copy it before changing it."""
    return write_bundle(make_request(), tmp_path_factory.mktemp("bundle") / "bag").path


@pytest.fixture(scope="session")
def whole_zip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same bundle as a zip."""
    return write_bundle(
        make_request(), tmp_path_factory.mktemp("bundle") / "b.zip"
    ).path


@pytest.fixture(scope="session")
def small_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first entries of the same case: small enough to spoil it byte by byte."""
    chosen = [bodies()[at] for at in (0, 1, 3, 4, 6)]
    page = replace(make_page(), incidents=(), loose=(), notes=())
    request = make_request(logs=(make_log(chosen),), page=page)
    return write_bundle(request, tmp_path_factory.mktemp("small") / "bag").path
