"""What every command of staff needs: who asks, when, and which version they had before them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.gateway import store
from services.gateway.commands.following import follow_arrival
from services.gateway.commands.returning import follow
from services.gateway.commands.telling import tell
from services.gateway.domain import AT_A_DESK, Contact, ContactFacts, access
from shared.audit import Reader
from shared.city.store import current
from shared.contracts.gateway import ContactEvent
from shared.db import Tx
from shared.encryption import KeySource
from shared.errors import NotFound, PreconditionFailed
from shared.identity import Principal


@dataclass(frozen=True, slots=True)
class By:
    """Who asks, at what time of the business."""

    who: Principal
    at: datetime
    seen: int | None = None
    """The version that they looked at."""
    texting: Reader | None = None
    """Whom the trace names when a message takes a number out; none where no message can be sent."""
    keys: KeySource | None = None
    """With which a number is compared or kept; none where a command does neither."""


async def taken(tx: Tx, contact_id: UUID, by: By) -> Contact:
    """The contact, locked. Raises ``NotFound`` for what they may not know of, out of scope too;
    ``PreconditionFailed`` if it moved.
    """
    facts = await take_known(tx, contact_id, by)
    by.who.require(facts.contact.unit)
    require_seen(facts.contact, by)
    return facts.contact


async def take_known(tx: Tx, contact_id: UUID, by: By) -> ContactFacts:
    """The contact, locked, whatever its unit. Raises ``NotFound`` if they may not know of it."""
    here = await current(tx, by.at)
    facts = await store.contacts.take(tx, contact_id)
    if facts is None:
        raise NotFound
    if not access.may_know(facts, access.is_restricted(here, facts.contact), by.who, by.at):
        raise NotFound
    return facts


def require_seen(contact: Contact, by: By) -> None:
    """Raises ``PreconditionFailed`` if the contact moved on since they looked."""
    if by.seen is not None and by.seen != contact.version:
        raise PreconditionFailed


async def kept(
    tx: Tx,
    before: Contact | None,
    done: tuple[Contact, ContactEvent],
    by: By,
    name: str | None = None,
) -> Contact:
    """Keep what an act made of a contact, free the desk that it left, and tell.

    An act is called as its event is, unless it is named otherwise.
    """
    after, event = done
    name = name or type(event).__name__.removeprefix("Contact").lower()
    await store.contacts.keep(tx, after, store.contacts.Act(name, by.who.id, by.at, before))
    await follow(tx, before, after, by.at)
    await follow_arrival(tx, after, by.at)
    await leave(tx, before, after)
    await tell(tx, event)
    return after


async def leave(tx: Tx, before: Contact | None, after: Contact) -> None:
    """Free the desk that the contact was at and is no longer."""
    old, new = place(before), place(after)
    if old is not None and old != new:
        await store.desks.set_contact(tx, *old, None)


def place(contact: Contact | None) -> tuple[str, int] | None:
    """The desk that a contact occupies, if any."""
    if contact is None or contact.desk is None:
        return None
    at_it = contact.state in AT_A_DESK or contact.on_call
    return (contact.unit, contact.desk) if at_it else None
