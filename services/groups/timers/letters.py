"""Mail about places: taken, waited for, offered, taken back, and reminded of in time."""

from datetime import datetime

from services.groups import store
from services.groups.store.letters import Due
from services.groups.timers.place_letter import letter
from shared.city.store import current
from shared.db import Pool, Tx
from shared.encryption import CannotBeOpened, Keyring
from shared.identity.hashing import digest, fresh
from shared.mail.people import Letters, write_letters
from shared.mail.sending import Letter
from shared.settings import Settings


async def write_about_places(settings: Settings, pool: Pool, identity: Pool) -> None:
    """Write to those who gave an address for a place, for ever."""
    await write_letters(settings, pool, identity, LETTERS)


async def _made(
    settings: Settings, tx: Tx, ring: Keyring, now: datetime
) -> tuple[Due, Letter | None] | None:
    """The letter with a new link, of which only the hash is kept."""
    due = await store.letters.next_due(tx, now)
    if due is None:
        return None
    here = await current(tx, now)
    try:
        to = store.people.mail_of(due.place.id, due.mail, ring)
    except CannotBeOpened:
        return due, None
    token = fresh()
    await store.links.add(tx, due.place, digest(token), now)
    return due, letter(settings, to, due, (here, token))


LETTERS = Letters(store.letters, _made)
