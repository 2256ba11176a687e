"""Contacts that no longer say whom they concerned, and people nobody has to do with any more."""

from contextlib import suppress

from deploy.cli import erasing
from deploy.cli.retention.work import BATCH, Found, Work
from services.gateway import store
from services.gateway.commands import Held, Why, erase_person
from services.gateway.store.retention import Beyond

PEOPLE_BATCH = 20


class Contacts:
    """Ended contacts are cut from person, staff and the exchange's call; they stay for figures."""

    business = True

    async def due(self, work: Work) -> Found:
        """Those that are still identifiable."""
        row = await store.retention.contacts_due(work.tx, Beyond(work.limit, work.held))
        return Found.of(row)

    async def step(self, work: Work) -> int:
        """The next in order of their identifiers."""
        beyond = Beyond(work.limit, work.held)
        async with work.tx.transaction():
            done = await store.retention.anonymise(
                work.tx, beyond, work.mark, work.at.business, BATCH
            )
        if done:
            work.mark = done[-1]
        return len(done)


class People:
    """Whoever has had no contact for so long is erased as on their own request."""

    business = True

    async def due(self, work: Work) -> Found:
        """Those with no open contact, whose last one is long ago."""
        row = await store.retention.people_due(work.tx, Beyond(work.limit, work.held))
        return Found.of(row)

    async def step(self, work: Work) -> int:
        """Some of them, each noted on the list outside of the database."""
        async with work.tx.transaction():
            beyond = Beyond(work.limit, work.held)
            done = []
            for person in await store.retention.take_forgotten(work.tx, beyond, PEOPLE_BATCH):
                with suppress(Held):  # since a moment ago: the next run sees it
                    await erase_person(work.tx, person, Why.RETENTION, work.at.business)
                    done.append(person)
            erasing.note(work.instance, done, Why.RETENTION)
        return len(done)
