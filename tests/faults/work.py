"""What a killed process was doing: each piece of work goes on until it is killed.

`ready` says that the work begins. What `said` was told is acknowledged: it must be
there afterwards.
"""

from collections.abc import Callable
from itertools import count
from pathlib import Path

from habeas import app
from habeas.actions.bundles import export
from habeas.actions.choosing import Chosen, everything
from habeas.actions.desk import Desk
from habeas.actions.documents import begin_import
from habeas.actions.record import correct, open_case, put
from habeas.case.facts.consent import Use
from habeas.crypto.passphrase import KdfParams
from habeas.views.db import rebuild

PASSPHRASE = "seven invented words for tests"
PARAMS = KdfParams(memory_kib=8, iterations=1, lanes=1, salt=bytes(range(16)))
RECIPIENT = "The district court"

Say = Callable[[str], None]
Work = Callable[[Path, str, int, Say], None]


def words(text: object) -> dict[str, str]:
    return {"lang": "en", "text": str(text)}


def begin(folder: Path) -> tuple[str, str]:
    """Make a small vault with everything that the work needs; return (case, note)."""
    desk = app.create(folder, PASSPHRASE, params=PARAMS)
    case = open_case(desk, {"title": words("The case of A.")}, "test")
    her = put(desk, case, "person", {"pseudonym": "A.", "role": "complainant"})
    consent = {"person": her, "use": "court", "answer": "given"}
    put(desk, case, "consent", consent)
    claim = {"speaker": her, "stance": "alleged", "text": words("They came at night.")}
    put(desk, case, "claim", claim)
    note = put(desk, case, "note", {"text": words(-1)})
    bring(desk, case, "first", 20_000)
    desk.close()
    return case, note


def bring(desk: Desk, case: str, seed: str, size: int) -> str:
    """Bring in a file in pieces, as a browser sends it."""
    intake = begin_import(desk, case, f"{seed}.bin")
    data = (seed.encode() + b"\0").ljust(97, b"x")
    data *= 1 + size // len(data)
    for start in range(0, len(data), 8192):
        intake.write(data[start : start + 8192])
    return intake.finish()


def importing(folder: Path, case: str, seed: int, said: Say) -> None:
    desk = app.unlock(folder, PASSPHRASE)
    said("ready")
    for number in count():
        said(bring(desk, case, f"{seed}-{number}", 1000 * (seed % 97)))


def recording(folder: Path, case: str, seed: int, said: Say) -> None:
    desk = app.unlock(folder, PASSPHRASE)
    said("ready")
    for number in count():
        said(put(desk, case, "note", {"text": words(f"{seed}-{number}")}))


def going_on(folder: Path, case: str, seed: int, said: Say) -> None:
    """Record in a vault that was put back: a new log is begun first."""
    said("ready")
    recording(folder, case, seed, lambda line: None if line == "ready" else said(line))


def correcting(folder: Path, case: str, seed: int, said: Say) -> None:
    case, note = case.split()
    desk = app.unlock(folder, PASSPHRASE)
    said("ready")
    for number in count(1000 * seed):
        correct(desk, case, note, {"text": words(number)}, reason="a better count")
        said(str(number))


def folding(folder: Path, case: str, seed: int, said: Say) -> None:
    del case
    desk = app.unlock(folder, PASSPHRASE)
    said("ready")
    for number in count():
        rebuild(desk.vault, desk.views)
        said(f"{seed}-{number}")


def locking(folder: Path, case: str, seed: int, said: Say) -> None:
    said("ready")
    for number in count():
        desk = app.unlock(folder, PASSPHRASE)
        made = put(desk, case, "note", {"text": words(f"{seed}-{number}")})
        desk.close()
        said(made)


def making(folder: Path, case: str, seed: int, said: Say) -> None:
    del case
    said("ready")
    for number in count():
        made = folder.parent / f"made-{seed}-{number}"
        desk = app.create(made, PASSPHRASE, params=PARAMS)
        said(f"vault {made.name}")
        one = open_case(desk, {"title": words("Another")}, "test")
        said(f"case {made.name} {one}")
        desk.close()


def exporting(folder: Path, case: str, seed: int, said: Say) -> None:
    desk = app.unlock(folder, PASSPHRASE)
    chosen = Chosen(Use.COURT, RECIPIENT, everything(desk, case))
    said("ready")
    for number in count():
        target = folder.parent / f"bundle-{seed}-{number}.zip"
        made = export(desk, case, chosen, "en", target)
        said(f"{target.name} {made}")


WORK: dict[str, Work] = {
    "importing": importing,
    "recording": recording,
    "correcting": correcting,
    "going on in a backup": going_on,
    "folding": folding,
    "locking": locking,
    "making": making,
    "exporting": exporting,
}
