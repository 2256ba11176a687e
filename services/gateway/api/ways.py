"""How somebody is spoken with: ways, interpreter, intensity."""

from typing import Annotated, Any

from fastapi import Path, Response

from services.gateway import commands
from services.gateway.api.asking import Asking
from services.gateway.api.contacts import Id, shown
from services.gateway.api.shapes import ContactShown
from services.gateway.api.ways_shapes import IntensityGiven, WaysGiven
from services.gateway.domain import Step
from services.gateway.policy import POLICY
from shared.web import Tx, router

api = router(POLICY, prefix="/api", tags=["contacts"])
Noted = Annotated[Step, Path(description="What became of the interpreter.")]


@api.post("/contacts/{contact_id}/ways", response_model=ContactShown)
async def say_ways(tx: Tx, by: Asking, contact_id: Id, body: WaysGiven, response: Response) -> Any:
    """Who speaks, how they are called and reached, and their language; what is left out stays."""
    return shown(response, await commands.say_ways(tx, contact_id, body.said(), by))


@api.post("/contacts/{contact_id}/interpreter/{step}", response_model=ContactShown)
async def note_interpreter(
    tx: Tx, by: Asking, contact_id: Id, step: Noted, response: Response
) -> Any:
    """An interpreter was asked for, has arrived, or has left: each once, in this order."""
    return shown(response, await commands.note_interpreter(tx, contact_id, step, by))


@api.post("/contacts/{contact_id}/intensity", response_model=ContactShown)
async def say_intensity(
    tx: Tx, by: Asking, contact_id: Id, body: IntensityGiven, response: Response
) -> Any:
    """How much it asks of social work; none takes back what was said."""
    return shown(response, await commands.say_intensity(tx, contact_id, body.intensity, by))
