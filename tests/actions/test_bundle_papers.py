"""The custody report in a bundle: of what is disclosed whole, and of nothing else."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest

from habeas.actions.bundles import export, outlook
from habeas.actions.choosing import Chosen, everything
from habeas.actions.desk import Desk
from habeas.actions.exhibits import add_exhibit
from habeas.actions.record import correct, put, withdraw
from habeas.case.facts.consent import Use
from habeas.papers.leaks.errors import LeakFoundError

PAPERS = ["custody-report.docx", "custody-report.jsonld", "custody-report.pdf"]


@pytest.fixture
def shirt(desk: Desk, case: str, her: str) -> str:
    agreed = {"person": her, "use": "court", "answer": "given", "with_name": True}
    put(desk, case, "consent", agreed)
    what = {"what": {"lang": "en", "text": "A grey T-shirt"}, "kind": "garment"}
    return add_exhibit(desk, case, {**what, "found_by": her})


def event(desk: Desk, case: str, shirt: str, **fields: Any) -> str:  # noqa: ANN401
    return put(desk, case, "custody", {"exhibit": shirt, "event": "moved", **fields})


def chosen(records: frozenset[str], *names: str) -> Chosen:
    return Chosen(Use.COURT, "The court", records, frozenset(names))


def bundle(desk: Desk, case: str, folder: Path, what: Chosen) -> list[str]:
    """Write a bundle that holds; return the names of its papers."""
    export(desk, case, what, "en", folder)
    program = [sys.executable, "-I", str(folder / "verify.py"), str(folder), "--json"]
    ended = subprocess.run(program, capture_output=True, check=False)
    assert json.loads(ended.stdout)["faults"] == []
    return sorted(one.name for one in folder.glob("data/papers/*"))


def words(folder: Path) -> str:
    made = pypdfium2.PdfDocument(folder / "data/papers/custody-report.pdf")
    return " ".join(page.get_textpage().get_text_range() for page in made)


def test_it_goes_along_and_both_verifiers_know_it(
    desk: Desk, case: str, shirt: str, tmp_path: Path
) -> None:
    event(desk, case, shirt, place={"lang": "en", "text": "The safe"})
    what = chosen(everything(desk, case))
    assert bundle(desk, case, tmp_path / "out", what) == PAPERS
    assert "The safe" in words(tmp_path / "out")


def test_a_chain_with_a_link_left_out_is_not_told(
    desk: Desk, case: str, shirt: str, tmp_path: Path
) -> None:
    left_out = event(desk, case, shirt)
    what = chosen(everything(desk, case) - {left_out})
    assert bundle(desk, case, tmp_path / "out", what) == []


def test_what_is_not_disclosed_is_not_named(
    desk: Desk, case: str, shirt: str, tmp_path: Path
) -> None:
    what = {"what": {"lang": "en", "text": "A secret thread"}, "kind": "sample"}
    above = add_exhibit(desk, case, what, "medical")
    correct(desk, case, shirt, {"parent": above}, reason="found on it")
    gone = event(desk, case, shirt)
    withdraw(desk, case, gone, reason="a slip that nobody need know")
    out = tmp_path / "out"
    assert bundle(desk, case, out, chosen(frozenset({shirt}))) == PAPERS
    told = words(out)
    assert "not disclosed here" in told
    assert "thread" not in told
    assert "slip" not in told


def test_a_name_in_it_stops_the_export_unless_it_is_disclosed(
    desk: Desk, case: str, her: str, shirt: str, tmp_path: Path
) -> None:
    names = [{"text": "Zhanna Invented", "kind": "full", "lang": "en"}]
    identity = put(desk, case, "identity", {"person": her, "names": names})
    moved = event(desk, case, shirt, purpose={"lang": "en", "text": "Zhanna Invented"})
    what = frozenset({shirt, moved})
    found = outlook(desk, case, chosen(what), "en").preview
    assert found is not None
    assert "text of custody report" in {leak.place for leak in found.leaks}
    with pytest.raises(LeakFoundError):
        export(desk, case, chosen(what), "en", tmp_path / "no")
    assert bundle(desk, case, tmp_path / "out", chosen(what, identity)) == PAPERS
