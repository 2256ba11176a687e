"""Signing in with a local account, as a browser meets it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg
import httpx2
import pytest
from argon2 import PasswordHasher

from shared import db
from shared.identity import Role, administration
from shared.identity.accounts import NewAccount, create_account
from shared.identity.oidc import Standing, store
from shared.identity.tries import FREE
from tests.fixtures.web import Served, Serving, told_alike
from tests.shared.anna import RECEPTION, RIGHT, WRONG, anna, identity
from tests.shared.little_service import create_app

__all__ = ["anna", "identity"]


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
