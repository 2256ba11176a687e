"""Pages of a list, with RFC 8288 links."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query, Request, Response

Limit = Annotated[int, Query(ge=1, le=200, description="How many at most.")]
After = Annotated[int, Query(ge=0, le=1_000_000, description="How many to leave out.")]


def link_next(
    request: Request, response: Response, after: object | None, name: str = "after"
) -> None:
    """Say where the next page is, unless this was the last; ``name``: of what says so."""
    if after is not None:
        url = request.url.include_query_params(**{name: str(after)})
        root = request.scope.get("root_path", "")
        path = url.path if url.path.startswith(root) else root + url.path
        response.headers["link"] = f'<{path}?{url.query}>; rel="next"'


@dataclass(frozen=True, slots=True)
class _Page:
    """A stretch of a list by position."""

    limit: int
    after: int

    @property
    def end(self) -> int:
        return self.limit + self.after


async def _page(limit: Limit = 50, after: After = 0) -> _Page:
    return _Page(limit, after)


async def _linking(request: Request, response: Response) -> Callable[[object | None], None]:
    return lambda after: link_next(request, response, after)


Page = Annotated[_Page, Depends(_page)]
"""Which stretch of a list is asked for; for lists that a city folder bounds."""
NextLink = Annotated[Callable[[object | None], None], Depends(_linking)]
"""Says from where the next page goes on; none on the last."""
