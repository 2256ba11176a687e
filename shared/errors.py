"""Refusals: what the rules, or the moment, say no to."""

from collections.abc import Iterator
from typing import ClassVar


class Refused(Exception):
    """The rules say no. ``code`` names the problem type; ``title`` is a translatable sentence.

    ``detail`` and ``extra`` never hold what was sent.
    """

    status: ClassVar[int] = 422
    code: ClassVar[str] = "refused"
    title: ClassVar[str] = "This cannot be done."
    amendable: ClassVar[bool] = True
    """Whether other input helps; if not, the page that asked is old."""
    field: ClassVar[str | None] = None
    """The name of the one form field that has to be mended, where it is one."""

    def __init__(self, detail: str | None = None, **extra: object) -> None:
        super().__init__(self.code)
        self.detail = detail
        self.extra = extra


class Unauthenticated(Refused):
    """Nobody is signed in, or no longer."""

    status = 401
    code = "unauthenticated"
    title = "Sign in to go on."


class Forbidden(Refused):
    """Signed in, and not allowed."""

    status = 403
    code = "forbidden"
    title = "Your role does not allow this."


class NotFound(Refused):
    """There is none, or none that you may know of."""

    status = 404
    code = "not-found"
    title = "There is nothing here."


class Conflict(Refused):
    """It was true when you looked, and is no longer."""

    status = 409
    code = "conflict"
    title = "Somebody was faster, or it has changed meanwhile."


class PreconditionFailed(Refused):
    """If-Match names a version that is no longer the newest."""

    status = 412
    code = "precondition-failed"
    title = "This has changed since you read it."


class TooLarge(Refused):
    """The body is longer than the route takes."""

    status = 413
    code = "too-large"
    title = "What was sent is too long."


class UnsupportedMediaType(Refused):
    """The body is not of the type that the route reads."""

    status = 415
    code = "unsupported-media-type"
    title = "What was sent is of a type that this address does not read."


class TooMany(Refused):
    """Too often in too short a time; ``seconds`` until there is room again, where that is known."""

    status = 429
    code = "too-many-requests"
    title = "Too many requests have come from here. Wait a moment."

    def __init__(self, seconds: int | None = None) -> None:
        super().__init__()
        self.seconds = seconds


class Unavailable(Refused):
    """A part that is needed does not answer now; the same request may be sent again."""

    status = 503
    code = "unavailable"
    title = "The system is busy. Try again in a moment; nothing was changed."


def refusals(of: type[Refused] = Refused) -> Iterator[type[Refused]]:
    """Every kind of refusal that this process knows."""
    yield of
    for kind in of.__subclasses__():
        yield from refusals(kind)
