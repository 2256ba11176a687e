"""The form of a new referral, as a browser sends it."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from services.referrals.api.fields import Code, Day, Line, Words
from services.referrals.commands import Written
from services.referrals.domain import Assessment, Content
from services.referrals.domain.why import Despite
from shared.contracts.gateway import Level


def _filled(text: object) -> object:
    """An empty field says nothing."""
    return None if isinstance(text, str) and not text.strip() else text


Empty = BeforeValidator(_filled)
MayDay = Annotated[Day | None, Empty]
MayCode = Annotated[Code | None, Empty]
MayLevel = Annotated[Level | None, Empty]
Age = Annotated[Annotated[int, Field(ge=0, le=120)] | None, Empty]
May = Annotated[UUID | None, Empty]


class ReferralForm(BaseModel):
    """All of it on one page."""

    model_config = ConfigDict(extra="ignore")

    reason: Code | Literal[""] = ""
    unit: Code | Literal[""] = ""
    """Both are empty until somebody chooses: nothing is kept or sent that nobody chose."""
    level: MayLevel = None
    name: Line = ""
    contact: Line = ""
    district: MayCode = None
    age: Age = None
    household: Line = ""
    about: Words = ""
    by_when: MayDay = None
    known_by: Line = ""
    assessed: str = "no"
    author: Line = ""
    made_on: MayDay = None
    valid_until: MayDay = None
    consent: list[Code] = []
    replaces: May = None
    draft: May = None
    despite: Annotated[Despite | None, Empty] = None
    """Why it goes to ``unit`` alone although there is a better route."""
    send: Annotated[str, Field(max_length=100)] = ""
    """``unit`` sends it there, ``better`` to the better route, ``both`` to both; else none."""

    def written(self, unit: str | None = None) -> Written:
        """What is to be kept, for the receiver that the form names or another one."""
        assessed = self.assessed == "yes" and bool(self.author.strip())
        content = Content(
            name=self.name.strip(),
            contact=self.contact.strip(),
            district=self.district,
            age=self.age,
            household=self.household.strip(),
            about=self.about.strip(),
            by_when=self.by_when,
            known_by=self.known_by.strip(),
            assessment=self._assessment() if assessed else None,
            consents=tuple(dict.fromkeys(self.consent)),
        )
        return Written(unit or self.unit, self.reason, self.level, content, self.replaces)

    def _assessment(self) -> Assessment:
        made: date | None = self.made_on
        return Assessment(self.author.strip(), made, self.valid_until)

    @classmethod
    def of(cls, written: Written, draft: UUID | None) -> "ReferralForm":
        """The form of a draft, to go on with."""
        told, assessed = written.content, written.content.assessment
        return cls(
            unit=written.unit,
            reason=written.reason,
            level=written.level,
            name=told.name,
            contact=told.contact,
            district=told.district,
            age=told.age,
            household=told.household,
            about=told.about,
            by_when=told.by_when,
            known_by=told.known_by,
            assessed="yes" if assessed else "no",
            author=assessed.author if assessed else "",
            made_on=assessed.made_on if assessed else None,
            valid_until=assessed.valid_until if assessed else None,
            consent=list(told.consents),
            replaces=written.replaces,
            draft=draft,
        )
