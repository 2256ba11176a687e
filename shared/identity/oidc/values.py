"""What passes between us and the identity provider."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Claims = Mapping[str, Any]
LOGOUT_SECONDS = 120
"""How old a logout token may be."""


class NotTrusted(Exception):
    """A token that does not prove what it says. Names the rule, never the content."""


class ProviderAway(Exception):
    """The provider does not answer, or not as one."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A sign-in that begins: where the browser goes, and what only we and the provider know."""

    url: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class LoggedOut:
    """What the provider ended: a session of its own, or all of a subject's."""

    sid: str | None
    subject: str | None
    jti: str
