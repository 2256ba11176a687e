"""Papers: what came of them."""

from typing import Any

from fastapi import Response
from pydantic import ConfigDict

from services.gateway import commands
from services.gateway.api.asking import Asking
from services.gateway.api.contacts import Id, shown
from services.gateway.api.shapes import Asked, ContactShown
from services.gateway.domain.papers import PapersDone
from services.gateway.policy import POLICY
from shared.web import Tx, router

api = router(POLICY, prefix="/api", tags=["contacts"])


class PapersNoted(Asked):
    """What came of them."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"done": "delivered"}]}
    )

    done: PapersDone


@api.post("/contacts/{contact_id}/papers", response_model=ContactShown)
async def note_papers(
    tx: Tx, by: Asking, contact_id: Id, body: PapersNoted, response: Response
) -> Any:
    """The papers were delivered, collected, or something is missing still."""
    return shown(response, await commands.note_papers(tx, contact_id, body.done, by))
