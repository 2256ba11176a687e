"""A little service with every kind of route, to try what surrounds each request."""

from typing import Annotated, Any

from fastapi import FastAPI, Form, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from shared.errors import Conflict
from shared.identity import Role
from shared.outbox import put
from shared.rights import ANYONE, PEOPLE, Policy, Within, may
from shared.web import Tx, create_service, router
from tests.fixtures.messaging import desk_changed

POLICY: Policy = {
    "add_thing": may("Add", PEOPLE),
    "add_by_form": may("Add", PEOPLE),
    "count_things": may("Count", ANYONE),
    "refuse": may("Refuse", PEOPLE),
    "fail": may("Fail", PEOPLE),
    "tell": may("Tell", PEOPLE),
    "take_turn": may("Take a turn", PEOPLE),
    "look_at_unit": may("Look", {Role.RECEPTION}, Within.UNIT),
    "look_at_organisation": may("Look", {Role.PARTNER}, Within.ORGANISATION),
}
TABLE = "CREATE TABLE thing (id bigint GENERATED ALWAYS AS IDENTITY, name text)"
api = router(POLICY, prefix="/api")


class Thing(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(max_length=20)]
    count: Annotated[int, Field(ge=1)] = 1


async def add(tx: Tx, name: str) -> int:
    added: int = await tx.fetchval("INSERT INTO thing (name) VALUES ($1) RETURNING id", name)
    return added


@api.post("/things", status_code=201)
async def add_thing(tx: Tx, body: Thing, response: Response) -> dict[str, int]:
    added = await add(tx, body.name)
    response.headers["etag"] = f'"{added}"'
    return {"id": added}


@api.post("/forms")
async def add_by_form(tx: Tx, name: Annotated[str, Form()]) -> dict[str, int]:
    return {"id": await add(tx, name)}


@api.get("/things")
async def count_things(tx: Tx, most: int = 10) -> dict[str, int]:
    return {"things": min(most, await tx.fetchval("SELECT count(*) FROM thing"))}


@api.post("/refused")
async def refuse(tx: Tx, body: Thing) -> Any:
    await add(tx, body.name)
    if body.count == 1:
        raise Conflict
    return JSONResponse({"count": body.count})


@api.post("/failing")
async def fail(tx: Tx, body: Thing) -> None:
    await add(tx, body.name)
    raise RuntimeError(body.name)


@api.post("/told")
async def tell(tx: Tx, body: Thing) -> None:
    await add(tx, body.name)
    for version in range(1, 4):
        await put(tx, desk_changed(version=version))
    if body.count > 1:
        raise Conflict


@api.post("/turns")
async def take_turn(tx: Tx, body: Thing) -> None:
    version = await tx.fetchval("UPDATE last SET version = version + 1 RETURNING version")
    await put(tx, desk_changed(version=version))
    await add(tx, body.name)


@api.get("/units/{unit}")
async def look_at_unit(unit: str) -> dict[str, str]:
    return {"unit": unit}


@api.get("/organisations/{organisation}")
async def look_at_organisation(organisation: str) -> dict[str, str]:
    return {"organisation": organisation}


def create_app() -> FastAPI:
    return create_service("shared", title="Little", description="", routers=[api], policy=POLICY)
