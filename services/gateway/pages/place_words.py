"""Places in sessions in words of the screen."""

from shared.contracts.groups import Attendance, PlaceState
from shared.pages import N_

STATES = {
    PlaceState.WAITING: N_("Waits in line for a place"),
    PlaceState.OFFERED: N_("A place is offered: yes or no?"),
    PlaceState.ENROLLED: N_("Has a place"),
    PlaceState.EXPIRED: N_("The offer ended without an answer"),
    PlaceState.DECLINED: N_("Said no to the place"),
    PlaceState.REVOKED: N_("The session is off, or smaller: there is no place"),
    PlaceState.WITHDRAWN: N_("Wants no place any more"),
    PlaceState.REFUSED: N_("There is no place to be had: the session is over or off"),
}
NOT_KNOWN = N_("Not known yet: the groups have not answered")
ATTENDANCE = {
    Attendance.ATTENDED: N_("Came"),
    Attendance.LATE: N_("Came late"),
    Attendance.EXCUSED: N_("Excused"),
    Attendance.ABSENT: N_("Did not come to the session"),
}
