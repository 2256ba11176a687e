"""What is refused of places in sessions, of referrals and of asking what became of a redirect."""

from shared.errors import Conflict, Refused


class NoOpenReason(Refused):
    """A place answers a reason, and there is none that has no outcome yet."""

    code = "no-open-reason"
    title = "First add the reason at the desk: a place in a session answers one."


class UnknownSession(Refused):
    """No such session is known here."""

    code = "unknown-session"
    title = "This session is not known. Choose one of the list."


class SessionShut(Conflict):
    """Nobody can be enrolled in it, or wait for a place."""

    code = "session-shut"
    title = "Nobody can be enrolled in this session any more. Choose another."


class PlaceOver(Conflict):
    """The place is not theirs to answer any more."""

    code = "place-over"
    title = "What became of this place has changed meanwhile."


class ReferralOpened(Conflict):
    """The other unit has already opened the referral."""

    code = "referral-opened"
    title = "The other unit has opened this referral already: talk to them."


class NothingToFollow(Conflict):
    """They were not redirected for this, or somebody asked already."""

    code = "nothing-to-follow"
    title = "Somebody has asked already whether they arrived."
