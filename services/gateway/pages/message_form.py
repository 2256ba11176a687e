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
from services.gateway.pages.person_forms import Typed
from shared.city import City, Unit
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
    centre: Typed = ""
    """Whose professional it is, from the city's telephone."""
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

    unit: Unit
    """Whose professionals it offers."""
    asks_centre: bool
    """Whether whoever leaves it chooses of which centre: at the city's telephone."""
    contact: Contact | None
    """At which it is left, if it is opened from one."""
    promised: datetime
    """Until when it is to be answered where nobody says otherwise."""
    days: tuple[message_due.Day, ...]


@dataclass(frozen=True, slots=True)
class AskedForm:
    """Where the form stands, for which contact, and the centre that was chosen."""

    unit: str
    contact: UUID | None
    centre: str | None


async def new_message(
    tx: Tx, here: City, asked: AskedForm, who: Principal, at: datetime
) -> NewMessage:
    """The form at a unit, for a contact of it and the centre of that. Raises ``NotFound``."""
    contact = await queries.contact(tx, asked.contact, who, at) if asked.contact else None
    if contact is not None and contact.unit != asked.unit:
        raise NotFound
    from_telephone = asked.unit in pending.telephones(here)
    centre = asked.centre or (contact.centre if contact else None)
    unit = here.unit(centre if from_telephone and centre else asked.unit)
    if unit is None:
        raise NotFound
    level = contact.level if contact else None
    promised = pending.due(here, unit.code, level, at)
    times = message_due.to_choose(here, unit, at)
    return NewMessage(unit, from_telephone, contact, promised, times)
