"""Passwords: back-off that locks nobody else out, hashes, and which are refused."""

import asyncio
from uuid import UUID

import pytest
from argon2 import PasswordHasher

from shared import db
from shared.errors import Refused
from shared.identity import accounts, passwords
from shared.identity.accounts import NewPassword
from shared.identity.changes import What, changes_of
from shared.identity.refusals import (
    PasswordOfContext,
    PasswordsDiffer,
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooShort,
    TooManyTries,
    WrongPresentPassword,
    WrongSignIn,
)
from shared.identity.sessions import Sessions
from shared.identity.tries import FREE, Place, is_known, remember
from tests.shared.anna import (
    ELSEWHERE,
    HOME,
    NEXT,
    NOBODYS,
    RIGHT,
    WRONG,
    anna,
    boss,
    fail,
    identity,
    pass_time,
)

__all__ = ["anna", "boss", "identity"]


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


async def test_a_device_that_somebody_planted_becomes_nobodys(
    identity: db.Pool, anna: UUID
) -> None:
    given = await remember(identity, anna, Place(HOME.address, "planted"))
    assert given != "planted"
    assert not await is_known(identity, "anna", Place(HOME.address, "planted"))
    assert await remember(identity, anna, Place(HOME.address, given)) == given
