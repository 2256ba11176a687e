"""What is refused of referrals."""

from shared.errors import Conflict, Refused


class MovedOn(Conflict):
    """The referral is no longer in a state that allows this, or it is the other side's to do."""

    code = "referral-moved-on"
    title = "This referral has changed meanwhile."


class ReasonMissing(Refused):
    """A no, a hold or a failure without a coded reason."""

    code = "reason-missing"
    title = "Say why: choose a reason."


class NothingMissing(Refused):
    """Returned, without saying what is missing."""

    code = "nothing-missing"
    title = "Say what is missing, so that it can be sent again."


class NoOtherDoor(Refused):
    """Directed elsewhere, without saying where."""

    code = "no-other-door"
    title = "Say which door is the right one."
