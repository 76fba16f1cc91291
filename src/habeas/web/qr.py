"""QR codes for paper, drawn as SVG without a file."""

from io import BytesIO

import segno


def qr(code: str) -> str:
    """Return a QR code as SVG: dark on white in every style, for a printer."""
    drawn = BytesIO()
    segno.make(code, error="m", micro=False).save(
        drawn, kind="svg", scale=4, light="#fff", xmldecl=False, nl=False, omitsize=True
    )
    return drawn.getvalue().decode("ascii")
