"""Coming in with a corporate account, proved against a real Keycloak."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlencode

import httpx2
import pytest
import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.identity import Principal, Role
from shared.identity.oidc import NotTrusted, tokens
from tests.fixtures.cities import NORD
from tests.fixtures.web import Served
from tests.identity_provider.door import START, asked, go_to, set_out, sign_in
from tests.identity_provider.keycloak import Keycloak

pytestmark = [
    pytest.mark.needs("keycloak"),
    pytest.mark.timeout(300),
]
BUTTON = 'href="/sign-in/provider"'
DESK = f"/units/{NORD}/desk"
ACTS_SECONDS = 5
PATIENCE_SECONDS = 3
SLACK_SECONDS = 6


async def principal(portes: Served, browser: httpx2.AsyncClient) -> Principal | None:
    token = browser.cookies.get(portes.around.settings.cookie)
    return await portes.around.sessions.by_cookie(token) if token else None


async def inside(portes: Served, browser: httpx2.AsyncClient) -> Principal:
    found = await principal(portes, browser)
    assert found is not None
    return found


async def ends(browser: httpx2.AsyncClient) -> bool:
    until = time.monotonic() + ACTS_SECONDS
    while (await browser.get(DESK)).status_code != 303:
        if time.monotonic() > until:
            return False
        await asyncio.sleep(0.2)
    return True


def user_id(keycloak: Keycloak, name: str) -> str:
    found: str = keycloak.admin("GET", f"/users?username={name}&exact=true")[0]["id"]
    return found


def group_id(keycloak: Keycloak, name: str) -> str:
    return next(g["id"] for g in keycloak.admin("GET", "/groups") if g["name"] == name)


async def test_a_corporate_account_comes_in_with_the_roles_and_centres_of_its_claims(
    portes: Served,
) -> None:
    browser = await portes.nobody()
    assert BUTTON in (await browser.get("/sign-in")).text
    answer = await sign_in(browser, "rec")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    who = await inside(portes, browser)
    assert (who.name, who.roles, who.units) == ("rec", {Role.RECEPTION}, {NORD})
    assert (await browser.get(DESK)).status_code == 200


async def test_the_whole_city_and_an_organisation_are_scopes_too(portes: Served) -> None:
    manager, partner = await portes.nobody(), await portes.nobody()
    await sign_in(manager, "dir")
    await sign_in(partner, "partner")
    who = await inside(portes, manager)
    assert (who.roles, who.units, who.organisation) == ({Role.MANAGER}, None, None)
    who = await inside(portes, partner)
    assert (who.roles, who.units, who.organisation) == ({Role.PARTNER}, frozenset(), "caritat")


async def test_the_account_is_kept_without_a_password_and_once(portes: Served) -> None:
    for _ in range(2):
        await sign_in(await portes.nobody(), "rec")
    rows = await portes.around.identity.fetch("SELECT * FROM account WHERE issuer IS NOT NULL")
    assert [(row["display_name"], row["password_hash"]) for row in rows] == [("rec", "")]
    sent = {"user_name": rows[0]["user_name"], "password": ""}
    nobody = await portes.nobody()
    assert (await nobody.post("/sign-in", data=sent)).status_code == 422


@pytest.mark.parametrize("user", ["nobody", "lost"])
async def test_without_a_role_or_a_place_one_is_told_whom_to_ask(portes: Served, user: str) -> None:
    browser = await portes.nobody()
    answer = await sign_in(browser, user)
    assert answer.status_code == 403
    assert "Demana-ho a la direcció." in answer.text
    assert await principal(portes, browser) is None
    assert await portes.around.identity.fetchval("SELECT count(*) FROM account") == 0


async def test_a_role_removed_there_is_lost_here_at_the_next_sign_in(
    portes: Served, keycloak: Keycloak
) -> None:
    before, after = await portes.nobody(), await portes.nobody()
    await sign_in(before, "rec")
    place = f"/users/{user_id(keycloak, 'rec')}/groups/{group_id(keycloak, 'portes-recepcio')}"
    keycloak.admin("DELETE", place)
    try:
        assert (await sign_in(after, "rec")).status_code == 403
    finally:
        keycloak.admin("PUT", place)
    assert await ends(before)
    assert (await sign_in(after, "rec")).status_code == 303


async def test_an_account_switched_off_here_stays_out(portes: Served) -> None:
    browser = await portes.nobody()
    await sign_in(browser, "rec")
    await portes.around.identity.execute("UPDATE account SET active = false")
    assert (await sign_in(browser, "rec")).status_code == 403


async def test_keys_that_rotate_keep_the_old_sessions_and_let_new_ones_in(
    portes: Served, keycloak: Keycloak
) -> None:
    before, after = await portes.nobody(), await portes.nobody()
    await sign_in(before, "rec")
    old = keycloak.admin("GET", "/keys")["active"]["RS256"]
    realm = keycloak.admin("GET", "")["id"]
    keycloak.admin(
        "POST",
        "/components",
        json={
            "name": "newer",
            "providerId": "rsa-generated",
            "providerType": "org.keycloak.keys.KeyProvider",
            "parentId": realm,
            "config": {"priority": [str(int(time.time()))]},
        },
    )
    assert keycloak.admin("GET", "/keys")["active"]["RS256"] != old
    assert (await before.get(DESK)).status_code == 200
    assert (await sign_in(after, "dir")).status_code == 303
    assert (await before.get(DESK)).status_code == 200


@pytest.mark.parametrize(
    "forged",
    [
        {"state": "made-up"},
        {"state": ""},
        {"code": "made-up"},
        {"code": ""},
        {"iss": "https://elsewhere.test"},
    ],
    ids=str,
)
async def test_a_way_back_that_was_forged_leads_nowhere(
    portes: Served, forged: dict[str, str]
) -> None:
    browser = await portes.nobody()
    back = await go_to(await set_out(browser), "rec")
    there, _, _ = back.partition("?")
    answer = await browser.get(f"{there}?{urlencode(asked(back) | forged)}")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert await principal(portes, browser) is None


async def test_another_browser_cannot_finish_a_sign_in_and_nobody_can_twice(
    portes: Served,
) -> None:
    browser, other = await portes.nobody(), await portes.nobody()
    back = await go_to(await set_out(browser), "rec")
    await set_out(other)
    assert (await other.get(back)).status_code == 400
    assert (await browser.get(back)).status_code == 303
    assert (await browser.get(back)).status_code == 400


@pytest.mark.parametrize("what", ["nonce", "verifier"])
async def test_a_token_for_another_sign_in_and_a_broken_proof_are_refused(
    portes: Served, what: str
) -> None:
    browser = await portes.nobody()
    back = await go_to(await set_out(browser), "rec")
    await portes.around.identity.execute(f"UPDATE provider_sign_in SET {what} = repeat('x', 64)")
    assert (await browser.get(back)).status_code == 400
    assert await principal(portes, browser) is None


async def test_the_way_out_asks_for_proof_and_leads_back_here_only(portes: Served) -> None:
    browser = await portes.nobody()
    answer = await browser.get(f"{START}?next=https://elsewhere.test/")
    out = asked(answer.headers["location"])
    assert out["code_challenge_method"] == "S256"
    assert out["response_type"] == "code"
    assert out["redirect_uri"] == "http://portes.test/sign-in/provider/callback"
    assert min(len(out[name]) for name in ("state", "nonce", "code_challenge")) >= 32
    kept = answer.headers["set-cookie"]
    assert all(rule in kept for rule in ("HttpOnly", "SameSite=lax", "Path=/;"))
    back = await browser.get(await go_to(answer.headers["location"], "rec"))
    assert back.headers["location"] == "/"


async def test_a_real_token_counts_for_its_audience_issuer_time_and_sign_in_only(
    portes: Served, keycloak: Keycloak
) -> None:
    provider = portes.around.provider
    assert provider is not None
    begun = await provider.ask("http://portes.test/sign-in/provider/callback")
    code = asked(await go_to(begun.url, "rec"))["code"]
    given = httpx2.post(
        f"{keycloak.issuer}/protocol/openid-connect/token",
        data={
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": "http://portes.test/sign-in/provider/callback",
            "code_verifier": begun.verifier,
        },
        auth=("portes", "secret-of-portes-in-tests"),
        timeout=30,
    ).json()
    token, access = given["id_token"], given["access_token"]
    keys = await provider._keys_with(tokens.key_id(token))
    ours, now = provider.expected, time.time()
    assert tokens.read_id_token(token, keys, ours, begun.nonce, access, now)["sub"]
    other = tokens.Expected(ours.issuer, "other")
    elsewhere = tokens.Expected(ours.issuer + "2", ours.client_id)
    for rule, wrong in {
        "aud": (token, keys, other, begun.nonce, access, now),
        "iss": (token, keys, elsewhere, begun.nonce, access, now),
        "nonce": (token, keys, ours, "another", access, now),
        "at_hash": (token, keys, ours, begun.nonce, access + "x", now),
        "exp": (token, keys, ours, begun.nonce, access, now + 600),
        "iat": (token, keys, ours, begun.nonce, access, now - 600),
        "signature": (token[:-8] + "AAAAAAAA", keys, ours, begun.nonce, access, now),
    }.items():
        with pytest.raises(NotTrusted, match=rule):
            tokens.read_id_token(*wrong)


async def test_an_expired_token_lets_nobody_in(
    portes: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = await portes.nobody()
    back = await go_to(await set_out(browser), "rec")
    real = time.time
    monkeypatch.setattr("shared.identity.oidc.provider.time.time", lambda: real() + 120)
    assert (await browser.get(back)).status_code == 400
    monkeypatch.undo()
    assert await principal(portes, browser) is None


def named(app: FastAPI) -> ASGIApp:
    """The application for whoever knows its port and not its name."""

    async def asked(scope: Scope, receive: Receive, send: Send) -> None:
        kept = [(name, value) for name, value in scope["headers"] if name != b"host"]
        await app({**scope, "headers": [*kept, (b"host", b"portes.test")]}, receive, send)

    return asked


@asynccontextmanager
async def listening(portes: Served) -> AsyncIterator[str]:
    """Portes on a port of its own, since Keycloak has to reach it."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        server = uvicorn.Server(
            uvicorn.Config(named(portes.app), lifespan="off", log_config=None, ws="none")
        )
        running = asyncio.create_task(server.serve(sockets=[door]))
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
        server.should_exit = True
        with suppress(asyncio.CancelledError):
            await running


async def test_what_keycloak_ends_is_over_here_within_five_seconds(
    portes: Served, keycloak: Keycloak
) -> None:
    browser, other = await portes.nobody(), await portes.nobody()
    await sign_in(browser, "rec")
    await sign_in(other, "dir")
    client = keycloak.admin("GET", "/clients?clientId=portes")[0]
    async with listening(portes) as address:
        client["attributes"]["backchannel.logout.url"] = f"{address}{START}/logout"
        await asyncio.to_thread(keycloak.admin, "PUT", f"/clients/{client['id']}", json=client)
        ended = f"/users/{user_id(keycloak, 'rec')}/logout"
        await asyncio.to_thread(keycloak.admin, "POST", ended)
        assert await ends(browser)
    assert await principal(portes, other)


async def test_signing_out_here_ends_the_session_here(portes: Served) -> None:
    browser = await portes.nobody()
    await sign_in(browser, "rec")
    await browser.post("/sign-out")
    assert await principal(portes, browser) is None


async def test_a_keycloak_that_does_not_answer_is_waited_for_three_seconds(
    portes: Served, keycloak: Keycloak
) -> None:
    browser, late = await portes.nobody(), await portes.nobody()
    await sign_in(browser, "rec")
    with keycloak.stuck():
        began = time.monotonic()
        answer = await late.get(START)
        assert answer.status_code == 503
        assert PATIENCE_SECONDS <= time.monotonic() - began < PATIENCE_SECONDS + SLACK_SECONDS
        assert (await browser.get(DESK)).status_code == 200
    assert (await sign_in(late, "rec")).status_code == 303


@pytest.mark.kills_keycloak
async def test_with_keycloak_dead_those_inside_go_on_and_the_page_says_what_is_wrong(
    portes: Served, keycloak: Keycloak
) -> None:
    browser, late = await portes.nobody(), await portes.nobody()
    await sign_in(browser, "rec")
    back = await go_to(await set_out(late), "rec")
    keycloak.kill()
    assert (await browser.get(DESK)).status_code == 200
    for address in (START, back):
        began = time.monotonic()
        answer = await late.get(address)
        assert answer.status_code == 503
        assert time.monotonic() - began < ACTS_SECONDS
        assert 'role="alert"' in answer.text
        assert 'name="password"' in answer.text
    assert (await browser.get(DESK)).status_code == 200
