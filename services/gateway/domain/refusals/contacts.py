"""What is refused of contacts, desks and outcomes."""

from shared.errors import Conflict, PreconditionFailed, Refused


class NotInThisState(Conflict):
    """The contact is no longer in a state that allows this."""

    code = "not-in-this-state"
    title = "This contact has moved on meanwhile."


class NobodyWaits(Refused):
    """There is nobody to call."""

    code = "nobody-waits"
    title = "Nobody is waiting for this desk."
    amendable = False


class DeskBusy(Conflict):
    """The desk still has a contact in front of it."""

    code = "desk-busy"
    title = "First say how the contact at this desk ends, or park it."


class DeskNotOpen(Conflict):
    """The desk does not serve now."""

    code = "desk-not-open"
    title = "This desk is not open."


class DeskTaken(Conflict):
    """A colleague works at this desk."""

    code = "desk-taken"
    title = "A colleague works at this desk."


class CallTaken(Conflict):
    """A colleague said first that they are on this call."""

    code = "call-taken"
    title = "A colleague is on this call already."


class CallAgain(Conflict):
    """The code has not been called as often as the centre calls."""

    code = "call-again"
    title = "Call the code again first: the centre calls it more often before it gives up."


class CalledEnough(Conflict):
    """The code has been called as often as the centre calls."""

    code = "called-enough"
    title = "The code was called as often as the centre calls. Say that the person did not come."


class GraceRuns(Conflict):
    """They still have time to come after the last call."""

    code = "grace-runs"
    title = "The last call was a moment ago. Give the person time to come."


class NothingToUndo(Conflict):
    """The last act cannot be undone, or not any more."""

    code = "nothing-to-undo"
    title = "There is nothing to undo here any more."


class DoneSince(PreconditionFailed):
    """Something was done with the contact after the act that is to be undone."""

    code = "done-since"
    title = "Something else was done with this contact since: that act can no longer be undone."


class UnknownReason(Refused):
    """The reason is not in the city's list."""

    code = "unknown-reason"
    title = "This reason is not in the city's list."
    field = "reason"


class ReasonThere(Conflict):
    """The contact has this reason already."""

    code = "reason-there"
    title = "This reason is there already."


class NoSuchMatter(Conflict):
    """The contact has no such reason, or not any more."""

    code = "no-such-matter"
    title = "This contact does not have that reason any more."


class MatterOver(Conflict):
    """The reason has its outcome."""

    code = "matter-over"
    title = "This reason has its outcome already; reopen it first."


class SayWhy(Refused):
    """Another level than the rules propose, without a reason of the city's list."""

    code = "say-why"
    title = "Say why it has another level than the rules propose."


class AskSafeContact(Conflict):
    """Nobody asked yet whether it is safe to call."""

    code = "ask-safe-contact"
    title = "First ask whether a message may be left where others may hear or see it."


class NotToBeContacted(Conflict):
    """They want to be neither called nor written to."""

    code = "not-to-be-contacted"
    title = "This person wants to be neither called nor written to."


class UnknownLanguage(Refused):
    """The language is not in the city's list."""

    code = "unknown-language"
    title = "This language is not in the city's list."


class InterpreterNotThere(Conflict):
    """The interpreter was not asked for, has arrived already or has left."""

    code = "interpreter-not-there"
    title = "The interpreter was not asked for yet, or this was noted already."


class OutcomeIncomplete(Refused):
    """An outcome that says more than its name: where they are attended, or who is competent."""

    code = "outcome-incomplete"
    title = "Choose the reason, and where they are attended or who is competent."


class UnknownOwner(Refused):
    """The organisation is not in the city's list."""

    code = "unknown-owner"
    title = "This organisation is not in the city's list."


class ReceivedAlready(Conflict):
    """A colleague received them before."""

    code = "received-already"
    title = "Somebody has received this person already."


class NotSentToday(Conflict):
    """Who was sent to be attended on the same day is received on that day."""

    code = "not-sent-today"
    title = "This person was sent on another day."


class UnknownCircumstance(Refused):
    """The circumstance is not in the city's rules."""

    code = "unknown-circumstance"
    title = "The city's rules do not ask about this."


class UnknownPlace(Refused):
    """There is no such desk or unit in the city."""

    code = "unknown-place"
    title = "There is no such desk or unit."


class OnlyPractice(Refused):
    """Where people practise nobody real is looked for or written down."""

    code = "only-practice"
    title = "This is practice: nobody real is looked for or written down here."
    amendable = False
