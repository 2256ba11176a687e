"""Pages of a list by key, with RFC 8288 links."""

from typing import Annotated

from fastapi import Query, Request, Response

Limit = Annotated[int, Query(ge=1, le=200, description="How many at most.")]


def link_next(request: Request, response: Response, after: object | None) -> None:
    """Say where the next page is, unless this was the last."""
    if after is not None:
        url = request.url.include_query_params(after=str(after))
        root = request.scope.get("root_path", "")
        path = url.path if url.path.startswith(root) else root + url.path
        response.headers["link"] = f'<{path}?{url.query}>; rel="next"'
