"""QR codes, drawn in the page itself: no other place hears of what they hold."""

import segno
from markupsafe import Markup


def drawn(text: str) -> Markup:
    """An address or a code of ours as a picture."""
    made = segno.make(text, error="m", micro=False)
    return Markup(made.svg_inline(omitsize=True, svgclass="p-qr", lineclass=None, border=4))  # noqa: S704 - of our own address
