"""A call back whose caller has no desk: the form that says how it ended, and what that offers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, get_args
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from services.gateway.commands import Booking, Ended
from services.gateway.domain import agenda, numbers, pending
from services.gateway.domain.pending import APART
from services.gateway.domain.slots import Whose
from services.gateway.domain.ways import NOT_SAFE, SafeContact
from services.gateway.pages.offered import Offered, offered
from services.gateway.pages.screen import OUTCOMES
from services.gateway.queries import OneCall
from shared.city import Unit
from shared.city.store import current
from shared.contracts.gateway import Outcome
from shared.db import Tx
from shared.errors import NotFound
from shared.identity import LANGUAGES

Said = Literal[
    Outcome.INFORMED,
    Outcome.RESOLVED,
    Outcome.APPOINTMENT,
    Outcome.REDIRECTED,
    Outcome.CALL_BACK,
    Outcome.LEFT,
]
KEYS = {outcome: key for key, outcome in enumerate(OUTCOMES, 1) if outcome in get_args(Said)}
"""How it may end, with the keys that outcomes have at the desk."""
Short = Annotated[str, Field(max_length=60)]
BLANK = BeforeValidator(lambda chosen: chosen or None)
"""What a choice says for nothing."""


class ConversationForm(BaseModel):
    """The fields of that form."""

    model_config = ConfigDict(extra="ignore")

    outcome: Said | None = None
    reason: Short = ""
    """What it was about."""
    centre: Short = ""
    slot: Annotated[UUID | None, BLANK] = None
    mail: Annotated[str, Field(max_length=254)] = ""
    language: Annotated[str, Field(max_length=2)] = LANGUAGES[0]
    owner: Short = ""
    safe_contact: Annotated[SafeContact | None, BLANK] = None
    telephone: Short = ""
    """Where to call once more, asked where no number is known."""

    @property
    def ended(self) -> Ended | None:
        """How it ended, if that was said. Raises ``TelephoneUnreadable``."""
        if self.outcome is None:
            return None
        language = self.language if self.language in LANGUAGES else LANGUAGES[0]
        mail = self.mail.strip() or None
        booking = Booking(self.centre, self.slot, None, language, mail) if self.slot else None
        reason, owner = self.reason or None, self.owner or None
        number = numbers.number_of(self.telephone) if self.telephone.strip() else None
        return Ended(self.outcome, reason, booking, owner, self.safe_contact, number)


@dataclass(frozen=True, slots=True)
class Conversation:
    """What there is to choose from."""

    due_at: datetime
    """Until when they are called once more, if they ask for that."""
    place: Unit | None
    """Where they would come; none: nobody knows which centre is theirs."""
    times: Offered
    safe: bool
    """Whether something may be written to them."""
    unasked: bool
    """Whether nobody asked that: with a restricted reason it has to be asked before."""
    ask_first: bool
    """Whether that is so already, for the reason is restricted."""
    speaks: str | None
    """Their language, if it is one in which letters are written."""
    began: datetime | None
    """Since when the call counts; none: nobody said so."""


async def conversation(
    tx: Tx, call: OneCall, staff: UUID, at: datetime, centre: str | None
) -> Conversation | None:
    """What whoever reaches them may say; none where a desk serves them, or nobody is to be called.

    ``centre``: where times are looked for. Raises ``NotFound`` for no centre of the city.
    """
    entry = call.entry
    if call.at_desk or not entry.is_open or entry.origin in APART:
        return None
    here = await current(tx, at)
    codes = {each.code: each for each in here.centres}
    if centre and centre not in codes:
        raise NotFound
    place = next((codes[c] for c in (centre, entry.centre, entry.unit) if c in codes), None)
    code, kinds = place.code if place else None, agenda.preferred(entry.level)
    said = call.reach.language
    return Conversation(
        pending.due(here, entry.unit, entry.level, at),
        place,
        await offered(tx, code, kinds, at, whose=Whose(entry.contact, entry.person), more=True),
        call.safe not in NOT_SAFE,
        call.safe is None,
        call.safe is None and call.restricted,
        said if said in LANGUAGES else None,
        pending.began(here, entry, staff, at),
    )
