"""What the rules of pending calls say no to."""

from shared.errors import Conflict, Refused


class PendingOver(Conflict):
    """The pending call is settled or closed."""

    code = "pending-over"
    title = "This call has been settled meanwhile."


class ActedSince(Conflict):
    """Something happened with the pending call after the act that is to be undone."""

    code = "acted-since"
    title = "Something has happened with this call since: that act can no longer be undone."


class ColleagueCalls(Conflict):
    """A colleague is calling them at this moment."""

    code = "colleague-calls"
    title = "A colleague is calling at this moment."


class NoContactWanted(Conflict):
    """They asked not to be called."""

    code = "no-contact-wanted"
    title = "Do not call: they asked us not to. Wait until they come or call."


class NoNumber(Conflict):
    """They asked to be called, and no number is known."""

    code = "no-number"
    title = (
        "There is no number to call. Say who it is, wait until they come or call, or close it"
        " saying why."
    )


class StillToBeTried(Conflict):
    """A professional takes over at once only from whom nobody may dial or write to."""

    code = "still-to-be-tried"
    title = "They may still be called or written to: try that first."


class NotTriedEnough(Conflict):
    """The city's rules ask for more attempts before anybody gives up."""

    code = "not-tried-enough"
    title = "It cannot be closed yet: try on another day and at another time of day."


class WhyMissing(Refused):
    """Giving up takes a reason of the list."""

    code = "why-missing"
    title = "Choose why it is closed without having reached anybody."


class OutcomeMissing(Refused):
    """Who has no desk to serve them at says at once how it ended."""

    code = "outcome-missing"
    title = "Say how it ended, since it goes on at no desk of yours."


class ReasonMissing(Refused):
    """Who has no desk to serve them at says what it was about."""

    code = "reason-missing"
    title = "Choose what it was about."
    field = "about"


class ForAProfessional(Conflict):
    """An urgent, preferential or restricted one is not given up by reception."""

    code = "for-a-professional"
    title = "A professional decides about this one."


class NotOfThisKind(Conflict):
    """A message is not called, and a call has no answer."""

    code = "not-of-this-kind"
    title = "This cannot be done with an entry of this kind."


class OfSomebodyElse(Conflict):
    """Whose the pending call is did not come by this contact: that concerns another person."""

    code = "of-somebody-else"
    title = "This call is somebody else's: the contact concerns another person."


class AskedHere(Conflict):
    """They asked to be called at the very contact by which they are said to have come."""

    code = "asked-here"
    title = "They asked at this visit to be called: it does not settle the call."


class MessageMissing(Refused):
    """A message or an answer without words, or with too many."""

    code = "message-missing"
    title = "Write the message, in up to a thousand letters."
    field = "words"


class DueUnreadable(Refused):
    """Until when a message is to be answered is no day and time."""

    code = "due-unreadable"
    title = "Choose the day and the time until when it is to be answered."
    field = "due"


class DuePast(Refused):
    """A message cannot be due before now."""

    code = "due-past"
    title = "The answer cannot be due in the past. Choose a later time."
    field = "due"


class DueWhileClosed(Refused):
    """Nobody is there to tell the answer at that time."""

    code = "due-while-closed"
    title = "The centre is closed then. Choose a time within its opening hours."
    field = "due"


class StretchUnreadable(Refused):
    """A time that ends before it begins, or the same colleague on both sides."""

    code = "stretch-unreadable"
    title = "Choose another colleague, and a last day that is not before the first."
