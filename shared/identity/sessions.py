"""Sign-ins and how a request's principal is found; answers are kept for three seconds."""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

from shared.db import Pool
from shared.identity.hashing import digest, fresh
from shared.identity.principal import SCREENS, Principal, Role

IDLE = timedelta(minutes=15)
ABSOLUTE = timedelta(hours=10)
SCREEN = timedelta(days=30)
"""How long a screen stays signed in, without an idle limit."""
BUSY = timedelta(seconds=90)
"""How long a contact counts as being served after its desk was last looked at."""
CACHE_SECONDS = 3.0
CACHE_SIZE = 4096
SEEN_SECONDS = 60.0
"""A session's or key's last use is written at most so often."""

FIND = """
WITH live AS (SELECT * FROM standing WHERE hash = $1 AND (kind = 'session') = $2), seen AS (
    UPDATE session SET last_seen = clock_timestamp() FROM live
    WHERE $3 AND session.token_hash = live.hash
      AND last_seen < clock_timestamp() - interval '1 minute'
), used AS (
    UPDATE api_key SET last_used_at = clock_timestamp() FROM live
    WHERE api_key.id = live.key
      AND coalesce(last_used_at < clock_timestamp() - interval '1 minute', true)
)
SELECT id, name, roles, units, organisation, language, unit, machine FROM live
"""
STANDING = """
SELECT hash, id, name, roles, units, organisation, language, unit, machine
FROM standing WHERE hash = ANY($1)
"""
BEGIN = """
INSERT INTO session (token_hash, account_id, browser, idle, expires_at, provider_sid)
SELECT $1, id, $3, CASE WHEN roles <@ $4::text[] THEN NULL ELSE $5::interval END,
    clock_timestamp() + CASE WHEN roles <@ $4::text[] THEN $7::interval ELSE $6::interval END, $8
FROM account WHERE id = $2
"""
LEFT = """
SELECT extract(epoch FROM last_seen + idle - clock_timestamp())::float8 AS idle,
    extract(epoch FROM expires_at - clock_timestamp()
        + CASE WHEN busy_until > clock_timestamp() THEN interval '2 hours' ELSE interval '0' END
    )::float8 AS ends
FROM session WHERE token_hash = $1
"""
OF_ACCOUNT = """
SELECT s.id, s.browser, s.created_at, s.last_seen, s.token_hash = $2 AS this_one
FROM session s JOIN standing l ON l.hash = s.token_hash
WHERE s.account_id = $1 ORDER BY s.last_seen DESC
"""


@dataclass(frozen=True, slots=True)
class Left:
    """Seconds until a session ends without a request, and whatever happens; none: never."""

    idle: float | None
    ends: float


@dataclass(frozen=True, slots=True)
class Session:
    """A sign-in as its owner sees it."""

    id: UUID
    browser: str
    created_at: datetime
    last_seen: datetime
    this_one: bool


@dataclass(slots=True)
class _Known:
    until: float
    principal: Principal | None
    seen: float


@dataclass(slots=True)
class Sessions:
    """Finds principals by cookie or key; a revocation acts within five seconds."""

    identity: Pool
    idle: timedelta = IDLE
    absolute: timedelta = ABSOLUTE
    _known: dict[bytes, _Known] = field(default_factory=dict)

    async def by_cookie(self, token: str, *, touch: bool = True) -> Principal | None:
        """The principal of a session's cookie, if it lives; ``touch`` unless nobody did a thing."""
        return await self._find(token, session=True, touch=touch)

    async def by_key(self, token: str) -> Principal | None:
        """The principal of a machine's key or access token, if it lives."""
        return await self._find(token, session=False, touch=False)

    async def _find(self, token: str, *, session: bool, touch: bool) -> Principal | None:
        hashed, now = digest(token), time.monotonic()
        known = self._known.get(hashed)
        if known and known.until > now and (not touch or known.seen > now - SEEN_SECONDS):
            return known.principal
        row = await self.identity.fetchrow(FIND, hashed, session, touch)
        principal = principal_of(row) if row else None
        if len(self._known) >= CACHE_SIZE:
            self._known.clear()
        self._known[hashed] = _Known(now + CACHE_SECONDS, principal, now if touch else 0.0)
        return principal

    async def still(self, hashes: list[bytes]) -> dict[bytes, Principal]:
        """Of these sessions, keys and tokens those that are good now, asked at once."""
        rows = await self.identity.fetch(STANDING, hashes)
        return {row["hash"]: principal_of(row) for row in rows}

    async def begin(self, account: UUID, browser: str = "", sid: str | None = None) -> str:
        """Sign in: the cookie's token; ``sid`` is what the identity provider calls the session."""
        token = fresh()
        told = (browser, sorted(SCREENS), self.idle, self.absolute, SCREEN, sid)
        await self.identity.execute(BEGIN, digest(token), account, *told)
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

    async def serve(self, token: str) -> None:
        """A contact is being served here: neither limit ends the session meanwhile."""
        await self.identity.execute(
            "UPDATE session SET last_seen = clock_timestamp(), "
            "busy_until = clock_timestamp() + $2::interval WHERE token_hash = $1 "
            "AND EXISTS (SELECT FROM standing WHERE hash = $1)",
            digest(token),
            BUSY,
        )

    async def stay(self, token: str) -> None:
        """Somebody is there: the idle limit begins anew."""
        await self.identity.execute(
            "UPDATE session SET last_seen = clock_timestamp() "
            "WHERE token_hash = $1 AND last_seen < clock_timestamp() - interval '5 seconds' "
            "AND EXISTS (SELECT FROM standing WHERE hash = $1)",
            digest(token),
        )

    async def left(self, token: str) -> Left | None:
        """How long the session still lasts; asking is no use of it."""
        row = await self.identity.fetchrow(LEFT, digest(token))
        return Left(row["idle"], row["ends"]) if row else None

    async def of(self, account: UUID, token: str | None = None) -> list[Session]:
        """The live sessions of an account, the last seen first; ``token`` marks one's own."""
        rows = await self.identity.fetch(OF_ACCOUNT, account, digest(token or ""))
        return [Session(**dict(row)) for row in rows]

    async def revoke(self, account: UUID, session: UUID | None = None) -> int:
        """End one session of an account, or all; how many ended."""
        ended = await self.identity.fetch(
            "UPDATE session SET revoked_at = clock_timestamp() WHERE account_id = $1 "
            "AND ($2::uuid IS NULL OR id = $2) AND revoked_at IS NULL RETURNING token_hash",
            account,
            session,
        )
        for row in ended:
            self._known.pop(row["token_hash"], None)
        return len(ended)

    async def _change(self, token: str, statement: str, *arguments: str) -> None:
        hashed = digest(token)
        await self.identity.execute(statement, hashed, *arguments)
        self._known.pop(hashed, None)


def principal_of(row: asyncpg.Record) -> Principal:
    """The principal of a row of ``standing``."""
    same = ("id", "name", "language", "unit", "machine", "organisation")
    return Principal(
        roles=frozenset(Role(role) for role in row["roles"]),
        units=None if row["units"] is None else frozenset(row["units"]),
        **{name: row[name] for name in same},
    )
