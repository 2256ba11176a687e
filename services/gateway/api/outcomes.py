"""Outcomes that do their act, and whether those arrived who were redirected."""

from typing import Any

from fastapi import Response
from pydantic import ConfigDict

from services.gateway import commands, queries
from services.gateway.api.asking import Asking
from services.gateway.api.contacts import Id, shown
from services.gateway.api.shapes import Asked, Code, ContactShown, FollowUpsShown, Passing
from services.gateway.domain import Arrived
from services.gateway.policy import POLICY
from shared.web import Tx, router
from shared.web.paging import NextLink, Page

api = router(POLICY, prefix="/api", tags=["contacts"])
REASON = "/contacts/{contact_id}/reasons/{reason}"


class Competent(Asked):
    """Who is in charge of the matter, by the city's list."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"owner": "housing"}]}
    )

    owner: Code


class Referring(Asked):
    """To which of the city's other centres."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"unit": "raval-sud"}]}
    )

    unit: Code


class FoundOut(Asked):
    """Whether they arrived."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"arrived": "not_reached"}]}
    )

    arrived: Arrived


@api.post(REASON + "/attend-today", response_model=ContactShown)
async def attend_today(
    tx: Tx, by: Asking, contact_id: Id, reason: Code, body: Passing, response: Response
) -> Any:
    """A professional of a unit, maybe at a desk, attends them today: the reason ends so."""
    where = commands.Destination(body.unit, body.desk)
    return shown(response, await commands.attend_today(tx, contact_id, reason, where, by))


@api.post(REASON + "/redirect", response_model=ContactShown)
async def redirect(
    tx: Tx, by: Asking, contact_id: Id, reason: Code, body: Competent, response: Response
) -> Any:
    """The competent organisation takes it; later somebody asks whether they arrived."""
    return shown(response, await commands.redirect(tx, contact_id, reason, body.owner, by))


@api.post(REASON + "/refer", response_model=ContactShown)
async def refer(
    tx: Tx, by: Asking, contact_id: Id, reason: Code, body: Referring, response: Response
) -> Any:
    """Hand the person on to another unit, which answers; undone until that unit has opened it."""
    return shown(response, await commands.refer(tx, contact_id, reason, body.unit, by))


@api.post(REASON + "/follow-up", response_model=ContactShown)
async def answer_follow_up(
    tx: Tx, by: Asking, contact_id: Id, reason: Code, body: FoundOut, response: Response
) -> Any:
    """Whether they arrived where they were redirected; asked once."""
    found = await commands.answer_follow_up(tx, contact_id, reason, body.arrived, by)
    return shown(response, found)


@api.get("/units/{unit}/follow-ups", response_model=FollowUpsShown)
async def follow_ups(tx: Tx, by: Asking, unit: Code, page: Page, link: NextLink) -> Any:
    """Of whom it is time to ask whether they arrived."""
    found = await queries.follow_ups(tx, unit, by.who, by.at, (page.after, page.limit + 1))
    link(page.end if len(found) > page.limit else None)
    return {"contacts": found[: page.limit]}
