"""Codes of sessions and places in words."""

from services.groups.domain.series import Every
from services.groups.domain.sessions import Need, Stage
from shared.city import ProgrammeKind
from shared.contracts.groups import Attendance, PlaceDoor, PlaceState
from shared.pages import N_

KINDS = {
    ProgrammeKind.INFORMATIVE: N_("Informative"),
    ProgrammeKind.SUPPORT: N_("Support group"),
    ProgrammeKind.SOCIO_EDUCATIONAL: N_("Socio-educational"),
    ProgrammeKind.TREATMENT: N_("Treatment"),
    ProgrammeKind.SOCIALISATION: N_("Socialisation"),
    ProgrammeKind.COMMUNITY_ACTION: N_("Community action"),
    ProgrammeKind.TRAINING: N_("Training"),
    ProgrammeKind.WORKSHOP: N_("Workshop"),
    ProgrammeKind.COMMITTEE: N_("Committee"),
}
NEEDS = {
    Need.STEP_FREE: N_("No steps"),
    Need.CHILD_MINDING: N_("Room for children"),
    Need.SIGN_LANGUAGE: N_("Sign language"),
    Need.EASY_READ: N_("Easy to read"),
}
EVERY = {
    Every.ONCE: N_("Once"),
    Every.WEEKLY: N_("Every week"),
    Every.FORTNIGHTLY: N_("Every two weeks"),
}
STAGES = {
    Stage.DRAFT: N_("Draft"),
    Stage.PUBLISHED: N_("Published"),
    Stage.HELD: N_("Held"),
    Stage.CANCELLED: N_("Cancelled"),
}
STATES = {
    PlaceState.WAITING: N_("Waits"),
    PlaceState.OFFERED: N_("Has an offer"),
    PlaceState.ENROLLED: N_("Enrolled"),
    PlaceState.EXPIRED: N_("Did not answer"),
    PlaceState.DECLINED: N_("Does not want it"),
    PlaceState.REVOKED: N_("Taken back"),
    PlaceState.WITHDRAWN: N_("Withdrawn"),
    PlaceState.REFUSED: N_("Refused"),
}
THEIR_STATES = STATES | {PlaceState.ENROLLED: N_("Has a place")}
"""The same of one person, for whoever enrolled them."""
DOORS = {
    PlaceDoor.GATEWAY: N_("From the reception"),
    PlaceDoor.REFERRAL: N_("By a referral"),
    PlaceDoor.PROFESSIONAL: N_("By a professional"),
    PlaceDoor.PUBLIC: N_("By the catalogue"),
    PlaceDoor.PARTNER: N_("By a partner service"),
}
ATTENDANCE = {
    Attendance.ATTENDED: N_("Is here"),
    Attendance.LATE: N_("Late"),
    Attendance.EXCUSED: N_("Excused"),
    Attendance.ABSENT: N_("Not here"),
}
