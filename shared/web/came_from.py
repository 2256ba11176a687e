"""Where a form was sent from."""

from fastapi import Request


def came_from(request: Request) -> str | None:
    """The path of the page they came from, if it is one of ours; never another site."""
    _, _, rest = request.headers.get("referer", "").partition("://")
    host, _, path = rest.partition("/")
    path = path.partition("?")[0]
    return f"/{path}" if host == request.headers.get("host") and path else None
