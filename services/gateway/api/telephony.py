"""The door for telephone exchanges."""

from typing import Annotated, Any

from fastapi import Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from services.gateway import commands, queries
from services.gateway.api.shapes import Asked, Code
from services.gateway.commands import Heard, Told
from services.gateway.domain import CallEvent, Known
from services.gateway.policy import POLICY
from shared.contracts.gateway import Door
from shared.web import Keys, Now, Tx, Who, router

api = router(POLICY, prefix="/api/telephony", tags=["telephony"])
MOST = 500
Moment = Annotated[
    AwareDatetime | None, Query(description="Of those who came from then, or before.")
]
Number = Annotated[str, StringConstraints(pattern=r"^\+[1-9][0-9]{6,14}$")]
CallName = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9._:-]{1,80}$")]


class CallEventTold(Asked):
    """Something that happened to a call, by the exchange's own clock."""

    call: CallName = Field(description="The exchange's own name of the call; never a number.")
    event: CallEvent
    at: AwareDatetime
    unit: Code
    number: Number | None = Field(
        None, description="The caller's number in E.164, if it is shown; kept encrypted."
    )


class CallEventsTold(Asked):
    """Up to 500 events, in any order."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "events": [
                        {
                            "call": "c-20260302-000017",
                            "event": "rang",
                            "at": "2026-03-02T08:00:12Z",
                            "unit": "DATC",
                        }
                    ]
                }
            ]
        },
    )

    events: Annotated[list[CallEventTold], Field(min_length=1, max_length=MOST)]


class CallEventHeard(BaseModel):
    """What became of one event."""

    call: str
    event: CallEvent
    status: Heard


class CallEventsHeard(BaseModel):
    """One result for each event, in their order."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"results": [{"call": "c-20260302-000017", "event": "rang", "status": "accepted"}]}
            ]
        }
    )

    results: list[CallEventHeard]


class TallyShown(BaseModel):
    """How much there is: equal sums elsewhere mean that all of it arrived."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={"examples": [{"contacts": 6784, "versions": 22868}]},
    )

    contacts: int
    versions: int


@api.post("/events", response_model=CallEventsHeard)
async def telephony_events(tx: Tx, who: Who, keys: Keys, body: CallEventsTold) -> Any:
    """Take in what an exchange tells: in any order, late, and as often as it likes.

    The same event told again changes nothing; told otherwise it is refused as a conflict.
    """
    told = [
        Told(each.call, each.event, Known(each.at, each.unit), each.number) for each in body.events
    ]
    heard = await commands.hear(tx, told, who, keys)
    return {
        "results": [
            {"call": each.call, "event": each.event, "status": status}
            for each, status in zip(told, heard, strict=True)
        ]
    }


@api.get("/tally", response_model=TallyShown)
async def telephony_tally(
    tx: Tx,
    now: Now,
    door: Annotated[Door, Query()] = Door.PHONE,
    since: Moment = None,
    until: Moment = None,
) -> Any:
    """How many contacts came through a door, and the sum of their versions."""
    return await queries.tally(tx, door, since, until, now)
