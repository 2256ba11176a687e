"""What other sites may not do in a browser that is signed in here."""

from fastapi import Request

from shared.cookies import settings_of
from shared.errors import Forbidden

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
SERVERS = frozenset({"oauth_token", "provider_logout"})
"""Routes that servers post to with what they know in the body; they look at no cookie."""


def refuse_other_sites(request: Request, route: str) -> None:
    """A browser must come from our own pages; by another site's link it may come to read a page.

    Raises ``Forbidden``. A bearer's key is proof enough, since no browser adds one by itself.
    """
    if bearer(request) is None and not _is_ours(request, route):
        raise Forbidden


def bearer(request: Request) -> str | None:
    """The key or token that somebody asks with; none where a cookie counts."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    return key if scheme.lower() == "bearer" else None


def _is_ours(request: Request, route: str) -> bool:
    """What the browser says; one that says nothing may read, if it has the cookie."""
    headers, reads = request.headers, request.method in SAFE
    if (site := headers.get("sec-fetch-site")) is not None:
        return site == "same-origin" or (reads and _opens_a_page(request))
    if (origin := headers.get("origin")) is not None:
        return origin == settings_of(request).origin
    return reads or route in SERVERS


def _opens_a_page(request: Request) -> bool:
    """Whether somebody opens a page in a tab, and no other page loads something into itself."""
    headers = request.headers
    return (
        headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    )
