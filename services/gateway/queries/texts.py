"""What became of calls by text message."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from uuid import UUID

from services.gateway.domain import Contact
from services.gateway.domain.ways import CalledBy
from services.gateway.store.texts import IN_TIME
from shared.contracts.gateway import ContactState
from shared.db import Tx

STATES = f"""
SELECT t.contact, CASE WHEN t.sent_at IS NOT NULL THEN 'sent'
  WHEN t.withheld IS NOT NULL THEN 'withheld'
  WHEN t.refused IS NULL AND t.{IN_TIME} THEN 'on_its_way' ELSE 'failed' END
FROM text_call AS t JOIN contact AS c ON c.id = t.contact AND c.called_at = t.called_at
WHERE t.contact = ANY($1)
"""


class Texted(StrEnum):
    """How a message stands that calls somebody."""

    ON_ITS_WAY = "on_its_way"
    SENT = "sent"
    """The gateway of messages took it; whether it was read nobody knows."""
    WITHHELD = "withheld"
    """It was no longer safe when it was to be sent: they must be fetched."""
    FAILED = "failed"
    """It was refused, or not taken in time: they must be fetched."""


async def texted(tx: Tx, present: Sequence[Contact]) -> Mapping[UUID, Texted]:
    """Of those who are called by text; no statement where there are none."""
    called = [
        each.id
        for each in present
        if each.state is ContactState.CALLED and each.ways.called_by is CalledBy.TEXT
    ]
    if not called:
        return {}
    return {contact: Texted(state) for contact, state in await tx.fetch(STATES, called)}
