"""What the identity provider's claims mean here: roles, centres, organisations."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from shared.city.texts import Document, Texts

WHOLE_CITY = "whole-city"
"""Stands among unit codes for all of them."""


class ClaimMap(Document):
    """How the values of one claim become codes of ours; what it does not name means nothing."""

    claim: str
    """Its name; dots lead into claims that hold others, such as ``realm_access.roles``."""
    prefix: str | None = None
    """A value that begins so goes on with the code itself."""
    values: dict[str, str] = Field(default_factory=dict)
    """Codes by value."""

    def codes(self, claims: Mapping[str, Any]) -> frozenset[str]:
        """The codes that these claims stand for."""
        found = (self._code(value) for value in _values(claims, self.claim))
        return frozenset(code for code in found if code)

    def _code(self, value: str) -> str | None:
        if value in self.values:
            return self.values[value]
        if self.prefix and value.startswith(self.prefix):
            code = value.removeprefix(self.prefix)
            return None if code == WHOLE_CITY else code  # only ever said by name
        return None


class SignIn(Document):
    """Who comes in by the identity provider, and as what."""

    name: str
    """The claim that says how somebody is called."""
    roles: ClaimMap
    units: ClaimMap
    organisations: ClaimMap
    ask: Texts
    """Whom somebody asks who has no role here."""


def _values(claims: Mapping[str, Any], name: str) -> list[str]:
    found: Any = claims.get(name)
    if found is None:
        found = claims
        for part in name.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    several = found if isinstance(found, list) else [found]
    return [value for value in several if isinstance(value, str)]
