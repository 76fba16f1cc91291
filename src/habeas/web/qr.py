"""QR codes for paper, drawn as SVG without a file."""

from io import BytesIO

import segno


def qr(code: str, guard: str = "m") -> str:
    """Return a QR code as SVG: dark on white in every style, for a printer.

    `guard` is the level of error correction; 'l' leaves most room, for a screen.
    """
    drawn = BytesIO()
    segno.make(code, error=guard, micro=False).save(
        drawn, kind="svg", scale=4, light="#fff", xmldecl=False, nl=False, omitsize=True
    )
    return drawn.getvalue().decode("ascii")
