"""Pending calls in words of the screen."""

from services.gateway.domain.pending_undo import PendingAct
from services.gateway.queries import Shown
from shared.contracts.gateway import AttemptResult, GivenUp, PendingOrigin, Settled
from shared.pages import N_

ORIGINS = {
    PendingOrigin.ABANDONED: N_("Call that was given up"),
    PendingOrigin.MISSED: N_("Call that nobody took"),
    PendingOrigin.REQUESTED: N_("Asked to be called"),
    PendingOrigin.MESSAGE: N_("Message"),
    PendingOrigin.OFFER: N_("A place in a session is offered"),
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
    Settled.OVER: N_("The offer is over"),
}
GIVEN_UP = {
    GivenUp.NOT_REACHED: N_("Nobody answers"),
    GivenUp.WRONG_NUMBER: N_("The number is wrong"),
    GivenUp.NOT_IN_SERVICE: N_("The number is not in service"),
    GivenUp.SOMEBODY_ELSES: N_("It is somebody else's number"),
    GivenUp.OTHER_CHANNEL: N_("Sought in another way"),
    GivenUp.NO_NUMBER: N_("There is no number to call"),
}
ACTS = {
    PendingAct.LEFT: N_("message left"),
    PendingAct.ANSWER: N_("answer written"),
    PendingAct.CALLING: N_("you are calling"),
    PendingAct.OWNED: N_("you see to it"),
    PendingAct.NAMED: N_("whose it is was said"),
    PendingAct.JOINED: N_("became one with another of the same person"),
    PendingAct.REACHED: N_("noted that you spoke with them"),
    PendingAct.NO_ANSWER: N_("attempt noted, no answer"),
    PendingAct.ENGAGED: N_("attempt noted, engaged"),
    PendingAct.WRONG_NUMBER: N_("attempt noted, wrong number"),
    PendingAct.ARRIVED: N_("settled, they came"),
    PendingAct.ANSWERED: N_("settled, the answer was told"),
    PendingAct.WITHDRAWN: N_("settled, they want no call"),
    PendingAct.MISTAKE: N_("settled, nothing to call about"),
    PendingAct.IN_VAIN: N_("closed after calls in vain"),
    PendingAct.HANDED_OVER: N_("handed to a professional"),
}
"""What one has just done, and may undo."""
DONE = {
    PendingAct.LEFT: N_("Message left"),
    PendingAct.ANSWER: N_("Answer written"),
    PendingAct.CALLING: N_("Began to call"),
    PendingAct.OWNED: N_("Took it up"),
    PendingAct.NAMED: N_("Said whose it is"),
    PendingAct.JOINED: N_("Became one with another of the same person"),
    PendingAct.REACHED: RESULTS[AttemptResult.REACHED],
    PendingAct.NO_ANSWER: RESULTS[AttemptResult.NO_ANSWER],
    PendingAct.ENGAGED: N_("Engaged"),
    PendingAct.WRONG_NUMBER: RESULTS[AttemptResult.WRONG_NUMBER],
    PendingAct.ARRIVED: ENDS[Settled.ARRIVED],
    PendingAct.ANSWERED: ENDS[Settled.ANSWERED],
    PendingAct.WITHDRAWN: ENDS[Settled.WITHDRAWN],
    PendingAct.MISTAKE: ENDS[Settled.MISTAKE],
    PendingAct.IN_VAIN: ENDS[Settled.IN_VAIN],
    PendingAct.HANDED_OVER: N_("Handed to a professional"),
}
"""The same of whoever did it."""
TABS = {
    Shown.ALL: N_("All"),
    Shown.MINE: N_("Mine"),
    Shown.OVERDUE: N_("Overdue"),
    Shown.UNOWNED: N_("Nobody's"),
    Shown.MESSAGES: N_("Messages"),
    Shown.ENDED: N_("Ended"),
}
