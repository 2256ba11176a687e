"""What every answer tells the browser to do, and above all not to do."""

from collections.abc import Mapping
from typing import Any

from secure import ContentSecurityPolicy
from starlette.types import Scope

from shared.settings import Settings

NONCE = "NONCE"
Headers = list[tuple[bytes, bytes]]


def _policy() -> ContentSecurityPolicy:
    """What every kind of answer has in common: nothing may be loaded, nobody may frame it."""
    return (
        ContentSecurityPolicy()
        .default_src("'none'")
        .object_src("'none'")
        .base_uri("'none'")
        .frame_ancestors("'none'")
    )


def _page(*scripts: str) -> ContentSecurityPolicy:
    """A page's: from our own origin alone, scripts only as named here, no text made a script."""
    return (
        _policy()
        .script_src(*scripts)
        .style_src("'self'")
        .img_src("'self'")
        .font_src("'self'")
        .connect_src("'self'")
        .form_action("'self'")
        .require_trusted_types_for("'script'")
        .trusted_types("default")
    )


PAGE = _page(f"'nonce-{NONCE}'", "'strict-dynamic'").header_value
"""A page that was made for this answer; its scripts carry the answer's nonce."""
KEPT = _page("'none'").header_value
"""A page that was kept from an earlier answer: its nonce is over, it works without scripts."""
DATA = _policy().form_action("'none'").header_value
"""Everything that is no page."""
SECURITY: Mapping[str, str] = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), "
    "payment=(), usb=()",
}
"""The referrer is told to our own pages, since a refused form leads back to where it was."""
STRICT_TRANSPORT = ("strict-transport-security", "max-age=63072000")
"""For two years by TLS only; other hosts of the domain are not ours to decide about."""
_BEFORE, _AFTER = (part.encode() for part in PAGE.split(NONCE))
_KEPT, _DATA = KEPT.encode(), DATA.encode()


def constant(settings: Settings) -> Headers:
    """The headers that every answer of this process has."""
    told = [*SECURITY.items(), *([STRICT_TRANSPORT] if settings.tls else [])]
    return [(name.encode(), value.encode()) for name, value in told]


def of_answer(scope: Scope, sent: Headers) -> Headers:
    """Content security policy and, unless the answer says otherwise, that nobody keeps it."""
    kind = cached = b""
    for name, value in sent:
        if name == b"content-type":
            kind = value
        elif name == b"cache-control":
            cached = value
    told = [(b"content-security-policy", _content_policy(scope["state"], kind))]
    return told if cached else [*told, (b"cache-control", b"no-store")]


def _content_policy(state: Mapping[str, Any], kind: bytes) -> bytes:
    if not kind.startswith(b"text/html"):
        return _DATA
    nonce = state.get("nonce")
    return _BEFORE + nonce.encode() + _AFTER if nonce else _KEPT
