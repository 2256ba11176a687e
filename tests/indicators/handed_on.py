"""Referrals, sessions and places as their services tell them, made up for the indicators' tests."""

from datetime import datetime
from typing import Any

from uuid_utils.compat import uuid4

from shared.contracts import Event
from shared.contracts.groups import PlaceChanged, SessionChanged
from shared.contracts.referrals import FirstVisitAsked, ReferralChanged
from tests.fixtures.cities import NORD
from tests.indicators.contacts import MORNING, after

HOUR = 3600


def a_referral(sent: datetime = MORNING, **differs: Any) -> Event:
    """A partner's, to be answered within four hours, of which somebody is warned after three."""
    said: dict[str, Any] = {
        "at": sent,
        "version": 1,
        "referral_id": uuid4(),
        "code": "D-0001",
        "organisation": "housing",
        "internal": False,
        "unit": NORD,
        "reason": "ECO",
        "level": None,
        "restricted": False,
        "state": "requested",
        "responsible": "receiver",
        "sent_at": sent,
        "acknowledge_by": after(2 * HOUR, sent),
        "answer_by": after(4 * HOUR, sent),
        "warn_at": after(3 * HOUR, sent),
        "acknowledge_warn_at": after(HOUR * 3 / 2, sent),
    }
    return ReferralChanged(**said | differs)


def answered(seconds: float, sent: datetime = MORNING, **differs: Any) -> Event:
    """A referral that was accepted so long after it was sent, in its third version."""
    at = after(seconds, sent)
    said = {"version": 3, "state": "accepted", "answered_at": at, "acknowledged_at": at}
    return a_referral(sent, **said | differs)


def a_first_visit(at: datetime = MORNING, **differs: Any) -> Event:
    """A time that was chosen for a referral's first visit."""
    said: dict[str, Any] = {
        "at": at,
        "version": 1,
        "referral_id": uuid4(),
        "code": "D-0001",
        "unit": NORD,
        "slot_id": uuid4(),
        "requested_at": MORNING,
        "restricted": False,
    }
    return FirstVisitAsked(**said | differs)


def a_session(starts: datetime = MORNING, **differs: Any) -> Event:
    """A public session of ninety minutes with twelve places, of which nobody has any."""
    said: dict[str, Any] = {
        "at": starts,
        "version": 1,
        "session_id": uuid4(),
        "series_id": uuid4(),
        "programme": "welcome",
        "unit": NORD,
        "language": "ca",
        "mode": "complement",
        "starts_at": starts,
        "minutes": 90,
        "capacity": 12,
        "taken": 0,
        "offered": 0,
        "waiting": 0,
        "state": "published",
        "open": True,
        "public": True,
        "restricted": False,
    }
    return SessionChanged(**said | differs)


def a_place(asked: datetime = MORNING, starts: datetime = MORNING, **differs: Any) -> Event:
    """One place that somebody was given at once."""
    said: dict[str, Any] = {
        "at": asked,
        "version": 1,
        "place_id": uuid4(),
        "session_id": uuid4(),
        "programme": "welcome",
        "unit": NORD,
        "starts_at": starts,
        "door": "public",
        "places": 1,
        "state": "enrolled",
        "asked_at": asked,
        "enrolled_at": asked,
        "restricted": False,
    }
    return PlaceChanged(**said | differs)
