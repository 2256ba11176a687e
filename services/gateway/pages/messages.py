"""Messages for a named professional and who inherits them, as people write them."""

from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Form, Request, Response
from pydantic import BaseModel, ConfigDict

from services.gateway import commands
from services.gateway.api.asking import Asking
from services.gateway.api.protection import colleague, professional
from services.gateway.api.shapes import Code
from services.gateway.domain import numbers
from services.gateway.domain.pending_refusals import StretchUnreadable
from services.gateway.pages.leaving import after, leave
from services.gateway.pages.message_form import MessageForm, Words
from services.gateway.pages.pending import to_entry
from services.gateway.pages.person_forms import Typed
from services.gateway.policy import POLICY
from shared.city.store import current
from shared.web import Keys, Tx, router

pages = router(POLICY, include_in_schema=False, prefix="/units/{unit}/pending")


class AnswerForm(BaseModel):
    """What reception is to tell."""

    model_config = ConfigDict(extra="ignore")

    words: Words = ""


class SubstituteForm(BaseModel):
    """Who inherits whose messages; both days included."""

    model_config = ConfigDict(extra="ignore")

    professional: Typed = ""
    substitute: Typed = ""
    first: Typed = ""
    last: Typed = ""


@pages.post("/messages")
async def pending_message(
    request: Request, tx: Tx, by: Asking, keys: Keys, form: Annotated[MessageForm, Form()]
) -> Response:
    """Leave words for a professional."""
    unit = request.path_params["unit"]
    number = numbers.number_of(form.telephone) if form.telephone else None
    centre = form.centre or unit
    to = await professional(request, centre, form.to)
    due_at = form.due_at(await current(tx, by.at))
    said = commands.Message(unit, to, form.words, form.contact, due_at, number, centre)
    entry = await commands.leave_message(tx, said, by, keys.ring())
    if form.back == "desk":
        return leave(request, f"/units/{unit}/desk")
    if entry.unit != unit:
        return leave(request, f"/units/{unit}/pending")
    return to_entry(request, unit, entry.id)


@pages.post("/{entry_id}/answer")
async def pending_answer(
    request: Request,
    tx: Tx,
    by: Asking,
    keys: Keys,
    entry_id: UUID,
    form: Annotated[AnswerForm, Form()],
) -> Response:
    """Write what reception is to tell."""
    await commands.answer(tx, entry_id, form.words, by, keys.ring())
    return to_entry(request, request.path_params["unit"], entry_id)


@pages.post("/substitutes")
async def pending_substitute(
    request: Request, tx: Tx, by: Asking, unit: Code, form: Annotated[SubstituteForm, Form()]
) -> Response:
    """From one day to another somebody else has a professional's messages."""
    here = await current(tx, by.at)
    try:
        first, last = (date.fromisoformat(day) for day in (form.first, form.last))
    except ValueError:
        raise StretchUnreadable from None
    away = await colleague(request, form.professional)
    who = (away, await professional(request, unit, form.substitute))
    stretch = here.midnight(first), here.midnight(last + timedelta(days=1))
    said = commands.Substitution(unit, *who, *stretch)
    await commands.set_substitute(tx, said, by)
    return after(request, f"/units/{unit}/pending?stands=0")


@pages.post("/substitutes/{substitution}/end")
async def pending_substitute_end(
    request: Request, tx: Tx, by: Asking, unit: Code, substitution: UUID
) -> Response:
    """From now on the messages are the professional's again."""
    await commands.end_substitute(tx, unit, substitution, by)
    return after(request, f"/units/{unit}/pending?stands=0")
