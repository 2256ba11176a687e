"""Local accounts: signing in, and passwords chosen by their owners alone."""

from dataclasses import dataclass
from uuid import UUID

from uuid_utils.compat import uuid7

from shared.db import Pool, Tx
from shared.errors import NotFound
from shared.identity import passwords, tries
from shared.identity.changes import What, note
from shared.identity.hashing import digest
from shared.identity.principal import Role
from shared.identity.refusals import PasswordsDiffer, WrongPresentPassword, WrongSignIn
from shared.identity.rights import Rights
from shared.identity.tries import Place

USE_LINK = """
UPDATE reset_link SET used_at = clock_timestamp() FROM account a
WHERE token_hash = $1 AND used_at IS NULL AND expires_at > clock_timestamp()
  AND a.id = account_id AND a.active
RETURNING a.id, a.user_name, a.organisation
"""
OF_LINK = """
SELECT a.user_name FROM reset_link l JOIN account a ON a.id = l.account_id
WHERE l.token_hash = $1 AND l.used_at IS NULL AND l.expires_at > clock_timestamp() AND a.active
"""


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an account is made from; ``units`` none is the whole city."""

    user_name: str
    password: str
    roles: frozenset[Role]
    units: frozenset[str] | None
    language: str = "ca"
    organisation: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class NewPassword:
    """A new password and its repetition, as a form has them."""

    password: str
    repeated: str

    def accept(self, *words: str | None) -> None:
        """Raises ``PasswordsDiffer``, or what ``passwords.accept`` raises."""
        if self.password != self.repeated:
            raise PasswordsDiffer
        passwords.accept(self.password, words)


async def create_account(tx: Tx, new: NewAccount, kept: str | None = None) -> UUID:
    """Make the account, or bring the one of that name to this state; its id.

    For those who install and try Portes. ``kept`` is that password as it is kept, where that was
    worked out already. Raises why the rights do not fit.
    """
    given = Rights(new.roles, new.units, new.organisation)
    given.for_an_account()
    account_id: UUID = await tx.fetchval(
        "INSERT INTO account (id, user_name, password_hash, language, roles, units, organisation, "
        "display_name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
        "ON CONFLICT (user_name) DO UPDATE SET password_hash = excluded.password_hash, "
        "roles = excluded.roles, units = excluded.units, organisation = excluded.organisation, "
        "display_name = excluded.display_name, active = true RETURNING id",
        uuid7(),
        new.user_name,
        kept or await passwords.hashed(new.password),
        new.language,
        *given.columns(),
        new.name,
    )
    return account_id


async def sign_in(identity: Pool, user_name: str, password: str, place: Place) -> UUID:
    """The account of this name and password. Raises ``WrongSignIn`` or ``TooManyTries``."""
    source = await tries.try_once(identity, user_name, place)
    account = await verify(identity, user_name, password)
    if account is None:
        raise WrongSignIn
    await tries.succeeded(identity, user_name, source)
    return account


async def verify(identity: Pool, user_name: str, password: str) -> UUID | None:
    """The account's id if name and password fit; takes as long when there is no such name."""
    row = await identity.fetchrow(
        "SELECT id, password_hash FROM account "
        "WHERE user_name = $1 AND active AND password_hash <> ''",
        user_name,
    )
    kept: str | None = row["password_hash"] if row else None
    if not await passwords.fits(kept, password) or row is None or kept is None:
        return None
    if passwords.outdated(kept):
        await identity.execute(
            "UPDATE account SET password_hash = $3 WHERE id = $1 AND password_hash = $2",
            row["id"],
            kept,
            await passwords.hashed(password),
        )
    account_id: UUID = row["id"]
    return account_id


async def change_password(
    identity: Pool, account: UUID, present: str, new: NewPassword, place: Place
) -> None:
    """Let the owner choose another; every session of theirs ends.

    Raises ``WrongPresentPassword``, ``TooManyTries``, or why the new one is refused.
    """
    row = await identity.fetchrow(
        "SELECT user_name, organisation FROM account WHERE id = $1 AND active", account
    )
    if row is None:
        raise NotFound
    try:
        await sign_in(identity, row["user_name"], present, place)
    except WrongSignIn as why:
        raise WrongPresentPassword from why
    new.accept(row["user_name"], row["organisation"])
    hashed = await passwords.hashed(new.password)
    async with identity.acquire() as tx, tx.transaction():
        await _choose(tx, account, hashed)
        await note(tx, account, account, What.PASSWORD)


async def name_of_link(identity: Pool, token: str) -> str | None:
    """Whose link it is, if it is still good."""
    name: str | None = await identity.fetchval(OF_LINK, digest(token))
    return name


async def use_link(identity: Pool, token: str, new: NewPassword) -> UUID:
    """Choose a password by a one-time link; sessions and known devices of before end; whose it is.

    Raises ``NotFound`` for a link that is used, old or unknown, or why the password is refused.
    """
    async with identity.acquire() as tx, tx.transaction():
        row = await tx.fetchrow(USE_LINK, digest(token))
        if row is None:
            raise NotFound
        new.accept(row["user_name"], row["organisation"])
        await _choose(tx, row["id"], await passwords.hashed(new.password))
        await tx.execute("DELETE FROM known_device WHERE account_id = $1", row["id"])
        await note(tx, row["id"], row["id"], What.PASSWORD)
        account: UUID = row["id"]
        return account


async def _choose(tx: Tx, account: UUID, hashed: str) -> None:
    await tx.execute("UPDATE account SET password_hash = $2 WHERE id = $1", account, hashed)
    await tx.execute(
        "UPDATE session SET revoked_at = clock_timestamp() "
        "WHERE account_id = $1 AND revoked_at IS NULL",
        account,
    )


async def languages_of(identity: Pool, role: Role) -> frozenset[str]:
    """The languages in which those with this role, who may sign in, read."""
    rows = await identity.fetch(
        "SELECT DISTINCT language FROM account WHERE active AND $1 = ANY(roles)", role
    )
    return frozenset(row["language"] for row in rows)
