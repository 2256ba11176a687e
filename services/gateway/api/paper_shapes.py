"""What is asked and answered of hours on paper."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
)

from services.gateway.api.examples import BLOCK, CONTACT, GAP
from services.gateway.api.shapes import Asked, Code, ContactShown
from services.gateway.commands.opening import number_of, ticket
from services.gateway.domain.entering import TrueEnd
from services.gateway.domain.paper import MOST_CODES, Block, Ending, Written
from shared.city import City, Unit
from shared.contracts.gateway import Door, Outcome
from shared.web.civil import Day

TicketCode = Annotated[str, StringConstraints(pattern="^[A-Za-z]? ?[0-9]{1,4}$")]
FIRST, LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2999, 12, 31, tzinfo=UTC)
"""Far from where calendars end: an offset more or less is still an instant."""
Instant = Annotated[
    AwareDatetime, Field(ge=FIRST, le=LAST), AfterValidator(lambda at: at.astimezone(UTC))
]
"""Sent with any offset, UTC inside."""
MOST_REASONS = 12


def _asked(example: dict[str, Any]) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [example]})


def _shown(example: dict[str, Any]) -> ConfigDict:
    return ConfigDict(from_attributes=True, json_schema_extra={"examples": [example]})


class NewBlock(Asked):
    """How many codes for which day."""

    model_config = _asked({"day": "2026-03-03", "count": 40})

    count: Annotated[int, Field(ge=1, le=MOST_CODES)]
    day: Day | None = Field(None, description="Today or at most fourteen days ahead; else today.")


class NewGap(Asked):
    """Since when the unit works, or worked, on paper."""

    model_config = _asked({"began_at": "2026-03-02T10:40:00+01:00", "ended_at": None})

    began_at: Instant
    ended_at: Instant | None = Field(None, description="null while it lasts.")


class GapEnded(Asked):
    """When the system was back."""

    model_config = _asked({"ended_at": "2026-03-02T11:40:00+01:00"})

    ended_at: Instant | None = Field(None, description="Without it, now.")


class Ended(Asked):
    """When service began and ended, and how."""

    model_config = _asked(
        {
            "started_at": "2026-03-02T10:50:00+01:00",
            "ended_at": "2026-03-02T11:05:00+01:00",
            "ending": "informed",
        }
    )

    started_at: Instant | None = None
    ended_at: Instant | None = None
    ending: Outcome | Ending

    def true(self) -> TrueEnd:
        """The true end."""
        return TrueEnd(self.started_at, self.ended_at, self.ending)


class Entered(Ended):
    """What stands on paper of one code; which times are needed depends on how it ended."""

    model_config = _asked(
        {
            "code": "C 041",
            "door": "desk",
            "reasons": ["ECO-ALIM"],
            "arrived_at": "2026-03-02T10:45:00+01:00",
            "called_at": None,
            "started_at": "2026-03-02T10:50:00+01:00",
            "ended_at": "2026-03-02T11:05:00+01:00",
            "ending": "informed",
        }
    )

    code: TicketCode
    door: Door = Door.DESK
    reasons: Annotated[list[Code], Field(max_length=MOST_REASONS)] = Field(
        default=[], description="The main one first."
    )
    arrived_at: Instant | None = None
    called_at: Instant | None = None

    def written(self, city: City) -> Written:
        """What was written."""
        return Written(
            number=number_of(city, self.code) or 0,
            door=self.door,
            reasons=tuple(dict.fromkeys(self.reasons)),
            arrived_at=self.arrived_at,
            called_at=self.called_at,
            started_at=self.started_at,
            ended_at=self.ended_at,
            ending=self.ending,
        )


class BlockShown(BaseModel):
    """Codes that are paper's on that day: the counter never gives them to anybody else."""

    model_config = _shown(BLOCK)

    id: UUID
    unit: str
    day: date
    codes: list[str]

    @classmethod
    def of(cls, block: Block, city: City, unit: Unit) -> Self:
        """A block with its codes as they are printed."""
        codes = [ticket(city, unit, number) for number in range(block.first, block.last + 1)]
        return cls(id=block.id, unit=block.unit, day=block.day, codes=codes)


class GapShown(BaseModel):
    """Hours of a unit on paper; times are UTC."""

    model_config = _shown(GAP)

    id: UUID
    version: int
    unit: str
    began_at: datetime
    ended_at: datetime | None = Field(description="null while it lasts.")
    entered_at: datetime | None = Field(description="When all of it was said to be entered.")
    withdrawn: bool = Field(description="Said by mistake: there was none.")


class PaperShown(BaseModel):
    """A unit's hours on paper and blocks of codes, the newest twenty of each."""

    model_config = _shown({"gaps": [GAP], "blocks": [BLOCK]})

    gaps: list[GapShown]
    blocks: list[BlockShown]


class GapWithContacts(BaseModel):
    """One, with what belongs to it as far as the reader may know."""

    model_config = _shown({"gap": GAP, "blocks": [BLOCK], "entered": [], "caught": [CONTACT]})

    gap: GapShown
    blocks: list[BlockShown]
    entered: Sequence[ContactShown] = Field(description="Entered, or given their true end.")
    caught: Sequence[ContactShown] = Field(
        description="There when it began, and without their true end."
    )
