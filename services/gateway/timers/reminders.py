"""Mail about appointments: confirmed, moved, cancelled, and reminded of in time."""

from datetime import datetime

from services.gateway import store
from services.gateway.domain import access
from services.gateway.domain.ways import withheld
from services.gateway.store.reminders import Due
from services.gateway.timers.appointment_letter import letter
from shared.city.store import current
from shared.db import Pool, Tx
from shared.encryption import CannotBeOpened, Keyring
from shared.identity.hashing import digest, fresh
from shared.mail.people import Letters, write_letters
from shared.mail.sending import Letter
from shared.settings import Settings


async def remind(settings: Settings, pool: Pool, identity: Pool) -> None:
    """Write to those who gave an address for an appointment, for ever."""
    await write_letters(settings, pool, identity, REMINDERS)


async def _next(tx: Tx, now: datetime) -> Due | None:
    """The first that may be sent by what is known now; others wait until somebody says so."""
    while due := await store.reminders.next_letter(tx, now):
        contact = await store.contacts.find(tx, due.appointment.contact)
        if contact is None:
            return due
        restricted = access.is_restricted(await current(tx, now), contact)
        _, safe = await store.reaching.how_to_reach(tx, contact.id, contact.person)
        if withheld(safe, restricted=restricted) is None:
            return due
    return None


async def _made(
    settings: Settings, tx: Tx, ring: Keyring, now: datetime
) -> tuple[Due, Letter | None] | None:
    """The letter with a new link, of which only the hash is kept."""
    due = await _next(tx, now)
    if due is None:
        return None
    unit = (await current(tx, now)).unit(due.appointment.unit)
    try:
        to = store.reminders.mail_of(due.appointment.id, due.mail, ring)
    except CannotBeOpened:
        return due, None
    if unit is None:
        return due, None
    token = fresh()
    await store.appointment_links.add_link(tx, due.appointment, digest(token), now)
    return due, letter(settings, to, due.says, due.appointment, (unit, token))


REMINDERS = Letters(store.reminders, _made)
