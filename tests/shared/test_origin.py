"""One origin: whose address is asked for, where answers lead, and which cookies count."""

from urllib.parse import urljoin, urlsplit

import httpx2
import pytest
from fastapi import FastAPI
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError
from starlette.requests import Request

from shared.db import Scope, transaction
from shared.identity import Role
from shared.identity.accounts import NewAccount, create_account
from shared.settings import Settings
from shared.web.came_from import absolute, came_from
from tests.fixtures.web import ORIGIN, Served, Serving, command
from tests.shared.little_service import TABLE, create_app

PASSWORD = "a phrase that is long enough"
SECURE = "https://portes.test"


async def served_at(serving: Serving, origin: str) -> Served:
    serving.origin = origin
    running = await serving.serve(create_app(), "shared")
    await running.around.pool.execute(TABLE)
    async with transaction(running.around.identity, Scope.SYSTEM) as tx:
        await create_account(tx, NewAccount("anna", PASSWORD, frozenset({Role.RECEPTION}), None))
    return running


async def sign_in(client: httpx2.AsyncClient) -> httpx2.Response:
    answer = await client.post("/sign-in", data={"user_name": "anna", "password": PASSWORD})
    assert answer.status_code == 303
    return answer


async def test_another_host_than_ours_is_not_answered(serving: Serving) -> None:
    client = await (await served_at(serving, ORIGIN)).signed_in({Role.RECEPTION}, {"css-nord"})
    for host in (
        "elsewhere.example",
        "portes.test.elsewhere.example",
        "127.0.0.1",
        "portes.test:1",
    ):
        for path in ("/api/units/css-nord", "/sign-in", "/static/tokens.css", "/nowhere"):
            answer = await client.get(path, headers={"host": host})
            assert answer.status_code == 421
            assert answer.json()["type"] == "/problems/misdirected"
            assert "elsewhere" not in answer.text + str(answer.headers)
    assert (await client.get("/api/units/css-nord", headers={"host": "PORTES.test"})).is_success
    for path in ("/healthz", "/readyz"):
        assert (await client.get(path, headers={"host": "127.0.0.1:20001"})).status_code == 200


async def test_a_forwarded_host_counts_nothing(serving: Serving) -> None:
    client = await (await served_at(serving, ORIGIN)).nobody()
    forged = {
        "x-forwarded-host": "elsewhere.example",
        "x-forwarded-proto": "https",
        "x-forwarded-prefix": "//elsewhere.example",
        "forwarded": "host=elsewhere.example",
        "x-original-url": "//elsewhere.example/",
    }
    for path in ("/sign-in", "/api/units/css-nord", "/policy"):
        answer = await client.get(path, headers=forged)
        assert "elsewhere" not in answer.text + str(answer.headers)


@pytest.mark.parametrize(
    "wrong",
    ["portes.test", "ftp://portes.test", "https://", "http://portes.test/gateway", "https://a@b"],
)
def test_an_origin_is_scheme_host_and_port_and_nothing_else(wrong: str) -> None:
    with pytest.raises(ValidationError, match="PORTES_ORIGIN"):
        Settings(database_url="", identity_url="", origin=wrong)


def test_an_origin_is_known_however_it_is_written() -> None:
    for written in ("https://Portes.Test/", "https://portes.test:443"):
        settings = Settings(database_url="", identity_url="", origin=written)
        assert (settings.origin, settings.host, settings.tls) == (SECURE, "portes.test", True)


def asked_from(referer: str) -> Request:
    """A request that says it comes from there."""

    class Around:
        settings = Settings(database_url="", identity_url="", origin=ORIGIN)

    app = FastAPI()
    app.state.around = Around()
    headers = [(b"referer", referer.encode("latin-1", "replace"))]
    return Request({"type": "http", "app": app, "headers": headers})


HOSTILE = st.lists(
    st.sampled_from(
        [
            *("/", "//", "/\\", "\\", "\t", "\r\n", "\n", "%2f", "%5c", "%09", "%00", "..", "@"),
            *("?", "#", "javascript:", "https:", "elsewhere.example", "portes.test", "user:pw@"),
            *("ª", "℀", "。", "\u202e", " ", ".", ":80", "a"),
        ]
    ),
    max_size=7,
).map("".join)


@given(st.one_of(HOSTILE, HOSTILE.map(lambda path: ORIGIN + path), st.text()))
@example(f"{ORIGIN}//elsewhere.example/x")
@example(f"{ORIGIN}/\\elsewhere.example/x")
@example(f"{ORIGIN}/\t/elsewhere.example")
@example(f"{ORIGIN}@elsewhere.example/x")
@example(f"{ORIGIN}.elsewhere.example/x")
def test_wherever_a_form_says_it_was_the_way_back_stays_here(referer: str) -> None:
    path = came_from(asked_from(referer))
    if path is not None:
        assert path.startswith("/")
        assert path[1:2] != "/"
        assert all(" " < sign < "\x7f" and sign != "\\" for sign in path)
        assert urlsplit(urljoin(ORIGIN, path))[:2] == ("http", "portes.test")


def test_the_way_back_is_the_page_where_the_form_was() -> None:
    assert came_from(asked_from(f"{ORIGIN}/units/css-nord/desk?x=1#y")) == "/units/css-nord/desk"
    assert came_from(asked_from("")) is None


async def test_a_link_to_open_elsewhere_is_made_from_our_origin_alone(serving: Serving) -> None:
    served = await served_at(serving, SECURE)
    asked = {
        "type": "http",
        "app": served.app,
        "router": served.app.router,
        "path": "/",
        "scheme": "http",
    }
    request = Request({**asked, "headers": [(b"host", b"elsewhere.example")]})
    assert absolute(request, "sign_in_page") == f"{SECURE}/sign-in"


async def test_a_form_leads_back_to_its_page_and_nowhere_else(serving: Serving) -> None:
    client = await (await served_at(serving, ORIGIN)).nobody()
    for referer, leads in ((f"{ORIGIN}/there", "/there"), (f"{ORIGIN}//elsewhere.example/", "/")):
        told = {"referer": referer}
        answer = await client.post("/language", data={"language": "es"}, headers=told)
        assert (answer.status_code, answer.headers["location"]) == (303, leads)
        assert answer.cookies["portes_language"] == "es"


async def test_by_tls_cookies_belong_to_this_host_alone_and_to_tls(serving: Serving) -> None:
    served = await served_at(serving, SECURE)
    client = await served.nobody()
    answer = await sign_in(client)
    cookies = answer.headers.get_list("set-cookie")
    client.headers["referer"] = f"{SECURE}/there"
    cookies += (await client.post("/language", data={"language": "ca"})).headers.get_list(
        "set-cookie"
    )
    cookies += (await client.post("/unit", data={})).headers.get_list("set-cookie")
    cookies += (await client.post("/sign-out")).headers.get_list("set-cookie")
    names = [each.partition("=")[0] for each in cookies]
    what = ("session", "device", "language", "notice", "session")
    assert names == [f"__Host-portes_{each}" for each in what]
    for each in cookies:
        told = {part.strip().lower() for part in each.split(";")[1:]}
        assert {"secure", "httponly", "path=/", "samesite=lax"} <= told
        assert not any(part.startswith("domain") for part in told)


async def test_a_cookie_tossed_under_the_plain_name_is_not_taken_by_tls(serving: Serving) -> None:
    served = await served_at(serving, SECURE)
    client = await served.signed_in({Role.RECEPTION}, {"css-nord"})
    [(name, token)] = client.cookies.items()
    assert (await client.get("/api/units/css-nord")).status_code == 200
    client.cookies.clear()
    for tossed in (name.removeprefix("__Host-"), name.lower()):
        client.cookies = httpx2.Cookies({tossed: token})
        assert (await client.get("/api/units/css-nord")).status_code == 401


async def test_without_tls_cookies_have_plain_names(serving: Serving) -> None:
    answer = await sign_in(await (await served_at(serving, ORIGIN)).nobody())
    cookies = answer.headers.get_list("set-cookie")
    assert [each.partition("=")[0] for each in cookies] == ["portes_session", "portes_device"]
    assert not any("secure" in each.lower() for each in cookies)


async def test_transport_is_strict_by_tls_alone(serving: Serving) -> None:
    client = await (await served_at(serving, SECURE)).nobody()
    answer = await client.get("/sign-in")
    assert answer.headers["strict-transport-security"] == "max-age=63072000"
    plain = await (await served_at(serving, ORIGIN)).nobody()
    assert "strict-transport-security" not in (await plain.get("/sign-in")).headers


async def test_a_session_planted_before_signing_in_is_ended_and_never_becomes_theirs(
    serving: Serving,
) -> None:
    served = await served_at(serving, ORIGIN)
    attacker = await served.signed_in({Role.RECEPTION}, {"css-nord"})
    planted = attacker.cookies["portes_session"]
    for preset in (planted, "made-up"):
        victim = await served.nobody()
        victim.cookies.set("portes_session", preset)
        fresh = (await sign_in(victim)).cookies["portes_session"]
        assert fresh != preset
        victim.cookies = httpx2.Cookies({"portes_session": fresh})
        assert (await victim.get("/api/units/css-nord")).status_code == 200
        attacker.cookies = httpx2.Cookies({"portes_session": preset})
        assert (await attacker.get("/api/units/css-nord")).status_code == 401
        assert (await attacker.post("/api/things", json={}, headers=command())).status_code == 401
