"""What a referral says: as it is written, and as it is read."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.referrals.api.examples import ID, WRITTEN, asked, shown
from services.referrals.api.fields import Code, Day, Line, Words
from services.referrals.commands import Written
from services.referrals.domain import Assessment, Content, Party
from shared.contracts.gateway import Level


class AssessmentSaid(BaseModel):
    """What the sender has found out already."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    author: Line
    made_on: Day | None = None
    valid_until: Day | None = Field(None, description="Without it the receiver repeats it.")


class ReferralWritten(BaseModel):
    """Whom it concerns, what they need, and who may know: sealed where it is kept."""

    model_config = asked(**WRITTEN)

    unit: Code = Field(description="To whom: a centre, or a partner that receives.")
    reason: Code
    level: Level | None = None
    name: Line = ""
    contact: Line = ""
    district: Code | None = Field(None, description="Where they live.")
    age: Annotated[int, Field(ge=0, le=120)] | None = None
    household: Line = ""
    about: Words = Field("", description="What the receiver should do.")
    by_when: Day | None = None
    known_by: Line = ""
    assessment: AssessmentSaid | None = None
    consents: Annotated[list[Code], Field(max_length=10)] = Field(
        default=[], description="Receivers that the person agreed to, each by itself."
    )
    replaces: UUID | None = Field(None, description="One that was answered with a no.")

    def written(self) -> Written:
        """What is to be kept."""
        told = self.assessment
        content = Content(
            name=self.name,
            contact=self.contact,
            district=self.district,
            age=self.age,
            household=self.household,
            about=self.about,
            by_when=self.by_when,
            known_by=self.known_by,
            assessment=Assessment(told.author, told.made_on, told.valid_until) if told else None,
            consents=tuple(self.consents),
        )
        return Written(self.unit, self.reason, self.level, content, self.replaces)


class MessageShown(BaseModel):
    """What somebody of one side wrote to the other."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    side: Party
    at: datetime
    words: str


class ContentShown(BaseModel):
    """What it says; that you read it is in the trace."""

    model_config = shown(
        {name: WRITTEN.get(name) for name in ("name", "contact", "district", "about", "consents")}
        | {
            "age": None,
            "household": "4",
            "by_when": None,
            "known_by": "",
            "assessment": {
                "author": "Equip de mediació",
                "made_on": None,
                "valid_until": "2027-02-18",
            },
            "others": 0,
            "messages": [
                {
                    "id": ID,
                    "side": "receiver",
                    "at": "2026-03-02T09:12:00Z",
                    "words": "Us va bé que hi sigui a la primera visita?",
                }
            ],
        }
    )

    name: str
    contact: str
    district: str | None
    age: int | None
    household: str
    about: str
    by_when: date | None
    known_by: str
    assessment: AssessmentSaid | None
    consents: list[str]
    others: int | None = Field(
        None, description="For the receiver: how many other organisations have the same open."
    )
    messages: list[MessageShown] = Field(
        default=[], description="What the two sides wrote to each other, oldest first."
    )
