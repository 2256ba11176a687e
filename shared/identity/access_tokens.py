"""OAuth 2 client credentials (RFC 6749, 4.4): a key for a token of a few minutes.

The client is the machine's name, its secret any of its live keys; a scope is a role of the key.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from shared.db import Pool
from shared.identity.hashing import digest, fresh
from shared.identity.keys import LIVE

TOKEN_PREFIX = "portest_"  # noqa: S105 - what tokens begin with
LASTS = timedelta(minutes=10)
CLIENT = f"SELECT id, roles FROM api_key WHERE key_hash = $1 AND name = $2 AND {LIVE}"  # noqa: S608
ISSUE = """
WITH old AS (DELETE FROM access_token WHERE api_key = $2 AND expires_at < clock_timestamp())
INSERT INTO access_token (token_hash, api_key, roles, expires_at)
VALUES ($1, $2, $3, clock_timestamp() + $4::interval)
"""


class TokenRefused(Exception):
    """No token; ``code`` is one of RFC 6749, 5.2."""

    code: ClassVar[str] = "invalid_request"
    status: ClassVar[int] = 400


class InvalidClient(TokenRefused):
    """No such machine, or not its key, or no longer."""

    code = "invalid_client"
    status = 401


class InvalidScope(TokenRefused):
    """A scope that the key does not have."""

    code = "invalid_scope"


class UnsupportedGrant(TokenRefused):
    """Anything but client credentials."""

    code = "unsupported_grant_type"


@dataclass(frozen=True, slots=True)
class Granted:
    """A token and what it may; seconds until it ends."""

    token: str
    scope: str
    seconds: int


async def issue(identity: Pool, client: str, secret: str, scope: str = "") -> Granted:
    """A token for a machine's key; without a scope it may what the key may.

    Raises ``InvalidClient`` or ``InvalidScope``.
    """
    if not client.isprintable():  # as RFC 6749, A.1 has it, and as PostgreSQL can keep
        raise InvalidClient
    row = await identity.fetchrow(CLIENT, digest(secret), client)
    if row is None:
        raise InvalidClient
    roles = sorted(set(scope.split()) or set(row["roles"]))
    if not set(roles) <= set(row["roles"]):
        raise InvalidScope
    token = fresh(TOKEN_PREFIX)
    await identity.execute(ISSUE, digest(token), row["id"], roles, LASTS)
    return Granted(token, " ".join(roles), int(LASTS.total_seconds()))
