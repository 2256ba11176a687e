"""What is asked when somebody acts on a referral."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from services.referrals.api.examples import SLOT, asked
from services.referrals.api.fields import Code, Words
from services.referrals.commands import Choice, Said
from services.referrals.domain import Part
from services.referrals.domain.why import Cancellation, Despite, Failure, Pause, Refusal
from shared.contracts.groups import PlaceAnswer


class Sending(BaseModel):
    """Send a draft."""

    model_config = asked(also=["punt-energetic"])

    also: Annotated[list[Code], Field(max_length=5)] = Field(
        default=[], description="Other receivers of the same, each with its own consent."
    )
    despite: Despite | None = Field(
        None, description="Why it goes there although the check names a better route."
    )


class Saying(BaseModel):
    """What belongs to an act."""

    model_config = asked(refusal="territory", elsewhere="sants")

    refusal: Refusal | None = Field(None, description="Of ``refuse`` and ``redirect``.")
    pause: Pause | None = Field(None, description="Of ``hold``.")
    failure: Failure | None = Field(None, description="Of ``fail``.")
    cancellation: Cancellation | None = Field(
        None, description="Of ``take_back``, once the receiver has opened or answered it."
    )
    missing: Annotated[list[Part], Field(max_length=8)] = Field(
        default=[], description="Of ``give_back``."
    )
    elsewhere: Code | None = Field(None, description="Of ``redirect``: the right door.")
    recognised: bool = Field(False, description="Of ``accept``: the assessment is not repeated.")
    slot: UUID | None = Field(None, description="Of ``accept``: the time of the first visit.")
    session: UUID | None = Field(None, description="Of ``accept``: a session.")
    places: Annotated[int, Field(ge=1, le=20)] = 1

    def said(self) -> Said:
        """What the command takes."""
        chosen = self.slot is not None or self.session is not None
        return Said(
            refusal=self.refusal,
            pause=self.pause,
            failure=self.failure,
            cancellation=self.cancellation,
            missing=tuple(self.missing),
            elsewhere=self.elsewhere,
            recognised=self.recognised,
            choice=Choice(self.slot, self.session, self.places) if chosen else None,
        )


class Writing(BaseModel):
    """A message to the other side."""

    model_config = asked(words="Us va bé que hi sigui a la primera visita?")

    words: Words


class Choosing(BaseModel):
    """A time for the first visit, or places in a session."""

    model_config = asked(slot=SLOT)

    slot: UUID | None = None
    session: UUID | None = None
    places: Annotated[int, Field(ge=1, le=20)] = 1


class Answering(BaseModel):
    """What they say to a place."""

    model_config = asked(answer="accepted")

    answer: PlaceAnswer
