"""What is refused of referrals."""

from shared.errors import Conflict, Refused


class MovedOn(Conflict):
    """The referral is no longer in a state that allows this, or it is the other side's to do."""

    code = "referral-moved-on"
    title = "This referral has changed meanwhile."


class SideUnclear(Refused):
    """Whoever reads or writes works at both units and does not say for which."""

    code = "side-unclear"
    title = "Say for which of the two services you act."
    field = "side"


class ReasonMissing(Refused):
    """A no, a hold or a failure without a coded reason."""

    code = "reason-missing"
    title = "Say why: choose a reason."


class CancelledWithoutReason(Refused):
    """It was opened already, and the sender does not say why it is cancelled."""

    code = "cancelled-without-reason"
    title = "It was opened already: say why you cancel it."
    field = "cancellation"


class NothingMissing(Refused):
    """Returned, without saying what is missing."""

    code = "nothing-missing"
    title = "Say what is missing, so that it can be sent again."


class NoOtherDoor(Refused):
    """Directed elsewhere, without saying where."""

    code = "no-other-door"
    title = "Say which door is the right one."


class NothingWritten(Refused):
    """A message without words."""

    code = "nothing-written"
    title = "Write what you want to ask or say."
    field = "words"


class TooManyMessages(Conflict):
    """So much has been written that it is a matter for the telephone."""

    code = "too-many-messages"
    title = "There are too many messages in this referral. Telephone instead."


class ConsentMissing(Refused):
    """Nobody said that the person agreed to this receiver."""

    code = "consent-missing"
    title = "Ask the person whether this service may have it, and tick that they agree."
    field = "consent"


class DespiteMissing(Refused):
    """It goes there alone although a better route is named, and nobody says why."""

    code = "despite-missing"
    title = "Say why it goes only there, although another service is right for it."
    field = "despite"


class Incomplete(Refused):
    """Without a name, or without saying what is to be done, nobody can answer it."""

    code = "referral-incomplete"
    title = "Write whom it concerns and what has to be done."
    field = "name"


class NoSuchReceiver(Refused):
    """Nothing can be sent there."""

    code = "no-such-receiver"
    title = "Choose a service to which a referral can be sent."
    field = "unit"


class NoSuchReason(Refused):
    """The city has no such reason."""

    code = "no-such-reason"
    title = "Choose what it is about."
    field = "reason"


class TimeGone(Conflict):
    """The time or session is no longer free, or was never known here."""

    code = "time-gone"
    title = "This time is no longer free. Choose another one."


class AlreadyAsked(Conflict):
    """Places of the same session are asked for, offered or taken for this referral."""

    code = "places-already-asked-for"
    title = "Places in this session are already asked for in this referral."


class NothingOffered(Conflict):
    """No place waits for an answer."""

    code = "nothing-offered"
    title = "There is no place to answer for now."
