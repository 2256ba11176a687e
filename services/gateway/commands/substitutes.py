"""Who inherits a professional's messages, from when until when, or until somebody ends it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.gateway import store
from services.gateway.commands.asking import By
from services.gateway.domain.pending_refusals import StretchUnreadable
from services.gateway.domain.refusals import UnknownPlace
from shared.city.store import current
from shared.db import Tx
from shared.errors import NotFound


@dataclass(frozen=True, slots=True)
class Substitution:
    """Who inherits whose messages at a unit, from when until when."""

    unit: str
    professional: UUID
    substitute: UUID
    since: datetime
    until: datetime


async def set_substitute(tx: Tx, said: Substitution, by: By) -> None:
    """From then until then messages for a professional are their substitute's."""
    by.who.require(said.unit)
    if (await current(tx, by.at)).unit(said.unit) is None:
        raise UnknownPlace
    if said.since >= said.until or said.professional == said.substitute:
        raise StretchUnreadable
    who, stretch = (said.professional, said.substitute), (said.since, said.until)
    await store.substitutes.add_substitute(tx, said.unit, who, stretch, by.who.id)


async def end_substitute(tx: Tx, unit: str, substitution: UUID, by: By) -> None:
    """From now on the messages are the professional's again. Said again it changes nothing.

    Raises ``NotFound`` for what is no substitution of the unit.
    """
    by.who.require(unit)
    if not await store.substitutes.end_substitute(tx, unit, substitution, (by.who.id, by.at)):
        raise NotFound
