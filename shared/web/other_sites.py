"""What other sites may not do in a browser that is signed in here."""

from fastapi import Request

from shared.errors import Forbidden

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def refuse_other_sites(request: Request) -> None:
    """A mutation that a browser sends must come from our own pages. Raises ``Forbidden``."""
    if request.method in SAFE or "authorization" in request.headers:
        return
    site = request.headers.get("sec-fetch-site")
    if site in {"same-origin", "none"}:
        return
    origin = request.headers.get("origin")
    foreign = origin and origin.partition("://")[2] != request.headers.get("host")
    if site is not None or foreign:
        raise Forbidden
