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
    AppointmentChanged,
    ContactCorrected,
    ContactEvent,
    DeskChanged,
    DeskState,
    Level,
    Outcome,
    PaperModeChanged,
    PendingCallChanged,
    PendingState,
    Span,
)
from shared.contracts.heartbeat import HEARTBEATS
from shared.db import Tx
from tests.fixtures.cities import DATC, NORD

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


def a_pending_call(first: datetime = MORNING, due: float = 3600, **differs: Any) -> Event:
    """A call to be returned within that many seconds; open unless something else is said."""
    said: dict[str, Any] = {
        "at": first,
        "version": 1,
        "pending_id": uuid4(),
        "unit": NORD,
        "centre": NORD,
        "origin": "abandoned",
        "contact_id": None,
        "level": Level.ORDINARY,
        "state": "open",
        "first_at": first,
        "due_at": after(due, first),
        "ended_at": None,
        "settled": None,
    }
    return PendingCallChanged(**said | differs)


def reached(seconds: float, first: datetime = MORNING, **differs: Any) -> Event:
    """A pending call whose person was reached so long after the first call."""
    ended = {"state": "settled", "settled": "reached", "ended_at": after(seconds, first)}
    return a_pending_call(first, **ended | differs)


def passed_on(
    seconds: float, to: str = NORD, first: datetime = MORNING, **differs: Any
) -> tuple[Event, Event]:
    """A pending call of the city's telephone, and it passing to a centre so long afterwards."""
    call = a_pending_call(first, **{"unit": DATC, "centre": None} | differs)
    passes = {"version": 2, "at": after(seconds, first), "unit": to, "centre": to}
    return call, call.model_copy(update=passes | {"state": PendingState.PASSED})


def an_appointment(starts: datetime = MORNING, **differs: Any) -> Event:
    """An appointment asked for five days before."""
    asked = starts - timedelta(days=5)
    said: dict[str, Any] = {
        "at": asked,
        "version": 1,
        "appointment_id": uuid4(),
        "unit": NORD,
        "kind": "first_visit",
        "state": "booked",
        "contact_id": None,
        "requested_at": asked,
        "booked_at": asked,
        "starts_at": starts,
        "minutes": 30,
    }
    return AppointmentChanged(**said | differs)


def a_gap(began: datetime, ended: datetime | None = None, **differs: Any) -> Event:
    """A unit on paper."""
    said: dict[str, Any] = {"at": began, "version": 1, "gap_id": uuid4(), "unit": NORD}
    return PaperModeChanged(**said | {"began_at": began, "ended_at": ended} | differs)


async def hear(tx: Tx, events: Iterable[Event], at: datetime = MORNING) -> None:
    """Let the indicators hear of these events, whatever they are, in their order."""
    for each in told(events, at):
        await reactions.FACTS[type(each.event)](tx, [each])
