"""What the web itself says no to, whatever the service."""

from shared.errors import Refused


class Invalid(Refused):
    """The input breaks a rule; ``errors`` name places and rules, never what was sent."""

    code = "invalid"
    title = "Something in what was sent is not right."


class Failed(Refused):
    """Our own mistake; it is in the log, and nothing was changed."""

    status = 500
    code = "failed"
    title = "Something went wrong on our side. Nothing was changed."


class Unreadable(Refused):
    """The request could not be understood at all."""

    status = 400
    code = "unreadable"
    title = "What was sent could not be read."


class Misdirected(Refused):
    """Another host is asked for than the one that is ours."""

    status = 421
    code = "misdirected"
    title = "Portes is not at this address. Use the one that was given to you."


class MethodNotAllowed(Refused):
    """The address exists, but not for this method."""

    status = 405
    code = "method-not-allowed"
    title = "This address does not take this method."
