"""Who works at the doors in these tests, when, and what was told."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from services.gateway import commands, store
from services.gateway.commands import Arrival, By, Heard, Told
from services.gateway.domain import Contact
from services.gateway.domain.contact import tell
from shared.contracts import Event, event_types
from shared.contracts.gateway import ContactEvent, Level
from shared.db import Pool, Tx
from shared.errors import NotFound
from shared.identity import Principal, Role
from tests.fixtures.cities import NORD

VIOLENCE = "VIO"
"""The test city's restricted reason."""
NINE = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
"""Monday at nine in the morning, when the centres open."""


def after(minutes: float) -> datetime:
    """So many minutes after nine."""
    return NINE + timedelta(minutes=minutes)


@dataclass(frozen=True)
class Staff:
    """Somebody of the reception; without units, of the whole city."""

    units: frozenset[str] | None = None
    id: UUID = field(default_factory=uuid4)

    def by(self, minutes: float = 0, *, seen: int | None = None) -> By:
        """This person, so many minutes after nine."""
        return self.at(after(minutes), seen=seen)

    def at(self, at: datetime, *, seen: int | None = None) -> By:
        """This person, at that time."""
        who = Principal(self.id, "Anna", frozenset({Role.RECEPTION}), self.units)
        return By(who, at, seen)


def of(*units: str) -> Staff:
    """Somebody who works at these units only."""
    return Staff(frozenset(units))


async def arrive(
    tx: Tx, minutes: float = 0, unit: str = NORD, *, level: Level | None = None
) -> Contact:
    """Somebody comes to the unit."""
    return await commands.open_contact(tx, Arrival(unit, level=level), Staff().by(minutes))


async def at_work(tx: Tx, number: int = 1, unit: str = NORD, minutes: float = 0) -> Staff:
    """Somebody new, who has opened this desk."""
    staff = Staff()
    await commands.open_desk(tx, unit, number, staff.by(minutes))
    return staff


async def stored(tx: Tx, contact_id: UUID) -> Contact:
    """The contact as the database has it."""
    facts = await store.contacts.take(tx, contact_id)
    if facts is None:
        raise NotFound
    return facts.contact


async def told(tx: Tx, key: object) -> list[Event]:
    """What is about to be told under a key, in order."""
    rows = await tx.fetch(
        "SELECT type, version, data FROM outbox_pending WHERE key = $1 ORDER BY id", str(key)
    )
    events = [event_types()[row["type"]].model_validate_json(row["data"]) for row in rows]
    assert [event.version for event in events] == [row["version"] for row in rows]
    return events


def for_others(contact: Contact) -> Contact:
    """The contact as others hear of it."""
    if contact.reason != VIOLENCE:
        return contact
    hidden = contact.matters[0].model_copy(update={"reason": "restricted"})
    return replace(contact, reason="restricted", matters=(hidden, *contact.matters[1:]))


async def last_told(tx: Tx, contact: Contact) -> type[ContactEvent]:
    """The type of the newest event, which must be a snapshot of this contact, as it is kept."""
    assert await stored(tx, contact.id) == contact
    *_, event = await told(tx, contact.id)
    assert isinstance(event, ContactEvent)
    assert event == tell(type(event), for_others(contact), event.at)
    return type(event)


async def in_front_of(tx: Tx, number: int = 1, unit: str = NORD) -> UUID | None:
    """Whom the desk has in front of it."""
    found: UUID | None = await tx.fetchval(
        "SELECT contact FROM desk WHERE unit = $1 AND number = $2", unit, number
    )
    return found


async def blocked(pool: Pool, times: int = 1) -> None:
    """Wait until so many of the database's sessions wait for a lock."""
    sessions = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND wait_event_type = 'Lock'"
    )
    while await pool.fetchval(sessions) < times:  # noqa: ASYNC110 - the server has no event
        await asyncio.sleep(0.01)


EXCHANGE = Principal(UUID(int=9), "exchange", frozenset({Role.TELEPHONY}), None, machine=True)


async def hear(tx: Tx, told: Sequence[Told], who: Principal = EXCHANGE) -> list[Heard]:
    """What the gateway answers an exchange of the whole city, or another one."""
    return await commands.hear(tx, told, who)
