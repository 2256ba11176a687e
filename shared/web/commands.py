"""A command acts once, however often it is sent: the answer is kept under its id."""

import hashlib
from collections.abc import Callable, Coroutine
from typing import Any, ClassVar
from uuid import UUID

from fastapi import Request, Response

from shared import outbox
from shared.city.store import HOLDING_AT
from shared.db import Change, Scope, Tx, transaction
from shared.errors import Refused
from shared.identity import Principal

HEADER = "Idempotency-Key"
FIELD = "idempotency_key"
LONGEST_KEY = 200
KEPT_HEADERS = ("content-type", "location", "etag", "link", "hx-trigger", "hx-redirect")
NOBODY = UUID(int=0)

BEFORE = f"""
WITH claimed AS (
    INSERT INTO answered_command (principal, key, route, digest) VALUES ($1, $2, $3, $4)
    ON CONFLICT DO NOTHING RETURNING true AS mine
)
SELECT mine, city.* FROM (SELECT) AS one
LEFT JOIN claimed ON true LEFT JOIN ({HOLDING_AT.format(at="$5")}) AS city ON true
"""
"""All that precedes a command, in one round trip: its claim, and the city whose rules hold."""
AFTER = f"""
WITH {outbox.TOLD}
UPDATE answered_command SET status = $10, headers = $11, body = $12
WHERE principal = $8 AND key = $9
"""
"""All that a command leaves, in one round trip: its events and its answer."""
KEPT = """
SELECT route, digest, status, headers, body FROM answered_command
WHERE principal = $1 AND key = $2
"""


class KeyMissing(Refused):
    """A mutation without a command id."""

    status: ClassVar[int] = 400
    code = "idempotency-key-missing"
    title = "Every change needs an Idempotency-Key."


class KeyReused(Refused):
    """A command id that stood for another command."""

    code = "idempotency-key-reused"
    title = "This Idempotency-Key was used for something else."


async def answer_once(
    request: Request,
    who: tuple[Principal | None, Scope],
    route: str,
    inner: Callable[[Request], Coroutine[Any, Any, Response]],
) -> Response:
    """Run the command and keep its answer, or give the answer kept; commit before answering."""
    principal, scope = who
    whose = principal.id if principal else NOBODY
    body = await request.body()
    key, digest = _kept_as(await _key(request), request.scope["path"], body)
    async with transaction(request.app.state.around.pool, scope) as tx:
        found = await tx.fetchrow(BEFORE, whose, key, route, digest, request.state.now)
        if not found or not found["mine"]:
            return await _kept(tx, whose, key, (route, digest))
        change = request.state.tx = Change(tx, found if found["version"] else None)
        answer = await inner(request)
        kept = {name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers}
        left = (answer.status_code, kept, bytes(answer.body))
        await tx.execute(AFTER, *outbox.columns(change.told), whose, key, *left)
    return answer


def _kept_as(key: str, path: str, body: bytes) -> tuple[str, bytes]:
    """What we keep of a command id, and of what was asked under it.

    A body may hold what is easily guessed, such as a telephone. Whoever sees the database cannot
    try guesses, since its digest needs the command id, and of that there is only a digest.
    """
    asked = hashlib.sha256(b"\0".join([path.encode(), body])).digest()
    told = key.encode()
    return hashlib.sha256(told).hexdigest(), hashlib.sha256(b"\0".join([told, asked])).digest()


async def _key(request: Request) -> str:
    key = request.headers.get(HEADER)
    if key is None and request.headers.get("content-type", "").startswith(
        "application/x-www-form-urlencoded"
    ):
        key = str((await request.form()).get(FIELD, ""))
    if not key or len(key) > LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise KeyMissing
    return key


async def _kept(tx: Tx, whose: UUID, key: str, asked: tuple[str, bytes]) -> Response:
    row = await tx.fetchrow(KEPT, whose, key)
    if row is None or (row["route"], row["digest"]) != asked:
        raise KeyReused
    return Response(row["body"], row["status"], dict(row["headers"]))
