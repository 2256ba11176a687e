"""An appointment by its link: whoever has it sees, moves and cancels it, without an account.

Nothing that is kept of an answer holds the link: where it leads is told relative to it.
"""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict

from services.gateway import commands, queries
from services.gateway.domain.refusals import SlotTaken
from services.gateway.pages.qr import drawn
from services.gateway.policy import POLICY
from shared import cookies
from shared.city.store import current
from shared.contracts.gateway import AppointmentState
from shared.errors import NotFound
from shared.pages import render
from shared.web import Now, Tx, router
from shared.web.came_from import absolute

pages = router(POLICY, include_in_schema=False, prefix="/appointments")


class Change(StrEnum):
    """What whoever has the link may do."""

    MOVE = "move"
    CANCEL = "cancel"


class ChangeForm(BaseModel):
    """Another time, or none."""

    model_config = ConfigDict(extra="ignore")

    change: Change
    slot: UUID | None = None


@pages.get("/{token}")
async def appointment_page(
    request: Request, tx: Tx, now: Now, token: str, done: Change | None = None
) -> Response:
    """When and where, and how to change it; a wrong link is as one that is over."""
    try:
        made, free = await queries.appointment_by_link(tx, token, now)
    except NotFound:
        return render(request, "appointment.html", status=404, made=None)
    return render(
        request,
        "appointment.html",
        tongue=cookies.kept(request, cookies.LANGUAGE) or made.language,
        made=made,
        free=free,
        place=(await current(tx, now)).unit(made.unit),
        done=done,
        stands=made.state is AppointmentState.BOOKED and made.starts_at > now,
        qr=drawn(absolute(request, "appointment_page", token=token)),
    )


@pages.post("/{token}")
async def appointment_change(
    tx: Tx, now: Now, token: str, form: Annotated[ChangeForm, Form()]
) -> Response:
    """Another time, or none."""
    if form.change is Change.CANCEL:
        await commands.cancel_by_link(tx, token, now)
    elif form.slot is None:
        raise SlotTaken
    else:
        await commands.move_by_link(tx, token, form.slot, now)
    return RedirectResponse(f"?done={form.change}", 303)
