"""An appointment's change by staff: another time, chosen as when it was given, and back; or off.

Also by the unit of whose contact it came: the city's telephone gives times at every centre.
"""

from dataclasses import replace
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import Form, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.gateway import commands, queries
from services.gateway.api.asking import Asking
from services.gateway.api.shapes import Code
from services.gateway.commands import By
from services.gateway.domain import agenda
from services.gateway.domain.agenda import Appointment
from services.gateway.domain.cancelling import can_be_undone, undoable_until
from services.gateway.domain.slots import Whose
from services.gateway.pages.agenda import KINDS
from services.gateway.pages.leaving import after
from services.gateway.pages.offered import offered
from services.gateway.pages.qr import drawn
from services.gateway.policy import POLICY
from shared.city.store import current
from shared.db import Tx as Connection
from shared.errors import Refused
from shared.pages import render
from shared.web import Tx, router

pages = router(POLICY, include_in_schema=False, prefix="/units/{unit}/appointments")


class Back(StrEnum):
    """Where whoever moves it came from, and goes back to."""

    AGENDA = "agenda"
    DESK = "desk"
    PENDING = "pending"


class ChangeForm(BaseModel):
    """Which version of the appointment they had before them."""

    model_config = ConfigDict(extra="ignore")

    seen: Annotated[int, Field(ge=1, lt=2**31)] | None = None
    back: Back = Back.AGENDA


class MovingForm(ChangeForm):
    """The time that was chosen, too."""

    slot: UUID


@pages.get("/{appointment_id}/move")
async def moving_page(
    request: Request,
    tx: Tx,
    by: Asking,
    appointment_id: UUID,
    back: Back = Back.AGENDA,
    more: bool = False,
) -> Response:
    """The next free times of its kind at its unit; ``more``: by day. Or why it cannot be moved."""
    unit = request.path_params["unit"]
    made = await _appointment(tx, unit, appointment_id, by)
    why = _why_not(made, by)
    return render(
        request,
        "moving.html",
        made=made,
        place=(await current(tx, by.at)).unit(made.unit),
        unit=unit,
        why=why,
        off=await queries.cancelled_by_them(tx, made, by.who, by.at),
        until=undoable_until,
        may_undo=can_be_undone(made, at=by.at),
        offered=None
        if why
        else await offered(
            tx,
            made.unit,
            [made.kind],
            by.at,
            whose=Whose(made.contact, referral=made.referral),
            more=more,
        ),
        kinds=KINDS,
        back=back,
    )


@pages.post("/{appointment_id}/move")
async def moving_page_move(
    request: Request,
    tx: Tx,
    by: Asking,
    unit: Code,
    appointment_id: UUID,
    form: Annotated[MovingForm, Form()],
) -> Response:
    """Let it stand there, and say what to tell the person."""
    before = await _appointment(tx, unit, appointment_id, by)
    await commands.move(tx, before.id, form.slot, replace(by, seen=form.seen))
    asked = f"before={before.slot}&back={form.back}"
    return after(request, f"/units/{unit}/appointments/{before.id}/moved?{asked}")


@pages.post("/{appointment_id}/cancel")
async def moving_page_cancel(
    request: Request,
    tx: Tx,
    by: Asking,
    unit: Code,
    appointment_id: UUID,
    form: Annotated[ChangeForm, Form()],
) -> Response:
    """It is off; the page then has it stand again, for ten minutes."""
    made = await _appointment(tx, unit, appointment_id, by)
    await commands.cancel(tx, made.id, replace(by, seen=form.seen))
    return after(request, f"/units/{unit}/appointments/{made.id}/move?back={form.back}")


@pages.post("/{appointment_id}/undo")
async def moving_page_undo(
    request: Request,
    tx: Tx,
    by: Asking,
    unit: Code,
    appointment_id: UUID,
    form: Annotated[ChangeForm, Form()],
) -> Response:
    """It stands again."""
    made = await _appointment(tx, unit, appointment_id, by)
    await commands.undo_of_appointment(tx, made.id, replace(by, seen=form.seen))
    return after(request, f"/units/{unit}/appointments/{made.id}/move?back={form.back}")


@pages.get("/{appointment_id}/moved")
async def moved_page(
    request: Request,
    tx: Tx,
    by: Asking,
    appointment_id: UUID,
    before: UUID | None = None,
    back: Back = Back.AGENDA,
) -> Response:
    """Day, time and code, to be told; the time ``before``, while it can be moved back there."""
    unit = request.path_params["unit"]
    made = await _appointment(tx, unit, appointment_id, by)
    movable = before is not None and _why_not(made, by) is None
    return render(
        request,
        "booked.html",
        made=made,
        qr=drawn(made.code),
        place=(await current(tx, by.at)).unit(unit),
        unit=unit,
        kinds=KINDS,
        back=back,
        changes=False,
        was=await queries.free_again(tx, made, before, by.at) if before and movable else None,
    )


async def _appointment(tx: Connection, unit: str, appointment_id: UUID, by: By) -> Appointment:
    return await queries.appointment(tx, appointment_id, by.who, by.at, unit)


def _why_not(made: Appointment, by: By) -> Refused | None:
    try:
        agenda.require_movable(made, at=by.at)
    except Refused as why:
        return why
    return None
