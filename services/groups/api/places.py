"""Places: enrolling, answering, waiting again, and who came."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Path

from services.groups import commands, queries
from services.groups.api.asked import AnswerAsked, AttendanceAsked, EnrolAsked, SessionId
from services.groups.api.asking import Asking
from services.groups.api.shapes import (
    PlaceShown,
    PlacesShown,
)
from services.groups.policy import POLICY
from shared.web import Keys, Tx, router

api = router(POLICY, prefix="/api", tags=["places"])
PlaceId = Annotated[UUID, Path(description="The place.")]


@api.get("/sessions/{session_id}/places", response_model=PlacesShown)
async def places_of_session(tx: Tx, by: Asking, session_id: SessionId) -> Any:
    """Everybody who asked for places, without names."""
    found, listed = await queries.places(tx, session_id, by.who)
    return {"session": found, "places": listed}


@api.post("/sessions/{session_id}/places", status_code=201, response_model=PlaceShown)
async def enrol(tx: Tx, by: Asking, keys: Keys, session_id: SessionId, body: EnrolAsked) -> Any:
    """Enrol somebody, who waits where it is full."""
    return await commands.enrol(tx, session_id, body.enrolling(), keys, by)


@api.post("/places/{place_id}/answer", response_model=PlaceShown)
async def answer_place(tx: Tx, by: Asking, place_id: PlaceId, body: AnswerAsked) -> Any:
    """What they say to an offer, or to a place that they have."""
    return await commands.answer(tx, place_id, body.answer, by)


@api.post("/places/{place_id}/wait", response_model=PlaceShown)
async def wait_again(tx: Tx, by: Asking, place_id: PlaceId) -> Any:
    """Somebody whose offer expired waits again, behind everybody."""
    return await commands.wait_again(tx, place_id, by)


@api.post("/places/{place_id}/attendance", response_model=PlaceShown)
async def mark_attendance(tx: Tx, by: Asking, place_id: PlaceId, body: AttendanceAsked) -> Any:
    """Whether they came; said again otherwise it is corrected."""
    return await commands.mark(tx, place_id, body.coming(), by)
