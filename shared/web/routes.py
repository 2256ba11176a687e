"""Every route of a service, for the policy and its tests."""

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import Mount


def endpoints(app: FastAPI) -> set[str]:
    """The names of all routes, with those of included routers and mounts."""
    names = {str(context.name) for context in iter_route_contexts(app.routes)}
    names |= {str(route.name) for route in app.routes if isinstance(route, Mount)}
    return names
