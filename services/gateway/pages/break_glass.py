"""Before a person is seen without a relation: what will happen, why, and how it ends."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from services.gateway import commands, queries
from services.gateway.api.asking import Asking, Looks
from services.gateway.api.shapes import Code
from services.gateway.domain import Breaking, Reason
from services.gateway.domain.break_glass import LONGEST, SHORTEST
from services.gateway.domain.refusals import GlassNotNeeded
from services.gateway.pages.trace_words import REASONS
from services.gateway.pages.whom import back_to_desk
from services.gateway.policy import POLICY
from shared.city.store import current
from shared.errors import NotFound
from shared.pages import render
from shared.web import Keys, Tx, router

pages = router(
    POLICY, include_in_schema=False, prefix="/units/{unit}/people/{person_id}/break-glass"
)
SAID: dict[str, Any] = {"reasons": REASONS, "shortest": SHORTEST, "longest": LONGEST}


class BreakingForm(BaseModel):
    """Why; the words are measured where they are kept."""

    model_config = ConfigDict(extra="ignore")

    reason: Reason
    words: Annotated[str, Field(max_length=4 * LONGEST)] = ""


@pages.get("")
async def glass_page(
    request: Request, tx: Tx, looks: Looks, unit: Code, person_id: UUID
) -> Response:
    """Whom it is about, masked, what will happen, and why; their page if nothing is needed."""
    city = await current(tx, looks.at)
    if (place := city.unit(unit)) is None:
        raise NotFound
    try:
        person = await queries.stranger(tx, person_id, looks)
    except GlassNotNeeded:
        return _to_person(request, unit, person_id)
    minutes = city.rules.reading.break_glass_minutes
    shown = {"place": place, "person": person, "minutes": minutes}
    return render(request, "break_glass.html", **SAID | shown)


class _Where:
    """At which unit, and for whom."""

    def __init__(self, unit: Code, person_id: UUID) -> None:
        self.unit, self.person = unit, person_id


Where = Annotated[_Where, Depends(_Where)]


@pages.post("")
async def glass_page_break(
    request: Request,
    tx: Tx,
    by: Asking,
    keys: Keys,
    where: Where,
    form: Annotated[BreakingForm, Form()],
) -> Response:
    """Break the glass, and go to the person."""
    said = Breaking(where.unit, form.reason, form.words)
    await commands.break_glass(tx, where.person, said, by, keys.ring())
    return _to_person(request, where.unit, where.person)


@pages.post("/end")
async def glass_page_end(
    request: Request, tx: Tx, by: Asking, unit: Code, person_id: UUID
) -> Response:
    """Be done before its time, and go back to the desk."""
    await commands.end_break_glass(tx, person_id, by)
    return back_to_desk(request, unit)


def _to_person(request: Request, unit: str, person_id: UUID) -> Response:
    root = request.scope.get("root_path", "")
    return RedirectResponse(f"{root}/units/{unit}/people/{person_id}", 303)
