"""Put a service's web side together."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import structlog
from fastapi import APIRouter, FastAPI

from shared import telemetry
from shared.memory import collect_seldom
from shared.web import ending, health, sign_in
from shared.web.guard import Guard
from shared.web.openapi import complete
from shared.web.policy import COMMON, Policy
from shared.web.problems import answer_refusals
from shared.web.routes import endpoints
from shared.web.surroundings import surrounded

_log = structlog.get_logger()


class NoRule(Exception):
    """A route without a rule, or a rule without a route: the service does not start."""


def create_service(
    name: str, *, title: str, description: str, routers: Sequence[APIRouter], policy: Policy
) -> FastAPI:
    """The service's application; raises ``NoRule`` unless routes and rules are the same."""
    from shared import pages

    everything = {**COMMON, **policy}

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        telemetry.start(name, "web")
        collect_seldom()
        try:
            async with surrounded(app, name, everything):
                with ending.noted(app):
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
        telemetry={"tracing": False, "metrics": False, "logs": False},  # ours tell less
    )
    for router in (*routers, health.router, sign_in.router):  # the most asked for first
        app.include_router(router)
    app.openapi = complete(app)  # type: ignore[method-assign]  # FastAPI's documented way
    pages.furnish(app, name)
    answer_refusals(app)
    app.add_middleware(Guard)
    unmatched = endpoints(app) ^ set(everything)
    if unmatched:
        raise NoRule(", ".join(sorted(unmatched)))
    return app
