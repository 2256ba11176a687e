"""Who holds sessions in these tests, when, and what was told."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4

from services.groups import commands, store
from services.groups.commands import Asked, By, NewSeries
from services.groups.domain.place import Place
from services.groups.domain.series import Every, Recurrence
from services.groups.domain.sessions import Session
from shared.contracts import Event, event_types
from shared.contracts.groups import PlaceChanged, PlaceDoor, PlaceState, SessionChanged
from shared.db import Tx
from shared.identity import Principal, Role
from tests.fixtures.cities import NORD

NINE = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
"""Monday at nine in the morning, when the centres open."""
FIRST = date(2026, 3, 16)
"""The Monday two weeks later, on which the sessions begin."""
TEN = time(10)
STARTS = datetime(2026, 3, 16, 9, tzinfo=UTC)


def after(minutes: float) -> datetime:
    """So many minutes after nine."""
    return NINE + timedelta(minutes=minutes)


@dataclass(frozen=True)
class Facilitator:
    """Somebody who holds sessions; without units, of the whole city."""

    units: frozenset[str] | None = None
    id: UUID = field(default_factory=uuid4)

    def by(self, minutes: float = 0) -> By:
        """This person, so many minutes after nine."""
        return self.at(after(minutes))

    def at(self, at: datetime) -> By:
        """This person, at that time."""
        return By(Principal(self.id, "Laia", frozenset({Role.FACILITATOR}), self.units), at)


def once(**said: object) -> NewSeries:
    """One session of the programme on energy, in a room of its own."""
    told = {
        "programme": "energy",
        "recurrence": Recurrence(Every.ONCE, FIRST, TEN, 1),
        "room": "Aula 2",
        **said,
    }
    return NewSeries(**told)  # type: ignore[arg-type]


async def published(
    tx: Tx, capacity: int = 2, by: By | None = None, unit: str = NORD, **said: object
) -> Session:
    """A session that others know of."""
    by = by or Facilitator().by()
    new = once(capacity=capacity, room=f"Aula {uuid4().hex[:6]}", **said)
    [draft], _ = await commands.open_series(tx, unit, new, by)
    return await commands.publish(tx, draft.id, by)


def asking(session: Session, places: int = 1, **said: object) -> Asked:
    """Somebody whom the gateway sends to it."""
    told = {"contact": uuid4(), "person": uuid4(), **said}
    return Asked(uuid4(), session.id, PlaceDoor.GATEWAY, NORD, places, **told)  # type: ignore[arg-type]


async def ask(tx: Tx, session: Session, places: int = 1, minutes: float = 0) -> UUID:
    """Somebody asks for places; the id of what they asked."""
    asked = asking(session, places)
    await commands.ask_by_event(tx, asked, after(minutes))
    return asked.place_id


async def stands(tx: Tx, place: UUID) -> Place:
    """The place as the database has it."""
    found = await store.places.one(tx, place)
    assert found is not None
    return found


async def states(tx: Tx, places: Collection[UUID]) -> list[PlaceState]:
    """How they stand, in their order."""
    return [(await stands(tx, each)).state for each in places]


async def told(tx: Tx, key: object) -> list[Event]:
    """What is about to be told under a key, in order."""
    rows = await tx.fetch(
        "SELECT type, data FROM outbox_pending WHERE key = $1 ORDER BY id", str(key)
    )
    return [event_types()[row["type"]].model_validate_json(row["data"]) for row in rows]


async def last_of(tx: Tx, session: Session) -> SessionChanged:
    """What was told of it last."""
    *_, event = await told(tx, session.id)
    assert isinstance(event, SessionChanged)
    return event


async def last_of_place(tx: Tx, place: UUID) -> PlaceChanged:
    """The same of a place."""
    *_, event = await told(tx, place)
    assert isinstance(event, PlaceChanged)
    return event
