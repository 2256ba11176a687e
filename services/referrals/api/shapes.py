"""The shapes of questions and answers, with their examples."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.referrals.commands import Choice, Said, Written
from services.referrals.domain import Assessment, Content, No, Part, Party, Referral, State
from services.referrals.domain.access import side_of
from services.referrals.domain.check import Capacity, Checked, Competence, Territory
from services.referrals.domain.why import Failure, Pause, Refusal
from services.referrals.queries import Listed, Shown
from shared.contracts.gateway import Level
from shared.contracts.groups import PlaceAnswer
from shared.identity import Principal

Code = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9_-]{1,40}$")]
Line = Annotated[str, StringConstraints(max_length=200, pattern="^[^\\x00]*$")]
Words = Annotated[str, StringConstraints(max_length=2000, pattern="^[^\\x00]*$")]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]
ID = "019cadb5-4c31-7e22-8d5f-3a6e9c8b7f02"
SLOT = "019cadb5-5d42-7f33-9e60-4b7fad9c8013"
WRITTEN: dict[str, Any] = {
    "unit": "poble-sec",
    "reason": "housing",
    "level": "preferential",
    "name": "Maria Roca",
    "contact": "600 000 123",
    "district": "03",
    "about": "Revisar ajuts al lloguer.",
    "assessment": {"author": "Equip de mediació", "valid_until": "2027-02-18"},
    "consents": ["poble-sec"],
}
STANDS: dict[str, Any] = {
    "id": ID,
    "version": 2,
    "code": "D-1001",
    "organisation": "oficina-habitatge",
    "internal": False,
    "unit": "poble-sec",
    "reason": "housing",
    "level": "preferential",
    "restricted": False,
    "state": "requested",
    "side": "sender",
    "responsible": "sender",
    "written_at": "2026-03-02T08:05:10Z",
    "sent_at": "2026-03-02T08:08:00Z",
    "opened_at": None,
    "acknowledged_at": None,
    "answered_at": None,
    "ended_at": None,
    "acknowledge_by": "2026-03-03T08:08:00Z",
    "answer_by": "2026-03-05T08:08:00Z",
    "warn_at": "2026-03-04T10:08:00Z",
    "late": False,
    "near": False,
    "no": None,
    "why": None,
    "missing": [],
    "elsewhere": None,
    "replaces": None,
    "recognised": False,
    "person": None,
}


def _asked(**example: Any) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [example]})


def _shown(example: dict[str, Any]) -> ConfigDict:
    return ConfigDict(from_attributes=True, json_schema_extra={"examples": [example]})


class AssessmentSaid(BaseModel):
    """What the sender has found out already."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    author: Line
    made_on: Day | None = None
    valid_until: Day | None = Field(None, description="Without it the receiver repeats it.")


class ReferralWritten(BaseModel):
    """Whom it concerns, what they need, and who may know: sealed where it is kept."""

    model_config = _asked(**WRITTEN)

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


class RouteShown(BaseModel):
    """A better door."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    sendable: bool = Field(description="Whether a referral may be sent to it here.")
    partner: bool


class CheckShown(BaseModel):
    """What can be said before anything is sent; what is not known is ``unknown``, never no."""

    model_config = _shown(
        {
            "receiver": "poble-sec",
            "competence": "theirs",
            "territory": "right",
            "duplicates": 0,
            "capacity": "capacity",
            "first_visit": "2026-03-11T09:00:00Z",
            "missing": ["validity"],
            "better": {"code": "punt-energetic", "sendable": True, "partner": True},
        }
    )

    receiver: str
    competence: Competence
    territory: Territory
    duplicates: int = Field(description="Open ones of your own organisation.")
    capacity: Capacity
    first_visit: datetime | None
    missing: list[Part]
    better: RouteShown | None

    @classmethod
    def of(cls, found: Checked) -> Self:
        """The answer to a check."""
        return cls.model_validate(found)


class ReferralStands(BaseModel):
    """A referral as it stands; nothing in it says who it is."""

    model_config = _shown(STANDS)

    id: UUID
    version: int
    code: str
    organisation: str
    internal: bool
    unit: str
    reason: str
    level: Level | None
    restricted: bool
    state: State
    side: Party
    responsible: Party
    written_at: datetime
    sent_at: datetime | None
    opened_at: datetime | None
    acknowledged_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    acknowledge_by: datetime | None
    answer_by: datetime | None
    warn_at: datetime | None
    late: bool
    near: bool
    no: No | None
    why: str | None
    missing: list[str]
    elsewhere: str | None
    replaces: UUID | None
    recognised: bool
    person: UUID | None = Field(description="The gateway's id, of an internal one.")

    @classmethod
    def of(cls, referral: Referral, side: Party, at: datetime) -> Self:
        """The referral at that time, to that side."""
        names = set(cls.model_fields) - {"side", "late", "near", "responsible"}
        told = {name: getattr(referral, name) for name in names}
        computed = {"late": referral.late(at), "near": referral.near(at)}
        return cls(side=side, responsible=referral.responsible, **computed, **told)


class ActShown(BaseModel):
    """What a side did."""

    model_config = ConfigDict(from_attributes=True)

    version: int
    act: str
    side: Party
    at: datetime
    facts: dict[str, Any]


class VisitShown(BaseModel):
    """The first visit."""

    model_config = ConfigDict(from_attributes=True)

    state: str
    starts_at: datetime
    needs_another: bool


class PlaceShown(BaseModel):
    """Places that were asked for."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    session: UUID
    places: int
    state: str
    starts_at: datetime | None
    offered_until: datetime | None
    answer: PlaceAnswer | None


class ReaderShown(BaseModel):
    """Somebody of the receiver who read what it says."""

    model_config = ConfigDict(from_attributes=True)

    reader: UUID
    first_at: datetime


class ReferralShown(ReferralStands):
    """A referral with its history, the same on both sides."""

    model_config = _shown(
        STANDS
        | {
            "history": [
                {
                    "version": 2,
                    "act": "sent",
                    "side": "sender",
                    "at": "2026-03-02T08:08:00Z",
                    "facts": {"competence": "ours"},
                }
            ],
            "readers": [],
            "visit": None,
            "places": [],
        }
    )

    history: list[ActShown]
    readers: list[ReaderShown]
    visit: VisitShown | None
    places: list[PlaceShown]

    @classmethod
    def shown(cls, found: Shown, at: datetime) -> Self:
        """All of it."""
        stands = ReferralStands.of(found.referral, found.side, at).model_dump()
        return cls(
            **stands,
            history=[ActShown.model_validate(each) for each in found.history],
            readers=[ReaderShown.model_validate(each) for each in found.readers],
            visit=VisitShown.model_validate(found.visit) if found.visit else None,
            places=[PlaceShown.model_validate(each) for each in found.places],
        )


class ReferralsShown(BaseModel):
    """A page of a list."""

    model_config = _shown({"referrals": [STANDS]})

    referrals: list[ReferralStands]

    @classmethod
    def of(cls, listed: Listed, who: Principal, at: datetime) -> Self:
        """The lines, each from the side on which who asks stands."""
        lines = (line.referral for line in listed.lines)
        shown = ((each, side_of(each, who)) for each in lines)
        return cls(referrals=[ReferralStands.of(one, side, at) for one, side in shown if side])


class ContentShown(BaseModel):
    """What it says; that you read it is in the trace."""

    model_config = _shown(
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


class Sending(BaseModel):
    """Send a draft."""

    model_config = _asked(also=["punt-energetic"])

    also: Annotated[list[Code], Field(max_length=5)] = Field(
        default=[], description="Other receivers of the same, each with its own consent."
    )


class Saying(BaseModel):
    """What belongs to an act."""

    model_config = _asked(refusal="territory", elsewhere="sants")

    refusal: Refusal | None = Field(None, description="Of ``refuse`` and ``redirect``.")
    pause: Pause | None = Field(None, description="Of ``hold``.")
    failure: Failure | None = Field(None, description="Of ``fail``.")
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
            missing=tuple(self.missing),
            elsewhere=self.elsewhere,
            recognised=self.recognised,
            choice=Choice(self.slot, self.session, self.places) if chosen else None,
        )


class Choosing(BaseModel):
    """A time for the first visit, or places in a session."""

    model_config = _asked(slot=SLOT)

    slot: UUID | None = None
    session: UUID | None = None
    places: Annotated[int, Field(ge=1, le=20)] = 1


class Answering(BaseModel):
    """What they say to a place."""

    model_config = _asked(answer="accepted")

    answer: PlaceAnswer


class TimeShown(BaseModel):
    """A free time."""

    slot: UUID
    starts_at: datetime
    kind: str


class SessionShown(BaseModel):
    """An open session."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    programme: str
    language: str
    starts_at: datetime
    minutes: int
    left: int
    waiting: int


class OpeningsShown(BaseModel):
    """What may be chosen when a referral is accepted."""

    model_config = _shown(
        {
            "times": [{"slot": SLOT, "starts_at": "2026-03-11T09:00:00Z", "kind": "first_visit"}],
            "sessions": [],
        }
    )

    times: list[TimeShown]
    sessions: list[SessionShown]


class PartnerShown(BaseModel):
    """A partner service and its criteria."""

    code: str
    name: dict[str, str]
    receives: bool
    takes: list[str]
    districts: list[str]
    youngest: int | None
    oldest: int | None


class PartnersShown(BaseModel):
    """All of them."""

    model_config = _shown(
        {
            "partners": [
                {
                    "code": "punt-energetic",
                    "name": {"ca": "Punt", "es": "Punto", "en": "Point"},
                    "receives": True,
                    "takes": ["utility-cut"],
                    "districts": [],
                    "youngest": None,
                    "oldest": None,
                }
            ]
        }
    )

    partners: list[PartnerShown]
