"""The form of a message: for whom, what they say, where and until when to tell them the answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.gateway import queries
from services.gateway.commands.messages import LONGEST
from services.gateway.domain import Contact, message_due, pending
from services.gateway.domain.pending_refusals import DueUnreadable
from services.gateway.pages.whom import Typed
from shared.city import City
from shared.db import Tx
from shared.errors import NotFound
from shared.identity import Principal
from shared.web.civil import FIRST, LAST

Words = Annotated[str, Field(max_length=2 * LONGEST)]
OTHER = "other"
"""The choice of another day and time, which then stand in fields of their own."""


class MessageForm(BaseModel):
    """What it carries."""

    model_config = ConfigDict(extra="ignore")

    to: Typed = ""
    words: Words = ""
    telephone: Typed = ""
    contact: UUID | None = None
    """At which it is left."""
    due: Typed = ""
    """A civil time as a field for it writes it; nothing: as the unit promises."""
    due_day: Typed = ""
    due_time: Typed = ""
    back: Annotated[str, Field(max_length=20)] = ""
    """``desk``: where to go afterwards."""

    def due_at(self, here: City) -> datetime | None:
        """Until when they were told that it is answered. Raises ``DueUnreadable``."""
        chosen = f"{self.due_day}T{self.due_time}" if self.due == OTHER else self.due
        if not chosen:
            return None
        try:
            civil = datetime.fromisoformat(chosen)
        except ValueError:
            raise DueUnreadable from None
        if civil.tzinfo is not None or not FIRST <= civil.date() <= LAST:
            raise DueUnreadable
        return here.instant(civil.date(), civil.time())


@dataclass(frozen=True, slots=True)
class NewMessage:
    """What the form offers."""

    contact: Contact | None
    """At which it is left, if it is opened from one."""
    promised: datetime
    """Until when it is to be answered where nobody says otherwise."""
    days: tuple[message_due.Day, ...]


async def new_message(
    tx: Tx, here: City, asked: tuple[str, UUID | None], who: Principal, at: datetime
) -> NewMessage:
    """The form at a unit, and for a contact of it. Raises ``NotFound``."""
    code, contact_id = asked
    unit = here.unit(code)
    if unit is None:
        raise NotFound
    contact = await queries.contact(tx, contact_id, who, at) if contact_id else None
    if contact is not None and contact.unit != code:
        raise NotFound
    level = contact.level if contact else None
    promised = pending.due(here, code, level, at)
    return NewMessage(contact, promised, message_due.to_choose(here, unit, at))
