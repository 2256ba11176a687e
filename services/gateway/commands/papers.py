"""Papers that were delivered, collected, or are missing still."""

from uuid import UUID

from services.gateway import store
from services.gateway.commands.asking import By, taken
from services.gateway.commands.telling import tell
from services.gateway.domain import Contact, acts
from services.gateway.domain.papers import PapersDone
from shared.db import Tx


async def note_papers(tx: Tx, contact_id: UUID, done: PapersDone, by: By) -> Contact:
    """Note on the contact what came of the papers. Raises ``NotInThisState`` once it has ended."""
    before = await taken(tx, contact_id, by)
    after, event = acts.note_papers(before, done, at=by.at)
    await store.contacts.keep(tx, after, store.contacts.Act("papers", by.who.id, by.at, before))
    await tell(tx, event)
    return after
