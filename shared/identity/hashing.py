"""Tokens that are random enough for a plain hash: of sessions, machines, devices and links."""

import hashlib
import secrets


def fresh(prefix: str = "") -> str:
    """A new token of 256 random bits."""
    return prefix + secrets.token_urlsafe(32)


def digest(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).digest()
