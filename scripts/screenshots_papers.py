"""Makes the pictures of papers: the first page of some, from the invented case.

Of the motion for access also the page with its table.

    .venv/bin/python scripts/screenshots_papers.py

Nothing is answered, so that what only their author can say stands as a gap.
"""

import io

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
from screenshots import TARGET

from habeas.actions.papers import As, Wanted, drawn_up, written
from habeas.demo.throwaway import build_throwaway
from habeas.papers.engine.form import form_named
from habeas.views.cases import case_heads

PAPERS = (
    ("appeal", "ru"),
    ("access-motion", "kk"),
    ("preservation-request", "ru"),
    ("torture-questionnaire", "en"),
    ("wgad", "en"),
    ("allegation-letter", "en"),
    ("chronology", "kk"),
)
TABLES = ("access-motion",)
_SCALE = 1.15
"""Pixels for a point."""


def main() -> None:
    """Draw them."""
    desk = build_throwaway()
    try:
        case = case_heads(desk.views)[0].id
        for name, language in PAPERS:
            made = drawn_up(desk, case, Wanted(form_named(name), language))
            pages = pypdfium2.PdfDocument(written(made.paper, As.PDF))
            draw(pages[0], f"paper-{name}-{language}")
            if name in TABLES:
                draw(pages[1], f"paper-{name}-table-{language}")
    finally:
        desk.close()


def draw(page: pypdfium2.PdfPage, name: str) -> None:
    """Draw a page, in grey as it is printed."""
    drawn = io.BytesIO()
    page.render(scale=_SCALE).to_pil().convert("L").save(drawn, "PNG")
    (TARGET / f"{name}.png").write_bytes(drawn.getvalue())


if __name__ == "__main__":
    main()
