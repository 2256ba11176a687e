"""Referrals as they stand, alone with their history and in lists."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.referrals.api.examples import STANDS, shown
from services.referrals.domain import No, Party, Referral, State
from services.referrals.queries import Line, Listed, Shown
from shared.contracts.gateway import Level
from shared.contracts.groups import PlaceAnswer

LISTED = STANDS | {"needs_time": False, "needs_place": False}


class ReferralStands(BaseModel):
    """A referral as it stands; nothing in it says who it is."""

    model_config = shown(STANDS)

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
    taken_up_at: datetime | None = Field(description="The unit that sent it sees to them again.")
    acknowledge_by: datetime | None
    answer_by: datetime | None
    warn_at: datetime | None
    acknowledge_warn_at: datetime | None
    late: bool
    near: bool
    no: No | None
    why: str | None
    missing: list[str]
    elsewhere: str | None
    replaces: UUID | None
    recognised: bool
    unread: bool = Field(description="The other side has written, and nobody of yours has read it.")
    person: UUID | None = Field(description="The gateway's id, of an internal one.")

    @classmethod
    def of(cls, referral: Referral, side: Party, at: datetime) -> Self:
        """The referral at that time, to that side."""
        names = set(cls.model_fields) - {"side", "late", "near", "responsible", "unread"}
        told = {name: getattr(referral, name) for name in names}
        computed = {"late": referral.late(at), "near": referral.near(at)}
        computed["unread"] = referral.unread is side
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

    model_config = shown(
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
    """Some referrals, as they stand."""

    model_config = shown({"referrals": [STANDS]})

    referrals: list[ReferralStands]


class ReferralListed(ReferralStands):
    """One of a list."""

    model_config = shown(LISTED)

    needs_time: bool = Field(description="Another time has to be chosen for its first visit.")
    needs_place: bool = Field(description="Another session has to be chosen, or a first visit.")

    @classmethod
    def listed(cls, line: Line, side: Party, at: datetime) -> Self:
        """The line, at that time, from the side whose list it is."""
        stands = ReferralStands.of(line.referral, side, at).model_dump()
        return cls(**stands, needs_time=line.needs_time, needs_place=line.needs_place)


class ReferralsListed(BaseModel):
    """A page of a list."""

    model_config = shown({"referrals": [LISTED]})

    referrals: list[ReferralListed]
    withheld: int = Field(
        0, description="Of a centre: restricted ones that wait for an answer too, with its team."
    )

    @classmethod
    def of(cls, listed: Listed, side: Party, at: datetime, withheld: int = 0) -> Self:
        """The lines, from the side whose list it is."""
        lines = [ReferralListed.listed(line, side, at) for line in listed.lines]
        return cls(referrals=lines, withheld=withheld)
