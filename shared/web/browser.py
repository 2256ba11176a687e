"""Which browser signed in, so that people recognise their sessions; never the whole header."""

from fastapi import Request

from shared.identity.tries import Place

BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


def browser_of(request: Request) -> str:
    """The kind of browser and of system, such as ``Firefox, Linux``; empty when unknown."""
    agent = request.headers.get("user-agent", "")
    found = (
        next((name for sign, name in kinds.items() if sign in agent), "")
        for kinds in (BROWSERS, SYSTEMS)
    )
    return ", ".join(name for name in found if name)


def place_of(request: Request) -> Place:
    """From where somebody signs in: the address and, if the browser has one, its device cookie."""
    cookie = request.app.state.around.settings.device_cookie
    return Place(address_of(request), request.cookies.get(cookie))


def address_of(request: Request) -> str | None:
    """From where it came, as the origin alone can tell; what is sent about that counts nothing."""
    return request.client.host if request.client else None
