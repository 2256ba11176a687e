"""A session of the groups, as far as reception needs to know of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.gateway.domain.refusals import SessionShut
from shared.contracts.groups import SessionState
from shared.places_left import places_left

KNOWN_FOR = timedelta(seconds=12)
"""So long after a sign of life what its service told counts as how things are; real time."""


@dataclass(frozen=True, slots=True)
class Session:
    """A session as the groups told it last."""

    session_id: UUID
    version: int
    programme: str
    unit: str
    language: str
    starts_at: datetime
    minutes: int
    capacity: int
    taken: int
    offered: int
    waiting: int
    state: SessionState
    open: bool
    restricted: bool

    @property
    def left(self) -> int:
        """Places that whoever asks now may have; the groups alone give them."""
        return places_left(self.capacity, self.taken, self.offered, self.waiting)

    def fits(self, places: int) -> bool:
        """Whether so many of one household would likely come in at once; else they wait in line."""
        return places <= self.left


def require_open(session: Session, *, at: datetime) -> None:
    """Raises ``SessionShut`` where nobody can ask any more."""
    over = session.state is not SessionState.PUBLISHED or session.starts_at <= at
    if over or not session.open:
        raise SessionShut
