"""The public catalogue: as a page, a calendar and a feed."""

import asyncio
from datetime import timedelta
from typing import Annotated, Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from icalendar import Calendar, Event
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.groups import queries
from services.groups.domain.sessions import Need
from services.groups.pages.words import NEEDS
from services.groups.policy import POLICY
from services.groups.queries import Facets, Listed
from shared.city import City
from shared.city.store import current
from shared.pages import render
from shared.pages.rendering import language_of
from shared.web import Now, Tx, around, router

pages = router(POLICY, include_in_schema=False)
FEW = 3
"""So few places left are said to be few."""


class Looked(BaseModel):
    """What the address asks for; empty is everything."""

    model_config = ConfigDict(extra="ignore")

    district: Annotated[str, Field(max_length=40)] = ""
    programme: Annotated[str, Field(max_length=40)] = ""
    spoken: Annotated[str, Field(max_length=8)] = ""
    need: Annotated[str, Field(max_length=40)] = ""
    after: Annotated[int, Field(ge=0, le=100_000)] = 0

    def facets(self, here: City) -> Facets:
        """The same, without what the city does not have: that asks for nothing in particular."""
        districts = {each.code for each in here.districts}
        return Facets(
            self.district if self.district in districts else None,
            self.programme if here.programme(self.programme) else None,
            self.spoken if here.spoken(self.spoken) else None,
            Need(self.need) if self.need in {str(each) for each in Need} else None,
            self.after,
        )


def looked(request: Request) -> Looked:
    """What the address asks for; what cannot be read asks for nothing in particular."""
    asked = {name: request.query_params.get(name, "") for name in Looked.model_fields}
    try:
        return Looked.model_validate({name: said for name, said in asked.items() if said})
    except ValidationError:
        return Looked()


@pages.get("/catalogue")
async def catalogue_page(request: Request, tx: Tx, now: Now) -> Response:
    """Sessions to come by district, topic, language and need, with the places left in each."""
    here = await current(tx, now)
    facets = looked(request).facets(here)
    found, further = await queries.catalogue(tx, here, facets, now)
    return render(
        request,
        "catalogue.html",
        here=here,
        facets=facets,
        found=found,
        further=further,
        number=await queries.how_many_sessions(tx, here, facets, now),
        needs=NEEDS,
        few=FEW,
        topics=[each for each in here.programmes if each.public],
        district=next((each for each in here.districts if each.code == facets.district), None),
        asked=str(request.url.query),
    )


@pages.get("/catalogue.ics")
async def catalogue_calendar(request: Request, tx: Tx, now: Now) -> Response:
    """The same for a calendar, as RFC 5545 has it."""
    here = await current(tx, now)
    found = await queries.all_sessions(tx, here, looked(request).facets(here), now)
    origin, language = around(request).settings.origin, language_of(request)
    # a long one takes a while: whoever asks for something else meanwhile is answered
    made = await asyncio.to_thread(_calendar, here, found, language, origin)
    return Response(made, media_type="text/calendar; charset=utf-8")


def _calendar(here: City, found: list[Listed], language: str, origin: str) -> bytes:
    made = Calendar()
    made.add("prodid", "-//Portes//Groups//EN")
    made.add("version", "2.0")
    made.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
    for each in found:
        made.add_component(_event(here, each, language, origin))
    return bytes(made.to_ical())


def _event(here: City, listed: Listed, language: str, origin: str) -> Event:
    session = listed.session
    programme, unit = here.programme(session.programme), here.unit(session.unit)
    made = Event()
    made.add("uid", f"{session.id}@{origin.split('//', 1)[-1]}")
    made.add("dtstamp", session.published_at)
    made.add("sequence", session.version)
    made.add("dtstart", session.starts_at)
    made.add("dtend", session.ends_at)
    made.add("summary", programme.title.said(language) if programme else session.programme)
    made.add("description", programme.aim.said(language) if programme else "")
    made.add("location", unit.said(language) if unit else session.unit)
    made.add("url", f"{origin}/groups/open/{session.id}")
    return made


@pages.get("/catalogue.json")
async def catalogue_feed(request: Request, tx: Tx, now: Now) -> Response:
    """The same by machine; ``after`` leaves so many out, ``next`` says where the next page is."""
    here = await current(tx, now)
    said = looked(request)
    found, further = await queries.catalogue(tx, here, said.facets(here), now)
    following = request.url.include_query_params(after=further).query if further else None
    told = [_told(here, each, language_of(request)) for each in found]
    root = request.scope.get("root_path", "")
    link = f"{root}/catalogue.json?{following}" if following else None
    return JSONResponse({"sessions": told, "next": link})


def _told(here: City, listed: Listed, language: str) -> dict[str, Any]:
    session = listed.session
    programme, unit = here.programme(session.programme), here.unit(session.unit)
    return {
        "id": str(session.id),
        "programme": session.programme,
        "title": programme.title.said(language) if programme else None,
        "unit": session.unit,
        "district": unit.district if unit else None,
        "language": session.language,
        "needs": list(session.needs),
        "starts_at": session.starts_at.isoformat().replace("+00:00", "Z"),
        "minutes": session.minutes,
        "capacity": session.capacity,
        "left": listed.free,
        "walk_in": session.walk_in,
    }
