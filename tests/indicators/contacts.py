"""Contacts as the gateway tells them, made up for the indicators' tests."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid4, uuid7

from services.indicators import reactions
from shared.consumer import Told
from shared.contracts import Event
from shared.contracts.gateway import (
    ContactCorrected,
    ContactEvent,
    DeskChanged,
    DeskState,
    Level,
    Outcome,
    Span,
)
from shared.contracts.heartbeat import HEARTBEATS
from shared.db import Tx
from tests.fixtures.cities import NORD

MORNING = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
"""Nine o'clock of a Monday in Barcelona."""


def after(seconds: float, since: datetime = MORNING) -> datetime:
    return since + timedelta(seconds=seconds)


def a_contact(
    came: datetime = MORNING,
    *,
    waits: float | None = 60,
    serves: float | None = 300,
    leaves: bool = False,
    **differs: Any,
) -> ContactEvent:
    """Somebody who came, waited so long and was served so long; none is not yet over.

    ``leaves``: went away at the end of the wait. What else differs is said by name.
    """
    unit = differs.get("unit", NORD)
    ends_wait = None if waits is None else after(waits, came)
    spans = [Span(state="waiting", at=came, until=ends_wait, unit=unit)]
    started = None if ends_wait is None or leaves else ends_wait
    ended = ends_wait if leaves else None
    if started is not None:
        ended = None if serves is None else after(serves, started)
        spans.append(Span(state="serving", at=started, until=ended, unit=unit, desk=1))
    state = spans[-1].state if ended is None else "abandoned" if leaves else "closed"
    told: dict[str, Any] = {
        "at": came,
        "version": 3,
        "contact_id": uuid4(),
        "code": "N 001",
        "door": "desk",
        "unit": unit,
        "centre": unit,
        "level": Level.ORDINARY,
        "state": state,
        "city_version": 1,
        "opened_at": came,
        "waiting_from": came,
        "started_at": started,
        "ended_at": ended,
        "outcome": Outcome.INFORMED if state == "closed" else None,
        "left_from": "waiting" if state == "abandoned" else None,
        "wait_seconds": waits,
        "service_seconds": serves if state == "closed" else None,
        "spans": tuple(spans),
    }
    return ContactCorrected(**told | differs)


def told(events: Iterable[Event], at: datetime = MORNING) -> list[Told[Any]]:
    return [Told(UUID(str(uuid7())), event, "/gateway", "e", at, 0, 0) for event in events]


async def keep(tx: Tx, events: Sequence[ContactEvent]) -> None:
    """Let the indicators hear of these contacts, in one batch."""
    await reactions.keep_contacts(tx, told(events))


async def keep_desk(
    tx: Tx, number: int, state: DeskState, since: datetime, version: int = 1
) -> None:
    event = DeskChanged(at=since, version=version, unit=NORD, desk=number, state=state, since=since)
    await reactions.keep_desks(tx, told([event]))


async def beat(tx: Tx, at: datetime, told_at: datetime, service: str = "gateway") -> None:
    """Let a heartbeat arrive."""
    event = HEARTBEATS[service](at=at, version=1)
    await reactions.keep_heartbeats(tx, told([event], told_at))
