"""Local accounts: passwords, back-off that locks nobody else out, links, rights and their trace."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import asyncpg
import httpx2
import pytest
from argon2 import PasswordHasher

from shared import db
from shared.errors import NotFound, Refused
from shared.identity import MACHINES, PEOPLE, Role, accounts, administration, passwords
from shared.identity.accounts import NewAccount, NewPassword, create_account
from shared.identity.changes import What, changes_of
from shared.identity.oidc import Standing, store
from shared.identity.refusals import (
    NameTaken,
    NoPasswordHere,
    NoSuchRole,
    NoUnit,
    OwnRights,
    PasswordOfContext,
    PasswordsDiffer,
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooShort,
    SeparateDuties,
    TooManyTries,
    WholeCityOnly,
    WrongOrganisation,
    WrongPresentPassword,
    WrongRoles,
    WrongSignIn,
)
from shared.identity.rights import rights
from shared.identity.sessions import Sessions
from shared.identity.tries import FREE, Place, remember
from tests.fixtures.databases import Database
from tests.fixtures.web import Served, Serving, told_alike
from tests.shared.little_service import create_app

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


async def test_after_a_few_wrong_passwords_a_try_waits_up_to_a_minute(
    identity: db.Pool, anna: UUID
) -> None:
    await fail(identity, HOME, FREE)
    for pause in (30, 60, 60, 60):
        await pass_time(identity, pause - 5)
        with pytest.raises(TooManyTries):
            await accounts.sign_in(identity, "anna", RIGHT, HOME)
        await pass_time(identity, 6)
        await fail(identity, HOME, 1)
    await pass_time(identity, 60)
    assert await accounts.sign_in(identity, "anna", RIGHT, HOME) == anna
    await fail(identity, HOME, FREE)


async def test_whoever_tries_a_strangers_name_delays_only_themselves(
    identity: db.Pool, anna: UUID
) -> None:
    for last in range(2, 32):
        place = Place(f"192.0.2.{last}")
        await fail(identity, place, FREE)
        with pytest.raises(TooManyTries):
            await accounts.sign_in(identity, "anna", RIGHT, place)
    assert await accounts.sign_in(identity, "anna", RIGHT, ELSEWHERE) == anna


async def test_a_known_device_is_counted_apart_from_its_address(
    identity: db.Pool, anna: UUID
) -> None:
    device = await remember(identity, anna, HOME)
    await fail(identity, HOME, FREE)
    with pytest.raises(TooManyTries):
        await accounts.sign_in(identity, "anna", RIGHT, HOME)
    known = Place(HOME.address, device)
    assert await accounts.sign_in(identity, "anna", RIGHT, known) == anna
    for place in (Place(HOME.address, "a cookie of their own"), HOME):
        with pytest.raises(TooManyTries):
            await accounts.sign_in(identity, "anna", RIGHT, place)
    kept = await identity.fetchval("SELECT device_hash FROM known_device")
    assert device.encode() not in kept


@pytest.mark.parametrize("known", [True, False], ids=["known", "not yet known"])
async def test_a_colleague_at_the_same_desk_keeps_nobody_out_for_more_than_a_minute(
    identity: db.Pool, anna: UUID, boss: UUID, known: bool
) -> None:
    device = await remember(identity, anna, HOME) if known else None
    desk = Place(HOME.address, device)
    await fail(identity, desk, FREE)
    for _ in range(10):  # hours of it
        await pass_time(identity, 15 * 60)
        await fail(identity, desk, 1)
    await pass_time(identity, 60)
    assert await accounts.sign_in(identity, "anna", RIGHT, desk) == anna


async def test_a_device_of_one_account_is_no_way_around_for_another(
    identity: db.Pool, anna: UUID, boss: UUID
) -> None:
    device = await remember(identity, boss, HOME)
    await fail(identity, HOME, FREE)
    with pytest.raises(TooManyTries):
        await accounts.sign_in(identity, "anna", RIGHT, Place(HOME.address, device))


async def test_tries_at_once_are_counted_one_by_one(identity: db.Pool, anna: UUID) -> None:
    tries = (accounts.sign_in(identity, "anna", WRONG, HOME) for _ in range(FREE * 3))
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert [type(each) for each in answers].count(WrongSignIn) == FREE


async def test_a_network_of_ipv6_is_one_place(identity: db.Pool, anna: UUID) -> None:
    for last in range(FREE):
        await fail(identity, Place(f"2001:db8:0:1::{last:x}"), 1)
    with pytest.raises(TooManyTries):
        await accounts.sign_in(identity, "anna", RIGHT, Place("2001:db8:0:1:ffff::1"))
    assert await accounts.sign_in(identity, "anna", RIGHT, Place("2001:db8:0:2::1")) == anna


async def test_what_was_tried_is_not_kept_in_clear_nor_for_long(
    identity: db.Pool, anna: UUID
) -> None:
    await fail(identity, HOME, 1, "a password in the wrong field")
    rows = await identity.fetch("SELECT sign_in_try::text AS row FROM sign_in_try")
    assert all("password" not in row["row"] and "192.0" not in row["row"] for row in rows)
    await pass_time(identity, 25 * 3600)
    await fail(identity, HOME, 1)
    assert await identity.fetchval("SELECT count(*) FROM sign_in_try") == 1


async def test_unknown_names_pass_the_same_statements_and_one_hash(
    identity: db.Pool, anna: UUID, boss: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashes: list[str] = []
    verify = PasswordHasher.verify
    count = lambda self, kept, given: (hashes.append(kept), verify(self, kept, given))[1]  # noqa: E731
    monkeypatch.setattr(PasswordHasher, "verify", count)
    asked: list[list[str]] = []
    for name in ("anna", "nobody", "boss"):  # known, unknown, without a password
        said: list[str] = []
        async with identity.acquire() as one:
            log = lambda query: said.append(query.query)  # noqa: B023, E731
            one.add_query_logger(log)
            with pytest.raises(WrongSignIn):
                await accounts.sign_in(one, name, WRONG, HOME)  # type: ignore[arg-type]
            one.remove_query_logger(log)
        asked.append(said)
    assert asked[0] == asked[1] == asked[2] != []
    assert len(hashes) == 3


async def test_a_hash_of_other_parameters_is_made_anew_at_the_next_sign_in(
    identity: db.Pool, anna: UUID, hasher: PasswordHasher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "_hasher", hasher)
    await accounts.sign_in(identity, "anna", RIGHT, HOME)
    fresh = await identity.fetchval("SELECT password_hash FROM account")
    assert fresh.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    await accounts.sign_in(identity, "anna", RIGHT, HOME)
    assert await identity.fetchval("SELECT password_hash FROM account") == fresh


def test_nobodys_hash_takes_as_long_as_anybodys(
    hasher: PasswordHasher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "_hasher", hasher)
    assert not passwords.outdated(NOBODYS)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("elevenchars", PasswordTooShort),
        ("x" * 100 + "phrase " * 15, PasswordTooLong),
        ("password1234", PasswordTooCommon),
        ("PassWord-1234", PasswordTooCommon),
        ("Contraseña1234", PasswordTooCommon),
        ("aaaaaaaaaaaa", PasswordTooCommon),
        ("abcabcabcabc", PasswordTooCommon),
        ("123456789012", PasswordTooCommon),
        ("nmlkjihgfedcb", PasswordTooCommon),
        ("my-Portes-phrase", PasswordOfContext),
        ("anna.puig rules", PasswordOfContext),
        ("garden with Puig", PasswordOfContext),
        ("habitatge forever", PasswordOfContext),
    ],
)
def test_a_password_is_refused_for_a_reason(password: str, why: type[Refused]) -> None:
    with pytest.raises(why):
        passwords.accept(password, ["anna.puig", "oficina-habitatge", None])


@pytest.mark.parametrize(
    "password", ["twelve chars", "nocapitalsnosigns", "ç" * 3 + "àéïòú " * 20, "9 8 1 4 2 6 7"]
)
def test_length_is_enough(password: str) -> None:
    passwords.accept(password, ["anna", None])


async def test_the_same_letters_written_otherwise_are_the_same_password() -> None:
    kept = await passwords.hashed("contrasenya fàcil")
    assert await passwords.fits(kept, "contrasenya fa\u0300cil")


async def test_the_owner_changes_the_password_and_other_sessions_end(
    identity: db.Pool, anna: UUID
) -> None:
    sessions = Sessions(identity)
    token = await sessions.begin(anna)
    with pytest.raises(WrongPresentPassword):
        await accounts.change_password(identity, anna, WRONG, NEXT, HOME)
    with pytest.raises(PasswordsDiffer):
        await accounts.change_password(
            identity, anna, RIGHT, NewPassword(NEXT.password, RIGHT), HOME
        )
    assert await sessions.of(anna)
    await accounts.change_password(identity, anna, RIGHT, NEXT, HOME)
    assert await sessions.of(anna) == []
    assert await Sessions(identity).by_cookie(token) is None
    assert await accounts.sign_in(identity, "anna", NEXT.password, HOME) == anna
    assert [each.what for each in await changes_of(identity, anna)] == [What.PASSWORD]


async def test_guessing_the_present_password_is_slowed_down_too(
    identity: db.Pool, anna: UUID
) -> None:
    for _ in range(FREE):
        with pytest.raises(WrongPresentPassword):
            await accounts.change_password(identity, anna, WRONG, NEXT, HOME)
    with pytest.raises(TooManyTries):
        await accounts.change_password(identity, anna, RIGHT, NEXT, HOME)


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
    assert {type(each) for each in answers} == {type(None), NotFound}
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


@pytest.fixture
async def served(serving: Serving) -> Served:
    return await serving.serve(create_app(), "shared")


@pytest.fixture
async def browser(served: Served) -> httpx2.AsyncClient:
    async with db.transaction(served.around.identity, db.Scope.SYSTEM) as tx:
        await create_account(tx, NewAccount("anna", RIGHT, frozenset({Role.RECEPTION}), None))
    return await served.nobody()


async def tried(client: httpx2.AsyncClient, name: str, password: str) -> httpx2.Response:
    return await client.post("/sign-in", data={"user_name": name, "password": password})


async def test_too_many_tries_are_told_alike_for_known_and_unknown_names(
    browser: httpx2.AsyncClient,
) -> None:
    seen = []
    for name in ("anna", "nobody"):
        answers = [await tried(browser, name, WRONG) for _ in range(FREE + 1)]
        seen.append([(each.status_code, told_alike(each)) for each in answers])
    assert seen[0] == seen[1]
    assert [status for status, *_ in seen[0]] == [422] * FREE + [429]
    assert answers[-1].headers["retry-after"] == "60"
    assert (await tried(browser, "anna", RIGHT)).status_code == 429


async def test_a_browser_is_known_after_a_sign_in_by_a_cookie_no_script_reads(
    served: Served, browser: httpx2.AsyncClient
) -> None:
    answer = await tried(browser, "anna", RIGHT)
    cookies = [each for each in answer.headers.get_list("set-cookie") if "portes_device" in each]
    assert len(cookies) == 1
    assert all(word in cookies[0].lower() for word in ("httponly", "samesite=lax", "max-age"))
    stranger = await served.nobody()
    for _ in range(FREE + 1):
        locked = await tried(stranger, "anna", WRONG)
    assert locked.status_code == 429
    assert (await tried(browser, "anna", RIGHT)).status_code == 303


async def test_signing_in_gives_a_new_session_and_ends_the_one_before(
    served: Served, browser: httpx2.AsyncClient
) -> None:
    name = served.around.settings.cookie
    tokens = []
    for _ in range(2):
        await tried(browser, "anna", RIGHT)
        tokens.append(browser.cookies[name])
    planted = await served.nobody()
    answer = await planted.post(
        "/sign-in",
        data={"user_name": "anna", "password": RIGHT},
        headers={"cookie": f"{name}=planted"},
    )
    assert "planted" not in str(answer.headers)
    assert len(set(tokens)) == 2
    alive = [await served.around.sessions.by_cookie(token) for token in (*tokens, "planted")]
    assert [principal is not None for principal in alive] == [False, True, False]


async def test_one_address_cannot_try_one_password_with_every_name(
    served: Served, browser: httpx2.AsyncClient
) -> None:
    owner = await served.nobody()
    assert (await tried(owner, "anna", RIGHT)).status_code == 303
    answers = [await tried(browser, f"name-{number}", WRONG) for number in range(21)]
    assert [each.status_code for each in answers] == [422] * 20 + [429]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 30
    assert (await tried(browser, "anna", RIGHT)).status_code == 429
    assert (await tried(owner, "anna", RIGHT)).status_code == 303


async def test_whoever_signs_in_rightly_costs_their_colleagues_nothing(
    served: Served, browser: httpx2.AsyncClient
) -> None:
    for _ in range(30):
        browser.cookies.clear()
        assert (await tried(browser, "anna", RIGHT)).status_code == 303


async def test_no_answer_tells_whether_there_is_such_an_account(
    served: Served, browser: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unknown, switched off, of the identity provider, without a password yet, or a wrong one."""
    identity, hashes = served.around.identity, 0
    async with db.transaction(identity, db.Scope.SYSTEM) as tx:
        await administration.create(tx, "fresh", RECEPTION, "ca")
        off = NewAccount("off", RIGHT, frozenset({Role.RECEPTION}), None)
        await administration.set_active(tx, await create_account(tx, off), False, None)
    has = Standing(frozenset({Role.MANAGER}), None, None)
    await store.keep(identity, "https://provider.test", "1", "theirs", has, None)
    verify = PasswordHasher.verify

    def counted(self: PasswordHasher, kept: str, given: str) -> bool:
        nonlocal hashes
        hashes += 1
        return verify(self, kept, given)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    seen = []
    for name, password in [
        *(("anna", WRONG), ("nobody", RIGHT), ("off", RIGHT), ("theirs", RIGHT), ("fresh", "")),
    ]:
        said: list[str] = []
        before = hashes
        with logged(served, said):
            answer = await tried(browser, name, password)
        seen.append((answer.status_code, told_alike(answer), said, hashes - before))
    assert all(each == seen[0] for each in seen)
    assert (seen[0][0], seen[0][3], len(seen[0][2])) == (422, 1, 2)


@contextmanager
def logged(served: Served, said: list[str]) -> Iterator[None]:
    """Note the statements that the identity database is asked meanwhile."""
    with pytest.MonkeyPatch.context() as patched:
        for way in ("fetch", "fetchrow", "fetchval", "execute"):
            real = getattr(asyncpg.Pool, way)

            async def noted(self: Any, query: str, *args: object, _real: Any = real) -> Any:
                if self is served.around.identity and "business_clock" not in query:
                    said.append(query)
                return await _real(self, query, *args)

            patched.setattr(asyncpg.Pool, way, noted)
        yield
