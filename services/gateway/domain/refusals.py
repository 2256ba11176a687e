"""What the gateway's rules say no to."""

from collections.abc import Mapping

from shared.errors import Conflict, Refused, TooMany


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


class CallAgain(Conflict):
    """The code has not been called as often as the centre calls."""

    code = "call-again"
    title = "Call the code again first: the centre calls it more often before it gives up."


class GraceRuns(Conflict):
    """They still have time to come after the last call."""

    code = "grace-runs"
    title = "The last call was a moment ago. Give the person time to come."


class NotAsOnPaper(Refused):
    """Something typed from paper cannot be so; ``mistakes`` says by field what is wrong."""

    code = "not-as-on-paper"
    title = "Something that was typed from paper cannot be so."

    def __init__(self, mistakes: Mapping[str, str]) -> None:
        super().__init__()
        self.mistakes = dict(mistakes)


class GapsOverlap(Conflict):
    """The unit has another gap at that time."""

    code = "gaps-overlap"
    title = "There are hours on paper at that time already."


class GapOver(Conflict):
    """The gap does not allow this now, or not any more."""

    code = "gap-over"
    title = "These hours on paper have moved on meanwhile."


class NothingToUndo(Conflict):
    """The last act cannot be undone, or not any more."""

    code = "nothing-to-undo"
    title = "There is nothing to undo here any more."


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


class NothingToFollow(Conflict):
    """They were not redirected for this, or somebody asked already."""

    code = "nothing-to-follow"
    title = "Somebody has asked already whether they arrived."


class UnknownCircumstance(Refused):
    """The circumstance is not in the city's rules."""

    code = "unknown-circumstance"
    title = "The city's rules do not ask about this."


class UnknownPlace(Refused):
    """There is no such desk or unit in the city."""

    code = "unknown-place"
    title = "There is no such desk or unit."


class NobodyNamed(Conflict):
    """The contact concerns nobody known."""

    code = "nobody-named"
    title = "First say whom this contact concerns."


class UnknownColleague(Refused):
    """No account of a person has this user name."""

    code = "unknown-colleague"
    title = "There is no colleague of that user name."
    field = "colleague"


class SealedAlready(Conflict):
    """The person is sealed; only the data-protection officer changes for whom."""

    code = "sealed-already"
    title = (
        "This person is sealed already. The data-protection officer can change for which centres."
    )


class SealReasonMissing(Refused):
    """Who may know of a sealed person changes only with a reason of the list."""

    code = "seal-reason-missing"
    title = "Choose a reason: without one nothing changes."
    field = "reason"


class ReasonMissing(Refused):
    """A rule ends only with a reason."""

    code = "reason-missing"
    title = "Write why this rule ends."
    field = "why"


class TelephoneUnreadable(Refused):
    """No telephone number anywhere looks like this."""

    code = "telephone-unreadable"
    title = "This is no telephone number. Write it with its prefix if it is not from here."
    field = "telephone"


class WordsUnreadable(Refused):
    """A name, document or language that cannot be kept as such."""

    code = "words-unreadable"
    title = "Write the name, and the document with its letters and digits only."


class NothingAsked(Refused):
    """A search by nothing that can be searched by."""

    code = "nothing-asked"
    title = "Write a whole telephone number or a whole document."
    field = "asked"


class OneAndTheSame(Refused):
    """A person would be linked to themselves."""

    code = "one-and-the-same"
    title = "This is the same person."


class TooManyPeople(TooMany):
    """More people looked for within an hour than anybody's work needs."""

    code = "too-many-people"
    title = "You have looked for many people within an hour. Wait, or ask your manager."


class WordsMissing(Refused):
    """Words of one's own that say nothing, or too much."""

    code = "words-missing"
    title = "Say why in your own words, in ten to five hundred letters."
    field = "words"


class GlassNotNeeded(Conflict):
    """Whoever asks may see the person already."""

    code = "glass-not-needed"
    title = "You can see this person already; no emergency access is needed."


class TooManyGlasses(TooMany):
    """More uses of break-glass within an hour than the city's rules allow."""

    code = "too-many-glasses"
    title = "You have used emergency access often within an hour. Speak with your manager."


class AlreadyNoted(Conflict):
    """An officer has noted this use."""

    code = "already-noted"
    title = "Somebody has noted this already; their note stands below."


class OnlyPractice(Refused):
    """Where people practise nobody real is looked for or written down."""

    code = "only-practice"
    title = "This is practice: nobody real is looked for or written down here."
    amendable = False


class SlotTaken(Conflict):
    """The time is taken, closed or over."""

    code = "slot-taken"
    title = "This time is no longer free. Choose another."


class SlotsOverlap(Conflict):
    """The professional has other times then."""

    code = "slots-overlap"
    title = "Some of these times overlap with others of the same professional."


class NothingToOpen(Refused):
    """No time to come fits what was asked."""

    code = "nothing-to-open"
    title = "There is no time to come within these days and hours."


class TooManySlots(Refused):
    """More times than may be opened at once."""

    code = "too-many-slots"
    title = "These are too many times at once. Open fewer days."


class SlotBooked(Conflict):
    """An appointment stands in it."""

    code = "slot-booked"
    title = "Somebody has an appointment then. Move it first."


class AppointmentOver(Conflict):
    """The appointment is no longer in a state that allows this."""

    code = "appointment-over"
    title = "This appointment has changed meanwhile."


class NotTheTime(Refused):
    """Too early or too late for this."""

    code = "not-the-time"
    title = "It is too early or too late for this appointment. Speak with the reception."


class MailNotSafe(Refused):
    """They said that no message is safe."""

    code = "mail-not-safe"
    title = "No message is safe for this person: book it without an e-mail address."


class MailUnreadable(Refused):
    """No e-mail address looks like this."""

    code = "mail-unreadable"
    title = "This is no e-mail address."
