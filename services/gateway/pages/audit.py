"""The data-protection officer's pages: the trace by person and reader, the report, the unusual.

What the officer sees here are looks too, and go into the trace before the page leaves.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from services.gateway import queries
from services.gateway.api.asking import Looks
from services.gateway.domain import people
from services.gateway.pages import trace_words as words
from services.gateway.pages.person_forms import SearchForm
from services.gateway.policy import POLICY
from services.gateway.queries import Asked, Trail
from shared.audit import Look, Reader, Relation, known, record
from shared.city import City
from shared.city.store import current
from shared.db import Tx as Connection
from shared.pages import render
from shared.web import Now, Reading, Tx, around, asking_router, router
from shared.web.civil import Day

pages = router(POLICY, include_in_schema=False, prefix="/audit")
questions = asking_router(POLICY, include_in_schema=False, prefix="/audit")
WEEK = timedelta(days=7)
MONTH = timedelta(days=31)
LAST_NUMBER = 2**63 - 1
"""Looks are numbered by a ``bigint``."""
Blank = BeforeValidator(lambda sent: sent or None)
"""A field of the form that was left empty."""
ACTS = {name: rule.act for name, rule in POLICY.items()} | words.ACTS
"""What a route is called in the trace: as in the table of who may what, unless it has more."""
SAID: dict[str, Any] = {"acts": ACTS, "relations": words.RELATIONS, "roles": words.ROLES}
WHY: dict[str, Any] = {"unusual": words.UNUSUAL, "explained": words.EXPLAINED}


class Search(BaseModel):
    """Whose looks, or at whom; times are civil."""

    model_config = ConfigDict(extra="ignore")

    person: Annotated[UUID | None, Blank] = None
    reader: Annotated[UUID | None, Blank] = None
    since: Annotated[datetime | None, Blank] = None
    until: Annotated[datetime | None, Blank] = None
    before: Annotated[Annotated[int, Field(ge=1, le=LAST_NUMBER)] | None, Blank] = None

    def trail(self, city: City) -> Trail:
        """What is asked of the trace."""
        since, until = (_instant(each, city) for each in (self.since, self.until))
        return Trail(self.person, self.reader, since, until, self.before)


class Days(BaseModel):
    """Civil days, both included."""

    since: Annotated[Day | None, Blank] = None
    until: Annotated[Day | None, Blank] = None


class Wish(Search):
    """How the person wants the report; colleagues are named only if the officer says so."""

    language: Literal["ca", "es", "en"] = "ca"
    names: bool = False


@pages.get("")
async def audit_page(
    request: Request, tx: Tx, now: Now, reading: Reading, search: Annotated[Search, Query()]
) -> Response:
    """Search the trace by person, by reader, between two instants."""
    city = await current(tx, now)
    everybody = await known(around(request).identity)
    asked = bool(search.model_dump(exclude_none=True))
    found, more = await queries.looks(tx, search.trail(city)) if asked else ([], None)
    seen = [look.person for look in found] + ([search.person] if search.person else [])
    await _note(tx, reading, seen)
    context = {"city": city, "readers": everybody, "search": search, "asked": asked, "more": more}
    return render(request, "audit.html", **SAID | context, looks=found)


@questions.post("/people")
async def audit_people(
    request: Request, tx: Tx, looking: Looks, form: Annotated[SearchForm, Form()]
) -> Response:
    """Who has exactly this telephone or document, masked, and the way to their trace."""
    asked = people.asked_for(form.asked)
    city = await current(tx, looking.at)
    everybody = await known(around(request).identity)
    found = await queries.search_for_the_officer(tx, asked, looking)
    context = {"city": city, "readers": everybody, "search": Search(), "asked": False}
    return render(request, "audit.html", **SAID | context, people=found, looks=[])


@pages.get("/people")
async def audit_people_back(request: Request) -> Response:
    """What was found is not kept: back to the search."""
    return RedirectResponse(f"{request.scope.get('root_path', '')}/audit", 303)


@pages.get("/unusual")
async def audit_unusual(
    request: Request, tx: Tx, reading: Reading, looking: Looks, days: Annotated[Days, Query()]
) -> Response:
    """What somebody should ask about: the last week's, or of up to a month."""
    city = await current(tx, looking.at)
    everybody = await known(around(request).identity)
    since, until = _span(days, city)
    asked = Asked(since, until, city, {each.id: each.name for each in everybody.values()})
    review = await queries.unusual(tx, asked, queries.surnames_with(looking.ring))
    await _note(tx, reading, [each.person for each in review.found if each.person])
    context = {"city": city, "readers": everybody, "review": review, "since": since}
    last = until - timedelta(microseconds=1)
    return render(request, "unusual.html", **WHY | context, last=last)


@pages.get("/people/{person}/report")
async def audit_report(
    request: Request,
    tx: Tx,
    now: Now,
    reading: Reading,
    person: UUID,
    wish: Annotated[Wish, Query()],
) -> Response:
    """Who looked at a person's data, for that person, on paper and in their language."""
    city = await current(tx, now)
    trail = Trail(person, None, _instant(wish.since, city), _instant(wish.until, city))
    found = await queries.stretches(tx, trail, city.timezone)
    uses = await queries.uses_of(tx, trail)
    ids = {each.reader for each in found} | {each.staff for each in uses}
    readers = await known(around(request).identity, ids)
    await _note(tx, reading, [person])
    context = {"city": city, "person": person, "wish": wish, "readers": readers, "made": _today()}
    told = SAID | context | {"looks": found, "uses": uses, "reasons": words.REASONS}
    return render(request, "report.html", tongue=wish.language, **told)


async def _note(tx: Connection, reader: Reader, people: Iterable[UUID]) -> None:
    """The officer has seen that these people have something to do with us."""
    await record(tx, reader, [Look(each, Relation.OFFICER) for each in dict.fromkeys(people)])


def _instant(at: datetime | None, city: City) -> datetime | None:
    return at.replace(tzinfo=at.tzinfo or city.zone) if at else None


def _today() -> datetime:
    """Looks happen in real time, whatever time is played."""
    return datetime.now(UTC)


def _span(days: Days, city: City) -> tuple[datetime, datetime]:
    """From the start of the first day to the end of the last, a month at most."""
    last = days.until or city.day(_today())
    first = max(days.since or last - WEEK, last - MONTH)
    start, end = (
        datetime.combine(day, time(), city.zone).astimezone(UTC)
        for day in (min(first, last), last + timedelta(days=1))
    )
    return start, end
