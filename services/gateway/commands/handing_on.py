"""What was handed on to other doors is told again when it is known, or put right, whose it is."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.gateway import store
from services.gateway.commands.places import keep_place
from services.gateway.commands.referring import keep
from services.gateway.commands.telling import tell
from services.gateway.domain import Contact, handed_on, places
from shared.db import Tx
from shared.widening import everywhere


async def named(tx: Tx, contact: Contact, person: UUID | None, at: datetime) -> None:
    """Tell whom the contact concerns now, as the next version of each referral and place of it."""
    if person == contact.person:
        return
    async with everywhere(tx):
        for referral in await store.handed_on.handed_on_at(tx, contact.id):
            if referral.is_asked:
                asked = replace(referral, told=referral.told + 1)
                await keep(tx, asked)
                await tell(tx, handed_on.ask(contact, asked, person, at=at))
        for place in await store.places.places_of_contact(tx, contact.id):
            if place.told and not place.is_over:
                again = replace(place, told=place.told + 1)
                await keep_place(tx, again)
                await tell(tx, places.ask(again, person, at=at))
