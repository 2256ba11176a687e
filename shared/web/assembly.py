"""Put a service's web side together."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import structlog
from fastapi import APIRouter, FastAPI

from shared import telemetry
from shared.memory import collect_seldom
from shared.rights import Policy
from shared.web import health, oauth, oidc, policy_page, sign_in
from shared.web.edge import AskingEdge, Edge, IdentityEdge
from shared.web.guard import Guard
from shared.web.openapi import complete
from shared.web.policy import COMMON
from shared.web.problems import answer_refusals
from shared.web.routes import doubled, endpoints, walked
from shared.web.surroundings import surrounded

EVERYWHERE = (
    health.router,
    health.metered,
    sign_in.router,
    sign_in.looking,
    oidc.router,
    oauth.router,
    policy_page.router,
)
"""Routes that every service has."""
_log = structlog.get_logger()


class NoRule(Exception):
    """A route without a rule, past it or under another's, or a rule without a route: no start."""


def create_service(
    name: str,
    *,
    title: str,
    description: str,
    routers: Sequence[APIRouter],
    policy: Policy,
    encrypts: bool = False,
) -> FastAPI:
    """The service's application; raises ``NoRule`` unless routes and rules are the same.

    One that ``encrypts`` says when it has no keys, and serves what needs none.
    """
    from shared import pages

    everything = {**COMMON, **policy}

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        telemetry.start(name, "web")
        collect_seldom()
        try:
            async with surrounded(app, name, everything):
                if encrypts and not app.state.around.keys.there:
                    _log.warning("encryption keys are missing")
                yield
        except Exception as why:
            _log.error("cannot start", exc_info=why)
            raise

    app = FastAPI(
        title=title,
        description=description,
        version="0.1.0",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        strict_content_type=True,
        redirect_slashes=False,  # it would send to whatever host was asked for
        telemetry={"tracing": False, "metrics": False, "logs": False},  # ours tell less
    )
    app.state.encrypts = encrypts
    for router in (*routers, *EVERYWHERE):  # the most asked for first
        app.include_router(router)
    app.openapi = complete(app)  # type: ignore[method-assign]  # FastAPI's documented way
    pages.furnish(app, name)
    answer_refusals(app)
    app.add_middleware(Guard)
    unmatched = (
        (endpoints(app) ^ set(everything)) or doubled(app) or _past_the_edge(app, everything)
    )
    if unmatched:
        raise NoRule(", ".join(sorted(unmatched)))
    app.state.policy = everything
    return app


def _past_the_edge(app: FastAPI, policy: Policy) -> set[str]:
    """Routes whose rule nobody would ask, since they do not pass the edge."""
    names = {
        str(getattr(route, "name", None))
        for route in walked(app.routes)
        if not isinstance(route, Edge | AskingEdge | IdentityEdge)
    }
    return {name for name in names if policy[name].roles is not None}
