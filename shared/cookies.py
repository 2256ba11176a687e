"""Every cookie of Portes, set and taken away in one way."""

from fastapi import Request, Response

from shared.settings import Settings

YEAR_SECONDS = 365 * 24 * 3600
SESSION, DEVICE, LANGUAGE = "session", "device", "language"
NOTICE = "notice"
"""Carries a refusal's code, nothing else, back to the page with the form."""


def settings_of(request: Request) -> Settings:
    """The process's settings."""
    found: Settings = request.app.state.around.settings
    return found


def kept(request: Request, what: str) -> str | None:
    """What the browser keeps under this name."""
    return request.cookies.get(settings_of(request).cookie_name(what))


def keep(request: Request, answer: Response, what: str, value: str, seconds: float) -> None:
    """Let the browser keep it: for this host alone, out of reach of scripts and other sites' posts.

    The whole origin gets it, as ``__Host-`` demands: the services share their host anyway.
    """
    settings = settings_of(request)
    answer.set_cookie(
        settings.cookie_name(what),
        value,
        max_age=int(seconds),
        httponly=True,
        samesite="lax",  # the way back from the city's sign-in begins at another site
        secure=settings.tls,
    )


def drop(request: Request, answer: Response, what: str) -> None:
    """Let the browser forget it."""
    settings = settings_of(request)
    answer.delete_cookie(
        settings.cookie_name(what), httponly=True, samesite="lax", secure=settings.tls
    )
