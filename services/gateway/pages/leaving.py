"""To the page that follows an act: within the application, by a browser or by a script."""

from fastapi import Request, Response
from fastapi.responses import RedirectResponse


def leave(request: Request, path: str) -> Response:
    """The same as a page of its own, which a script has to be told: it may be quite another one."""
    then = after(request, path)
    by_script = "hx-request" in request.headers
    return Response(headers={"hx-redirect": then.headers["location"]}) if by_script else then


def after(request: Request, path: str) -> Response:
    """To the page that follows."""
    return RedirectResponse(request.scope.get("root_path", "") + path, 303)
