"""What benchmark 1 compares with: the least that FastAPI and asyncpg need for the same contact.

No session, no role, no command id, no validation beyond the body, no archive of events: number,
contact and outbox in one transaction, on the gateway's own tables and with the same pool.
"""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from fastapi import FastAPI, Request
from pydantic import BaseModel
from uuid_utils.compat import uuid7

from shared import db

NUMBER = """
INSERT INTO ticket_counter (unit, day, last) VALUES ($1, $2, 1)
ON CONFLICT (unit, day) DO UPDATE SET last = ticket_counter.last + 1 RETURNING last
"""
CONTACT = """
INSERT INTO contact (id, version, code, door, unit, centre, level, state, city_version, opened_at,
                     waiting_from, calls, spans)
VALUES ($1, 1, $2, $3, $4, $4, $5, 'waiting', 1, $6, $6, 0, $7)
"""
OUTBOX = """
INSERT INTO outbox_pending (event_id, topic, key, type, version, data)
VALUES ($1, 'gateway.contacts', $2, 'gateway.contact_opened.v1', 1, $3)
"""


class NewContact(BaseModel):
    """Somebody at a door."""

    door: str = "desk"
    level: str | None = None


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """The pool, as the services have it."""
    app.state.pool = await db.connect(os.environ["PORTES_DATABASE_URL"], size=10)
    yield
    await app.state.pool.close()


def create_app() -> FastAPI:
    """The application with its one handler."""
    app = FastAPI(lifespan=lifespan)

    @app.get("/readyz")
    async def readyz() -> None:
        """Ready."""

    @app.post("/units/{unit}/contacts", status_code=201)
    async def open_contact(request: Request, unit: str, body: NewContact) -> dict[str, Any]:
        """Open a contact."""
        now = datetime.now(UTC)
        contact = {**body.model_dump(), "id": str(uuid7()), "unit": unit, "at": now.isoformat()}
        span = {"state": "waiting", "at": now.isoformat(), "unit": unit}
        async with request.app.state.pool.acquire() as tx, tx.transaction():
            number = await tx.fetchval(NUMBER, unit, now.date())
            contact |= {"code": f"{unit} {number:03d}", "state": "waiting", "spans": [span]}
            known = (contact["id"], contact["code"], body.door, unit, body.level, now)
            await tx.execute(CONTACT, *known, contact["spans"])
            await tx.execute(OUTBOX, uuid4(), contact["id"], json.dumps(contact).encode())
        return contact

    return app
