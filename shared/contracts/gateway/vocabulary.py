"""The closed vocabularies of the gateway's events."""

from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict

RESTRICTED = "restricted"
"""What others hear instead of a restricted reason; the city folder gives no reason that code."""


class Door(StrEnum):
    """How a contact came in."""

    DESK = "desk"
    PHONE = "phone"
    KIOSK = "kiosk"


class Level(StrEnum):
    """How soon a person must be attended, as the triage rules propose."""

    URGENT = "urgent"
    PREFERENTIAL = "preferential"
    ORDINARY = "ordinary"


class ContactState(StrEnum):
    """Where a contact stands.

    ``ringing`` is a call in the voice menu, not yet waiting; ``voided`` was opened by mistake and
    undone: it counts nowhere.
    """

    RINGING = "ringing"
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    PARKED = "parked"
    CLOSED = "closed"
    ABANDONED = "abandoned"
    MISSED = "missed"
    VOIDED = "voided"


class Outcome(StrEnum):
    """How a served contact, or one of its reasons, ended."""

    RESOLVED = "resolved"
    INFORMED = "informed"
    APPOINTMENT = "appointment"
    REFERRED = "referred"
    """Handed on to another of the city's units."""
    GROUP_PLACE = "group_place"
    """A place in a session of a group, or in the line for one."""
    CALL_BACK = "call_back"
    SAME_DAY_CARE = "same_day_care"
    """Attended by a professional on the same day."""
    REDIRECTED = "redirected"
    """Led to the organisation that is competent; not counted as solved."""
    LEFT = "left"
    """The person went before it was resolved."""
    NOT_RECORDED = "not_recorded"
    ATTENDED = "attended"
    """Attended by the professional with whom they had an appointment."""


class Span(BaseModel):
    """A stretch of time that a contact spent in one state at one unit."""

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)

    state: ContactState
    at: AwareDatetime
    """The start, included."""
    until: AwareDatetime | None = None
    """The end, excluded; absent while it lasts."""
    unit: str
    desk: int | None = None


class Matter(BaseModel):
    """One of the reasons for which somebody came, and how it ended."""

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)

    reason: str
    """Code of the reason in the city folder; ``restricted`` where it may not be told."""
    outcome: Outcome | None = None
    """Absent while it is open."""
    at: AwareDatetime | None = None
    """When it ended."""
    owner: str | None = None
    """Code of the competent organisation to which it was redirected, in the city folder."""
    arrived: bool | None = None
    """Whether the person arrived there, once somebody asked."""
    asked_at: AwareDatetime | None = None
    """When somebody asked whether they arrived; without an answer they could not be reached."""
    care_unit: str | None = None
    """Where a professional attends them on the same day."""
    care_desk: int | None = None
    received_at: AwareDatetime | None = None
    """When that professional received them; absent while nobody said so."""
    on_paper: bool = False
    """It was written on paper and entered later: what came of it meanwhile is not known."""


class Intensity(StrEnum):
    """How much a reason asks of social work: all are low, but for treatment."""

    FIRST_CARE = "first_care"
    LOW_MONITORING = "low_monitoring"
    RESOURCE_MONITORING = "resource_monitoring"
    INDIRECT_MONITORING = "indirect_monitoring"
    TEMPORARY_NEED = "temporary_need"
    TREATMENT = "treatment"


class Interpreter(BaseModel):
    """An interpreter for a contact: asked for, there, gone."""

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)

    asked_at: AwareDatetime
    arrived_at: AwareDatetime | None = None
    left_at: AwareDatetime | None = None
    """Absent while there; the end of the contact ends it too."""


class ToldWait(BaseModel):
    """The wait that somebody was told to expect when they came, in seconds."""

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)

    least_seconds: int
    most_seconds: int


class DeskState(StrEnum):
    """Whether a desk serves."""

    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"
