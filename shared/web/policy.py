"""Who may: one rule per route, refusal by default."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request

from shared.errors import Forbidden, Unauthenticated
from shared.identity import Principal, Role


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may use a route.

    ``roles`` none is everybody, also unknown; ``unit`` names the path or query parameter whose
    unit must lie within the principal's scope (another unit's answers are as if absent).
    """

    roles: frozenset[Role] | None
    unit: str | None = None

    def check(self, principal: Principal | None, request: Request) -> None:
        """Raises ``Unauthenticated``, ``Forbidden`` or ``NotFound``."""
        if self.roles is None:
            return
        if principal is None:
            raise Unauthenticated
        if not self.roles & principal.roles:
            raise Forbidden
        if self.unit:
            asked = request.path_params.get(self.unit) or request.query_params.get(self.unit)
            if asked is not None:
                principal.require(asked)


Policy = Mapping[str, Rule]

PUBLIC = Rule(None)
ANYONE_SIGNED_IN = Rule(frozenset(Role))


def roles(*names: Role, unit: str | None = None) -> Rule:
    """A rule for these roles."""
    return Rule(frozenset(names), unit)


COMMON: Policy = {
    "healthz": PUBLIC,
    "readyz": PUBLIC,
    "metrics": PUBLIC,
    "sign_in_page": PUBLIC,
    "sign_in": PUBLIC,
    "sign_out": PUBLIC,
    "choose_language": PUBLIC,
    "choose_unit": ANYONE_SIGNED_IN,
    "session_left": ANYONE_SIGNED_IN,
    "session_stay": ANYONE_SIGNED_IN,
    "oauth_token": PUBLIC,
    "openapi": PUBLIC,
    "static": PUBLIC,
}
"""Rules of the routes that every service has; metrics are not reachable through the one origin."""
