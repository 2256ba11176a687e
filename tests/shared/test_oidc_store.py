"""What a service may keep of sign-ins by the provider, as the database user that it is."""

from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest

from shared.db import Pool
from shared.identity import Role
from shared.identity.accounts import NewAccount, create_account, verify
from shared.identity.oidc import Asked, LoggedOut, Standing, store
from shared.identity.sessions import Sessions
from tests.fixtures.databases import ROOT, Database, as_superuser

ISSUER = "https://provider.test/realms/city"
GRANTS = ROOT / "shared" / "identity" / "schema" / "grants.sql"
RECEPTION = Standing(frozenset({Role.RECEPTION}), frozenset({"css-nord"}), None)
LOCAL = NewAccount("maria", "a long password", frozenset({Role.MANAGER}), None)


@pytest.fixture
async def identity(database: Database, server: str) -> AsyncIterator[Pool]:
    """The identity database as a service's least-privileged user; a local account is there."""
    dsn = as_superuser(server, await database("identity"))
    role = f"portes_test_{uuid4().hex[:10]}"
    owner = await asyncpg.connect(dsn)
    await owner.execute(f'CREATE ROLE "{role}"')
    await owner.execute(GRANTS.read_text().format(role=f'"{role}"'))
    await create_account(owner, LOCAL)
    pool = await asyncpg.create_pool(
        dsn, min_size=1, max_size=2, init=lambda one: one.execute(f'SET ROLE "{role}"')
    )
    yield pool
    await pool.close()
    await owner.execute(f'DROP OWNED BY "{role}"; DROP ROLE "{role}"')
    await owner.close()


async def kept(identity: Pool, subject: str = "1", name: str = "maria") -> str:
    account = await store.keep(identity, ISSUER, subject, name, RECEPTION, "es-ES")
    assert account
    return await Sessions(identity).begin(account, sid=f"there-{subject}")


async def test_an_account_of_the_provider_is_not_the_local_one_of_the_same_name(
    identity: Pool,
) -> None:
    who = await Sessions(identity).by_cookie(await kept(identity))
    assert who
    assert (who.name, who.roles, who.language) == ("maria", {Role.RECEPTION}, "es")
    local = await verify(identity, "maria", "a long password")
    assert local not in {None, who.id}
    assert await verify(identity, f"1 @ {ISSUER}", "") is None


async def test_a_service_can_neither_write_accounts_nor_reach_a_local_one(identity: Pool) -> None:
    for statement in (
        "UPDATE account SET roles = '{administrator}'",
        "INSERT INTO account (id, user_name, password_hash, roles) "
        "VALUES (gen_random_uuid(), 'new', '', '{administrator}')",
        "DELETE FROM account",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await identity.execute(statement)
    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        await store.keep(identity, None, "1", "maria", RECEPTION, None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ended", "left"),
    [
        (LoggedOut("there-1", None, "a"), {"2"}),
        (LoggedOut("there-1", "1", "b"), {"2"}),
        (LoggedOut(None, "2", "c"), {"1"}),
        (LoggedOut("there-1", "2", "d"), {"1", "2"}),
        (LoggedOut("elsewhere", None, "e"), {"1", "2"}),
    ],
    ids=["a session", "a subject", "another", "a mismatch", "an unknown one"],
)
async def test_a_logout_ends_what_it_names_and_nothing_else(
    identity: Pool, ended: LoggedOut, left: set[str]
) -> None:
    tokens = {subject: await kept(identity, subject) for subject in ("1", "2")}
    assert await store.obey(identity, ISSUER, ended)
    fresh = Sessions(identity)
    assert {subject for subject in tokens if await fresh.by_cookie(tokens[subject])} == left


async def test_a_logout_of_another_issuer_ends_nothing_here(identity: Pool) -> None:
    token = await kept(identity)
    assert await store.obey(identity, "https://elsewhere.test", LoggedOut("there-1", "1", "x"))
    assert await Sessions(identity).by_cookie(token)


async def test_a_logout_token_acts_once(identity: Pool) -> None:
    ended = LoggedOut(None, "1", "once")
    assert await store.obey(identity, ISSUER, ended)
    token = await kept(identity)
    assert not await store.obey(identity, ISSUER, ended)
    assert await Sessions(identity).by_cookie(token)


async def test_whoever_loses_every_role_loses_the_sessions(identity: Pool) -> None:
    token = await kept(identity)
    await store.lose(identity, ISSUER, "1", "maria")
    assert await Sessions(identity).by_cookie(token) is None
    roles = await identity.fetchval("SELECT roles FROM account WHERE issuer = $1", ISSUER)
    assert roles == []


async def test_a_sign_in_has_one_way_back_even_if_it_was_a_wrong_one(identity: Pool) -> None:
    asked = Asked("", "state", "nonce", "verifier")
    right, wrong = await store.begin(identity, asked), await store.begin(identity, asked)
    assert await store.finish(identity, right, "state") == ("nonce", "verifier")
    assert await store.finish(identity, right, "state") is None
    assert await store.finish(identity, wrong, "made up") is None
    assert await store.finish(identity, wrong, "state") is None


async def test_a_sign_in_that_took_too_long_is_over(
    identity: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Asked("", "state", "nonce", "verifier")
    monkeypatch.setattr(store, "UNDER_WAY", -store.UNDER_WAY)
    late = await store.begin(identity, asked)
    assert await store.finish(identity, late, "state") is None
    await store.begin(identity, asked)
    await store.begin(identity, asked)
    assert await identity.fetchval("SELECT count(*) FROM provider_sign_in") == 1
