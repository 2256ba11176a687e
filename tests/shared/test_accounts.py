"""Local accounts: links, rights, and the trace of who changed them."""

import asyncio
from uuid import UUID

import asyncpg
import pytest

from shared import db
from shared.errors import NotFound, Refused
from shared.identity import MACHINES, PEOPLE, Role, accounts, administration
from shared.identity.accounts import NewPassword
from shared.identity.changes import What, changes_of
from shared.identity.oidc import Standing, store
from shared.identity.refusals import (
    NameTaken,
    NoPasswordHere,
    NoSuchRole,
    NoUnit,
    OwnRights,
    PasswordTooShort,
    SeparateDuties,
    WholeCityOnly,
    WrongOrganisation,
    WrongRoles,
    WrongSignIn,
)
from shared.identity.rights import rights
from shared.identity.sessions import Sessions
from shared.identity.tries import remember
from tests.shared.anna import HOME, NEXT, RECEPTION, RIGHT, anna, boss, identity

__all__ = ["anna", "boss", "identity"]


async def link_for(identity: db.Pool, account: UUID, by: UUID | None) -> str:
    async with db.transaction(identity, db.Scope.SYSTEM) as tx:
        return await administration.reset_link(tx, account, by)


async def test_a_link_is_used_once_and_ends_what_was_before(
    identity: db.Pool, anna: UUID, boss: UUID
) -> None:
    sessions = Sessions(identity)
    await sessions.begin(anna)
    await remember(identity, anna, HOME)
    link = await link_for(identity, anna, boss)
    assert await accounts.name_of_link(identity, link) == "anna"
    assert link not in str(await identity.fetch("SELECT * FROM reset_link"))
    with pytest.raises(PasswordTooShort):
        await accounts.use_link(identity, link, NewPassword("short", "short"))
    twice = (accounts.use_link(identity, link, NEXT) for _ in range(2))
    answers = await asyncio.gather(*twice, return_exceptions=True)
    assert sorted(isinstance(each, NotFound) for each in answers) == [False, True]
    assert anna in answers
    assert await accounts.name_of_link(identity, link) is None
    assert await sessions.of(anna) == []
    assert await identity.fetchval("SELECT count(*) FROM known_device") == 0
    assert await accounts.sign_in(identity, "anna", NEXT.password, HOME) == anna


async def test_there_is_no_link_for_an_account_of_the_identity_provider(
    identity: db.Pool, boss: UUID
) -> None:
    has = Standing(frozenset({Role.MANAGER}), None, None)
    theirs = await store.keep(identity, "https://provider.test", "1", "Maria", has, None)
    assert theirs
    with pytest.raises(NoPasswordHere):
        await link_for(identity, theirs, boss)
    assert not (await administration.shown(identity, theirs)).has_password


@pytest.mark.parametrize("end", ["expires", "another", "deactivated"])
async def test_a_link_ends(identity: db.Pool, anna: UUID, boss: UUID, end: str) -> None:
    link = await link_for(identity, anna, boss)
    if end == "expires":
        day = "UPDATE reset_link SET expires_at = expires_at - interval '24 hours'"
        await identity.execute(day)
    elif end == "another":
        await link_for(identity, anna, boss)
    else:
        async with db.transaction(identity, db.Scope.SYSTEM) as tx:
            await administration.set_active(tx, anna, False, boss)
            await administration.set_active(tx, anna, True, boss)
    assert await accounts.name_of_link(identity, link) is None
    with pytest.raises(NotFound):
        await accounts.use_link(identity, link, NEXT)


async def test_rights_change_with_their_author_and_what_was_before(
    identity: db.Pool, anna: UUID, boss: UUID
) -> None:
    given = rights(["manager", "facilitator"])
    async with db.transaction(identity, db.Scope.SYSTEM) as tx:
        await administration.change_rights(tx, anna, given, boss)
        await administration.change_rights(tx, anna, given, boss)
    assert (await administration.named(identity, "anna")).rights == given
    [change] = await changes_of(identity, anna)
    assert (change.what, change.changed_by) == (What.RIGHTS, "boss")
    assert (change.before, change.after) == (RECEPTION.told(), given.told())


async def test_nobody_changes_their_own_rights_state_or_link(identity: db.Pool, boss: UUID) -> None:
    async with db.transaction(identity, db.Scope.SYSTEM) as tx:
        for act in (
            administration.change_rights(tx, boss, RECEPTION, boss),
            administration.set_active(tx, boss, False, boss),
            administration.reset_link(tx, boss, boss),
        ):
            with pytest.raises(OwnRights):
                await act
    with pytest.raises(asyncpg.CheckViolationError):
        await identity.execute(
            "INSERT INTO account_change (id, subject, changed_by, what) VALUES ($1, $1, $1, $2)",
            boss,
            What.RIGHTS,
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE account_change SET changed_by = NULL",
        "DELETE FROM account_change",
        "TRUNCATE account_change",
    ],
)
async def test_the_list_of_changes_only_grows_whoever_asks(
    identity: db.Pool, boss: UUID, statement: str
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await identity.execute(statement)
    assert len(await changes_of(identity, boss)) == 1


async def test_a_deactivated_account_is_out_and_back_only_by_its_password(
    identity: db.Pool, anna: UUID, boss: UUID
) -> None:
    sessions = Sessions(identity)
    await sessions.begin(anna)
    async with db.transaction(identity, db.Scope.SYSTEM) as tx:
        await administration.set_active(tx, anna, False, boss)
    with pytest.raises(WrongSignIn):
        await accounts.sign_in(identity, "anna", RIGHT, HOME)
    async with db.transaction(identity, db.Scope.SYSTEM) as tx:
        await administration.set_active(tx, anna, True, boss)
    assert await sessions.of(anna) == []
    assert await accounts.sign_in(identity, "anna", RIGHT, HOME) == anna


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (rights([]), NoSuchRole),
        (rights(["telephony"]), WrongRoles),
        (rights(["reception", "display"]), WrongRoles),
        (rights(["partner", "reception"], None, "one"), WrongRoles),
        (rights(["partner"]), WrongOrganisation),
        (rights(["partner"], ["css-nord"], "one"), WrongOrganisation),
        (rights(["reception"], None, "one"), WrongOrganisation),
        (rights(["reception"], []), NoUnit),
        (rights(["display"], []), NoUnit),
        (rights(["administrator"], ["css-nord"]), WholeCityOnly),
        (rights(["data_protection_officer", "manager"], ["css-nord"]), WholeCityOnly),
        (rights(["administrator", "reception"]), SeparateDuties),
        (rights(["data_protection_officer", "professional"]), SeparateDuties),
        (rights(["administrator", "data_protection_officer", "reception"]), SeparateDuties),
    ],
)
async def test_roles_that_do_not_go_together_are_refused(
    identity: db.Pool, given: object, why: type[Refused]
) -> None:
    with pytest.raises(why):
        async with db.transaction(identity, db.Scope.SYSTEM) as tx:
            await administration.create(tx, "other", given, "ca")  # type: ignore[arg-type]


async def test_no_account_has_a_machines_roles_whoever_writes_it(identity: db.Pool) -> None:
    statement = "INSERT INTO account (id, user_name, roles) VALUES (gen_random_uuid(), $1, $2)"
    for machine in MACHINES - {Role.DISPLAY, Role.KIOSK}:
        with pytest.raises(asyncpg.CheckViolationError):
            await identity.execute(statement, machine, [machine])
    with pytest.raises(asyncpg.CheckViolationError):
        await identity.execute(statement, "mixed", [Role.RECEPTION, Role.DISPLAY])
    await identity.execute(statement, "people", sorted(PEOPLE))


async def test_a_name_is_given_once(identity: db.Pool, anna: UUID) -> None:
    with pytest.raises(NameTaken):
        async with db.transaction(identity, db.Scope.SYSTEM) as tx:
            await administration.create(tx, "anna", RECEPTION, "ca")
