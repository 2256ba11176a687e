"""The edge: one request, one transaction, one principal, one rule, one command id.

The answer leaves after the commit. A refusal rolls everything back, its command id too: nothing
happened, so the same request may be sent again.
"""

import time
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.routing import APIRoute

from shared.audit import Reader
from shared.db import Scope, transaction
from shared.db import Tx as Connection
from shared.encryption import KeySource
from shared.errors import Unauthenticated
from shared.identity import Principal
from shared.rights import Policy
from shared.web import commands
from shared.web.bodies import refuse_unreadable
from shared.web.browser import address_of
from shared.web.other_sites import SAFE, bearer, refuse_other_sites
from shared.web.surroundings import Surroundings
from shared.web.tracing import Handler, traced


def around(request: Request) -> Surroundings:
    """The process's surroundings."""
    found: Surroundings = request.app.state.around
    return found


async def principal_of(request: Request, *, touch: bool = True) -> Principal | None:
    """Who asks, by key or by cookie; ``touch`` when this shows that somebody is there."""
    here, key = around(request), bearer(request)
    if key is not None:
        return await here.sessions.by_key(key)
    token = request.cookies.get(here.settings.cookie)
    return await here.sessions.by_cookie(token, touch=touch) if token else None


def credential(request: Request) -> str | None:
    """The key, token or cookie that somebody asks with."""
    key = bearer(request)
    return request.cookies.get(around(request).settings.cookie) if key is None else key


async def admit(request: Request, route: APIRoute, *, touch: bool = True) -> Principal | None:
    """Find the principal, ask the rates and the policy, and whether the route reads such a body."""
    here = around(request)
    refuse_other_sites(request, route.name)
    await here.clock.refresh()
    principal = await principal_of(request, touch=touch)
    request.state.principal = principal
    here.rates.ask(route.name, principal, address_of(request))
    here.policy[route.name].check(principal, {**request.query_params, **request.path_params})
    await refuse_unreadable(request, route)
    return principal


def scope_of(principal: Principal | None) -> Scope:
    """What this principal's transactions may see; nobody's see no unit."""
    if principal is None:
        return Scope.NOTHING
    units = frozenset[str]() if principal.organisation is not None else principal.units
    return Scope(units, principal.id, principal.organisation)


def _begin(request: Request) -> None:
    """The business time of this request, and the real one before it reads anything."""
    request.state.now = around(request).clock.now()
    request.state.read_at = time.time()


class Edge(APIRoute):
    """A route whose endpoint runs within one transaction."""

    def get_route_handler(self) -> Handler:
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            principal = await admit(request, self)
            _begin(request)
            if request.method in SAFE:
                async with transaction(around(request).pool, scope_of(principal)) as tx:
                    request.state.tx = tx
                    return await inner(request)
            return await commands.answer_once(
                request, (principal, scope_of(principal)), self.name, inner
            )

        return traced(self.name, handle)


class AskingEdge(APIRoute):
    """A question by POST, since what is asked must not stand in an address.

    It changes nothing but the trace: it needs no command id, and its answer is not kept.
    """

    def __init__(self, path: str, endpoint: Any, **options: Any) -> None:
        told = {**(options.pop("openapi_extra", None) or {}), "x-only-asks": True}
        super().__init__(path, endpoint, openapi_extra=told, **options)

    def get_route_handler(self) -> Handler:
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            principal = await admit(request, self)
            _begin(request)
            async with transaction(around(request).pool, scope_of(principal)) as tx:
                request.state.tx = tx
                return await inner(request)

        return traced(self.name, handle)


class IdentityEdge(APIRoute):
    """A route that acts on sign-ins, accounts and keys, not on the service's own database."""

    touch = True

    def get_route_handler(self) -> Handler:
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            await admit(request, self, touch=self.touch)
            return await inner(request)

        return traced(self.name, handle)


class StreamEdge(IdentityEdge):
    """A route that answers with a stream: no transaction is open, and nobody need be there."""

    touch = False


def router(policy: Policy, **options: Any) -> APIRouter:
    """A router of transactional routes, each with a rule in ``policy`` by its function's name."""
    made = APIRouter(route_class=Edge, **options)
    made.policy = policy  # type: ignore[attr-defined]
    return made


def asking_router(policy: Policy, **options: Any) -> APIRouter:
    """A router of questions that are sent by POST."""
    made = APIRouter(route_class=AskingEdge, **options)
    made.policy = policy  # type: ignore[attr-defined]
    return made


def identity_router(**options: Any) -> APIRouter:
    """A router of routes that act on accounts and keys."""
    return APIRouter(route_class=IdentityEdge, **options)


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


async def _keys(request: Request) -> KeySource:
    return around(request).keys


async def _reader(request: Request) -> Reader:
    who = await _who(request)
    said = request.path_params.get("unit")
    unit = said if said and who.sees(said) else None
    return Reader(who, request.scope["route"].name, address_of(request), unit)


Tx = Annotated[Connection, Depends(_tx)]
Now = Annotated[datetime, Depends(_now)]
"""The request's business time."""
Who = Annotated[Principal, Depends(_who)]
Keys = Annotated[KeySource, Depends(_keys)]
"""Where this process finds its encryption keys."""
Reading = Annotated[Reader, Depends(_reader)]
"""Who reads a person's data by this request: goes with every look into the trace."""
