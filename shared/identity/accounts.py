"""Local accounts with argon2id, and machines' keys; written by the command line's operator."""

import asyncio
import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from uuid_utils.compat import uuid7

from shared.db import Pool, Tx
from shared.identity.principal import Role

KEY_PREFIX = "portes_"
_hasher = PasswordHasher()
_NOBODY = _hasher.hash(secrets.token_urlsafe(16))
"""Checked when no account has the name, so that both answers take as long."""


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an account is made from; ``units`` none is the whole city."""

    user_name: str
    password: str
    roles: frozenset[Role]
    units: frozenset[str] | None
    language: str = "ca"
    organisation: str | None = None


def digest(token: str) -> bytes:
    """What is kept of a session's or machine's token, which is random enough for a plain hash."""
    return hashlib.sha256(token.encode()).digest()


async def create_account(tx: Tx, new: NewAccount) -> UUID:
    """Make the account, or bring the one of that name to this state; its id."""
    hashed = await asyncio.to_thread(_hasher.hash, new.password)
    account_id: UUID = await tx.fetchval(
        "INSERT INTO account (id, user_name, password_hash, roles, units, language, organisation) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7) "
        "ON CONFLICT (user_name) DO UPDATE SET password_hash = excluded.password_hash, "
        "roles = excluded.roles, units = excluded.units, organisation = excluded.organisation, "
        "active = true RETURNING id",
        uuid7(),
        new.user_name,
        hashed,
        sorted(new.roles),
        None if new.units is None else sorted(new.units),
        new.language,
        new.organisation,
    )
    return account_id


async def verify(identity: Pool, user_name: str, password: str) -> UUID | None:
    """The account's id if name and password fit; takes as long when there is no such name."""
    row = await identity.fetchrow(
        "SELECT id, password_hash FROM account "
        "WHERE user_name = $1 AND active AND password_hash <> ''",
        user_name,
    )
    hashed = row["password_hash"] if row else _NOBODY
    fits = await asyncio.to_thread(_fits, hashed, password)
    return row["id"] if row and fits else None


def _fits(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


async def create_key(
    tx: Tx, name: str, roles: Iterable[Role], units: Iterable[str] | None = None
) -> str:
    """Make a machine's key; it is shown once, only its hash and prefix are kept."""
    key = KEY_PREFIX + secrets.token_urlsafe(32)
    await tx.execute(
        "INSERT INTO api_key (id, name, prefix, key_hash, roles, units) "
        "VALUES ($1, $2, $3, $4, $5, $6)",
        uuid7(),
        name,
        key[: len(KEY_PREFIX) + 6],
        digest(key),
        sorted(roles),
        None if units is None else sorted(units),
    )
    return key


async def revoke_key(tx: Tx, prefix: str) -> int:
    """End every live key of that prefix; how many. It acts within five seconds."""
    done: str = await tx.execute(
        "UPDATE api_key SET revoked_at = clock_timestamp() "
        "WHERE prefix = $1 AND revoked_at IS NULL",
        prefix,
    )
    return int(done.rsplit(" ", 1)[-1])
