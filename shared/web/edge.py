"""The edge: one request, one transaction, one principal, one rule, one command id.

The answer leaves after the commit. A refusal rolls everything back, its command id too: nothing
happened, so the same request may be sent again.
"""

from datetime import datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.routing import APIRoute

from shared.db import Tx as Connection
from shared.db import transaction
from shared.errors import Forbidden, Unauthenticated
from shared.identity import Principal
from shared.web import commands
from shared.web.policy import Policy
from shared.web.surroundings import Surroundings
from shared.web.tracing import Handler, traced

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def around(request: Request) -> Surroundings:
    """The process's surroundings."""
    found: Surroundings = request.app.state.around
    return found


async def principal_of(request: Request) -> Principal | None:
    """Who asks, by key or by cookie."""
    here = around(request)
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return await here.sessions.by_key(key)
    token = request.cookies.get(here.settings.cookie)
    return await here.sessions.by_cookie(token) if token else None


def refuse_other_sites(request: Request) -> None:
    """A mutation that a browser sends must come from our own pages. Raises ``Forbidden``."""
    if request.method in SAFE or "authorization" in request.headers:
        return
    site = request.headers.get("sec-fetch-site")
    if site in {"same-origin", "none"}:
        return
    origin = request.headers.get("origin")
    foreign = origin and origin.partition("://")[2] != request.headers.get("host")
    if site is not None or foreign:
        raise Forbidden


async def admit(request: Request, name: str) -> Principal | None:
    """Find the principal and ask the policy; leaves both in the request's state."""
    here = around(request)
    refuse_other_sites(request)
    await here.clock.refresh()
    principal = await principal_of(request)
    request.state.principal = principal
    here.policy[name].check(principal, request)
    return principal


class Edge(APIRoute):
    """A route whose endpoint runs within one transaction."""

    def get_route_handler(self) -> Handler:
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            principal = await admit(request, self.name)
            request.state.now = around(request).clock.now()
            if request.method in SAFE:
                async with transaction(around(request).pool) as tx:
                    request.state.tx = tx
                    return await inner(request)
            return await commands.answer_once(request, principal, self.name, inner)

        return traced(self.name, handle)


class StreamEdge(APIRoute):
    """A route that answers with a stream: no transaction is open meanwhile."""

    def get_route_handler(self) -> Handler:
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            await admit(request, self.name)
            request.state.still_admitted = partial(admit, request, self.name)
            return await inner(request)

        return traced(self.name, handle)


def router(policy: Policy, **options: Any) -> APIRouter:
    """A router of transactional routes, each with a rule in ``policy`` by its function's name."""
    made = APIRouter(route_class=Edge, **options)
    made.policy = policy  # type: ignore[attr-defined]
    return made


def stream_router(**options: Any) -> APIRouter:
    """A router of streaming routes."""
    return APIRouter(route_class=StreamEdge, **options)


async def _tx(request: Request) -> Connection:
    tx: Connection = request.state.tx
    return tx


async def _now(request: Request) -> datetime:
    now: datetime = request.state.now
    return now


async def _who(request: Request) -> Principal:
    principal: Principal | None = request.state.principal
    if principal is None:
        raise Unauthenticated
    return principal


Tx = Annotated[Connection, Depends(_tx)]
"""The request's transaction."""
Now = Annotated[datetime, Depends(_now)]
"""The request's business time."""
Who = Annotated[Principal, Depends(_who)]
"""The request's principal."""
