"""Every route of a service, for the policy and its tests."""

from collections import Counter
from collections.abc import Iterator

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute, Mount


def endpoints(app: FastAPI) -> set[str]:
    """The names of all routes, with those of included routers and mounts."""
    names = {str(context.name) for context in iter_route_contexts(app.routes)}
    names |= {str(route.name) for route in app.routes if isinstance(route, Mount)}
    return names


def doubled(app: FastAPI) -> set[str]:
    """Names that more than one route has: a rule is written for one."""
    counted = Counter(str(context.name) for context in iter_route_contexts(app.routes))
    return {name for name, routes in counted.items() if routes > 1}


def addresses(app: FastAPI) -> dict[str, str]:
    """Method and path of every route, by its name."""
    found = {
        str(
            context.name
        ): f"{'/'.join(sorted(set(context.methods or ()) - {'HEAD'}))} {context.path}"
        for context in iter_route_contexts(app.routes)
        if context.path
    }
    mounts = [route for route in app.routes if isinstance(route, Mount)]
    return found | {str(route.name): f"GET {route.path}/…" for route in mounts}


def walked(routes: list[BaseRoute]) -> Iterator[BaseRoute]:
    """Every route in the tree, those of included routers too."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is None:
            yield route
        else:
            yield from walked(inner.routes)
