"""To the page that follows an act: a whole page of its own, also for a script."""

from fastapi import Request, Response
from fastapi.responses import RedirectResponse


def leave(request: Request, path: str) -> Response:
    """To the page that follows; a script has to be told, for it would stay on the old one."""
    there = request.scope.get("root_path", "") + path
    if "hx-request" in request.headers:
        return Response(headers={"hx-redirect": there})
    return RedirectResponse(there, 303)
