"""The annexes of one paper as one file: 300 documents, about 2,000 pages.

Run as a program with a folder it writes the file to nowhere and prints its numbers;
if the folder is not there, it is made, with the case in it.
"""

import io
import json
import resource
import sys
import tempfile
import time
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import typst
from invented import PASSPHRASE
from measure import (
    Mark,
    Table,
    figure,
    forget_peak,
    in_a_fresh_process,
    peak,
    spread,
)
from PIL import Image

from habeas import app
from habeas.actions.annexes import annexed
from habeas.actions.desk import Desk
from habeas.actions.documents import begin_import
from habeas.actions.papers import Beginning, begin
from habeas.actions.record import open_case
from habeas.text.extract import Extract
from habeas.views.cases import case_heads
from habeas.views.records import records

REACH_SECONDS, REACH_MIB = 60.0, 400.0
TYPED, SCANNED, PHOTOS, TEXTS = 100, 50, 100, 50
"""Documents of each kind."""
TYPED_PAGES, SCANNED_PAGES = 10, 16
SCAN, PHOTO = (1240, 1754), (3000, 2000)


def measure(folder: Path, runs: int) -> Table:
    """Build the case once, and write its annexes in fresh processes."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        vault = Path(place) / "vault"
        build(vault)
        found = [in_a_fresh_process("annexes", vault) for _ in range(runs)]

    def all_of(name: str) -> list[float]:
        return [run.numbers[name] for run in found]

    sheets, size = found[0].numbers["sheets"], found[0].numbers["size"]
    slowest, most = max(all_of("seconds")), max(all_of("peak"))
    rows = [
        ["gathered, searched, recorded", spread(all_of("gather"))],
        ["index and stamps set", spread(all_of("typeset"))],
        ["originals drawn and written", spread(all_of("write"))],
        ["all", spread(all_of("seconds"))],
        ["processor time, child processes included", spread(all_of("cpu"))],
        ["peak memory of the program", spread(all_of("peak"), "MiB")],
        ["peak memory of the largest child", spread(all_of("child"), "MiB")],
    ]
    return Table(
        "The annexes of a paper",
        ["", "300 annexes"],
        rows,
        f"{runs} fresh processes. {TYPED} typed PDF files of {TYPED_PAGES} pages,"
        f" {SCANNED} scanned ones of {SCANNED_PAGES}, {PHOTOS} photographs of 6"
        f" megapixels, {TEXTS} texts: {figure(sheets)} sheets,"
        f" {figure(size)} MB. Two child processes at a time.",
        [
            Mark(
                "300 annexes of 2,000 pages as one file",
                f"under {figure(REACH_SECONDS)} s",
                f"{figure(slowest)} s",
                "",
                met=slowest < REACH_SECONDS,
                because="300 child processes start one after the other, two at a time",
            ),
            Mark(
                "peak memory of that",
                f"under {figure(REACH_MIB)} MiB",
                f"{figure(most)} MiB",
                "",
                met=most < REACH_MIB,
            ),
        ],
    )


def furnish(desk: Desk, case: str) -> None:
    """Bring the documents in, read already: what is measured is not the reading.

    Those of a kind look alike and are different files.
    """
    letter, photo = typed(), noisy(PHOTO)
    scan = scanned([noisy(SCAN)] * SCANNED_PAGES)
    for number in range(TYPED):
        keep(desk, case, f"typed-{number}.pdf", marked(letter, number), TYPED_PAGES)
    for number in range(SCANNED):
        keep(desk, case, f"scan-{number}.pdf", marked(scan, number), SCANNED_PAGES)
    for number in range(PHOTOS):
        keep(desk, case, f"photo-{number}.jpg", marked(photo, number), 1)
    for number in range(TEXTS):
        words = f"Letter {number}.\n\n" + "She wrote that nobody came.\n" * 60
        keep(desk, case, f"letter-{number}.txt", words.encode(), 1, words)


def marked(data: bytes, number: int) -> bytes:
    """Return a file that differs, behind its end."""
    return data + b"\n%%%d\n" % number


def keep(  # noqa: PLR0913, PLR0917 - a document and what was read in it
    desk: Desk, case: str, name: str, data: bytes, pages: int, text: str = ""
) -> None:
    """Seal and record a document with a text that nobody had to read."""
    incoming = begin_import(desk, case, name)
    incoming.write(data)
    incoming.seal()
    words = text or "\n\n".join(f"Page {page} of {name}" for page in range(pages))
    starts = tuple(range(0, pages * 5, 5))
    incoming.record(Extract(words, "bench", "1", pages=starts))


def typed() -> bytes:
    """Return a PDF of typed pages."""
    words = "\n#pagebreak()\n".join(["#lorem(450)"] * TYPED_PAGES)
    made = typst.compile(words.encode(), format="pdf", ignore_system_fonts=True)
    assert isinstance(made, bytes)
    return made


def noisy(size: tuple[int, int]) -> bytes:
    """Return a JPEG that is as large as one from a camera or a scanner."""
    across, down = size
    small = Image.effect_noise((across // 4, down // 4), 30)
    out = io.BytesIO()
    small.resize(size).convert("RGB").save(out, "JPEG", quality=75)
    return out.getvalue()


def scanned(pictures: list[bytes]) -> bytes:
    """Return a PDF of pictures, one a page."""
    made = pypdfium2.PdfDocument.new()
    for one in pictures:
        page = made.new_page(595, 842)
        drawn = pypdfium2.PdfImage.new(made)
        drawn.load_jpeg(io.BytesIO(one), inline=True)
        drawn.set_matrix(pypdfium2.PdfMatrix().scale(595, 842))
        page.insert_obj(drawn)
        page.gen_content()
        page.close()
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def spent() -> float:
    """Return the processor time of this process and its children so far."""
    both = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
    found = [resource.getrusage(one) for one in both]
    return sum(one.ru_utime + one.ru_stime for one in found)


def build(folder: Path) -> None:
    """Make the vault with the case and its paper."""
    desk = app.create(folder, PASSPHRASE)
    try:
        title = {"title": {"lang": "en", "text": "300 annexes"}}
        case = open_case(desk, title, "bench")
        furnish(desk, case)
        begin(desk, case, Beginning("exhibit-list", "en"))
    finally:
        desk.close()


def write(folder: Path) -> None:
    """Write the annexes to nowhere, and print what it took."""
    desk = app.unlock(folder, PASSPHRASE)
    try:
        case = case_heads(desk.views)[0].id
        (one,) = records(desk.views, case, "paper")
        forget_peak()
        used, began = spent(), time.perf_counter()
        made = annexed(desk, case, one.id, "A measurement.")
        gathered = time.perf_counter()
        made.typeset()
        typeset = time.perf_counter()
        size = sheets = 0
        for piece in made.pieces():
            size += len(piece)
            sheets += piece.count(b"<</Type /Page ")
        ended = time.perf_counter()
    finally:
        desk.close()
    numbers = {
        "seconds": ended - began,
        "gather": gathered - began,
        "typeset": typeset - gathered,
        "write": ended - typeset,
        "cpu": spent() - used,
        "peak": peak(),
        "child": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        "sheets": sheets,
        "size": size / 1e6,
    }
    print(json.dumps(numbers))


if __name__ == "__main__":
    place = Path(sys.argv[1])
    write(place) if place.exists() else build(place)
