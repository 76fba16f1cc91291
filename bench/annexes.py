"""The annexes of one paper as one file: 300 documents, about 2,000 pages.

Run as a program it builds the case, writes the file to nowhere and prints its numbers.
"""

import io
import json
import resource
import sys
import time

import pypdfium2  # type: ignore[import-untyped]
import typst
from measure import (
    Mark,
    Table,
    figure,
    forget_peak,
    in_a_fresh_process,
    peak,
    seeded,
    spread,
)
from PIL import Image

from habeas.actions.annexes import annexed
from habeas.actions.desk import Desk
from habeas.actions.documents import begin_import
from habeas.actions.papers import Beginning, begin
from habeas.actions.record import open_case
from habeas.demo.throwaway import build_throwaway
from habeas.text.extract import Extract

REACH_SECONDS, REACH_MIB = 60.0, 400.0
TYPED, SCANNED, PHOTOS, TEXTS = 100, 50, 100, 50
"""Documents of each kind."""
TYPED_PAGES, SCANNED_PAGES = 10, 16
SCAN, PHOTO = (1240, 1754), (3000, 2000)


def measure(runs: int) -> Table:
    """Measure in fresh processes, each with the case built anew."""
    found = [in_a_fresh_process("annexes") for _ in range(runs)]

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
    """Bring the documents in, read already: what is measured is not the reading."""
    chance = seeded(35)
    for number in range(TYPED):
        keep(desk, case, f"typed-{number}.pdf", typed(number), TYPED_PAGES)
    for number in range(SCANNED):
        pages = [noisy(SCAN, chance.randrange(999)) for _ in range(SCANNED_PAGES)]
        keep(desk, case, f"scan-{number}.pdf", scanned(pages), SCANNED_PAGES)
    for number in range(PHOTOS):
        keep(desk, case, f"photo-{number}.jpg", noisy(PHOTO, number), 1)
    for number in range(TEXTS):
        words = f"Letter {number}.\n\n" + "She wrote that nobody came.\n" * 60
        keep(desk, case, f"letter-{number}.txt", words.encode(), 1, words)


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


def typed(number: int) -> bytes:
    """Return a PDF of typed pages."""
    words = f"= Letter {number}\n" + "\n#pagebreak()\n".join(
        [f"#lorem({400 + number})"] * TYPED_PAGES
    )
    made = typst.compile(words.encode(), format="pdf", ignore_system_fonts=True)
    assert isinstance(made, bytes)
    return made


def noisy(size: tuple[int, int], seed: int) -> bytes:
    """Return a JPEG that is as large as one from a camera or a scanner."""
    small = Image.effect_noise((size[0] // 4, size[1] // 4), 20 + seed % 30)
    small.putpixel((0, 0), seed % 256)
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


def write() -> None:
    """Build the case, write the annexes to nowhere, print what it took."""
    desk = build_throwaway()
    try:
        title = {"title": {"lang": "en", "text": "300 annexes"}}
        case = open_case(desk, title, "bench")
        furnish(desk, case)
        one = begin(desk, case, Beginning("exhibit-list", "en"))
        forget_peak()
        used, began = spent(), time.perf_counter()
        made = annexed(desk, case, one, "A measurement.")
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
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        json.dumps(
            {
                "seconds": ended - began,
                "gather": gathered - began,
                "typeset": typeset - gathered,
                "write": ended - typeset,
                "cpu": spent() - used,
                "peak": peak(),
                "sheets": sheets,
                "child": child,
                "size": size / 1e6,
            }
        )
    )


if __name__ == "__main__":
    write()
    sys.exit()
