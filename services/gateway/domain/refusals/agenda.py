"""What is refused of the agenda."""

from shared.errors import Conflict, Refused


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


class UnitShut(Refused):
    """The unit opens on none of the days; ``days`` says which."""

    code = "unit-shut"
    title = "The unit is shut then. Choose a day on which it opens."
    field = "first"


class OutsideHours(Refused):
    """Some times lie outside the unit's hours; ``days`` says on which days, and their hours."""

    code = "outside-hours"
    title = "Some of these times lie outside the unit's opening hours. Nothing was opened."
    field = "opens"


class SlotBooked(Conflict):
    """An appointment stands in it."""

    code = "slot-booked"
    title = "Somebody has an appointment then. Move it first."


class AppointmentUnbooked(Refused):
    """The outcome was said by its name alone: there is no appointment."""

    code = "appointment-unbooked"
    title = "Choose a free time of the agenda: only that makes an appointment."


class AppointmentOver(Conflict):
    """The appointment is no longer in a state that allows this."""

    code = "appointment-over"
    title = "This appointment has changed meanwhile."


class ArrivedAlready(AppointmentOver):
    """Whoever has the appointment is here for it."""

    code = "arrived-already"
    title = "Whoever has this appointment has already arrived: it can no longer be moved."


class AppointmentEnded(AppointmentOver):
    """It was attended, missed or cancelled."""

    code = "appointment-ended"
    title = "This appointment has ended or is cancelled: it can no longer be moved."


class AppointmentPast(AppointmentOver):
    """Its time has come, and nobody said whether they came."""

    code = "appointment-past"
    title = "The time of this appointment has come: it can no longer be moved."


class OtherKind(Conflict):
    """The time is kept for another kind of appointment."""

    code = "other-kind"
    title = "This time is kept for another kind of appointment. Choose one of the same kind."


class AnotherFirstVisit(Conflict):
    """The first visit that they missed would stand again beside one that was booked since."""

    code = "another-first-visit"
    title = "Another first visit was booked meanwhile. Cancel that one before."


class NotTheTime(Refused):
    """Too early or too late for this."""

    code = "not-the-time"
    title = "It is too early or too late for this appointment. Speak with the reception."


class MailNotSafe(Refused):
    """They said that no message is safe."""

    code = "mail-not-safe"
    title = "No message is safe for this person: book it without an e-mail address."
    field = "mail"


class MailNotAsked(Refused):
    """Nobody asked whether a message is safe, and a reason is restricted."""

    code = "mail-not-asked"
    title = "Ask first whether a message is safe: before that no e-mail address is taken."
    field = "mail"


class MailUnreadable(Refused):
    """No e-mail address looks like this."""

    code = "mail-unreadable"
    title = "This is no e-mail address."
    field = "mail"
