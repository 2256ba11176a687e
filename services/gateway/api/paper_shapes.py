"""What is answered of hours on paper."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.gateway.api.agenda_shapes import AppointmentShown
from services.gateway.api.examples import APPOINTMENT, BLOCK, CONTACT, GAP
from services.gateway.api.shapes import ContactShown
from services.gateway.commands.opening import ticket
from services.gateway.domain.paper import Block
from shared.city import City, Unit


def _shown(example: dict[str, Any]) -> ConfigDict:
    return ConfigDict(from_attributes=True, json_schema_extra={"examples": [example]})


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

    model_config = _shown(
        {
            "gap": GAP,
            "blocks": [BLOCK],
            "entered": [],
            "caught": [CONTACT],
            "appointments": [APPOINTMENT],
        }
    )

    gap: GapShown
    blocks: list[BlockShown]
    entered: Sequence[ContactShown] = Field(description="Entered, or given their true end.")
    caught: Sequence[ContactShown] = Field(
        description="There when it began, and without their true end."
    )
    appointments: Sequence[AppointmentShown] = Field(
        description="Of about these hours, of which nobody said that they came."
    )
