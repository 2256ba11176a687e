"""What a plan is made of: visits, calls and shifts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.contracts.gateway import Door, Outcome


@dataclass(frozen=True, slots=True)
class Fate:
    """Why somebody comes, and what becomes of it."""

    reason: str
    service: timedelta
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at a centre's desk or kiosk."""

    unit: str
    at: datetime
    door: Door
    fate: Fate
    known: bool
    """Whether the reason is asked when they come."""
    language: str | None = None
    """What they touch at the kiosk."""
    patience: timedelta | None = None
    """So long they wait; none: until they are called."""
    silent: bool = False
    """Whether they leave without telling anybody."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call at the city's telephone, by the exchange's clock."""

    name: str
    unit: str
    rang: datetime
    queued: datetime | None
    answered: datetime | None
    hung_up: datetime
    agent: int | None = None
    fate: Fate | None = None
    """What the agent notes; none: nobody notes anything of it."""


@dataclass(frozen=True, slots=True)
class Shift:
    """Somebody works at a desk."""

    unit: str
    desk: int
    starts: datetime
    ends: datetime
