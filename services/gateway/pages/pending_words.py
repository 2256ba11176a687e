"""Pending calls in words of the screen."""

from services.gateway.queries import Shown
from shared.contracts.gateway import AttemptResult, GivenUp, PendingOrigin, Settled
from shared.pages import N_

ORIGINS = {
    PendingOrigin.ABANDONED: N_("Call that was given up"),
    PendingOrigin.MISSED: N_("Call that nobody took"),
    PendingOrigin.REQUESTED: N_("Asked to be called"),
    PendingOrigin.MESSAGE: N_("Message"),
}
RESULTS = {
    AttemptResult.REACHED: N_("Reached"),
    AttemptResult.NO_ANSWER: N_("No answer"),
    AttemptResult.ENGAGED: N_("Engaged: does not count"),
    AttemptResult.WRONG_NUMBER: N_("Wrong number"),
}
ENDS = {
    Settled.REACHED: N_("Reached"),
    Settled.ARRIVED: N_("Came by themselves"),
    Settled.ANSWERED: N_("The answer was told"),
    Settled.IN_VAIN: N_("Closed after calls in vain"),
    Settled.WITHDRAWN: N_("Wants no call"),
    Settled.MISTAKE: N_("Nothing to call about"),
    Settled.JOINED: N_("Goes on with another one of the same person"),
}
GIVEN_UP = {
    GivenUp.NOT_REACHED: N_("Nobody answers"),
    GivenUp.WRONG_NUMBER: N_("The number is wrong"),
    GivenUp.NOT_IN_SERVICE: N_("The number is not in service"),
    GivenUp.SOMEBODY_ELSES: N_("It is somebody else's number"),
    GivenUp.OTHER_CHANNEL: N_("Sought in another way"),
}
TABS = {
    Shown.ALL: N_("All"),
    Shown.MINE: N_("Mine"),
    Shown.OVERDUE: N_("Overdue"),
    Shown.UNOWNED: N_("Nobody's"),
    Shown.MESSAGES: N_("Messages"),
}
