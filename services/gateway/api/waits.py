"""How long the wait may be, and how often it was so."""

from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from services.gateway import queries
from services.gateway.api.shapes import Code
from services.gateway.policy import POLICY
from shared.city.store import current
from shared.contracts.gateway import Level
from shared.errors import NotFound
from shared.web import Now, Tx, Who, router
from shared.web.civil import Day

AskedDay = Annotated[Day | None, Query(description="Today.")]
api = router(POLICY, prefix="/api/units/{unit}", tags=["waits"])


class ExpectedShown(BaseModel):
    """From when to when most would be called who come now; null where that is not known."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"least_seconds": 300, "most_seconds": 720}]}
    )

    least_seconds: int | None
    most_seconds: int | None


class KeptShown(BaseModel):
    """Of those to whom a wait was told on that day: how many were served, and inside it."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={"examples": [{"told": 40, "ended": 36, "inside": 24, "share": 0.667}]},
    )

    told: int
    ended: int = Field(description="Of them, those whose wait ended in service.")
    inside: int = Field(description="Of these, those who waited as long as they had been told.")
    share: float | None = Field(description="inside / ended; null of nobody.")


@api.get("/expected-wait", response_model=ExpectedShown)
async def expected_wait(tx: Tx, now: Now, unit: Code, level: Level | None = None) -> Any:
    """How long somebody of that level who comes now may wait, by the day's own waits."""
    found = await queries.expected_wait(tx, unit, level, now)
    if found is None:
        return {"least_seconds": None, "most_seconds": None}
    return {"least_seconds": found.least_seconds, "most_seconds": found.most_seconds}


@api.get("/waits-as-told", response_model=KeptShown)
async def waits_as_told(tx: Tx, who: Who, now: Now, unit: Code, day: AskedDay = None) -> Any:
    """How many of a day's waits were as had been told when the contact opened."""
    city = await current(tx, now)
    if city.unit(unit) is None:
        raise NotFound
    return await queries.waits_as_told(tx, unit, day or city.day(now), who, now)
