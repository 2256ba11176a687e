"""A session: published, changed, held or cancelled."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.groups.domain.refusals import (
    NobodyHolds,
    NotYetBegun,
    NoWalkIns,
    SessionMoved,
    SessionOver,
)
from shared.contracts.groups import SessionMode

OPEN_BEFORE = timedelta(minutes=30)
"""So long before the session begins its sheet may be marked."""


class Stage(StrEnum):
    """Where a session stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    HELD = "held"
    CANCELLED = "cancelled"


class Need(StrEnum):
    """What a session offers to whoever needs it."""

    STEP_FREE = "step-free"
    CHILD_MINDING = "child-minding"
    SIGN_LANGUAGE = "sign-language"
    EASY_READ = "easy-read"


@dataclass(frozen=True, slots=True)
class Session:
    """One meeting of a group; times are UTC."""

    id: UUID
    version: int
    series: UUID
    unit: str
    programme: str
    language: str
    mode: SessionMode
    room: str
    starts_at: datetime
    minutes: int
    capacity: int
    facilitators: tuple[UUID, ...]
    needs: tuple[Need, ...]
    public: bool
    restricted: bool
    walk_in: bool
    state: Stage = Stage.DRAFT
    published_at: datetime | None = None
    ended_at: datetime | None = None
    uncounted: int | None = None

    @property
    def ends_at(self) -> datetime:
        """Its end, excluded."""
        return self.starts_at + timedelta(minutes=self.minutes)

    def is_open(self, at: datetime) -> bool:
        """Whether somebody may still be enrolled, or wait."""
        return self.state is Stage.PUBLISHED and at < self.starts_at

    def require_open(self, at: datetime) -> None:
        """Raises ``SessionOver``."""
        if not self.is_open(at):
            raise SessionOver

    def require_begun(self, at: datetime) -> None:
        """Raises ``SessionMoved`` if it is off or a draft, ``NotYetBegun`` before anybody comes."""
        if self.state not in {Stage.PUBLISHED, Stage.HELD}:
            raise SessionMoved
        if at < self.starts_at - OPEN_BEFORE:
            raise NotYetBegun


def publish(session: Session, at: datetime) -> Session:
    """From now on others know of it. Raises ``SessionMoved``, ``SessionOver``."""
    if session.state is not Stage.DRAFT:
        raise SessionMoved
    if session.starts_at <= at:
        raise SessionOver
    return replace(session, state=Stage.PUBLISHED, published_at=at)


def cancel(session: Session, at: datetime) -> Session:
    """It is off. Raises ``SessionMoved`` if it was held or is off already."""
    if session.state not in {Stage.DRAFT, Stage.PUBLISHED}:
        raise SessionMoved
    return replace(session, state=Stage.CANCELLED, ended_at=at)


def entrust(session: Session, facilitators: tuple[UUID, ...]) -> Session:
    """Others hold it from now on. Raises ``NobodyHolds``, ``SessionMoved`` if it was or is off."""
    if not facilitators:
        raise NobodyHolds
    if session.state not in {Stage.DRAFT, Stage.PUBLISHED}:
        raise SessionMoved
    return replace(session, facilitators=facilitators)


def hold(session: Session, at: datetime) -> Session:
    """It took place, and of everybody it is known whether they came. Raises as it must."""
    session.require_begun(at)
    return replace(session, state=Stage.HELD, ended_at=session.ended_at or at)


def count(session: Session, uncounted: int, at: datetime) -> Session:
    """So many came without being enrolled. Raises ``NoWalkIns``, and unless it has begun."""
    session.require_begun(at)
    if not session.walk_in:
        raise NoWalkIns
    return replace(session, uncounted=uncounted)


def overlap(one: Session, other: Session) -> bool:
    """Whether both take place at some instant."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def clashing(sessions: Iterable[Session], others: Iterable[Session]) -> list[Session]:
    """Which of the others take place at some instant of any of these, and are not off."""
    mine = list(sessions)
    return [
        each
        for each in others
        if each.state is not Stage.CANCELLED and any(overlap(each, one) for one in mine)
    ]
