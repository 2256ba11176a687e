"""Contacts: opening, acting, looking."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Response

from services.gateway import commands, queries
from services.gateway.api.asking import Asking, Calling, Comparing
from services.gateway.api.shapes import (
    Closing,
    Code,
    ContactShown,
    NewContact,
    Passing,
)
from services.gateway.commands.ways import say_number
from services.gateway.domain import Contact, numbers
from services.gateway.policy import POLICY
from shared.contracts.gateway import Outcome
from shared.web import Tx, router

api = router(POLICY, prefix="/api", tags=["contacts"])
Id = Annotated[UUID, Path(description="The contact.")]


def shown(response: Response, contact: Contact) -> Contact:
    """The contact, with its version as the answer's ETag."""
    response.headers["etag"] = f'"{contact.version}"'
    return contact


async def where_to_call(tx: Tx, contact_id: UUID, body: Closing, by: commands.By) -> None:
    """The number that comes with the wish to be called back. Raises ``TelephoneUnreadable``."""
    if body.outcome is Outcome.CALL_BACK and body.telephone:
        await say_number(tx, contact_id, numbers.number_of(body.telephone), by)


@api.post("/units/{unit}/contacts", status_code=201, response_model=ContactShown)
async def open_contact(tx: Tx, by: Asking, unit: Code, body: NewContact, response: Response) -> Any:
    """Open a contact, with the next ticket of the unit and day."""
    arrival = commands.Arrival(unit, body.door, body.level, body.reason)
    return shown(response, await commands.open_contact(tx, arrival, by))


@api.get("/contacts/{contact_id}", response_model=ContactShown)
async def contact(tx: Tx, by: Asking, contact_id: Id, response: Response) -> Any:
    """A contact as it stands."""
    return shown(response, await queries.contact(tx, contact_id, by.who, by.at))


@api.post("/contacts/{contact_id}/recall", response_model=ContactShown)
async def recall(tx: Tx, by: Calling, contact_id: Id, response: Response) -> Any:
    """Call its code once more."""
    return shown(response, await commands.recall(tx, contact_id, by))


@api.post("/contacts/{contact_id}/start", response_model=ContactShown)
async def start(tx: Tx, by: Asking, contact_id: Id, response: Response) -> Any:
    """The called person has come."""
    return shown(response, await commands.start(tx, contact_id, by))


@api.post("/contacts/{contact_id}/take-in", response_model=ContactShown)
async def take_in(tx: Tx, by: Asking, contact_id: Id, response: Response) -> Any:
    """Whoever is at a desk goes in to the professional of their appointment; the desk is free."""
    return shown(response, await commands.take_in(tx, contact_id, by))


@api.post("/contacts/{contact_id}/take-up", response_model=ContactShown)
async def take_up(tx: Tx, by: Asking, contact_id: Id, response: Response) -> Any:
    """Say that one is on this call of the exchange, at one's own desk."""
    return shown(response, await commands.take_up(tx, contact_id, by))


@api.post("/contacts/{contact_id}/put-down", response_model=ContactShown)
async def put_down(tx: Tx, by: Asking, contact_id: Id, response: Response) -> Any:
    """Say that one is not on this call, or not any more; what was said of it stays."""
    return shown(response, await commands.put_down(tx, contact_id, by))


@api.post("/contacts/{contact_id}/park", response_model=ContactShown)
async def park(tx: Tx, by: Asking, contact_id: Id, response: Response) -> Any:
    """Service pauses; the desk is free."""
    return shown(response, await commands.park(tx, contact_id, by))


@api.post("/contacts/{contact_id}/resume", response_model=ContactShown)
async def resume(tx: Tx, by: Asking, contact_id: Id, response: Response) -> Any:
    """Serve a parked contact again, at one's own desk."""
    return shown(response, await commands.resume(tx, contact_id, by))


@api.post("/contacts/{contact_id}/close", response_model=ContactShown)
async def close(tx: Tx, by: Comparing, contact_id: Id, body: Closing, response: Response) -> Any:
    """Service ends, with an outcome; whoever is to be called back says where."""
    await where_to_call(tx, contact_id, body, by)
    return shown(response, await commands.close(tx, contact_id, body.outcome, by))


@api.post("/contacts/{contact_id}/abandon", response_model=ContactShown)
async def abandon(tx: Tx, by: Asking, contact_id: Id, response: Response) -> Any:
    """The person has left; the state they left from is kept."""
    return shown(response, await commands.abandon(tx, contact_id, by))


@api.post("/contacts/{contact_id}/miss", response_model=ContactShown)
async def miss(tx: Tx, by: Asking, contact_id: Id, response: Response) -> Any:
    """Called, and did not come."""
    return shown(response, await commands.miss(tx, contact_id, by))


@api.post("/contacts/{contact_id}/pass", response_model=ContactShown)
async def pass_on(tx: Tx, by: Asking, contact_id: Id, body: Passing, response: Response) -> Any:
    """Let another desk or unit have it, with its code and its clock."""
    to = commands.Destination(body.unit, body.desk)
    return shown(response, await commands.pass_on(tx, contact_id, to, by))


@api.post("/contacts/{contact_id}/undo", response_model=ContactShown)
async def undo(tx: Tx, by: Asking, contact_id: Id, response: Response) -> Any:
    """Bring back what was before the last act, within ten minutes."""
    return shown(response, await commands.undo(tx, contact_id, by))
