"""Sign-ins and how a request's principal is found; answers are kept for three seconds."""

import secrets
import time
from datetime import timedelta
from uuid import UUID

import asyncpg

from shared.db import Pool
from shared.identity.accounts import digest
from shared.identity.principal import Principal, Role

IDLE = timedelta(hours=2)
ABSOLUTE = timedelta(hours=12)
CACHE_SECONDS = 3.0
CACHE_SIZE = 4096

SESSION = """
WITH live AS (
    SELECT s.token_hash, s.last_seen, coalesce(s.language, a.language) AS language, s.unit,
           a.id, coalesce(a.display_name, a.user_name) AS name, a.roles, a.units, a.organisation
    FROM session s JOIN account a ON a.id = s.account_id
    WHERE s.token_hash = $1 AND a.active AND s.revoked_at IS NULL
      AND s.expires_at > clock_timestamp() AND s.last_seen > clock_timestamp() - $2::interval
), seen AS (
    UPDATE session SET last_seen = clock_timestamp() FROM live
    WHERE session.token_hash = live.token_hash
      AND live.last_seen < clock_timestamp() - interval '1 minute'
)
SELECT id, name, roles, units, organisation, language, unit, false AS machine FROM live
"""
KEY = """
SELECT id, name, roles, units, organisation, NULL AS language, NULL AS unit, true AS machine
FROM api_key
WHERE key_hash = $1 AND revoked_at IS NULL
  AND (expires_at IS NULL OR expires_at > clock_timestamp())
"""


class Sessions:
    """Finds principals by cookie or key; a revocation acts within five seconds."""

    def __init__(self, identity: Pool) -> None:
        self._identity = identity
        self._known: dict[bytes, tuple[float, Principal | None]] = {}

    async def by_cookie(self, token: str) -> Principal | None:
        """The principal of a session's cookie, if it lives."""
        return await self._find(token, SESSION, IDLE)

    async def by_key(self, token: str) -> Principal | None:
        """The principal of a machine's key, if it lives."""
        return await self._find(token, KEY)

    async def _find(self, token: str, statement: str, *arguments: object) -> Principal | None:
        hashed = digest(token)
        until, principal = self._known.get(hashed, (0.0, None))
        if until > time.monotonic():
            return principal
        row = await self._identity.fetchrow(statement, hashed, *arguments)
        principal = _principal(row) if row else None
        if len(self._known) >= CACHE_SIZE:
            self._known.clear()
        self._known[hashed] = (time.monotonic() + CACHE_SECONDS, principal)
        return principal

    async def begin(self, account_id: UUID, provider_sid: str | None = None) -> str:
        """Sign in: the cookie's token; ``provider_sid`` is the identity provider's session."""
        token = secrets.token_urlsafe(32)
        await self._identity.execute(
            "INSERT INTO session (token_hash, account_id, expires_at, provider_sid) "
            "VALUES ($1, $2, clock_timestamp() + $3::interval, $4)",
            digest(token),
            account_id,
            ABSOLUTE,
            provider_sid,
        )
        return token

    async def end(self, token: str) -> None:
        """Sign out."""
        await self._change(
            token, "UPDATE session SET revoked_at = clock_timestamp() WHERE token_hash = $1"
        )

    async def speak(self, token: str, language: str) -> None:
        """Choose the language of this session."""
        await self._change(
            token, "UPDATE session SET language = $2 WHERE token_hash = $1", language
        )

    async def choose(self, token: str, unit: str) -> None:
        """Choose the centre of this session."""
        await self._change(token, "UPDATE session SET unit = $2 WHERE token_hash = $1", unit)

    async def _change(self, token: str, statement: str, *arguments: str) -> None:
        hashed = digest(token)
        await self._identity.execute(statement, hashed, *arguments)
        self._known.pop(hashed, None)


def _principal(row: asyncpg.Record) -> Principal:
    return Principal(
        id=row["id"],
        name=row["name"],
        roles=frozenset(Role(role) for role in row["roles"]),
        units=None if row["units"] is None else frozenset(row["units"]),
        language=row["language"],
        unit=row["unit"],
        machine=row["machine"],
        organisation=row["organisation"],
    )
