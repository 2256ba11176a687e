"""Accounts as their administrators see and change them; each change is noted with its author.

``by`` is the administrator's account, none for the command line. Nobody changes their own rights.
An administrator never sees a password: its owner chooses it by a one-time link.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
from uuid_utils.compat import uuid7

from shared.db import Pool, Tx
from shared.errors import NotFound
from shared.identity.changes import What, note
from shared.identity.hashing import digest, fresh
from shared.identity.refusals import NameTaken, NoPasswordHere, OwnRights
from shared.identity.rights import Rights, rights

LINK_LASTS = timedelta(hours=24)
ACCOUNT = """
SELECT id, user_name, display_name, roles, units, organisation, language, active, created_at,
    coalesce(password_hash, '') <> '' AS has_password FROM account
"""


@dataclass(frozen=True, slots=True)
class Account:
    """An account without its secrets."""

    id: UUID
    user_name: str
    name: str | None
    """Given name and surnames, if anybody said them."""
    rights: Rights
    language: str
    active: bool
    has_password: bool
    created_at: datetime


async def listed(identity: Pool | Tx, *, after: int = 0, limit: int | None = None) -> list[Account]:
    """Accounts by name."""
    rows = await identity.fetch(f"{ACCOUNT} ORDER BY user_name OFFSET $1 LIMIT $2", after, limit)
    return [_account(row) for row in rows]


async def shown(identity: Pool | Tx, account: UUID) -> Account:
    """One account. Raises ``NotFound``."""
    row = await identity.fetchrow(f"{ACCOUNT} WHERE id = $1", account)
    if row is None:
        raise NotFound
    return _account(row)


async def named(identity: Pool | Tx, user_name: str) -> Account:
    """The account of that name. Raises ``NotFound``."""
    row = await identity.fetchrow(f"{ACCOUNT} WHERE user_name = $1", user_name)
    if row is None:
        raise NotFound
    return _account(row)


async def create(
    tx: Tx,
    user_name: str,
    given: Rights,
    language: str,
    by: UUID | None = None,
    name: str | None = None,
) -> UUID:
    """Make an account without a password; ``name`` is given name and surnames.

    Raises ``NameTaken``, or why the rights do not fit.
    """
    given.for_an_account()
    account = uuid7()
    made = await tx.fetchval(
        "INSERT INTO account (id, user_name, display_name, language, roles, units, organisation) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (user_name) DO NOTHING RETURNING true",
        account,
        user_name,
        " ".join((name or "").split()) or None,
        language,
        *given.columns(),
    )
    if not made:
        raise NameTaken
    await note(tx, account, by, What.CREATED, (None, given.told()))
    return account


async def change_rights(tx: Tx, account: UUID, given: Rights, by: UUID | None = None) -> None:
    """Give other roles and another scope; they hold within five seconds. Raises ``OwnRights``."""
    given.for_an_account()
    before = await _take(tx, account, by)
    if before.rights == given:
        return
    await tx.execute(
        "UPDATE account SET roles = $2, units = $3, organisation = $4 WHERE id = $1",
        account,
        *given.columns(),
    )
    await note(tx, account, by, What.RIGHTS, (before.rights.told(), given.told()))


async def set_active(tx: Tx, account: UUID, active: bool, by: UUID | None = None) -> None:
    """Let an account sign in, or no longer: then its sessions and links end too."""
    before = await _take(tx, account, by)
    if before.active == active:
        return
    await tx.execute("UPDATE account SET active = $2 WHERE id = $1", account, active)
    if not active:
        await _end_sessions(tx, account)
        await _end_links(tx, account)
    await note(tx, account, by, What.ACTIVATED if active else What.DEACTIVATED)


async def reset_link(tx: Tx, account: UUID, by: UUID | None = None) -> str:
    """The token of a one-time link to choose a password; links of before are good no longer.

    Raises ``OwnRights``, or ``NoPasswordHere`` for an account of the identity provider.
    """
    await _take(tx, account, by)
    if await tx.fetchval("SELECT issuer IS NOT NULL FROM account WHERE id = $1", account):
        raise NoPasswordHere
    await _end_links(tx, account)
    token = fresh()
    await tx.execute(
        "INSERT INTO reset_link (token_hash, account_id, expires_at) "
        "VALUES ($1, $2, clock_timestamp() + $3::interval)",
        digest(token),
        account,
        LINK_LASTS,
    )
    await note(tx, account, by, What.RESET_LINK)
    return token


async def speak(identity: Pool | Tx, account: UUID, language: str) -> None:
    """The language that an account's owner chose for all their sessions."""
    await identity.execute("UPDATE account SET language = $2 WHERE id = $1", account, language)


async def end_sessions(
    tx: Tx, account: UUID, by: UUID | None = None, only: UUID | None = None
) -> int:
    """Sign an account out everywhere, or end only one session; how many ended."""
    ended = await _end_sessions(tx, account, only)
    if ended:
        await note(tx, account, by, What.SESSIONS_ENDED)
    return ended


async def _take(tx: Tx, account: UUID, by: UUID | None) -> Account:
    if account == by:
        raise OwnRights
    row = await tx.fetchrow(f"{ACCOUNT} WHERE id = $1 FOR UPDATE", account)
    if row is None:
        raise NotFound
    return _account(row)


async def _end_sessions(tx: Tx, account: UUID, only: UUID | None = None) -> int:
    done: str = await tx.execute(
        "UPDATE session SET revoked_at = clock_timestamp() "
        "WHERE account_id = $1 AND ($2::uuid IS NULL OR id = $2) AND revoked_at IS NULL",
        account,
        only,
    )
    return int(done.rsplit(" ", 1)[-1])


async def _end_links(tx: Tx, account: UUID) -> None:
    await tx.execute(
        "UPDATE reset_link SET expires_at = clock_timestamp() "
        "WHERE account_id = $1 AND used_at IS NULL AND expires_at > clock_timestamp()",
        account,
    )


def _account(row: asyncpg.Record) -> Account:
    return Account(
        row["id"],
        row["user_name"],
        row["display_name"],
        rights(row["roles"], row["units"], row["organisation"]),
        row["language"],
        row["active"],
        row["has_password"],
        row["created_at"],
    )
