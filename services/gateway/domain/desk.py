"""A desk: where contacts are called to."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.gateway.domain.refusals import DeskBusy, DeskNotOpen, DeskTaken, NothingToUndo
from shared.contracts.gateway import DeskChanged, DeskState


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk of a unit, with who works there and whom it has in front of it."""

    unit: str
    number: int
    state: DeskState
    since: datetime
    staff: UUID | None
    contact: UUID | None
    version: int


def open_desk(desk: Desk, staff: UUID, *, at: datetime) -> tuple[Desk, DeskChanged]:
    """Somebody begins to work here, or goes on after a pause."""
    if desk.state is not DeskState.CLOSED and desk.staff != staff:
        raise DeskTaken
    return _changed(desk, DeskState.OPEN, staff, at)


def pause_desk(desk: Desk, staff: UUID, *, at: datetime) -> tuple[Desk, DeskChanged]:
    """Nobody is called here for a while."""
    if desk.state is not DeskState.OPEN:
        raise DeskNotOpen
    require_mine(desk, staff)
    return _changed(desk, DeskState.PAUSED, staff, at)


def close_desk(desk: Desk, staff: UUID | None, *, at: datetime) -> tuple[Desk, DeskChanged]:
    """Work here ends; refused while a contact is in front of it. ``staff`` none is the timer."""
    if desk.contact is not None:
        raise DeskBusy
    if staff is not None and desk.state is not DeskState.CLOSED:
        require_mine(desk, staff)
    return _changed(desk, DeskState.CLOSED, None, at)


def is_free(desk: Desk) -> bool:
    """Whether somebody may come before it now."""
    return desk.state is DeskState.OPEN and desk.contact is None


def take(desk: Desk, contact: UUID, staff: UUID) -> Desk:
    """The desk calls or resumes a contact."""
    if desk.state is not DeskState.OPEN:
        raise DeskNotOpen
    require_mine(desk, staff)
    if desk.contact is not None:
        raise DeskBusy
    return replace(desk, contact=contact)


def require_room(desk: Desk | None, contact: UUID, kept_from: Collection[UUID]) -> None:
    """Whether undoing may bring the contact before it again. Raises ``DeskNotOpen``, ``DeskBusy``;
    ``NothingToUndo`` if somebody works there who must not serve whom it concerns.
    """
    if desk is None or desk.state is DeskState.CLOSED:
        raise DeskNotOpen
    if desk.staff in kept_from:
        raise NothingToUndo
    if desk.contact not in (None, contact):
        raise DeskBusy


def free(desk: Desk) -> Desk:
    """Nobody is in front of the desk any more."""
    return replace(desk, contact=None)


def require_mine(desk: Desk, staff: UUID) -> None:
    """Raises ``DeskTaken`` unless this person works here."""
    if desk.staff != staff:
        raise DeskTaken


def _changed(
    desk: Desk, state: DeskState, staff: UUID | None, at: datetime
) -> tuple[Desk, DeskChanged]:
    changed = replace(desk, state=state, since=at, staff=staff, version=desk.version + 1)
    event = DeskChanged(
        at=at,
        version=changed.version,
        unit=changed.unit,
        desk=changed.number,
        state=state,
        since=at,
    )
    return changed, event
