"""What a form sends when somebody acts on a referral."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from services.referrals.api.fields import Words
from services.referrals.commands import Choice, Said
from services.referrals.domain import Part
from services.referrals.domain.why import Cancellation, Failure, Pause, Refusal
from services.referrals.pages.form import MayCode
from shared.contracts.groups import PlaceAnswer


def _split(text: object) -> object:
    return None if text == "" else text


class ActForm(BaseModel):
    """What belongs to an act."""

    model_config = ConfigDict(extra="ignore")

    refusal: Annotated[Refusal | None, BeforeValidator(_split)] = None
    pause: Annotated[Pause | None, BeforeValidator(_split)] = None
    failure: Annotated[Failure | None, BeforeValidator(_split)] = None
    cancellation: Annotated[Cancellation | None, BeforeValidator(_split)] = None
    missing: list[Part] = []
    elsewhere: MayCode = None
    recognised: bool = False
    slot: Annotated[UUID | None, BeforeValidator(_split)] = None
    session: Annotated[UUID | None, BeforeValidator(_split)] = None
    places: Annotated[int, Field(ge=1, le=20)] = 1
    seen: Annotated[int, Field(ge=1, lt=2**31)] | None = None

    def choice(self) -> Choice | None:
        """A time or a session, if one was chosen."""
        if self.slot is None and self.session is None:
            return None
        return Choice(self.slot, self.session, self.places)

    def said(self) -> Said:
        """What the command takes."""
        return Said(
            refusal=self.refusal,
            pause=self.pause,
            failure=self.failure,
            cancellation=self.cancellation,
            missing=tuple(self.missing),
            elsewhere=self.elsewhere,
            recognised=self.recognised,
            choice=self.choice(),
        )


class MessageForm(BaseModel):
    """A message to the other side."""

    model_config = ConfigDict(extra="ignore")

    words: Words = ""


class AnswerForm(BaseModel):
    """What they say to a place."""

    model_config = ConfigDict(extra="ignore")

    answer: PlaceAnswer
