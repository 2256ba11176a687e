"""Anna and her boss, who have local accounts, and how their sign-ins go wrong."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from shared import db
from shared.identity import Role, accounts, administration, passwords
from shared.identity.accounts import NewAccount, NewPassword, create_account
from shared.identity.refusals import (
    WrongSignIn,
)
from shared.identity.rights import rights
from shared.identity.tries import Place
from tests.fixtures.databases import Database

RIGHT, WRONG = "correct battery horse", "wrong battery horse"
NEXT = NewPassword("quite another phrase", "quite another phrase")
HOME, ELSEWHERE = Place("192.0.2.1"), Place("198.51.100.7")
RECEPTION = rights(["reception"], ["css-nord"])
NOBODYS = passwords._NOBODY
"""As it is outside of the tests."""


@pytest.fixture
async def identity(database: Database) -> AsyncIterator[db.Pool]:
    pool = await db.connect(await database("identity"), size=4, application="test")
    yield pool
    await pool.close()


@pytest.fixture
async def anna(identity: db.Pool) -> UUID:
    new = NewAccount("anna", RIGHT, frozenset({Role.RECEPTION}), frozenset({"css-nord"}))
    async with db.transaction(identity, db.Scope.SYSTEM) as tx:
        return await create_account(tx, new)


@pytest.fixture
async def boss(identity: db.Pool) -> UUID:
    async with db.transaction(identity, db.Scope.SYSTEM) as tx:
        return await administration.create(tx, "boss", rights(["administrator"]), "ca")


async def fail(identity: db.Pool, place: Place, times: int, name: str = "anna") -> None:
    for _ in range(times):
        with pytest.raises(WrongSignIn):
            await accounts.sign_in(identity, name, WRONG, place)


async def pass_time(identity: db.Pool, seconds: int) -> None:
    """As if so much time had gone by since the last try."""
    late = "UPDATE sign_in_try SET last_at = last_at - $1 * interval '1 second'"
    await identity.execute(late, seconds)
