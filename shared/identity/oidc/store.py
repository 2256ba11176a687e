"""What is kept of sign-ins by the provider, in the identity database. Real time."""

import secrets
from datetime import timedelta
from hmac import compare_digest
from uuid import UUID

from uuid_utils.compat import uuid7

from shared.db import Pool, Scope, Tx, transaction
from shared.identity.hashing import digest
from shared.identity.oidc.standing import Standing
from shared.identity.oidc.values import LOGOUT_SECONDS, Asked, LoggedOut
from shared.identity.principal import LANGUAGES

UNDER_WAY = timedelta(minutes=10)
"""How long somebody may take at the provider."""
REPLAYED = timedelta(seconds=2 * LOGOUT_SECONDS)
"""How long a logout token is remembered: longer than it is believed."""


async def begin(identity: Pool, asked: Asked) -> str:
    """Keep what only we know of a sign-in; the token that goes into the browser's cookie."""
    browser = secrets.token_urlsafe(32)
    await identity.execute(
        "WITH gone AS (DELETE FROM provider_sign_in WHERE expires_at < clock_timestamp()) "
        "INSERT INTO provider_sign_in (browser_hash, state, nonce, verifier, expires_at) "
        "VALUES ($1, $2, $3, $4, clock_timestamp() + $5::interval)",
        digest(browser),
        asked.state,
        asked.nonce,
        asked.verifier,
        UNDER_WAY,
    )
    return browser


async def finish(identity: Pool, browser: str, state: str) -> tuple[str, str] | None:
    """Nonce and verifier of the sign-in that this browser began; each can be had once."""
    row = await identity.fetchrow(
        "DELETE FROM provider_sign_in WHERE browser_hash = $1 "
        "RETURNING state, nonce, verifier, expires_at > clock_timestamp() AS live",
        digest(browser),
    )
    if not row or not row["live"] or not compare_digest(row["state"].encode(), state.encode()):
        return None
    return row["nonce"], row["verifier"]


async def keep(
    identity: Pool, issuer: str, subject: str, name: str, has: Standing, locale: str | None
) -> UUID | None:
    """The account of that subject with the roles of today; none if it is switched off here."""
    language = (locale or "")[:2]
    account: UUID | None = await identity.fetchval(
        "SELECT keep_provider_account($1, $2, $3, $4, $5, $6, $7, $8)",
        uuid7(),
        issuer,
        subject,
        name,
        sorted(has.roles),
        None if has.units is None else sorted(has.units),
        has.organisation,
        language if language in LANGUAGES else LANGUAGES[0],
    )
    return account


async def lose(identity: Pool, issuer: str, subject: str, name: str) -> None:
    """Whoever has no role any more keeps none here, and no session."""
    known = await identity.fetchval(
        "SELECT true FROM account WHERE issuer = $1 AND subject = $2", issuer, subject
    )
    if known:
        nothing = Standing(frozenset(), frozenset(), None)
        await keep(identity, issuer, subject, name, nothing, None)
        await _end(identity, issuer, LoggedOut(None, subject, ""))


async def obey(identity: Pool, issuer: str, ended: LoggedOut) -> bool:
    """End what the provider ended; false if it was told by a token that we obeyed before."""
    async with transaction(identity, Scope.SYSTEM) as tx:
        done: str = await tx.execute(
            "WITH gone AS (DELETE FROM provider_logout WHERE expires_at < clock_timestamp()) "
            "INSERT INTO provider_logout (token_hash, expires_at) "
            "VALUES ($1, clock_timestamp() + $2::interval) ON CONFLICT DO NOTHING",
            digest(f"{issuer} {ended.jti}"),
            REPLAYED,
        )
        first = done.endswith(" 1")
        if first:
            await _end(tx, issuer, ended)
    return first


async def _end(where: Pool | Tx, issuer: str, ended: LoggedOut) -> None:
    """End the sessions of one session there, or all of a subject's."""
    await where.execute(
        "UPDATE session SET revoked_at = clock_timestamp() FROM account "
        "WHERE account.id = session.account_id AND session.revoked_at IS NULL "
        "AND account.issuer = $1 AND ($2::text IS NULL OR session.provider_sid = $2) "
        "AND ($3::text IS NULL OR account.subject = $3)",
        issuer,
        ended.sid,
        ended.subject,
    )
