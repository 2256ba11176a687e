"""The officer's list of uses of break-glass, and the notice that follows officers everywhere."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import Form, Query, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from services.gateway import commands, queries
from services.gateway.api.asking import Asking
from services.gateway.domain.break_glass import LONGEST
from services.gateway.pages import trace_words as words
from services.gateway.policy import POLICY
from shared.audit import Look, Relation, known, record
from shared.city.store import current
from shared.db import Pool
from shared.encryption import Keyring, KeysMissing, KeySource
from shared.pages import render, render_part
from shared.web import (
    Keys,
    Now,
    Reading,
    Shown,
    Tx,
    around,
    event_stream,
    router,
    stream_router,
    watcher_of,
)

pages = router(POLICY, include_in_schema=False, prefix="/audit/break-glass")
streams = stream_router(include_in_schema=False, prefix="/audit/break-glass")
EVERY = timedelta(milliseconds=250)
PART = "glass"
SAID: dict[str, Any] = {"roles": words.ROLES, "reasons": words.REASONS, "longest": LONGEST}


class NotingForm(BaseModel):
    """What the officer remarks; it may be nothing."""

    model_config = ConfigDict(extra="ignore")

    remark: Annotated[str, Field(max_length=4 * LONGEST)] = ""


@pages.get("")
async def glass_uses(
    request: Request,
    tx: Tx,
    now: Now,
    reading: Reading,
    keys: Keys,
    before: Annotated[UUID | None, Query()] = None,
) -> Response:
    """Every use, newest first, with the reader's words; what is seen here is noted."""
    city = await current(tx, now)
    found, more = await queries.uses(tx, before, _ring(keys))
    ids = {each.staff for each in found} | {each.noted_by for each in found if each.noted_by}
    readers = await known(around(request).identity, ids)
    people = dict.fromkeys(each.person for each in found)
    await record(tx, reading, [Look(each, Relation.OFFICER) for each in people])
    context = {"city": city, "uses": found, "more": more, "readers": readers}
    return render(request, "glass_uses.html", **SAID | context)


@pages.post("/{use}/noted")
async def glass_noted(
    request: Request, tx: Tx, by: Asking, keys: Keys, use: UUID, form: Annotated[NotingForm, Form()]
) -> Response:
    """The officer has looked at this use."""
    await commands.note_break_glass(tx, use, form.remark, by, keys)
    root = request.scope.get("root_path", "")
    return RedirectResponse(f"{root}/audit/break-glass#use-{use}", 303)


@streams.get("/stream")
async def glass_stream(request: Request) -> StreamingResponse:
    """How many uses wait for an officer, pushed to every page that one has open."""

    def parts(waiting: int) -> Mapping[str, str]:
        return {PART: render_part(request, "glass_notice.html", PART, {"waiting": waiting})}

    watcher = watcher_of(request, "break-glass", EVERY, _unnoted)
    return event_stream(request, watcher, PART, Shown(parts))


async def _unnoted(pool: Pool, asked: Collection[str], _: datetime) -> Mapping[str, int]:
    return dict.fromkeys(asked, await queries.unnoted(pool))


def _ring(keys: KeySource) -> Keyring | None:
    """Without keys the list is there, without words."""
    try:
        return keys.ring()
    except KeysMissing:
        return None
