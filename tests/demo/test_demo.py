"""The demo: invented, complete, quick, and thrown away."""

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from habeas.actions.bundles import outlook
from habeas.actions.check import verify_case
from habeas.actions.choosing import Chosen, everything
from habeas.actions.desk import Desk
from habeas.actions.papers import composed
from habeas.case.facts.claims import Stance
from habeas.case.facts.consent import Use
from habeas.demo.build import build
from habeas.demo.story import document_bytes, story
from habeas.text.kinds import sniff
from habeas.views.cases import case_heads
from habeas.views.documents import documents
from habeas.views.filings import copies, filings
from habeas.views.papers import papers
from habeas.views.people import identities, said_by
from habeas.views.records import record, records
from habeas.views.timeline import Filter, items, months, stance_counts

MOST_SECONDS = 8


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, float]]:
    folder = tmp_path_factory.mktemp("demo")
    patch = pytest.MonkeyPatch()
    patch.setenv("XDG_STATE_HOME", str(folder / "state"))
    began = _work()
    desk = build(folder / "vault")
    took = _work() - began
    yield desk, took
    desk.close()
    patch.undo()


def _work() -> float:
    """Return the seconds of work so far, ours and our children's, waiting left out."""
    return sum(os.times()[:4])


@pytest.fixture
def desk(built: tuple[Desk, float]) -> Desk:
    return built[0]


@pytest.fixture
def case(desk: Desk) -> str:
    (head,) = case_heads(desk.views)
    return head.id


def test_it_is_there_soon_and_says_that_it_is_a_demo(
    built: tuple[Desk, float],
) -> None:
    desk, took = built
    assert took < MOST_SECONDS
    assert desk.vault.demo
    assert "demo = true" in (desk.vault.folder / "habeas.toml").read_text()


def test_everything_in_it_holds(desk: Desk, case: str) -> None:
    report = verify_case(desk, case)
    assert report.faults == []
    assert report.passages >= 25


def test_it_has_what_the_design_must_hold(desk: Desk, case: str) -> None:
    counts = stance_counts(desk.views, case)
    assert min(counts[stance] for stance in Stance) >= 1
    assert sum(counts.values()) >= 25
    told = [
        account
        for month in months(desk.views, case, Filter())
        for card in items(desk.views, case, month.month, Filter())
        for account in (card.lead, *card.others)
        if account is not None
    ]
    assert max(len(one.via) for one in told) >= 2
    assert any(one.changes for one in told)
    kinds = {line.media_type for line in documents(desk.views, case)}
    assert len(kinds) >= 6
    assert {one.lang for one in told} == {"en", "ru", "kk"}
    withdrawn = {one.id for one in records(desk.views, case, "claim", withdrawn=True)}
    assert withdrawn - {one.id for one in records(desk.views, case, "claim")}


def test_a_denial_and_a_ruling_stand_beside_every_account_of_the_night(
    desk: Desk, case: str
) -> None:
    (disputed, *_) = [
        card
        for month in months(desk.views, case, Filter(disputed=True))
        for card in items(desk.views, case, month.month, Filter(disputed=True))
    ]
    assert disputed.disputed
    everyone = {
        stance
        for month in months(desk.views, case, Filter(disputed=True))
        for card in items(desk.views, case, month.month, Filter(disputed=True))
        for stance in (one.stance for one in (card.lead, *card.others) if one)
    }
    assert everyone >= {"alleged", "denied", "ruled"}


def test_the_complainant_is_heard_in_order(desk: Desk, case: str) -> None:
    (head,) = case_heads(desk.views)
    said = [one.said for one in said_by(desk.views, case, head.subject)]
    assert said == sorted(said, key=lambda edtf: edtf.rstrip("~"))
    assert identities(desk.views, case, head.subject)


def test_a_bundle_of_it_is_clean_unless_the_report_with_the_name_goes_in(
    desk: Desk, case: str
) -> None:
    usual = Chosen(Use.COURT, "Regional court", everything(desk, case))
    clean = outlook(desk, case, usual, "en")
    assert clean.permitted
    assert clean.preview is not None
    assert clean.preview.leaks == ()
    (named,) = [
        line.id for line in documents(desk.views, case) if line.compartment == "medical"
    ]
    leaky = Chosen(Use.COURT, "Regional court", usual.records | {named})
    found = outlook(desk, case, leaky, "en").preview
    assert found is not None
    assert found.leaks
    assert not outlook(
        desk, case, Chosen(Use.PUBLISH, "The Demo Post", usual.records), "en"
    ).permitted


def test_entries_stand_in_the_order_of_their_times(desk: Desk, case: str) -> None:
    times = [
        (change.entry, change.at)
        for kind in ("person", "document", "claim", "note", "incident")
        for line in records(desk.views, case, kind, withdrawn=True)
        for change in record(desk.views, case, line.id).state.history
    ]
    assert [at for _, at in sorted(times)] == sorted(at for _, at in times)


def test_a_paper_was_filed_and_answered(desk: Desk, case: str) -> None:
    (one,) = papers(desk.views, case)
    (left,) = filings(desk.views, case, one.id, desk.clock.now())
    assert left.mark
    assert left.answered
    assert copies(desk.views, one.id)
    assert composed(desk, case, one.id).ready


def test_after_the_story_the_clock_is_the_machine_s_own(desk: Desk) -> None:
    assert abs(desk.clock.now().timestamp() - time.time()) < 60


REAL = re.compile(
    r"RFE|Zhaug|Жауғашты|Жаугашты|Almaty|Алматы|Jambyl|Kazakhstan|Казахстан|\bIle\b"
    r"|Viktor Ten|Aleksandr Kim|Najibullah|Aautai",
    re.IGNORECASE,
)


def test_nothing_real_is_named() -> None:
    texts = [str(step) for steps in story().values() for step in steps]
    folder = Path(__file__).parents[2] / "src" / "habeas" / "demo" / "documents"
    texts += [path.read_text("utf-8") for path in sorted(folder.iterdir())]
    assert len(texts) > 80
    for text in texts:
        assert not REAL.search(text)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ruling-excerpt.docx", "wordprocessingml"),
        ("examination-2024.pdf", "pdf"),
        ("gate-sheet.png", "png"),
        ("facility-reply.eml", "rfc822"),
        ("news-report.html", "html"),
        ("sister-statement.txt", "plain"),
    ],
)
def test_documents_are_what_they_seem_and_the_same_each_time(
    name: str, kind: str
) -> None:
    made = document_bytes(name)
    assert kind in sniff(made[:4096], name)
    assert document_bytes(name) == made


def test_a_demo_does_not_go_into_a_folder_that_is_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(Exception, match="not empty"):
        build(tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["file"]
