"""Where the first visit of a referral stands."""

from enum import StrEnum


class VisitState(StrEnum):
    """Where a first visit stands; from ``booked`` on as the gateway's appointment does."""

    ASKED = "asked"
    """The gateway has not answered yet."""
    REFUSED = "refused"
    """The time was gone."""
    BOOKED = "booked"
    ARRIVED = "arrived"
    ATTENDED = "attended"
    MISSED = "missed"
    CANCELLED = "cancelled"
