"""What every request passes: who may, what is let in, and what an answer never says."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import nullcontext
from importlib import import_module
from typing import Any

import httpx2
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import BaseRoute, Mount, Route

from shared.identity import Role
from shared.identity.accounts import NewAccount, create_account
from shared.rights import ANYONE, may
from shared.web import create_service, router
from shared.web.assembly import NoRule
from shared.web.guard import LONGEST_BODY
from shared.web.policy import COMMON
from shared.web.routes import endpoints
from tests.fixtures.canaries import MISPLACED as CANARY
from tests.fixtures.web import Served, ServiceClient, Serving, command, told_alike
from tests.shared.little_service import POLICY, TABLE, create_app

SERVICES = ["gateway", "referrals", "groups", "indicators"]
RECEPTION = {Role.RECEPTION}


@pytest.fixture
async def served(serving: Serving) -> Served:
    running = await serving.serve(create_app(), "shared")
    await running.around.pool.execute(TABLE)
    return running


@pytest.fixture
async def client(served: Served) -> httpx2.AsyncClient:
    return await served.signed_in(RECEPTION, {"css-nord"})


def is_problem(answer: httpx2.Response, status: int, code: str) -> bool:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    return told["status"] == status and told["type"] == f"/problems/{code}"


@pytest.mark.parametrize(
    ("method", "path", "sent"),
    [
        ("POST", "/api/things", {"json": {"name": CANARY * 3}}),
        ("POST", "/api/things", {"json": {"name": "x", "count": CANARY}}),
        ("POST", "/api/things", {"json": {"name": "x", CANARY: 1}}),
        ("POST", "/api/things", {"json": {"name": "x", "count": {CANARY: CANARY}}}),
        ("POST", "/api/things", {"json": CANARY}),
        ("POST", "/api/things", {"content": f"{{{CANARY}"}),
        ("POST", "/api/things", {"content": b"\xff" + CANARY.encode()}),
        ("POST", "/api/refused", {"json": {"name": CANARY}}),
        ("POST", "/api/failing", {"json": {"name": CANARY}}),
        ("POST", f"/api/{CANARY}", {"json": {}}),
        ("PUT", f"/api/things?q={CANARY}", {"json": {"name": CANARY}}),
        ("GET", f"/api/things?most={CANARY}", {}),
        ("GET", f"/api/units/{CANARY}", {}),
        ("POST", "/api/things", {"json": {"name": "x"}, "headers": {"Idempotency-Key": ""}}),
        ("POST", "/api/things", {"content": CANARY, "headers": {"content-type": CANARY}}),
    ],
)
async def test_a_problem_never_echoes_what_was_sent(
    client: httpx2.AsyncClient, method: str, path: str, sent: dict[str, Any]
) -> None:
    headers = {"content-type": "application/json", **command(), **sent.pop("headers", {})}
    answer = await client.request(method, path, headers=headers, **sent)
    assert answer.status_code >= 400
    assert answer.headers["content-type"] == "application/problem+json"
    everything = answer.text + str(answer.headers)
    assert CANARY not in everything


async def test_a_mistake_is_named_by_its_place_and_rule(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/api/things", json={"name": "x", "count": 0}, headers=command())
    assert is_problem(answer, 422, "invalid")
    mistake = {"in": "body", "pointer": "/count", "rule": "greater_than_equal"}
    assert answer.json()["errors"] == [mistake]


async def test_a_body_that_says_it_is_too_long_is_refused(client: httpx2.AsyncClient) -> None:
    body = {"name": "x" * LONGEST_BODY}
    answer = await client.post("/api/things", json=body, headers=command())
    assert is_problem(answer, 413, "too-large")


async def test_a_body_that_hides_its_length_is_refused_once_it_is_too_long(
    client: httpx2.AsyncClient,
) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(LONGEST_BODY // 65536 + 1):
            yield b" " * 65536

    headers = {"content-type": "application/json", **command()}
    answer = await client.post("/api/things", content=endless(), headers=headers)
    assert is_problem(answer, 413, "too-large")


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", "", "x"])
async def test_a_body_of_a_type_that_nothing_reads_is_refused(
    client: httpx2.AsyncClient, kind: str
) -> None:
    headers = {"content-type": kind, **command()}
    answer = await client.post("/api/things", content=b'{"name": "x"}', headers=headers)
    assert is_problem(answer, 415, "unsupported-media-type")


async def test_an_unknown_address_is_a_problem_for_machines_and_a_page_for_people(
    client: httpx2.AsyncClient,
) -> None:
    assert is_problem(await client.get("/api/nowhere"), 404, "not-found")
    page = await client.get("/nowhere")
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")


async def test_a_method_that_an_address_does_not_take_is_a_problem(
    client: httpx2.AsyncClient,
) -> None:
    assert is_problem(await client.delete("/api/things"), 405, "method-not-allowed")


async def test_who_may_is_asked_before_anything_else(served: Served) -> None:
    nobody = await served.nobody()
    manager = await served.signed_in({Role.MANAGER})
    at_nord = await served.signed_in(RECEPTION, {"css-nord"})
    path = "/api/units/css-nord"
    assert is_problem(await nobody.get(path), 401, "unauthenticated")
    assert is_problem(await manager.get(path), 403, "forbidden")
    assert is_problem(await at_nord.get("/api/units/css-sud"), 404, "not-found")
    assert (await at_nord.get(path)).json() == {"unit": "css-nord"}


async def refused_after(client: httpx2.AsyncClient) -> float:
    """Seconds until the client is answered that nobody is signed in."""
    began = time.monotonic()
    while (await client.get("/api/units/css-nord")).status_code == 200:  # noqa: ASYNC110
        await asyncio.sleep(0.1)
    assert is_problem(await client.get("/api/units/css-nord"), 401, "unauthenticated")
    return time.monotonic() - began


@pytest.mark.parametrize(
    ("machine", "statement"),
    [
        (False, "UPDATE session SET revoked_at = clock_timestamp()"),
        (False, "UPDATE account SET active = false"),
        (False, "UPDATE session SET last_seen = clock_timestamp() - interval '3 hours'"),
        (True, "UPDATE api_key SET revoked_at = clock_timestamp()"),
    ],
)
async def test_a_revocation_acts_within_five_seconds(
    served: Served, machine: bool, statement: str
) -> None:
    make = served.machine if machine else served.signed_in
    who = await make(RECEPTION)
    assert (await who.get("/api/units/css-nord")).status_code == 200
    await served.around.identity.execute(statement)
    assert await refused_after(who) < 5


async def test_a_wrong_name_and_a_wrong_password_are_answered_alike(served: Served) -> None:
    nobody = await served.nobody()
    account = NewAccount("anna", "right-password", frozenset(RECEPTION), None)
    async with served.around.identity.acquire() as tx:
        await create_account(tx, account)
    right = {"user_name": "anna", "password": "right-password"}
    wrong = [{**right, "user_name": CANARY}, {**right, "password": CANARY}]
    answers = [await nobody.post("/sign-in", data=each) for each in wrong]
    assert {answer.status_code for answer in answers} == {422}
    assert told_alike(answers[0]) == told_alike(answers[1])
    assert CANARY not in answers[0].text
    assert (await nobody.post("/sign-in", data=right)).status_code == 303
    assert (await nobody.get("/api/units/css-nord")).status_code == 200
    await nobody.post("/sign-out")
    assert (await nobody.get("/api/units/css-nord")).status_code == 401


def walked(routes: list[BaseRoute]) -> Iterator[BaseRoute]:
    """Every route in the tree, found without FastAPI's own way of counting."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is None:
            yield route
        else:
            yield from walked(inner.routes)


def app_of(service: str) -> tuple[FastAPI, set[str]]:
    if service == "little":
        return create_app(), {*POLICY, *COMMON}
    rules = import_module(f"services.{service}.policy").POLICY
    app: FastAPI = import_module(f"services.{service}.app").create_app()
    return app, {*rules, *COMMON}


@pytest.mark.parametrize("service", ["little", *SERVICES])
def test_every_route_has_a_rule_and_every_rule_a_route(service: str) -> None:
    app, rules = app_of(service)
    found = list(walked(app.routes))
    assert all(isinstance(route, Route | APIRoute | Mount) for route in found)
    assert {str(getattr(route, "name", None)) for route in found} == rules == endpoints(app)
    assert len(found) == len(list(iter_route_contexts(app.routes)))


@pytest.mark.parametrize("service", ["little", *SERVICES])
def test_every_operation_of_the_openapi_document_is_a_route_with_a_rule(service: str) -> None:
    app, rules = app_of(service)
    operations = [
        (path, method) for path, item in app.openapi()["paths"].items() for method in item
    ]
    routes = [
        route
        for route in walked(app.routes)
        if isinstance(route, APIRoute) and route.include_in_schema and route.name in rules
    ]
    assert len(operations) == sum(len(route.methods) for route in routes)


@pytest.mark.parametrize("service", SERVICES)
async def test_nothing_but_what_is_public_answers_nobody(
    service_client: ServiceClient, service: str
) -> None:
    nobody = await service_client(service)
    app, _ = app_of(service)
    rules = {**COMMON, **import_module(f"services.{service}.policy").POLICY}
    for context in iter_route_contexts(app.routes):
        if rules[str(context.name)].roles is not None and context.path:
            for method in context.methods or ():
                answer = await nobody.request(method, context.path, headers=command())
                assert answer.status_code in {401, 303}, (method, context.path)


def test_a_route_that_does_not_pass_the_edge_has_no_rule_but_everybody() -> None:
    past = APIRouter()
    past.add_api_route("/past", lambda: None, name="past")
    for who, starts in ((ANYONE, True), ({Role.RECEPTION}, False)):
        with nullcontext() if starts else pytest.raises(NoRule, match="past"):
            rules = {"past": may("Pass", who)}
            create_service("groups", title="Past", description="", routers=[past], policy=rules)


def test_two_routes_of_one_name_do_not_start_under_one_rule() -> None:
    rules = {"home": may("Come in", ANYONE)}
    twice = router(rules)
    for path in ("/", "/secret"):
        twice.add_api_route(path, lambda: None, name="home")
    with pytest.raises(NoRule, match="home"):
        create_service("groups", title="Twice", description="", routers=[twice], policy=rules)


async def test_a_partner_sees_its_own_organisation_and_no_unit(served: Served) -> None:
    partner = await served.signed_in({Role.PARTNER, Role.RECEPTION}, organisation="prism")
    assert (await partner.get("/api/organisations/prism")).status_code == 200
    assert is_problem(await partner.get("/api/organisations/other"), 404, "not-found")
    assert is_problem(await partner.get("/api/units/css-nord"), 404, "not-found")


def test_a_route_without_a_rule_does_not_start() -> None:
    forgotten = APIRouter()
    forgotten.add_api_route("/forgotten", lambda: None, name="forgotten")
    with pytest.raises(NoRule, match="forgotten"):
        create_service("groups", title="Little", description="", routers=[forgotten], policy={})


def test_a_route_without_a_rule_does_not_hide_in_a_router_within_a_router() -> None:
    inner, outer = router({}), router({})
    inner.add_api_route("/forgotten", lambda: None, name="forgotten")
    outer.include_router(inner, prefix="/deep")
    with pytest.raises(NoRule, match="forgotten"):
        create_service("groups", title="Little", description="", routers=[outer], policy={})


def test_a_rule_without_a_route_does_not_start() -> None:
    with pytest.raises(NoRule, match="renamed"):
        create_service(
            "groups",
            title="Little",
            description="",
            routers=[],
            policy={"renamed": may("Rename", ANYONE)},
        )
