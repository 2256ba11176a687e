"""What is refused of sessions and their waiting lists."""

from shared.errors import Conflict, Refused


class OfferOver(Conflict):
    """There is no offer, or no longer."""

    code = "offer-over"
    title = "This offer is over."


class NothingToTell(Conflict):
    """They have what they had, or were told, or the session has begun."""

    code = "nothing-to-tell"
    title = "There is nothing to tell them any more."


class NothingToUndo(Conflict):
    """Nobody has said that they were told, or too long ago."""

    code = "nothing-to-undo"
    title = "There is nothing to undo here any more."


class NoPlaceLeft(Conflict):
    """A late offer, and others answered first."""

    code = "no-place-left"
    title = "Others were faster: there are not enough places left."


class SessionOver(Conflict):
    """The session is not open: it began, is cancelled, or is not published."""

    code = "session-over"
    title = "This session takes nobody any more."


class SessionMoved(Conflict):
    """The session is no longer in a state that allows this."""

    code = "session-moved"
    title = "This session has changed meanwhile."


class TooManyTogether(Refused):
    """A household that is larger than the session."""

    code = "too-many-together"
    title = "The session has not so many places."
    field = "places"


class PlacesTaken(Conflict):
    """More people are enrolled than the smaller session would take."""

    code = "places-taken"
    title = "More people are enrolled than that. Somebody has to withdraw first."
    field = "capacity"


class RoomTaken(Conflict):
    """Another session is in the room then."""

    code = "room-taken"
    title = "Another session is in this room then."
    field = "room"


class FacilitatorBusy(Conflict):
    """A facilitator holds another session then."""

    code = "facilitator-busy"
    title = "Whoever holds it has another session then."
    field = "facilitators"


class UnknownFacilitator(Refused):
    """Who is to hold it is no facilitator or professional of the unit."""

    code = "unknown-facilitator"
    title = "Choose among the facilitators and professionals of this unit."
    field = "facilitators"


class NobodyHolds(Refused):
    """A session that nobody would hold."""

    code = "nobody-holds"
    title = "Say who holds the session."
    field = "facilitators"


class NothingToCome(Refused):
    """No session of the series would be to come on a day on which the unit opens."""

    code = "nothing-to-come"
    title = "None of these days is to come and open at the unit."
    field = "first"


class TooManySessions(Refused):
    """More sessions than are made at once."""

    code = "too-many-sessions"
    title = "These are too many sessions at once."
    field = "times"


class UnknownProgramme(Refused):
    """The city folder has no such programme."""

    code = "unknown-programme"
    title = "There is no such programme."
    field = "programme"


class UnknownLanguage(Refused):
    """The city's list has no such language."""

    code = "unknown-language"
    title = "There is no such language in the city's list."
    field = "language"


class NotYetBegun(Conflict):
    """Nobody can have come yet."""

    code = "not-yet-begun"
    title = "The session has not begun: nobody can have come yet."


class PlacesUnmarked(Conflict):
    """Of some nobody has said whether they came."""

    code = "places-unmarked"
    title = "Say first of everybody whether they came."


class NotEnrolled(Conflict):
    """They have no place, so that there is nothing to say of their coming."""

    code = "not-enrolled"
    title = "They have no place in this session."


class NoWalkIns(Conflict):
    """Only those who are enrolled come to this session."""

    code = "no-walk-ins"
    title = "Only those who are enrolled come to this session."


class StillHeld(Conflict):
    """Somebody else would name who holds it than those who do."""

    code = "still-held"
    title = "Somebody holds this session: whoever does says who else."


class MoreThanTheyAre(Refused):
    """More came than the household has places."""

    code = "more-than-they-are"
    title = "More came than have a place."
    field = "present"


class ConsentMissing(Refused):
    """A partner names somebody who has not agreed to it."""

    code = "consent-missing"
    title = "Ask the person, and tick that they agree."
    field = "consent"


class NoWayToReach(Refused):
    """Neither e-mail nor telephone."""

    code = "no-way-to-reach"
    title = "Leave an e-mail address or a telephone, so that you can be told."
    field = "mail"


class MailUnreadable(Refused):
    """No e-mail address looks like this."""

    code = "mail-unreadable"
    title = "This is no e-mail address."
    field = "mail"


class TelephoneUnreadable(Refused):
    """No telephone number looks like this."""

    code = "telephone-unreadable"
    title = "This is no telephone number."
    field = "telephone"
